import { describe, expect, test } from 'vitest';
import { agent, loop, planOf } from '../core/plan-of.ts';
import { begin, play } from './begin.ts';

describe('cancel', () => {
  test('running nodes end cancelled, waiting ones are skipped, and nothing starts after', async () => {
    const plan = planOf(
      {
        script: [],
        talk: { body: agent() },
        again: { body: loop() },
        ready: [],
        later: ['script'],
        clean: { needs: ['later'], rule: 'always' },
      },
      { maxParallel: 3 },
    );
    const { fake, cancel, finished } = begin(plan, {
      shell: { script: { afterMs: 1000 } },
      agent: { talk: [{ afterMs: 1000 }], again: [{ afterMs: 1000 }] },
    });
    await fake.tick(300);
    cancel.abort();
    await fake.until(finished);
    expect(fake.journal).toEqual([
      '0 pipe.started',
      '0 node.started script kind=bash',
      '0 node.started talk kind=prompt',
      '0 node.started again kind=loop',
      '0 iteration.started again iteration=1 byte_offset=26 session_id=session-1',
      '300 node.skipped later reason=cancelled',
      '300 node.skipped clean reason=cancelled',
      '300 node.skipped ready reason=cancelled',
      '300 node.failed script error=kind:cancelled message=cancelled duration_ms=300',
      '300 node.failed talk error=kind:cancelled message=cancelled duration_ms=300',
      '300 node.failed again error=kind:cancelled message=cancelled duration_ms=300 session_id=session-1',
      '300 pipe.aborted reason=cancelled duration_ms=300',
    ]);
    expect(fake.pendingTimers).toBe(0);
  });

  test('waits for a child that ends late', async () => {
    const { fake, cancel, finished } = begin(planOf({ a: [], b: [] }), {
      shell: { a: { afterMs: 9000, onAbortMs: 3000 }, b: { afterMs: 9000 } },
    });
    await fake.tick(100);
    cancel.abort();
    await fake.until(finished);
    expect(fake.journal.slice(3)).toEqual([
      '100 node.failed b error=kind:cancelled message=cancelled duration_ms=100',
      '3100 node.failed a error=kind:cancelled message=cancelled duration_ms=3100',
      '3100 pipe.aborted reason=cancelled duration_ms=3100',
    ]);
  });

  test('a script that ended well only after the cancel is cancelled all the same', async () => {
    const { fake, cancel, finished } = begin(planOf({ a: [] }), {
      shell: { a: { afterMs: 200, onAbortMs: 'never' } },
    });
    await fake.tick(100);
    cancel.abort();
    await fake.until(finished);
    expect(fake.journal.slice(2)).toEqual([
      '200 node.failed a error=kind:cancelled message=cancelled duration_ms=200',
      '200 pipe.aborted reason=cancelled duration_ms=200',
    ]);
  });

  test('a loop begins no further iteration', async () => {
    const { fake, cancel, finished } = begin(planOf({ l: { body: loop() } }), {
      agent: { l: [{ afterMs: 200, onAbortMs: 'never' }] },
    });
    await fake.tick(100);
    cancel.abort();
    await fake.until(finished);
    expect(fake.journal.slice(2, -1)).toEqual([
      '0 iteration.started l iteration=1 byte_offset=26 session_id=session-1',
      '200 node.failed l error=kind:cancelled message=cancelled duration_ms=200 session_id=session-1',
    ]);
  });

  test('as the run begins: nothing starts', async () => {
    const cancel = new AbortController();
    const notify = () => cancel.abort();
    const { fake, finished } = begin(planOf({ a: [], b: ['a'] }), { notify }, { cancel });
    await fake.until(finished);
    expect(fake.journal).toEqual([
      '0 pipe.started',
      '0 node.skipped a reason=cancelled',
      '0 node.skipped b reason=cancelled',
      '0 pipe.aborted reason=cancelled duration_ms=0',
    ]);
    expect(fake.calls('shell')).toEqual([]);
  });

  test.each([
    { kind: 'a script', body: undefined, session: '' },
    { kind: 'an agent', body: agent(), session: '' },
    { kind: 'a loop, before its first iteration', body: loop(), session: ' session_id=session-1' },
  ])('as $kind starts: it ends at once', async ({ body, session }) => {
    const cancel = new AbortController();
    const { fake, finished } = begin(
      planOf({ a: body === undefined ? [] : { body } }),
      {
        shell: { a: { afterMs: 900 } },
        agent: { a: [{ afterMs: 900 }] },
        notify: (event) => event.type === 'node.started' && cancel.abort(),
      },
      { cancel },
    );
    await fake.until(finished);
    expect(fake.journal.slice(2)).toEqual([
      `0 node.failed a error=kind:cancelled message=cancelled duration_ms=0${session}`,
      '0 pipe.aborted reason=cancelled duration_ms=0',
    ]);
  });

  test('twice is once', async () => {
    const { fake, cancel, finished } = begin(planOf({ a: [] }), {
      shell: { a: { afterMs: 900, onAbortMs: 50 } },
    });
    await fake.tick(10);
    cancel.abort();
    await fake.tick(10);
    cancel.abort();
    await fake.until(finished);
    expect(fake.journal.slice(2)).toEqual([
      '60 node.failed a error=kind:cancelled message=cancelled duration_ms=60',
      '60 pipe.aborted reason=cancelled duration_ms=60',
    ]);
  });

  test('after the last node settled changes nothing', async () => {
    const { fake, cancel, finished } = begin(planOf({ a: [] }), {
      notify: (event) => event.type === 'node.completed' && cancel.abort(),
    });
    await fake.until(finished);
    expect(fake.journal.at(-1)).toBe('0 pipe.completed duration_ms=0');
  });

  test('while an event is being told: the skips are told once, and nothing starts', async () => {
    const { fake, cancel, finished } = begin(planOf({ a: [], b: [], c: ['a'] }), {
      notify: (event) => event.type === 'node.completed' && cancel.abort(),
      shell: { b: { afterMs: 10 } },
    });
    await fake.until(finished);
    expect(fake.journal.slice(3)).toEqual([
      '0 node.completed a duration_ms=0',
      '0 node.skipped c reason=cancelled',
      '0 node.failed b error=kind:cancelled message=cancelled duration_ms=0',
      '0 pipe.aborted reason=cancelled duration_ms=0',
    ]);
  });

  test('a failure that came before it does not name the run', async () => {
    const { fake, cancel, finished } = begin(planOf({ bad: [], a: [] }), {
      shell: {
        bad: { reply: { failure: { kind: 'crash', cause: 'exit', exit: { code: 1 }, stderrTail: '' } } },
        a: { afterMs: 100 },
      },
    });
    await fake.tick(50);
    cancel.abort();
    await fake.until(finished);
    expect(fake.journal.at(-1)).toBe('50 pipe.aborted reason=cancelled duration_ms=50');
  });
});

