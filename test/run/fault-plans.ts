import type { Plan, PlanBody } from '../../src/core/plan.ts';
import * as make from '../core/plan-of.ts';
import { fails, failsAfter, lasts, type Part, prints, type Script, type Unnamed } from '../rig/fake-ports.ts';

/** A plan and what its nodes do, small enough to be disturbed at every call. */
export interface FixedScene {
  readonly name: string;
  readonly plan: Plan;
  readonly script: Script;
}

const { text, expr, planOf } = make;

// Whatever else a plan has: one that runs beside it all the time, one that waits for that, and one that waits for a place.
const beside = { slow: [], next: ['slow'], queued: [] } as const;

// A gate does not hear that it is called off, and passes.
const stubbornGate = ({ port }: Unnamed): Part<object> =>
  port === 'gate' ? { afterMs: 2, onAbortMs: 'never' } : {};

const scene = (
  name: string,
  shorts: make.Shorts,
  script: Script = {},
  options: Parameters<typeof planOf>[1] = {},
): FixedScene => ({
  name,
  plan: planOf({ ...shorts, ...beside }, { maxParallel: 2, ...options }),
  script: { others: stubbornGate, ...script, shell: { slow: lasts(40), queued: lasts(3), ...script.shell } },
});

const schema = { type: 'object', required: ['a'], properties: { a: { type: 'number' } } };

const LEAVES: readonly FixedScene[] = [
  scene(
    'scripts that publish, and nodes that read them',
    {
      a: { outputs: { from: 'text', as: 'json' }, gate: 'ok' },
      b: { outputs: { from: 'file', names: ['x'] }, needs: ['a'] },
      c: { needs: ['a', 'b'], env: new Map([['V', text(`\${{ nodes.a.text }}`)]]) },
      d: { needs: ['a'], when: expr("nodes.a.outputs.n == 2 && nodes.a.text != 'x'") },
      all: { body: make.join('a', 'b') },
    },
    { shell: { a: prints('{"n":1}', 5), b: { afterMs: 2, writes: 'x=1\n' } } },
    { outputs: new Map([['said', text(`\${{ nodes.a.text }}`)]]) },
  ),
  scene(
    'an agent that is corrected',
    {
      a: { body: make.agent({ schema }), gate: 'ok', timeoutMs: 100 },
      b: { body: make.agent(), needs: ['a'] },
    },
    {
      agent: {
        a: [
          { afterMs: 3, prints: 'no JSON' },
          { afterMs: 3, prints: '{"a":1}', reply: { usage: { turns: 1 } } },
        ],
      },
    },
  ),
  scene(
    'loops of an agent',
    {
      a: { body: make.loop({ untilBash: 'x', maxIterations: 3 }), gate: 'ok' },
      b: { body: make.loopEnding({ freshContext: true, maxIterations: 2, onExhausted: 'complete' }) },
    },
    {
      shell: { 'a until': [failsAfter(2), { afterMs: 2 }] },
      agent: { a: [{ afterMs: 2, reply: { usage: { turns: 1 } } }], b: [{ afterMs: 4 }] },
    },
  ),
  scene(
    'retries, with a wait and with another end',
    {
      a: { onError: make.onError('fail', { max: 2, delayMs: 5, jitter: 0.5 }), gate: 'ok' },
      b: { onError: make.onError('continue', 1) },
      c: { needs: ['b'], body: make.agent(), onError: make.onError('fail', 1) },
      late: { timeoutMs: 6, onError: make.onError('continue') },
    },
    {
      shell: { a: [failsAfter(2), failsAfter(1), lasts(1)], b: failsAfter(1), late: lasts(50) },
      agent: { c: [{ reply: fails() }, { afterMs: 1 }] },
      random: [0, 0.5],
    },
  ),
  scene(
    'conditions and expressions that fail',
    {
      a: { when: make.broken('bad') },
      b: { body: make.agent({ prompt: text(`\${{ fromJSON('{') }}`) }) },
      c: { env: new Map([['V', text(`\${{ fromJSON('{') }}`)]]), onError: make.onError('continue') },
      d: { when: expr('run.none'), needs: ['c'] },
      e: { needs: ['a'], rule: 'all_done' },
    },
    { shell: { e: failsAfter(1) } },
  ),
];

