import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * Flags to read a file that a node may have planted: no link in its last name is followed, no FIFO's writer waited for.
 * Windows has neither.
 */
export const READ_PLANTED = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file of a run directory to read it: a regular file with one name, not through a link, without waiting for a
 * FIFO's writer. Its size, and a descriptor to be closed; undefined for all else. Never throws.
 */
export function openOwn(path: string): { readonly fd: number; readonly size: number } | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, READ_PLANTED);
    const stat = fstatSync(fd);
    if (stat.isFile() && stat.nlink === 1) return { fd, size: stat.size };
  } catch {
    // The same as one that is not there.
  }
  if (fd !== undefined) closeSync(fd);
  return undefined;
}

/** The content of such a file, up to a size. */
export function readOwn(path: string, maxBytes: number): Buffer | undefined {
  const file = openOwn(path);
  if (file === undefined) return undefined;
  try {
    return file.size <= maxBytes ? readFileSync(file.fd) : undefined;
  } catch {
    return undefined;
  } finally {
    closeSync(file.fd);
  }
}
