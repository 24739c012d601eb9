import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';

/** Takes what was read of a capture, in order. A chunk is only valid until the call returns: its buffer is used again. */
export interface TailSink {
  readonly chunk: (bytes: Uint8Array) => void;
  /** So many bytes were left out here; a {@link prelude} may follow. */
  readonly skipped: (bytes: number) => void;
  /** Bytes from before the place where reading goes on: for whoever must recognise what straddles it; not to be shown. */
  readonly prelude: (bytes: Uint8Array) => void;
  /** The file shrank: what follows is read from its start again. */
  readonly shrank: () => void;
}

/** How much one poll of one file reads at most. */
export const POLL_BYTES = 1024 * 1024;
/** What is shown of a finished capture that is too long. */
export const HEAD_BYTES = 64 * 1024;
export const END_BYTES = 1024 * 1024;

const BUFFER_BYTES = 64 * 1024;

// One buffer for all files: reading is synchronous, so nobody else uses it meanwhile.
let shared: Buffer | undefined;

const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;
const O_NONBLOCK = constants.O_NONBLOCK ?? 0;

/** Follows one growing file by polling; never throws, never blocks, memory flat. A file that is not there yet is empty. */
export class Tail {
  readonly #path: string;
  #fd: number | undefined;
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Gives the sink what came since the last poll, at most 1 MiB of it: the last, and the size of what was skipped. */
  poll(sink: TailSink): void {
    this.#fd ??= openRegular(this.#path);
    if (this.#fd === undefined) return;
    const size = sizeOf(this.#fd);
    if (size < this.#offset) {
      this.#offset = 0;
      sink.shrank();
    }
    if (size === this.#offset) return;
    if (size - this.#offset > POLL_BYTES) {
      const next = size - POLL_BYTES;
      sink.skipped(next - this.#offset);
      readRange(this.#fd, Math.max(this.#offset, next - BUFFER_BYTES), next, sink.prelude);
      this.#offset = next;
    }
    this.#offset += readRange(this.#fd, this.#offset, size, sink.chunk);
  }

  /** Releases the file. */
  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

/**
 * Reads a finished capture: all of it, or its first 64 KiB and its last 1 MiB with what was skipped between. Answers
 * whether there was anything to read; an empty or missing file costs one `lstat`. Never throws.
 */
export function readEnds(path: string, sink: TailSink): boolean {
  if (!hasBytes(path)) return false;
  const fd = openRegular(path);
  if (fd === undefined) return false;
  try {
    const size = sizeOf(fd);
    if (size <= HEAD_BYTES + END_BYTES) return readRange(fd, 0, size, sink.chunk) > 0;
    readRange(fd, 0, HEAD_BYTES, sink.chunk);
    const end = size - END_BYTES;
    sink.skipped(end - HEAD_BYTES);
    readRange(fd, Math.max(HEAD_BYTES, end - BUFFER_BYTES), end, sink.prelude);
    readRange(fd, end, size, sink.chunk);
    return true;
  } finally {
    closeSync(fd);
  }
}

/** Whether a regular file with at least one byte is there; one `lstat`. Never throws. */
export function hasBytes(path: string): boolean {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat?.isFile() === true && stat.size > 0;
  } catch {
    return false;
  }
}

// A node may plant a link or a FIFO at a capture's path: never followed, never waited for.
function openRegular(path: string): number | undefined {
  try {
    const fd = openSync(path, constants.O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (fstatSync(fd).isFile()) return fd;
    closeSync(fd);
  } catch {
    // Not there (yet), or not ours to read: nothing to show.
  }
  return undefined;
}

function sizeOf(fd: number): number {
  try {
    return fstatSync(fd).size;
  } catch {
    return 0;
  }
}

/** Reads `[from, to)` in chunks of the shared buffer; the number of bytes read, fewer when the file shrank meanwhile. */
function readRange(fd: number, from: number, to: number, give: (bytes: Uint8Array) => void): number {
  shared ??= Buffer.allocUnsafeSlow(BUFFER_BYTES);
  let at = from;
  while (at < to) {
    let read: number;
    try {
      read = readSync(fd, shared, 0, Math.min(BUFFER_BYTES, to - at), at);
    } catch {
      break;
    }
    if (read === 0) break;
    give(shared.subarray(0, read));
    at += read;
  }
  return at - from;
}
