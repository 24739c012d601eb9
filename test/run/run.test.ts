import { describe, expect, test } from 'vitest';
import { fold } from '../../src/core/state.ts';
import type { Template } from '../../src/core/template.ts';
import { agent, broken, planOf, reads, steps, text } from '../core/plan-of.ts';
import { fails, lasts } from '../rig/fake-ports.ts';
import { begin, play, STARTED } from './begin.ts';

const greeting = reads('Hi <who>', ({ inputs }) => ({ ok: true, value: `Hi ${inputs.get('who')}` }));

test('a small run, every event whole', async () => {
  const plan = planOf({
    build: { body: { kind: 'script', script: 'make' } },
    review: { needs: ['build'], body: agent({ model: 'opus' }) },
    bad: [],
    after: ['bad'],
  });
  const { fake, finished } = begin(plan, {
    shell: { build: lasts(100), bad: { afterMs: 50, reply: fails(3, ' no such file\n') } },
    agent: { review: [{ afterMs: 1000, reply: { usage: { turns: 2 }, sessionId: 'abc' } }] },
  });
  const state = await fake.until(finished);
  const stamp = (seq: number, mono_ms: number) => ({
    ...{ id: `event-00000${seq}`, ts: '2026-01-02T03:04:05Z', run_id: 'test-run', seq, mono_ms },
    h: '0000000000000000',
  });
  expect(fake.events).toEqual([
    { ...STARTED, ...stamp(0, 0) },
    { type: 'node.started', node_id: 'build', kind: 'bash', ...stamp(1, 0) },
    { type: 'node.started', node_id: 'bad', kind: 'bash', ...stamp(2, 0) },
    {
      ...{ type: 'node.failed', node_id: 'bad', error: { kind: 'crash', exit_code: 3 } },
      ...{ message: 'no such file', output_path: 'nodes/bad.out', duration_ms: 50, attempt: 1 },
      ...stamp(3, 50),
    },
    { type: 'node.skipped', node_id: 'after', reason: 'upstream_failed', cause: 'bad', ...stamp(4, 50) },
    {
      ...{ type: 'node.completed', node_id: 'build', output_path: 'nodes/build.out' },
      ...{ duration_ms: 100, attempt: 1, ...stamp(5, 100) },
    },
    { type: 'node.started', node_id: 'review', kind: 'prompt', model: 'opus', ...stamp(6, 100) },
    {
      ...{ type: 'node.completed', node_id: 'review', output_path: 'nodes/review.out' },
      ...{ duration_ms: 1000, attempt: 1, usage: { turns: 2 }, session_id: 'abc', ...stamp(7, 1100) },
    },
    {
      ...{ type: 'pipe.aborted', reason: 'node_failed', cause: 'bad', message: 'no such file' },
      ...{ duration_ms: 1100, usage: { turns: 2 }, ...stamp(8, 1100) },
    },
  ]);
  expect(state).toEqual(fold(fake.events));
});

