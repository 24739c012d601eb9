import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSavedWorktree, type SavedWorktree } from '../../src/effects/saved-worktree.ts';
import { applyPatch } from '../../src/effects/worktree-patch.ts';
import { contents, hostWith, newFolder, type Repository, repository } from './repositories.ts';

const posix = process.platform !== 'win32';

/** A run that left changes, and a fresh checkout. */
async function scene() {
  const here = await repository({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'dir/c.txt': 'c\n', 'dir/d.txt': 'd\n' });
  here.write('a.txt', 'A\n');
  here.write('new/file', 'n\n');
  rmSync(here.path('dir/c.txt'));
  const saved = await here.saved();
  return { here, saved, there: here.fresh() };
}

const apply = (there: Repository, saved: SavedWorktree, runDir: string) =>
  applyPatch(there.top, saved, runDir, hostWith());

const failed = (error: unknown) => ({ ok: false, error });

/** A saved state as somebody else would write it. */
function forged(runDir: string, saved: SavedWorktree, patch: string | Uint8Array): SavedWorktree {
  writeFileSync(join(runDir, 'worktree.patch'), patch);
  const digest = `sha256:${createHash('sha256').update(patch).digest('hex')}`;
  return { ...saved, patch: { bytes: Buffer.byteLength(patch), digest } };
}

describe('all or nothing', () => {
  it.each<[string, (there: Repository) => void, string]>([
    [
      'a new file is there already',
      ({ write }) => write('new/file', 'mine\n'),
      '`new/file` is there already',
    ],
    [
      'and ignored',
      ({ write }) => [write('.git/info/exclude', 'new\n'), write('new/file', 'n\n')],
      '`new/file` is there already',
    ],
    [
      'a file where a folder must be',
      ({ write }) => write('new', 'mine\n'),
      "git read-tree failed with exit code 128: error: Untracked working tree file 'new' would be overwritten by merge.",
    ],
    [
      'a changed file',
      ({ write }) => write('a.txt', 'mine\n'),
      "git read-tree failed with exit code 128: error: Entry 'a.txt' not uptodate. Cannot merge.",
    ],
    [
      'a file that is deleted was changed',
      ({ write }) => write('dir/c.txt', 'mine\n'),
      "git read-tree failed with exit code 128: error: Entry 'dir/c.txt' not uptodate. Cannot merge.",
    ],
  ])('%s', async (_, change, error) => {
    const { here, saved, there } = await scene();
    change(there);
    const before = contents(there.top);
    expect(await apply(there, saved, here.runDir)).toEqual(failed(error));
    expect(contents(there.top)).toEqual(before);
  });

  it.runIf(posix)('a link where a folder must be is not followed', async () => {
    const { here, saved, there } = await scene();
    const outside = newFolder();
    symlinkSync(outside, there.path('new'));
    expect(await apply(there, saved, here.runDir)).toMatchObject({ ok: false });
    expect(readdirSync(outside)).toEqual([]);
  });

  it('changes that do not meet the patch stay', async () => {
    const { here, saved, there } = await scene();
    there.write('b.txt', 'mine\n');
    there.write('other', 'mine\n');
    expect(await apply(there, saved, here.runDir)).toMatchObject({ ok: true });
    expect(contents(there.top)).toEqual({
      ...contents(here.top),
      'b.txt': 'file mine\n',
      other: 'file mine\n',
    });
  });

  it('a filter that fails midway: what was written is taken back', async () => {
    const here = await repository({ 'a.txt': 'a\n', 'z.bad': 'z\n', '.gitattributes': '*.bad filter=bad\n' });
    here.write('a.txt', 'A\n');
    here.write('m/n', 'n\n');
    here.write('z.bad', 'Z\n');
    const saved = await here.saved();
    const there = here.fresh();
    there.git('config', 'filter.bad.clean', 'cat');
    there.git('config', 'filter.bad.smudge', `grep -v Z`);
    there.git('config', 'filter.bad.required', 'true');
    there.write('m/mine', 'mine\n');
    const before = contents(there.top);
    expect(await apply(there, saved, here.runDir)).toEqual(
      failed(expect.stringMatching(/^git read-tree failed .*smudge filter bad failed/)),
    );
    expect(contents(there.top)).toEqual(before);
    there.git('config', 'filter.bad.smudge', 'cat');
    expect(await apply(there, saved, here.runDir)).toMatchObject({ ok: true });
  });

  it('files that were only touched are no changes', async () => {
    const { here, saved, there } = await scene();
    for (const name of ['a.txt', 'b.txt']) utimesSync(there.path(name), 1_000_000_000, 1_000_000_000);
    expect(await there.compare(saved)).toBe('clean');
    expect(await apply(there, saved, here.runDir)).toMatchObject({ ok: true });
  });

  it('the index of the user stays as it is', async () => {
    const { here, saved, there } = await scene();
    const index = readFileSync(there.path('.git/index'));
    expect(await apply(there, saved, here.runDir)).toMatchObject({ ok: true });
    expect(readFileSync(there.path('.git/index')).equals(index)).toBe(true);
    expect(there.git('status', '--short')).toBe(' M a.txt\n D dir/c.txt\n?? new/\n');
  });
});

