import { StringDecoder } from 'node:string_decoder';
import { withoutControls } from '../core/control-characters.ts';
import { createLineSplitter, neutraliseLine } from '../core/neutralise.ts';
import type { Redactor } from '../core/redact.ts';
import type { TailSink } from '../effects/tail.ts';
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

const BATCH_CHARS = 32 * 1024;

/** Turns what is read of one stream into log lines. It holds back one line and the start of a possible secret, no more. */
export function createCaptureText(options: CaptureTextOptions): CaptureText {
  const { write, redactor, safe, prefix, path, glyphs } = options;
  const splitter = createLineSplitter();
  let decoder = new StringDecoder('utf8');
  let redacting = redactor.stream();
  const writeLines = (lines: readonly string[]) => {
    let batch = '';
    for (const line of lines) {
      batch += `${prefix}${safe(line)}\n`;
      if (batch.length < BATCH_CHARS) continue;
      write(batch);
      batch = '';
    }
    if (batch !== '') write(batch);
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
      if (text !== '') writeLines(splitter.push(text));
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
