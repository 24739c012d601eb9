import { lstatSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { Redactor } from '../core/redact.ts';
import type { CaptureStream, RunFiles } from '../effects/run-files.ts';
import { readEnds } from '../effects/tail.ts';
import { oneLine } from '../report/words.ts';

/** Where the last line of a longer capture is looked for. */
const ENDS = { head: 0, end: 1024 };
const MAX_CHARS = 200;

// Where there are many secrets to look for a read takes milliseconds: it may take a hundredth of the time.
const SHARE = 100;
const LEAST_MS = 200;

interface Seen {
  readonly nextMs: number;
  readonly version: string;
  readonly line: string;
}

/** The last lines of running nodes: without secrets, inert, and read again only when there is something new. */
export class LastLines {
  readonly #files: RunFiles;
  readonly #redactor: Redactor;
  readonly #now: () => number;
  readonly #seen = new Map<string, Seen>();

  constructor(files: RunFiles, redactor: Redactor, now: () => number) {
    this.#now = now;
    this.#files = files;
    this.#redactor = redactor;
  }

  /** What the node printed last, on either stream; empty for nothing. */
  of(id: string): string {
    const seen = this.#seen.get(id);
    const startedMs = this.#now();
    if (seen !== undefined && startedMs < seen.nextMs) return seen.line;
    const newest = this.#newest(id);
    if (newest === undefined) return '';
    const { file, version } = newest;
    if (seen?.version === version) return seen.line;
    const line = this.#read(file);
    const endedMs = this.#now();
    const nextMs = endedMs + Math.max(LEAST_MS, SHARE * (endedMs - startedMs));
    this.#seen.set(id, { version, line, nextMs });
    return line;
  }

  /** The node is over. */
  forget(id: string): void {
    this.#seen.delete(id);
  }

  #newest(id: string): { readonly file: string; readonly version: string } | undefined {
    const found = (['out', 'err'] as const).flatMap((stream) => {
      const file = this.#files.capture(id, stream satisfies CaptureStream);
      const stat = lstatSync(file, { throwIfNoEntry: false });
      return stat?.isFile() && stat.size > 0 ? [{ file, size: stat.size, at: stat.mtimeMs }] : [];
    });
    const [first, second] = found;
    if (first === undefined) return undefined;
    const { file, size, at } = second !== undefined && second.at > first.at ? second : first;
    return { file, version: `${file} ${size} ${at}` };
  }

  // What may be the beginning of a secret is held back, and what stands before the end is read to know one.
  #read(file: string): string {
    const decoder = new StringDecoder('utf8');
    const redacting = this.#redactor.stream();
    const pushed = (bytes: Uint8Array) => redacting.push(decoder.write(bytes as Buffer));
    let text = '';
    const sink = {
      chunk: (bytes: Uint8Array) => {
        text += pushed(bytes);
      },
      prelude: (bytes: Uint8Array) => void pushed(bytes),
      skipped: () => {},
      shrank: () => {},
    };
    readEnds(file, sink, ENDS);
    const last = text.split(/[\r\n]+/).findLast((line) => line.trim() !== '') ?? '';
    return oneLine(last.slice(0, 2 * ENDS.end))
      .replaceAll('\t', ' ')
      .trim()
      .slice(0, MAX_CHARS);
  }
}
