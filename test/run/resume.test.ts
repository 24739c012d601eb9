import { expect, test } from 'vitest';
import { planOf } from '../core/plan-of.ts';
import { failsAfter, prints } from '../rig/fake-ports.ts';
import { cut, playFirst, resume, tale } from './resumed.ts';

test('what completed is taken over, what failed and all after it runs', async () => {
  const plan = planOf({ a: [], b: ['a'], c: ['b'], d: ['a'] });
  const first = await playFirst(plan, { shell: { a: prints('A'), b: failsAfter(5) } });
  const second = await resume(plan, first.events, { earlier: first });
  expect(tale(second)).toEqual({
    a: 'reused completed',
    d: 'reused completed',
    b: 'ran: it failed',
    c: 'ran: after `b`, which ran again',
  });
});

test('cut after any event: everything comes to its end', async () => {
  const plan = planOf({ a: [], b: ['a'], c: ['b'], d: ['a'] });
  const first = await playFirst(plan);
  for (let count = 1; count <= first.events.length; count++) {
    const second = await resume(plan, cut(first.events, count), { earlier: first });
    expect(second.events.at(-1)?.type).toBe('pipe.completed');
  }
});
