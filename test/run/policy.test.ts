import { describe, expect, test } from 'vitest';
import type { Failure } from '../../src/core/failure.ts';
import { agent, broken, expr, loop, onError, planOf, set, steps, text } from '../core/plan-of.ts';
import { fails, failsAfter, lasts, prints } from '../rig/fake-ports.ts';
import { begin, play, playCancelled, tell } from './begin.ts';

const crash = { reply: fails(1, 'no') };

describe('after a failure', () => {
  test('fail: nothing is told but the end', async () => {
    expect(await tell(planOf({ a: { onError: onError('fail') } }), { shell: { a: crash } })).toEqual([
      '0 node.started a kind=bash',
      '0 node.failed a error=kind:crash,exit_code:1 message=no',
      '0 pipe.aborted reason=node_failed cause=a message=no',
    ]);
  });

  test('continue: the node is completed, its failure ignored, and what comes after it starts', async () => {
    const plan = planOf({
      a: { onError: onError('continue') },
      b: ['a'],
      c: { needs: ['a'], when: expr('!exists(nodes.a.outputs)') },
    });
    expect(await tell(plan, { shell: { a: failsAfter(10) } })).toEqual([
      '0 node.started a kind=bash',
      '10 node.attempt_failed a error=kind:crash,exit_code:1 will=continue',
      '10 node.completed a conclusion=failure_ignored error=kind:crash,exit_code:1',
      '10 node.started b kind=bash',
      '10 node.started c kind=bash',
      '10 node.completed b',
      '10 node.completed c',
      '10 pipe.completed',
    ]);
  });

  test('retry: as often as told, then it fails', async () => {
    const fake = await play(planOf({ a: { onError: onError('fail', 2) }, b: ['a'] }), {
      shell: { a: failsAfter(10, 3) },
    });
    expect(fake.story).toEqual([
      '0 node.started a kind=bash',
      '10 node.attempt_failed a error=kind:crash,exit_code:3 will=retry',
      '10 node.retrying a retry=1 of=2 delay_ms=0',
      '20 node.attempt_failed a attempt=2 error=kind:crash,exit_code:3 will=retry',
      '20 node.retrying a retry=2 of=2 delay_ms=0',
      '30 node.attempt_failed a attempt=3 error=kind:crash,exit_code:3 will=fail',
      '30 node.failed a error=kind:crash,exit_code:3 attempt=3',
      '30 node.skipped b reason=upstream_failed cause=a',
      '30 pipe.aborted reason=node_failed cause=a',
    ]);
    expect(fake.calls('shell').map(({ request }) => request.attempt)).toEqual([1, 2, 3]);
  });

  test('retry: the first attempt that does well ends it', async () => {
    const plan = planOf({ a: { onError: onError('fail', 2), outputs: { from: 'text', as: 'text' } } });
    const parts = [{ ...crash, prints: 'old' }, prints('new', 5)];
    expect(await tell(plan, { shell: { a: parts } })).toEqual([
      '0 node.started a kind=bash',
      '0 node.attempt_failed a error=kind:crash,exit_code:1 message=no will=retry',
      '0 node.retrying a retry=1 of=2 delay_ms=0',
      '5 node.completed a attempt=2 outputs="new"',
      '5 pipe.completed',
    ]);
  });

  test('retry, then continue', async () => {
    const plan = planOf({ a: { onError: onError('continue', 1) } });
    expect(await tell(plan, { shell: { a: crash } })).toEqual([
      '0 node.started a kind=bash',
      '0 node.attempt_failed a error=kind:crash,exit_code:1 message=no will=retry',
      '0 node.retrying a retry=1 of=1 delay_ms=0',
      '0 node.attempt_failed a attempt=2 error=kind:crash,exit_code:1 message=no will=continue',
      '0 node.completed a attempt=2 conclusion=failure_ignored error=kind:crash,exit_code:1',
      '0 pipe.completed',
    ]);
  });

  test('retry, then jump', async () => {
    const body = steps({ a: { onError: onError({ jump: 'c' }, 1) }, b: [], c: [] });
    expect(await tell(planOf({ s: body }), { shell: { 's/a': crash } })).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/a kind=bash',
      '0 node.attempt_failed s/a error=kind:crash,exit_code:1 message=no will=retry',
      '0 node.retrying s/a retry=1 of=1 delay_ms=0',
      '0 node.attempt_failed s/a attempt=2 error=kind:crash,exit_code:1 message=no will=jump',
      '0 node.jumped s/a to=c',
      '0 node.completed s/a attempt=2 conclusion=failure_ignored error=kind:crash,exit_code:1',
      '0 node.skipped s/b reason=jumped',
      '0 node.started s/c kind=bash',
      '0 node.completed s/c',
      '0 node.completed s',
      '0 pipe.completed',
    ]);
  });

  test('the events of an attempt are whole', async () => {
    const plan = planOf({ a: { body: agent(), onError: onError('fail', 1) } });
    const failure: Failure = { kind: 'no_output' };
    const fake = await play(plan, {
      agent: { a: [{ reply: { failure, usage: { turns: 2 } } }, { reply: { usage: { turns: 3 } } }] },
    });
    const { id: _, ts, run_id, seq, mono_ms, h, ...told } = fake.events[2]!;
    expect(told).toEqual({
      ...{ type: 'node.attempt_failed', node_id: 'a', attempt: 1, error: { kind: 'no_output' } },
      ...{ message: 'the agent ended without saying anything', will: 'retry' },
      ...{ output_path: 'nodes/a.attempt-1.out', usage: { turns: 2 } },
    });
    expect(fake.story).toEqual([
      '0 node.started a kind=prompt',
      '0 node.attempt_failed a error=kind:no_output message=the agent ended without saying anything will=retry usage=turns:2',
      '0 node.retrying a retry=1 of=1 delay_ms=0',
      '0 node.completed a attempt=2 usage=turns:3',
      '0 pipe.completed usage=turns:5',
    ]);
  });

  test("a body's attempts have no capture, and its children run anew under new ids", async () => {
    const plan = planOf({ s: { body: steps({ a: [], b: [] }), onError: onError('fail', 1) } });
    const fake = await play(plan, { shell: { 's/b': crash } });
    expect(fake.story).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/a kind=bash',
      '0 node.completed s/a',
      '0 node.started s/b kind=bash',
      '0 node.failed s/b error=kind:crash,exit_code:1 message=no',
      '0 node.attempt_failed s error=kind:crash,exit_code:1 message=s/b: no will=retry',
      '0 node.retrying s retry=1 of=1 delay_ms=0',
      '0 node.started s/a@2 kind=bash',
      '0 node.completed s/a@2',
      '0 node.started s/b@2 kind=bash',
      '0 node.completed s/b@2',
      '0 node.completed s attempt=2',
      '0 pipe.completed',
    ]);
    // What its gate printed is moved all the same.
    expect(fake.calls('keepAttempt')).toEqual([{ port: 'keepAttempt', nodeId: 's', attempt: 1 }]);
  });

  test('only an attempt that did well has set its variables', async () => {
    const body = steps({ x: set({ n: text(`\${{ add(vars.n, 1) }}`) }), y: [] });
    const plan = planOf({
      s: steps({
        zero: set({ n: text(`\${{ fromJSON('0') }}`) }),
        twice: { body, onError: onError('continue', 1) },
        z: set({ seen: text(`\${{ vars.n }}`) }),
      }),
    });
    const all = await tell(plan, { shell: { 's/twice/y': crash } });
    expect(all.filter((line) => line.includes('outputs='))).toEqual([
      '0 node.completed s/zero outputs={"n":0}',
      '0 node.completed s/twice/x outputs={"n":1}',
      '0 node.completed s/twice/x@2 outputs={"n":1}',
      '0 node.completed s/z outputs={"seen":1}',
    ]);
    const failing = await tell(plan, { shell: { 's/twice/y': crash, 's/twice/y@2': crash } });
    expect(failing.filter((line) => line.includes('outputs='))).toEqual([
      '0 node.completed s/zero outputs={"n":0}',
      '0 node.completed s/twice/x outputs={"n":1}',
      '0 node.completed s/twice/x@2 outputs={"n":1}',
      '0 node.completed s/z outputs={"seen":0}',
    ]);
  });

  test('an env that cannot be evaluated is a failed attempt like any other', async () => {
    const plan = planOf({ a: { env: new Map([['A', broken('no JSON')]]), onError: onError('continue') } });
    expect(await tell(plan)).toEqual([
      '0 node.started a kind=bash',
      '0 node.attempt_failed a error=kind:crash message=expression failed: env A: no JSON will=continue',
      '0 node.completed a conclusion=failure_ignored error=kind:crash',
      '0 pipe.completed',
    ]);
  });

  test('a refused gate is retried with its body', async () => {
    const gate = [
      {
        reply: {
          failure: {
            kind: 'gate_failed' as const,
            cause: 'exit' as const,
            exit: { code: 1 },
            stderrTail: '',
          },
        },
      },
      {},
    ];
    const plan = planOf({ a: { gate: 'g', onError: onError('fail', 1) } });
    expect(await tell(plan, { gate: { a: gate } })).toEqual([
      '0 node.started a kind=bash',
      '0 node.attempt_failed a error=kind:gate_failed,exit_code:1 will=retry',
      '0 node.retrying a retry=1 of=1 delay_ms=0',
      '0 gate.passed a gate=g',
      '0 node.completed a attempt=2',
      '0 pipe.completed',
    ]);
  });
});

