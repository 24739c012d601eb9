import { describe, expect, test } from 'vitest';
import type { Event, Fact } from '../../src/core/event.ts';
import {
  createSchedule,
  isDone,
  nextReady,
  nextSkip,
  observe,
  type Schedule,
  skipWaiting,
} from '../../src/core/schedule.ts';
import { planOf } from './plan-of.ts';

const STAMP = { id: '', ts: '', run_id: '', seq: 0, mono_ms: 0, h: '' };
const see = (schedule: Schedule, fact: Fact) => observe(schedule, { ...fact, ...STAMP } satisfies Event);

/** Starts whatever may start, as the engine does; the ids in the order they started. */
function startAll(schedule: Schedule): string[] {
  const started: string[] = [];
  for (let node = nextReady(schedule); node !== undefined; node = nextReady(schedule)) {
    see(schedule, { type: 'node.started', node_id: node.id, kind: 'bash' });
    started.push(node.id);
  }
  return started;
}

/** Records every skip that is due, cascades included. */
function skipAll(schedule: Schedule): string[] {
  const skipped: string[] = [];
  for (let skip = nextSkip(schedule); skip !== undefined; skip = nextSkip(schedule)) {
    const { node, reason, cause } = skip;
    skipped.push(cause === undefined ? `${node.id} ${reason}` : `${node.id} ${reason} ${cause}`);
    see(schedule, { type: 'node.skipped', node_id: node.id, reason });
  }
  return skipped;
}

const end = (schedule: Schedule, id: string, how: 'completed' | 'failed') => {
  const common = { node_id: id, output_path: '', duration_ms: 0, attempt: 1 };
  if (how === 'completed') see(schedule, { type: 'node.completed', ...common });
  else see(schedule, { type: 'node.failed', error: { kind: 'crash' }, ...common });
};

/** Ends nodes in this order and shows what each of them set off. */
function play(schedule: Schedule, ...ends: readonly [string, 'completed' | 'failed'][]): string[] {
  const lines = [`start ${startAll(schedule).join(' ')}`];
  for (const [id, how] of ends) {
    end(schedule, id, how);
    const skipped = skipAll(schedule).map((skip) => ` | skip ${skip}`);
    const started = startAll(schedule).map((node) => ` | start ${node}`);
    lines.push([`${id} ${how}`, ...skipped, ...started].join(''));
  }
  return lines;
}

describe('what may start', () => {
  test('what needs nothing is ready at once, in the order of the file', () => {
    const plan = planOf({ leaf: [], next: ['long'], long: [], other: [] }, { maxParallel: 1 });
    expect(startAll(createSchedule(plan))).toEqual(['leaf', 'long', 'other']);
  });

  test('a node starts as soon as its own dependencies are met, without layers', () => {
    const schedule = createSchedule(planOf({ slow: [], quick: [], next: ['quick'], last: ['next', 'slow'] }));
    expect(
      play(
        schedule,
        ['quick', 'completed'],
        ['next', 'completed'],
        ['slow', 'completed'],
        ['last', 'completed'],
      ),
    ).toEqual([
      'start slow quick',
      'quick completed | start next',
      'next completed',
      'slow completed | start last',
      'last completed',
    ]);
  });

  test('one_success waits for its siblings, first_success does not', () => {
    const schedule = createSchedule(
      planOf({
        a: [],
        b: [],
        joined: { needs: ['a', 'b'], rule: 'one_success' },
        first: { needs: ['a', 'b'], rule: 'first_success' },
      }),
    );
    expect(play(schedule, ['a', 'completed'], ['first', 'completed'], ['b', 'failed'])).toEqual([
      'start a b',
      'a completed | start first',
      'first completed',
      'b failed | start joined',
    ]);
  });

  test('first_success starts once, however many succeed after it', () => {
    const schedule = createSchedule(
      planOf({ a: [], b: [], first: { needs: ['a', 'b'], rule: 'first_success' } }),
    );
    expect(play(schedule, ['a', 'completed'], ['first', 'completed'], ['b', 'completed'])).toEqual([
      'start a b',
      'a completed | start first',
      'first completed',
      'b completed',
    ]);
    expect(isDone(schedule)).toBe(true);
  });
});

