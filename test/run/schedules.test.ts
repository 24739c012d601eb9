// The engine loads these when it first needs them, which no fake clock waits for.
import '../../src/core/output-schema.ts';
import '../../src/core/problem.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomPlan } from '../core/random-plan.ts';
import { FIXED } from './fault-plans.ts';
import { nestedScene } from './nested-plan.ts';
import { disturbance, lengthOf, shuffled } from './random-schedule.ts';
import { checkPlaces, checkSchedule } from './schedule-rules.ts';

/** More of them for a deep look: `OMNE_TEST_RUNS=20000`. */
const numRuns = Number(process.env['OMNE_TEST_RUNS'] ?? 300);

describe('whenever it is disturbed, all that was begun ends once and nothing else begins', () => {
  test.each(FIXED)('$name: cancelled by each event', async ({ plan, script }) => {
    const { fake } = await checkSchedule(plan, script);
    for (let seq = 0; seq < fake.events.length; seq++)
      await checkSchedule(plan, script, { cancelAtSeq: seq });
  });

  test.each(FIXED)('$name: cancelled, or late, at each millisecond', async ({ plan, script }) => {
    const { fake } = await checkSchedule(plan, script);
    for (let ms = 0; ms <= fake.nowMs + 1; ms++) {
      await checkSchedule(plan, script, { cancelAtMs: ms });
      await checkSchedule(plan, script, { timeoutMs: ms + 1 });
    }
  });

  test.each(FIXED)('$name: in each failure mode', async ({ plan, script }) => {
    for (const failureMode of ['continue', 'no_new', 'kill'] as const)
      await checkSchedule(plan, script, { failureMode });
  });
});

test('any plan in any order of completions, disturbed at any moment', async () => {
  await fc.assert(
    fc.asyncProperty(nestedScene, shuffled, disturbance, async ({ plan, script }, shuffle, disturbed) => {
      await checkSchedule(plan, shuffle(script), disturbed);
    }),
    { numRuns },
  );
});

test('a schedule is a function of its plan, what its nodes do and when it is disturbed', async () => {
  await fc.assert(
    fc.asyncProperty(nestedScene, shuffled, disturbance, async ({ plan, script }, shuffle, disturbed) => {
      const once = await checkSchedule(plan, shuffle(script), disturbed);
      const again = await checkSchedule(plan, shuffle(script), disturbed);
      expect(again.fake.events).toEqual(once.fake.events);
      expect(again.calls).toEqual(once.calls);
    }),
    { numRuns: Math.ceil(numRuns / 5) },
  );
});

test('no place stands empty while a node waits for one, and the longest way that is left goes first', async () => {
  await fc.assert(
    fc.asyncProperty(randomPlan(10), fc.nat(), async (plan, seed) => {
      const { fake } = await checkSchedule(plan, { others: (child) => lengthOf(child, seed) });
      checkPlaces(plan, fake.events);
    }),
    { numRuns },
  );
});
