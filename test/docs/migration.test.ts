import { describe, expect, test } from 'vitest';
import { load } from '../../src/shell/load.ts';
import { tempVolume } from '../rig/volume.ts';
import { read } from './markdown.ts';

const page = read('docs/migration.md');
const table = /^## What is a problem now\n([\s\S]*?)^## /m.exec(page)![1]!;
const rows = [...table.matchAll(/^\| (.+?) \|/gm)].map((match) => match[1]!).slice(2);

const pipe = (nodes: string, top = 'name: p\nversion: 1') => `${top}\nnodes:\n${nodes}`;
const NODE = '  - { id: a, bash: "true" }\n';

// By row: a pipe that omne-cli takes. The two without one are looked at when a run begins.
const REFUSED: Readonly<Record<string, string | undefined>> = {
  'unknown keys': pipe('  - { id: a, bash: "true", gates: x }\n'),
  '`name` of the pipe, ids of nodes': pipe('  - { id: A, bash: "true" }\n'),
  '`version`': pipe(NODE, 'name: p\nversion: 2'),
  '`type` of an input': pipe(NODE, 'name: p\nversion: 1\ninputs: { x: { type: text } }'),
  'values of inputs': undefined,
  '`trigger_rule` on a node without dependencies': pipe(
    '  - { id: a, bash: "true", trigger_rule: one_success }\n',
  ),
  '`timeout`': pipe('  - { id: a, bash: "true", timeout: 0 }\n'),
  '`max_iterations`': pipe('  - { id: a, loop: { prompt: x, until: D, max_iterations: 5000 } }\n'),
  '`${{ … }}` in a script': pipe(`  - { id: a, bash: "echo \${{ inputs.x }}" }\n`),
  '`${{ … }}` in a prompt': pipe(`  - { id: a, prompt: "say \${{ inputs.x }}" }\n`),
  YAML: pipe('  - &a { id: a, bash: "true" }\n'),
  hooks: undefined,
};

describe('docs/migration.md', () => {
  test('has a pipe here for each problem', () => {
    expect(rows).toEqual(Object.keys(REFUSED));
  });

  test.each(Object.entries(REFUSED).filter(([, text]) => text !== undefined))('%s', async (_, text) => {
    await using volume = await tempVolume({ 'good.yml': pipe(NODE), 'p.yml': text! });
    expect((await load('good.yml', volume.root)).problems).toEqual([]);
    const kinds = (await load('p.yml', volume.root)).problems.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind !== 'host_missing')).not.toEqual([]);
  });

  test('has no table with a row of another length than its head', () => {
    const lengths = page
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.split(/(?<!\\)\|/).length);
    expect(new Set(lengths)).toEqual(new Set([5]));
  });
});
