import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unabsorbedFailures } from '../../src/core/conclude.ts';
import type { Event, Fact } from '../../src/core/event.ts';
import type { Plan, PlanNode } from '../../src/core/plan.ts';
import {
  createSchedule,
  isDone,
  nextReady,
  nextSkip,
  observe,
  type Schedule,
  STATUS,
  skipWaiting,
} from '../../src/core/schedule.ts';
import { dependenciesOf, randomPlan } from './random-plan.ts';
import { expectedVerdict, type Standing } from './trigger-oracle.ts';

/** More of them for a deep look: `OMNE_TEST_RUNS=20000`. */
const numRuns = Number(process.env['OMNE_TEST_RUNS'] ?? 300);

type End = Exclude<Standing, 'unsettled'>;

const STAMP = { id: '', ts: '', run_id: '', seq: 0, mono_ms: 0, h: '' };
const RAN = { duration_ms: 0, attempt: 1 };

function factOf(node_id: string, end: End | 'started'): Fact {
  switch (end) {
    case 'started':
      return { type: 'node.started', node_id, kind: 'bash' };
    case 'failed':
      return { type: 'node.failed', node_id, error: { kind: 'crash' }, ...RAN };
    case 'skipped':
      return { type: 'node.skipped', node_id, reason: 'when' };
    case 'ignored':
      return { type: 'node.completed', node_id, conclusion: 'failure_ignored', ...RAN };
    case 'completed':
      return { type: 'node.completed', node_id, ...RAN };
  }
}

/** A node taken over from an earlier run: begin and end in one event. */
const reusedFact = (node_id: string, end: 'completed' | 'failed' | 'ignored'): Fact => ({
  ...{ type: 'node.reused', node_id, kind: 'bash', digest: { body: '' }, ...RAN },
  status: end === 'failed' ? 'failed' : 'completed',
  ...(end === 'ignored' && { conclusion: 'failure_ignored' }),
});

interface Walk {
  readonly schedule: Schedule;
  readonly standings: ReadonlyMap<string, Standing>;
  /** Every node that was handed out or skipped, as often as it was. */
  readonly told: readonly string[];
}

interface Options {
  readonly ends: readonly End[];
  /** Which of those that run ends next. */
  readonly picks: readonly number[];
  readonly around?: readonly [string, string];
  /** After so many ends nothing more may begin. */
  readonly closeAfter?: number;
  readonly isReused?: boolean;
}

/** Runs a plan through the schedule, and checks at every moment that it says exactly what the rules say. */
function walk(plan: Plan, options: Options): Walk {
  const { ends, picks, around: [before, after] = ['', ''], closeAfter, isReused = false } = options;
  const schedule = createSchedule(plan, before, after);
  const standings = new Map<string, Standing>();
  const told: string[] = [];
  const running: PlanNode[] = [];
  const verdictOf = ({ index, triggerRule }: PlanNode) =>
    expectedVerdict(
      triggerRule,
      dependenciesOf(plan, index).map((id) => standings.get(id) ?? 'unsettled'),
    );
  const see = (fact: Fact) => observe(schedule, { ...fact, ...STAMP } as Event);
  const settle = (node: PlanNode, end: End) => {
    standings.set(node.id, end);
    const id = before + node.id + after;
    const isWhole = isReused && end !== 'skipped';
    see(isWhole ? reusedFact(id, end) : factOf(id, end));
    // What happens inside of a node is its own business.
    see(factOf(`${id}/0`, end));
  };
  let isClosed = false;
  const close = () => {
    isClosed = true;
    const waiting = plan.nodes.filter(
      ({ id }) => !standings.has(id) && !running.some((one) => one.id === id),
    );
    skipWaiting(schedule, 'cancelled', 'why');
    const skips: unknown[] = [];
    for (let skip = nextSkip(schedule); skip !== undefined; skip = nextSkip(schedule)) {
      skips.push([skip.node.id, skip.reason, skip.cause]);
      told.push(skip.node.id);
      settle(skip.node, 'skipped');
    }
    expect(skips).toEqual(waiting.map(({ id }) => [id, 'cancelled', 'why']));
  };
  for (let step = 0; ; step++) {
    for (let skip = nextSkip(schedule); skip !== undefined; skip = nextSkip(schedule)) {
      expect([skip.node.id, verdictOf(skip.node)]).toEqual([
        skip.node.id,
        skip.reason === 'not_triggered' ? 'not_triggered' : 'upstream',
      ]);
      told.push(skip.node.id);
      settle(skip.node, 'skipped');
    }
    for (let node = nextReady(schedule); node !== undefined; node = nextReady(schedule)) {
      expect([node.id, isClosed, verdictOf(node)]).toEqual([node.id, false, 'start']);
      told.push(node.id);
      running.push(node);
      if (!isReused && ends[node.index] !== 'skipped') see(factOf(before + node.id + after, 'started'));
    }
    // Whoever could begin has, and whoever cannot any more is skipped.
    const due = plan.nodes.filter(({ id }) => !told.includes(id)).map((node) => verdictOf(node));
    expect(due.filter((verdict) => verdict !== 'wait')).toEqual([]);
    if (running.length === 0) break;
    if (step === closeAfter) close();
    const [node] = running.splice((picks[step] ?? 0) % running.length, 1);
    settle(node!, ends[node!.index]!);
  }
  expect(isDone(schedule)).toBe(true);
  return { schedule, standings, told };
}

