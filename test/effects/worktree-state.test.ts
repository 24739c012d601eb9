import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../src/effects/definition.ts';
import { readSavedWorktree } from '../../src/effects/saved-worktree.ts';
import { applyPatch } from '../../src/effects/worktree-patch.ts';
import { compareWorktree, saveWorktree, startOfRun } from '../../src/effects/worktree-state.ts';
import {
  at,
  begin,
  contents,
  type Files,
  fingerprint,
  gitIn,
  hostWith,
  newFolder,
  type Repository,
  type RepositoryOptions,
  repository,
} from './repositories.ts';

const posix = process.platform !== 'win32';

/** Saves, brings a fresh checkout to that state, and compares all files. */
async function roundTrip(
  here: Repository,
  options: { ignore?: (path: string) => boolean; clone?: string[] } = {},
) {
  const saved = await here.saved();
  expect(saved.patch, saved.reason).not.toBeNull();
  expect(readSavedWorktree(here.runDir)).toEqual(saved);
  const there = here.fresh(...(options.clone ?? []));
  const isEmpty = saved.patch?.bytes === 0;
  expect(await there.compare(saved)).toBe(isEmpty ? 'same' : 'clean');
  expect(await applyPatch(there.top, saved, here.runDir, hostWith())).toEqual({ ok: true, value: undefined });
  expect(await there.compare(saved)).toBe('same');
  expect(await here.compare(saved)).toBe('same');
  const isWanted = (path: string) => !(options.ignore?.(path) ?? false);
  expect(contents(there.top, isWanted)).toEqual(contents(here.top, isWanted));
  expect(there.git('diff', '--cached', '--name-only')).toBe('');
  return { saved, there };
}

const binary = Uint8Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256);

const start: Files = {
  'a.txt': 'one\ntwo\nthree\n',
  'b.txt': 'b\n',
  'run.sh': '#!/bin/sh\n',
  'dir/deep/x.txt': 'x\n',
  'dir/deep/y.txt': 'y\n',
  'image.bin': binary,
  'no-newline': 'end',
  '.gitignore': 'ignored/\n*.log\n',
};

async function changed(change: (here: Repository) => void, options: RepositoryOptions = {}) {
  const here = await repository(start, options);
  change(here);
  return here;
}

