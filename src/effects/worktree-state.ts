import { closeSync, constants, openSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { decodeTime } from 'ulid';
import type { WorktreeVerdict } from '../core/ground.ts';
import { err, ok, type Result } from '../core/result.ts';
import { writeFresh } from './capture.ts';
import type { HostEnvironment } from './env.ts';
import { type Besides, type Changes, changesOf, readIn } from './git-changes.ts';
import { headAt } from './git-head.ts';
import { shown } from './git-paths.ts';
import { findGit, type GitPlace } from './git-place.ts';
import { openWorkshop, type Workshop } from './git-workshop.ts';
import { type SavedWorktree, savedPath } from './saved-worktree.ts';
import { secretFile } from './secret-files.ts';

const { createHash } = process.getBuiltinModule('node:crypto');
const mebibyte = 1024 * 1024;

/** What saving may cost. */
export interface WorktreeLimits {
  /** A larger patch is not kept. */
  readonly patchBytes: number;
  /** More in changed files is not read. */
  readonly changedBytes: number;
  readonly timeoutMs: number;
}

const limitsByDefault: WorktreeLimits = {
  patchBytes: 64 * mebibyte,
  changedBytes: 1024 * mebibyte,
  timeoutMs: 30_000,
};

export interface SaveRequest {
  /** Where nodes ran; the state is that of the whole work tree it lies in. */
  readonly folder: string;
  readonly runDir: string;
  /** Milliseconds since the epoch: files that are not in HEAD and older than this are no part of the state. */
  readonly since: number;
  /** When the run ended, where it is saved later: what was changed after that is none of its state. */
  readonly until?: number | undefined;
  readonly host: HostEnvironment;
  /** A patch of a file that holds one is not kept: in a binary patch nobody would find it to replace it. */
  readonly secrets?: readonly string[];
  readonly limits?: Partial<WorktreeLimits>;
  /** What the pipe is read from: no part of the state. */
  readonly definition?: readonly string[];
  /** Ends it; its reason, if a string, is the error. */
  readonly signal?: AbortSignal;
}

/**
 * Writes what the run left of its work tree to `worktree.patch` and `worktree.json` in the run directory. Undefined, and
 * nothing written, where there is nothing to save: outside of git, before a first commit, without git. An error is a
 * sentence. Nothing in the user's repository is changed. Never rejects.
 */
export async function saveWorktree(request: SaveRequest): Promise<Result<SavedWorktree | undefined, string>> {
  const { folder, runDir, since, until, host, definition = [] } = request;
  const limits = { ...limitsByDefault, ...request.limits };
  const place = findGit(folder);
  const head = place && headAt(place, host);
  if (place === undefined || head === undefined) return ok(undefined);
  const late = deadline(limits.timeoutMs, 'saving the worktree');
  const signal = request.signal === undefined ? late : AbortSignal.any([late, request.signal]);
  return within<SavedWorktree | undefined>({ place, host, signal, runId: basename(runDir) }, async (shop) => {
    const changes = await changesOf(shop, since, { definition }, until);
    if (!changes.ok) return /\(ENOENT\)$/.test(changes.error) ? ok(undefined) : changes;
    const bytes = changes.value.present.reduce((sum, file) => sum + file.bytes, 0);
    const { uncarried } = changes.value;
    if (uncarried !== undefined)
      return keep(runDir, { head, tree: null, since, born: bornAt(place) }, err(uncarried));
    if (bytes > limits.changedBytes) return err(tooLarge('the changed files', bytes, limits.changedBytes));
    const read = await readIn(shop, changes.value);
    if (!read.ok) return read;
    const [tree, patch] = await Promise.all([
      writeTree(shop),
      writePatch(shop, changes.value, { ...request, limits, head }),
    ]);
    if (!tree.ok) return tree;
    return keep(runDir, { head, tree: tree.value, since, born: bornAt(place) }, patch);
  });
}

type Patch = NonNullable<SavedWorktree['patch']>;

// Written last: it says that all is there.
function keep(
  runDir: string,
  state: Pick<SavedWorktree, 'head' | 'tree' | 'since' | 'born'>,
  patch: Result<Patch, string>,
): Result<SavedWorktree, string> {
  const kept = patch.ok ? { patch: patch.value } : { patch: null, reason: patch.error };
  if (!patch.ok) remove(savedPath(runDir, 'patch'));
  const saved: SavedWorktree = { version: 1, ...state, ...kept };
  writeFresh(savedPath(runDir, 'json'), `${JSON.stringify(saved, undefined, 2)}\n`, runDir);
  return ok(saved);
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was not there.
  }
}

async function within<T>(
  request: Parameters<typeof openWorkshop>[0],
  work: (shop: Workshop) => Promise<Result<T, string>>,
): Promise<Result<T, string>> {
  let shop: Workshop | undefined;
  try {
    shop = openWorkshop(request);
    return await work(shop);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  } finally {
    shop?.close();
  }
}

