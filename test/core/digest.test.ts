import { expect, test } from 'vitest';
import { createDigests } from '../../src/core/digest.ts';
import type { Plan, PlanNode } from '../../src/core/plan.ts';
import { sha256 } from '../../src/effects/crypto.ts';
import * as make from './plan-of.ts';
import { soundPlan } from './planned.ts';

const digest = (plan: Plan, node: PlanNode = plan.nodes[0]!, runId = 'r', bytes = 'bytes') =>
  createDigests(plan, { sha256, runId, hook: () => bytes })(node);

const first = (short: make.Short) => digest(make.planOf({ a: short }));

test('each part has 16 hex digits, and is there only where there is something', () => {
  expect(first([])).toEqual({ body: expect.stringMatching(/^[0-9a-f]{16}$/) });
  const full = first({
    gate: 'g',
    env: new Map([['X', '1']]),
    outputs: { from: 'text', as: 'text' },
    onError: make.onError('continue'),
  });
  expect(Object.keys(full)).toEqual(['body', 'env', 'gate', 'policy']);
});

test.each<readonly [string, make.Short, make.Short, string]>([
  ['script', { body: { kind: 'script', script: 'a' } }, { body: { kind: 'script', script: 'b' } }, 'body'],
  [
    'shell',
    { body: { kind: 'script', script: 'a' } },
    { body: { kind: 'script', script: 'a', shell: 'sh' } },
    'body',
  ],
  ['prompt', make.agent(), make.agent({ prompt: 'other' }), 'body'],
  ['model', make.agent(), make.agent({ model: 'm' }), 'body'],
  ['tools', make.agent(), make.agent({ allowedTools: ['T'] }), 'body'],
  ['schema', make.agent(), make.agent({ schema: { type: 'object' } }), 'body'],
  [
    'a template',
    make.agent({ prompt: make.text(`\${{ vars.a }}`) }),
    make.agent({ prompt: make.text(`\${{ vars.b }}`) }),
    'body',
  ],
  ['until', make.loop(), make.loop({ until: 'END' }), 'body'],
  ['a loop of other ends', make.repeat([], { untilBash: 'x' }), make.repeat([], { untilBash: 'y' }), 'body'],
  [
    'while',
    make.repeat([], { while: make.expr('1 < 2') }),
    make.repeat([], { while: make.expr('1 < 3') }),
    'body',
  ],
  ['items', make.each([1], []), make.each([2], []), 'body'],
  ['an expression of items', make.each(make.expr('vars.a'), []), make.each(make.expr('vars.b'), []), 'body'],
  ['fail_fast', make.parallel({ b: [] }), make.parallel({ b: [] }, { failFast: false }), 'body'],
  [
    'with',
    make.subPipe(make.planOf({ x: [] }), { a: '1' }),
    make.subPipe(make.planOf({ x: [] }), { a: '2' }),
    'body',
  ],
  ['set', make.set({ v: 'a' }), make.set({ v: 'b' }), 'body'],
  ['join', { body: make.join() }, { body: { kind: 'join', of: ['x'] } }, 'body'],
  ['env', { env: new Map([['X', '1']]) }, { env: new Map([['X', '2']]) }, 'env'],
  ['pass_env', { passEnv: ['A'] }, { passEnv: ['B'] }, 'env'],
  ['gate', { gate: 'g' }, { gate: 'h' }, 'gate'],
  [
    'outputs',
    { outputs: { from: 'text', as: 'text' } },
    { outputs: { from: 'text', as: 'lines' } },
    'policy',
  ],
  [
    'computed outputs',
    { outputs: make.computed({ a: '1' }) },
    { outputs: make.computed({ a: '2' }) },
    'policy',
  ],
  ['on_error', { onError: make.onError('continue') }, { onError: make.onError('fail', 1) }, 'policy'],
])('%s decides a node, and nothing else of its digest changes', (_, a, b, part) => {
  const node = (short: make.Short) => make.nodeOf('a', short);
  const plan = (short: make.Short): Plan => ({ ...make.planOf({ a: [] }), nodes: [node(short)] });
  const [one, two] = [digest(plan(a)), digest(plan(b))];
  const parts = ['body', 'env', 'gate', 'policy'] as const;
  expect(parts.filter((name) => one[name] !== two[name])).toEqual([part]);
});

