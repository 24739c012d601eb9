import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runCli } from '../../rig/cli.ts';
import type { Volume } from '../../rig/volume.ts';
import { linux, pipeVolume, runPipe } from './omne.ts';

const opening = '$' + '{{';

// One node of everything; `lint` fails, and what it printed decides.
const everything = `name: all
version: 1
inputs:
  who: { type: string, default: me }
pools: { one: 1 }
outputs: { version: "${opening} nodes.version.outputs.v }}" }
nodes:
  - { id: version, outputs: [v], bash: 'echo v=1 >> "$OMNE_OUTPUT"' }
  - { id: old, depends_on: [version], when: nodes.version.outputs.v == '2', bash: "true" }
  - { id: after-old, depends_on: [old], bash: "true" }
  - { id: lint, depends_on: [version], pool: one, bash: exit 3 }
  - { id: deploy, depends_on: [lint], bash: "true" }
  - { id: report, depends_on: [lint], trigger_rule: one_failed, bash: "true" }
  - { id: fine, depends_on: [version], trigger_rule: one_failed, bash: "true" }
  - { id: shaky, on_error: continue, bash: exit 4 }
  - id: list
    depends_on: [version]
    each:
      in: [1, 2]
      max_parallel: 1
      steps:
        - { id: first, bash: "true" }
        - { id: out, when: item == 2, skip: true }
        - { id: last, bash: "true" }
  - id: path
    depends_on: [list]
    steps:
      - { id: go, jump: end }
      - { id: over, bash: "true" }
      - { id: end, bash: "true" }
  - { id: sides, depends_on: [path], parallel: [{ id: left, bash: "true" }, { id: right, when: false, bash: "true" }] }
  - { id: twice, depends_on: [sides], loop: { max_iterations: 3, while: iteration < 2, bash: "true" } }
  - { id: inner, depends_on: [twice], pipe: inner.yml, with: { n: 2 } }
  - { id: all, depends_on: [inner], join: [version, list] }
`;
const inner = `name: inner
version: 1
inputs: { n: { type: number, required: true } }
nodes:
  - { id: small, when: inputs.n < 2, bash: "true" }
  - { id: large, when: inputs.n > 1, bash: "true" }
`;
const ends = `nodes:
  version: { outputs: { v: "1" } }
  lint: { exit_code: 3 }
  shaky: { exit_code: 4 }
`;

const omne = (volume: Volume, ...args: string[]) => runCli(['plan', ...args], { cwd: volume.root });
const oneNode =
  'name: p\nversion: 1\nnodes: [{ id: build, bash: "true" }, { id: a, outputs: [v], bash: x }]\n';

test.runIf(linux)('what a run then does, in the same words, and nothing is left behind', async () => {
  await using volume = await pipeVolume(everything, { 'inner.yml': inner, 'ends.yml': ends });
  const planned = await omne(volume, 'pipe.yml', '--stub', 'ends.yml');
  expect({ ...planned, stdout: '' }).toMatchObject({ code: 0, stderr: '' });
  expect(existsSync(volume.path('.omne/var'))).toBe(false);
  expect(planned.stdout).toMatchInlineSnapshot(`
    "✓ version           bash      runs
    ✓ shaky             bash      fails, ignored  failure ignored: crash (exit 4)
    ⊘ fine              bash      skipped         not_triggered
    ⊘ old               bash      skipped         when nodes.version.outputs.v == '2' (nodes.version.outputs.v is "1")
    ⊘ after-old         bash      skipped         upstream_skipped (old)
    ✓ list              each      runs            after version
      ✓ list/0          steps     runs
        ✓ list/0/first  bash      runs
        ⊘ list/0/out              skipped         when item == 2 (item is 1)
        ✓ list/0/last   bash      runs
      ✓ list/1          steps     runs
        ✓ list/1/first  bash      runs
        ✓ list/1/out    skip      runs
        ⊘ list/1/last             skipped         branch_not_taken
    ✗ lint              bash      fails           crash (exit 3)
    ⊘ deploy            bash      skipped         upstream_failed (lint)
    ✓ report            bash      runs            after lint (one_failed)
    ✓ path              steps     runs            after list
      ✓ path/go         jump      runs
      ⊘ path/over                 skipped         jumped
      ✓ path/end        bash      runs
    ✓ sides             parallel  runs            after path
      ⊘ sides/right               skipped         when false
      ✓ sides/left      bash      runs
    ✓ twice             loop      runs            after sides
      ✓ twice/1         bash      runs
      ✓ twice/2         bash      runs
    ✓ inner             pipe      runs            after twice
      ⊘ inner/small               skipped         when inputs.n < 2 (inputs.n is 2)
      ✓ inner/large     bash      runs
    ✓ all               join      runs            after version, list, inner

    the run would be aborted: lint crash (exit 3)
    worst case: 6h 0m along version → list → path → sides → twice → inner, if every node takes as long as its deadline allows
    "
  `);

  const { events } = await runPipe(volume);
  const told = new Map(
    planned.stdout
      .split('\n\n')[0]!
      .split('\n')
      .map((line) => [/^ *\S (\S+)/.exec(line)![1]!, line]),
  );
  for (const event of events) {
    if (event.type === 'node.skipped') {
      const line = told.get(event.node_id)!;
      expect(line).toContain('  skipped  ');
      expect(line).toContain(event.reason);
      if (event.cause) expect(line.endsWith(`(${event.cause})`)).toBe(true);
      if (event.when) expect(line).toContain(`when ${event.when}`);
      told.delete(event.node_id);
    }
    if (event.type === 'node.failed') {
      expect(told.get(event.node_id)).toMatch(/ fails +crash \(exit \d\)/);
      told.delete(event.node_id);
    }
    if (event.type === 'node.completed') {
      expect(told.get(event.node_id)).toMatch(event.conclusion ? / fails, ignored / : / runs\b/);
      told.delete(event.node_id);
    }
  }
  expect([...told.keys()]).toEqual([]);
  const aborted = events.at(-1)!;
  expect(aborted).toMatchObject({ type: 'pipe.aborted', cause: 'lint' });
  expect(planned.stdout).toContain('\nthe run would be aborted: lint crash (exit 3)\n');
});

