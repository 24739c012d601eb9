import { closeSync, fstatSync, openSync, readSync, renameSync } from 'node:fs';
import { err, ok, type Result } from '../core/result.ts';
import type { Results } from '../run/ports.ts';
import { READ_PLANTED } from './own-file.ts';
import type { RunContext } from './run-context.ts';
import { CAPTURE_STREAMS } from './run-files.ts';
import { hasFolders } from './run-folders.ts';
import { spoiltCaptures } from './staged-captures.ts';
import { takeOverCaptures } from './take-over.ts';

/** More is no value to hand from node to node: that is what files are for. */
const largestBytes = 1024 * 1024;

/** What the nodes of one run left on disc, without secrets. Nothing here follows a planted link or waits for a FIFO. */
export function createResults({ files, redactor, past }: RunContext): Results {
  const text = (path: string, fromByte: number): Result<string, string> => {
    if (!hasFolders(path, files.runDir)) return ok('');
    const bytes = readFrom(path, fromByte);
    return bytes.ok ? ok(redactor.text(bytes.value.toString('utf8'))) : bytes;
  };
  let isSpoilt: ReturnType<typeof spoiltCaptures> | undefined;
  return {
    text: (nodeId, fromByte = 0) => {
      const found = text(files.capture(nodeId, 'out'), fromByte);
      return found.ok ? ok(withoutLineEnds(found.value)) : found;
    },
    outputFile: (nodeId) => text(files.commandFile(nodeId, 'output'), 0),
    keepAttempt: (nodeId, attempt) => {
      const kept = files.attemptCapture(nodeId, attempt, 'out');
      if (hasFolders(kept, files.runDir)) {
        for (const stream of CAPTURE_STREAMS) {
          move(files.capture(nodeId, stream), files.attemptCapture(nodeId, attempt, stream));
        }
      }
      return files.wirePath(kept);
    },
    takeOver: (nodeId, upToByte) => {
      if (past === undefined) return false;
      isSpoilt ??= spoiltCaptures(past);
      const some = upToByte === undefined ? {} : { upToByte };
      return !isSpoilt(nodeId) && takeOverCaptures({ from: past, to: files, nodeId, ...some });
    },
  };
}

function readFrom(path: string, from: number): Result<Buffer, string> {
  let fd: number | undefined;
  try {
    fd = openSync(path, READ_PLANTED);
    const stat = fstatSync(fd);
    if (!stat.isFile()) return err('is not a regular file');
    const size = Math.max(0, stat.size - from);
    if (size > largestBytes) return err(`has ${mebibytes(size)} MiB; at most 1 MiB can be read`);
    return ok(readRange(fd, from, size));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return ok(Buffer.alloc(0));
    return err(code === 'ELOOP' ? 'is not a regular file' : `cannot be read: ${message}`);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

// Rounded up: 1.0 MiB would be no reason.
const mebibytes = (bytes: number) => (Math.ceil((bytes / largestBytes) * 10) / 10).toFixed(1);

function readRange(fd: number, from: number, size: number): Buffer {
  const buffer = Buffer.alloc(size);
  let done = 0;
  while (done < size) {
    const read = readSync(fd, buffer, done, size - done, from + done);
    // It shrank meanwhile.
    if (read === 0) break;
    done += read;
  }
  return buffer.subarray(0, done);
}

// By hand: of a regular expression a megabyte of line feeds would take its square.
function withoutLineEnds(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '\n') end -= end > 1 && text[end - 2] === '\r' ? 2 : 1;
  return text.slice(0, end);
}

// What cannot be kept is lost, which is no reason to end the run: the next attempt empties the captures.
function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {}
}