describe('what starts when', () => {
  test('at most max_parallel at once, the longest remaining path first', async () => {
    const plan = planOf({ leaf: [], long: [], next: ['long'], other: [] }, { maxParallel: 2 });
    const fake = await play(plan, {
      shell: { leaf: lasts(30), long: lasts(10), next: lasts(5), other: lasts(5) },
    });
    expect(fake.mostLive).toBe(2);
    expect(fake.journal).toEqual([
      '0 pipe.started',
      '0 node.started long kind=bash',
      '0 node.started leaf kind=bash',
      '10 node.completed long duration_ms=10',
      '10 node.started next kind=bash',
      '15 node.completed next duration_ms=5',
      '15 node.started other kind=bash',
      '20 node.completed other duration_ms=5',
      '30 node.completed leaf duration_ms=30',
      '30 pipe.completed duration_ms=30',
    ]);
  });

  test('a failure does not stop an independent branch', async () => {
    const plan = planOf({ bad: [], good: [], next: ['good'] });
    const fake = await play(plan, { shell: { bad: { reply: fails() }, good: lasts(10), next: lasts(10) } });
    expect(fake.journal.slice(3)).toEqual([
      '0 node.failed bad error=kind:crash,exit_code:1 duration_ms=0',
      '10 node.completed good duration_ms=10',
      '10 node.started next kind=bash',
      '20 node.completed next duration_ms=10',
      '20 pipe.aborted reason=node_failed cause=bad duration_ms=20',
    ]);
  });

  test('a join starts when its siblings settled, and absorbs the failed one', async () => {
    const plan = planOf({ a: [], bad: [], join: { needs: ['a', 'bad'], rule: 'one_success' } });
    const fake = await play(plan, { shell: { a: lasts(10), bad: { afterMs: 20, reply: fails() } } });
    expect(fake.journal.slice(3)).toEqual([
      '10 node.completed a duration_ms=10',
      '20 node.failed bad error=kind:crash,exit_code:1 duration_ms=20',
      '20 node.started join kind=bash',
      '20 node.completed join duration_ms=0',
      '20 pipe.completed duration_ms=20',
    ]);
  });

  test('first_success starts beside its running siblings; the run still waits for them', async () => {
    const plan = planOf({ a: [], slow: [], first: { needs: ['a', 'slow'], rule: 'first_success' } });
    const fake = await play(plan, {
      shell: { a: lasts(10), slow: { afterMs: 40, reply: fails() }, first: lasts(5) },
    });
    expect(fake.journal.slice(3)).toEqual([
      '10 node.completed a duration_ms=10',
      '10 node.started first kind=bash',
      '15 node.completed first duration_ms=5',
      '40 node.failed slow error=kind:crash,exit_code:1 duration_ms=40',
      '40 pipe.completed duration_ms=40',
    ]);
  });

  test('a plan without nodes ran nothing, which is never completed', async () => {
    expect((await play(planOf({}))).journal).toEqual([
      '0 pipe.started',
      '0 pipe.aborted reason=nothing_ran duration_ms=0',
    ]);
  });
});