describe('what a run left comes back in a fresh checkout', () => {
  it.each<[string, (here: Repository) => void]>([
    ['nothing', () => {}],
    ['a changed file', ({ write }) => write('a.txt', 'one\n2\nthree\n')],
    ['a file without its last line feed', ({ write }) => write('no-newline', 'end\nnew end')],
    ['an emptied and a new empty file', ({ write }) => [write('a.txt', ''), write('empty', '')]],
    ['a deleted file and its folder', ({ path }) => rmSync(path('dir'), { recursive: true })],
    ['a new file in a new folder', ({ write }) => write('new/folder/file', 'n\n')],
    ['binary files', ({ write }) => [write('image.bin', binary.slice(1000)), write('new.bin', binary)]],
    ['bits', ({ path }) => [chmodSync(path('a.txt'), 0o755), chmodSync(path('run.sh'), 0o755)]],
    ['CR and LF as they are', ({ write }) => [write('crlf', 'a\r\nb\r\n'), write('b.txt', 'b\r\n')]],
    ['a file renamed by git', ({ git }) => git('mv', 'a.txt', 'dir/renamed.txt')],
    ['a renamed file', ({ path }) => renameSync(path('a.txt'), path('c.txt'))],
    ['a renamed folder', ({ path }) => renameSync(path('dir'), path('moved'))],
    ['a folder in place of a file', ({ path, write }) => [rmSync(path('a.txt')), write('a.txt/in', 'i\n')]],
    [
      'a file in place of a folder',
      ({ path, write }) => [rmSync(path('dir'), { recursive: true }), write('dir', 'd\n')],
    ],
    ['a staged file', ({ write, git }) => [write('s', 's\n'), git('add', 's')]],
    [
      'a staged file that was changed again',
      ({ write, git }) => [write('s', '1'), git('add', 's'), write('s', '2')],
    ],
    [
      'a staged change that was undone',
      ({ write, git }) => [write('b.txt', '1'), git('add', '-u'), write('b.txt', 'b\n')],
    ],
    [
      'a staged file that is gone',
      ({ write, git, path }) => [write('s', '1'), git('add', 's'), rmSync(path('s'))],
    ],
    ['a file git was told about', ({ write, git }) => [write('s', 's\n'), git('add', '-N', 's')]],
    ['a file taken out of the index', ({ git }) => git('rm', '-q', '--cached', 'a.txt')],
    [
      'a file taken out of the index and ignored',
      ({ git, write }) => [git('rm', '-q', '--cached', 'b.txt'), write('.gitignore', 'b.txt\n')],
    ],
    ['a rewritten index', ({ git, write }) => [write('a.txt', 'z\n'), git('read-tree', '--empty')]],
    ['an index that is gone', ({ path, write }) => [write('a.txt', 'z\n'), rmSync(path('.git/index'))]],
    ['a split index', ({ git, write }) => [git('update-index', '--split-index'), write('a.txt', 'z\n')]],
    [
      'an untracked cache',
      ({ git, write }) => [git('update-index', '--force-untracked-cache'), git('status'), write('n', 'z\n')],
    ],
    ['a file like an option', ({ write }) => [write('-rf', 'r\n'), write('--', 'd\n'), write('dir/-x', 'x')]],
    [
      'a patch of a patch',
      ({ write }) => write('p', 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n-- \n2.0\n'),
    ],
  ])('%s', async (_, change) => {
    await roundTrip(await changed(change));
  });

  it.runIf(posix)('names of all kinds', async () => {
    const here = await repository({ 'old\tname\n': 'o\n', 'über/ä': 'ä\n' });
    for (const name of [
      ' lead',
      'trail ',
      'a b',
      'line\nfeed',
      'tab\t',
      '"quoted"',
      'back\\slash',
      "it's",
      'ü',
      'u\u0308',
      '😀',
      ':colon',
      '*?[',
      '%41',
      '\x01\x7f',
      'a → b',
    ])
      here.write(`n/${name}`, name);
    writeFileSync(Buffer.concat([Buffer.from(`${here.top}/n/`), Buffer.from([0xff, 0xe2, 0x28])]), 'bytes');
    here.write('old\tname\n', 'n\n');
    rmSync(here.path('über/ä'));
    await roundTrip(here);
  });

  it.runIf(posix)(
    'links: new, changed, broken, in place of a file and a folder, and the other way',
    async () => {
      const here = await repository(start, {
        before: ({ path, git }) => {
          symlinkSync('b.txt', path('link'));
          symlinkSync('dir', path('link-to-dir'));
          symlinkSync('x.txt', path('dir/deep/inner-link'));
          git('add', '-A');
          git('commit', '-qm', 'links');
        },
      });
      unlinkSync(here.path('link'));
      symlinkSync('/nonexistent/elsewhere', here.path('link'));
      symlinkSync('../a', here.path('dir/new-link'));
      unlinkSync(here.path('a.txt'));
      symlinkSync('b.txt', here.path('a.txt'));
      unlinkSync(here.path('link-to-dir'));
      here.write('link-to-dir/file', 'f\n');
      await roundTrip(here);
      rmSync(here.path('dir'), { recursive: true });
      mkdirSync(here.path('other/deep'), { recursive: true });
      here.write('other/deep/x.txt', 'not x\n');
      symlinkSync('other', here.path('dir'));
      const { there } = await roundTrip(here);
      expect(lstatSync(there.path('dir')).isSymbolicLink()).toBe(true);
    },
  );

  it.runIf(posix)('links in a renamed folder', async () => {
    const here = await repository(
      { 'dir/a': 'a\n', 'dir/quo"te\n': 'q' },
      {
        before: ({ path, git }) => {
          symlinkSync('a', path('dir/link'));
          git('add', '-A');
          git('commit', '-qm', 'links');
        },
      },
    );
    renameSync(here.path('dir'), here.path('moved'));
    await roundTrip(here);
  });

  it('a conflict', async () => {
    const here = await repository(start);
    here.git('checkout', '-qb', 'other');
    here.write('a.txt', 'other\n');
    here.git('commit', '-qam', 'other');
    here.git('checkout', '-q', 'main');
    here.write('a.txt', 'main\n');
    here.git('commit', '-qam', 'main');
    expect(() => here.git('merge', 'other')).toThrow();
    expect(here.git('status', '--short')).toBe('UU a.txt\n');
    await roundTrip(here);
  });

  it('line ends that git converts', async () => {
    const here = await repository({
      '.gitattributes': '*.txt text eol=crlf\n*.utf16 text working-tree-encoding=UTF-16LE eol=lf\n',
      'a.txt': 'a\nb\n',
      'c.txt': 'c\n',
    });
    here.git('rm', '-q', '--cached', '-r', '.');
    here.git('reset', '-q', '--hard');
    expect(readFileSync(here.path('a.txt'), 'utf8')).toBe('a\r\nb\r\n');
    here.write('a.txt', 'a\r\nB\r\n');
    here.write('n.txt', 'n\r\n');
    here.write('n.utf16', Buffer.from('wide\n', 'utf16le'));
    await roundTrip(here);
  });

  it('core.autocrlf', async () => {
    const here = await repository(
      { 'a.txt': 'a\nb\n' },
      {
        before: ({ git, path }) => {
          git('config', 'core.autocrlf', 'true');
          git('config', 'core.safecrlf', 'true');
          rmSync(path('a.txt'));
          git('checkout', '-q', '--', '.');
        },
      },
    );
    here.write('a.txt', 'a\r\nB\r\nlast\r\n');
    here.write('lf.txt', 'only\nlf\n');
    const saved = await here.saved();
    const there = here.fresh('-c', 'core.autocrlf=true');
    expect(await there.compare(saved)).toBe('clean');
    expect(await applyPatch(there.top, saved, here.runDir, hostWith())).toMatchObject({ ok: true });
    expect(await there.compare(saved)).toBe('same');
    expect(readFileSync(there.path('a.txt'), 'utf8')).toBe('a\r\nB\r\nlast\r\n');
  });

  it('SHA-256 repositories', async () => {
    const here = await repository(start, { init: ['--object-format=sha256'] });
    here.write('a.txt', 'changed\n');
    renameSync(here.path('dir'), here.path('moved'));
    const { saved } = await roundTrip(here);
    expect(saved.head).toHaveLength(64);
  });

  it('a shallow checkout, a detached HEAD', async () => {
    const origin = await repository(start);
    origin.write('later', 'l\n');
    origin.git('add', '-A');
    origin.git('commit', '-qm', 'later');
    const shallow = await begin(origin.fresh('--depth=1'));
    expect(existsSync(shallow.path('.git/shallow'))).toBe(true);
    shallow.write('a.txt', 'changed\n');
    const saved = await shallow.saved();
    const there = origin.fresh();
    expect(await there.compare(saved)).toBe('clean');
    expect(await applyPatch(there.top, saved, shallow.runDir, hostWith())).toMatchObject({ ok: true });
    expect(contents(there.top)).toEqual(contents(shallow.top));
  });

  it('a linked worktree, and paths with quotes, colons and spaces', async () => {
    const here = await repository(start, { name: `a b:"c"'-` });
    const linked = join(here.root, 'linked');
    here.git('worktree', 'add', '-q', '--detach', linked);
    here.write('a.txt', 'of the main one\n');
    const there = await begin(at(join(here.root, 'other'), linked, 0));
    there.write('b.txt', 'of the linked one\n');
    await roundTrip(there);
    await roundTrip(here);
  });

  it('a subfolder as worktree: the whole work tree counts', async () => {
    const here = await repository(start);
    here.write('a.txt', 'outside\n');
    here.write('dir/deep/new', 'inside\n');
    const saved = await here.saved({ folder: here.path('dir/deep') });
    const there = here.fresh();
    expect(await compareWorktree(there.path('dir'), saved, hostWith())).toBe('clean');
    expect(await applyPatch(there.path('dir'), saved, here.runDir, hostWith())).toMatchObject({ ok: true });
    expect(contents(there.top)).toEqual(contents(here.top));
  });

  it.each(['--assume-unchanged', '--skip-worktree'])(
    'a change that git was told not to see: %s',
    async (flag) => {
      const here = await repository(start, { before: ({ git }) => git('update-index', flag, 'a.txt') });
      here.write('a.txt', 'changed unseen\n');
      expect(here.git('status', '--short')).toBe('');
      const saved = await here.saved();
      expect(here.patch()).toContain('+changed unseen');
      expect(await here.compare(saved)).toBe('same');
      here.write('a.txt', 'changed again\n');
      expect(await here.compare(saved)).toMatchObject({ different: expect.stringContaining('a.txt') });
      expect(here.git('ls-files', '-v', 'a.txt')).not.toMatch(/^H/);
      const there = here.fresh();
      there.git('update-index', flag, 'a.txt');
      expect(await applyPatch(there.top, saved, here.runDir, hostWith())).toMatchObject({ ok: true });
      expect(await there.compare(saved)).toBe('same');
    },
  );

  it('a sparse checkout: what is left out is not deleted', async () => {
    const here = await repository(
      { ...start, 'out/a': 'a\n', 'out/b': 'b\n' },
      {
        before: ({ git }) => git('sparse-checkout', 'set', '--cone', 'dir'),
      },
    );
    expect(existsSync(here.path('out/a'))).toBe(false);
    here.write('dir/deep/x.txt', 'changed\n');
    const saved = await here.saved();
    expect(here.patch()).not.toContain('out/');
    const there = here.fresh();
    there.git('sparse-checkout', 'set', '--cone', 'dir');
    expect(await there.compare(saved)).toBe('clean');
    expect(await applyPatch(there.top, saved, here.runDir, hostWith())).toMatchObject({ ok: true });
    expect(await there.compare(saved)).toBe('same');
    expect(contents(there.top)).toEqual(contents(here.top));
    here.write('out/c', 'made out there\n');
    const more = await here.saved();
    there.git('checkout', '-q', '--', '.');
    expect(await applyPatch(there.top, more, here.runDir, hostWith())).toMatchObject({ ok: true });
    expect(contents(there.top)).toEqual(contents(here.top));
  });

  it('a sparse index', async () => {
    const here = await repository(
      { ...start, 'out/a': 'a\n', 'out/b': 'b\n' },
      {
        before: ({ git }) => git('sparse-checkout', 'set', '--cone', '--sparse-index', 'dir'),
      },
    );
    here.write('dir/deep/x.txt', 'changed\n');
    const saved = await here.saved();
    const there = here.fresh();
    there.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'dir');
    expect(await there.compare(saved)).toBe('clean');
    expect(await applyPatch(there.top, saved, here.runDir, hostWith())).toMatchObject({ ok: true });
    expect(await there.compare(saved)).toBe('same');
  });
});

