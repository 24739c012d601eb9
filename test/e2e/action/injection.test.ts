import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { injections, payloads } from '../../rig/payloads.ts';
import { installStubClaude } from '../../rig/stub-claude.ts';
import { expectOnlyOurs, journalOf, otherErrors, startJob } from './act.ts';

// No environment variable can hold a NUL; a text's own line feeds at its end are not part of it.
const values = [...injections, ...payloads]
  .filter((value) => !value.includes('\0'))
  .map((value) => `${value}|`);

const included = JSON.stringify({
  name: 'inner',
  version: 1,
  inputs: { value: { type: 'string' } },
  nodes: [
    { id: 'show', bash: 'printf %s "$OMNE_INPUT_VALUE"', outputs: 'text' },
    {
      id: 'again',
      depends_on: ['show'],
      env: { AGAIN: `\${{ inputs.value }}` },
      when: 'nodes.show.outputs == inputs.value',
      bash: 'printf %s "$AGAIN"',
      outputs: 'text',
    },
  ],
  outputs: { value: `\${{ nodes.again.outputs }}` },
});

const write = [
  'printf "value<<end-of-%s\\n%s\\nend-of-%s\\n" "$OMNE_INDEX" "$V" "$OMNE_INDEX" >> "$OMNE_OUTPUT"',
].join('\n');

const pipe = JSON.stringify({
  name: 'p',
  version: 1,
  inputs: { whole: { type: 'string' } },
  env: { WHOLE: `\${{ inputs.whole }}` },
  nodes: [
    { id: 'corpus', bash: 'cat values.json', outputs: 'json' },
    { id: 'whole', bash: 'printf %s "$WHOLE"', outputs: 'text' },
    {
      id: 'ways',
      depends_on: ['corpus'],
      each: {
        in: 'nodes.corpus.outputs',
        as: 'one',
        env: { ITEM: `\${{ one }}`, MIXED: `a \${{ item }} b` },
        steps: [
          { id: 'by-env', bash: 'printf %s "$ITEM"', outputs: 'text' },
          { id: 'mixed', bash: 'printf %s "$MIXED"', outputs: 'text' },
          { id: 'by-item', bash: 'printf %s "$OMNE_ITEM"', outputs: 'text' },
          { id: 'by-file', env: { V: `\${{ item }}` }, bash: write, outputs: ['value'] },
          { id: 'keep', set: { kept: `\${{ steps.by-env.outputs }}`, list: `\${{ fromJSON('[]') }}` } },
          {
            id: 'asked',
            when: "vars.kept == item && !contains(item, 'no such thing')",
            env: { KEPT: `\${{ vars.kept }}` },
            bash: 'printf %s "$KEPT"',
            outputs: 'text',
          },
          { id: 'inner', pipe: './inner.yml', with: { value: `\${{ item }}` } },
          { id: 'ask', prompt: `Say \${{ item }}!` },
          {
            id: 'back',
            return: {
              env: `\${{ steps.by-env.outputs }}`,
              mixed: `\${{ steps.mixed.outputs }}`,
              item: `\${{ steps.by-item.outputs }}`,
              file: `\${{ steps.by-file.outputs.value }}`,
              kept: `\${{ steps.asked.outputs }}`,
              inner: `\${{ steps.inner.outputs.value }}`,
              said: `\${{ steps.ask.text }}`,
            },
          },
        ],
      },
    },
    { id: 'all', depends_on: ['ways', 'whole'], join: ['ways', 'whole'] },
  ],
  outputs: { everything: `\${{ nodes.all.outputs }}` },
});

test('a value is the same at the end of every way through a pipe, and never runs as code', async () => {
  const whole = values.join('\n');
  await using claude = await installStubClaude([{ prompt: 'Say ', steps: ['Never.'] }]);
  const files = { 'p.yml': pipe, 'inner.yml': included, 'values.json': JSON.stringify(values) };
  await using job = await startJob(files, { path: [claude.bin] });
  const main = await job.runner.main({
    pipe: 'p.yml',
    inputs: JSON.stringify({ whole }),
    'max-parallel': '4',
    log: 'grouped',
  });
  expectOnlyOurs(main, { errors: otherErrors(main) });
  expect(main.outputs['status']).toBe('completed');
  expect(existsSync(job.volume.path('pwned'))).toBe(false);
  const completed = journalOf(job.volume.root).filter((line) => line.type === 'node.completed');
  const outputs = new Map(completed.map((line) => [line['node_id'], line['outputs']]));
  const expected = values.map((value) => ({
    env: value,
    mixed: `a ${value} b`,
    item: value,
    file: value,
    kept: value,
    inner: value,
    said: 'Never.',
  }));
  expect(outputs.get('ways')).toEqual(expected);
  expect(outputs.get('all')).toEqual([expected, whole]);
  expect(JSON.parse(main.outputs['everything'] ?? '')).toEqual([expected, whole]);
  const prompts = (await claude.calls()).map((call) => call.prompt);
  expect(prompts.toSorted()).toEqual(values.map((value) => `Say ${value}!`).toSorted());
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
}, 300_000);

test('a NUL in an item fails its node with words, and nothing else', async () => {
  const nul = JSON.stringify({
    name: 'p',
    version: 1,
    nodes: [
      { id: 'list', bash: 'printf \'["a\\\\u0000b"]\'', outputs: 'json' },
      { id: 'go', depends_on: ['list'], each: { in: 'nodes.list.outputs', bash: 'true' } },
    ],
  });
  await using job = await startJob({ 'p.yml': nul });
  const main = await job.runner.main({ pipe: 'p.yml' });
  expectOnlyOurs(main, { errors: otherErrors(main) });
  expect(main.outputs['status']).toBe('aborted');
  expect(main.errors.join('\n')).toMatch(/go crash/);
});
