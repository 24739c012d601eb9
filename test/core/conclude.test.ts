import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unabsorbedFailures } from '../../src/core/conclude.ts';
import type { Fact } from '../../src/core/event.ts';
import { buildGraph, type Graph, rowsOf } from '../../src/core/graph.ts';
import type { Plan } from '../../src/core/plan.ts';
import {
  createSchedule,
  isDone,
  nextReady,
  nextSkip,
  observe,
  type Schedule,
} from '../../src/core/schedule.ts';
import { type NodeSpec, planOf } from './plan-of.ts';
import { dependenciesOf, randomPlan } from './random-plan.ts';

type Outcome = 'completed' | 'failed' | 'ignored';
type Ending = Outcome | 'skipped';

const STAMP = { id: '', ts: '', run_id: '', seq: 0, mono_ms: 0, h: '' };

/** Runs a plan to its end; its nodes end as told where they run at all. */
function playOut(
  plan: Plan,
  outcome: (id: string) => Outcome,
): { schedule: Schedule; endings: Map<string, Ending> } {
  const schedule = createSchedule(plan);
  const endings = new Map<string, Ending>();
  const see = (fact: Fact) => observe(schedule, { ...fact, ...STAMP });
  while (!isDone(schedule)) {
    for (let skip = nextSkip(schedule); skip !== undefined; skip = nextSkip(schedule)) {
      see({ type: 'node.skipped', node_id: skip.node.id, reason: skip.reason });
      endings.set(skip.node.id, 'skipped');
    }
    const node = nextReady(schedule);
    if (node === undefined) continue;
    const common = { node_id: node.id, output_path: '', duration_ms: 0, attempt: 1 };
    see({ type: 'node.started', node_id: node.id, kind: 'bash' });
    const ending = outcome(node.id);
    endings.set(node.id, ending);
    if (ending === 'failed') see({ type: 'node.failed', error: { kind: 'crash' }, ...common });
    else if (ending === 'completed') see({ type: 'node.completed', ...common });
    else see({ type: 'node.completed', ...common, conclusion: 'failure_ignored' });
  }
  return { schedule, endings };
}

const conclude = (specs: Record<string, NodeSpec | readonly string[]>, ...failing: string[]) =>
  unabsorbedFailures(
    playOut(planOf(specs), (id) => (failing.includes(id) ? 'failed' : 'completed')).schedule,
  );

const join = (...needs: string[]): NodeSpec => ({ needs, rule: 'one_success' });
const first = (...needs: string[]): NodeSpec => ({ needs, rule: 'first_success' });
const always = (...needs: string[]): NodeSpec => ({ needs, rule: 'always' });

