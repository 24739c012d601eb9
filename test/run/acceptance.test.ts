import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/core/plan.ts';
import {
  each,
  expr,
  giveBack,
  join,
  jump,
  onError,
  parallel,
  planOf,
  repeat,
  say,
  set,
  steps,
  text,
} from '../core/plan-of.ts';
import { fails, failsAfter, lasts, prints, type Script } from '../rig/fake-ports.ts';
import { play, playCancelled, tell } from './begin.ts';

// The numbers are those of the examples of step-control §11.3; 6, 14 and 18 are problems of a file, 17 is of expressions.
const always = { reply: fails() };
const ran = async (plan: Plan, script: Script = {}) =>
  (await play(plan, script)).calls('shell').map(({ request }) => request.nodeId);
const number = (n: number) => text(`\${{ fromJSON('${n}') }}`);
const more = text(`\${{ add(vars.n, 1) }}`);

describe('policies', () => {
  test('1: fail ends the node, skips what needs it and aborts the run', async () => {
    const plan = planOf({ a: { onError: onError('fail') }, b: ['a'] });
    expect(await tell(plan, { shell: { a: always } })).toEqual([
      '0 node.started a kind=bash',
      '0 node.failed a error=kind:crash,exit_code:1',
      '0 node.skipped b reason=upstream_failed cause=a',
      '0 pipe.aborted reason=node_failed cause=a',
    ]);
  });

  test('2: continue completes the node without outputs, and what needs it runs', async () => {
    const plan = planOf({
      a: { onError: onError('continue'), outputs: { from: 'text', as: 'text' } },
      b: { needs: ['a'], when: expr('!exists(nodes.a.outputs)') },
    });
    expect(await tell(plan, { shell: { a: { ...always, prints: 'x' } } })).toEqual([
      '0 node.started a kind=bash',
      '0 node.attempt_failed a error=kind:crash,exit_code:1 will=continue',
      '0 node.completed a conclusion=failure_ignored error=kind:crash,exit_code:1',
      '0 node.started b kind=bash',
      '0 node.completed b',
      '0 pipe.completed',
    ]);
  });

  test('3: retry=2 of what always fails: three attempts, one start, one end', async () => {
    const plan = planOf({ a: { onError: onError('fail', 2) } });
    expect(await ran(plan, { shell: { a: always } })).toEqual(['a', 'a', 'a']);
    expect(await tell(plan, { shell: { a: always } })).toEqual([
      '0 node.started a kind=bash',
      '0 node.attempt_failed a error=kind:crash,exit_code:1 will=retry',
      '0 node.retrying a retry=1 of=2 delay_ms=0',
      '0 node.attempt_failed a attempt=2 error=kind:crash,exit_code:1 will=retry',
      '0 node.retrying a retry=2 of=2 delay_ms=0',
      '0 node.attempt_failed a attempt=3 error=kind:crash,exit_code:1 will=fail',
      '0 node.failed a error=kind:crash,exit_code:1 attempt=3',
      '0 pipe.aborted reason=node_failed cause=a',
    ]);
  });

  test('4: retry=2, fine the second time: one retry', async () => {
    const plan = planOf({ a: { onError: onError('fail', 2) } });
    expect(await ran(plan, { shell: { a: [always, {}] } })).toEqual(['a', 'a']);
    expect(await tell(plan, { shell: { a: [always, {}] } })).toEqual([
      '0 node.started a kind=bash',
      '0 node.attempt_failed a error=kind:crash,exit_code:1 will=retry',
      '0 node.retrying a retry=1 of=2 delay_ms=0',
      '0 node.completed a attempt=2',
      '0 pipe.completed',
    ]);
  });

  test('5: retry, then jump: the steps between are skipped, and the run is completed', async () => {
    const body = steps({ a: { onError: onError({ jump: 'recover' }, 1) }, b: [], c: [], recover: [] });
    expect(await tell(planOf({ s: body }), { shell: { 's/a': always } })).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/a kind=bash',
      '0 node.attempt_failed s/a error=kind:crash,exit_code:1 will=retry',
      '0 node.retrying s/a retry=1 of=1 delay_ms=0',
      '0 node.attempt_failed s/a attempt=2 error=kind:crash,exit_code:1 will=jump',
      '0 node.jumped s/a to=recover',
      '0 node.completed s/a attempt=2 conclusion=failure_ignored error=kind:crash,exit_code:1',
      '0 node.skipped s/b reason=jumped',
      '0 node.skipped s/c reason=jumped',
      '0 node.started s/recover kind=bash',
      '0 node.completed s/recover',
      '0 node.completed s',
      '0 pipe.completed',
    ]);
  });

  test("7: a child without a policy fails, its parent's policy decides", async () => {
    const plan = planOf({ p: { body: steps({ c: [] }), onError: onError('continue') }, next: ['p'] });
    expect(await tell(plan, { shell: { 'p/c': always } })).toEqual([
      '0 node.started p kind=steps',
      '0 node.started p/c kind=bash',
      '0 node.failed p/c error=kind:crash,exit_code:1',
      '0 node.attempt_failed p error=kind:crash,exit_code:1 message=p/c: crash (exit 1) will=continue',
      '0 node.completed p conclusion=failure_ignored error=kind:crash,exit_code:1',
      '0 node.started next kind=bash',
      '0 node.completed next',
      '0 pipe.completed',
    ]);
  });

  test('8: nested retries multiply', async () => {
    const child = { onError: onError('fail', 1) };
    const plan = planOf({ p: { body: steps({ c: child }), onError: onError('fail', 1) } });
    expect(await ran(plan, { shell: { 'p/c': always, 'p/c@2': always } })).toEqual([
      'p/c',
      'p/c',
      'p/c@2',
      'p/c@2',
    ]);
  });

  test.each([
    { name: 'continue', policy: onError('continue') },
    { name: 'retry', policy: onError('fail', 3) },
  ])('20: cancelled during a node with $name: no retry, and it is not completed', async ({ policy }) => {
    const fake = await playCancelled(planOf({ a: { onError: policy } }), 10, {
      shell: { a: { ...always, afterMs: 50 } },
    });
    expect(fake.story).toEqual([
      '0 node.started a kind=bash',
      '10 node.failed a error=kind:cancelled message=cancelled',
      '10 pipe.aborted reason=cancelled',
    ]);
  });
});

