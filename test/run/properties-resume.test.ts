import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import { fold, type NodeState } from '../../src/core/state.ts';
import { again, checkResumed, endsOf, steadyScene, uninterrupted, untimedScene } from './resume-scene.ts';
import { cut } from './resumed.ts';

/** More of them for a deep look: `OMNE_TEST_RUNS=2000`. */
const numRuns = Number(process.env['OMNE_TEST_RUNS'] ?? 60);
// Who calls off whom first is decided in a moment: new cases are for the deep look.
const FIXED = process.env['OMNE_TEST_RUNS'] === undefined ? { seed: 4 } : {};
const DEEP_MS = 600_000;

// Called off before anything in it could run: which of two moments is first is no matter of the plan.
const isRace = ({ error, durationMs }: NodeState) => error?.kind === 'cancelled' && durationMs === 0;

const within = (at: number, { length }: readonly Event[]) => 1 + (at % length);

test(
  'cut at any event and resumed, twice: it comes to the same, and nothing that was done is done again',
  async () => {
    await fc.assert(
      fc.asyncProperty(steadyScene, fc.nat(9999), fc.nat(9999), async (scene, first, second) => {
        const whole = await uninterrupted(scene);
        const kept = cut(whole.events, within(first, whole.events));
        const resumed = await again(scene, kept, whole);
        checkResumed(resumed, whole, kept);
        const keptAgain = cut(resumed.events, within(second, resumed.events));
        const last = await again(scene, keptAgain, resumed);
        checkResumed(last, whole, keptAgain);
      }),
      { numRuns },
    );
  },
  DEEP_MS,
);

test(
  'a completed run, whatever was in it: nothing runs, and it comes to the same in no time',
  async () => {
    await fc.assert(
      fc.asyncProperty(untimedScene, async (scene) => {
        const whole = await uninterrupted(scene);
        const { status, nodes } = fold(whole.events);
        fc.pre(status === 'completed' && ![...nodes.values()].some(isRace));
        const resumed = await again(scene, whole.events, whole);
        checkResumed(resumed, whole, whole.events, () => {
          const ran = (['shell', 'agent', 'gate'] as const).flatMap((port) => resumed.calls(port));
          expect([ran, resumed.nowMs]).toEqual([[], 0]);
        });
        // The second time the stop is told before what it waited for.
        if (fold(whole.events).stopped) return;
        const last = await again(scene, resumed.events, resumed);
        expect(endsOf(last.events, true)).toEqual(endsOf(whole.events, true));
      }),
      { numRuns, ...FIXED },
    );
  },
  DEEP_MS,
);
