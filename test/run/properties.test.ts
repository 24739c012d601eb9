import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { Plan, PlanBody } from '../../src/core/plan.ts';
import { fold } from '../../src/core/state.ts';
import { agent, loop, nodeOf } from '../core/plan-of.ts';
import { dependenciesOf, randomPlan } from '../core/random-plan.ts';
import { expectedVerdict, type Standing } from '../core/trigger-oracle.ts';
import { type FakePorts, fails, type Part, type Script } from '../rig/fake-ports.ts';
import { begin } from './begin.ts';

const MAX_NODES = 8;

const BODIES: readonly PlanBody[] = [
  { kind: 'script', script: 'x' },
  { kind: 'script', script: 'y' },
  agent(),
  loop({ maxIterations: 2 }),
];

const part = fc.record({
  afterMs: fc.nat(40),
  onAbortMs: fc.oneof(fc.nat(20), fc.constant('never' as const)),
  isFailing: fc.boolean(),
});

const behaviour = fc.record({
  body: fc.constantFrom(...BODIES),
  part,
  sentinel: fc.constantFrom(undefined, 'until' as const, 'blocked' as const),
  gate: fc.option(part, { nil: undefined }),
  timeoutMs: fc.constantFrom(5, 20, 100_000),
});

interface Scene {
  readonly plan: Plan;
  readonly script: Script;
}

/** Any plan, with any behaviour of each of its nodes. */
const scene: fc.Arbitrary<Scene> = fc
  .tuple(
    randomPlan(MAX_NODES),
    fc.array(behaviour, { minLength: MAX_NODES, maxLength: MAX_NODES }),
    fc.option(fc.nat(100), { nil: undefined }),
  )
  .map(([plan, behaviours, timeoutMs]) => {
    const of = (id: string) => behaviours[Number(id.slice(1))]!;
    const toPart = ({ afterMs, onAbortMs, isFailing }: ReturnType<typeof of>['part']) => ({
      ...{ afterMs, onAbortMs },
      ...(isFailing && { reply: fails() }),
    });
    const entries = <T>(pick: (id: string) => T) =>
      Object.fromEntries(plan.nodes.map((node): [string, T] => [node.id, pick(node.id)]));
    const nodes = plan.nodes.map((node) => {
      const { body, gate, timeoutMs: nodeMs } = of(node.id);
      const kind = nodeOf(node.id, body).kind;
      return { ...node, body, kind, timeoutMs: nodeMs, ...(gate !== undefined && { gate: 'g' }) };
    });
    return {
      plan: { ...plan, nodes, ...(timeoutMs !== undefined && { timeoutMs }) },
      script: {
        shell: entries((id) => toPart(of(id).part)),
        agent: entries((id) => {
          const { sentinel } = of(id);
          return [{ ...toPart(of(id).part), ...(sentinel !== undefined && { reply: { sentinel } }) }];
        }),
        gate: entries((id): Part<object> => toPart(of(id).gate ?? of(id).part)),
      },
    };
  });

const ENDS = { 'node.completed': 'completed', 'node.failed': 'failed', 'node.skipped': 'skipped' } as const;
const isEnd = (event: Event): event is Extract<Event, { type: keyof typeof ENDS }> => event.type in ENDS;

/** Everything that must hold of any journal of a run that was not cut short by a fault. */
function check(plan: Plan, events: readonly Event[]): void {
  const byId = new Map(plan.nodes.map((node) => [node.id, node]));
  const standings = new Map<string, Standing>();
  const running = new Set<string>();
  const of = (id: string) =>
    dependenciesOf(plan, byId.get(id)!.index).map((one) => standings.get(one) ?? 'unsettled');
  for (const event of events) {
    if (event.type === 'node.started') {
      expect([event.node_id, standings.has(event.node_id), running.has(event.node_id)]).toEqual([
        event.node_id,
        false,
        false,
      ]);
      expect([
        event.node_id,
        expectedVerdict(byId.get(event.node_id)!.triggerRule, of(event.node_id)),
      ]).toEqual([event.node_id, 'start']);
      running.add(event.node_id);
      expect(running.size).toBeLessThanOrEqual(plan.maxParallel);
    } else if (event.type === 'node.skipped') {
      expect([event.node_id, standings.has(event.node_id), running.has(event.node_id)]).toEqual([
        event.node_id,
        false,
        false,
      ]);
      if (event.reason !== 'cancelled' && event.reason !== 'timeout')
        checkSkip(plan, event, of(event.node_id));
    } else if (isEnd(event) || event.type === 'gate.passed' || event.type === 'iteration.started') {
      expect([event.type, running.has(event.node_id)]).toEqual([event.type, true]);
    }
    if (isEnd(event)) {
      running.delete(event.node_id);
      standings.set(event.node_id, ENDS[event.type]);
    }
  }
  expect([...standings.keys()].sort()).toEqual(plan.nodes.map((node) => node.id).sort());
  expect(running.size).toBe(0);
  const terminal = events.filter((event) => event.type === 'pipe.completed' || event.type === 'pipe.aborted');
  expect([events[0]?.type, terminal]).toEqual(['pipe.started', [events.at(-1)]]);
}