const anyEnds = fc.array(
  fc.constantFrom<End>('completed', 'completed', 'completed', 'ignored', 'failed', 'failed', 'skipped'),
  { minLength: 10, maxLength: 10 },
);
const anyPicks = fc.array(fc.nat(99), { maxLength: 10 });

test('every node is handed out or skipped once, as soon as the rules say so', () => {
  fc.assert(
    fc.property(randomPlan(10), anyEnds, anyPicks, (plan, ends, picks) => {
      const { told } = walk(plan, { ends, picks });
      expect([...told].sort()).toEqual(plan.nodes.map(({ id }) => id).sort());
    }),
    { numRuns },
  );
});

test('in whatever order nodes end, the same ones run, are skipped and fail the run', () => {
  fc.assert(
    fc.property(randomPlan(10), anyEnds, anyPicks, anyPicks, (plan, ends, picks, others) => {
      const one = walk(plan, { ends, picks });
      const other = walk(plan, { ends, picks: others });
      const statuses = ({ schedule }: Walk) => [...schedule.status];
      expect(statuses(other)).toEqual(statuses(one));
      expect(unabsorbedFailures(other.schedule)).toEqual(unabsorbedFailures(one.schedule));
    }),
    { numRuns },
  );
});

test('it is what the rules make of the ends alone, node by node along the edges', () => {
  fc.assert(
    fc.property(randomPlan(10), anyEnds, anyPicks, (plan, ends, picks) => {
      const { standings } = walk(plan, { ends, picks });
      const expected = new Map<string, Standing>();
      for (const index of plan.graph.order) {
        const { id, triggerRule } = plan.nodes[index]!;
        const verdict = expectedVerdict(
          triggerRule,
          dependenciesOf(plan, index).map((one) => expected.get(one)!),
        );
        expected.set(id, verdict === 'start' ? ends[index]! : 'skipped');
      }
      expect(new Map([...standings].sort())).toEqual(new Map([...expected].sort()));
    }),
    { numRuns },
  );
});

test('closed at any moment, all that waited is skipped once and nothing begins any more', () => {
  fc.assert(
    fc.property(randomPlan(10), anyEnds, anyPicks, fc.nat(9), (plan, ends, picks, closeAfter) => {
      const { told } = walk(plan, { ends, picks, closeAfter });
      expect([...told].sort()).toEqual(plan.nodes.map(({ id }) => id).sort());
    }),
    { numRuns },
  );
});

test('it is the same inside of another pipe, and of nodes that were taken over', () => {
  fc.assert(
    fc.property(randomPlan(10), anyEnds, anyPicks, (plan, ends, picks) => {
      const { told, schedule } = walk(plan, { ends, picks });
      const inside = walk(plan, { ends, picks, around: ['a/b@2/', '@3'] });
      const reused = walk(plan, { ends, picks, isReused: true });
      expect([inside.told, reused.told]).toEqual([told, told]);
      expect([...inside.schedule.status]).toEqual([...schedule.status]);
      expect([...reused.schedule.status]).toEqual([...schedule.status]);
      expect(schedule.status).not.toContain(STATUS.running);
    }),
    { numRuns },
  );
});