describe('bodies', () => {
  test('9: each with continue and break: the bodies of 1 and 3 only, and no item afterwards', async () => {
    const body = steps({
      two: { body: say('continue'), when: expr('item == 2') },
      four: { body: say('break'), when: expr('item == 4') },
      work: [],
    });
    const see = set({ item: text(`\${{ item }}`) });
    const plan = planOf({ s: steps({ e: each([1, 2, 3, 4], body, { maxParallel: 1 }), see }) });
    expect(await ran(plan)).toEqual(['s/e/0/work', 's/e/2/work']);
    expect((await tell(plan)).at(-3)).toBe('0 node.completed s/see outputs={"item":null}');
  });

  test('10: break in a step whose policy is continue breaks the loop, and is no failure', async () => {
    const inner = { body: steps({ b: say('break') }), onError: onError('continue') };
    const all = await tell(planOf({ e: each([1, 2], steps({ inner, work: [] }), { maxParallel: 1 }) }));
    expect(all).toEqual([
      '0 node.started e kind=each',
      '0 node.expanded e count=2',
      '0 node.started e/0 kind=steps',
      '0 node.started e/0/inner kind=steps',
      '0 node.started e/0/inner/b kind=break',
      '0 node.completed e/0/inner/b',
      '0 node.completed e/0/inner',
      '0 node.skipped e/0/work reason=branch_not_taken',
      '0 node.completed e/0',
      '0 node.completed e outputs=[null,null]',
      '0 pipe.completed',
    ]);
  });

  test('11: skip leaves the steps around it only', async () => {
    const inner = steps({ x: say('skip'), never: [] });
    expect(await ran(planOf({ e: each([1, 2], steps({ inner, work: [] })) }))).toEqual([
      'e/0/work',
      'e/1/work',
    ]);
  });

  test('11: stop in a parallel that ignores errors ends the run, completed', async () => {
    const plan = planOf({
      p: parallel({ a: steps({ x: say('stop') }), b: [] }, { ignoreErrors: true }),
      next: ['p'],
    });
    expect(await tell(plan, { shell: { 'p/b': lasts(50) } })).toEqual([
      '0 node.started p kind=parallel',
      '0 node.started p/a kind=steps',
      '0 node.started p/a/x kind=stop',
      '0 node.started p/b kind=bash',
      '0 node.completed p/a/x',
      '0 node.skipped next reason=stopped',
      '0 node.completed p/a',
      '0 node.failed p/b error=kind:cancelled message=cancelled',
      '0 node.completed p',
      '0 pipe.completed reason=stopped',
    ]);
  });

  test('12: parallel with max_parallel 1 is strictly sequential, and what needs it starts last', async () => {
    const plan = planOf({ p: parallel({ a: [], b: [], c: [] }, { maxParallel: 1 }), next: ['p'] });
    const fake = await play(plan, { others: () => lasts(20) });
    expect([
      fake.mostLive,
      fake.asked.filter(({ call }) => call.port === 'shell').map(({ atMs }) => atMs),
    ]).toEqual([1, [0, 20, 40, 60]]);
  });

  test('13: without fail_fast it waits and fails with the first error; with ignore_errors it is completed', async () => {
    const script = { shell: { 'p/bad': failsAfter(10, 7), 'p/ok': lasts(40) } };
    const waiting = planOf({ p: parallel({ bad: [], ok: [] }, { failFast: false }) });
    expect((await tell(waiting, script)).slice(3)).toEqual([
      '10 node.failed p/bad error=kind:crash,exit_code:7',
      '40 node.completed p/ok',
      '40 node.failed p error=kind:crash,exit_code:7 message=p/bad: crash (exit 7) cause=p/bad',
      '40 pipe.aborted reason=node_failed cause=p message=p/bad: crash (exit 7)',
    ]);
    const ignoring = planOf({ p: parallel({ bad: [], ok: [] }, { ignoreErrors: true }) });
    expect((await tell(ignoring, script)).slice(3)).toEqual([
      '10 node.failed p/bad error=kind:crash,exit_code:7',
      '40 node.completed p/ok',
      '40 node.completed p outputs={"bad":{"status":"failed","exit_code":7,"error_kind":"crash"},"ok":{"status":"completed","exit_code":0}}',
      '40 pipe.completed',
    ]);
  });

  test('15: while counts to three; without an end it is exhausted', async () => {
    const counting = (source: string, maxIterations: number) =>
      planOf({
        s: steps({
          zero: set({ n: number(0) }),
          r: repeat(steps({ one: set({ n: more }), work: [] }), { while: expr(source), maxIterations }),
        }),
      });
    expect(await ran(counting('vars.n < 3', 20))).toEqual(['s/r/1/work', 's/r/2/work', 's/r/3/work']);
    expect((await tell(counting('true', 5))).slice(-3)).toEqual([
      '0 node.failed s/r error=kind:max_iterations_exceeded message=loop s/r exhausted 5 iterations without reaching its end',
      '0 node.failed s error=kind:max_iterations_exceeded message=s/r: loop s/r exhausted 5 iterations without reaching its end cause=s/r',
      '0 pipe.aborted reason=node_failed cause=s message=s/r: loop s/r exhausted 5 iterations without reaching its end',
    ]);
  });

  test('16: a join has the outputs in the order named; a failure nobody joined fails the run', async () => {
    const printing = { outputs: { from: 'text', as: 'text' } as const };
    const plan = planOf({ f1: printing, f2: printing, both: join('f1', 'f2'), one: join('f1') });
    const script = { shell: { f1: prints('A', 20), f2: prints('B', 5) } };
    expect((await tell(plan, script)).filter((line) => line.includes('outputs=['))).toEqual([
      '20 node.completed both outputs=["A","B"]',
      '20 node.completed one outputs=["A"]',
    ]);
    const unjoined = planOf({ f1: printing, bad: [], one: join('f1') });
    expect((await tell(unjoined, { shell: { bad: always } })).at(-1)).toBe(
      '0 pipe.aborted reason=node_failed cause=bad',
    );
  });

  test('19: a jump back runs as often as it is told; without an end it fails', async () => {
    const counter = (when: string) =>
      planOf({
        s: steps({
          zero: set({ n: number(0) }),
          work: { maxVisits: 5 },
          one: set({ n: more }),
          again: { body: jump('work'), when: expr(when) },
          done: giveBack({ n: text(`\${{ vars.n }}`) }),
        }),
      });
    expect(await ran(counter('vars.n < 3'))).toEqual(['s/work', 's/work@2', 's/work@3']);
    expect((await tell(counter('vars.n < 3'))).at(-2)).toBe('0 node.completed s outputs={"n":3}');
    expect((await tell(counter('true'))).at(-2)).toBe(
      '0 node.failed s error=kind:max_visits_exceeded message=step work would be visited more than 5 times; raise its max_visits, or end the jumps',
    );
  });

  test('21: a text that is the name of a variable stays that text', async () => {
    const plan = planOf({ s: steps({ total: set({ total: '42' }), say: set({ msg: 'total' }) }) });
    expect((await tell(plan)).at(-3)).toBe('0 node.completed s/say outputs={"msg":"total"}');
  });
});
