import { StringDecoder } from 'node:string_decoder';
import { withoutControls } from '../core/control-characters.ts';
import { createLineSplitter, isInert, maxLineLength, neutraliseLine } from '../core/neutralise.ts';
import type { Redactor } from '../core/redact.ts';
import type { CaptureStream } from '../effects/run-files.ts';
import { LAST_BYTES, Tail, type TailSink } from '../effects/tail.ts';
import { byteSize, type Glyphs } from '../report/words.ts';

/** Who reads the log: the runner, which obeys commands in it, or people. */
export type Dialect = 'actions' | 'plain';

/** How a line of anybody's may be written: nothing in it acts on the runner or the terminal. */
export function safeLine(dialect: Dialect, color: boolean): (line: string) => string {
  if (dialect === 'actions') return neutraliseLine;
  if (color) return withoutControls;
  return (line) => withoutControls(line).replaceAll(/\x1b\[[0-9;:]*m/g, '');
}

export interface CaptureTextOptions {
  readonly write: (text: string) => void;
  readonly redactor: Redactor;
  readonly safe: (line: string) => string;
  /** Before every line of the capture. */
  readonly prefix: string;
  /** Where the whole capture is, for people. */
  readonly path: string;
  readonly glyphs: Glyphs;
}

/** A capture on its way to the log: whole lines, without secrets, inert. */
export interface CaptureText extends TailSink {
  /** Writes what is held back: the stream is over. */
  readonly end: () => void;
}

// Garbage that dies early costs nothing, what survives makes V8 grow its heap: single lines are few at a time.
const BATCH_CHARS = 32 * 1024;
const LINES_CHARS = 8 * 1024;
const PIECE_CHARS = 2 * 1024;

/** Turns what is read of one stream into log lines. It holds back one line and the start of a possible secret, no more. */
export function createCaptureText(options: CaptureTextOptions): CaptureText {
  const { write, redactor, safe, prefix, path, glyphs } = options;
  const splitter = createLineSplitter();
  let decoder = new StringDecoder('utf8');
  let redacting = redactor.stream();
  const writeLines = (lines: Iterable<string>) => {
    let batch = '';
    for (const line of lines) {
      batch += `${prefix}${safe(line)}\n`;
      if (batch.length < LINES_CHARS) continue;
      write(batch);
      batch = '';
    }
    if (batch !== '') write(batch);
  };
  function* linesOf(text: string): Iterable<string> {
    for (let at = 0; at < text.length; at += PIECE_CHARS)
      yield* splitter.push(text.slice(at, at + PIECE_CHARS));
  }
  // A string for every line would cost a hundred times the memory of what short lines say: lines in which nothing has
  // to change are written as they came, all that a chunk completes at once.
  const writeText = (text: string) => {
    const last = text.lastIndexOf('\n');
    // No line of a text that is no longer than a line may be is cut.
    if (last < 0 || text.length > maxLineLength || !isInert(text)) {
      writeLines(linesOf(text));
      return;
    }
    const first = splitter.isBetweenLines() ? 0 : text.indexOf('\n') + 1;
    if (first > 0) writeLines(splitter.push(text.slice(0, first)));
    if (first <= last) writeIndented(text.slice(first, last + 1), prefix, write);
    if (last + 1 < text.length) writeLines(splitter.push(text.slice(last + 1)));
  };
  const restart = () => {
    decoder = new StringDecoder('utf8');
    redacting = redactor.stream();
  };
  const flush = () => {
    const last = redacting.push(decoder.end()) + redacting.end();
    writeLines([...splitter.push(last), ...splitter.end()]);
    restart();
  };
  return {
    chunk: (bytes) => {
      const text = redacting.push(decoder.write(bytes as Buffer));
      if (text !== '') writeText(text);
    },
    skipped: (bytes) => {
      // What the redactor still holds may be the first half of a secret: it is left out with the rest.
      writeLines(splitter.end());
      restart();
      write(`${prefix}${glyphs.ellipsis} ${byteSize(bytes)} left out; the whole is in ${path}\n`);
    },
    prelude: (bytes) => void redacting.push(decoder.write(bytes as Buffer)),
    shrank: () => {
      flush();
      write(`${prefix}${glyphs.ellipsis} ${path} was cut; from its start again\n`);
    },
    end: flush,
  };
}

const LF = 0x0a;
// Used again for every chunk of every node: writing is synchronous, so nobody else uses them meanwhile.
let plain: Buffer | undefined;
let indented: Buffer | undefined;

/** Writes whole LF-ended lines, at most {@link maxLineLength} characters in all, each behind the prefix. */
function writeIndented(lines: string, prefix: string, write: (text: string) => void): void {
  // By bytes: string functions leave five times as much garbage, and more of it makes V8 grow its heap.
  plain ??= Buffer.allocUnsafeSlow(3 * maxLineLength);
  const head = Buffer.from(prefix);
  const needed = BATCH_CHARS + 3 * maxLineLength + head.length;
  if (indented === undefined || indented.length < needed) indented = Buffer.allocUnsafeSlow(needed);
  const size = plain.write(lines);
  let length = 0;
  for (let at = 0; at < size; ) {
    for (let from = 0; from < head.length; from++) indented[length++] = head[from]!;
    let byte: number;
    do {
      byte = plain[at++]!;
      indented[length++] = byte;
    } while (byte !== LF && at < size);
    if (length < BATCH_CHARS && at < size) continue;
    write(indented.toString('utf8', 0, length));
    length = 0;
  }
}

/** How much of one stream of a running node the live log shows, in characters; the end of a longer one follows at its end. */
export const LIVE_CHARS = 8 * 1024 * 1024;

// What waits for the reader is held in memory. A poll can wait too; at a node's end there is no later.
const POLL_BACKLOG = 256 * 1024;
const END_BACKLOG = 2 * 1024 * 1024;
const STUCK_BACKLOG = 8 * 1024 * 1024;
const STUCK_BYTES = 4 * 1024;

/** Whether so much waits for the reader, in characters, that only the least may be added. */
export const isStuck = (backlog: number): boolean => backlog > STUCK_BACKLOG;

export interface LiveCaptureOptions {
  readonly file: string;
  readonly text: CaptureTextOptions;
  /** How much was written that nobody has taken yet, in characters. */
  readonly backlog: () => number;
  /** The node printed something. */
  readonly heard: () => void;
}

/** One stream of a running node, shown while it grows. However much comes, however slow the reader: memory stays flat. */
export class LiveCapture {
  readonly #options: LiveCaptureOptions;
  readonly #tail: Tail;
  readonly #sink: TailSink;
  #text: CaptureText | undefined;
  #shown = 0;
  #isMuted = false;

  constructor(options: LiveCaptureOptions) {
    this.#options = options;
    this.#tail = new Tail(options.file);
    this.#sink = {
      chunk: (bytes) => {
        options.heard();
        this.#opened().chunk(bytes);
      },
      skipped: (bytes) => this.#opened().skipped(bytes),
      prelude: (bytes) => this.#opened().prelude(bytes),
      shrank: () => this.#opened().shrank(),
    };
  }

  /** Shows what came since the last time, as far as there is room; what there is no room for, later or not at all. */
  poll(): void {
    if (this.#isMuted) return;
    this.#tail.poll(this.#sink, () => this.#hasRoom(POLL_BACKLOG));
    if (this.#shown < LIVE_CHARS) return;
    this.#isMuted = true;
    const { write, prefix, path, glyphs } = this.#options.text;
    write(
      `${prefix}${glyphs.ellipsis} ${byteSize(LIVE_CHARS)} shown; no more of it until its end; the whole is in ${path}\n`,
    );
  }

  /** Shows the rest or the end of it, and releases the file; whether anything of it was ever shown. */
  end(): boolean {
    const last = isStuck(this.#options.backlog()) ? STUCK_BYTES : LAST_BYTES;
    this.#tail.finish(this.#sink, () => this.#hasRoom(END_BACKLOG), last);
    this.#text?.end();
    return this.#text !== undefined;
  }

  #hasRoom(backlog: number): boolean {
    return this.#shown < LIVE_CHARS && this.#options.backlog() < backlog;
  }

  // Only for a stream that says something: most nodes say nothing.
  #opened(): CaptureText {
    const { text } = this.#options;
    this.#text ??= createCaptureText({
      ...text,
      write: (lines) => {
        this.#shown += lines.length;
        text.write(lines);
      },
    });
    return this.#text;
  }
}

/** How the streams of a node are called where more than one is shown. */
export const STREAM_WORDS: Readonly<Record<CaptureStream, string>> = {
  out: 'stdout',
  err: 'stderr',
  'stream.jsonl': 'stream',
  'gate.out': 'gate stdout',
  'gate.err': 'gate stderr',
  'until.out': 'until_bash stdout',
  'until.err': 'until_bash stderr',
};