function deadline(ms: number, what: string): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(`${what} took longer than ${ms / 1000} s`), ms).unref();
  return controller.signal;
}

async function writeTree(shop: Workshop): Promise<Result<string, string>> {
  const said = await shop.git(['write-tree', '--missing-ok']);
  return said.ok ? ok(said.value.toString('latin1').trim()) : said;
}

type PatchRequest = SaveRequest & { readonly limits: WorktreeLimits; readonly head: string };

// The same text whatever the user's or the repository's config says of diffs.
const diff = [
  'diff-index',
  '--cached',
  '--patch',
  ...['--binary', '--full-index', '--no-ext-diff', '--no-textconv', '--no-color', '--no-renames'],
  ...['--no-relative', '--unified=3', '--inter-hunk-context=0', '--diff-algorithm=myers'],
  ...['--src-prefix=a/', '--dst-prefix=b/', '--submodule=short', '--ignore-submodules=none'],
];

async function writePatch(
  shop: Workshop,
  changes: Changes,
  { runDir, limits, head, secrets = [] }: PatchRequest,
): Promise<Result<Patch, string>> {
  const path = savedPath(runDir, 'patch');
  const holder = await secretFile(shop, changes.present, secrets);
  if (holder !== undefined) return err(`${shown(holder)} holds a secret`);
  writeFresh(path, '', runDir);
  const fd = openSync(path, constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0));
  const hash = createHash('sha256');
  let bytes = 0;
  const take = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > limits.patchBytes) throw new Error(tooLarge('the patch', bytes, limits.patchBytes));
    hash.update(chunk);
    for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at);
  };
  try {
    const isEmpty = changes.present.length + changes.absent.length === 0;
    const done = isEmpty ? ok(undefined) : await shop.git([...diff, head], { take });
    return done.ok ? ok({ bytes, digest: `sha256:${hash.digest('hex')}` }) : done;
  } finally {
    closeSync(fd);
  }
}

const tooLarge = (what: string, bytes: number, most: number) =>
  `${what} hold${what.endsWith('s') ? '' : 's'} more than ${Math.round(Math.min(bytes, most) / mebibyte)} MiB`;

/**
 * How a folder's work tree compares with a saved one: `same`; `clean`, which {@link applyPatch} brings to it; or what is
 * different. In another checkout than the run's, files that are not in HEAD are what its job set up, and do not
 * count; in the same one they are changes. What is `besides` the state counts in neither.
 */
export async function compareWorktree(
  folder: string,
  saved: SavedWorktree,
  host: HostEnvironment,
  besides: Besides = {},
): Promise<WorktreeVerdict> {
  const place = findGit(folder);
  const head = place && headAt(place, host);
  if (place === undefined) return { different: 'the worktree is not in git' };
  if (head === undefined) return { different: 'the worktree has no commit' };
  if (head !== saved.head)
    return { different: `HEAD is ${head.slice(0, 9)}, the run left it at ${saved.head.slice(0, 9)}` };
  const signal = deadline(limitsByDefault.timeoutMs, 'comparing the worktree');
  const verdict = await within({ place, host, signal }, (shop) => compare(shop, saved, besides));
  return verdict.ok ? verdict.value : { different: `the worktree cannot be compared: ${verdict.error}` };
}

async function compare(
  shop: Workshop,
  saved: SavedWorktree,
  besides: Besides,
): Promise<Result<WorktreeVerdict, string>> {
  const found = await changesOf(shop, saved.since, besides);
  if (!found.ok) return found;
  const changes = found.value;
  // Where nobody knows, it is taken for the same.
  const born = bornAt(shop.place);
  const isOther = born !== saved.born && born !== 0 && saved.born !== 0;
  const read = await readIn(shop, changes);
  if (!read.ok) return read;
  const tree = await writeTree(shop);
  if (!tree.ok) return tree;
  if (tree.value === saved.tree && changes.uncarried === undefined) return ok('same');
  const changed = isOther ? changes.tracked : [...changes.tracked, ...changes.untracked];
  if (changed.length > 0)
    return ok({ different: `the worktree is not as the run left it; changed: ${list(changed)}` });
  if (changes.uncarried !== undefined && !isOther) return ok({ different: changes.uncarried });
  if (saved.patch === null) return ok({ different: `the run left no patch: ${saved.reason ?? 'no reason'}` });
  return ok('clean');
}

const list = (paths: readonly string[]) =>
  paths.slice(0, 3).map(shown).join(', ') + (paths.length > 3 ? ` and ${paths.length - 3} more` : '');

function bornAt({ gitDir }: GitPlace): number {
  try {
    return statSync(gitDir).birthtimeMs;
  } catch {
    return 0;
  }
}

/** When a run began, to the millisecond, as its id tells; undefined for an id that is none of ours. */
export function startOfRun(runId: string): number | undefined {
  try {
    return decodeTime(runId.slice(runId.lastIndexOf('-') + 1).toUpperCase());
  } catch {
    return undefined;
  }
}