describe('what belongs to the state', () => {
  it('new files of the run; not those before it, ignored ones, or our own', async () => {
    const here = await repository(start, {
      before: ({ write, git }) => {
        write('creds.json', 'old\n');
        write('dir/creds', 'old\n');
        write('staged-before', 'old\n');
        git('add', 'staged-before');
      },
    });
    here.write('new', 'n\n');
    here.write('dir/new', 'makes the folder newer\n');
    here.write('ignored/file', 'i\n');
    here.write('x.log', 'i\n');
    here.write('.omne/var/runs/r/secret.key', 'k\n');
    here.write('dir/.omne/wt/x', 'w\n');
    here.write('gha-creds-0123456789abcdef.json', 'c\n');
    await here.saved();
    expect(here.patch().match(/^diff --git .*/gm)).toEqual([
      'diff --git a/dir/new b/dir/new',
      'diff --git a/new b/new',
    ]);
  });

  it('a file from exactly the beginning of the run on, and one a tick of the clock older', async () => {
    const here = await repository(start);
    here.write('new', 'n\n');
    const { ctimeMs } = statSync(here.path('new'));
    const isIn = async (since: number) => {
      await here.saved({ since });
      return here.patch() !== '';
    };
    expect(await isIn(ctimeMs)).toBe(true);
    expect(await isIn(ctimeMs + 9)).toBe(true);
    expect(await isIn(ctimeMs + 12)).toBe(false);
  });

  it('a file of HEAD that was changed before the run', async () => {
    const here = await repository(start, { before: ({ write }) => write('a.txt', 'before\n') });
    await roundTrip(here);
  });

  it('an old file that the run touched, its time set back', async () => {
    const here = await repository(start, { before: ({ write }) => write('old', 'o\n') });
    execFileSync('touch', ['-d', '2001-01-01', here.path('old')]);
    await here.saved();
    expect(here.patch()).toContain('b/old');
  });

  it('a change of the same size within the tick of the index', async () => {
    for (let round = 0; round < 5; round++) {
      const here = await repository({ a: 'aaaa\n' });
      here.write('a', 'aaaa\n');
      here.git('update-index', '--refresh');
      here.write('a', 'bbbb\n');
      await here.saved();
      expect(here.patch()).toContain('+bbbb');
    }
  });

  it('a change of the same size whose time was set back to what the index knows', async () => {
    const setBack = (here: Repository) => execFileSync('touch', ['-d', '2001-01-01', here.path('a')]);
    const here = await repository(
      { a: 'aaaa\n' },
      {
        before: (early) => {
          early.git('config', 'core.trustctime', 'false');
          early.git('config', 'core.checkStat', 'minimal');
          setBack(early);
          early.git('update-index', '--refresh');
        },
      },
    );
    // Git compares whole seconds.
    await sleep(1_100);
    here.write('a', 'bbbb\n');
    setBack(here);
    expect(here.git('status', '--short')).toBe('');
    await here.saved();
    expect(here.patch()).toContain('+bbbb');
  });

  it('of a renamed folder no older file that HEAD does not have', async () => {
    const here = await repository(start, {
      before: ({ write }) => write('dir/deep/secret/x.txt', 'not x\n'),
    });
    renameSync(here.path('dir'), here.path('moved'));
    await here.saved();
    expect(here.patch()).toContain('b/moved/deep/x.txt');
    expect(here.patch()).not.toContain('secret');
  });

  it.runIf(posix)('FIFOs and sockets do not count, and nobody waits for them', async () => {
    const here = await repository(start);
    execFileSync('mkfifo', [here.path('fifo')]);
    here.write('new', 'n\n');
    const { there } = await roundTrip(here, { ignore: (path) => path === 'fifo' });
    expect(existsSync(there.path('fifo'))).toBe(false);
    rmSync(here.path('a.txt'));
    execFileSync('mkfifo', [here.path('a.txt')]);
    expect(await here.save()).toMatchObject({ ok: false, error: expect.stringContaining('a.txt') });
  });
});

