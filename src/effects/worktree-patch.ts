import { closeSync, openSync, readSync, rmdirSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';
import type { HostEnvironment } from './env.ts';
import { headAt } from './git-head.ts';
import { createEyes, pathOf, shown } from './git-paths.ts';
import { findGit } from './git-place.ts';
import { openWorkshop, type Workshop } from './git-workshop.ts';
import { openOwn } from './own-file.ts';
import { type SavedWorktree, savedPath } from './saved-worktree.ts';

const { createHash } = process.getBuiltinModule('node:crypto');

// It writes files: what took this long has hung.
const timeoutMs = 120_000;

/**
 * Brings a clean work tree to a saved state with the patch in `runDir`; the user's index stays as it is. The patch is
 * first proven to make the saved tree of HEAD; what is in its way is refused; what fails midway is taken back. An error
 * is a sentence. Never rejects.
 */
export async function applyPatch(
  folder: string,
  saved: SavedWorktree,
  runDir: string,
  host: HostEnvironment,
): Promise<Result<void, string>> {
  const place = findGit(folder);
  if (place === undefined) return err('the worktree is not in git');
  if (headAt(place, host) !== saved.head) return err('HEAD is not what the run left');
  if (saved.patch === null) return err(`the run left no patch: ${saved.reason ?? 'no reason'}`);
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(`applying the patch took longer than ${timeoutMs / 1000} s`),
    timeoutMs,
  );
  let shop: Workshop | undefined;
  try {
    shop = openWorkshop({ place, host, signal: controller.signal });
    const patch = join(shop.folder, 'patch');
    const taken = takePatch(savedPath(runDir, 'patch'), patch, saved.patch);
    if (taken !== undefined) return err(taken);
    return saved.patch.bytes === 0 ? ok(undefined) : await apply(shop, patch, saved);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
    shop?.close();
  }
}

// A copy of ours: what is proven is what is applied.
function takePatch(
  from: string,
  to: string,
  expected: { readonly bytes: number; readonly digest: string },
): string | undefined {
  const source = openOwn(from);
  if (source === undefined) return 'worktree.patch is not there, or no regular file';
  const target = openSync(to, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.alloc(1024 * 1024);
    for (let left = expected.bytes + 1; left > 0; ) {
      const read = readSync(source.fd, buffer, 0, Math.min(left, buffer.length), null);
      if (read === 0) break;
      left -= read;
      const chunk = buffer.subarray(0, read);
      hash.update(chunk);
      for (let at = 0; at < read; ) at += writeSync(target, chunk, at);
    }
    if (`sha256:${hash.digest('hex')}` === expected.digest) return undefined;
    return 'worktree.patch is not what the run wrote: it was changed, or a secret was replaced in it';
  } finally {
    closeSync(source.fd);
    closeSync(target);
  }
}

async function apply(shop: Workshop, patch: string, saved: SavedWorktree): Promise<Result<void, string>> {
  // Keeps what the user's index knows of unchanged files.
  const based = await shop.git(['read-tree', '-m', saved.head]);
  if (!based.ok) return based;
  // What was only touched since is unchanged; what is not, it says too, and is told below.
  await shop.git(['update-index', '-q', '--refresh']);
  const changed = await prove(shop, patch, saved);
  if (!changed.ok) return changed;
  const eyes = createEyes(shop.place.top);
  // A folder whose files all go is none in the way; git sees to that.
  const inTheWay = changed.value.added.find((path) => eyes.look(path)?.isDirectory() === false);
  if (inTheWay !== undefined) return err(`${shown(inTheWay)} is there already`);
  // A checkout of the difference: it follows no link, and writes as git does.
  const checkout = (...more: string[]) =>
    shop.git(['read-tree', '-m', '-u', ...more, saved.head, changed.value.tree], { settings });
  // Looks at all files and writes none: only what failed after that is taken back, for it is ours.
  const looked = await checkout('--dry-run');
  if (!looked.ok) return looked;
  const written = await checkout();
  if (written.ok) return ok(undefined);
  await takeBack(shop, changed.value, saved.head);
  return err(written.error);
}

// What a sparse checkout leaves out the run may have made.
const settings = ['core.sparseCheckout=false'];

interface Changed {
  readonly tree: string;
  readonly added: readonly string[];
  readonly others: readonly string[];
}

async function prove(shop: Workshop, patch: string, saved: SavedWorktree): Promise<Result<Changed, string>> {
  const index = join(shop.folder, 'proof');
  const steps = [
    ['read-tree', saved.head],
    ['apply', '--cached', '--binary', '--whitespace=nowarn', patch],
    ['write-tree', '--missing-ok'],
  ];
  let tree = '';
  for (const step of steps) {
    const done = await shop.git(step, { index });
    if (!done.ok) return err(`the patch does not fit: ${done.error}`);
    tree = done.value.toString('latin1').trim();
  }
  if (tree !== saved.tree) return err('the patch does not make what the run left');
  const names = ['diff-tree', '-r', '-z', '--name-status', '--no-renames', saved.head, tree];
  const said = await shop.git(names);
  if (!said.ok) return said;
  const items = said.value.toString('latin1').split('\0');
  const added: string[] = [];
  const others: string[] = [];
  for (let at = 0; at + 1 < items.length; at += 2) (items[at] === 'A' ? added : others).push(items[at + 1]!);
  return ok({ tree, added, others });
}

// Nothing of ours was there by the added names, so what is there now is what was written.
async function takeBack(shop: Workshop, { added, others }: Changed, head: string): Promise<void> {
  const { top } = shop.place;
  const eyes = createEyes(top);
  for (const path of added) if (eyes.look(path)?.isDirectory() === false) removeFile(top, path);
  if (others.length === 0) return;
  const stdin = Buffer.from(others.map((path) => `${path}\0`).join(''), 'latin1');
  // Of the other index a git that was killed still has the lock, and the time that is up does not count for this.
  const anew = { index: join(shop.folder, 'back'), signal: AbortSignal.timeout(timeoutMs), settings };
  await shop.git(['read-tree', head], anew);
  await shop.git(['checkout-index', '--force', '-z', '--stdin'], { ...anew, stdin });
}

function removeFile(top: string, path: string): void {
  try {
    unlinkSync(pathOf(top, path));
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) rmdirSync(pathOf(top, folder));
  } catch {
    // A folder with something else in it stays.
  }
}
