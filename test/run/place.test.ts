import { expect, test } from 'vitest';
import { withPlace } from '../../src/run/place.ts';
import type { Turn } from '../../src/run/turn.ts';
import { loop, planOf } from '../core/plan-of.ts';

/** A leaf's turn in a run that was called off, because of a fault or not. */
function turnOf(isFaulty: boolean): Turn {
  const [node] = planOf({ a: { body: loop() } }).nodes;
  return {
    node,
    id: 'a',
    scope: { engine: { isFaulty: () => isFaulty }, caps: [], rank: {} },
  } as unknown as Turn;
}

const calledOff = { aborted: () => ({ kind: 'cancelled' }) } as Parameters<typeof withPlace>[1];

// Random faults meet it: the body of a leaf ends between the fault and the abort that it brings.
test.each([
  [true, { isCalledOff: true }, 0],
  [false, { isCalledOff: false, value: 'ran' }, 1],
] as const)('the gate of a leaf that is called off, after a fault: %s', async (isFaulty, expected, times) => {
  let ran = 0;
  const placed = await withPlace(turnOf(isFaulty), calledOff, async () => {
    ran++;
    return 'ran';
  });
  expect([placed, ran]).toEqual([expected, times]);
});
