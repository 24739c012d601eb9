import { expect, test } from 'vitest';
import { resumeCommand } from '../../src/shell/cli-resume.ts';
import type { Console } from '../../src/shell/console.ts';
import { tempVolume } from '../rig/volume.ts';

const all = { PATH: process.env['PATH'] ?? '' };
const host = { all, stripped: all, guarded: all };
const pipe = 'name: p\nversion: 1\nnodes:\n  - id: a\n    bash: "true"\n';

test.each([
  ['in it', 'got/nodes/own.yml', false],
  ['outside', '../own.yml', false],
  ['at an absolute path', '/own.yml', false],
  ['of the checkout', 'p.yml', true],
])('an artifact may name a pipe of the checkout only: one %s', async (_, path, isRead) => {
  const events = [
    { type: 'pipe.started', pipe: 'p', pipe_path: path, run_id: 'p-x', inputs: [] },
    { type: 'pipe.aborted', reason: 'fault' },
  ];
  const journal = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  const files = { '.omne/x': '', 'p.yml': pipe, 'got/nodes/own.yml': pipe, 'got/events.jsonl': journal };
  await using there = await tempVolume(files);
  let said = '';
  const write = (text: string) => {
    said += text;
  };
  const console = { folder: there.root, host, out: { write }, err: { write } } as unknown as Console;
  const command = {
    kind: 'resume',
    run: 'got',
    given: new Map(),
    dryRun: true,
    trustWorktree: false,
  } as const;
  const code = await resumeCommand({ ...command, log: 'grouped', json: false, fsync: 'auto' }, console);
  if (isRead) expect([code, said]).toEqual([0, expect.stringContaining('resuming p-x')]);
  else {
    const why = `its journal names the pipe \`${path}\`, which is not one of this checkout`;
    expect([code, said]).toEqual([2, `omne: cannot resume p-x: ${why}\n`]);
  }
});
