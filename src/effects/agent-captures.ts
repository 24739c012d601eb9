import { closeSync, fstatSync, writeSync } from 'node:fs';
import type { Failure } from '../core/failure.ts';
import type { Redactor } from '../core/redact.ts';
import { err, ok, type Result } from '../core/result.ts';
import { giveRoom, openCapture, readTail, tailBytes } from './capture.ts';
import type { RunFiles } from './run-files.ts';

/** The three captures of one agent call. A write that fails is remembered, never thrown. */
export interface AgentCaptures {
  /** The descriptor the agent's stderr goes to. */
  readonly stderr: number;
  /** Appends bytes of the raw stream, as they are. */
  readonly raw: (bytes: Uint8Array) => void;
  /** Appends assistant text, without secrets. */
  readonly text: (text: string) => void;
  /** What the redactor held back is written. */
  readonly finish: () => void;
  /** The first write that failed. */
  readonly failure: () => Failure | undefined;
  /** The end of stderr, without secrets. */
  readonly stderrTail: () => string;
  readonly close: () => void;
}

/** Which node's captures, and whether they start empty. */
export interface CaptureRequest {
  readonly nodeId: string;
  readonly append: boolean;
}

// A secret must be whole to be found: more is read than is kept.
const tailReachBytes = 64 * 1024;

/** Opens the captures of a call; nothing stays open when one of them cannot be. */
export function openAgentCaptures(
  files: RunFiles,
  redactor: Redactor,
  { nodeId, append }: CaptureRequest,
): Result<AgentCaptures, Failure> {
  const paths = (['out', 'err', 'stream.jsonl'] as const).map((stream) => files.capture(nodeId, stream));
  const fds: number[] = [];
  for (const path of paths) {
    const fd = openCapture(path, { append, within: files.runDir });
    if (!fd.ok) {
      fds.forEach(closeSync);
      return fd;
    }
    fds.push(fd.value);
  }
  return ok(captures({ paths, fds }, redactor));
}

interface Opened {
  readonly paths: readonly string[];
  readonly fds: readonly number[];
}

function captures({ paths, fds }: Opened, redactor: Redactor): AgentCaptures {
  const [out, stderr, stream] = fds as [number, number, number];
  const [outPath, , streamPath] = paths as [string, string, string];
  const redacted = redactor.stream();
  const whole = createWholeCharacters();
  let failure: Failure | undefined;
  const write = (fd: number, path: string, bytes: Uint8Array) => {
    if (failure !== undefined) return;
    const written = writeWhole(fd, path, bytes);
    if (written.ok) return;
    failure = written.error;
    giveRoom(fd);
  };
  const writeText = (text: string) => {
    if (text !== '') write(out, outPath, Buffer.from(text, 'utf8'));
  };
  return {
    stderr,
    raw: (bytes) => write(stream, streamPath, bytes),
    text: (text) => writeText(whole.push(redacted.push(text))),
    finish: () => writeText(whole.push(redacted.end()) + whole.end()),
    failure: () => failure,
    stderrTail: () => lastBytes(redactor.text(readTail(stderr, tailReachBytes))),
    close: () => fds.forEach(closeSync),
  };
}

/** Writes all of the bytes, or says why not. */
export function writeWhole(fd: number, path: string, bytes: Uint8Array): Result<number, Failure> {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    return ok(bytes.length);
  } catch (error) {
    return err({
      kind: 'capture_failed',
      path,
      error: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Appends an iteration's marker to the node's text; the first one empties all its captures. Answers the size after it. */
export function markIteration(files: RunFiles, nodeId: string, iteration: number): number | Failure {
  const options = { append: iteration !== 1, within: files.runDir };
  const path = files.capture(nodeId, 'out');
  for (const stream of options.append ? [] : (['err', 'stream.jsonl'] as const)) {
    const emptied = openCapture(files.capture(nodeId, stream), options);
    if (!emptied.ok) return emptied.error;
    closeSync(emptied.value);
  }
  const fd = openCapture(path, options);
  if (!fd.ok) return fd.error;
  try {
    const written = writeWhole(fd.value, path, Buffer.from(`\n=== omne:iteration:${iteration} ===\n`));
    return written.ok ? fstatSync(fd.value).size : written.error;
  } finally {
    closeSync(fd.value);
  }
}

// Half a surrogate pair would be written as U+FFFD.
function createWholeCharacters() {
  let held = '';
  const push = (text: string) => {
    const joined = held + text;
    held = /[\uD800-\uDBFF]$/.test(joined) ? joined.slice(-1) : '';
    return held === '' ? joined : joined.slice(0, -1);
  };
  return { push, end: () => held };
}

function lastBytes(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  let from = Math.max(0, bytes.length - tailBytes);
  while (from < bytes.length && (bytes[from]! & 0xc0) === 0x80) from++;
  return bytes.toString('utf8', from);
}
