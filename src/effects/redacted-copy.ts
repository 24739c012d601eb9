import { type FileHandle, open } from 'node:fs/promises';
import type { RedactingStream, Redactor } from '../core/redact.ts';

/** How to clean a byte stream. */
export interface Redaction {
  /** Of secrets in their latin1 form; see `latin1Of`. */
  readonly redactor: Redactor;
  /** The longest secret's length less one; 0 where there is none. */
  readonly reach: number;
}

export interface Copied {
  /** Of the original when it was opened. */
  readonly bytes: number;
  readonly isCut: boolean;
  /** False when the original could not be read to its end. */
  readonly isWhole: boolean;
}

/** A longer file is staged as its first and its last half of this. */
export const maxCopiedBytes = 64 * 1024 * 1024;
const halfBytes = maxCopiedBytes / 2;
const chunkBytes = 128 * 1024;

/**
 * Copies an open file to a new one, every secret replaced, byte-exact otherwise; of a file over 64 MiB the first and
 * the last 32 MiB with a line between them that names its size. Memory stays flat. Rejects when `target` cannot be
 * written.
 */
export async function copyRedacted(
  source: FileHandle,
  target: string,
  redaction: Redaction,
): Promise<Copied> {
  const { size } = await source.stat();
  const sink = await open(target, 'wx', 0o600);
  try {
    const copy = new Copy(source, sink, redaction);
    const isCut = size > maxCopiedBytes;
    let isWhole: boolean;
    if (!isCut) isWhole = await copy.range(0, size, 'end');
    else {
      isWhole = await copy.range(0, halfBytes, 'drop');
      await copy.text(`\n=== omne: ${size - maxCopiedBytes} of ${size} bytes left out here ===\n`);
      isWhole = (await copy.range(size - halfBytes, size, 'end')) && isWhole;
    }
    return { bytes: size, isCut, isWhole };
  } finally {
    await sink.close();
  }
}

/** One file's copying: a buffer, and where the sink stands. */
class Copy {
  readonly #source: FileHandle;
  readonly #sink: FileHandle;
  readonly #redaction: Redaction;
  readonly #buffer = Buffer.allocUnsafe(chunkBytes);

  constructor(source: FileHandle, sink: FileHandle, redaction: Redaction) {
    this.#source = source;
    this.#sink = sink;
    this.#redaction = redaction;
  }

  /** Copies a range. At its end what may be a secret's beginning is written, or with `drop` left out: the rest follows. */
  async range(start: number, end: number, atEnd: 'end' | 'drop'): Promise<boolean> {
    const { reach, redactor } = this.#redaction;
    if (reach === 0) return this.#raw(start, end);
    const stream = redactor.stream();
    // A secret may begin before the range: then its part in here must not be seen either.
    const lead = Math.max(0, start - reach);
    let isWhole = await this.#read(lead, start, (bytes) => {
      stream.push(bytes.toString('latin1'));
      return Promise.resolve();
    });
    isWhole = (await this.#read(start, end, (bytes) => this.#push(stream, bytes))) && isWhole;
    if (atEnd === 'end') await this.#latin1(stream.end());
    return isWhole;
  }

  async text(text: string): Promise<void> {
    await writeAll(this.#sink, Buffer.from(text));
  }

  #raw(start: number, end: number): Promise<boolean> {
    return this.#read(start, end, (bytes) => writeAll(this.#sink, bytes));
  }

  #push(stream: RedactingStream, bytes: Buffer): Promise<void> {
    return this.#latin1(stream.push(bytes.toString('latin1')));
  }

  // The buffer was read out into a string, so it can carry the answer.
  async #latin1(text: string): Promise<void> {
    for (let at = 0; at < text.length; at += chunkBytes) {
      const length = this.#buffer.write(text.slice(at, at + chunkBytes), 'latin1');
      await writeAll(this.#sink, this.#buffer.subarray(0, length));
    }
  }

  async #read(start: number, end: number, use: (bytes: Buffer) => Promise<void>): Promise<boolean> {
    for (let at = start; at < end; ) {
      const { bytesRead } = await this.#source
        .read(this.#buffer, 0, Math.min(chunkBytes, end - at), at)
        .catch(() => ({ bytesRead: 0 }));
      // It was cut short meanwhile, or the disc fails.
      if (bytesRead === 0) return false;
      await use(this.#buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
    return true;
  }
}

async function writeAll(sink: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await sink.write(bytes, done, bytes.length - done)).bytesWritten;
  }
}
