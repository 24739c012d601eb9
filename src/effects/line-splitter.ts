/** Cuts a stream of bytes into lines of text, whatever the chunks; a character cut in two is whole again. */
export interface LineSplitter {
  readonly push: (chunk: Uint8Array) => void;
  /** The stream is over: what is left is a line. */
  readonly end: () => void;
}

/** What a splitter calls: a whole line without its newline, or the fact that one was too long to be held. */
export interface LineReader {
  readonly line: (text: string) => void;
  readonly tooLong: () => void;
}

const newline = 0x0a;

/** A splitter that never holds more than `maxBytes` of a line. */
export function createLineSplitter(reader: LineReader, maxBytes: number): LineSplitter {
  let parts: Uint8Array[] = [];
  let size = 0;
  let skipping = false;

  const keep = (part: Uint8Array) => {
    if (skipping || part.length === 0) return;
    size += part.length;
    if (size <= maxBytes) {
      parts.push(part);
      return;
    }
    skipping = true;
    parts = [];
    reader.tooLong();
  };
  const flush = () => {
    const line = skipping ? undefined : Buffer.concat(parts, size).toString('utf8');
    parts = [];
    size = 0;
    skipping = false;
    if (line !== undefined) reader.line(line);
  };
  const push = (chunk: Uint8Array) => {
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      keep(chunk.subarray(from, at));
      flush();
      from = at + 1;
    }
    keep(chunk.subarray(from));
  };
  const end = () => {
    if (size > 0) flush();
  };
  return { push, end };
}
