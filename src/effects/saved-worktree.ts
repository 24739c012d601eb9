import { join } from 'node:path';
import { readOwn } from './own-file.ts';

/** What a run left of its work tree, as `worktree.json` has it. */
export interface SavedWorktree {
  readonly version: 1;
  /** The commit it was at. */
  readonly head: string;
  /** The git tree of the state: HEAD, the changes to its files, the run's own new files. Null: it is not all in a tree. */
  readonly tree: string | null;
  /** Milliseconds since the epoch: older files that are not in HEAD are no part of it. */
  readonly since: number;
  /** When the checkout's git folder was made, by its file system's clock: tells it from any other. 0: unknown. */
  readonly born: number;
  /** What `worktree.patch` is; null where none was kept. */
  readonly patch: { readonly bytes: number; readonly digest: string } | null;
  /** Why there is no patch. */
  readonly reason?: string;
}

/** The path of one of its two files. */
export const savedPath = (runDir: string, kind: 'json' | 'patch'): string => join(runDir, `worktree.${kind}`);

const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** What {@link saveWorktree} wrote to that directory; undefined where it is not there or not as it should be. */
export function readSavedWorktree(runDir: string): SavedWorktree | undefined {
  const bytes = readOwn(savedPath(runDir, 'json'), 64 * 1024);
  try {
    return bytes && checked(JSON.parse(bytes.toString('utf8')));
  } catch {
    return undefined;
  }
}

function checked(value: unknown): SavedWorktree | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { version, head, tree, since, born, patch, reason } = value as Record<string, unknown>;
  if (version !== 1 || !isMatch(head, objectId)) return undefined;
  if (!isTime(since) || !isTime(born)) return undefined;
  const words = typeof reason === 'string' && { reason };
  if (tree !== null && !isMatch(tree, objectId)) return undefined;
  if (patch === null) return { version, head, tree, since, born, patch, ...words };
  if (tree === null || typeof patch !== 'object') return undefined;
  const { bytes, digest } = patch as Record<string, unknown>;
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) return undefined;
  if (!isMatch(digest, /^sha256:[0-9a-f]{64}$/)) return undefined;
  return { version, head, tree, since, born, patch: { bytes, digest } };
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const isMatch = (value: unknown, pattern: RegExp): value is string =>
  typeof value === 'string' && pattern.test(value);
