import { closeSync, constants, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { newUlid } from './crypto.ts';

/** What is kept in memory before it goes to a file: most journals never need one. */
const MEMORY_BYTES = 64 * 1024;

/**
 * A second copy of a journal, out of a node's reach: the newest lines in memory, the others in a file without a name.
 * Never throws; where the file cannot be made or written the copy is lost, and says so.
 */
export class Shadow {
  readonly #tempDir: string;
  #recent: Uint8Array[] = [];
  #recentBytes = 0;
  #fd: number | undefined;
  #filed = 0;
  #isLost = false;

  /** The file is made in `tempDir`, once there is need of it. */
  constructor(tempDir: string) {
    this.#tempDir = tempDir;
  }

  /** Nothing can be compared with it, and nothing restored from it. */
  isLost(): boolean {
    return this.#isLost;
  }

  /** Adds what was appended to the journal. */
  add(bytes: Uint8Array): void {
    if (this.#isLost) return;
    this.#recent.push(bytes);
    this.#recentBytes += bytes.length;
    if (this.#recentBytes >= MEMORY_BYTES) this.#file();
  }

  /** All of it in order, in pieces that are valid until the next one; a piece that cannot be read loses the copy. */
  *pieces(): Generator<Uint8Array> {
    const piece = Buffer.allocUnsafe(Math.min(this.#filed, MEMORY_BYTES));
    for (let at = 0; this.#fd !== undefined && at < this.#filed; ) {
      const count = this.#read(piece, at);
      if (count === 0) return;
      yield piece.subarray(0, count);
      at += count;
    }
    yield* this.#recent;
  }

  close(): void {
    this.#lose();
  }

  #read(piece: Uint8Array, at: number): number {
    try {
      const count = readSync(this.#fd!, piece, 0, Math.min(piece.length, this.#filed - at), at);
      if (count === 0) this.#lose();
      return count;
    } catch {
      this.#lose();
      return 0;
    }
  }

  #file(): void {
    try {
      this.#fd ??= openNameless(this.#tempDir);
      const bytes = Buffer.concat(this.#recent);
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.#fd, bytes, done, bytes.length - done, this.#filed + done);
      }
      this.#filed += bytes.length;
      this.#recent = [];
      this.#recentBytes = 0;
    } catch {
      this.#lose();
    }
  }

  #lose(): void {
    this.#isLost = true;
    this.#recent = [];
    const fd = this.#fd;
    this.#fd = undefined;
    try {
      if (fd !== undefined) closeSync(fd);
    } catch {
      // It is given up anyway.
    }
  }
}

// Its name lives for a moment only. Windows keeps the name until the file is closed, but removes it then by itself.
function openNameless(folder: string): number {
  const { O_RDWR, O_CREAT, O_EXCL } = constants;
  const path = join(folder, `omne-${newUlid()}`);
  const fd = openSync(path, O_RDWR | O_CREAT | O_EXCL | (constants.O_NOFOLLOW ?? 0), 0o600);
  try {
    unlinkSync(path);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}
