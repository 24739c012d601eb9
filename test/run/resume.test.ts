import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/core/plan.ts';
import * as make from '../core/plan-of.ts';
import { type FakePorts, fails, failsAfter, lasts, prints, type Script } from '../rig/fake-ports.ts';
import { STARTED } from './begin.ts';
import { type Change, cut, cutAfter, playFirst, resume, tale } from './resumed.ts';

const { planOf } = make;
const out = (id: string) => make.text(`\${{ nodes.${id}.text }}`);

interface Story {
  readonly plan: Plan;
  readonly script?: Script;
  /** The plan of the resumed run, where it is another. */
  readonly now?: Plan;
  readonly thenScript?: Script;
  readonly change?: Change;
  /** The first run was killed right after the event that reads so. */
  readonly killedAfter?: RegExp;
}

async function resumed(story: Story): Promise<{ readonly first: FakePorts; readonly second: FakePorts }> {
  const first = await playFirst(story.plan, story.script);
  const events = story.killedAfter === undefined ? first.events : cutAfter(first, story.killedAfter);
  const script = { earlier: first, ...story.thenScript };
  const second = await resume(story.now ?? story.plan, events, script, story.change);
  return { first, second };
}

const taleOf = async (story: Story) => tale((await resumed(story)).second);

/** Processes that really ran. */
const ranIn = (fake: FakePorts) => [
  ...fake.calls('shell').map(({ request }) => `${request.nodeId}${request.isUntil === true ? ' until' : ''}`),
  ...fake.calls('agent').map(({ request }) => request.nodeId),
  ...fake.calls('gate').map(({ request }) => `${request.nodeId} gate`),
];

