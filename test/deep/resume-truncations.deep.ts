import fc from 'fast-check';
import { test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { FakePorts } from '../rig/fake-ports.ts';
import type { Scene } from '../run/nested-plan.ts';
import { again, checkResumed, steadyScene, uninterrupted } from '../run/resume-scene.ts';
import { cut } from '../run/resumed.ts';
import { figure } from './figures.ts';

/** Journals cut after an event, closed as a recovery does, and resumed. */
const TRUNCATIONS = Number(process.env['OMNE_TRUNCATIONS'] ?? 20_000);
/** Of those, one in so many is cut and resumed once more, at an event that walks through the journal. */
const SECOND_EVERY = 4;
/** A long journal is cut at so many places, evenly. */
const MOST_PER_PLAN = 60;
const SEED = 20_261_125;

interface Count {
  cuts: number;
  seconds: number;
  different: number;
  reused: number;
  plans: number;
}

test('every truncation, resumed: the same ends as uninterrupted', async () => {
  const count: Count = { cuts: 0, seconds: 0, different: 0, reused: 0, plans: 0 };
  const failures: string[] = [];
  for (let batch = 0; count.cuts < TRUNCATIONS; batch++) {
    const scenes = fc.sample(steadyScene, { seed: SEED + batch, numRuns: 50 });
    for (const scene of scenes) if (count.cuts < TRUNCATIONS) await cutAll(scene, count, failures);
  }
  if (failures.length > 0) console.log(failures.slice(0, 3).join('\n\n'));
  figure('resume: random plans', count.plans, { least: TRUNCATIONS / 40 });
  figure('resume: truncations resumed on fakes', count.cuts, { least: TRUNCATIONS });
  figure('resume: of those cut and resumed again', count.seconds, { least: TRUNCATIONS / 5 });
  figure('resume: nodes reused', count.reused, { least: TRUNCATIONS });
  figure('resume: different ends, or done again without a reason', count.different, { exactly: 0 });
});

async function cutAll(scene: Scene, count: Count, failures: string[]): Promise<void> {
  const whole = await uninterrupted(scene);
  const step = Math.max(1, Math.ceil(whole.events.length / MOST_PER_PLAN));
  count.plans++;
  for (let at = 1; at <= whole.events.length; at += step) {
    count.cuts++;
    const kept = cut(whole.events, at);
    const resumed = await again(scene, kept, whole);
    check(resumed, whole, { kept, count, failures });
    count.reused += resumed.events.filter(({ type }) => type === 'node.reused').length;
    if (count.cuts % SECOND_EVERY !== 0) continue;
    count.seconds++;
    const keptAgain = cut(resumed.events, 1 + (count.cuts % resumed.events.length));
    check(await again(scene, keptAgain, resumed), whole, { kept: keptAgain, count, failures });
  }
}

interface Told {
  readonly kept: readonly Event[];
  readonly count: Count;
  readonly failures: string[];
}

function check(resumed: FakePorts, whole: FakePorts, { kept, count, failures }: Told): void {
  try {
    checkResumed(resumed, whole, kept);
  } catch (error) {
    count.different++;
    failures.push(String(error));
  }
}
