import { mkdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stageReport } from '../../src/shell/report.ts';
import { started } from '../report/events.ts';
import { writeJournal } from '../rig/large-run.ts';
import { tempVolume, type Volume } from '../rig/volume.ts';

const stagingOf = (volume: Volume) => ({
  folder: volume.path('staging'),
  paths: [],
  files: [],
  skipped: [],
  remove: () => Promise.resolve(),
});

test('a process of its own adds the report to what is staged, with the plan less its secrets', async () => {
  await using volume = await tempVolume();
  mkdirSync(volume.path('staging'));
  writeJournal(volume.path('staging/events.jsonl'), [started()], 'p-1');
  const node = { id: 'later', kind: 'bash', needs: [], when: "inputs.key == 'hush-hush'" } as const;
  const outline = { nodes: [node], refused: [], absorbed: [] };
  const made = await stageReport(stagingOf(volume), { secrets: ['hush-hush'], outline });
  expect(made).toEqual({ ok: true, value: volume.path('staging/report.html') });
  const page = readFileSync(volume.path('staging/report.html'), 'utf8');
  expect(page).toContain('>later<');
  expect(page).not.toContain('hush-hush');
});

test('one that cannot be made is told in words', async () => {
  await using volume = await tempVolume();
  mkdirSync(volume.path('staging'));
  const made = await stageReport(stagingOf(volume), { secrets: [] });
  expect(made).toMatchObject({ ok: false, error: expect.stringContaining('ENOENT') });
});

test('a cancel ends it at once', async () => {
  await using volume = await tempVolume();
  const made = await stageReport(stagingOf(volume), { secrets: [], cancel: AbortSignal.abort() });
  expect(made).toEqual({ ok: false, error: 'the run was cancelled' });
});