describe('leaves of the top level', () => {
  test('what completed is taken over, what failed and all after it runs', async () => {
    const plan = planOf({ a: [], b: ['a'], c: ['b'], d: ['a'] });
    expect(await taleOf({ plan, script: { shell: { a: prints('A'), b: failsAfter(5) } } })).toEqual({
      a: 'reused completed',
      b: 'ran: it failed',
      c: 'ran: after `b`, which ran again',
      d: 'reused completed',
    });
  });

  test('what is taken over is told as it was, and costs nothing', async () => {
    const usage = { cost_usd: 1, input_tokens: 5, output_tokens: 7 };
    const plan = planOf(
      {
        a: { gate: 'g', outputs: { from: 'text', as: 'json' } },
        p: { needs: ['a'], body: make.agent({ model: 'm' }) },
      },
      { outputs: new Map([['a', make.text(`\${{ nodes.a.outputs.n }} \${{ nodes.p.text }}`)]]) },
    );
    const script: Script = {
      shell: { a: { afterMs: 7, prints: '{"n":3}' } },
      agent: { p: { afterMs: 9, prints: 'said', reply: { usage } as object } },
    };
    const { first, second } = await resumed({ plan, script });
    expect(first.events.at(-1)).toMatchObject({ usage, outputs: { a: '3 said' } });
    expect(second.story).toEqual([
      '0 node.reused a kind=bash status=completed outputs={"n":3} gates=0:g',
      '0 node.reused p kind=prompt model=m status=completed',
      '0 pipe.completed outputs={"a":"3 said"}',
    ]);
    expect(second.events.at(-1)).not.toHaveProperty('usage');
    expect([ranIn(second), second.nowMs]).toEqual([[], 0]);
  });

  test.each([
    ['its script changed', { a: { body: { kind: 'script', script: 'other' } as const } }],
    ['its environment changed', { a: { env: new Map([['X', '1']]) } }],
    ['its gate changed', { a: { gate: 'g' } }],
    ['its outputs or on_error changed', { a: { outputs: { from: 'text', as: 'lines' } as const } }],
    ['its outputs or on_error changed', { a: { onError: make.onError('continue') } }],
    ['its definition changed', { a: { body: make.agent() } }],
  ])('%s', async (reason, shorts: make.Shorts) => {
    const story = { plan: planOf({ a: [], b: ['a'], c: [] }), now: planOf({ ...shorts, b: ['a'], c: [] }) };
    expect(await taleOf(story)).toEqual({
      a: `ran: ${reason}`,
      b: 'ran: after `a`, which ran again',
      c: 'reused completed',
    });
  });

  test('a prompt, a model, a hook', async () => {
    const of = (prompt: string, model: string) =>
      planOf({ p: { body: make.agent({ prompt, model }), gate: 'g' } });
    const changed = { p: 'ran: its prompt, model or tools changed' };
    expect(await taleOf({ plan: of('a', 'm'), now: of('b', 'm') })).toEqual(changed);
    expect(await taleOf({ plan: of('a', 'm'), now: of('a', 'n') })).toEqual(changed);
    const hooks = { g: 'other bytes' };
    expect(await taleOf({ plan: of('a', 'm'), change: { hooks } })).toEqual({ p: 'ran: its gate changed' });
  });

  test('its captures are gone', async () => {
    const story = { plan: planOf({ a: [], b: ['a'] }), thenScript: { gone: ['a'] } };
    expect(await taleOf(story)).toEqual({
      a: 'ran: its captures are gone',
      b: 'ran: after `a`, which ran again',
    });
  });

  test('what ran when the run was killed, was cancelled or was skipped', async () => {
    const plan = planOf({ a: [], b: { when: make.expr("'x' == 'y'") } });
    expect(await taleOf({ plan, killedAfter: /node.started a/ })).toEqual({
      a: 'ran: it was running when the run ended',
      b: 'skipped: when',
    });
    const now = planOf({ a: [], b: [] });
    expect(await taleOf({ plan, now })).toEqual({ a: 'reused completed', b: 'ran: it was skipped then' });
    const first = await playFirst(planOf({ a: [] }));
    const cancelled = first.events.map((event) =>
      event.type === 'node.completed'
        ? { ...event, type: 'node.failed' as const, error: { kind: 'cancelled' as const } }
        : event,
    );
    const second = await resume(planOf({ a: [] }), cancelled, { earlier: first });
    expect(tale(second)).toEqual({ a: 'ran: it was cancelled' });
  });

  test('a journal that was never closed is as good as a closed one', async () => {
    const plan = planOf({ a: [], b: ['a'] });
    const first = await playFirst(plan, { shell: { b: lasts(50) } });
    const open = first.events.slice(0, -2);
    expect(tale(await resume(plan, open, { earlier: first }))).toEqual({
      a: 'reused completed',
      b: 'ran: it was running when the run ended',
    });
  });

  test('another run reads another `run.id`', async () => {
    const prompt = make.text(`\${{ run.id }}`);
    const plan = planOf({ p: { body: make.agent({ prompt }) }, q: { body: make.agent() } });
    expect(await taleOf({ plan, change: { runId: 'other' } })).toEqual({
      p: 'ran: its prompt, model or tools changed',
      q: 'reused completed',
    });
  });

  test('nodes added, removed and renamed', async () => {
    const plan = planOf({ a: [], b: ['a'], c: ['b'], d: ['a'] });
    const now = planOf({ a: [], b2: ['a'], c: ['b2'], d: ['a'], e: ['d'] });
    expect(await taleOf({ plan, now })).toEqual({
      a: 'reused completed',
      b2: 'ran: it did not run before',
      c: 'ran: after `b2`, which ran again',
      d: 'reused completed',
      e: 'ran: it did not run before',
    });
  });

  test('a dependency that it did not have: only what ended before it counts as seen', async () => {
    const plan = planOf({ a: [], b: [], z: ['b'] });
    const script = { shell: { a: lasts(9), b: lasts(1) } };
    expect(await taleOf({ plan, script, now: planOf({ a: [], b: ['a'], z: ['b'] }) })).toEqual({
      a: 'reused completed',
      b: 'ran: it comes after `a` now',
      z: 'ran: after `b`, which ran again',
    });
    expect(await taleOf({ plan, script, now: planOf({ a: [], b: [], z: ['b', 'a'] }) })).toMatchObject({
      z: 'ran: it comes after `a` now',
    });
    expect(await taleOf({ plan, script, now: planOf({ a: [], b: [], z: [] }) })).toMatchObject({
      z: 'reused completed',
    });
  });

  test('nothing is taken over for a reason that the shell knows', async () => {
    const { begin } = await import('./begin.ts');
    const plan = planOf({ a: [], s: { body: make.steps({ x: [] }) } });
    const { fake, finished } = begin(plan, {}, { again: 'the commit changed' });
    await fake.until(finished);
    expect(tale(fake)).toEqual({
      a: 'ran: the commit changed',
      s: 'ran: the commit changed',
      's/x': 'again',
    });
    expect(STARTED).not.toHaveProperty('resumed_from');
  });
});