describe('what a child is given', () => {
  test('an environment is laid over the ones around it: a value reads what stands around and before it', async () => {
    const of = (entries: Record<string, string>) =>
      new Map(Object.entries(entries).map(([name, source]) => [name, text(source)]));
    const plan = {
      ...planOf({
        plain: [],
        same: { env: of({ B: `\${{ env.B }}+` }) },
        early: { env: of({ C: `\${{ env.B }}c`, B: 'over' }) },
        body: {
          env: of({ B: `\${{ env.B }}1` }),
          body: steps({ in: { env: of({ B: `\${{ env.B }}2` }) } }),
        },
      }),
      env: of({ B: 'base', A: `\${{ env.B }}a` }),
    };
    const fake = await play(plan);
    const env = new Map(fake.calls('shell').map(({ request }) => [request.nodeId, request.env]));
    expect(Object.fromEntries(env)).toEqual({
      plain: { B: 'base', A: 'basea' },
      same: { B: 'base+', A: 'basea' },
      early: { B: 'over', A: 'basea', C: 'basec' },
      'body/in': { B: 'base12', A: 'basea' },
    });
  });

  test('a script: its text, shell, rendered env and names to pass', async () => {
    const plan = planOf({
      a: {
        body: { kind: 'script', script: 'echo', shell: 'sh' },
        env: new Map<string, Template>([
          ['PLAIN', 'x'],
          ['GREETING', greeting],
        ]),
        passEnv: ['TOKEN'],
      },
      b: [],
    });
    const { fake, finished } = begin(plan, {}, { inputs: new Map([['who', 'Ada']]) });
    await fake.until(finished);
    expect(fake.calls('shell').map(({ request }) => request)).toEqual([
      {
        ...{ nodeId: 'a', attempt: 1, env: { PLAIN: 'x', GREETING: 'Hi Ada' }, passEnv: ['TOKEN'] },
        ...{ variables: {} },
        ...{ script: 'echo', shell: 'sh' },
      },
      { nodeId: 'b', attempt: 1, env: {}, passEnv: [], variables: {}, script: 'run b' },
    ]);
  });

  test('an agent: its rendered prompt, model and tools, in a conversation of its own', async () => {
    const plan = planOf({
      a: { body: agent({ prompt: greeting, model: 'opus', allowedTools: ['Read', 'Bash(ls)'] }) },
      b: { body: agent() },
    });
    const { fake, finished } = begin(plan, {}, { inputs: new Map([['who', 'Ada']]) });
    await fake.until(finished);
    const common = {
      attempt: 1,
      env: {},
      passEnv: [],
      variables: {},
      session: { kind: 'none' },
      capture: 'replace',
    };
    expect(fake.calls('agent').map(({ request }) => request)).toEqual([
      { ...common, nodeId: 'a', prompt: 'Hi Ada', model: 'opus', allowedTools: ['Read', 'Bash(ls)'] },
      { ...common, nodeId: 'b', prompt: 'do it', allowedTools: [] },
    ]);
  });

  test.each([
    {
      where: 'its env',
      node: { env: new Map([['A', broken('no JSON')]]) },
      message: 'expression failed: env A: no JSON',
    },
    {
      where: "an agent's prompt",
      node: { body: agent({ prompt: broken('no JSON') }) },
      message: 'expression failed: no JSON',
    },
  ])('an expression that fails in $where fails the node, and nothing is asked', async ({ node, message }) => {
    const fake = await play(planOf({ a: node }));
    expect(fake.journal.slice(2)).toEqual([
      `0 node.failed a error=kind:crash message=${message} duration_ms=0`,
      `0 pipe.aborted reason=node_failed cause=a message=${message} duration_ms=0`,
    ]);
    expect([...fake.calls('shell'), ...fake.calls('agent')]).toEqual([]);
  });
});

describe('how an agent ends', () => {
  test.each([
    { reply: {}, end: 'completed a' },
    { reply: { usage: { cost_usd: 0.5 } }, end: 'completed a', usage: ' usage=cost_usd:0.5' },
    { reply: { sentinel: 'blocked' }, end: 'failed a error=kind:blocked message=assistant emitted BLOCKED' },
    {
      reply: { failure: { kind: 'no_output' } },
      end: 'failed a error=kind:no_output message=the agent ended without saying anything',
    },
  ] as const)('$reply: $end', async ({ reply, end, ...rest }) => {
    const fake = await play(planOf({ a: { body: agent() } }), { agent: { a: [{ afterMs: 7, reply }] } });
    const usage = 'usage' in rest ? rest.usage : '';
    expect(fake.journal[2]).toBe(`7 node.${end} duration_ms=7${usage}`);
  });
});