// The first dependency that decided it is the cause; of several that settled by now the journal cannot tell which.
function checkSkip(
  plan: Plan,
  event: Extract<Event, { type: 'node.skipped' }>,
  standings: readonly Standing[],
): void {
  const node = plan.nodes.find((one) => one.id === event.node_id)!;
  const dependencies = dependenciesOf(plan, node.index);
  const verdict = expectedVerdict(node.triggerRule, standings);
  const standing = standings.includes('failed') ? 'failed' : 'skipped';
  const causes = dependencies.filter((_, i) => standings[i] === standing);
  const { reason, cause } = event;
  if (verdict === 'upstream') {
    expect(reason).toBe(`upstream_${standing}`);
    expect(causes).toContain(cause);
  } else expect([verdict, reason, cause]).toEqual(['not_triggered', 'not_triggered', undefined]);
}

/** What holds once a run is over, whatever happened to it. */
function checkOver(fake: FakePorts): void {
  expect([[...fake.live], fake.pendingTimers, fake.calls('sweep').length]).toEqual([[], 0, 1]);
}

test('any plan with any behaviour of its nodes', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async ({ plan, script }) => {
      const { fake, finished } = begin(plan, script);
      const state = await fake.until(finished);
      check(plan, fake.events);
      checkOver(fake);
      expect(fake.mostLive).toBeLessThanOrEqual(plan.maxParallel);
      expect(state).toEqual(fold(fake.events));
    }),
    { numRuns: 400 },
  );
});

test('the state told with each event is the fold of all events so far', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async ({ plan, script }) => {
      const seen: Event[] = [];
      const notify: Script['notify'] = (event, state) => {
        seen.push(event);
        expect(state).toEqual(fold(seen));
      };
      const { fake, finished } = begin(plan, { ...script, notify });
      await fake.until(finished);
      expect(seen).toEqual(fake.events);
    }),
    { numRuns: 60 },
  );
});

test('cancelled at any moment: nothing starts any more, and every started node ends once', async () => {
  await fc.assert(
    fc.asyncProperty(scene, fc.nat(120), async ({ plan, script }, atMs) => {
      const { fake, cancel, finished } = begin(plan, script);
      let told = Number.POSITIVE_INFINITY;
      fake.at(atMs, () => {
        told = fake.events.length;
        cancel.abort();
      });
      const state = await fake.until(finished);
      check(plan, fake.events);
      const after = fake.events.slice(told).map((event) => event.type);
      expect(after).not.toContain('node.started');
      expect(after).not.toContain('iteration.started');
      expect(after).not.toContain('gate.passed');
      expect([[...fake.live], state]).toEqual([[], fold(fake.events)]);
    }),
    { numRuns: 400 },
  );
});

test('cancelled by any event: the same', async () => {
  await fc.assert(
    fc.asyncProperty(scene, fc.nat(30), async ({ plan, script }, seq) => {
      const cancel = new AbortController();
      const notify: Script['notify'] = (event) => {
        if (event.seq === seq) cancel.abort();
      };
      const { fake, finished } = begin(plan, { ...script, notify }, { cancel });
      await fake.until(finished);
      check(plan, fake.events);
      checkOver(fake);
      expect(fake.events.slice(seq + 1).map((event) => event.type)).not.toContain('node.started');
    }),
    { numRuns: 400 },
  );
});

test('a fault at any call of any port: children are ended, the journal is closed, the fault is told', async () => {
  await fc.assert(
    fc.asyncProperty(
      scene,
      fc.nat(40),
      fc.constantFrom('throw' as const, 'reject' as const),
      async ({ plan, script }, nth, how) => {
        const error = new Error('fault');
        let calls = -1;
        let isThrown = false;
        const { fake, finished } = begin(plan, {
          ...script,
          fault: () => {
            calls++;
            if (calls !== nth) return undefined;
            isThrown = true;
            return { error, how };
          },
        });
        const outcome = await fake.until(
          finished.then(
            () => 'fine',
            (reason: unknown) => reason,
          ),
        );
        expect(outcome).toBe(isThrown ? error : 'fine');
        expect([[...fake.live], fake.pendingTimers]).toEqual([[], 0]);
        const ended = fake.events.filter(isEnd).map((event) => event.node_id);
        expect(new Set(ended).size).toBe(ended.length);
        const started = fake.events.filter((event) => event.type === 'node.started');
        const open = started.filter((event) => !ended.includes(event.node_id));
        expect(open.length).toBeLessThanOrEqual(isThrown ? 1 : 0);
      },
    ),
    { numRuns: 400 },
  );
});
