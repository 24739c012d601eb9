import { existsSync } from 'node:fs';
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
  const started = { type: 'pipe.started', run_id: site.runId, pipe: 'p', inputs: [], worktree: '.' };
  await volume.write(events.slice(volume.root.length + 1), `${JSON.stringify(started)}\n`);
  await volume.write('a.txt', 'b\n');
  const index = await volume.read('.git/index');
  await volume.write('.git/index', 'no index');
  expect(await keepWorktree({ site, host, secrets: [] })).toMatch(
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
  const started = { type: 'pipe.started', run_id: site.runId, pipe: 'p', inputs: [], worktree: '.' };
  await volume.write(events.slice(volume.root.length + 1), `${JSON.stringify(started)}\n`);
  await volume.write('a.txt', 'b\n');
  expect(await saveLate(runDir, host, [])).toBeUndefined();
  const saved = await volume.read(`${runDir.slice(volume.root.length + 1)}/worktree.patch`);
  expect(saved).toContain('+b');
  await volume.write('a.txt', 'c\n');
  await saveLate(runDir, host, []);
  expect(await volume.read(`${runDir.slice(volume.root.length + 1)}/worktree.patch`)).toBe(saved);
});