describe('what is retried', () => {
  test.each([
    { on: [3], parts: [failsAfter(0, 3), failsAfter(0, 4)], attempts: 2 },
    { on: [4], parts: [failsAfter(0, 3)], attempts: 1 },
    { on: ['crash'], parts: [failsAfter(0, 3)], attempts: 3 },
    { on: ['timeout'], parts: [failsAfter(0, 3)], attempts: 1 },
    { on: ['timeout', 9], parts: [lasts(5000), failsAfter(0, 9), failsAfter(0, 8)], attempts: 3 },
  ])('on $on: $attempts attempts', async ({ on, parts, attempts }) => {
    const plan = planOf({ a: { timeoutMs: 1000, onError: onError('fail', { max: 2, on }) } });
    expect((await play(plan, { shell: { a: parts } })).calls('shell')).toHaveLength(attempts);
  });

  test('what is not retried goes on as told', async () => {
    const plan = planOf({ a: { onError: onError('continue', { on: ['timeout'] }) } });
    expect(await tell(plan, { shell: { a: crash } })).toEqual([
      '0 node.started a kind=bash',
      '0 node.attempt_failed a error=kind:crash,exit_code:1 message=no will=continue',
      '0 node.completed a conclusion=failure_ignored error=kind:crash,exit_code:1',
      '0 pipe.completed',
    ]);
  });

  test('each attempt has the whole time', async () => {
    const plan = planOf({ a: { timeoutMs: 1000, onError: onError('fail', 1) } });
    const fake = await play(plan, { shell: { a: [lasts(5000), lasts(999)] } });
    expect(fake.journal.at(-1)).toBe('1999 pipe.completed duration_ms=1999');
  });

  test.each([
    { name: 'an agent', body: agent() },
    { name: 'a loop', body: loop() },
  ])('BLOCKED of $name is never retried nor passed over', async ({ body }) => {
    const plan = planOf({ a: { body, onError: onError('continue', 3) }, b: ['a'] });
    const fake = await play(plan, { agent: { a: { reply: { sentinel: 'blocked' } } } });
    expect([fake.calls('agent').length, fake.story.at(-1)]).toEqual([
      1,
      expect.stringContaining('reason=node_failed cause=a'),
    ]);
  });

  test('BLOCKED deep inside is not, either', async () => {
    const inner = steps({ a: { body: agent(), onError: onError('continue', 1) } });
    const plan = planOf({
      s: {
        body: steps({ t: { body: inner, onError: onError('continue', 1) } }),
        onError: onError('continue', 1),
      },
    });
    expect(await tell(plan, { agent: { 's/t/a': { reply: { sentinel: 'blocked' } } } })).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/t kind=steps',
      '0 node.started s/t/a kind=prompt',
      '0 node.attempt_failed s/t/a error=kind:blocked message=assistant emitted BLOCKED will=fail',
      '0 node.failed s/t/a error=kind:blocked message=assistant emitted BLOCKED',
      '0 node.attempt_failed s/t error=kind:blocked message=s/t/a: assistant emitted BLOCKED will=fail',
      '0 node.failed s/t error=kind:blocked message=s/t/a: assistant emitted BLOCKED cause=s/t/a',
      '0 node.attempt_failed s error=kind:blocked message=s/t/a: assistant emitted BLOCKED will=fail',
      '0 node.failed s error=kind:blocked message=s/t/a: assistant emitted BLOCKED cause=s/t',
      '0 pipe.aborted reason=node_failed cause=s message=s/t/a: assistant emitted BLOCKED',
    ]);
  });
});