describe('comparing', () => {
  it('the same checkout: same, then whatever changed', async () => {
    const here = await repository(start);
    here.write('a.txt', 'run\n');
    here.write('report', 'r\n');
    const saved = await here.saved();
    expect(await here.compare(saved)).toBe('same');
    here.write('report', 'changed\n');
    expect(await here.compare(saved)).toEqual({
      different: 'the worktree is not as the run left it; changed: `a.txt`, `report`',
    });
    here.write('report', 'r\n');
    expect(await here.compare(saved)).toBe('same');
    here.write('b.txt', 'user\n');
    for (const name of ['n1', 'n2', 'ü3']) here.write(name, '');
    expect(await here.compare(saved)).toEqual({
      different: 'the worktree is not as the run left it; changed: `a.txt`, `b.txt`, `n1` and 3 more',
    });
    here.git('checkout', '-q', '--', '.');
    for (const name of ['n1', 'n2', 'ü3', 'report']) rmSync(here.path(name));
    expect(await here.compare(saved)).toBe('clean');
    expect(await applyPatch(here.top, saved, here.runDir, hostWith())).toMatchObject({ ok: true });
    expect(await here.compare(saved)).toBe('same');
  });

  it('a file added after a run that left nothing is a change there, in another checkout it is not', async () => {
    const here = await repository(start);
    const saved = await here.saved();
    here.write('input', 'i\n');
    expect(await here.compare(saved)).toEqual({
      different: 'the worktree is not as the run left it; changed: `input`',
    });
    const there = here.fresh();
    there.write('credentials', 'c\n');
    expect(await there.compare(saved)).toBe('clean');
    expect(await applyPatch(there.top, saved, here.runDir, hostWith())).toMatchObject({ ok: true });
    there.write('a.txt', 'changed\n');
    expect(await there.compare(saved)).toEqual({
      different: 'the worktree is not as the run left it; changed: `a.txt`',
    });
    rmSync(there.path('credentials'));
    there.git('checkout', '-q', '--', '.');
    there.write('input', 'i\n');
    const unknown = { ...saved, born: 0 };
    expect(await there.compare(unknown)).toEqual({
      different: 'the worktree is not as the run left it; changed: `input`',
    });
  });

  it('what lies in a folder beside does not count', async () => {
    const here = await repository(start);
    const saved = await here.saved();
    here.write('earlier/events.jsonl', '{}\n');
    here.write('earlier-2', '');
    expect(await compareWorktree(here.top, saved, hostWith(), { folder: here.path('earlier') })).toEqual({
      different: 'the worktree is not as the run left it; changed: `earlier-2`',
    });
    rmSync(here.path('earlier-2'));
    expect(await compareWorktree(here.top, saved, hostWith(), { folder: here.path('earlier') })).toBe('same');
  });

  it('what the pipe is read from is no part of it, changed, new or gone', async () => {
    const files = { ...start, 'p.yml': 'v1', '.omne/hooks/ok.sh': 'v1', '.omne/dist/cmds/c.md': 'v1' };
    const here = await repository(files);
    const definition = definitionOf(here.top, 'p.yml');
    here.write('p.yml', 'v2');
    here.write('made', 'made\n');
    const saved = await here.saved({ definition });
    expect(here.patch()).not.toContain('p.yml');
    here.write('p.yml', 'v3');
    here.write('.omne/hooks/new.sh', 'v1');
    rmSync(here.path('.omne/dist/cmds/c.md'));
    const compare = () => compareWorktree(here.top, saved, hostWith(), { definition });
    expect(await compare()).toBe('same');
    here.write('p.yml.bak', '');
    expect(await compare()).toMatchObject({ different: expect.stringContaining('`p.yml.bak`') });
    rmSync(here.path('p.yml.bak'));
    here.write('.omne/other', '');
    expect(await compare()).toMatchObject({ different: expect.stringContaining('`.omne/other`') });
  });

  it('another commit, no commit, no git', async () => {
    const here = await repository(start);
    const saved = await here.saved();
    const folder = newFolder();
    expect(await compareWorktree(folder, saved, hostWith())).toEqual({
      different: 'the worktree is not in git',
    });
    gitIn(folder, 'init', '-q');
    expect(await compareWorktree(folder, saved, hostWith())).toEqual({
      different: 'the worktree has no commit',
    });
    here.git('commit', '-q', '--allow-empty', '-m', 'next');
    const [now, then] = [here.git('rev-parse', 'HEAD').slice(0, 9), saved.head.slice(0, 9)];
    expect(await here.compare(saved)).toEqual({ different: `HEAD is ${now}, the run left it at ${then}` });
    here.git('reset', '-q', '--hard', 'HEAD~1');
    const { different } = (await compareWorktree(here.top, saved, hostWith({ PATH: newFolder() }))) as {
      different: string;
    };
    expect(different).toBe('the worktree cannot be compared: git ls-files: git was not found (ENOENT)');
  });
});