describe('failures that did not count', () => {
  const plan = planOf({ a: [], b: { needs: ['a'], rule: 'one_failed', recovers: true }, c: ['b'] });
  const script: Script = { shell: { a: failsAfter(3) } };

  test('one that was absorbed is taken over as it was', async () => {
    const { second } = await resumed({ plan, script });
    expect(tale(second)).toEqual({ a: 'reused failed', b: 'reused completed', c: 'reused completed' });
    expect(second.events.at(-1)?.type).toBe('pipe.completed');
  });

  test('one whose absorber had not run runs again, and so does what comes after it', async () => {
    expect(await taleOf({ plan, script, killedAfter: /node.started b/ })).toEqual({
      a: 'ran: it failed',
      b: 'skipped: not_triggered',
      c: 'skipped: upstream_skipped',
    });
  });

  test('with a join', async () => {
    const joined = planOf({ a: [], b: [], j: { body: make.join('a', 'b'), rule: 'one_success' }, z: ['j'] });
    expect(await taleOf({ plan: joined, script })).toEqual({
      a: 'reused failed',
      b: 'reused completed',
      j: 'again',
      z: 'reused completed',
    });
  });

  test('on_error: continue and jump', async () => {
    const jumping = planOf({
      s: {
        body: make.steps({
          a: { onError: make.onError({ jump: 'c' }) },
          b: [],
          c: { onError: make.onError('continue') },
          d: [],
        }),
      },
      z: ['s'],
    });
    const shell = { 's/a': failsAfter(2), 's/c': failsAfter(2) };
    const { first, second } = await resumed({ plan: jumping, script: { shell } });
    expect(tale(second)).toEqual({
      s: 'again',
      's/a': 'reused completed',
      's/b': 'skipped: jumped',
      's/c': 'reused completed',
      's/d': 'reused completed',
      z: 'reused completed',
    });
    expect(ranIn(first)).toEqual(['s/a', 's/c', 's/d', 'z']);
    const third = await resume(jumping, second.events, { earlier: second });
    expect(tale(third)).toEqual(tale(second));
  });

  test('parallel with ignore_errors, and its outputs', async () => {
    const p = { body: make.parallel({ a: [], b: [] }, { ignoreErrors: true }) };
    const { first, second } = await resumed({
      plan: planOf({ p, z: ['p'] }),
      script: { shell: { 'p/a': failsAfter(1) } },
    });
    expect(tale(second)).toEqual({
      p: 'again',
      'p/a': 'reused failed',
      'p/b': 'reused completed',
      z: 'reused completed',
    });
    const outputsOf = (fake: FakePorts) =>
      fake.events
        .filter(({ type }) => type === 'node.completed')
        .map((event) => 'outputs' in event && event.outputs);
    expect(outputsOf(second)[0]).toEqual(outputsOf(first).find((one) => one !== false));
  });

  test('a sibling that was called off is called off again', async () => {
    const p = {
      body: make.parallel({ a: [], b: [], c: make.steps({ x: [], y: [] }) }),
      onError: make.onError('continue'),
    };
    const shell = { 'p/a': lasts(50), 'p/b': failsAfter(5), 'p/c/x': lasts(1), 'p/c/y': lasts(50) };
    const { second } = await resumed({ plan: planOf({ p, z: ['p'] }), script: { shell } });
    expect(tale(second)).toEqual({
      p: 'again',
      'p/a': 'reused failed',
      'p/b': 'reused failed',
      'p/c': 'ran: it was cancelled',
      'p/c/x': 'reused completed',
      'p/c/y': 'reused failed',
      z: 'reused completed',
    });
    expect(ranIn(second)).toEqual([]);
  });
});