describe("a node's deadline", () => {
  test('a script is ended and keeps the tail of its stderr', async () => {
    const fake = await play(planOf({ a: { timeoutMs: 5000 } }), { shell: { a: lasts(10_000) } });
    expect(fake.journal.slice(2)).toEqual([
      '5000 node.failed a error=kind:timeout ' +
        'message=subprocess killed after exceeding wall-clock budget; stderr: tail of stderr duration_ms=5000',
      '5000 pipe.aborted reason=node_failed cause=a ' +
        'message=subprocess killed after exceeding wall-clock budget; stderr: tail of stderr duration_ms=5000',
    ]);
  });

  test('an agent is ended', async () => {
    const plan = planOf({ a: { timeoutMs: 90_000, body: agent() } });
    const fake = await play(plan, { agent: { a: [lasts(100_000)] } });
    expect(fake.journal[2]).toBe(
      '90000 node.failed a error=kind:timeout message=node a exceeded timeout of 90s duration_ms=90000',
    );
  });

  test('BLOCKED beats the deadline', async () => {
    const plan = planOf({ a: { timeoutMs: 1000, body: agent() } });
    const late = { afterMs: 1500, onAbortMs: 'never', reply: { sentinel: 'blocked' } } as const;
    const fake = await play(plan, { agent: { a: [late] } });
    expect(fake.journal[2]).toBe(
      '1500 node.failed a error=kind:blocked message=assistant emitted BLOCKED duration_ms=1500',
    );
  });

  test('what ends by itself before is not touched, and its timer is forgotten', async () => {
    const fake = await play(planOf({ a: { timeoutMs: 5000 } }), { shell: { a: lasts(4999) } });
    expect(fake.journal[2]).toBe('4999 node.completed a duration_ms=4999');
    expect(fake.pendingTimers).toBe(0);
  });

  test('the clock starts when the node does, not while it waits for a place', async () => {
    const plan = planOf({ a: { timeoutMs: 1000 }, b: { timeoutMs: 1000 } }, { maxParallel: 1 });
    const fake = await play(plan, { shell: { a: lasts(900), b: lasts(900) } });
    expect(fake.journal.at(-1)).toBe('1800 pipe.completed duration_ms=1800');
  });

  test('touches no sibling', async () => {
    const plan = planOf({ a: { timeoutMs: 1000 }, b: [] });
    const fake = await play(plan, { shell: { a: lasts(9000), b: lasts(2000) } });
    expect(fake.journal.filter((line) => line.includes(' b '))).toEqual([
      '0 node.started b kind=bash',
      '2000 node.completed b duration_ms=2000',
    ]);
  });

  test('a child that ends late still ends as a timeout, when it has ended', async () => {
    const plan = planOf({ a: { timeoutMs: 1000 } });
    const fake = await play(plan, { shell: { a: { afterMs: 9000, onAbortMs: 3000 } } });
    expect(fake.journal[2]).toMatch(/^4000 node\.failed a error=kind:timeout .* duration_ms=4000$/);
  });

  test('a child that ended well only after its deadline did not end well', async () => {
    const plan = planOf({ a: { timeoutMs: 1000 } });
    const fake = await play(plan, { shell: { a: { afterMs: 2000, onAbortMs: 'never' } } });
    expect(fake.journal[2]).toBe(
      '2000 node.failed a error=kind:timeout ' +
        'message=subprocess killed after exceeding wall-clock budget; stderr:  duration_ms=2000',
    );
  });
});

test('the usage of all nodes, failed ones too, is summed into the end of the run', async () => {
  const plan = planOf({ a: { body: agent() }, b: { body: agent() }, c: [] });
  const fake = await play(plan, {
    agent: {
      a: [{ reply: { usage: { cost_usd: 0.1, turns: 2 } } }],
      b: [{ reply: { usage: { cost_usd: 0.2, input_tokens: 5 }, failure: { kind: 'no_output' } } }],
    },
  });
  expect(fake.journal.at(-1)).toBe(
    '0 pipe.aborted reason=node_failed cause=b message=the agent ended without saying anything ' +
      'duration_ms=0 usage=cost_usd:0.3,turns:2,input_tokens:5',
  );
});

test('what is left of the run is swept once, after the last node and before the end is told', async () => {
  const fake = await play(planOf({ a: [] }), { shell: { a: lasts(10) } });
  const told = fake.asked.map(
    ({ atMs, call }) => `${atMs} ${call.port === 'record' ? call.fact.type : call.port}`,
  );
  expect(told).toEqual([
    '0 pipe.started',
    '0 node.started',
    '0 shell',
    '10 node.completed',
    '10 sweep',
    '10 pipe.completed',
  ]);
});

test('every event is told with the state that has it', async () => {
  const told: string[] = [];
  await play(planOf({ a: [] }), {
    notify: (event, state) => told.push(`${event.type} ${state.status} ${state.nodes.get('a')?.status}`),
  });
  expect(told).toEqual([
    'pipe.started running undefined',
    'node.started running running',
    'node.completed running completed',
    'pipe.completed completed completed',
  ]);
});
