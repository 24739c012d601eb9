import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { createRedactor } from '../core/redact.ts';
import { sha256Base64 } from '../effects/crypto.ts';
import { readJournal } from '../effects/journal.ts';
import type { Capture, CaptureFile } from '../report/html/captures.ts';
import type { Outline } from '../report/html/outline.ts';
import { htmlReport } from '../report/html/page.ts';
import type { CapturedText } from '../report/html/run.ts';
import { createLayout } from './report-layout.ts';

/** A report to write; data only, since another process may be asked for it. */
export interface ReportRequest {
  /** Holds `events.jsonl` and the captures, all of it without secrets: a staging folder. */
  readonly folder: string;
  readonly files: readonly CaptureFile[];
  /** Absolute; what is there is replaced. */
  readonly target: string;
  /** See `ReportSource.base`. */
  readonly base: string;
  readonly outline?: Outline;
  readonly isLive?: boolean;
  /** What JSON may have hidden from the redaction of bytes. */
  readonly secrets: readonly string[];
}

const BATCH_CHARS = 64 * 1024;

/** Writes a report part by part; what stands at its place is replaced at the end. Throws when it cannot be made. */
export async function writeReport(request: ReportRequest): Promise<void> {
  const { folder, files, target, base, outline, isLive, secrets } = request;
  const { events, broken, torn } = readJournal(join(folder, 'events.jsonl'));
  const problem = broken === undefined ? tornWords(torn) : `line ${broken.line}: ${broken.reason}`;
  const parts = htmlReport({
    events,
    files,
    base,
    ...(outline && { outline }),
    ...(problem !== undefined && { problem }),
    ...(isLive !== undefined && { isLive }),
    read: (capture) => readCapture(join(folder, capture.path), capture),
    redact: createRedactor(secrets).text,
    hash: sha256Base64,
    layout: await createLayout(outline?.nodes.length ?? 0),
  });
  // A link that a node left at the target's place is replaced, never followed.
  const draft = `${target}.${process.pid}.part`;
  try {
    writeParts(draft, parts);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

const tornWords = (torn: string) =>
  torn === '' ? undefined : `its last ${torn.length} characters are a torn line`;

function writeParts(path: string, parts: Iterable<string>): void {
  const fd = openSync(path, 'wx', 0o600);
  try {
    let batch = '';
    const flush = () => {
      const bytes = Buffer.from(batch);
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
      batch = '';
    };
    for (const part of parts) {
      batch += part;
      if (batch.length >= BATCH_CHARS) flush();
    }
    flush();
  } finally {
    closeSync(fd);
  }
}

function readCapture(path: string, { head, tail }: Capture): CapturedText | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const { size } = fstatSync(fd);
    const isWhole = tail === 0;
    const first = decode(read(fd, 0, Math.min(head, size)), isWhole);
    if (isWhole) return { head: first, tail: '' };
    return { head: first, tail: decode(fromCharacter(read(fd, Math.max(0, size - tail), size)), true) };
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}

// Used again for every capture: what is read is a string before the next one comes.
let shared = Buffer.alloc(0);

function read(fd: number, from: number, to: number): Buffer {
  if (shared.length < to - from) shared = Buffer.allocUnsafeSlow(to - from);
  const bytes = shared.subarray(0, to - from);
  let done = 0;
  while (done < bytes.length) {
    const count = readSync(fd, bytes, done, bytes.length - done, from + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

// A character that the cut went through is left out; what is no UTF-8 at all becomes U+FFFD.
function decode(bytes: Buffer, isEnd: boolean): string {
  const decoder = new StringDecoder('utf8');
  const text = decoder.write(bytes);
  return isEnd ? text + decoder.end() : text;
}

function fromCharacter(bytes: Buffer): Buffer {
  let start = 0;
  while (start < 3 && start < bytes.length && (bytes[start]! & 0xc0) === 0x80) start++;
  return bytes.subarray(start);
}
