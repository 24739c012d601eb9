import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import { fold } from '../../src/core/state.ts';
import type { Script } from '../rig/fake-ports.ts';
import { begin } from './begin.ts';
import { nestedScene } from './nested-plan.ts';
import { checkNested, checkOver, watchCaps } from './nested-rules.ts';

/** More of them for a deep look: `OMNE_TEST_RUNS=20000`. */
const numRuns = Number(process.env['OMNE_TEST_RUNS'] ?? 200);

const STARTS: readonly Event['type'][] = [
  'node.started',
  'iteration.started',
  'node.retrying',
  'gate.passed',
  'node.jumped',
];

test('any nested plan comes to its end, and its journal holds what was promised', async () => {
  await fc.assert(
    fc.asyncProperty(nestedScene, async ({ plan, script }) => {
      const { fake, finished } = begin(plan, script);
      watchCaps(plan, fake);
      const state = await fake.until(finished);
      checkNested(plan, fake.events);
      checkOver(fake);
      expect(state).toEqual(fold(fake.events));
    }),
    { numRuns },
  );
});

test('cancelled at any moment: nothing starts any more, and no policy swallows it', async () => {
  await fc.assert(
    fc.asyncProperty(nestedScene, fc.nat(150), async ({ plan, script }, atMs) => {
      const { fake, cancel, finished } = begin(plan, script);
      let told = Number.POSITIVE_INFINITY;
      let isOpen = false;
      fake.at(atMs, () => {
        told = fake.events.length;
        isOpen = !isEveryTopEnded(fake.events, plan.nodes.length);
        cancel.abort();
      });
      const state = await fake.until(finished);
      checkNested(plan, fake.events);
      if (told <= fake.events.length) checkOver(fake);
      for (const type of STARTS) expect(fake.events.slice(told).map((one) => one.type)).not.toContain(type);
      const last = fake.events.at(-1)!;
      if (isOpen) expect(last.type === 'pipe.aborted' && last.reason).toMatch(/^(?:cancelled|timeout)$/);
      expect(state).toEqual(fold(fake.events));
    }),
    { numRuns },
  );
});

test('cancelled by any event: the same', async () => {
  await fc.assert(
    fc.asyncProperty(nestedScene, fc.nat(60), async ({ plan, script }, seq) => {
      const cancel = new AbortController();
      const notify: Script['notify'] = (event) => {
        if (event.seq === seq) cancel.abort();
      };
      const { fake, finished } = begin(plan, { ...script, notify }, { cancel });
      watchCaps(plan, fake);
      await fake.until(finished);
      checkNested(plan, fake.events);
      checkOver(fake);
      const after = fake.events.slice(seq + 1).map((event) => event.type);
      expect(after).not.toContain('node.started');
      expect(after).not.toContain('node.retrying');
    }),
    { numRuns },
  );
});

test('a fault at any call of any port: children are ended, the fault is told once', async () => {
  await fc.assert(
    fc.asyncProperty(
      nestedScene,
      fc.nat(120),
      fc.constantFrom('throw' as const, 'reject' as const),
      async ({ plan, script }, nth, how) => {
        const error = new Error('fault');
        let calls = -1;
        const { fake, finished } = begin(plan, {
          ...script,
          fault: () => (++calls === nth ? { error, how } : undefined),
        });
        const outcome = await fake.until(
          finished.then(
            () => 'fine',
            (reason: unknown) => reason,
          ),
        );
        expect(outcome).toBe(calls >= nth ? error : 'fine');
        expect([[...fake.live], fake.pendingTimers]).toEqual([[], 0]);
        const ends = fake.events.filter(({ type }) => type === 'pipe.aborted' || type === 'pipe.completed');
        expect(ends.length).toBeLessThanOrEqual(1);
        if (ends.length > 0) expect(fake.events.at(-1)).toBe(ends[0]);
      },
    ),
    { numRuns },
  );
});

function isEveryTopEnded(events: readonly Event[], count: number): boolean {
  const ended = new Set<string>();
  for (const event of events) {
    const isEnd = event.type === 'node.completed' || event.type === 'node.failed';
    if ((isEnd || event.type === 'node.skipped') && !event.node_id.includes('/')) ended.add(event.node_id);
  }
  return ended.size === count;
}
