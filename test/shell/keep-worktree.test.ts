import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { newRunId, siteOf } from '../../src/shell/conduct.ts';
import { saveLate } from '../../src/shell/earlier.ts';
import { keepWorktree, wasTried } from '../../src/shell/keep-worktree.ts';
import { tempVolume } from '../rig/volume.ts';

const all = { PATH: process.env['PATH'] ?? '' };
const host = { all, stripped: all, guarded: all };

test('what could not be saved when the run ended is not saved later, when it may be another', async () => {
  await using volume = await tempVolume({ 'a.txt': 'a\n' }, { git: true });
  const site = siteOf(volume.root, volume.root, newRunId('p'));
  const { runDir, events } = site.files;
  const started = {
    type: 'pipe.started',
    run_id: site.runId,
    pipe: 'p',
    pipe_path: 'p',
    inputs: [],
    worktree: '.',
  };
  await volume.write(events.slice(volume.root.length + 1), `${JSON.stringify(started)}\n`);
  await volume.write('a.txt', 'b\n');
  const index = await volume.read('.git/index');
  await volume.write('.git/index', 'no index');
  expect(await keepWorktree({ site, pipePath: 'p.yml', host, secrets: [] })).toMatch(
    /^the worktree was not saved, so the run cannot be resumed exactly: git .+/,
  );
  expect(wasTried(runDir)).toBe(true);
  await volume.write('.git/index', index);
  expect(await saveLate(runDir, host, [])).toBeUndefined();
  expect(existsSync(`${runDir}/worktree.json`)).toBe(false);
});

test('what nobody tried to save is saved late, once', async () => {
  await using volume = await tempVolume({ 'a.txt': 'a\n' }, { git: true });
  const site = siteOf(volume.root, volume.root, newRunId('p'));
  const { runDir, events } = site.files;
  const started = {
    type: 'pipe.started',
    run_id: site.runId,
    pipe: 'p',
    pipe_path: 'p',
    inputs: [],
    worktree: '.',
  };
  await volume.write(events.slice(volume.root.length + 1), `${JSON.stringify(started)}\n`);
  await volume.write('a.txt', 'b\n');
  expect(await saveLate(runDir, host, [])).toBeUndefined();
  const saved = await volume.read(`${runDir.slice(volume.root.length + 1)}/worktree.patch`);
  expect(saved).toContain('+b');
  await volume.write('a.txt', 'c\n');
  await saveLate(runDir, host, []);
  expect(await volume.read(`${runDir.slice(volume.root.length + 1)}/worktree.patch`)).toBe(saved);
});

test('where there was nothing to save, a repository made later says nothing of the run', async () => {
  await using volume = await tempVolume({ 'a.txt': 'a\n' });
  const site = siteOf(volume.root, volume.root, newRunId('p'));
  const { runDir, events } = site.files;
  const started = { type: 'pipe.started', run_id: site.runId, pipe: 'p', pipe_path: 'p.yml', inputs: [] };
  await volume.write(events.slice(volume.root.length + 1), `${JSON.stringify(started)}\n`);
  expect(await keepWorktree({ site, pipePath: 'p.yml', host, secrets: [] })).toBeUndefined();
  const git = (...args: string[]) => execFileSync('git', args, { cwd: volume.root, stdio: 'pipe' });
  git('init', '-q');
  git('add', 'a.txt');
  git('-c', 'user.name=t', '-c', 'user.email=t@localhost', 'commit', '-q', '-m', 'late');
  expect(await saveLate(runDir, host, [])).toBeUndefined();
  expect(existsSync(`${runDir}/worktree.json`)).toBe(false);
});

test('a signal ends it, and it counts as not tried', async () => {
  await using volume = await tempVolume({ 'a.txt': 'a\n' }, { git: true });
  const site = siteOf(volume.root, volume.root, newRunId('p'));
  const { runDir, events } = site.files;
  await volume.write(events.slice(volume.root.length + 1), '');
  await volume.write('.git/info/attributes', 'a.txt filter=slow\n');
  execFileSync('git', ['config', 'filter.slow.clean', 'sleep 20; cat'], { cwd: volume.root });
  await volume.write('a.txt', 'b\n');
  const signals = new AbortController();
  const saving = keepWorktree({ site, pipePath: 'p.yml', host, secrets: [], signal: signals.signal });
  setTimeout(() => signals.abort('it was ended by SIGINT'), 300);
  expect(await saving).toBe('the worktree was not saved: it was ended by SIGINT');
  expect(wasTried(runDir)).toBe(false);
});

test.each([
  ['of another run', { run_id: newRunId('p') }],
  ['that names a folder outside', { worktree: '../..' }],
])('nothing is saved by a journal %s', async (_, said) => {
  await using volume = await tempVolume({ 'a.txt': 'a\n' }, { git: true });
  const { runId, files } = siteOf(volume.root, volume.root, newRunId('p'));
  const started = { type: 'pipe.started', run_id: runId, pipe: 'p', pipe_path: 'p', inputs: [], ...said };
  await volume.write(files.events.slice(volume.root.length + 1), `${JSON.stringify(started)}\n`);
  expect(await saveLate(files.runDir, host, [])).toBeUndefined();
  expect(wasTried(files.runDir)).toBe(false);
  expect(existsSync(siteOf(volume.root, volume.root, started.run_id).files.runDir)).toBe(
    started.run_id === runId,
  );
});

test('of a run that ended, and is saved later: what was changed after its end is not told of it', async () => {
  await using volume = await tempVolume({ 'a.txt': 'a\n', 'b.txt': 'b\n' }, { git: true });
  const { runId, files } = siteOf(volume.root, volume.root, newRunId('p'));
  await volume.write('a.txt', 'run\n');
  await volume.write('made.txt', 'by the run\n');
  await sleep(50);
  const id = newRunId('p').slice(2);
  const started = { type: 'pipe.started', run_id: runId, pipe: 'p', pipe_path: 'p', inputs: [], id };
  const ended = { type: 'pipe.aborted', reason: 'cancelled', duration_ms: 1, id };
  const journal = [started, ended].map((event) => `${JSON.stringify(event)}\n`).join('');
  await volume.write(files.events.slice(volume.root.length + 1), journal);
  await sleep(50);
  await volume.write('key.txt', 'by a later step\n');
  expect(await saveLate(files.runDir, host, [])).toBeUndefined();
  const patch = join(files.runDir, 'worktree.patch');
  const saved = await volume.read(patch.slice(volume.root.length + 1));
  expect(saved).toContain('by the run');
  expect(saved).not.toContain('by a later step');
  for (const name of ['worktree.patch', 'worktree.json']) rmSync(join(files.runDir, name));
  await volume.write('b.txt', 'by a later step\n');
  expect(await saveLate(files.runDir, host, [])).toMatch(/: `b.txt` was changed after the run had ended$/);
  expect(existsSync(patch)).toBe(false);
});
