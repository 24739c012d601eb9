import { join } from 'node:path';
import type { HostEnvironment } from './env.ts';
import { askGit } from './git.ts';
import { findGit, type GitPlace, readSmall } from './git-place.ts';

const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const largestPackedRefs = 64 * 1024 * 1024;

/**
 * The commit that a folder's work tree is at, as lowercase hex; undefined outside of git and before the first commit.
 * Read from git's files; git is asked only where they cannot tell (another way to store refs). Never throws.
 */
export function headOf(folder: string, host: HostEnvironment): string | undefined {
  const place = findGit(folder);
  return place && headAt(place, host);
}

/** The same of a place that is known. */
export function headAt(place: GitPlace, host: HostEnvironment): string | undefined {
  let text = readSmall(join(place.gitDir, 'HEAD'))?.trim();
  if (text === undefined) return undefined;
  // Git itself follows at most five.
  for (let depth = 0; depth < 5; depth++) {
    if (objectId.test(text)) return text;
    const name = /^ref:\s*(refs\/.+)$/.exec(text)?.[1];
    if (name === undefined || name.split('/').includes('..')) break;
    if (name === 'refs/heads/.invalid') break;
    text = readRef(place, name);
    if (text === undefined) return undefined;
  }
  const answer = askGit({ place, host, args: ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'] });
  return answer !== undefined && objectId.test(answer) ? answer : undefined;
}

function readRef({ gitDir, commonDir }: GitPlace, name: string): string | undefined {
  const isPrivate = /^refs\/(?:bisect|worktree|rewritten)\//.test(name);
  const loose = readSmall(join(isPrivate ? gitDir : commonDir, name))?.trim();
  return loose ?? packedRef(join(commonDir, 'packed-refs'), name);
}

function packedRef(path: string, name: string): string | undefined {
  const text = readSmall(path, largestPackedRefs);
  if (text === undefined) return undefined;
  const end = text.indexOf(` ${name}\n`);
  return end < 0 ? undefined : text.slice(text.lastIndexOf('\n', end) + 1, end);
}
