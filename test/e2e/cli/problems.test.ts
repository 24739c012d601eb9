import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { runCli } from '../../rig/cli.ts';
import { linux, pipeVolume, refused } from './omne.ts';

const tenMistakes = `name: Ten Mistakes
version: 2
max_paralel: 3
inputs:
  who: { type: strnig }
nodes:
  - id: one
    bash: echo "\${{ inputs.who }}"
    depends_on: [three]
  - id: two
    bash: "true"
    model: claude-sonnet-4-6
  - id: two
    bash: "true"
    timeout: soon
  - id: three
    bash: "true"
    depends_on: [one, fuor]
    gate: nowhere
`;

test('a pipe with eleven mistakes: eleven problems, each with its place, and nothing is left behind', async () => {
  await using volume = await pipeVolume(tenMistakes);
  const words = await refused(volume);
  const found = words.split('\n').filter((line) => line.includes(': error: '));
  expect(found.map((line) => line.replace('pipe.yml:', ''))).toEqual([
    expect.stringMatching(/^1:7: error: pipe name `Ten Mistakes` is not allowed/),
    expect.stringMatching(/^2:10: error: `version` is the number `2`; write `1`/),
    expect.stringMatching(/^3:1: error: unknown key `max_paralel` in the pipe; did you m/),
    expect.stringMatching(/^5:16: error: `type` of input `who` is `strnig`; write one of/),
    expect.stringMatching(/^8:\d+: error: `\$\{\{ inputs\.who \}\}` in the script of node `one`/),
    expect.stringMatching(/^9:\d+: error: nodes depend on each other in a circle: one/),
    expect.stringMatching(/^12:5: error: `model` means nothing beside `bash` in node `two`/),
    expect.stringMatching(/^13:9: error: two nodes have the id `two`, the first in line 10/),
    expect.stringMatching(/^15:14: error: `timeout` of node `two` is `soon`; write seconds/),
    expect.stringMatching(/^18:23: error: node `three` depends on `fuor`, which is no node/),
    expect.stringMatching(/^19:11: error: node `three`: gate hook \.omne\/dist\/hooks\/nowhe/),
  ]);
  expect(words).toContain('> 15 |     timeout: soon\n     |              ^^^^\n');
  expect(words).toMatch(/\n11 problems; nothing ran\n$/);
  // `validate` says the same, and neither writes anything.
  const validated = await runCli(['validate', 'pipe.yml'], { cwd: volume.root });
  expect({ ...validated, stderr: '' }).toMatchObject({ code: 2, stdout: '' });
  expect(validated.stderr).toBe(words);
});

describe('inputs that do not fit', () => {
  const pipe = `name: p
version: 1
inputs:
  who: { type: string, required: true }
  count: { type: number, default: 3 }
  env: { type: choice, options: [dev, prod] }
  sure: { type: boolean }
nodes: [{ id: a, bash: "touch ran" }]
`;
  test('all are reported at once', async () => {
    await using volume = await pipeVolume(pipe);
    const given = ['count=many', 'env=prd', 'sure=yes', 'hwo=me'].flatMap((pair) => ['--input', pair]);
    expect(await refused(volume, { args: given })).toBe(
      [
        'error: the pipe has no input `hwo`; did you mean `who`?',
        'error: input `who` is required; give it as `who=value`',
        'error: input `count` is `many`; give it a number',
        'error: input `env` is `prd`; give it one of `dev`, `prod`',
        'error: input `sure` is `yes`; give it `true` or `false`',
        '5 problems; nothing ran',
        '',
      ].join('\n'),
    );
  });
});

describe('files that are no pipe', () => {
  test.each([
    ['pipe.txt', 'name: p\n', 'a pipe file ends in `.md`, `.yml` or `.yaml`'],
    ['empty.yml', '', 'the pipe is empty'],
    ['plain.md', '# No frontmatter\n', 'the file has no frontmatter'],
    ['open.md', '---\nname: p\n', 'the frontmatter never ends'],
    ['alias.yml', 'name: &a p\nversion: 1\nnodes: *a\n', 'YAML anchors'],
    [
      'twice.yml',
      'name: p\nname: q\nversion: 1\nnodes: [{ id: a, bash: "true" }]\n',
      'given twice, first in line 1',
    ],
    ['latin.yml', Buffer.from('name: caf\xe9\n', 'latin1'), 'it is not UTF-8 text'],
    ['large.yml', `# ${'x'.repeat(1024 * 1024)}\nname: p\n`, 'at most 1048576 are read'],
    ['deep.yml', `name: p\nversion: 1\nnodes: ${'['.repeat(5000)}\n`, 'nested deeper than 32 levels'],
    [
      'proto.yml',
      'name: p\nversion: 1\n__proto__: { x: 1 }\nnodes: [{ id: a, bash: "true" }]\n',
      'unknown key `__proto__`',
    ],
    ['nothing.yml', 'name: p\nversion: 1\nnodes: []\n', 'a pipe needs at least one node'],
  ])('%s', async (name, content, words) => {
    await using volume = await pipeVolume('', { [name]: content });
    expect(await refused(volume, { pipe: name })).toContain(words);
  });

  test('a folder, and one that is not there', async () => {
    await using volume = await pipeVolume('', { 'folder.yml/x': '' });
    expect(await refused(volume, { pipe: 'folder.yml' })).toContain('it is a folder');
    expect(await refused(volume, { pipe: 'no/such.yml' })).toContain('pipe `no/such.yml` not found');
    const named = await refused(volume, { pipe: 'such' });
    expect(named).toContain('.omne/dist/pipes/such.md (.yml, .yaml)');
    expect(named).toContain('.github/pipes/such.md (.yml, .yaml)');
  });

  test.runIf(linux)('a FIFO does not hang', async () => {
    await using volume = await pipeVolume('');
    execFileSync('mkfifo', [volume.path('fifo.yml')]);
    expect(await refused(volume, { pipe: 'fifo.yml', limitMs: 20_000 })).toContain(
      'it is not a regular file',
    );
  });
});
