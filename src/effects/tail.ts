import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';

/** Takes what was read of a capture, in order. A chunk is only valid until the call returns: its buffer is used again. */
export interface TailSink {
  readonly chunk: (bytes: Uint8Array) => void;
  /** So many bytes were left out here; a {@link prelude} may follow. */
  readonly skipped: (bytes: number) => void;
  /** Bytes from before the place where reading goes on: for whoever must recognise what straddles it; not to be shown. */
  readonly prelude: (bytes: Uint8Array) => void;
  /** The file shrank, or another stands in its place: what follows is read from its start. */
  readonly shrank: () => void;
}

/** How much one poll of one file reads at most. */
export const POLL_BYTES = 256 * 1024;
/** How far a tail stays behind its file before it skips ahead. */
export const LAG_BYTES = 1024 * 1024;
/** How much of a file's end is read even for a sink without room. */
export const LAST_BYTES = 64 * 1024;
/** What is shown of a finished capture that is too long. */
export const HEAD_BYTES = 64 * 1024;
export const END_BYTES = 1024 * 1024;

// The redactor must see a secret from its start; GitHub's are at most 48 KB.
const PRELUDE_BYTES = 64 * 1024;
// Small, so that what is made of one chunk dies young: strings of larger ones would stay until a full collection.
const BUFFER_BYTES = 16 * 1024;

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

  /**
   * Gives the sink what came since the last poll while it has room, at most {@link POLL_BYTES}; the rest is for the next
   * poll. More than {@link LAG_BYTES} behind, it skips ahead and says how far.
   */
  poll(sink: TailSink, hasRoom: () => boolean = always): void {
    let size = this.#size(sink);
    if (size === this.#offset && this.#isReplaced()) size = this.#restart(sink);
    if (size === this.#offset || !hasRoom()) return;
    if (size - this.#offset > LAG_BYTES) this.#skip(size - POLL_BYTES, sink);
    this.#read(Math.min(size, this.#offset + POLL_BYTES), sink, hasRoom);
  }

  /**
   * Gives the sink what is left of a finished file, at most {@link LAG_BYTES}, and releases it. Where the sink has no
   * room, its end: at most `last` bytes.
   */
  finish(sink: TailSink, hasRoom: () => boolean = always, last: number = LAST_BYTES): void {
    const rest = (size: number) => {
      this.#skip(size - (hasRoom() ? LAG_BYTES : last), sink);
      this.#read(size, sink, hasRoom);
      this.#skip(size - last, sink);
      this.#read(size, sink, always);
    };
    rest(this.#size(sink));
    if (this.#isReplaced()) rest(this.#restart(sink));
    this.close();
  }

  // What an agent said is moved aside when it is asked again: its next answer is another file of that name.
  #isReplaced(): boolean {
    return this.#fd !== undefined && isOtherFile(this.#path, this.#fd);
  }

  #restart(sink: TailSink): number {
    this.close();
    this.#offset = 0;
    sink.shrank();
    return this.#size(sink);
  }

  #size(sink: TailSink): number {
    // Most captures are empty to the end: those are never opened.
    this.#fd ??= hasBytes(this.#path) ? openRegular(this.#path) : undefined;
    if (this.#fd === undefined) return this.#offset;
    const size = sizeOf(this.#fd);
    if (size < this.#offset) {
      this.#offset = 0;
      sink.shrank();
    }
    return size;
  }

  #skip(to: number, sink: TailSink): void {
    if (this.#fd === undefined || to <= this.#offset) return;
    sink.skipped(to - this.#offset);
    readRange(this.#fd, Math.max(this.#offset, to - PRELUDE_BYTES), to, sink.prelude);
    this.#offset = to;
  }

  #read(to: number, sink: TailSink, hasRoom: () => boolean): void {
    while (this.#fd !== undefined && this.#offset < to && hasRoom()) {
      const read = readChunk(this.#fd, [this.#offset, to], sink.chunk);
      if (read === 0) return;
      this.#offset += read;
    }
  }

  /** Releases the file. */
  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

/** How much of a finished file is read at most, from its start and up to its end. */
export interface Ends {
  readonly head: number;
  readonly end: number;
}

const ENDS: Ends = { head: HEAD_BYTES, end: END_BYTES };

/**
 * Reads a finished capture: all of it, or its first 64 KiB and its last 1 MiB with what was skipped between. Answers
 * whether there was anything to read; an empty or missing file costs one `lstat`. Never throws.
 */
export function readEnds(path: string, sink: TailSink, { head, end }: Ends = ENDS): boolean {
  if (!hasBytes(path)) return false;
  const fd = openRegular(path);
  if (fd === undefined) return false;
  try {
    const size = sizeOf(fd);
    if (size <= head + end) return readRange(fd, 0, size, sink.chunk) > 0;
    readRange(fd, 0, head, sink.chunk);
    const from = size - end;
    sink.skipped(from - head);
    readRange(fd, Math.max(head, from - PRELUDE_BYTES), from, sink.prelude);
    readRange(fd, from, size, sink.chunk);
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

function isOtherFile(path: string, fd: number): boolean {
  try {
    const { dev, ino } = fstatSync(fd);
    const there = lstatSync(path, { throwIfNoEntry: false });
    return there?.isFile() === true && there.size > 0 && (there.ino !== ino || there.dev !== dev);
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

const always = () => true;

/** Reads `[from, to)` in chunks of the shared buffer; the number of bytes read, fewer when the file shrank meanwhile. */
function readRange(fd: number, from: number, to: number, give: (bytes: Uint8Array) => void): number {
  let at = from;
  while (at < to) {
    const read = readChunk(fd, [at, to], give);
    if (read === 0) break;
    at += read;
  }
  return at - from;
}

type Range = readonly [from: number, to: number];

function readChunk(fd: number, [from, to]: Range, give: (bytes: Uint8Array) => void): number {
  shared ??= Buffer.allocUnsafeSlow(BUFFER_BYTES);
  let read = 0;
  try {
    read = readSync(fd, shared, 0, Math.min(BUFFER_BYTES, to - from), from);
  } catch {
    // As if nothing were there.
  }
  if (read > 0) give(shared.subarray(0, read));
  return read;
}
