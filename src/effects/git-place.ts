import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Where a git work tree keeps things; all of them absolute. */
export interface GitPlace {
  /** The top of the work tree. */
  readonly top: string;
  /** What is this work tree's alone: `HEAD`, `index`. */
  readonly gitDir: string;
  /** What linked work trees share: branches, `packed-refs`, `objects`. `gitDir` itself where there are none. */
  readonly commonDir: string;
}

/**
 * The git work tree that a folder lies in, found as git finds it, from the nearest `.git` folder or file (of a linked
 * work tree, of a submodule). What the repository's config says of another work tree does not count. Never throws.
 */
export function findGit(folder: string): GitPlace | undefined {
  let at = resolve(folder);
  for (;;) {
    const place = placeAt(at);
    if (place !== undefined) return place;
    const parent = dirname(at);
    if (parent === at) return undefined;
    at = parent;
  }
}

function placeAt(top: string): GitPlace | undefined {
  const dotGit = join(top, '.git');
  const gitDir = gitDirOf(top, dotGit);
  if (gitDir === undefined || !exists(join(gitDir, 'HEAD'))) return undefined;
  const shared = join(gitDir, 'commondir');
  // Asked first: a failed open makes an exception, which takes longer.
  const common = exists(shared) ? readSmall(shared)?.trim() : undefined;
  return { top, gitDir, commonDir: common ? resolve(gitDir, common) : gitDir };
}

function gitDirOf(top: string, dotGit: string): string | undefined {
  try {
    // A link to a git folder is one.
    const stat = statSync(dotGit, { throwIfNoEntry: false });
    if (stat?.isDirectory()) return dotGit;
    if (!stat?.isFile()) return undefined;
  } catch {
    return undefined;
  }
  const named = /^gitdir: (.+?)\r?\n*$/s.exec(readSmall(dotGit) ?? '')?.[1];
  return named === undefined ? undefined : resolve(top, named);
}

function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** A small text file of git's, links followed; undefined where there is none, and for a FIFO, which nobody waits for. */
export function readSmall(path: string, maxBytes: number = 64 * 1024): string | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(fd);
    return stat.isFile() && stat.size <= maxBytes ? readFileSync(fd, 'utf8') : undefined;
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
