import { type BigIntStats, lstatSync, type PathLike } from 'node:fs';
import { sep } from 'node:path';

/** A file that is there; `path` relative to the top, one character per byte (latin1): a name need not be UTF-8. */
export interface Present {
  readonly path: string;
  readonly bytes: number;
}

/** The file system's path of a path of git's. */
export const pathOf = (top: string, path: string): Buffer =>
  Buffer.concat([Buffer.from(top.endsWith(sep) ? top : top + sep), Buffer.from(path, 'latin1')]);

/** Such a path as people read it. */
export const shown = (path: string): string => `\`${Buffer.from(path, 'latin1').toString('utf8')}\``;

/** Undefined for what is not there and what cannot be looked at. */
export function lstat(path: PathLike): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Looks at files below a folder, never through a link. */
export interface Eyes {
  readonly look: (path: string) => BigIntStats | undefined;
  /** Whether all folders on the way to it are there, and folders. */
  readonly isReached: (path: string) => boolean;
}

/** Eyes for many files; a folder is looked at once. */
export function createEyes(top: string): Eyes {
  const folders = new Map<string, boolean>();
  const isReached = (path: string): boolean => {
    const end = path.lastIndexOf('/');
    if (end < 0) return true;
    const folder = path.slice(0, end);
    let known = folders.get(folder);
    if (known === undefined) {
      known = isReached(folder) && lstat(pathOf(top, folder))?.isDirectory() === true;
      folders.set(folder, known);
    }
    return known;
  };
  return { isReached, look: (path) => (isReached(path) ? lstat(pathOf(top, path)) : undefined) };
}
