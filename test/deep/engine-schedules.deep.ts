// The engine loads these when it first needs them, which no fake clock waits for.
import '../../src/core/output-schema.ts';
import '../../src/core/problem.ts';
import fc from 'fast-check';
import { test } from 'vitest';
import { randomPlan } from '../core/random-plan.ts';
import { FIXED } from '../run/fault-plans.ts';
import { nestedScene } from '../run/nested-plan.ts';
import { disturbance, lengthOf, shuffled } from '../run/random-schedule.ts';
import { checkPlaces, checkSchedule } from '../run/schedule-rules.ts';
import { figure } from './figures.ts';

const SCHEDULES = 25_000;
const PLACES = 5_000;
const EXHAUSTED = 100;

test('any plan in any order of completions, disturbed at any moment', async () => {
  let schedules = 0;
  await fc.assert(
    fc.asyncProperty(nestedScene, shuffled, disturbance, async ({ plan, script }, shuffle, disturbed) => {
      await checkSchedule(plan, shuffle(script), disturbed);
      schedules++;
    }),
    { numRuns: SCHEDULES },
  );
  figure('seeded schedules', schedules, { least: 20_000 });
});

test('cancelled by every event and at every millisecond, and late at every millisecond', async () => {
  let cancels = 0;
  const everywhere = async ({ plan, script }: Pick<(typeof FIXED)[number], 'plan' | 'script'>) => {
    const { fake } = await checkSchedule(plan, script);
    for (let seq = 0; seq < fake.events.length; seq++, cancels++)
      await checkSchedule(plan, script, { cancelAtSeq: seq });
    for (let ms = 0; ms <= fake.nowMs + 1; ms++, cancels += 2) {
      await checkSchedule(plan, script, { cancelAtMs: ms });
      await checkSchedule(plan, script, { timeoutMs: ms + 1 });
    }
  };
  for (const scene of FIXED) await everywhere(scene);
  await fc.assert(fc.asyncProperty(nestedScene, everywhere), { numRuns: EXHAUSTED, endOnFailure: true });
  figure('schedules called off at every moment', cancels, { least: 10_000 });
});

test('no place stands empty while a node waits for one', async () => {
  let schedules = 0;
  await fc.assert(
    fc.asyncProperty(randomPlan(25), fc.nat(), async (plan, seed) => {
      const { fake } = await checkSchedule(plan, { others: (child) => lengthOf(child, seed) });
      checkPlaces(plan, fake.events);
      schedules++;
    }),
    { numRuns: PLACES },
  );
  figure('schedules without an idle place', schedules, { least: PLACES });
});
