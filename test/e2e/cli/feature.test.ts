import { expect, test } from 'vitest';
import type { Event } from '../../../src/core/event.ts';
import { installStubClaude, type StubCall } from '../../rig/stub-claude.ts';
import { pipeVolume, runPipe } from './omne.ts';

// The shape of upstream's one known pipe, in words of our own.
const pipe = `---
name: feature
version: 1
default_model: claude-sonnet-4-6
inputs: { feature_name: { type: string, required: true } }
nodes:
  - { id: plan, command: plan }
  - { id: implement, command: implement, model: claude-opus-4-6, depends_on: [plan] }
  - { id: run-tests, bash: 'echo "tests of $OMNE_INPUT_FEATURE_NAME"; echo warn >&2', depends_on: [implement] }
  - id: fix-loop
    depends_on: [run-tests]
    loop: { command: fix, until: ALL_TASKS_COMPLETE, max_iterations: 5, fresh_context: true }
  - { id: review-security, command: review-security, depends_on: [fix-loop] }
  - { id: review-correctness, command: review-correctness, depends_on: [fix-loop] }
  - id: synthesize
    command: synthesize
    depends_on: [review-security, review-correctness]
    trigger_rule: one_success
  - { id: approve, command: synthesize, depends_on: [synthesize], gate: human-approval }
---
# feature

Everything here is documentation, \${{ even.this }}.
`;

const commands = {
  '.omne/dist/cmds/plan.md':
    '---\nname: plan\nallowed_tools: [Read, Write]\n---\nPlan $OMNE_INPUT_FEATURE_NAME.\n',
  '.omne/dist/cmds/implement.md': '---\nmodel: never-this\n---\n\nBuild it.\n\n- one\n- two\n',
  '.omne/dist/skills/fix.md': 'Fix what is red.\n',
  '.omne/dist/skills/review-security/SKILL.md': 'Review the security.\n',
  '.omne/core/cmds/review-correctness.md': 'Review the correctness.\n',
  '.claude/commands/synthesize.md':
    '---\nallowed-tools: Bash(git diff, git log), Read\n---\nPut both together.\n',
  '.omne/dist/hooks/human-approval.sh':
    '#!/bin/sh\necho "  approve $OMNE_INPUT_FEATURE_NAME of $OMNE_NODE_ID  "\n',
};

const rules = [
  { node: 'fix-loop', call: 1, steps: ['Still red.'] },
  { node: 'fix-loop', call: 2, steps: ['Nearly.\n', 'It is ALL_TASKS_COMPLETE, I think.\n'] },
  { node: 'fix-loop', call: 3, steps: ['Green.\n  ALL_TASKS_COMPLETE  \nmore'] },
  { node: 'review-security', steps: ['BLOCKED'] },
  { node: 'review-correctness', steps: [{ run: 'echo seen > review.txt' }, { tool: 'Write' }, 'Reviewed.'] },
];

/** The fields of an event's line in their order, less ours that every event has. */
const fields = (event: Event) =>
  Object.keys(event).filter((name) => !['type', 'id', 'ts', 'run_id', 'seq', 'mono_ms', 'h'].includes(name));

test("upstream's feature pipe: eight event types with their fields, bodies as prompts, fresh contexts", async () => {
  await using claude = await installStubClaude(rules);
  await using volume = await pipeVolume('', { 'feature.md': pipe, ...commands });
  const run = await runPipe(volume, {
    pipe: 'feature.md',
    args: ['--input', 'feature_name=dark mode'],
    path: [claude.bin],
  });
  expect(run.done.code).toBe(0);
  expect(run.outcomes).toEqual({
    plan: 'completed',
    implement: 'completed',
    'run-tests': 'completed',
    'fix-loop': 'completed',
    'review-security': 'failed:blocked',
    'review-correctness': 'completed',
    synthesize: 'completed',
    approve: 'completed',
  });
  checkEvents(run.events, run.runId);
  checkPrompts(await claude.calls());
  checkCaptures(run.capture);
  expect(await volume.read('review.txt')).toBe('seen\n');
});

