import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../../rig/cli.ts';
import { linux, pipeVolume, runPipe } from './omne.ts';

const PIPE = `name: p
version: 1
inputs: { key: { type: string, secret: true, default: hush-hush-hush } }
nodes:
  - { id: a, bash: 'echo "<b>bold</b> $OMNE_INPUT_KEY $MY_TOKEN"' }
  - { id: b, depends_on: [a], bash: 'exit 3' }
  - { id: c, depends_on: [b], bash: 'true' }
`;

test('report: a run by its id, its beginning and its folder, where it is wanted', async () => {
  await using volume = await pipeVolume(PIPE);
  const env = { MY_TOKEN: 'a-token-of-mine' };
  const { runId, dir } = await runPipe(volume, { env });
  const report = (...args: string[]) => runCli(['report', ...args], { cwd: volume.root, env });
  expect(await report(runId)).toMatchObject({ code: 0, stdout: `${join(dir, 'report.html')}\n`, stderr: '' });
  const page = readFileSync(join(dir, 'report.html'), 'utf8');
  expect(page).toContain('&lt;b&gt;bold&lt;/b&gt; *** ***\n');
  expect(page).toContain('id="graph"');
  expect(page).toContain('href="nodes/a.out"');
  if (process.platform !== 'win32') expect(statSync(join(dir, 'report.html')).mode & 0o777).toBe(0o600);
  expect(await report(runId.slice(0, 10), '-o', 'out/../r.html')).toMatchObject({ code: 0 });
  expect(readFileSync(volume.path('r.html'), 'utf8')).toContain(`href=".omne/var/runs/${runId}/nodes/a.out"`);
  expect(await report(dir, '--output', 'r.html')).toMatchObject({ code: 0 });
  expect(await report('nobody')).toMatchObject({ code: 2, stdout: '' });
  expect(await report()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('report needs one run: its id or its folder'),
  });
  expect(await report(runId, '-o', 'no/such/folder.html')).toMatchObject({ code: 70, stdout: '' });
});

test.runIf(linux)(
  'report: a pipe that was changed gives no graph, and a link at the target is not followed',
  async () => {
    await using volume = await pipeVolume(PIPE, { 'mine.txt': 'mine' });
    const { runId, dir } = await runPipe(volume);
    writeFileSync(volume.path('pipe.yml'), `${PIPE}  - { id: d, bash: 'true' }\n`);
    symlinkSync(volume.path('mine.txt'), join(dir, 'report.html'));
    expect(await runCli(['report', runId], { cwd: volume.root })).toMatchObject({ code: 0 });
    const page = readFileSync(join(dir, 'report.html'), 'utf8');
    expect(page).not.toContain('id="graph"');
    expect(page).toContain('it was changed since');
    expect(readFileSync(volume.path('mine.txt'), 'utf8')).toBe('mine');
  },
);