describe('nothing to save', () => {
  const nothing = { ok: true, value: undefined };

  it('outside of git, in a bare repository, before a commit, without git, with a broken HEAD', async () => {
    const folder = newFolder();
    const runDir = newFolder();
    const save = (host = hostWith()) => saveWorktree({ folder, runDir, since: 0, host });
    expect(await save()).toEqual(nothing);
    mkdirSync(join(folder, '.git'));
    expect(await save()).toEqual(nothing);
    gitIn(folder, 'init', '-q');
    expect(await save()).toEqual(nothing);
    writeFileSync(join(folder, 'a'), 'a');
    gitIn(folder, 'add', 'a');
    gitIn(folder, 'commit', '-qm', 'a');
    expect(await save(hostWith({ PATH: newFolder() }))).toEqual(nothing);
    expect(readdirSync(runDir)).toEqual([]);
    expect(await save()).toMatchObject({ ok: true, value: { version: 1 } });
    writeFileSync(join(folder, '.git/HEAD'), 'nonsense\n');
    rmSync(join(runDir, 'worktree.json'));
    expect(await save()).toEqual(nothing);
    const bare = newFolder();
    gitIn(bare, 'init', '-q', '--bare');
    expect(await saveWorktree({ folder: bare, runDir, since: 0, host: hostWith() })).toEqual(nothing);
  });
});

