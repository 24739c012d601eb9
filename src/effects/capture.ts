import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import type { Failure } from '../core/failure.ts';
import { err, ok, type Result } from '../core/result.ts';
import { READ_PLANTED } from './own-file.ts';
import { needFolders } from './run-folders.ts';

/** How to open a capture. */
export interface CaptureOptions {
  readonly append: boolean;
  /** The run directory: the folders below it are made and checked. */
  readonly within: string;
}

/** How much of a capture a message carries. */
export const tailBytes = 1024;

// Readable too, for the tail. Windows knows neither links that way nor FIFOs; O_NONBLOCK changes nothing on a file.
const flags =
  constants.O_RDWR |
  constants.O_CREAT |
  constants.O_APPEND |
  (constants.O_NOFOLLOW ?? 0) |
  (constants.O_NONBLOCK ?? 0);

/**
 * Opens a capture (0600, every write at its end) and answers its descriptor. Without `append` it starts empty. What
 * somebody planted at the path (a link, a hard link, a FIFO, a folder) is `capture_failed`, never followed.
 */
export function openCapture(path: string, options: CaptureOptions): Result<number, Failure> {
  try {
    needFolders(path, options.within);
    return ok(open(path, options.append));
  } catch (error) {
    return err({ kind: 'capture_failed', path, error: words(error) });
  }
}

function open(path: string, append: boolean): number {
  if (append) return openExisting(path);
  try {
    return openSync(path, flags | constants.O_EXCL, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return truncated(openExisting(path));
  }
}

function openExisting(path: string): number {
  const fd = openSync(path, flags, 0o600);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new Error('not a regular file');
    if (stat.nlink !== 1) throw new Error('the file has another name');
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function truncated(fd: number): number {
  try {
    ftruncateSync(fd, 0);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** What a capture gives back where it filled the disc. */
const roomBytes = 64 * 1024;

/**
 * Cuts a capture that filled the disc, so that the journal has room to say so. What was cut short is no evidence to
 * its last byte anyway.
 */
export function giveRoom(fd: number): void {
  try {
    ftruncateSync(fd, Math.max(0, fstatSync(fd).size - roomBytes));
  } catch {
    // Then the journal meets the full disc.
  }
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The last `bytes` of a file as text, cut forward to a UTF-8 boundary; empty when it cannot be read. */
export function readTail(file: number | string, bytes: number = tailBytes): string {
  try {
    if (typeof file === 'number') return tailOf(file, bytes);
    const fd = openSync(file, READ_PLANTED);
    try {
      return tailOf(fd, bytes);
    } finally {
      closeSync(fd);
    }
  } catch {
    return '';
  }
}

function tailOf(fd: number, bytes: number): string {
  const stat = fstatSync(fd);
  const length = Math.min(stat.size, bytes);
  if (!stat.isFile() || length === 0) return '';
  const buffer = Buffer.alloc(length);
  const read = readSync(fd, buffer, 0, length, stat.size - length);
  return buffer.toString('utf8', stat.size > length ? boundary(buffer) : 0, read);
}

// A character has at most three bytes after its first.
function boundary(buffer: Buffer): number {
  let at = 0;
  while (at < 3 && at < buffer.length && (buffer[at]! & 0xc0) === 0x80) at++;
  return at;
}

/**
 * Writes a file of ours (0600) that was not there before: what stood at the path is unlinked, never followed. Its
 * folders below `within` are made and checked. Throws.
 */
export function writeFresh(path: string, content: string | Uint8Array, within: string): void {
  needFolders(path, within);
  const fd = openFresh(path);
  try {
    writeFileSync(fd, content);
  } finally {
    closeSync(fd);
  }
}

function openFresh(path: string): number {
  const create = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
  try {
    return openSync(path, create, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    unlinkSync(path);
    return openSync(path, create, 0o600);
  }
}