test('inputs count, and bad ones are refused', async () => {
  await using volume = await pipeVolume(`name: p
version: 1
inputs: { deploy: { type: boolean, default: false } }
nodes: [{ id: a, bash: x }, { id: b, when: inputs.deploy, bash: x }]
`);
  expect((await omne(volume, 'pipe.yml')).stdout).toContain(
    '⊘ b  bash  skipped  when inputs.deploy (inputs.deploy is false)\n',
  );
  expect((await omne(volume, 'pipe.yml', '--input', 'deploy=true')).stdout).toContain('✓ b  bash  runs\n');
  const refused = await omne(volume, 'pipe.yml', '--input', 'depoly=true');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toBe(
    'error: the pipe has no input `depoly`; did you mean `deploy`?\n1 problem; nothing ran\n',
  );
});

test('stubs of nodes the pipe does not have', async () => {
  await using volume = await pipeVolume(oneNode, {
    's.yml': 'nodes:\n  biuld: failed\n  build: completed\n  zzz/0: failed\n  zzz/1: failed\n',
  });
  const done = await omne(volume, 'pipe.yml', '--stub', 's.yml');
  expect(done).toMatchObject({ code: 2, stdout: '' });
  expect(done.stderr).toBe(`s.yml: error: there is no node \`biuld\`; did you mean \`build\`?
s.yml: error: there is no node \`zzz\`
2 problems; nothing ran
`);
});

test('stubs with a mistake, and stubs that cannot be read', async () => {
  await using volume = await pipeVolume(oneNode, { 's.yml': 'nodes:\n  build: { status: done }\n' });
  expect((await omne(volume, 'pipe.yml', '--stub', 's.yml')).stderr).toBe(
    `s.yml:2:20: error: \`build.status\` is \`done\`; write \`completed\` or \`failed\`
  1 | nodes:
> 2 |   build: { status: done }
    |                    ^^^^
1 problem; nothing ran
`,
  );
  const gone = await omne(volume, 'pipe.yml', '--stub', 'gone.yml');
  expect(gone).toMatchObject({ code: 2, stdout: '' });
  expect(gone.stderr).toBe(
    'error: stub file `gone.yml` cannot be read: ENOENT: no such file or directory\n1 problem; nothing ran\n',
  );
});

test('the limit of the job', async () => {
  await using volume = await pipeVolume(oneNode);
  const limit = 'warning: that is more than the job';
  expect((await omne(volume, 'pipe.yml')).stdout).not.toContain(limit);
  expect((await omne(volume, 'pipe.yml', '--job-timeout', '20m')).stdout).toMatch(
    /\nworst case: 30m 0s, .*\nwarning: that is more than the job's limit of 20m 0s\n$/,
  );
});

test('a pipe with problems is refused as `validate` refuses it', async () => {
  await using volume = await pipeVolume(
    'name: p\nversion: 1\nnodes: [{ id: a, when: nodes.b.status, bash: x }]\n',
  );
  const planned = await omne(volume, 'pipe.yml');
  expect(planned).toMatchObject({ code: 2, stdout: '' });
  expect(planned.stderr).toContain('pipe.yml:3:24: error: there is no node `nodes.b`\n');
  expect(planned.stderr).toBe((await runCli(['validate', 'pipe.yml'], { cwd: volume.root })).stderr);
});
