import { expect, test } from 'vitest';
import { decisionsAgain, decisionsOf } from '../../src/core/decisions.ts';
import { pastOf } from '../../src/core/past.ts';
import type { Plan } from '../../src/core/plan.ts';
import { ok } from '../../src/core/result.ts';
import { rehearseResume } from '../../src/shell/rehearse-resume.ts';
import * as make from '../core/plan-of.ts';
import { failsAfter, prints, type Script } from '../rig/fake-ports.ts';
import { cutAfter, digestsOf, playFirst } from '../run/resumed.ts';

const { planOf } = make;

interface Story {
  readonly plan: Plan;
  readonly script?: Script;
  readonly now?: Plan;
  readonly killedAfter?: RegExp;
  readonly gone?: readonly string[];
}

/** `verdict id why` of each node of the top level. */
async function table({
  plan,
  script = {},
  now = plan,
  killedAfter,
  gone = [],
}: Story): Promise<readonly string[]> {
  const first = await playFirst(plan, script);
  const events = killedAfter === undefined ? first.events : cutAfter(first, killedAfter);
  const state = await rehearseResume({
    plan: now,
    inputs: [],
    about: new Map(),
    digestOf: digestsOf(now),
    past: pastOf(events),
    results: {
      takeOver: (id) => !gone.includes(id),
      text: (id, from) => first.ports.results.text(id, from),
      outputFile: () => ok(''),
    },
    hasSession: () => true,
  });
  return decisionsOf(now, state).map(({ id, verdict, why }) =>
    [verdict, id, ...(why === undefined ? [] : [why])].join(' '),
  );
}

test('what is reused, what runs and why, and what is skipped', async () => {
  const never = { when: make.expr("'a' == 'b'") };
  const plan = planOf({
    a: [],
    b: ['a'],
    c: ['b'],
    d: { ...never, needs: ['a'] },
    e: ['a'],
    f: { needs: ['c'], rule: 'all_done' },
  });
  expect(await table({ plan, script: { shell: { b: failsAfter(1) } } })).toEqual([
    'reuse a',
    'run b it failed',
    'run c after `b`, which runs again',
    "skip d when: 'a' == 'b'",
    'reuse e',
    'run f after `c`, which runs again',
  ]);
});

test('a whole run: everything is reused', async () => {
  const plan = planOf({
    a: { outputs: { from: 'text', as: 'json' } },
    s: { needs: ['a'], body: make.steps({ x: { when: make.expr("nodes.a.text != ''") }, y: [] }), gate: 'g' },
    j: { body: make.join('a') },
    l: { body: make.repeat([], { untilBash: 'x' }) },
  });
  const rows = ['reuse a', 'reuse s', 'reuse j', 'reuse l'];
  expect(await table({ plan, script: { shell: { a: prints('1') } } })).toEqual(rows);
});

test('a body is reused in part', async () => {
  const items = Array.from({ length: 1000 }, (_, at) => at);
  const each = make.each(items, [], { onItemError: 'continue', maxParallel: 2 });
  const plan = planOf({
    e: { body: each },
    s: { body: make.steps({ x: [], y: [], z: [] }) },
    p: { body: make.subPipe(planOf({ q: [], r: ['q'] })) },
  });
  const script = { shell: { 'e/3': failsAfter(1), 's/y': failsAfter(1), 'p/r': failsAfter(1) } };
  expect(await table({ plan, script, gone: ['e/7', 'e/9'] })).toEqual([
    'part e 998 of 1000 reused',
    'part s 1 of 3 reused',
    'part p 1 of 2 reused',
  ]);
  expect(await table({ plan, killedAfter: /node.completed e.399 / })).toEqual([
    expect.stringMatching(/^part e (?:399|40\d) of 1000 reused$/),
    'reuse s',
    'reuse p',
  ]);
});

test('a loop that goes on', async () => {
  const plan = planOf({ l: { body: make.loop({ maxIterations: 4 }) }, z: ['l'] });
  expect(await table({ plan, killedAfter: /iteration.started l iteration=3/ })).toEqual([
    'part l goes on at iteration 3',
    'run z after `l`, which runs again',
  ]);
});

test('only a gate or the outputs of a body', async () => {
  const plan = planOf({ s: { body: make.steps({ x: [] }), gate: 'g' } });
  expect(await table({ plan, killedAfter: /node.completed s.x / })).toEqual(['part s 1 of 1 reused']);
  const now = planOf({ s: { body: make.steps({ x: [] }), outputs: make.computed({ a: '1' }) } });
  expect(await table({ plan: planOf({ s: { body: make.steps({ x: [] }) } }), now })).toEqual([
    'part s 1 of 1 reused',
  ]);
});

test('a body that changed says so, and one in which nothing is reused says why', async () => {
  const plan = planOf({ e: { body: make.each([1], []) }, s: { body: make.steps({ x: [], y: [] }) } });
  const now = planOf({
    e: { body: make.each([1, 2], []) },
    s: { body: make.steps({ x: make.agent(), y: [] }) },
  });
  expect(await table({ plan, now })).toEqual([
    'run e its definition changed',
    'run s its definition changed',
  ]);
});

test('a pipe that ends at its first failure, and retries, change nothing', async () => {
  const plan = planOf(
    { a: [], b: [], c: { onError: make.onError('continue', { max: 3, delayMs: 1000 }) } },
    { failureMode: 'kill', maxParallel: 1 },
  );
  expect(await table({ plan, gone: ['a', 'c'] })).toEqual([
    'run a its captures are gone',
    'reuse b',
    'run c its captures are gone',
  ]);
});

test('one reason for all', () => {
  expect(decisionsAgain(planOf({ a: [], b: [] }), 'the commit changed')).toEqual([
    { id: 'a', verdict: 'run', why: 'the commit changed' },
    { id: 'b', verdict: 'run', why: 'the commit changed' },
  ]);
});
