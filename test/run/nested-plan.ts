// The engine loads it when an agent first has a schema, which no fake clock waits for.
import '../../src/core/output-schema.ts';
import fc from 'fast-check';
import type { Json } from '../../src/core/json.ts';
import { TRIGGER_RULES } from '../../src/core/pipe.ts';
import type { Plan, PlanNode, Pool } from '../../src/core/plan.ts';
import * as make from '../core/plan-of.ts';
import { fails, type Part, type Script, type Unnamed } from '../rig/fake-ports.ts';

/** A run with nothing left to chance. */
export interface Scene {
  readonly plan: Plan;
  readonly script: Script;
}

const LEAVES = ['script', 'agent', 'loop', 'control', 'join'] as const;
const BODIES = ['steps', 'steps', 'parallel', 'each', 'repeat', 'pipe'] as const;

interface Draw {
  readonly kind: (typeof LEAVES)[number] | (typeof BODIES)[number];
  readonly children: readonly Draw[];
  /** What else there is to decide of its body. */
  readonly dice: readonly number[];
  readonly header: Header;
}

interface Header {
  readonly policy: number;
  readonly when: number;
  readonly timeoutMs: number | undefined;
  readonly isGated: boolean;
  readonly pool: number;
  readonly outputs: number;
}

const POOLS: readonly Pool[] = [
  { name: 'one', size: 1 },
  { name: 'two', size: 2 },
];

const MAX_NODES = 200;

const header: fc.Arbitrary<Header> = fc.record({
  policy: fc.nat(9),
  when: fc.nat(19),
  timeoutMs: fc.integer({ min: 0, max: 15 }).map((n) => [undefined, 15, 60][n]),
  isGated: fc.integer({ min: 0, max: 5 }).map((n) => n === 1),
  pool: fc.nat(5),
  outputs: fc.nat(7),
});
const dice = fc.array(fc.nat(999), { minLength: 6, maxLength: 6 });

const { node: draw } = fc.letrec<{ node: Draw }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'large', withCrossShrink: true },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom(...LEAVES),
        children: fc.constant([]),
        dice,
        header,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom(...BODIES),
        children: fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
        dice,
        header,
      }),
    },
  ),
}));

const size = ({ children }: Draw): number => children.reduce((sum, one) => sum + size(one), 1);

/** Plans of all kinds of nodes, four deep at most, with nodes that do anything. */
export const nestedScene: fc.Arbitrary<Scene> = fc
  .record({
    nodes: fc
      .array(draw, { minLength: 1, maxLength: 5 })
      .filter((drawn) => drawn.reduce((sum, one) => sum + size(one), 0) <= MAX_NODES),
    seed: fc.nat(),
    maxParallel: fc.integer({ min: 1, max: 4 }),
    timeoutMs: fc.constantFrom(undefined, undefined, undefined, 100),
    failureMode: fc.constantFrom(undefined, undefined, undefined, 'no_new' as const, 'kill' as const),
    calm: fc.constantFrom(0.5, 0.8, 0.95, 0.99),
  })
  .map(({ nodes, seed, maxParallel, timeoutMs, failureMode, calm }) => ({
    plan: planFrom(nodes, {
      maxParallel,
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(failureMode !== undefined && { failureMode }),
    }),
    script: { others: (child) => partOf(child, seed, calm), random: [0, 0.5, 0.99] },
  }));

function planFrom(drawn: readonly Draw[], options: Parameters<typeof make.planOf>[1]): Plan {
  const shorts = drawn.map((one, at): [string, make.NodeSpec] => {
    const needs = one.dice.slice(0, 2).flatMap((n) => (at === 0 || n % 2 === 0 ? [] : [`n${n % at}`]));
    const spec = specOf(one, { position: 'top', isInLoop: false, siblings: [] });
    const rule = TRIGGER_RULES[one.dice[2]! % TRIGGER_RULES.length]!;
    const all = [...new Set(needs)];
    if (one.kind === 'join' && all.length > 0) {
      const policy = policyOf(one.header, { position: 'top', isInLoop: false, siblings: [] });
      return [`n${at}`, { ...whenOf(one.header), ...policy, rule, body: make.join(...all) }];
    }
    const reads = all.length > 0 && one.dice[4]! % 6 === 0;
    const header = {
      ...spec,
      ...(all.length > 0 && { rule }),
      ...(reads && { env: new Map([['V', make.text(`\${{ nodes.${all[0]}.text }}`)]]) }),
      recovers: rule.endsWith('_failed'),
    };
    return [`n${at}`, { ...header, needs: all }];
  });
  return make.planOf(Object.fromEntries(shorts), options);
}