test.each<readonly [string, make.Short, make.Short]>([
  ['children', make.steps({ x: [] }), make.steps({ y: [], z: [] })],
  [
    'branches and their number at a time',
    make.parallel({ x: [] }),
    make.parallel({ y: [] }, { maxParallel: 2 }),
  ],
  ['the child of an each', make.each([1], []), make.each([1], make.agent(), { maxParallel: 3 })],
  ['the child of a loop', make.repeat([]), make.repeat(make.agent())],
  [
    'the nodes of an included pipe',
    make.subPipe(make.planOf({ x: [] })),
    make.subPipe(make.planOf({ y: [] })),
  ],
  ['deadlines, pools and visits', {}, { timeoutMs: 1, pool: { name: 'p', size: 1 }, maxVisits: 3 }],
  ['when and the rule', {}, { when: make.expr('1 < 2'), rule: 'all_done' }],
])('%s are no part of it', (_, a, b) => {
  expect(first(a)).toEqual(first(b));
});

test('the bytes of a hook count', () => {
  const plan = make.planOf({ a: { gate: 'g' } });
  const [node] = plan.nodes;
  expect(digest(plan, node, 'r', 'a').gate).not.toBe(digest(plan, node, 'r', 'b').gate);
});

test('what reads `run` is another in each run, and nothing else is', () => {
  const of = (source: string) => make.planOf({ a: make.agent({ prompt: make.text(source) }) });
  const bodies = (source: string) => ['r', 's'].map((runId) => digest(of(source), undefined, runId).body);
  const [one, two] = bodies(`\${{ run.id }}`);
  expect(one).not.toBe(two);
  expect(new Set(bodies(`\${{ inputs.who }}`)).size).toBe(1);
});

test('the environment of the pipe counts for its own nodes, and that of an included pipe for those', () => {
  const nodes = `
  - { id: a, bash: x }
  - { id: s, steps: [{ id: t, bash: x }] }
`;
  const plain = soundPlan(nodes);
  const withEnv = soundPlan(nodes, 'env: { X: "1" }\n');
  const other = soundPlan(nodes, 'env: { X: "2" }\n');
  const env = (plan: Plan, node = plan.nodes[0]!) => digest(plan, node).env;
  expect(env(plain)).toBe(undefined);
  expect(env(withEnv)).not.toBe(env(other));
  // Below a body it is the body that says so.
  const [, body] = withEnv.nodes;
  const step = body!.body.kind === 'steps' ? body!.body.steps[0]! : body!;
  expect([env(withEnv, body), env(withEnv, step)]).toEqual([env(withEnv), undefined]);
});

test('a node is digested once, however often it runs', () => {
  let calls = 0;
  const count = (data: string | Uint8Array) => {
    calls++;
    return sha256(data);
  };
  const plan = make.planOf({ a: [] });
  const digestOf = createDigests(plan, { sha256: count, runId: 'r', hook: () => undefined });
  expect(digestOf(plan.nodes[0]!)).toBe(digestOf(plan.nodes[0]!));
  expect(calls).toBe(1);
});

test('what reads inputs is another one when the type of an input is, for the same text is another value then', () => {
  const typed = (short: make.Short, types: readonly string[]) => {
    const plan = make.planOf({ a: short });
    return createDigests(plan, { sha256, runId: 'r', hook: () => undefined, types })(plan.nodes[0]!);
  };
  const reads = make.agent({ prompt: make.text(`\${{ inputs.flag && 1 || 2 }}`) });
  expect(typed(reads, ['flag: boolean'])).not.toEqual(typed(reads, []));
  const others = make.agent({ prompt: make.text(`\${{ vars.x }}`) });
  expect(typed(others, ['flag: boolean'])).toEqual(typed(others, []));
});
