import {
  type BigIntStats,
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { needFolders } from './run-folders.ts';
import { Shadow } from './shadow.ts';

/** Where a journal lies, and where it goes when nodes leave it no place there. */
export interface JournalPlace {
  readonly path: string;
  /** Folders below this one are made again when they are gone; no link among them is followed. */
  readonly within: string;
  /** For the shadow, and for the journal itself as the last resort. */
  readonly tempDir: string;
  /** The folder in `tempDir` that a journal without its place goes to. */
  readonly refuge: string;
}

/** Whether bytes are the whole journal so far: asked where there is no shadow to compare with. */
type IsWhole = (bytes: Uint8Array) => boolean;

/**
 * A journal's file: whole lines only, whatever the disc does, and nobody else's, whatever nodes do. Knows its bytes by
 * what our last write left and by a {@link Shadow}; knows nothing of events.
 */
export class JournalFile {
  readonly #place: JournalPlace;
  readonly #shadow: Shadow;
  readonly #isWhole: IsWhole;
  #path: string;
  #fd: number;
  #left: BigIntStats;
  #hasIdentity = true;

  /** Creates the file; or opens the one that is there, of which there is no shadow then. Throws. */
  constructor(place: JournalPlace, how: { readonly isNew: boolean; readonly isWhole: IsWhole }) {
    this.#place = place;
    this.#path = place.path;
    this.#isWhole = how.isWhole;
    this.#fd = how.isNew ? create(place.path) : openSync(place.path, FLAGS);
    this.#left = this.#stat();
    this.#shadow = new Shadow(place.tempDir);
    if (!how.isNew) this.#shadow.close();
    this.#identify();
  }

  /** Where it is now. */
  get path(): string {
    return this.#path;
  }

  /** Appends, and syncs where asked; when it throws, the file is as before, as far as the disc allows. */
  append(bytes: Uint8Array, durable: boolean): void {
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done);
      if (durable) fdatasyncSync(this.#fd);
      this.#left = this.#stat();
    } catch (error) {
      this.#cut();
      throw error;
    }
    this.#shadow.add(bytes);
  }

  /** Makes the file's name as durable as its bytes. */
  syncFolder(): void {
    syncFolder(dirname(this.#path));
  }

  /**
   * What somebody did to the file since our last write; `undefined`: nothing. Asked before each write, so that what is
   * cheap comes first: `thorough` also asks where its path leads, `whole` compares every byte.
   */
  touched(how: 'quick' | 'thorough' | 'whole'): string | undefined {
    const now = this.#stat();
    const last = this.#left;
    // Of the times the one nobody can set. A link or a new mode changes it, too: then the bytes decide.
    const isSame = now.size === last.size && now.ctimeNs === last.ctimeNs && now.nlink === last.nlink;
    if (isSame && how === 'quick') return undefined;
    if (now.nlink === 0n) return 'the file was deleted';
    if (now.size < last.size) return `the file was cut from ${last.size} to ${now.size} bytes`;
    if (now.size > last.size) return `${now.size - last.size} bytes were added to the file`;
    if ((!isSame || how === 'whole') && !this.#isAsWritten()) return 'the file was rewritten';
    const displaced = this.#displaced(now);
    if (displaced === undefined) this.#left = now;
    return displaced;
  }

  /**
   * Writes the journal anew from the shadow, at its own place or else in the temporary folder, and goes on there; where
   * that is. What lies at its place is kept beside it. Throws where there is nothing to restore it from, or no place.
   */
  restore(): string {
    const { path, tempDir, refuge } = this.#place;
    if (this.#shadow.isLost() && !this.#isAsWritten()) throw new Error('there is no copy to restore it from');
    try {
      return this.#moveTo(path, this.#place.within);
    } catch {
      return this.#moveTo(join(refuge, 'events.jsonl'), tempDir);
    }
  }

  close(): void {
    this.#shadow.close();
    closeSync(this.#fd);
  }

  #stat(): BigIntStats {
    return fstatSync(this.#fd, { bigint: true });
  }

  // Where the numbers of a file differ by the way it is asked for, as on some network mounts, they tell nothing.
  #identify(): void {
    const there = lstatSync(this.#path, { bigint: true, throwIfNoEntry: false });
    this.#hasIdentity = there !== undefined && isSameFile(there, this.#left);
  }

  #displaced(now: BigIntStats): string | undefined {
    const there = lstat(this.#path);
    if (there === undefined) return 'the file was moved away';
    return this.#hasIdentity && !isSameFile(there, now) ? 'another file was put in its place' : undefined;
  }

  // Half a line would be taken for a crash; on a full disc there is always room for less.
  #cut(): void {
    try {
      ftruncateSync(this.#fd, Number(this.#left.size));
    } catch {
      // Then the file ends with a torn line, which readers report.
    }
  }

  #isAsWritten(): boolean {
    try {
      if (this.#shadow.isLost()) return this.#isWhole(this.#readBack());
      let at = 0;
      for (const piece of this.#shadow.pieces()) {
        if (!piecesEqual(this.#fd, at, piece)) return false;
        at += piece.length;
      }
      // A shadow that was lost on the way has shown nothing.
      return this.#shadow.isLost() ? this.#isWhole(this.#readBack()) : true;
    } catch {
      return false;
    }
  }

  // As much as we wrote; what follows is not ours.
  #readBack(): Buffer {
    const bytes = Buffer.allocUnsafe(Number(this.#left.size));
    return bytes.subarray(0, readInto(this.#fd, bytes, 0));
  }

  #moveTo(path: string, within: string): string {
    needFolders(path, within);
    setAside(path);
    const fd = create(path);
    try {
      this.#copyTo(fd);
      fdatasyncSync(fd);
    } catch (error) {
      closeSync(fd);
      // Half a journal in its place would say that the other half never was.
      unlinkSync(path);
      throw error;
    }
    syncFolder(dirname(path));
    closeSync(this.#fd);
    this.#fd = fd;
    this.#path = path;
    this.#left = this.#stat();
    this.#identify();
    return path;
  }

  #copyTo(fd: number): void {
    const size = Number(this.#left.size);
    let at = 0;
    const pieces = this.#shadow.isLost() ? [this.#readBack()] : this.#shadow.pieces();
    for (const piece of pieces) {
      for (let done = 0; done < piece.length; ) done += writeSync(fd, piece, done);
      at += piece.length;
    }
    if (at !== size) throw new Error(`the copy has ${at} of ${size} bytes`);
  }
}

const { O_RDWR, O_APPEND, O_CREAT, O_EXCL } = constants;
// Absent on Windows, where it would be undefined.
const FLAGS = O_RDWR | O_APPEND | (constants.O_NOFOLLOW ?? 0);

const create = (path: string) => openSync(path, FLAGS | O_CREAT | O_EXCL, 0o600);

const isSameFile = (a: BigIntStats, b: BigIntStats) => a.ino === b.ino && a.dev === b.dev;

function lstat(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    // A file where a folder was, or a folder that may not be entered any more.
    return undefined;
  }
}

// What a node put there is evidence, and a name that is taken cannot be created.
function setAside(path: string): void {
  if (lstat(path) !== undefined) renameSync(path, join(dirname(path), 'events.tampered'));
}

// Windows opens no folder, and some file systems sync none; the file itself is synced all the same.
function syncFolder(folder: string): void {
  try {
    const fd = openSync(folder + sep, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Nothing more can be done for it.
  }
}

function piecesEqual(fd: number, at: number, expected: Uint8Array): boolean {
  const found = Buffer.allocUnsafe(expected.length);
  return readInto(fd, found, at) === found.length && found.equals(expected);
}

/** How many bytes from `at` on were there to fill `bytes` with. */
function readInto(fd: number, bytes: Buffer, at: number): number {
  let done = 0;
  while (done < bytes.length) {
    const count = readSync(fd, bytes, done, bytes.length - done, at + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