describe('bodies', () => {
  const s = (b: make.Short = []) => ({ body: make.steps({ a: [], b, c: [] }) });

  test('steps go on where they were', async () => {
    const plan = planOf({ s: s(), z: ['s'] });
    expect(await taleOf({ plan, killedAfter: /node.started s.b/ })).toEqual({
      s: 'ran: it was running when the run ended',
      's/a': 'reused completed',
      's/b': 'ran: it was running when the run ended',
      's/c': 'ran: it did not run before',
      z: 'ran: it did not run before',
    });
  });

  test('a changed step, and all after it', async () => {
    const now = planOf({ s: s({ body: { kind: 'script', script: 'other' } }), z: ['s'] });
    expect(await taleOf({ plan: planOf({ s: s(), z: ['s'] }), now })).toEqual({
      s: 'again',
      's/a': 'reused completed',
      's/b': 'ran: its script changed',
      's/c': 'ran: after `s/b`, which ran again',
      z: 'ran: after `s`, which ran again',
    });
  });

  test.each<readonly [string, make.Shorts, Readonly<Record<string, string>>]>([
    [
      'added',
      { a: [], n: [], c: [] },
      { 's/n': 'ran: it did not run before', 's/c': 'ran: after `s/n`, which ran again' },
    ],
    ['removed', { a: [], c: [] }, { 's/c': 'ran: it comes after `s/a` now' }],
    [
      'first removed',
      { b: [], c: [] },
      { 's/b': 'ran: it is the first step now', 's/c': 'ran: after `s/b`, which ran again' },
    ],
    [
      'swapped',
      { b: [], a: [], c: [] },
      { 's/b': 'ran: it is the first step now', 's/a': 'ran: after `s/b`, which ran again' },
    ],
  ])('steps are a sequence: one %s', async (_, steps, expected) => {
    const now = planOf({ s: { body: make.steps(steps) } });
    expect(await taleOf({ plan: planOf({ s: s() }), now })).toMatchObject(expected);
  });

  test('a body that changed takes nothing over below it', async () => {
    const of = (items: readonly number[]) => planOf({ e: { body: make.each(items, []) } });
    expect(await taleOf({ plan: of([1, 2]), now: of([1, 2, 3]) })).toEqual({
      e: 'ran: its definition changed',
      'e/0': 'ran: after `e`, which ran again',
      'e/1': 'ran: after `e`, which ran again',
      'e/2': 'ran: it did not run before',
    });
  });

  test('each with 1,000 items of which one failed', async () => {
    const items = Array.from({ length: 1000 }, (_, at) => at);
    const plan = planOf({
      e: { body: make.each(items, [], { onItemError: 'fail', maxParallel: 4 }) },
      z: ['e'],
    });
    const script = { shell: { 'e/997': [failsAfter(1), lasts(0)] } };
    const { second } = await resumed({ plan, script });
    const told = Object.entries(tale(second));
    expect(told.filter(([, what]) => what === 'reused completed').length).toBeGreaterThanOrEqual(996);
    expect(tale(second)).toMatchObject({
      e: 'ran: it failed',
      'e/997': 'ran: it failed',
      z: expect.stringMatching(/^ran/),
    });
    expect(ranIn(second).length).toBeLessThanOrEqual(4 + 1);
  });

  test('items that were done are in the journal before anything runs', async () => {
    const items = Array.from({ length: 100 }, (_, at) => at);
    const child = make.steps({ x: [], y: [] });
    const plan = planOf({
      e: { body: make.each(items, child, { onItemError: 'continue', maxParallel: 2 }) },
    });
    const script = { shell: { 'e/0/y': failsAfter(1), 'e/1/y': failsAfter(1) } };
    const first = await playFirst(plan, script);
    const failed = cutAfter(first, /node.started e.99.y/);
    const second = await resume(plan, failed, { earlier: first });
    const at = second.events.findIndex((event) => event.type === 'node.started' && event.kind === 'bash');
    const before = second.events.slice(0, at).filter(({ type }) => type === 'node.reused');
    expect(before.length).toBeGreaterThanOrEqual(2 * 97);
  });

  test('an included pipe', async () => {
    const inner = planOf({ x: [], y: ['x'] }, { outputs: new Map([['x', out('x')]]) });
    const plan = planOf({ p: { body: make.subPipe(inner) }, z: ['p'] });
    const script = { shell: { 'p/x': prints('X'), 'p/y': failsAfter(3) } };
    const { second } = await resumed({ plan, script });
    expect(tale(second)).toEqual({
      p: 'ran: it failed',
      'p/x': 'reused completed',
      'p/y': 'ran: it failed',
      z: 'ran: after `p`, which ran again',
    });
    const done = await resumed({ plan, script: { shell: { 'p/x': prints('X') } } });
    expect(tale(done.second)).toMatchObject({ p: 'again', 'p/x': 'reused completed', z: 'reused completed' });
    const changed = planOf({
      p: { body: make.subPipe(planOf({ x: [], y: ['x'] }, { outputs: new Map([['x', 'other']]) })) },
      z: ['p'],
    });
    expect(await taleOf({ plan, now: changed })).toMatchObject({
      'p/x': 'reused completed',
      z: 'ran: after `p`, which ran again',
    });
  });

  test('retries are told again in no time', async () => {
    const plan = planOf({
      s: {
        body: make.steps({ a: [], b: [], c: [] }),
        onError: make.onError('fail', { max: 2, delayMs: 500 }),
      },
    });
    const script = { shell: { 's/b': failsAfter(2) } };
    const { second } = await resumed({ plan, script, killedAfter: /node.started s.c@2/ });
    expect(second.story).toEqual([
      '0 node.started s kind=steps because=it was running when the run ended',
      '0 node.reused s/a kind=bash status=completed',
      '0 node.reused s/b kind=bash status=failed error=kind:crash,exit_code:1',
      '0 node.skipped s/c reason=upstream_failed cause=s/b',
      '0 node.attempt_failed s error=kind:crash,exit_code:1 message=s/b: crash (exit 1) will=retry',
      '0 node.retrying s retry=1 of=2 delay_ms=0',
      '0 node.reused s/a@2 kind=bash status=completed',
      '0 node.reused s/b@2 kind=bash status=completed',
      '0 node.started s/c@2 kind=bash because=it was running when the run ended',
      '0 node.completed s/c@2',
      '0 node.completed s attempt=2',
      '0 pipe.completed',
    ]);
  });
});