describe('repositories within', () => {
  const nest = (folder: string) => {
    mkdirSync(folder, { recursive: true });
    gitIn(folder, 'init', '-q', '-b', 'main');
    writeFileSync(join(folder, 'file'), 'f\n');
    gitIn(folder, 'add', '-A');
    gitIn(folder, 'commit', '-qm', 'nested');
  };

  it('one that was there before and has no changes does not matter', async () => {
    const here = await repository(start, { before: ({ path }) => nest(path('other/repo')) });
    here.write('a.txt', 'changed\n');
    const { saved } = await roundTrip(here, { ignore: (path) => path.startsWith('other') });
    gitIn(here.path('other/repo'), 'status');
    expect(await here.compare(saved)).toBe('same');
    writeFileSync(here.path('other/repo/file'), 'changed\n');
    const reason = '`other/repo` is a repository of its own with changes in it, which a patch does not carry';
    expect(await here.saved()).toMatchObject({ patch: null, reason });
    expect(existsSync(join(here.runDir, 'worktree.patch'))).toBe(false);
    expect(await here.compare(saved)).toMatchObject({ different: expect.any(String) });
    gitIn(here.path('other/repo'), 'commit', '-qam', 'more');
    expect(await here.saved()).toMatchObject({ patch: null, reason });
  });

  it('one that the run made: there is no patch, and nothing is the same any more', async () => {
    const here = await repository(start);
    nest(here.path('clone'));
    const saved = await here.saved();
    expect(saved).toMatchObject({
      tree: null,
      patch: null,
      reason: '`clone` is a repository of its own with changes in it, which a patch does not carry',
    });
    expect(await here.compare(saved)).toEqual({ different: saved.reason });
    expect(await here.fresh().compare(saved)).toEqual({
      different: `the run left no patch: ${saved.reason}`,
    });
    expect(await applyPatch(here.top, saved, here.runDir, hostWith())).toEqual({
      ok: false,
      error: `the run left no patch: ${saved.reason}`,
    });
  });

  it('submodules: unchanged, changed within, at another commit, added', async () => {
    const library = await repository({ file: 'f\n' });
    const here = await repository(start, {
      before: ({ git }) => {
        git('submodule', '--quiet', 'add', library.top, 'lib');
        git('commit', '-qm', 'lib');
      },
    });
    here.write('a.txt', 'changed\n');
    await roundTrip(here, {
      ignore: (path) => path.startsWith('lib'),
      clone: ['--recurse-submodules=no'].slice(1),
    });
    const reason = 'the submodule `lib` has changes, which a patch does not carry';
    here.write('lib/file', 'changed\n');
    const saved = await here.saved();
    expect(saved).toMatchObject({ patch: null, reason });
    expect(await here.compare(saved)).toEqual({
      different: 'the worktree is not as the run left it; changed: `a.txt`, `lib`',
    });
    gitIn(here.path('lib'), 'checkout', '-q', '--', '.');
    gitIn(here.path('lib'), 'commit', '-q', '--allow-empty', '-m', 'more');
    expect(await here.saved()).toMatchObject({ patch: null, reason });
    const index = join(here.top, '.git/modules/lib/index');
    const stamp = statSync(index).mtimeMs;
    writeFileSync(here.path('lib/file'), 'f\n');
    await here.saved();
    expect(statSync(index).mtimeMs).toBe(stamp);
    // The work tree of a submodule is one as well, with its git folder elsewhere.
    const within = at(join(here.root, 'within'), here.path('lib'), here.since);
    within.write('file', 'changed again\n');
    await within.saved();
    expect(within.patch()).toContain('+changed again');
  });

  it('a submodule the run added', async () => {
    const library = await repository({ file: 'f\n' });
    const here = await repository(start);
    here.git('submodule', '--quiet', 'add', library.top, 'lib');
    expect(await here.saved()).toMatchObject({ patch: null });
  });
});