describe('what is not what the run wrote', () => {
  const changed = failed(
    'worktree.patch is not what the run wrote: it was changed, or a secret was replaced in it',
  );
  const missing = failed('worktree.patch is not there, or no regular file');

  it('a patch that was changed, cut, lengthened or redacted', async () => {
    const { here, saved, there } = await scene();
    const path = join(here.runDir, 'worktree.patch');
    const patch = readFileSync(path);
    for (const other of [
      patch.toString().replace('+A', '+***'),
      patch.subarray(1),
      Buffer.concat([patch, patch]),
      '',
    ]) {
      writeFileSync(path, other);
      expect(await apply(there, saved, here.runDir)).toEqual(changed);
    }
    writeFileSync(path, patch);
    appendFileSync(path, '\n');
    expect(await apply(there, saved, here.runDir)).toEqual(changed);
    expect(there.git('status', '--short')).toBe('');
  });

  it.runIf(posix)('a patch that is not there, a link, a hard link, a FIFO, a folder', async () => {
    const { here, saved, there } = await scene();
    const path = join(here.runDir, 'worktree.patch');
    const original = join(here.root, 'original');
    writeFileSync(original, readFileSync(path));
    for (const plant of [
      () => {},
      () => symlinkSync(original, path),
      () => linkSync(original, path),
      () => execFileSync('mkfifo', [path]),
      () => mkdirSync(path),
    ]) {
      rmSync(path, { force: true });
      plant();
      expect(await apply(there, saved, here.runDir)).toEqual(missing);
    }
  });

  it('a patch that makes another tree, that does not fit, or is none', async () => {
    const { here, saved, there } = await scene();
    const { runDir } = here;
    const patch = here.patch();
    expect(await apply(there, forged(runDir, saved, patch.replace('+A', '+B')), runDir)).toEqual(
      failed('the patch does not make what the run left'),
    );
    for (const other of [patch.replace('-a\n', '-x\n'), 'nonsense\n', patch.slice(0, -20)]) {
      expect(await apply(there, forged(runDir, saved, other), runDir)).toEqual(
        failed(expect.stringMatching(/^the patch does not /)),
      );
    }
    expect(there.git('status', '--short')).toBe('');
  });

  it.each([
    '../outside',
    '.git/hooks/pre-commit',
    'dir/../../outside',
    '/tmp/omne-outside',
    '.GIT/config',
    'git~1/config',
    '.g\u200cit/config',
  ])('a patch of %s', async (path) => {
    const { here, saved, there } = await scene();
    const patch = `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+x\n`;
    expect(await apply(there, forged(here.runDir, saved, patch), here.runDir)).toMatchObject({ ok: false });
    expect(existsSync(join(there.root, 'outside'))).toBe(false);
    expect(there.git('status', '--short', '--untracked-files=all')).toBe('');
  });

  it.runIf(posix)('a patch through a link of its own', async () => {
    const { here, saved, there } = await scene();
    const outside = newFolder();
    const link = `diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+${outside}\n\\ No newline at end of file\n`;
    const file = `diff --git a/l/f b/l/f\nnew file mode 100644\n--- /dev/null\n+++ b/l/f\n@@ -0,0 +1 @@\n+x\n`;
    expect(await apply(there, forged(here.runDir, saved, link + file), here.runDir)).toMatchObject({
      ok: false,
    });
    expect(readdirSync(outside)).toEqual([]);
  });

  it('another HEAD, no git', async () => {
    const { here, saved, there } = await scene();
    there.git('commit', '-q', '--allow-empty', '-m', 'next');
    expect(await apply(there, saved, here.runDir)).toEqual(failed('HEAD is not what the run left'));
    const folder = newFolder();
    expect(await applyPatch(folder, saved, here.runDir, hostWith())).toEqual(
      failed('the worktree is not in git'),
    );
  });
});

describe('worktree.json', () => {
  const good = {
    version: 1,
    head: 'a'.repeat(40),
    tree: 'b'.repeat(40),
    since: 1,
    born: 0.25,
    patch: { bytes: 0, digest: `sha256:${'c'.repeat(64)}` },
  };

  it('is read as it was written', () => {
    const runDir = newFolder();
    for (const value of [good, { ...good, patch: null, reason: 'r' }, { ...good, tree: null, patch: null }]) {
      writeFileSync(join(runDir, 'worktree.json'), JSON.stringify(value));
      expect(readSavedWorktree(runDir)).toEqual(value);
    }
  });

  it.each([
    '',
    'null',
    '[]',
    '"x"',
    '{',
    JSON.stringify({ ...good, version: 2 }),
    JSON.stringify({ ...good, head: '--upload-pack=x' }),
    JSON.stringify({ ...good, head: undefined }),
    JSON.stringify({ ...good, tree: 'HEAD' }),
    JSON.stringify({ ...good, tree: null }),
    JSON.stringify({ ...good, since: '1' }),
    JSON.stringify({ ...good, since: null }),
    JSON.stringify({ ...good, born: undefined }),
    JSON.stringify({ ...good, patch: 'x' }),
    JSON.stringify({ ...good, patch: undefined }),
    JSON.stringify({ ...good, patch: { bytes: -1, digest: good.patch.digest } }),
    JSON.stringify({ ...good, patch: { bytes: 0.5, digest: good.patch.digest } }),
    JSON.stringify({ ...good, patch: { bytes: 0, digest: 'sha256:x' } }),
    ' '.repeat(70_000) + JSON.stringify(good),
  ])('is not taken for one: %.80s', (text) => {
    const runDir = newFolder();
    writeFileSync(join(runDir, 'worktree.json'), text);
    expect(readSavedWorktree(runDir)).toBeUndefined();
  });

  it('is not there', () => {
    expect(readSavedWorktree(newFolder())).toBeUndefined();
  });
});