describe('gates', () => {
  const gated = (hook: string) => planOf({ s: { body: make.steps({ a: [], b: [] }), gate: hook }, z: ['s'] });

  test('a verdict is kept where nothing in the body ran', async () => {
    const script = { gate: { s: { reply: { stdout: 'fine' } } } };
    const { second } = await resumed({ plan: gated('g'), script });
    expect(second.story).toEqual([
      '0 node.started s kind=steps',
      '0 node.reused s/a kind=bash status=completed',
      '0 node.reused s/b kind=bash status=completed',
      '0 gate.passed s gate=g stdout=fine',
      '0 node.completed s',
      '0 node.reused z kind=bash status=completed',
      '0 pipe.completed',
    ]);
  });

  test('it is asked again where something ran, where it changed, and where it had not answered', async () => {
    const plan = gated('g');
    expect(ranIn((await resumed({ plan, killedAfter: /node.started s.b/ })).second)).toEqual([
      's/b',
      'z',
      's gate',
    ]);
    expect(ranIn((await resumed({ plan, killedAfter: /node.completed s.b/ })).second)).toEqual([
      'z',
      's gate',
    ]);
    const { second } = await resumed({ plan, change: { hooks: { g: 'other' } } });
    expect([ranIn(second), tale(second)]).toEqual([
      ['z', 's gate'],
      {
        s: 'ran: its gate changed',
        's/a': 'reused completed',
        's/b': 'reused completed',
        z: 'ran: after `s`, which ran again',
      },
    ]);
  });
});