// Every failing node's name starts with `bad`.
describe('failures nothing absorbed', () => {
  test.each<{ name: string; specs: Record<string, NodeSpec | readonly string[]>; open: readonly string[] }>([
    { name: 'nothing failed', specs: { a: [], b: ['a'] }, open: [] },
    { name: 'a failed leaf', specs: { a: [], bad: ['a'] }, open: ['bad'] },
    { name: 'a failure that skips all behind it', specs: { bad: [], b: ['bad'], c: ['b'] }, open: ['bad'] },
    { name: 'a join absorbs', specs: { a: [], bad: [], join: join('a', 'bad') }, open: [] },
    { name: 'a first_success absorbs', specs: { a: [], bad: [], first: first('a', 'bad') }, open: [] },
    {
      name: 'a join absorbs, but a skipped deploy leads nowhere',
      specs: { a: [], bad: [], join: join('a', 'bad'), deploy: ['bad'] },
      open: ['bad'],
    },
    {
      name: 'the skipped deploy leads into the join',
      specs: { a: [], bad: [], deploy: ['bad'], join: join('a', 'bad', 'deploy') },
      open: [],
    },
    {
      name: 'a chain of skips leads into the join',
      specs: { a: [], bad: [], b1: ['bad'], b2: ['b1'], join: join('a', 'b2') },
      open: [],
    },
    {
      name: 'one of two ways leads nowhere',
      specs: { a: [], bad: [], b1: ['bad'], b2: ['bad'], join: join('a', 'b1') },
      open: ['bad'],
    },
    {
      name: 'a join that failed absorbs nothing',
      specs: { a: [], bad: [], badjoin: join('a', 'bad') },
      open: ['bad', 'badjoin'],
    },
    {
      name: 'a failed join that a later join absorbs still absorbs nothing itself',
      specs: { a: [], bad: [], badjoin: join('a', 'bad'), top: join('a', 'badjoin') },
      open: ['bad'],
    },
    {
      name: 'a join all of whose sides failed',
      specs: { bad1: [], bad2: [], join: join('bad1', 'bad2') },
      open: ['bad1', 'bad2'],
    },
    {
      name: 'a join that was skipped leads into one that absorbs',
      specs: { a: [], bad1: [], bad2: [], inner: join('bad1', 'bad2'), outer: join('inner', 'a') },
      open: [],
    },
    {
      name: 'a clean-up never turns a failed run green',
      specs: { bad: [], clean: always('bad') },
      open: ['bad'],
    },
    {
      name: 'all_done does not either',
      specs: { bad: [], clean: { needs: ['bad'], rule: 'all_done' } },
      open: ['bad'],
    },
    {
      name: 'a clean-up beside a join does not stand in its way',
      specs: { a: [], bad: [], join: join('a', 'bad'), clean: always('bad') },
      open: [],
    },
    {
      name: 'a clean-up that failed is a failure of its own',
      specs: { a: [], badclean: always('a') },
      open: ['badclean'],
    },
    {
      name: 'a join behind the clean-up does not help',
      specs: { bad: [], clean: always('bad'), join: join('clean') },
      open: ['bad'],
    },
    {
      name: 'one_failed does not absorb',
      specs: { bad: [], fix: { needs: ['bad'], rule: 'one_failed' } },
      open: ['bad'],
    },
    {
      name: 'all_failed does not absorb',
      specs: { bad: [], fix: { needs: ['bad'], rule: 'all_failed' } },
      open: ['bad'],
    },
    {
      name: 'a one_failed that recovers absorbs',
      specs: { bad: [], fix: { needs: ['bad'], rule: 'one_failed', recovers: true } },
      open: [],
    },
    {
      name: 'an all_failed that recovers absorbs all of them',
      specs: { bad1: [], bad2: [], fix: { needs: ['bad1', 'bad2'], rule: 'all_failed', recovers: true } },
      open: [],
    },
    {
      name: 'one that recovers and failed absorbs nothing',
      specs: { bad: [], badfix: { needs: ['bad'], rule: 'one_failed', recovers: true } },
      open: ['bad', 'badfix'],
    },
    {
      name: 'one that recovers, but a skipped deploy leads nowhere',
      specs: { bad: [], deploy: ['bad'], fix: { needs: ['bad'], rule: 'one_failed', recovers: true } },
      open: ['bad'],
    },
    {
      name: 'one that recovers and was not called for does not stand for another failure',
      specs: { a: [], bad: [], fix: { needs: ['a', 'bad'], rule: 'all_failed', recovers: true } },
      open: ['bad'],
    },
    {
      name: 'a one_failed beside the join counts and does not absorb',
      specs: { a: [], bad: [], join: join('a', 'bad'), fix: { needs: ['bad'], rule: 'one_failed' } },
      open: ['bad'],
    },
    {
      name: 'an all_failed that nothing called for was not skipped because of the failure',
      specs: {
        a: [],
        bad: [],
        fix: { needs: ['a', 'bad'], rule: 'all_failed' },
        join: join('a', 'bad', 'fix'),
      },
      open: ['bad'],
    },
    {
      name: 'a none_failed that was skipped leads into the join',
      specs: { a: [], bad: [], n: { needs: ['a', 'bad'], rule: 'none_failed' }, join: join('a', 'bad', 'n') },
      open: [],
    },
    {
      name: 'a none_failed that ran over the skip counts and does not absorb',
      specs: {
        a: [],
        bad: [],
        s: ['bad'],
        n: { needs: ['s', 'a'], rule: 'none_failed' },
        join: join('a', 's'),
      },
      open: ['bad'],
    },
    {
      name: 'a second failure that skips that none_failed does not make the first one better',
      specs: {
        a: [],
        bad: [],
        bad2: [],
        s: ['bad'],
        n: { needs: ['s', 'bad2'], rule: 'none_failed' },
        join: join('a', 's', 'n'),
      },
      open: ['bad'],
    },
    {
      name: 'a none_failed_min_one_success in which nothing completed was skipped because of the skip',
      specs: {
        a: [],
        bad: [],
        s: ['bad'],
        n: { needs: ['s'], rule: 'none_failed_min_one_success' },
        join: join('a', 'n'),
      },
      open: [],
    },
    {
      name: 'and where something did complete, because of the second failure only',
      specs: {
        a: [],
        bad: [],
        bad2: [],
        s: ['bad'],
        n: { needs: ['s', 'bad2', 'a'], rule: 'none_failed_min_one_success' },
        join: join('a', 's', 'n'),
      },
      open: ['bad'],
    },
    {
      name: 'both of two failures, in the order of the file',
      specs: { bad2: [], bad1: [], a: [] },
      open: ['bad2', 'bad1'],
    },
    {
      name: 'one of two failures',
      specs: { a: [], bad1: [], bad2: [], join: join('a', 'bad2') },
      open: ['bad1'],
    },
  ])('$name', ({ specs, open }) => {
    expect(conclude(specs, ...Object.keys(specs).filter((id) => id.startsWith('bad')))).toEqual(open);
  });
});

