import { describe, expect, test } from 'vitest';
import { flawsOf } from '../../report/markdown-reader.ts';
import { installStubClaude } from '../../rig/stub-claude.ts';
import {
  artifactFiles,
  captureOf,
  expectClosed,
  expectOnlyOurs,
  expectOutputs,
  isNote,
  journalOf,
  pipeOf,
  runDirOf,
  runsOf,
  startJob,
} from './act.ts';

describe('a run through the action', () => {
  test('completed: exactly the declared outputs, one artifact, a summary, and nothing left for post', async () => {
    const pipe = pipeOf(
      [
        { id: 'one', bash: 'echo hello; echo aside >&2' },
        { id: 'two', depends_on: ['one'], bash: 'printf %s "$OMNE_INPUT_WHO"' },
        { id: 'still', bash: 'true' },
      ],
      { inputs: { who: { type: 'string', default: 'you' } } },
    );
    await using job = await startJob({ 'p.yml': pipe });
    const main = await job.runner.main({ pipe: 'p.yml', inputs: 'who=Ada' });
    expect(main).toMatchObject({ code: 0, isSuccess: true, stderr: '' });
    expectOnlyOurs(main);
    expectOutputs(main, ['one', 'two', 'still']);
    const runDir = runDirOf(job.volume.root);
    const name = [...job.service.artifacts.keys()][0]!;
    const stored = job.service.artifacts.get(name)!;
    expect(main.outputs).toMatchObject({
      status: 'completed',
      'exit-reason': '',
      'run-dir': runDir,
      'run-id': expect.stringMatching(/^p-[0-9a-z]{26}$/),
      'events-file': `${runDir}/events.jsonl`,
      'failed-nodes': '[]',
      'cost-usd': '',
      turns: '',
      'duration-ms': expect.stringMatching(/^\d+$/),
      'node-one': 'completed',
      'artifact-status': 'uploaded',
      'artifact-id': String(stored.id),
      'artifact-url': `http://github.localhost/octo/repo/actions/runs/1234567/artifacts/${stored.id}`,
      'artifact-digest': stored.digest.slice('sha256:'.length),
    });
    expect(runDir.endsWith(`/${main.outputs['run-id']}`)).toBe(true);
    expect(JSON.parse(main.outputs['nodes']!)).toMatchObject({
      one: {
        status: 'completed',
        kind: 'bash',
        attempt: 1,
        output_path: expect.stringMatching(/nodes\/one\.out$/),
      },
      two: { status: 'completed' },
      still: { status: 'completed' },
    });
    expect(name).toBe(`omne-p-job-1-${main.outputs['run-id']!.slice(-8)}`);
    const files = artifactFiles(job.service);
    expect(files.get('events.jsonl')?.toString()).toBe(
      await job.volume.read(`.omne/var/runs/${main.outputs['run-id']}/events.jsonl`),
    );
    expect(files.get('nodes/one.out')?.toString()).toBe('hello\n');
    expect(files.get('nodes/one.err')?.toString()).toBe('aside\n');
    expect(files.get('nodes/two.out')?.toString()).toBe('Ada');
    const manifest = JSON.parse(files.get('manifest.json')!.toString()) as {
      files: { path: string }[];
      skipped: unknown[];
    };
    expect([...manifest.files.map((file) => file.path), 'manifest.json', 'report.html'].sort()).toEqual(
      [...files.keys()].sort(),
    );
    expect(manifest.skipped).toEqual([]);
    expect(
      [...files.keys()].filter(
        (path) => !/^(events\.jsonl|manifest\.json|report\.html|nodes\/.*)$/.test(path),
      ),
    ).toEqual([]);
    expectClosed(journalOf(job.volume.root));
    const lines = main.summary.split('\n');
    expect(lines[0]).toMatch(/^### ✓ <code>p<\/code> completed · \d+\.\ds · 3 completed$/);
    expect(lines.filter((line) => line.startsWith('#### '))).toEqual(
      ['Graph', 'Timeline', 'Nodes', 'Look further'].map((title) => `#### ${title}`),
    );
    expect(lines.filter((line) => /^\| <code>/.test(line))).toHaveLength(3);
    expect(main.summary).toContain(`gh run download 1234567 -R octo/repo -n ${name}\n`);
    expect(flawsOf(main.summary)).toEqual([]);

    const asked = job.service.requests.length;
    const post = await job.runner.post();
    expect(post).toMatchObject({ code: 0, stdout: '', stderr: '', outputs: {}, summary: '' });
    expect(job.service.requests).toHaveLength(asked);
  });

  test('failed: the outputs all the same, the reason as the only error, exit 1, the artifact', async () => {
    const pipe = pipeOf([
      { id: 'fine', bash: 'echo ok' },
      { id: 'slow', depends_on: ['fine'], bash: 'sleep 0.2; exit 4' },
      { id: 'bad', depends_on: ['fine'], timeout: 1, bash: 'sleep 30' },
      { id: 'next', depends_on: ['slow'], bash: 'true' },
    ]);
    await using job = await startJob({ 'p.yml': pipe });
    const main = await job.runner.main({ pipe: 'p.yml', artifact: 'on-failure' });
    expect(main).toMatchObject({ code: 1, isSuccess: false });
    const first = journalOf(job.volume.root).find((line) => line.type === 'node.failed')!;
    const { kind } = first['error'] as { kind: string };
    expect(main.outputs).toMatchObject({
      status: 'aborted',
      'exit-reason': kind,
      'node-fine': 'completed',
      'node-slow': 'failed',
      'node-bad': 'failed',
      'node-next': 'skipped',
      'artifact-status': 'uploaded',
    });
    expect((JSON.parse(main.outputs['failed-nodes']!) as string[]).sort()).toEqual(['bad', 'slow']);
    expect(JSON.parse(main.outputs['nodes']!)).toMatchObject({
      slow: { status: 'failed', error_kind: 'crash', exit_code: 4 },
      bad: { status: 'failed', error_kind: 'timeout' },
      next: { status: 'skipped' },
    });
    expectOutputs(main, ['fine', 'slow', 'bad', 'next']);
    expectOnlyOurs(main, { errors: [new RegExp(`^p aborted: ${String(first['node_id'])} ${kind}`)] });
    expect(main.summary).toMatch(/^### ✗ <code>p<\/code> aborted&#58; /);
    expect(main.summary).toMatch(
      /^✗ <code>slow<\/code> crash &#40;exit 4&#41; · .*p&#46;yml&#58;\d+<\/code>$/m,
    );
    expect(flawsOf(main.summary)).toEqual([]);
    const notes = main.commands.filter(isNote).map(({ name, properties }) => [name, properties['title']]);
    expect(notes.sort()).toEqual([
      ['error', 'omne: bad failed: timeout'],
      ['error', 'omne: slow failed: crash (exit 4)'],
    ]);
    const text = pipe.split('\n');
    for (const { properties } of main.commands.filter(isNote)) {
      expect(properties['file']).toBe('p.yml');
      expect(text[Number(properties['line']) - 1]).toMatch(/"id": "(bad|slow)"/);
    }
    expect(artifactFiles(job.service).get('nodes/fine.out')?.toString()).toBe('ok\n');
    expect((await job.runner.post()).stdout).toBe('');
  });

  test('a failure that a join absorbs: completed, green, no error', async () => {
    const pipe = pipeOf([
      { id: 'a', bash: 'echo gone wrong >&2; exit 7' },
      { id: 'b', bash: 'true' },
      { id: 'join', depends_on: ['a', 'b'], trigger_rule: 'one_success', bash: 'true' },
    ]);
    await using job = await startJob({ 'p.yml': pipe });
    const main = await job.runner.main({ pipe: 'p.yml' });
    expect(main.code).toBe(0);
    expectOnlyOurs(main);
    expect(main.outputs).toMatchObject({
      status: 'completed',
      'exit-reason': '',
      'failed-nodes': '["a"]',
      'node-a': 'failed',
    });
    expect(main.summary).toContain('failed, absorbed');
    expect(main.summary).toContain('gone wrong');
    expect(main.commands.filter(isNote)).toMatchObject([
      { name: 'notice', properties: { title: 'omne: a failed: crash (exit 7) (absorbed)' } },
    ]);
  });

  test('the absorbed failure came first: the exit reason is that of the other', async () => {
    const pipe = pipeOf([
      { id: 'a', bash: 'exit 7' },
      { id: 'b', bash: 'true' },
      { id: 'join', depends_on: ['a', 'b'], trigger_rule: 'one_success', bash: 'true' },
      { id: 'late', depends_on: ['join'], timeout: 1, bash: 'sleep 30' },
    ]);
    await using job = await startJob({ 'p.yml': pipe });
    const main = await job.runner.main({ pipe: 'p.yml' });
    expect(main.code).toBe(1);
    expect(main.outputs).toMatchObject({
      status: 'aborted',
      'exit-reason': 'timeout',
      'failed-nodes': '["a","late"]',
    });
    expectOnlyOurs(main, { errors: [/^p aborted: late timeout/] });
  });

  test('a gate: its verdict is the reason', async () => {
    const pipe = pipeOf([{ id: 'a', gate: 'no', bash: 'true' }]);
    await using job = await startJob({
      'p.yml': pipe,
      '.omne/hooks/no.sh': '#!/bin/sh\necho seen; exit 3\n',
    });
    const main = await job.runner.main({ pipe: 'p.yml' });
    expect(main.outputs).toMatchObject({ status: 'aborted', 'exit-reason': 'gate_failed' });
    expectOnlyOurs(main, { errors: [/^p aborted: a gate_failed/] });
    expect(artifactFiles(job.service).get('nodes/a.gate.out')?.toString()).toBe('seen\n');
  });

  test('agent nodes: cost and turns are outputs', async () => {
    const pipe = pipeOf([
      { id: 'ask', prompt: 'say hello' },
      { id: 'more', depends_on: ['ask'], loop: { prompt: 'again', until: 'DONE', max_iterations: 3 } },
    ]);
    await using claude = await installStubClaude([
      {
        prompt: 'hello',
        steps: ['Hello.'],
        result: { total_cost_usd: 0.5, num_turns: 3, model_usage_since_last_result: null },
      },
      {
        prompt: 'again',
        call: 1,
        steps: ['Not yet.'],
        result: { total_cost_usd: 0.25, num_turns: 2, model_usage_since_last_result: null },
      },
      {
        prompt: 'again',
        call: 2,
        steps: ['Now.\nDONE\n'],
        result: { total_cost_usd: 0.25, num_turns: 1, model_usage_since_last_result: null },
      },
    ]);
    await using job = await startJob({ 'p.yml': pipe }, { path: [claude.bin] });
    const main = await job.runner.main({ pipe: 'p.yml' });
    expectOnlyOurs(main);
    expect(main.outputs).toMatchObject({
      status: 'completed',
      'cost-usd': '1',
      turns: '6',
      'node-more': 'completed',
    });
    expect(JSON.parse(main.outputs['nodes']!)).toMatchObject({ ask: { usage: { cost_usd: 0.5, turns: 3 } } });
    expect(main.stdout).toContain(`agent: ${claude.bin}/claude: `);
    expect(main.summary).toContain('$1.00');
    const files = artifactFiles(job.service);
    expect(files.get('nodes/ask.out')?.toString()).toContain('Hello.');
    expect(files.has('nodes/ask.stream.jsonl')).toBe(true);
    // What a node may not have, an agent may not either.
    for (const call of await claude.calls()) {
      expect(
        call.env.filter((name) => /^(INPUT_|STATE_|ACTIONS_RUNTIME|ACTIONS_RESULTS)/.test(name)),
      ).toEqual([]);
    }
  });
});

describe('the inputs', () => {
  test('working-directory: nodes run there, and the pipe is looked for from there', async () => {
    await using job = await startJob({
      'sub/p.yml': pipeOf([{ id: 'a', bash: 'pwd' }]),
      'sub/.omne/hooks/.keep': '',
    });
    const main = await job.runner.main({ pipe: 'p.yml', 'working-directory': 'sub' });
    expect(main.code).toBe(0);
    expect(main.outputs['run-dir']).toContain(job.volume.path('sub/.omne/var/runs/'));
    expect(captureOf(job.volume.path('sub'), 'a.out').toString()).toBe(`${job.volume.path('sub')}\n`);
  });

  test('max-parallel: over the pipe’s own', async () => {
    const nodes = ['a', 'b', 'c'].map((id) => ({ id, bash: 'sleep 0.2' }));
    await using job = await startJob({ 'p.yml': pipeOf(nodes, { max_parallel: 3 }) });
    await job.runner.main({ pipe: 'p.yml', 'max-parallel': '1', artifact: 'never' });
    const steps = journalOf(job.volume.root)
      .map((line) => line.type)
      .slice(1, -1);
    expect(steps).toEqual(['a', 'b', 'c'].flatMap(() => ['node.started', 'node.completed']));
  });

  test('timeout: of the whole run', async () => {
    await using job = await startJob({
      'p.yml': pipeOf([
        { id: 'a', bash: 'sleep 60' },
        { id: 'b', depends_on: ['a'], bash: 'true' },
      ]),
    });
    const main = await job.runner.main({ pipe: 'p.yml', timeout: '1s' });
    expect(main.code).toBe(1);
    expect(main.outputs).toMatchObject({
      status: 'aborted',
      'exit-reason': 'run_timeout',
      'node-a': 'failed',
      'node-b': 'skipped',
      'artifact-status': 'uploaded',
    });
    expectOnlyOurs(main, { errors: ["p aborted: the run's timeout passed"] });
    expectClosed(journalOf(job.volume.root));
  });

  test('summary: false writes none, not in post either', async () => {
    await using job = await startJob({ 'p.yml': pipeOf([{ id: 'a', bash: 'true' }]) });
    const main = await job.runner.main({ pipe: 'p.yml', summary: 'false' });
    expect(main).toMatchObject({ code: 0, summary: '' });
    expect((await job.runner.post()).summary).toBe('');
  });

  const loud = pipeOf([
    { id: 'good', bash: 'echo from-good' },
    { id: 'bad', depends_on: ['good'], bash: 'echo from-bad; echo err-bad >&2; exit 3' },
  ]);
  const errors = ['p aborted: bad crash (exit 3)'];

  test('log grouped: a group of what completed; what failed stays open', async () => {
    await using job = await startJob({ 'p.yml': loud });
    const main = await job.runner.main({ pipe: 'p.yml', log: 'grouped', artifact: 'never' });
    expectOnlyOurs(main, { errors });
    expect(main.stdout).toMatch(/::group::✓ good \(\d\.\ds\)\nfrom-good\n::endgroup::\n/);
    expect(main.stdout).toMatch(/✗ bad \d\.\ds {2}crash \(exit 3\)[^\n]*\nfrom-bad\n── stderr\nerr-bad\n/);
    expect(main.commands.filter((command) => command.name === 'group')).toHaveLength(1);
  });

  test('log stream: every line with its node’s name', async () => {
    await using job = await startJob({ 'p.yml': loud });
    const main = await job.runner.main({ pipe: 'p.yml', log: 'stream', artifact: 'never' });
    expectOnlyOurs(main, { errors });
    for (const line of ['[good] from-good', '[bad] from-bad', '[bad] err-bad'])
      expect(main.stdout.split('\n').filter((one) => one === line)).toHaveLength(1);
    expect(main.commands.map((command) => command.name)).not.toContain('group');
  });

  test('log quiet: only what failed', async () => {
    await using job = await startJob({ 'p.yml': loud });
    const main = await job.runner.main({ pipe: 'p.yml', log: 'quiet', artifact: 'never' });
    expectOnlyOurs(main, { errors });
    expect(main.stdout).not.toContain('from-good');
    expect(main.stdout).toContain('\nfrom-bad\n');
  });

  test('two runs in one job do not collide', async () => {
    await using job = await startJob({ 'p.yml': pipeOf([{ id: 'a', bash: 'true' }]) });
    const second = await job.another();
    const [one, two] = await Promise.all([
      job.runner.main({ pipe: 'p.yml' }),
      second.main({ pipe: 'p.yml' }),
    ]);
    expect([one.outputs['artifact-status'], two.outputs['artifact-status']]).toEqual([
      'uploaded',
      'uploaded',
    ]);
    expect(one.outputs['run-dir']).not.toBe(two.outputs['run-dir']);
    expect(job.service.artifacts.size).toBe(2);
  });
});

describe('what a step asks for wrongly', () => {
  const pipe = pipeOf([{ id: 'a', bash: 'true' }]);

  test.each([
    [
      'a working-directory that is not there',
      { 'working-directory': 'nope' },
      /`working-directory` is `nope`/,
    ],
    [
      'a working-directory that is a file',
      { 'working-directory': 'p.yml' },
      /`working-directory` is `p.yml`/,
    ],
    ['inputs that are no YAML', { inputs: 'base: [a' }, /^input `inputs` line 1: /],
  ])('%s: invalid, nothing runs, and the outputs are JSON all the same', async (_, given, error) => {
    await using job = await startJob({ 'p.yml': pipe });
    const main = await job.runner.main({ pipe: 'p.yml', ...given });
    expect(main.code).toBe(2);
    expect(main.errors[0]).toMatch(error);
    const { outputs } = main;
    expect(outputs).toMatchObject({ status: 'invalid', 'failed-nodes': '[]', nodes: '{}', 'run-id': '' });
    expect(runsOf(job.volume.root)).toEqual([]);
  });

  test('a node that empties the runner’s folder costs the outputs, not the verdict', async () => {
    await using job = await startJob({
      'p.yml': pipeOf([
        { id: 'a', bash: 'rm -rf "$RUNNER_TEMP"/* "$(dirname "$RUNNER_TEMP")"/step-*; exit 3' },
      ]),
    });
    const main = await job.runner.main({ pipe: 'p.yml' });
    expect(main.code).toBe(1);
    expect(main.stderr).not.toContain('at ');
    expect(main.errors.at(-1)).toMatch(/^p aborted: a crash \(exit 3\)/);
  });
});