function checkEvents(events: readonly Event[], runId: string): void {
  const one = (type: Event['type'], node?: string) =>
    events.find(
      (event) =>
        event.type === type && (node === undefined || ('node_id' in event && event.node_id === node)),
    )!;
  const started = one('pipe.started');
  expect(fields(started)).toEqual([
    'pipe',
    'inputs',
    'pipe_path',
    'pipe_digest',
    'plan_digest',
    'engine',
    'worktree',
  ]);
  expect(started).toMatchObject({
    pipe: 'feature',
    inputs: [{ key: 'feature_name', value: 'dark mode' }],
    pipe_path: 'feature.md',
    pipe_digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    plan_digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  });
  expect(runId).toMatch(/^feature-[0-9a-hjkmnp-tv-z]{26}$/);
  const starts = events.filter((event) => event.type === 'node.started');
  const sonnet = 'claude-sonnet-4-6';
  expect(new Map(starts.map((event) => [event.node_id, [event.kind, event.model]]))).toEqual(
    new Map([
      ['plan', ['command', sonnet]],
      ['implement', ['command', 'claude-opus-4-6']],
      ['run-tests', ['bash', undefined]],
      ['fix-loop', ['loop', sonnet]],
      ['review-security', ['command', sonnet]],
      ['review-correctness', ['command', sonnet]],
      ['synthesize', ['command', sonnet]],
      ['approve', ['command', sonnet]],
    ]),
  );
  // Both reviews ran at the same time: the second had started before the first ended.
  const at = (type: Event['type'], node: string) => one(type, node).seq;
  const started2 = Math.max(at('node.started', 'review-security'), at('node.started', 'review-correctness'));
  expect(started2).toBeLessThan(at('node.failed', 'review-security'));
  expect(started2).toBeLessThan(at('node.completed', 'review-correctness'));
  expect(fields(one('node.completed', 'plan'))).toEqual([
    'node_id',
    'output_path',
    'duration_ms',
    'attempt',
    'usage',
    'session_id',
  ]);
  expect(one('node.completed', 'plan')).toMatchObject({
    output_path: `.omne/var/runs/${runId}/nodes/plan.out`,
    attempt: 1,
    usage: { cost_usd: 0.01, turns: 1, input_tokens: 100, output_tokens: 20 },
  });
  expect(fields(one('node.completed', 'run-tests'))).toEqual([
    'node_id',
    'output_path',
    'duration_ms',
    'attempt',
  ]);
  expect(one('node.failed', 'review-security')).toMatchObject({
    error: { kind: 'blocked' },
    message: 'assistant emitted BLOCKED',
  });
  const iterations = events.filter((event) => event.type === 'iteration.started');
  expect(iterations.map((event) => [event.iteration, event.byte_offset])).toEqual([
    [1, 26],
    [2, 26 + 'Still red.'.length + 26],
    [3, 26 + 'Still red.'.length + 26 + 'Nearly.\nIt is ALL_TASKS_COMPLETE, I think.\n'.length + 26],
  ]);
  // The third was ended by its sentinel and told its cost all the same.
  expect(one('node.completed', 'fix-loop')).toMatchObject({ usage: { cost_usd: 0.03, turns: 3 } });
  expect(one('gate.passed')).toMatchObject({
    node_id: 'approve',
    gate: 'human-approval',
    method: 'hook',
    stdout: 'approve dark mode of approve',
  });
  expect(fields(one('pipe.completed'))).toEqual(['duration_ms', 'usage']);
  expect(one('pipe.completed')).toMatchObject({ usage: { cost_usd: 0.09, turns: 9 } });
  expect(new Set(events.map((event) => event.type))).toEqual(
    new Set([
      'pipe.started',
      'node.started',
      'iteration.started',
      'gate.passed',
      'node.completed',
      'node.failed',
      'pipe.completed',
    ]),
  );
}

function checkPrompts(calls: readonly StubCall[]): void {
  const first = (node: string) => calls.find((call) => call.node === node)!;
  const prompts = Object.fromEntries(calls.map((call) => [call.node, call.prompt]));
  expect(prompts).toEqual({
    plan: 'Plan $OMNE_INPUT_FEATURE_NAME.',
    implement: 'Build it.\n\n- one\n- two',
    'fix-loop': 'Fix what is red.',
    'review-security': 'Review the security.',
    'review-correctness': 'Review the correctness.',
    synthesize: 'Put both together.',
    approve: 'Put both together.',
  });
  expect(calls).toHaveLength(9);
  expect(new Set(calls.map((call) => call.session))).toEqual(new Set(['none']));
  expect(first('plan').args).toEqual([
    ...['-p', '--output-format', 'stream-json', '--verbose'],
    ...['--model', 'claude-sonnet-4-6', '--allowedTools', 'Read,Write'],
  ]);
  expect(first('implement')).toMatchObject({ model: 'claude-opus-4-6' });
  expect(first('synthesize').allowedTools).toBe('Bash(git diff, git log),Read');
  const given = [
    'OMNE_INPUT_FEATURE_NAME',
    'OMNE_RUN_ID',
    'OMNE_NODE_ID',
    'OMNE_VOLUME_ROOT',
    'OMNE_WORKTREE',
  ];
  for (const call of calls) expect(call.env).toEqual(expect.arrayContaining(given));
}