/**
 * DESIGN §6 word for word: a failed node, or one skipped because of it, is absorbed when it has at least one dependent
 * that counts, and every one that counts either absorbs it or was skipped because of it and is itself absorbed. A node
 * with `recovers` absorbs, too; one that completed only because its own failure was ignored does not.
 */
function expectedFailures(plan: Plan, endings: ReadonlyMap<string, Ending>): readonly string[] {
  const needs = new Map(plan.nodes.map((node) => [node.id, dependenciesOf(plan, node.index)]));
  const isAbsorbed = (id: string): boolean => {
    const dependents = plan.nodes.filter((node) => needs.get(node.id)!.includes(id));
    const counting = dependents.filter((node) => !['all_done', 'always'].includes(node.triggerRule));
    return (
      counting.length > 0 &&
      counting.every((node) => {
        const ending = endings.get(node.id);
        if (ending === 'completed') {
          return node.recovers === true || ['one_success', 'first_success'].includes(node.triggerRule);
        }
        return ending === 'skipped' && isInTheWay(id, node.triggerRule, node.id) && isAbsorbed(node.id);
      })
    );
  };
  // Whether this dependency's ending is a reason for the skip of that node.
  const isInTheWay = (dependency: string, rule: string, node: string): boolean => {
    const failed = endings.get(dependency) === 'failed';
    switch (rule) {
      case 'none_failed':
        return failed;
      case 'none_failed_min_one_success':
        return failed || needs.get(node)!.every((id) => endings.get(id) !== 'completed');
      case 'one_failed':
      case 'all_failed':
        return false;
      default:
        return endings.get(dependency) !== 'completed';
    }
  };
  return plan.nodes.map((node) => node.id).filter((id) => endings.get(id) === 'failed' && !isAbsorbed(id));
}

test('agrees with the naive reading of the design on any plan', () => {
  const absorbing = ['one_success', 'one_success', 'first_success', 'all_success', 'all_success'] as const;
  fc.assert(
    fc.property(
      fc.oneof(randomPlan(9), randomPlan(9, [...absorbing, 'none_failed', 'none_failed_min_one_success'])),
      fc.array(fc.constantFrom<Outcome>('completed', 'failed', 'failed', 'ignored'), {
        minLength: 9,
        maxLength: 9,
      }),
      (plan, outcomes) => {
        const { schedule, endings } = playOut(plan, (id) => outcomes[Number(id.slice(1))]!);
        expect(unabsorbedFailures(schedule)).toEqual(expectedFailures(plan, endings));
      },
    ),
    { numRuns: 3000 },
  );
});

test('a chain of 100,000 skips leads to its join without recursion', () => {
  const size = 100_000;
  const { nodes } = planOf({ bad: [], mid: ['bad'], a: [], join: join('a', 'mid') });
  const chain = Array.from({ length: size }, (_, i) => (i === 0 ? [] : [i - 1]));
  const plan = longPlan(nodes, [...chain, [], [size - 1, size]]);
  expect(unabsorbedFailures(playOut(plan, (id) => (id === 'n0' ? 'failed' : 'completed')).schedule)).toEqual(
    [],
  );
});

function graphOf(dependencies: readonly (readonly number[])[]): Graph {
  const graph = buildGraph(rowsOf(dependencies));
  if ('cycles' in graph) throw new Error('a chain has no cycle');
  return graph;
}

function longPlan(patterns: Plan['nodes'], dependencies: readonly (readonly number[])[]): Plan {
  const last = dependencies.length - 1;
  const nodes = dependencies.map((_, index) => {
    const pattern = patterns[index === last ? 3 : 0]!;
    return { ...pattern, index, id: `n${index}` };
  });
  return { ...planOf({}), nodes, graph: graphOf(dependencies) };
}