interface Spot {
  readonly position: 'top' | 'step' | 'branch';
  readonly isInLoop: boolean;
  readonly siblings: readonly string[];
}

function specOf(drawn: Draw, spot: Spot): make.NodeSpec {
  const { kind, header, dice } = drawn;
  const isControl = kind === 'control' || kind === 'join' || (kind === 'script' && dice[3]! % 3 === 0);
  if (isControl && spot.position === 'step') return controlOf(dice, header, spot);
  const body = bodyOf(drawn, spot);
  const isLeaf = body === undefined || body.kind === 'agent' || body.kind === 'loop';
  const pool = isLeaf ? POOLS[header.pool] : undefined;
  const { timeoutMs, isGated } = header;
  const isBash = body === undefined;
  const isContainer = !isLeaf && body?.kind !== 'parallel';
  return {
    ...(body !== undefined && { body }),
    ...whenOf(header),
    ...policyOf(header, spot),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(isGated && { gate: 'g' }),
    ...(pool !== undefined && { pool }),
    ...(spot.position === 'step' && { maxVisits: 1 + (dice[5]! % 2) }),
    ...(isBash && header.outputs === 0 && { outputs: { from: 'text', as: 'json' } as const }),
    ...(isBash && header.outputs === 1 && { outputs: { from: 'file', names: ['a'] } as const }),
    ...(isContainer &&
      header.outputs === 2 && { outputs: make.computed({ v: make.text(`\${{ vars.v }}`) }) }),
  };
}

function whenOf({ when }: Header): Pick<make.NodeSpec, 'when'> {
  if (when === 1) return { when: make.expr('false') };
  if (when === 2) return { when: make.broken('no JSON') };
  return when < 5 ? { when: make.expr("vars.v != 'x'") } : {};
}

function policyOf({ policy }: Header, { siblings }: Spot): Pick<make.NodeSpec, 'onError'> {
  const retry = { max: 1 + (policy % 2), delayMs: policy === 7 ? 10 : 0, backoff: 2, jitter: 0.5 };
  const to = siblings[policy % siblings.length];
  if (policy === 1) return { onError: make.onError('continue') };
  if (policy === 2 && to !== undefined) return { onError: make.onError({ jump: to }) };
  if (policy === 3 && to !== undefined) return { onError: make.onError({ jump: to }, retry) };
  if (policy === 4) return { onError: make.onError('continue', retry) };
  if (policy === 5) return { onError: make.onError('fail', { ...retry, on: [3, 'timeout'] }) };
  return policy === 6 || policy === 7 ? { onError: make.onError('fail', retry) } : {};
}

function controlOf(dice: readonly number[], header: Header, spot: Spot): make.NodeSpec {
  const [first = 0, second = 0] = dice;
  const to = spot.siblings[second % spot.siblings.length];
  const values = { v: make.text(second % 9 === 0 ? `\${{ fromJSON(run.none) }}` : `x${second % 3}`) };
  const own = { ...whenOf(header), maxVisits: 1 + (second % 3) };
  const says = ['skip', 'set', 'set', 'return', 'jump', 'jump', 'break', 'continue', 'stop'] as const;
  const said = says[first % says.length]!;
  switch (said) {
    case 'set':
      return { ...own, body: make.set(values) };
    case 'return':
      return { ...own, body: make.giveBack(values) };
    case 'jump':
      return to === undefined ? own : { ...own, body: make.jump(to) };
    case 'break':
    case 'continue':
      return { ...own, body: spot.isInLoop ? make.say(said) : make.set({ v: 'x' }) };
    default:
      return { ...own, body: make.say(said) };
  }
}

