import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { headOf } from '../../src/effects/git-head.ts';
import { gitIn, hostWith, newFolder, repository } from './repositories.ts';

const posix = process.platform !== 'win32';
// Nobody is asked.
const nobody = hostWith({ PATH: '/nonexistent' });

describe('headOf', () => {
  it('loose and packed branches, with the same name as another’s end; detached; a tag beside it', async () => {
    const { top, git, path } = await repository({ a: 'a' });
    const head = git('rev-parse', 'HEAD').trim();
    expect(head).toMatch(/^[0-9a-f]{40}$/);
    expect(headOf(top, nobody)).toBe(head);
    git('commit', '-q', '--allow-empty', '-m', 'other');
    git('branch', 'x/main');
    git('tag', '-a', '-m', 't', 'annotated');
    git('reset', '-q', '--hard', 'HEAD~1');
    git('pack-refs', '--all');
    expect(headOf(top, nobody)).toBe(head);
    git('commit', '-q', '--allow-empty', '-m', 'loose again');
    expect(headOf(top, nobody)).toBe(git('rev-parse', 'HEAD').trim());
    git('checkout', '-q', '--detach', 'annotated');
    expect(headOf(top, nobody)).toBe(git('rev-parse', 'HEAD').trim());
    git('symbolic-ref', 'refs/heads/alias', 'refs/heads/x/main');
    git('symbolic-ref', 'HEAD', 'refs/heads/alias');
    expect(headOf(top, nobody)).toBe(git('rev-parse', 'HEAD').trim());
    mkdirSync(path('deep/er'), { recursive: true });
    expect(headOf(path('deep/er'), nobody)).toBe(git('rev-parse', 'HEAD').trim());
  });

  it('SHA-256, a linked worktree on a branch and off it, a submodule, a moved git folder', async () => {
    const other = await repository({ a: 'a' }, { init: ['--object-format=sha256'] });
    expect(headOf(other.top, nobody)).toBe(other.git('rev-parse', 'HEAD').trim());
    const { top, git, root } = await repository({ a: 'a' });
    const linked = join(root, 'linked');
    git('worktree', 'add', '-q', '-b', 'side', linked);
    gitIn(linked, 'commit', '-q', '--allow-empty', '-m', 'side');
    const side = gitIn(linked, 'rev-parse', 'HEAD').trim();
    expect(headOf(linked, nobody)).toBe(side);
    git('pack-refs', '--all');
    expect(headOf(linked, nobody)).toBe(side);
    gitIn(linked, 'checkout', '-q', '--detach', 'main');
    expect(headOf(linked, nobody)).toBe(headOf(top, nobody));
    git('submodule', '--quiet', 'add', top, 'lib');
    gitIn(join(top, 'lib'), 'commit', '-q', '--allow-empty', '-m', 'lib');
    expect(headOf(join(top, 'lib'), nobody)).toBe(gitIn(join(top, 'lib'), 'rev-parse', 'HEAD').trim());
    const separate = join(newFolder(), 'w');
    gitIn(root, 'clone', '-q', `--separate-git-dir=${join(root, 'sep.git')}`, top, separate);
    expect(headOf(separate, nobody)).toBe(git('rev-parse', 'HEAD').trim());
  });

  it('none: outside of git, an empty .git, before the first commit, bare, a branch that is gone, a HEAD that leads out', async () => {
    const folder = newFolder();
    expect(headOf(folder, nobody)).toBeUndefined();
    expect(headOf(join(folder, 'missing'), nobody)).toBeUndefined();
    mkdirSync(join(folder, '.git'));
    expect(headOf(folder, nobody)).toBeUndefined();
    writeFileSync(join(folder, '.git/HEAD'), '');
    expect(headOf(folder, nobody)).toBeUndefined();
    writeFileSync(join(folder, '.git/HEAD'), 'ref: refs/heads/../../x\n');
    writeFileSync(join(folder, '.git/x'), 'a'.repeat(40));
    expect(headOf(folder, nobody)).toBeUndefined();
    const unborn = newFolder();
    gitIn(unborn, 'init', '-q');
    expect(headOf(unborn, nobody)).toBeUndefined();
    const bare = newFolder();
    gitIn(bare, 'init', '-q', '--bare');
    expect(headOf(bare, nobody)).toBeUndefined();
    const { top, path } = await repository({ a: 'a' });
    renameSync(path('.git/refs/heads/main'), path('.git/refs/heads/gone'));
    expect(headOf(top, nobody)).toBeUndefined();
    writeFileSync(join(folder, '.git/HEAD'), 'ref: refs/heads/loop\n');
    mkdirSync(join(folder, '.git/refs/heads'), { recursive: true });
    writeFileSync(join(folder, '.git/refs/heads/loop'), 'ref: refs/heads/loop\n');
    expect(headOf(folder, nobody)).toBeUndefined();
  });

  it('an outer repository where the inner `.git` is none, as git does it', async () => {
    const { path, top } = await repository({ 'inner/a': 'a' });
    mkdirSync(path('inner/.git'));
    expect(headOf(path('inner'), nobody)).toBe(headOf(top, nobody));
  });

  it('asks git where the files cannot tell, and takes a commit only', async () => {
    const { top, path, root } = await repository({ a: 'a' });
    writeFileSync(path('.git/HEAD'), 'ref: refs/heads/.invalid\n');
    const bin = join(root, 'bin');
    mkdirSync(bin);
    const say = (text: string) => {
      writeFileSync(join(bin, 'git'), `#!/bin/sh\necho "${text}"\n`);
      chmodSync(join(bin, 'git'), 0o755);
    };
    const host = hostWith({ PATH: bin + delimiter + process.env['PATH'] });
    expect(headOf(top, nobody)).toBeUndefined();
    say('b'.repeat(40));
    expect(headOf(top, host)).toBe('b'.repeat(40));
    say('anything');
    expect(headOf(top, host)).toBeUndefined();
  });

  it.runIf(posix)('waits for no FIFO', async () => {
    const { top, path } = await repository({ a: 'a' });
    for (const name of ['.git/refs/heads/main', '.git/HEAD']) {
      rmSync(path(name));
      execFileSync('mkfifo', [path(name)]);
      const begin = performance.now();
      expect(headOf(top, hostWith())).toBeUndefined();
      expect(performance.now() - begin).toBeLessThan(1_000);
    }
    rmSync(path('.git'), { recursive: true });
    execFileSync('mkfifo', [path('.git')]);
    expect(headOf(top, hostWith())).toBeUndefined();
  });

  it('is read within a fraction of a millisecond, a hundred times over', async () => {
    const { top } = await repository({ a: 'a' });
    headOf(top, nobody);
    const begin = performance.now();
    for (let round = 0; round < 100; round++) headOf(top, nobody);
    expect((performance.now() - begin) / 100).toBeLessThan(1);
  });
});