describe('limits', () => {
  it('a larger patch is not kept, the state is', async () => {
    const here = await repository(start);
    here.write('big', `${'0123456789'.repeat(10)}\n`.repeat(2_000));
    const limits = { patchBytes: 100_000 };
    const saved = await here.saved({ limits });
    expect(saved).toMatchObject({ patch: null, reason: 'the patch holds more than 0 MiB' });
    expect(readdirSync(here.runDir)).toEqual(['worktree.json']);
    expect(await here.compare(saved)).toBe('same');
    expect(await here.save({ limits: { changedBytes: 100_000 } })).toEqual({
      ok: false,
      error: 'the changed files hold more than 0 MiB',
    });
  });

  it('a filter that hangs ends with the time, and so does what it started', async () => {
    const here = await repository(start);
    here.git('config', 'filter.slow.clean', 'sleep 61.25 & sleep 61.25');
    here.write('.git/info/attributes', '*.slow filter=slow\n');
    here.write('new.slow', 'n\n');
    const begin = performance.now();
    expect(await here.save({ limits: { timeoutMs: 700 } })).toEqual({
      ok: false,
      error: 'saving the worktree took longer than 0.7 s',
    });
    expect(performance.now() - begin).toBeLessThan(4_000);
    await sleep(50);
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain('sleep 61.25');
  });

  it('a file that holds a secret: no patch, wherever in it', async () => {
    const here = await repository(start);
    here.write(
      'new.bin',
      Buffer.concat([Buffer.alloc(1024 * 1024 - 3), Buffer.from('pass-wörd'), Buffer.alloc(9)]),
    );
    const saved = await here.saved({ secrets: ['', 'pass-wörd'] });
    expect(saved).toMatchObject({ patch: null, reason: '`new.bin` holds a secret' });
    expect(readdirSync(here.runDir)).toEqual(['worktree.json']);
    expect(await here.saved({ secrets: ['pass-word'] })).not.toMatchObject({ patch: null });
  });

  it.runIf(posix && process.getuid?.() === 0)('what git cannot read is a reason', async () => {
    const here = await repository(start);
    here.write('new', 'n\n');
    chmodSync(here.path('new'), 0);
    execFileSync('chown', ['-R', '65534', here.root]);
    chmodSync(here.root, 0o755);
    const code = `
      import { saveWorktree } from ${JSON.stringify(join(import.meta.dirname, '../../src/effects/worktree-state.ts'))};
      import { snapshotEnvironment } from ${JSON.stringify(join(import.meta.dirname, '../../src/effects/env.ts'))};
      const host = snapshotEnvironment();
      const [folder, runDir] = ${JSON.stringify([here.top, here.runDir])};
      console.log(JSON.stringify(await saveWorktree({ folder, runDir, since: ${here.since}, host })));`;
    const said = execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
      uid: 65534,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', RUNNER_TEMP: here.runDir },
    });
    expect(JSON.parse(said)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/^git update-index failed .*new/),
    });
    expect(readdirSync(here.runDir)).toEqual([]);
  });
});