describe('the wait before a retry', () => {
  const retry = { max: 3, delayMs: 1000, backoff: 2 };

  test('grows by its factor', async () => {
    const plan = planOf({ a: { onError: onError('fail', retry) } });
    const all = await tell(plan, { shell: { a: failsAfter(10) } });
    expect(all.filter((line) => line.includes('retrying'))).toEqual([
      '10 node.retrying a retry=1 of=3 delay_ms=1000',
      '1020 node.retrying a retry=2 of=3 delay_ms=2000',
      '3030 node.retrying a retry=3 of=3 delay_ms=4000',
    ]);
    expect(all.at(-1)).toMatch(/^7040 pipe\.aborted/);
  });

  test('is shorter by chance, as far as told', async () => {
    const plan = planOf({ a: { onError: onError('fail', { ...retry, jitter: 0.5 }) } });
    const all = await tell(plan, { shell: { a: failsAfter(0) }, random: [0, 0.5, 0.9] });
    expect(all.filter((line) => line.includes('retrying'))).toEqual([
      '0 node.retrying a retry=1 of=3 delay_ms=1000',
      '1000 node.retrying a retry=2 of=3 delay_ms=1500',
      '2500 node.retrying a retry=3 of=3 delay_ms=2200',
    ]);
  });

  test('holds no place: others run meanwhile, and the retry waits for its turn', async () => {
    const plan = planOf(
      { a: { onError: onError('fail', { delayMs: 100 }) }, b: [], c: [] },
      { maxParallel: 1 },
    );
    expect(
      await tell(plan, { shell: { a: [failsAfter(10), lasts(5)], b: lasts(70), c: lasts(70) } }),
    ).toEqual([
      '0 node.started a kind=bash',
      '10 node.attempt_failed a error=kind:crash,exit_code:1 will=retry',
      '10 node.retrying a retry=1 of=1 delay_ms=100',
      '10 node.started b kind=bash',
      '80 node.completed b',
      '80 node.started c kind=bash',
      '150 node.completed c',
      '155 node.completed a attempt=2',
      '155 pipe.completed',
    ]);
  });

  test('is over at once when the run is cancelled', async () => {
    const plan = planOf({ a: { onError: onError('continue', { delayMs: 1000 }) }, b: ['a'] });
    const fake = await playCancelled(plan, 500, { shell: { a: crash } });
    expect(fake.story).toEqual([
      '0 node.started a kind=bash',
      '0 node.attempt_failed a error=kind:crash,exit_code:1 message=no will=retry',
      '0 node.retrying a retry=1 of=1 delay_ms=1000',
      '500 node.skipped b reason=cancelled',
      '500 node.failed a error=kind:cancelled message=cancelled',
      '500 pipe.aborted reason=cancelled',
    ]);
    expect(fake.pendingTimers).toBe(0);
  });

  test("is over when the run's time is", async () => {
    const plan = planOf({ a: { onError: onError('continue', { delayMs: 1000 }) } }, { timeoutMs: 500 });
    expect(await tell(plan, { shell: { a: crash } })).toEqual([
      '0 node.started a kind=bash',
      '0 node.attempt_failed a error=kind:crash,exit_code:1 message=no will=retry',
      '0 node.retrying a retry=1 of=1 delay_ms=1000',
      '500 node.failed a error=kind:timeout message=the run exceeded its timeout of 0.5s',
      '500 pipe.aborted reason=timeout',
    ]);
  });

  test('counts for the deadline of the body around', async () => {
    const body = steps({ a: { onError: onError('continue', { delayMs: 1000 }) } });
    const plan = planOf({ s: { body, timeoutMs: 600 } });
    expect(await tell(plan, { shell: { 's/a': crash } })).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/a kind=bash',
      '0 node.attempt_failed s/a error=kind:crash,exit_code:1 message=no will=retry',
      '0 node.retrying s/a retry=1 of=1 delay_ms=1000',
      '600 node.failed s/a error=kind:cancelled message=cancelled',
      '600 node.failed s error=kind:timeout message=node s exceeded timeout of 0.6s',
      '600 pipe.aborted reason=node_failed cause=s message=node s exceeded timeout of 0.6s',
    ]);
  });
});

