// The engine loads these when it first needs them, which no fake clock waits for.
import '../../src/core/output-schema.ts';
import '../../src/core/problem.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakePorts } from '../rig/fake-ports.ts';
import { FIXED } from './fault-plans.ts';
import {
  checkFaulty,
  drawn,
  injectDrawn,
  injectEverywhere,
  injectWhileClosing,
  resumed,
} from './fault-rules.ts';
import { PORTS, waysOf } from './injection.ts';
import { nestedScene } from './nested-plan.ts';

/** More of them for a deep look: `OMNE_TEST_RUNS=20000`. */
const numRuns = Number(process.env['OMNE_TEST_RUNS'] ?? 300);

describe('a fault at every call of every port: children end, nothing starts, it is told, the journal is closed', () => {
  test.each(FIXED)('$name', async ({ plan, script }) => {
    expect(await injectEverywhere(plan, { script })).toBeGreaterThan(30);
  });

  test.each(FIXED)('$name, cancelled on its way', async ({ plan, script }) => {
    expect(await injectEverywhere(plan, { script, cancelAtMs: 3 })).toBeGreaterThan(20);
  });
});

describe('another fault while one is dealt with: the first one is told, and the journal closed if it can be', () => {
  test.each(FIXED)('$name', async ({ plan, script }) => {
    expect(await injectWhileClosing(plan, { script }, 16)).toBeGreaterThan(10);
  });
});

describe('a resumed run: the same', () => {
  test.each(FIXED)('$name', async ({ plan, script }) => {
    const around = await resumed(plan, script, 0.6);
    expect(await injectEverywhere(plan, around)).toBeGreaterThan(10);
  });
});

test('every port there is can be made to fail', () => {
  const named = (of: object, before: string): readonly string[] =>
    Object.entries(of).flatMap(([name, value]) =>
      typeof value === 'function' ? [before + name] : named(value, `${before}${name}.`),
    );
  const all = named(new FakePorts().ports, '').filter((name) => name !== 'notify');
  expect([...PORTS].sort()).toEqual([...all].sort());
});

test('the fixed plans call every port', async () => {
  const called = new Set<string>();
  for (const { plan, script } of FIXED) {
    for (const around of [{ script }, await resumed(plan, script, 0.4), await resumed(plan, script, 0.6)]) {
      const { calls } = await checkFaulty(plan, around);
      for (const { port } of calls) called.add(port);
    }
  }
  expect(PORTS.filter((port) => !called.has(port))).toEqual([]);
});

test('a journal can fail in three ways, a promise in three and all else in one', () => {
  expect([waysOf('record').length, waysOf('shell').length, waysOf('random').length]).toEqual([3, 3, 1]);
});

test('one or two faults anywhere in any nested plan, cancelled or resumed or not', async () => {
  await fc.assert(
    fc.asyncProperty(
      nestedScene,
      fc.array(drawn, { minLength: 1, maxLength: 2 }),
      fc.option(fc.nat(100), { nil: undefined }),
      fc.option(fc.double({ min: 0.01, max: 1, noNaN: true }), { nil: undefined }),
      async ({ plan, script }, draws, cancelAtMs, part) => {
        const around = part === undefined ? { script } : await resumed(plan, script, part);
        await injectDrawn(plan, { ...around, ...(cancelAtMs !== undefined && { cancelAtMs }) }, draws);
      },
    ),
    { numRuns },
  );
});
