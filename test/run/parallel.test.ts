import { describe, expect, test } from 'vitest';
import {
  agent,
  each,
  expr,
  giveBack,
  onError,
  parallel,
  planOf,
  repeat,
  say,
  set,
  steps,
  text,
} from '../core/plan-of.ts';
import { fails, failsAfter, lasts, prints } from '../rig/fake-ports.ts';
import { play, tell } from './begin.ts';

const crash = { reply: fails(1, 'no') };

describe('parallel', () => {
  test('runs all branches at once, and has what came of each', async () => {
    const plan = planOf({
      p: parallel({
        a: { outputs: { from: 'text', as: 'json' } },
        b: { onError: onError('continue') },
        c: { when: expr('false') },
      }),
      n: ['p'],
    });
    expect(await tell(plan, { shell: { 'p/a': prints('[1]', 10), 'p/b': failsAfter(5, 7) } })).toEqual([
      '0 node.started p kind=parallel',
      '0 node.skipped p/c reason=when when=false saw={}',
      '0 node.started p/a kind=bash',
      '0 node.started p/b kind=bash',
      '5 node.attempt_failed p/b error=kind:crash,exit_code:7 will=continue',
      '5 node.completed p/b conclusion=failure_ignored error=kind:crash,exit_code:7',
      '10 node.completed p/a outputs=[1]',
      '10 node.completed p outputs={"a":{"status":"completed","outputs":[1],"exit_code":0},"b":{"status":"failure_ignored","exit_code":7,"error_kind":"crash"},"c":{"status":"skipped"}}',
      '10 node.started n kind=bash',
      '10 node.completed n',
      '10 pipe.completed',
    ]);
  });

  test('with fail_fast the first failure ends the others', async () => {
    const plan = planOf({ p: parallel({ a: [], b: [], c: steps({ x: [], y: [] }) }) });
    expect(
      await tell(plan, {
        shell: { 'p/a': failsAfter(10, 7), 'p/b': { afterMs: 90, onAbortMs: 5 }, 'p/c/x': lasts(90) },
      }),
    ).toEqual([
      '0 node.started p kind=parallel',
      '0 node.started p/c kind=steps',
      '0 node.started p/a kind=bash',
      '0 node.started p/b kind=bash',
      '0 node.started p/c/x kind=bash',
      '10 node.failed p/a error=kind:crash,exit_code:7',
      '10 node.failed p/c/x error=kind:cancelled message=cancelled',
      '10 node.skipped p/c/y reason=cancelled',
      '10 node.failed p/c error=kind:cancelled message=cancelled',
      '15 node.failed p/b error=kind:cancelled message=cancelled',
      '15 node.failed p error=kind:crash,exit_code:7 message=p/a: crash (exit 7) cause=p/a',
      '15 pipe.aborted reason=node_failed cause=p message=p/a: crash (exit 7)',
    ]);
  });

  test('without it all come to their end, and the first failure is told with the others', async () => {
    const plan = planOf({ p: parallel({ a: [], b: [], c: [] }, { failFast: false }) });
    expect(
      await tell(plan, { shell: { 'p/a': failsAfter(20, 7), 'p/b': failsAfter(10, 8), 'p/c': lasts(30) } }),
    ).toEqual([
      '0 node.started p kind=parallel',
      '0 node.started p/a kind=bash',
      '0 node.started p/b kind=bash',
      '0 node.started p/c kind=bash',
      '10 node.failed p/b error=kind:crash,exit_code:8',
      '20 node.failed p/a error=kind:crash,exit_code:7',
      '30 node.completed p/c',
      '30 node.failed p error=kind:crash,exit_code:8 message=p/b: crash (exit 8)\nalso failed: p/a cause=p/b',
      '30 pipe.aborted reason=node_failed cause=p message=p/b: crash (exit 8)\nalso failed: p/a',
    ]);
  });

  test('with ignore_errors it is completed', async () => {
    const plan = planOf({ p: parallel({ a: [], b: [] }, { ignoreErrors: true }) });
    expect(await tell(plan, { shell: { 'p/a': failsAfter(20, 7) } })).toEqual([
      '0 node.started p kind=parallel',
      '0 node.started p/a kind=bash',
      '0 node.started p/b kind=bash',
      '0 node.completed p/b',
      '20 node.failed p/a error=kind:crash,exit_code:7',
      '20 node.completed p outputs={"a":{"status":"failed","exit_code":7,"error_kind":"crash"},"b":{"status":"completed","exit_code":0}}',
      '20 pipe.completed',
    ]);
  });

  test('with ignore_errors BLOCKED fails it all the same', async () => {
    const plan = planOf({ p: parallel({ a: [], b: agent(), c: [] }, { ignoreErrors: true }) });
    const script = {
      shell: { 'p/a': crash, 'p/c': lasts(20) },
      agent: { 'p/b': { afterMs: 10, reply: { sentinel: 'blocked' as const } } },
    };
    expect(await tell(plan, script)).toEqual([
      '0 node.started p kind=parallel',
      '0 node.started p/a kind=bash',
      '0 node.started p/b kind=prompt',
      '0 node.started p/c kind=bash',
      '0 node.failed p/a error=kind:crash,exit_code:1 message=no',
      '10 node.failed p/b error=kind:blocked message=assistant emitted BLOCKED',
      '10 node.failed p/c error=kind:cancelled message=cancelled',
      '10 node.failed p error=kind:blocked message=p/b: assistant emitted BLOCKED cause=p/b',
      '10 pipe.aborted reason=node_failed cause=p message=p/b: assistant emitted BLOCKED',
    ]);
  });

  test('at most max_parallel branches at a time; those never begun are skipped', async () => {
    const plan = planOf({ p: parallel({ a: steps({ x: [] }), b: [], c: [] }, { maxParallel: 1 }) });
    expect(await tell(plan, { shell: { 'p/a/x': lasts(10), 'p/b': failsAfter(10) } })).toEqual([
      '0 node.started p kind=parallel',
      '0 node.started p/a kind=steps',
      '0 node.started p/a/x kind=bash',
      '10 node.completed p/a/x',
      '10 node.completed p/a',
      '10 node.started p/b kind=bash',
      '20 node.failed p/b error=kind:crash,exit_code:1',
      '20 node.skipped p/c reason=cancelled',
      '20 node.failed p error=kind:crash,exit_code:1 message=p/b: crash (exit 1) cause=p/b',
      '20 pipe.aborted reason=node_failed cause=p message=p/b: crash (exit 1)',
    ]);
  });

  test('stop inside, whatever it ignores, ends the run', async () => {
    const plan = planOf({
      p: parallel({ a: steps({ w: [], x: say('stop') }), b: [], c: [] }, { ignoreErrors: true }),
      n: ['p'],
    });
    expect(await tell(plan, { shell: { 'p/a/w': lasts(10), 'p/b': lasts(50), 'p/c': crash } })).toEqual([
      '0 node.started p kind=parallel',
      '0 node.started p/a kind=steps',
      '0 node.started p/a/w kind=bash',
      '0 node.started p/b kind=bash',
      '0 node.started p/c kind=bash',
      '0 node.failed p/c error=kind:crash,exit_code:1 message=no',
      '10 node.completed p/a/w',
      '10 node.started p/a/x kind=stop',
      '10 node.completed p/a/x',
      '10 node.skipped n reason=stopped',
      '10 node.completed p/a',
      '10 node.failed p/b error=kind:cancelled message=cancelled',
      '10 node.completed p',
      '10 pipe.completed reason=stopped',
    ]);
  });

  test('break and continue inside end the other branches and go on to the loop around', async () => {
    const branch = (kind: 'break' | 'continue') =>
      parallel({ a: steps({ x: { body: say(kind), when: expr('index == 0') } }), b: [] });
    const plan = (kind: 'break' | 'continue') =>
      planOf({ e: each([1, 2], steps({ p: branch(kind), after: [] }), { maxParallel: 1 }) });
    const script = { shell: { 'e/0/p/b': lasts(50), 'e/1/p/b': lasts(5) } };
    expect(await tell(plan('break'), script)).toEqual([
      '0 node.started e kind=each',
      '0 node.expanded e count=2',
      '0 node.started e/0 kind=steps',
      '0 node.started e/0/p kind=parallel',
      '0 node.started e/0/p/a kind=steps',
      '0 node.started e/0/p/a/x kind=break',
      '0 node.started e/0/p/b kind=bash',
      '0 node.completed e/0/p/a/x',
      '0 node.completed e/0/p/a',
      '0 node.failed e/0/p/b error=kind:cancelled message=cancelled',
      '0 node.completed e/0/p outputs={"a":{"status":"completed"},"b":{"status":"failed","error_kind":"cancelled"}}',
      '0 node.skipped e/0/after reason=branch_not_taken',
      '0 node.completed e/0',
      '0 node.completed e outputs=[null,null]',
      '0 pipe.completed',
    ]);
    expect(await tell(plan('continue'), script)).toEqual([
      '0 node.started e kind=each',
      '0 node.expanded e count=2',
      '0 node.started e/0 kind=steps',
      '0 node.started e/0/p kind=parallel',
      '0 node.started e/0/p/a kind=steps',
      '0 node.started e/0/p/a/x kind=continue',
      '0 node.started e/0/p/b kind=bash',
      '0 node.completed e/0/p/a/x',
      '0 node.completed e/0/p/a',
      '0 node.failed e/0/p/b error=kind:cancelled message=cancelled',
      '0 node.completed e/0/p outputs={"a":{"status":"completed"},"b":{"status":"failed","error_kind":"cancelled"}}',
      '0 node.skipped e/0/after reason=branch_not_taken',
      '0 node.completed e/0',
      '0 node.started e/1 kind=steps',
      '0 node.started e/1/p kind=parallel',
      '0 node.started e/1/p/a kind=steps',
      '0 node.skipped e/1/p/a/x reason=when when=index == 0 saw={"index":1}',
      '0 node.started e/1/p/b kind=bash',
      '0 node.completed e/1/p/a',
      '5 node.completed e/1/p/b',
      '5 node.completed e/1/p outputs={"a":{"status":"completed"},"b":{"status":"completed","exit_code":0}}',
      '5 node.started e/1/after kind=bash',
      '5 node.completed e/1/after',
      '5 node.completed e/1',
      '5 node.completed e outputs=[null,null]',
      '5 pipe.completed',
    ]);
  });

  test('a second attempt runs its branches under new ids', async () => {
    const plan = planOf({ p: { body: parallel({ a: [], b: [] }), onError: onError('fail', 1) } });
    const fake = await play(plan, { shell: { 'p/a': crash } });
    expect(fake.calls('shell').map(({ request }) => request.nodeId)).toEqual([
      'p/a',
      'p/b',
      'p/a@2',
      'p/b@2',
    ]);
  });

  test('branches have variables of their own', async () => {
    const plan = planOf({
      s: steps({
        zero: set({ v: 'x' }),
        p: parallel({
          a: steps({ set: set({ v: 'a' }) }),
          b: steps({ wait: [], see: set({ w: text(`\${{ vars.v }}`) }) }),
        }),
        end: giveBack({ v: text(`\${{ vars.v }}`), w: text(`\${{ vars.w }}`) }),
      }),
    });
    const all = await tell(plan, { shell: { 's/p/b/wait': lasts(10) } });
    expect(all.filter((line) => line.includes('outputs='))).toEqual([
      '0 node.completed s/zero outputs={"v":"x"}',
      '0 node.completed s/p/a/set outputs={"v":"a"}',
      '10 node.completed s/p/b/see outputs={"w":"x"}',
      '10 node.completed s/p outputs={"a":{"status":"completed"},"b":{"status":"completed"}}',
      '10 node.completed s/end outputs={"v":"x","w":null}',
      '10 node.completed s outputs={"v":"x","w":null}',
    ]);
  });
});

test('a loop around a parallel that breaks', async () => {
  const plan = planOf({ r: repeat(parallel({ a: steps({ x: say('break') }), b: [] })) });
  expect(await tell(plan, { shell: { 'r/1/b': lasts(50) } })).toEqual([
    '0 node.started r kind=loop',
    '0 iteration.started r iteration=1',
    '0 node.started r/1 kind=parallel',
    '0 node.started r/1/a kind=steps',
    '0 node.started r/1/a/x kind=break',
    '0 node.started r/1/b kind=bash',
    '0 node.completed r/1/a/x',
    '0 node.completed r/1/a',
    '0 node.failed r/1/b error=kind:cancelled message=cancelled',
    '0 node.completed r/1 outputs={"a":{"status":"completed"},"b":{"status":"failed","error_kind":"cancelled"}}',
    '0 node.completed r outputs={"a":{"status":"completed"},"b":{"status":"failed","error_kind":"cancelled"}}',
    '0 pipe.completed',
  ]);
});