describe("the run's own timeout", () => {
  test('running nodes fail as timeout, waiting ones are skipped as timeout', async () => {
    const plan = planOf(
      { script: [], talk: { body: agent() }, again: { body: loop() }, ready: [], later: ['script'] },
      { maxParallel: 3, timeoutMs: 2000 },
    );
    const fake = await play(plan, {
      shell: { script: { afterMs: 9000 } },
      agent: { talk: [{ afterMs: 9000, onAbortMs: 500 }], again: [{ afterMs: 9000 }] },
    });
    const failed = 'error=kind:timeout message=the run exceeded its timeout of 2s';
    expect(fake.journal.slice(5)).toEqual([
      '2000 node.skipped later reason=timeout',
      '2000 node.skipped ready reason=timeout',
      `2000 node.failed script ${failed} duration_ms=2000`,
      `2000 node.failed again ${failed} duration_ms=2000 session_id=session-1`,
      `2500 node.failed talk ${failed} duration_ms=2500`,
      '2500 pipe.aborted reason=timeout duration_ms=2500',
    ]);
  });

  test('is forgotten when the run ends before', async () => {
    const fake = await play(planOf({ a: [] }, { timeoutMs: 2000 }), { shell: { a: { afterMs: 1999 } } });
    expect([fake.journal.at(-1), fake.pendingTimers]).toEqual(['1999 pipe.completed duration_ms=1999', 0]);
  });

  test.each([
    { first: 'cancel', cancelAtMs: 1000, reason: 'cancelled' },
    { first: 'the timeout', cancelAtMs: 3000, reason: 'timeout' },
  ])('$first comes first and names the end', async ({ cancelAtMs, reason }) => {
    const { fake, cancel, finished } = begin(planOf({ a: [] }, { timeoutMs: 2000 }), {
      shell: { a: { afterMs: 9000, onAbortMs: 5000 } },
    });
    fake.at(cancelAtMs, () => cancel.abort());
    await fake.until(finished);
    expect(fake.journal.at(-1)).toMatch(`pipe.aborted reason=${reason} `);
  });

  test("a node's own deadline that passes first names the node's end", async () => {
    const plan = planOf({ a: { timeoutMs: 1000 } }, { timeoutMs: 2000 });
    const fake = await play(plan, { shell: { a: { afterMs: 9000, onAbortMs: 3000 } } });
    expect(fake.journal.slice(2)).toEqual([
      '4000 node.failed a error=kind:timeout ' +
        'message=subprocess killed after exceeding wall-clock budget; stderr: tail of stderr duration_ms=4000',
      '4000 pipe.aborted reason=timeout duration_ms=4000',
    ]);
  });
});