describe('a run that is called off', () => {
  test('cancelled: no policy is asked', async () => {
    const plan = planOf({ a: { onError: onError('continue', 3) } });
    expect((await playCancelled(plan, 50, { shell: { a: lasts(100) } })).story).toEqual([
      '0 node.started a kind=bash',
      '50 node.failed a error=kind:cancelled message=cancelled',
      '50 pipe.aborted reason=cancelled',
    ]);
  });

  test('out of time: no policy is asked', async () => {
    const plan = planOf({ a: { onError: onError('continue', 3) } }, { timeoutMs: 50 });
    expect(await tell(plan, { shell: { a: lasts(100) } })).toEqual([
      '0 node.started a kind=bash',
      '50 node.failed a error=kind:timeout message=the run exceeded its timeout of 0.05s',
      '50 pipe.aborted reason=timeout',
    ]);
  });

  test('while a retry waits for its place', async () => {
    const plan = planOf({ a: { onError: onError('fail', { delayMs: 10 }) }, b: [] }, { maxParallel: 1 });
    const { fake, cancel, finished } = begin(plan, { shell: { a: crash, b: lasts(100) } });
    fake.at(50, () => cancel.abort());
    await fake.until(finished);
    expect(fake.story).toEqual([
      '0 node.started a kind=bash',
      '0 node.attempt_failed a error=kind:crash,exit_code:1 message=no will=retry',
      '0 node.retrying a retry=1 of=1 delay_ms=10',
      '0 node.started b kind=bash',
      '50 node.failed a error=kind:cancelled message=cancelled',
      '50 node.failed b error=kind:cancelled message=cancelled',
      '50 pipe.aborted reason=cancelled',
    ]);
  });
});

test('cancelled before its next attempt, a node names the capture that there is', async () => {
  const plan = planOf({ a: { onError: onError('fail', { max: 1, delayMs: 1000, backoff: 1 }) } });
  const fake = await playCancelled(plan, 500, { shell: { a: failsAfter(10) } });
  expect(fake.events.find((event) => event.type === 'node.failed')).toMatchObject({
    error: { kind: 'cancelled' },
    output_path: 'nodes/a.attempt-1.out',
  });
});
