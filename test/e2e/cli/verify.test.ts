import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../../rig/cli.ts';
import { pipeVolume, runPipe } from './omne.ts';

test('verify: a run by its id, its folder and its journal; whole, changed and cut', async () => {
  await using volume = await pipeVolume('name: p\nversion: 1\nnodes:\n  - { id: a, bash: "true" }\n');
  const { runId, dir, lines } = await runPipe(volume);
  const journal = join(dir, 'events.jsonl');
  const verify = (run: string) => runCli(['verify', run], { cwd: volume.root });
  const chain = (JSON.parse(lines.at(-1)!) as { h: string }).h;
  for (const run of [runId, dir, journal]) {
    const done = await verify(run);
    expect([done.code, done.stdout]).toEqual([0, `${journal}: 4 events, whole; chain ${chain}\n`]);
  }
  appendFileSync(journal, '{"type":');
  expect(await verify(runId)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining(`${journal}:5: 8 characters`),
  });
  writeFileSync(journal, `${lines.join('\n').replace('"attempt":1', '"attempt":2')}\n`);
  expect(await verify(runId)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining(`${journal}:3: the hash does not match`),
  });
  expect(await verify('nobody')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('no journal'),
  });
});