const ids = (children: readonly Draw[]) => children.map((_, at) => `s${at}`);

function bodyOf(drawn: Draw, spot: Spot): PlanNode['body'] | undefined {
  const { kind, children, dice } = drawn;
  const [first = 0, second = 0, third = 0] = dice;
  const names = ids(children);
  const all = (position: 'step' | 'branch'): make.Shorts =>
    Object.fromEntries(
      children.map((child, at) => {
        const siblings = position === 'step' ? names.filter((name) => name !== `s${at}`) : [];
        return [`s${at}`, specOf(child, { ...spot, position, siblings })];
      }),
    );
  const single = () => specOf(children[0]!, { position: 'branch', isInLoop: true, siblings: [] });
  const many = 1 + (second % 3);
  const capped = first % 2 === 0 ? {} : { maxParallel: many };
  switch (kind) {
    case 'agent':
      return make.agent(schemaOf(third));
    case 'loop':
      return make.loop({
        maxIterations: many,
        freshContext: third % 4 === 0,
        ...(first % 4 === 0 && { untilBash: 'x' }),
      });
    case 'steps':
      return make.steps(all('step'));
    case 'parallel':
      return make.parallel(all('branch'), {
        ...capped,
        failFast: second % 2 === 0,
        ignoreErrors: third % 3 === 0,
      });
    case 'each':
      return make.each(itemsOf(first), single(), {
        ...capped,
        onItemError: third % 2 === 0 ? 'continue' : 'fail',
      });
    case 'repeat':
      return make.repeat(single(), {
        maxIterations: 1 + (second % 2),
        ...(first % 3 === 0 && { untilBash: 'x' }),
        ...(dice[3]! % 4 === 0 && { until: 'DONE' }),
        ...(first % 3 === 1 && { while: make.expr("vars.v != 'x1'") }),
        ...(third % 2 === 0 && { onExhausted: 'complete' as const }),
      });
    case 'pipe':
      return make.subPipe(
        planFrom(children, {
          maxParallel: first % 2 === 0 ? Number.POSITIVE_INFINITY : many,
          ...modeOf(third),
          ...(dice[4]! % 4 === 0 && { outputs: new Map([['o', make.text(`\${{ nodes.n0.text }}`)]]) }),
        }),
      );
    default:
      return undefined;
  }
}

const modeOf = (n: number) => {
  const failureMode = ([undefined, 'no_new', 'kill'] as const)[n % 8];
  return failureMode === undefined ? {} : { failureMode };
};

// What agents print fits the first, and not the second.
function schemaOf(n: number): Pick<Parameters<typeof make.agent>[0] & object, 'schema'> {
  const required = ['a', 'b'][n % 10];
  return required === undefined ? {} : { schema: { type: 'object', required: [required] } };
}

function itemsOf(n: number): readonly Json[] | ReturnType<typeof make.expr> {
  if (n % 11 === 0) return make.expr("'no list'");
  const items = ['a', 1, { b: null }].slice(0, n % 4);
  return n % 3 === 0 ? items : make.expr(`fromJSON('${JSON.stringify(items)}')`);
}

// Anything, but for the same call always the same.
function partOf({ port, name, call }: Unnamed, seed: number, calm: number): Part<object> {
  let hash = seed;
  for (const letter of `${name}#${call}`) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  const next = (below: number) => {
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) ^ (hash >>> 12);
    return Math.abs(hash) % below;
  };
  const [code, sentinel, luck] = [next(3) + 1, next(60), next(100) / 100];
  const reply = luck > calm ? fails(code) : port === 'agent' ? saysOf(sentinel) : {};
  const onAbortMs = next(3) === 0 ? ('never' as const) : next(20);
  const afterMs = next(40);
  const writes = next(9) === 0 ? 'bad' : 'a=1\n';
  return { afterMs, onAbortMs, reply, writes, prints: next(9) === 0 ? '{"a":1}\nDONE' : '{"a":1}' };
}

const saysOf = (n: number) => (n === 0 ? { sentinel: 'blocked' } : n < 30 ? { sentinel: 'until' } : {});
