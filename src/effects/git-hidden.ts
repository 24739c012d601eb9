import { ok, type Result } from '../core/result.ts';
import { createEyes } from './git-paths.ts';
import type { Workshop } from './git-workshop.ts';

/**
 * Makes git look at files it was told to take for unchanged (`--assume-unchanged`, `--skip-worktree`): a node may have
 * said so, or the user. In the workshop's index only. What a sparse checkout left out stays as it is.
 */
export async function unhide(shop: Workshop): Promise<Result<void, string>> {
  const said = await shop.git(['ls-files', '-v', '-z']);
  if (!said.ok) return said;
  const eyes = createEyes(shop.place.top);
  const assumed: string[] = [];
  const skipped: string[] = [];
  for (const row of said.value.toString('latin1').split('\0')) {
    const tag = row[0] ?? 'H';
    if (tag === 'H') continue;
    const path = row.slice(2);
    if (tag >= 'a') assumed.push(path);
    if (tag.toUpperCase() === 'S' && eyes.look(path) !== undefined) skipped.push(path);
  }
  for (const [option, paths] of [
    ['--no-assume-unchanged', assumed],
    ['--no-skip-worktree', skipped],
  ] as const) {
    if (paths.length === 0) continue;
    const stdin = Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');
    const done = await shop.git(['update-index', option, '-z', '--stdin'], { stdin });
    if (!done.ok) return done;
  }
  return ok(undefined);
}