describe('loops over a body', () => {
  const looping = planOf({ l: { body: make.repeat([], { untilBash: 'x', maxIterations: 5 }) }, z: ['l'] });
  const until = { 'l until': [{ reply: fails(1) }, { reply: fails(1) }, {}] };

  test('what until_bash said is kept', async () => {
    const { first, second } = await resumed({ plan: looping, script: { shell: until } });
    expect(ranIn(first)).toEqual(['l/1', 'l until', 'l/2', 'l until', 'l/3', 'l until', 'z']);
    expect([ranIn(second), tale(second)]).toEqual([
      [],
      {
        l: 'again',
        'l/1': 'reused completed',
        'l/2': 'reused completed',
        'l/3': 'reused completed',
        z: 'reused completed',
      },
    ]);
  });

  test('it is asked where it had not answered, and the loop goes on', async () => {
    const shell = { 'l until': [{ reply: fails(1) }, {}] };
    const story = {
      plan: looping,
      script: { shell: until },
      killedAfter: /node.completed l.2/,
      thenScript: { shell },
    };
    const { second } = await resumed(story);
    expect(ranIn(second)).toEqual(['l until', 'l/3', 'l until', 'z']);
    expect(tale(second)).toMatchObject({ 'l/2': 'reused completed', 'l/3': 'ran: it did not run before' });
  });

  test('after an iteration that ran again every one runs', async () => {
    const story = { plan: looping, script: { shell: until }, thenScript: { shell: until, gone: ['l/2'] } };
    const { second } = await resumed(story);
    expect(tale(second)).toMatchObject({
      'l/1': 'reused completed',
      'l/2': 'ran: its captures are gone',
      'l/3': 'ran: after `l/2`, which ran again',
      z: 'ran: after `l`, which ran again',
    });
  });
});

describe('loops of an agent', () => {
  const plan = planOf({ l: { body: make.loop({ maxIterations: 4 }) }, z: ['l'] });
  const says = [prints('one'), prints('two'), { prints: 'three', reply: { sentinel: 'until' } as const }];
  const killedAfter = /iteration.started l iteration=3/;
  const sessionsOf = (fake: FakePorts) => fake.calls('agent').map(({ request }) => request.session);

  test('one is taken up at its iteration, in its conversation', async () => {
    const { first, second } = await resumed({
      plan,
      script: { agent: { l: says } },
      killedAfter,
      thenScript: { agent: { l: says[2]! } },
    });
    expect(second.story.slice(0, 3)).toEqual([
      '0 node.started l kind=loop because=goes on at iteration 3',
      '0 iteration.started l iteration=3 byte_offset=226 session_id=session-1',
      '0 node.completed l session_id=session-1',
    ]);
    expect(sessionsOf(second)).toEqual([{ kind: 'resume', id: 'session-1' }]);
    expect(second.calls('takeOver')[0]).toEqual({ port: 'takeOver', nodeId: 'l', upToByte: 226 });
    expect(second.ports.results.text('l', 226)).toEqual({ ok: true, value: 'three' });
    expect(second.ports.results.text('l')).toEqual(first.ports.results.text('l'));
    expect(tale(second)).toMatchObject({ z: 'ran: it did not run before' });
    const third = await resume(plan, cutAfter(second, /iteration.started l/), {
      earlier: second,
      agent: { l: says[2]! },
    });
    expect(tale(third)).toMatchObject({ l: 'ran: goes on at iteration 3' });
  });

  test('its conversation is gone: from the first iteration', async () => {
    const { second } = await resumed({
      plan,
      script: { agent: { l: says } },
      killedAfter,
      thenScript: { agent: { l: says }, sessions: [] },
    });
    expect(tale(second)).toMatchObject({ l: 'ran: it was running when the run ended' });
    expect(sessionsOf(second)[0]).toEqual({ kind: 'start', id: 'session-1' });
  });

  test('a fresh context needs no conversation', async () => {
    const fresh = planOf({ l: { body: make.loop({ maxIterations: 4, freshContext: true }) } });
    const story = {
      plan: fresh,
      script: { agent: { l: says } },
      killedAfter,
      thenScript: { agent: { l: says[2]! }, sessions: [] },
    };
    const { second } = await resumed(story);
    expect([tale(second), sessionsOf(second)]).toEqual([
      { l: 'ran: goes on at iteration 3' },
      [{ kind: 'none' }],
    ]);
  });

  test('in its first iteration, exhausted, changed or without its captures: from the first', async () => {
    const from = async (story: Partial<Story>) =>
      (await taleOf({ plan, script: { agent: { l: says } }, killedAfter, ...story }))['l'];
    expect(await from({ killedAfter: /iteration.started l iteration=1/ })).toBe(
      'ran: it was running when the run ended',
    );
    expect(await from({ thenScript: { gone: ['l'] } })).toBe('ran: its captures are gone');
    const now = planOf({ l: { body: make.loop({ maxIterations: 5 }) }, z: ['l'] });
    expect(await from({ now })).toBe('ran: it was running when the run ended');
    expect(
      sessionsOf((await resumed({ plan, script: { agent: { l: says } }, killedAfter, now })).second)[0]?.kind,
    ).toBe('start');
    const exhausted = await resumed({ plan, script: { agent: { l: prints('no') } } });
    expect([tale(exhausted.second)['l'], sessionsOf(exhausted.second).length]).toEqual(['ran: it failed', 4]);
  });

  test('one that failed goes on where it failed', async () => {
    const agent = { l: [prints('one'), { reply: { failure: { kind: 'no_output' } as const } }] };
    const { second } = await resumed({ plan, script: { agent }, thenScript: { agent: { l: says[2]! } } });
    expect(tale(second)).toMatchObject({ l: 'ran: goes on at iteration 2' });
  });
});

