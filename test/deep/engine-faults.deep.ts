// The engine loads these when it first needs them, which no fake clock waits for.
import '../../src/core/output-schema.ts';
import '../../src/core/problem.ts';
import fc from 'fast-check';
import { test } from 'vitest';
import type { Around } from '../run/every-call.ts';
import { FIXED } from '../run/fault-plans.ts';
import { drawn, injectDrawn, injectEverywhere, resumed } from '../run/fault-rules.ts';
import { nestedScene, type Scene } from '../run/nested-plan.ts';
import { figure } from './figures.ts';

const EVERYWHERE = 150;
const DRAWN = 20_000;

const cancelAtMs = fc.option(fc.nat(100), { nil: undefined, freq: 1 });
const part = fc.option(fc.double({ min: 0.01, max: 1, noNaN: true }), { nil: undefined, freq: 1 });

/** A run of that plan, cancelled or resumed or not. */
async function aroundOf({ plan, script }: Scene, ms: number | undefined, cutAt: number | undefined) {
  const around: Around = cutAt === undefined ? { script } : await resumed(plan, script, cutAt);
  return { ...around, ...(ms !== undefined && { cancelAtMs: ms }) };
}

test('a fault at every call of every port, of fixed and of random plans', async () => {
  let injected = 0;
  for (const { plan, script } of FIXED) {
    injected += await injectEverywhere(plan, { script });
    for (let ms = 0; ms <= 45; ms += 3) injected += await injectEverywhere(plan, { script, cancelAtMs: ms });
    for (const cutAt of [0.2, 0.4, 0.6, 0.8, 1])
      injected += await injectEverywhere(plan, await resumed(plan, script, cutAt));
  }
  await fc.assert(
    fc.asyncProperty(nestedScene, cancelAtMs, part, async (scene, ms, cutAt) => {
      injected += await injectEverywhere(scene.plan, await aroundOf(scene, ms, cutAt));
    }),
    { numRuns: EVERYWHERE, endOnFailure: true },
  );
  figure('fault injections', injected, { least: 30_000 });
});

test('one to three faults anywhere in any plan, cancelled or resumed or not', async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      nestedScene,
      fc.array(drawn, { minLength: 1, maxLength: 3 }),
      cancelAtMs,
      part,
      async (scene, draws, ms, cutAt) => {
        await injectDrawn(scene.plan, await aroundOf(scene, ms, cutAt), draws);
        runs++;
      },
    ),
    { numRuns: DRAWN },
  );
  figure('runs with several faults', runs, { least: DRAWN });
});