function checkCaptures(capture: (name: string) => Buffer): void {
  expect(capture('run-tests.out').toString()).toBe('tests of dark mode\n');
  expect(capture('run-tests.err').toString()).toBe('warn\n');
  expect(capture('fix-loop.out').toString()).toBe(
    [
      '\n=== omne:iteration:1 ===\nStill red.',
      '\n=== omne:iteration:2 ===\nNearly.\nIt is ALL_TASKS_COMPLETE, I think.\n',
      '\n=== omne:iteration:3 ===\nGreen.\n  ALL_TASKS_COMPLETE  \nmore',
    ].join(''),
  );
  const stream = capture('review-correctness.stream.jsonl').toString().trim().split('\n');
  expect(stream.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
    ...['system', 'assistant', 'user', 'assistant', 'result'],
  ]);
  expect(capture('approve.gate.out').toString()).toBe('  approve dark mode of approve  \n');
}

test('an aborted run has the eighth type, pipe.aborted, and skipped nodes say why', async () => {
  await using volume = await pipeVolume(
    [
      'name: feature\nversion: 1\nnodes:',
      '- { id: run-tests, bash: "echo no >&2; exit 4" }',
      '- { id: fix-loop, bash: "true", depends_on: [run-tests] }',
      '- { id: last, bash: "true", depends_on: [fix-loop] }',
    ].join('\n'),
  );
  const run = await runPipe(volume);
  expect(run.done.code).toBe(1);
  const last = run.events.at(-1)!;
  expect(fields(last)).toEqual(['reason', 'cause', 'message', 'duration_ms']);
  expect(last).toMatchObject({
    type: 'pipe.aborted',
    reason: 'node_failed',
    cause: 'run-tests',
    message: 'no',
  });
  expect(fields(run.ended('run-tests'))).toEqual([
    'node_id',
    'error',
    'message',
    'output_path',
    'duration_ms',
    'attempt',
  ]);
  expect(run.ended('run-tests')).toMatchObject({ error: { kind: 'crash', exit_code: 4 } });
  expect(run.ended('fix-loop')).toMatchObject({ reason: 'upstream_failed', cause: 'run-tests' });
  expect(run.ended('last')).toMatchObject({ reason: 'upstream_skipped', cause: 'fix-loop' });
});

test('without fresh_context a loop is one conversation: --session-id, then --resume with the same UUID', async () => {
  await using claude = await installStubClaude([{ node: 'b', call: 3, steps: ['DONE'] }]);
  await using volume = await pipeVolume(`
name: sessions
version: 1
nodes:
  - { id: a, loop: { prompt: again, until: DONE, max_iterations: 2, fresh_context: false } }
  - { id: b, loop: { prompt: again, until: DONE, max_iterations: 4 }, depends_on: [a], trigger_rule: all_done }
  - { id: alone, prompt: once }
`);
  const run = await runPipe(volume, { path: [claude.bin] });
  expect(run.outcomes).toMatchObject({
    a: 'failed:max_iterations_exceeded',
    b: 'completed',
    alone: 'completed',
  });
  const calls = await claude.calls();
  const sessions = (node: string) => calls.filter((call) => call.node === node).map((call) => call.session);
  expect(sessions('a')).toEqual(['start', 'resume']);
  expect(sessions('b')).toEqual(['start', 'resume', 'resume']);
  expect(sessions('alone')).toEqual(['none']);
  const ids = (node: string) =>
    new Set(calls.filter((call) => call.node === node).map((call) => call.sessionId));
  expect(ids('a').size).toBe(1);
  expect(ids('b').size).toBe(1);
  const [a, b] = [[...ids('a')][0]!, [...ids('b')][0]!];
  expect(a).not.toBe(b);
  for (const id of [a, b])
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(run.ended('b')).toMatchObject({ session_id: b });
  expect(calls.every((call) => call.prompt === (call.node === 'alone' ? 'once' : 'again'))).toBe(true);
});