const CONTAINERS: readonly FixedScene[] = [
  scene(
    'steps that jump, set, skip and give back',
    {
      a: {
        body: make.steps({
          one: { when: expr("vars.v != 'x'"), maxVisits: 2 },
          two: make.set({ v: text('x') }),
          three: { onError: make.onError({ jump: 'five' }, 1), maxVisits: 2 },
          four: [],
          five: { body: make.jump('one'), when: expr("steps.one.status != 'skipped'") },
          six: make.giveBack({ r: text(`\${{ steps.three.status }}`) }),
          seven: [],
        }),
        gate: 'ok',
        outputs: make.computed({ v: text(`\${{ vars.v }}`) }),
      },
    },
    { shell: { 'a/one': lasts(2), 'a/three': failsAfter(2) } },
  ),
  scene(
    'branches beside one another',
    {
      a: {
        body: make.parallel(
          { x: { gate: 'ok' }, y: { body: make.agent() }, z: { body: make.steps({ s: [], t: [] }) } },
          { maxParallel: 2 },
        ),
        gate: 'ok',
        timeoutMs: 200,
      },
      b: { body: make.parallel({ x: [], y: [] }, { failFast: false, ignoreErrors: true }) },
    },
    { shell: { 'a/x': lasts(5), 'a/z/s': lasts(1), 'b/x': failsAfter(1), 'b/y': lasts(6) } },
    { maxParallel: 4 },
  ),
  scene(
    'an item each',
    {
      a: { body: make.each(expr("fromJSON('[1,2,3]')"), { gate: 'ok' }, { maxParallel: 2 }) },
      b: {
        body: make.each(['x', 'y'], { body: make.loop({ maxIterations: 1 }) }, { onItemError: 'continue' }),
      },
      c: { body: make.each(expr("'no list'"), []), onError: make.onError('continue') },
    },
    { shell: { 'a/0': lasts(4) }, agent: { 'b/1': [{ afterMs: 2, reply: { sentinel: 'until' } }] } },
    { maxParallel: 3 },
  ),
  scene(
    'a body again and again',
    {
      a: { body: make.repeat({ body: make.steps({ s: [] }) }, { untilBash: 'x' }), gate: 'ok' },
      b: {
        body: make.repeat({ body: make.agent() }, { until: 'DONE', while: expr("vars.v != 'x'") }),
        onError: make.onError('fail', { max: 1, delayMs: 3 }),
      },
    },
    {
      shell: { 'a until': [failsAfter(2), lasts(2)] },
      agent: {
        'b/1': [{ afterMs: 1, prints: 'no' }],
        'b/2': [{ reply: fails() }],
        'b/2@2': [prints('DONE')],
      },
    },
    { maxParallel: 3 },
  ),
  scene(
    'a pipe in a pipe',
    {
      a: {
        body: make.subPipe(
          planOf(
            { x: { gate: 'ok' }, y: ['x'], z: { needs: ['y'], body: make.each([1, 2], []) } },
            { maxParallel: 1, outputs: new Map([['o', text(`\${{ nodes.x.text }}`)]]) },
          ),
        ),
        gate: 'ok',
        onError: make.onError('fail', 1),
      },
      b: {
        body: make.subPipe(planOf({ x: [] }), { n: text('no number') }, [
          { key: 'n', type: 'number', options: [], required: true, secret: false },
        ]),
        onError: make.onError('continue'),
      },
    },
    { shell: { 'a/x': prints('hello', 2), 'a/y': failsAfter(3) } },
    { maxParallel: 3 },
  ),
];

const leafIn = (body: PlanBody) => ({ body: make.steps({ s: { body, gate: 'ok' }, t: [] }) });

const ENDS: readonly FixedScene[] = [
  scene(
    'a step that stops the run',
    { a: { body: make.steps({ one: [], two: make.say('stop'), three: [] }) }, b: leafIn(make.agent()) },
    { shell: { 'a/one': lasts(4) }, agent: { 'b/s': [{ afterMs: 30, onAbortMs: 6 }] } },
    { maxParallel: 3 },
  ),
  scene(
    'a failure that ends the others',
    { a: [], b: leafIn(make.loop()) },
    { shell: { a: failsAfter(4) }, agent: { 'b/s': [{ afterMs: 30, onAbortMs: 6 }] } },
    { failureMode: 'kill', maxParallel: 3 },
  ),
  scene(
    'a failure after which nothing begins',
    { a: [], b: leafIn(make.agent()) },
    { shell: { a: failsAfter(4) }, agent: { 'b/s': [{ afterMs: 9 }] } },
    { failureMode: 'no_new', maxParallel: 3 },
  ),
  scene(
    'a run that is late',
    { a: { body: make.parallel({ x: [], y: { body: make.agent() } }) }, b: leafIn(make.loop()) },
    { agent: { 'a/y': [{ afterMs: 90, onAbortMs: 'never' }], 'b/s': [{ afterMs: 8 }] } },
    { timeoutMs: 25, maxParallel: 4 },
  ),
  scene(
    'pools',
    {
      a: { pool: { name: 'p', size: 1 } },
      b: { body: make.parallel({ x: { gate: 'ok' }, y: { body: make.agent() } }) },
      c: { onError: make.onError('fail', { max: 1, delayMs: 0 }) },
    },
    { shell: { a: lasts(5), 'b/x': lasts(2), c: [failsAfter(1), lasts(1)] } },
    { maxParallel: 1 },
  ),
];

/** Every kind of node, every way a run ends by itself. */
export const FIXED: readonly FixedScene[] = [...LEAVES, ...CONTAINERS, ...ENDS];
