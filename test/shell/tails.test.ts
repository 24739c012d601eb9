import { mkdirSync, symlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { createRedactor } from '../../src/core/redact.ts';
import { captureFiles } from '../../src/effects/run-files.ts';
import { readTail, readTails } from '../../src/shell/tails.ts';
import { failed, started, stateOf } from '../report/events.ts';
import { tempVolume } from '../rig/volume.ts';

const redactor = createRedactor(['hunter2-secret']);

it('reads the last thirty lines, secrets replaced', async () => {
  const lines = Array.from({ length: 100 }, (_, at) => `line ${at} hunter2-secret`);
  await using volume = await tempVolume({
    long: `${lines.join('\r\n')}\r\n\n`,
    short: 'a\rb',
    blank: ' \n\n',
    empty: '',
  });
  expect(readTail(volume.path('long'), redactor)).toEqual({
    lines: Array.from({ length: 30 }, (_, at) => `line ${70 + at} ***`),
    isCut: true,
  });
  expect(readTail(volume.path('short'), redactor)).toEqual({ lines: ['a', 'b'], isCut: false });
  for (const name of ['blank', 'empty', 'missing'])
    expect(readTail(volume.path(name), redactor)).toBeUndefined();
  symlinkSync(volume.path('short'), volume.path('link'));
  expect(readTail(volume.path('link'), redactor)).toBeUndefined();
});

it('replaces a secret that straddles the place where reading begins, also of one long line', async () => {
  await using volume = await tempVolume({});
  const after = 'x'.repeat(64 * 1024 - 6);
  await writeFile(volume.path('one'), `${'y'.repeat(200_000)}hunter2-secret${after}`);
  const found = readTail(volume.path('one'), redactor)!;
  expect(found.isCut).toBe(true);
  expect(found.lines).toHaveLength(1);
  expect(found.lines[0]!.includes('secret')).toBe(false);
  expect(found.lines[0]!.endsWith(after.slice(0, 1000))).toBe(true);
});

it('reads what gates said first, then both streams, as people call them', async () => {
  const error = { kind: 'gate_failed', exit_code: 1 };
  const state = stateOf([started(), ...failed('a/b', { error }), ...failed('c')]);
  await using volume = await tempVolume({});
  mkdirSync(volume.path('nodes/a'), { recursive: true });
  for (const suffix of ['out', 'err', 'gate.out', 'gate.err'])
    await writeFile(volume.path(`nodes/a/b.${suffix}`), `${suffix}\n`);
  await writeFile(volume.path('nodes/c.out'), Buffer.from([0xff, 0x41, 0x0a]));
  const tails = readTails([...state.nodes.values()], captureFiles(volume.root), redactor);
  expect(tails.get('a/b')!.map(({ name, lines }) => [name, ...lines])).toEqual([
    ['gate stderr', 'gate.err'],
    ['gate stdout', 'gate.out'],
    ['stderr', 'err'],
    ['stdout', 'out'],
  ]);
  expect(tails.get('c')).toEqual([{ name: 'stdout', lines: ['\ufffdA'], isCut: false }]);
});