describe('what is skipped', () => {
  test('a failure cascades with reason and cause, and no independent branch stops', () => {
    const schedule = createSchedule(
      planOf({ bad: [], b1: ['bad'], b2: ['b1'], b3: ['b2', 'free'], free: [], f1: ['free'] }),
    );
    expect(play(schedule, ['bad', 'failed'], ['free', 'completed'], ['f1', 'completed'])).toEqual([
      'start bad free',
      'bad failed | skip b1 upstream_failed bad | skip b2 upstream_skipped b1 | skip b3 upstream_skipped b2',
      'free completed | start f1',
      'f1 completed',
    ]);
    expect(isDone(schedule)).toBe(true);
  });

  test.each([
    { rule: 'all_success', a: 'failed', b: 'completed', skip: 'n upstream_failed a' },
    { rule: 'one_success', a: 'failed', b: 'failed', skip: 'n upstream_failed a' },
    { rule: 'first_success', a: 'failed', b: 'failed', skip: 'n upstream_failed a' },
    { rule: 'none_failed', a: 'completed', b: 'failed', skip: 'n upstream_failed b' },
    { rule: 'none_failed_min_one_success', a: 'completed', b: 'failed', skip: 'n upstream_failed b' },
    { rule: 'one_failed', a: 'completed', b: 'completed', skip: 'n not_triggered' },
    { rule: 'all_failed', a: 'completed', b: 'failed', skip: 'n not_triggered' },
  ] as const)('$rule after $a and $b: $skip', ({ rule, a, b, skip }) => {
    const schedule = createSchedule(planOf({ a: [], b: [], n: { needs: ['a', 'b'], rule } }));
    startAll(schedule);
    end(schedule, 'a', a);
    const early = skipAll(schedule);
    end(schedule, 'b', b);
    expect([...early, ...skipAll(schedule)]).toEqual([skip]);
    expect(isDone(schedule)).toBe(true);
  });

  test.each(['one_success', 'none_failed_min_one_success'] as const)(
    '%s over skipped nodes only is skipped because of the first of them',
    (rule) => {
      const schedule = createSchedule(
        planOf({ bad: [], s1: ['bad'], s2: ['bad'], n: { needs: ['s1', 's2'], rule } }),
      );
      expect(play(schedule, ['bad', 'failed'])).toEqual([
        'start bad',
        'bad failed | skip s1 upstream_failed bad | skip s2 upstream_failed bad | skip n upstream_skipped s1',
      ]);
    },
  );

  test('none_failed is fine with a skipped dependency', () => {
    const schedule = createSchedule(
      planOf({ a: [], s: { needs: ['a'], rule: 'one_failed' }, n: { needs: ['s'], rule: 'none_failed' } }),
    );
    expect(play(schedule, ['a', 'completed'])).toEqual([
      'start a',
      'a completed | skip s not_triggered | start n',
    ]);
  });

  test('all_success is skipped as soon as one dependency cannot complete, before the others settle', () => {
    const schedule = createSchedule(planOf({ a: [], slow: [], n: ['a', 'slow'] }));
    expect(play(schedule, ['a', 'failed'])).toEqual(['start a slow', 'a failed | skip n upstream_failed a']);
    expect(isDone(schedule)).toBe(false);
  });
});

describe('skipWaiting', () => {
  test('everything that was not handed out becomes a skip of that reason, and nothing is ready any more', () => {
    const schedule = createSchedule(
      planOf({ a: [], b: [], c: [], after: { needs: ['a'], rule: 'always' }, last: ['b'] }),
    );
    expect([nextReady(schedule)?.id, nextReady(schedule)?.id]).toEqual(['a', 'b']);
    skipWaiting(schedule, 'cancelled');
    expect(skipAll(schedule)).toEqual(['c cancelled', 'after cancelled', 'last cancelled']);
    expect(startAll(schedule)).toEqual([]);
    end(schedule, 'a', 'completed');
    end(schedule, 'b', 'failed');
    expect([skipAll(schedule), startAll(schedule), isDone(schedule)]).toEqual([[], [], true]);
  });

  test('with the node that caused it', () => {
    const schedule = createSchedule(planOf({ bad: [], a: [], n: ['a'] }));
    startAll(schedule);
    end(schedule, 'bad', 'failed');
    skipWaiting(schedule, 'stopped', 'bad');
    expect(skipAll(schedule)).toEqual(['n stopped bad']);
  });

  test('a skip that was found but not yet recorded is recorded once, with the new reason', () => {
    const schedule = createSchedule(planOf({ bad: [], n: ['bad'], m: ['n'] }));
    startAll(schedule);
    end(schedule, 'bad', 'failed');
    skipWaiting(schedule, 'timeout');
    expect([skipAll(schedule), isDone(schedule)]).toEqual([['n timeout', 'm timeout'], true]);
  });
});

test('events of nodes the plan does not know, and of other types, change nothing', () => {
  const schedule = createSchedule(planOf({ a: [] }));
  see(schedule, { type: 'node.started', node_id: 'a/child', kind: 'bash', parent: 'a' });
  see(schedule, { type: 'node.completed', node_id: 'a/child', output_path: '', duration_ms: 0, attempt: 1 });
  see(schedule, { type: 'gate.passed', node_id: 'a', gate: 'g', method: 'hook' });
  see(schedule, { type: 'iteration.started', node_id: 'a', iteration: 1, byte_offset: 26 });
  expect([schedule.settled, startAll(schedule)]).toEqual([0, ['a']]);
});

test('ids in the journal may have something before and after them', () => {
  const schedule = createSchedule(planOf({ a: [], n: ['a'] }), 'audit/', '@2');
  expect(nextReady(schedule)?.id).toBe('a');
  end(schedule, 'a', 'failed');
  end(schedule, 'audit/a', 'failed');
  expect([schedule.settled, skipAll(schedule)]).toEqual([0, []]);
  end(schedule, 'audit/a@2', 'completed');
  expect([schedule.settled, startAll(schedule)]).toEqual([1, ['n']]);
});

test('an ignored failure is fine for what comes after it, and no success', () => {
  const schedule = createSchedule(
    planOf({
      a: [],
      n: ['a'],
      one: { needs: ['a'], rule: 'one_success' },
      fix: { needs: ['a'], rule: 'one_failed' },
    }),
  );
  startAll(schedule);
  const common = { node_id: 'a', duration_ms: 0, attempt: 1 };
  see(schedule, { type: 'node.completed', ...common, conclusion: 'failure_ignored' });
  expect([skipAll(schedule), startAll(schedule)]).toEqual([
    ['one upstream_skipped', 'fix not_triggered'],
    ['n'],
  ]);
});

test('an empty plan is done at once', () => {
  const schedule = createSchedule(planOf({}));
  expect([isDone(schedule), nextReady(schedule), nextSkip(schedule)]).toEqual([true, undefined, undefined]);
});
