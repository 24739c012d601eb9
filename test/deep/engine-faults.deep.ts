// The engine loads these when it first needs them, which no fake clock waits for.
import '../../src/core/output-schema.ts';
import '../../src/core/problem.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Around } from '../run/every-call.ts';
import { FIXED } from '../run/fault-plans.ts';
import { injectDrawn, injectEverywhere } from '../run/fault-rules.ts';
import { nestedScene } from '../run/nested-plan.ts';
import { figure } from './figures.ts';

const EVERYWHERE = 150;
const DRAWN = 20_000;

const cancelAtMs = fc.option(fc.nat(100), { nil: undefined, freq: 1 });
const aroundOf = (script: Around['script'], ms: number | undefined): Around => ({
  ...(script !== undefined && { script }),
  ...(ms !== undefined && { cancelAtMs: ms }),
});
const draw = fc.record({ at: fc.double({ min: 0, max: 0.999999, noNaN: true }), way: fc.nat(2) });

test('a fault at every call of every port, of fixed and of random plans', async () => {
  let injected = 0;
  for (const { plan, script } of FIXED) {
    injected += await injectEverywhere(plan, { script });
    for (let ms = 0; ms <= 45; ms += 3) injected += await injectEverywhere(plan, { script, cancelAtMs: ms });
  }
  await fc.assert(
    fc.asyncProperty(nestedScene, cancelAtMs, async ({ plan, script }, ms) => {
      injected += await injectEverywhere(plan, aroundOf(script, ms));
    }),
    { numRuns: EVERYWHERE, endOnFailure: true },
  );
  figure('fault injections', injected, { least: 30_000 });
});

test('one to three faults anywhere in any plan, cancelled or not', async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      nestedScene,
      fc.array(draw, { minLength: 1, maxLength: 3 }),
      cancelAtMs,
      async ({ plan, script }, draws, ms) => {
        expect(await injectDrawn(plan, aroundOf(script, ms), draws)).toBe(draws.length);
        runs++;
      },
    ),
    { numRuns: DRAWN },
  );
  figure('runs with several faults', runs, { least: DRAWN });
});