describe('again and again', () => {
  const plan = planOf({ a: [], s: { needs: ['a'], body: make.steps({ x: [], y: [] }) }, b: ['s'], c: ['b'] });

  test('completed nodes are not lost on a second resume', async () => {
    const first = await playFirst(plan);
    const second = await resume(plan, cutAfter(first, /node.started b/), { earlier: first });
    const third = await resume(plan, cutAfter(second, /node.started c/), { earlier: second });
    expect(tale(third)).toEqual({
      a: 'reused completed',
      s: 'again',
      's/x': 'reused completed',
      's/y': 'reused completed',
      b: 'reused completed',
      c: 'ran: it was running when the run ended',
    });
  });

  test('cut anywhere in the second run, nothing that the first had done is done again', async () => {
    const first = await playFirst(plan);
    const kept = cutAfter(first, /node.started b/);
    const second = await resume(plan, kept, { earlier: first });
    for (let count = 1; count <= second.events.length; count++) {
      const third = await resume(plan, cut(second.events, count), { earlier: second });
      expect(third.events.at(-1)?.type).toBe('pipe.completed');
    }
  });

  test('a report is not taken over after what it tells of ran again', async () => {
    const made = planOf({ data: [], report: { needs: ['data'], outputs: { from: 'text', as: 'text' } } });
    const script = { shell: { data: failsAfter(1), report: prints('old') } };
    const always = planOf({
      data: [],
      report: { needs: ['data'], rule: 'all_done', outputs: { from: 'text', as: 'text' } },
    });
    const thenScript = { shell: { report: prints('new') } };
    const { second } = await resumed({ plan: always, script, thenScript });
    expect(tale(second)).toEqual({ data: 'ran: it failed', report: 'ran: after `data`, which ran again' });
    const gone = await resumed({
      plan: made,
      script: { shell: { report: prints('old') } },
      thenScript: { ...thenScript, gone: ['data'] },
    });
    expect(tale(gone.second)).toMatchObject({ report: 'ran: after `data`, which ran again' });
  });

  test('a run that a step ended ends so again, and nothing runs', async () => {
    const stopping = planOf({ s: { body: make.steps({ a: [], b: make.say('stop') }) }, n: [], m: ['s'] });
    const script = { shell: { 's/a': lasts(5), n: lasts(50) } };
    const { second } = await resumed({ plan: stopping, script });
    expect(second.story).toEqual([
      '0 node.started s kind=steps',
      '0 node.reused s/a kind=bash status=completed',
      '0 node.started s/b kind=stop',
      '0 node.completed s/b',
      '0 node.skipped m reason=stopped',
      '0 node.reused n kind=bash status=failed error=kind:cancelled message=cancelled',
      '0 node.completed s',
      '0 pipe.completed reason=stopped',
    ]);
  });

  test('one success that was enough is enough again', async () => {
    const eager = planOf({ x: [], y: [], j: { needs: ['x', 'y'], rule: 'first_success' }, z: ['j'] });
    const script = { shell: { x: lasts(5), y: lasts(90) } };
    expect(await taleOf({ plan: eager, script, killedAfter: /node.completed z/ })).toEqual({
      x: 'reused completed',
      y: 'ran: it was running when the run ended',
      j: 'reused completed',
      z: 'reused completed',
    });
    const both = { plan: eager, script: { shell: { x: lasts(5), y: lasts(5) } } };
    expect(await taleOf({ ...both, thenScript: { gone: ['y'] } })).toMatchObject({ x: 'reused completed' });
  });

  test('10,000 nodes in a chain, and as many items', async () => {
    const shorts = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, at) => [`n${at}`, at === 0 ? [] : [`n${at - 1}`]]),
    );
    const items = Array.from({ length: 10_000 }, (_, at) => at);
    for (const plan of [planOf(shorts), planOf({ e: { body: make.each(items, []) } })]) {
      const first = await playFirst(plan);
      const second = await resume(plan, first.events, { earlier: first });
      expect([second.events.at(-1)?.type, ranIn(second), second.nowMs]).toEqual(['pipe.completed', [], 0]);
    }
  }, 30_000);
});

