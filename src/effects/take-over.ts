import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  statfsSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { openOwn } from './own-file.ts';
import { CAPTURE_STREAMS, type CaptureFiles, type CaptureStream } from './run-files.ts';
import { hasFolders, needFolders } from './run-folders.ts';

/** Whose captures go where. */
export interface TakeOver {
  readonly from: CaptureFiles;
  readonly to: CaptureFiles;
  readonly nodeId: string;
  /** How much of `out`; nothing of its gate, `until` and attempts then. Absent: all there is. */
  readonly upToByte?: number;
}

const cutStreams: readonly CaptureStream[] = ['out', 'err', 'stream.jsonl'];

/**
 * Copies a node's captures from one run to another: regular files with one name, through no link, memory flat. False,
 * with nothing left behind, where its `out` is not there (or too short) or something cannot be copied. Never throws.
 */
export function takeOverCaptures({ from, to, nodeId, upToByte }: TakeOver): boolean {
  const copied: string[] = [];
  const copy = (source: string, target: string, bytes?: number) => {
    if (!isThere(source, from.runDir)) return false;
    copied.push(target);
    copyCapture({ source, target, from: from.runDir, to: to.runDir }, bytes);
    return true;
  };
  try {
    const streams = upToByte === undefined ? CAPTURE_STREAMS : cutStreams;
    for (const stream of streams) {
      const bytes = stream === 'out' ? upToByte : undefined;
      const isCopied = copy(from.capture(nodeId, stream), to.capture(nodeId, stream), bytes);
      if (!isCopied && stream === 'out') return false;
    }
    if (upToByte === undefined) copyAttempts({ from, to, nodeId }, copy);
    return true;
  } catch {
    for (const path of copied) remove(path);
    return false;
  }
}

// They are counted from 1; one whose captures could not be kept aside left a gap.
function copyAttempts(
  { from, to, nodeId }: TakeOver,
  copy: (source: string, target: string) => boolean,
): void {
  const largestGap = 3;
  for (let attempt = 1, gap = 0; gap < largestGap; attempt++) {
    let isAny = false;
    for (const stream of CAPTURE_STREAMS) {
      const source = from.attemptCapture(nodeId, attempt, stream);
      if (copy(source, to.attemptCapture(nodeId, attempt, stream))) isAny = true;
    }
    gap = isAny ? 0 : gap + 1;
  }
}

function isThere(path: string, within: string): boolean {
  return hasFolders(path, within) && lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

interface Copy {
  readonly source: string;
  readonly target: string;
  readonly from: string;
  readonly to: string;
}

function copyCapture({ source, target, to }: Copy, bytes?: number): void {
  const opened = openOwn(source);
  if (opened === undefined) throw new Error('not a regular file of its own');
  try {
    const size = bytes ?? opened.size;
    if (size > opened.size) throw new Error('shorter than it was');
    needFolders(target, to);
    // What somebody planted there is not written to.
    remove(target);
    needSpace(dirname(target), size);
    if (bytes === undefined && copyInKernel(opened.fd, target)) return;
    copyBytes(opened.fd, target, size);
  } finally {
    closeSync(opened.fd);
  }
}

const smallBytes = 16 * 1024 * 1024;

// A file with a hole in it may claim any size: the other nodes need the disc too.
function needSpace(folder: string, bytes: number): void {
  if (bytes <= smallBytes) return;
  const { bavail, bsize } = statfsSync(folder);
  if (bytes > (bavail * bsize) / 2) throw new Error('no space');
}

// Shares the blocks where the file system can, and goes on from the very file that was checked.
function copyInKernel(fd: number, target: string): boolean {
  const path = `/proc/self/fd/${fd}`;
  if (process.platform !== 'linux' || fstatSync(fd).size <= smallBytes) return false;
  try {
    copyFileSync(path, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } catch {
    remove(target);
    return false;
  }
  const copy = openSync(target, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    fchmodSync(copy, 0o600);
  } finally {
    closeSync(copy);
  }
  return true;
}

function copyBytes(fd: number, target: string, size: number): void {
  const create = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
  const copy = openSync(target, create, 0o600);
  try {
    const buffer = Buffer.allocUnsafe(Math.min(size, 1024 * 1024));
    for (let at = 0; at < size; ) {
      const read = readSync(fd, buffer, 0, Math.min(buffer.length, size - at), at);
      if (read === 0) throw new Error('shorter than it was');
      for (let done = 0; done < read; ) done += writeSync(copy, buffer, done, read - done);
      at += read;
    }
  } finally {
    closeSync(copy);
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was not there; a folder stays, and is in the way of what follows.
  }
}