describe('a repository that a node prepared', () => {
  const canary = (here: Repository) => `touch ${JSON.stringify(join(here.root, 'canary'))};`;

  it('runs nothing but filters', async () => {
    const here = await repository(start);
    const trap = join(here.root, 'trap.sh');
    writeFileSync(trap, `#!/bin/sh\n${canary(here)}\necho trapped\n`, { mode: 0o755 });
    for (const hook of [
      'post-index-change',
      'pre-commit',
      'post-checkout',
      'reference-transaction',
      'fsmonitor-watchman',
    ])
      writeFileSync(here.path(`.git/hooks/${hook}`), readFileSync(trap), { mode: 0o755 });
    mkdirSync(join(here.root, 'hooks'));
    writeFileSync(join(here.root, 'hooks/post-index-change'), readFileSync(trap), { mode: 0o755 });
    for (const [name, value] of [
      ['core.hooksPath', join(here.root, 'hooks')],
      ['core.fsmonitor', trap],
      ['core.pager', trap],
      ['pager.status', trap],
      ['pager.diff', trap],
      ['core.editor', trap],
      ['core.sshCommand', trap],
      ['core.askPass', trap],
      ['core.gitProxy', trap],
      ['core.alternateRefsCommand', trap],
      ['diff.external', trap],
      ['diff.trap.command', trap],
      ['diff.trap.textconv', trap],
      ['merge.trap.driver', trap],
      ['credential.helper', trap],
      ['gpg.program', trap],
      ['alias.status', `!${trap}`],
      ['alias.diff-index', `!${trap}`],
      ['uploadpack.packObjectsHook', trap],
      ['trace2.eventTarget', join(here.root, 'canary')],
    ] as const)
      here.git('config', name, value);
    here.write('.gitattributes', '* diff=trap merge=trap\n');
    here.write('a.txt', 'changed\n');
    rmSync(join(here.root, 'canary'), { force: true });
    const env = {
      GIT_EXTERNAL_DIFF: trap,
      GIT_SSH_COMMAND: trap,
      GIT_PAGER: trap,
      GIT_DIR: '/nonexistent',
      GIT_WORK_TREE: '/',
      GIT_INDEX_FILE: '/nonexistent/index',
      GIT_OBJECT_DIRECTORY: '/nonexistent',
      GIT_NAMESPACE: 'n',
      GIT_TRACE: join(here.root, 'canary'),
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.fsmonitor',
      GIT_CONFIG_VALUE_0: trap,
      GIT_LITERAL_PATHSPECS: '1',
      GIT_EXEC_PATH: '/nonexistent',
    };
    const saved = await here.saved({ host: hostWith(env) });
    expect(here.patch()).toContain('+changed');
    expect(here.patch()).not.toContain('trapped');
    expect(await compareWorktree(here.top, saved, hostWith(env))).toBe('same');
    here.git('-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', 'checkout', '-q', '--', '.');
    rmSync(here.path('.gitattributes'));
    rmSync(join(here.root, 'canary'), { force: true });
    expect(await applyPatch(here.top, saved, here.runDir, hostWith(env))).toMatchObject({ ok: true });
    expect(existsSync(join(here.root, 'canary'))).toBe(false);
  });

  it('filters see no token of the runner', async () => {
    const here = await repository(start);
    here.git('config', 'filter.spy.clean', `env > ${JSON.stringify(join(here.root, 'seen'))}; cat`);
    here.write('.gitattributes', '*.spy filter=spy\n');
    here.write('x.spy', 'x\n');
    await here.saved({
      host: hostWith({ ACTIONS_RUNTIME_TOKEN: 'tok', INPUT_TOKEN: 'tok', LD_PRELOAD: '', GIT_ASKPASS: 'x' }),
    });
    const seen = readFileSync(join(here.root, 'seen'), 'utf8');
    expect(seen).toContain('OMNE_RUN_ID=run\n');
    expect(seen).not.toMatch(/tok$|GIT_ASKPASS/m);
  });

  it('cannot replace what HEAD is', async () => {
    const here = await repository(start);
    const other = here.git('hash-object', '-w', 'b.txt').trim();
    here.git('replace', here.git('rev-parse', 'HEAD:a.txt').trim(), other);
    here.write('a.txt', 'changed\n');
    await roundTrip(here);
    expect(here.patch()).toContain('-one');
  });

  it('cannot make git look elsewhere', async () => {
    const here = await repository(start);
    const elsewhere = newFolder();
    writeFileSync(join(elsewhere, 'passwd'), 'secret\n');
    here.git('config', 'core.worktree', elsewhere);
    here.write('a.txt', 'changed\n');
    await here.saved();
    expect(here.patch()).toContain('+changed');
    expect(here.patch()).not.toContain('passwd');
    here.git('config', '--unset', 'core.worktree');
    here.git('config', 'core.bare', 'true');
    await here.saved();
    expect(here.patch()).toContain('+changed');
  });

  it.runIf(posix)('what is planted in the run directory is not written through', async () => {
    const here = await repository(start);
    const target = join(here.root, 'target');
    writeFileSync(target, 'untouched');
    for (const name of ['worktree.patch', 'worktree.json']) symlinkSync(target, join(here.runDir, name));
    here.write('a.txt', 'changed\n');
    const saved = await here.saved();
    expect(readFileSync(target, 'utf8')).toBe('untouched');
    expect(readSavedWorktree(here.runDir)).toEqual(saved);
    rmSync(join(here.runDir, 'worktree.patch'));
    execFileSync('mkfifo', [join(here.runDir, 'worktree.patch')]);
    expect(await here.saved()).toEqual(saved);
    rmSync(join(here.runDir, 'worktree.json'));
    mkdirSync(join(here.runDir, 'worktree.json'));
    expect(await here.save()).toMatchObject({ ok: false });
  });

  it.runIf(posix)('an index that is a link or a FIFO', async () => {
    const here = await repository(start);
    rmSync(here.path('.git/index'));
    execFileSync('mkfifo', [here.path('.git/index')]);
    const error = 'the index of the repository is not a regular file';
    const temp = newFolder();
    expect(await here.save({ host: hostWith({ RUNNER_TEMP: temp }) })).toEqual({ ok: false, error });
    expect(readdirSync(temp)).toEqual([]);
    rmSync(here.path('.git/HEAD'));
    execFileSync('mkfifo', [here.path('.git/HEAD')]);
    expect(await here.save()).toMatchObject({ ok: true, value: undefined });
  });

  it('nothing of the user’s repository is touched, nothing temporary stays', async () => {
    const here = await repository(start);
    here.write('a.txt', 'changed\n');
    here.write('new', 'n\n');
    here.git('add', 'new');
    here.git('config', 'core.splitIndex', 'true');
    here.git('config', 'splitIndex.maxPercentChange', '0');
    here.git('update-index', '--split-index');
    const temp = newFolder();
    const host = hostWith({ RUNNER_TEMP: temp });
    const before = fingerprint(here.top);
    const saved = await here.saved({ host });
    await compareWorktree(here.top, saved, host);
    expect(fingerprint(here.top)).toEqual(before);
    expect(readdirSync(temp)).toEqual([]);
  });
});

describe('startOfRun', () => {
  it('is the time in the id', () => {
    expect(startOfRun('my-pipe-01kaxyz0000000000000000000')).toBeTypeOf('number');
    expect(startOfRun('p-01arz3ndektsv4rrffq69g5fav')).toBe(1_469_922_850_259);
    expect(startOfRun('run')).toBeUndefined();
    expect(startOfRun('')).toBeUndefined();
  });
});