describe('what only seldom matters', () => {
  test('until_bash is asked again after an iteration that ran again', async () => {
    const plan = planOf({ l: { body: make.repeat([], { untilBash: 'x', maxIterations: 5 }) } });
    const until = { 'l until': [{ reply: fails(1) }, {}] };
    const { second } = await resumed({
      plan,
      script: { shell: until },
      thenScript: { shell: until, gone: ['l/1'] },
    });
    expect(ranIn(second)).toEqual(['l/1', 'l until', 'l/2', 'l until']);
  });

  test('an attempt after one in which something ran again takes nothing over', async () => {
    const p = {
      body: make.parallel({ a: [], b: [] }, { failFast: false }),
      onError: make.onError('fail', 1),
    };
    const script = { shell: { 'p/a': failsAfter(2) } };
    const story = { plan: planOf({ p }), script, thenScript: { ...script, gone: ['p/b'] } };
    expect(await taleOf(story)).toEqual({
      p: 'again',
      'p/a': 'reused failed',
      'p/b': 'ran: its captures are gone',
      'p/a@2': 'ran: after `p/b`, which ran again',
      'p/b@2': 'ran: after `p/b`, which ran again',
    });
  });

  test('a failure in an included pipe that was passed over', async () => {
    const p = { body: make.subPipe(planOf({ x: [], y: ['x'] })), onError: make.onError('continue') };
    expect(
      await taleOf({ plan: planOf({ p, z: ['p'] }), script: { shell: { 'p/x': failsAfter(2) } } }),
    ).toEqual({
      p: 'again',
      'p/x': 'reused failed',
      'p/y': 'skipped: upstream_failed',
      z: 'reused completed',
    });
  });

  test('what had ended before one success was enough is waited for, and counts', async () => {
    const y = { body: make.steps({ s: [] }) };
    const plan = planOf({
      w: [],
      x: ['w'],
      y,
      j: { needs: ['x', 'y'], rule: 'first_success' },
      k: { needs: ['y', 'x'], rule: 'first_success' },
    });
    // `y` ends first: `j` and `k` may have seen it, and not `x`.
    const script = { shell: { w: lasts(5), x: lasts(5), 'y/s': lasts(2), j: lasts(1), k: lasts(1) } };
    expect(await taleOf({ plan, script })).toMatchObject({ j: 'reused completed', k: 'reused completed' });
    expect(await taleOf({ plan, script, thenScript: { gone: ['y/s'] } })).toMatchObject({
      x: 'reused completed',
      j: 'ran: after `y`, which ran again',
      k: 'ran: after `y`, which ran again',
    });
  });

  test('a body that was called off just when it was done', async () => {
    const p = {
      body: make.parallel({ a: [], c: make.steps({ x: [] }) }),
      onError: make.onError('continue'),
    };
    const script = { shell: { 'p/a': failsAfter(5), 'p/c/x': { afterMs: 9, onAbortMs: 'never' as const } } };
    const { first, second } = await resumed({ plan: planOf({ p, z: ['p'] }), script });
    expect(first.story).toContain('9 node.failed p/c error=kind:cancelled message=cancelled');
    expect(tale(second)).toMatchObject({ p: 'again', z: 'reused completed' });
    expect(ranIn(second)).toEqual([]);
  });
});
