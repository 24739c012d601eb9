import { describe, expect, test } from 'vitest';
import type { InputSpec } from '../../src/core/pipe.ts';
import { agent, computed, each, expr, onError, planOf, say, steps, subPipe, text } from '../core/plan-of.ts';
import { fails, failsAfter, lasts, prints } from '../rig/fake-ports.ts';
import { play, playCancelled, tell } from './begin.ts';

const crash = { reply: fails(1, 'no') };
const input = (key: string, more: Partial<InputSpec> = {}): InputSpec => ({
  ...{ key, type: 'string', options: [], required: false, secret: false },
  ...more,
});

describe('an included pipe', () => {
  test('runs as a graph of its own below its node', async () => {
    const inner = planOf({
      a: [],
      b: ['a'],
      c: [],
      bad: ['c'],
      never: ['bad'],
      end: { needs: ['b', 'bad'], rule: 'one_success' },
    });
    const plan = planOf({ p: subPipe(inner), n: ['p'] });
    expect(await tell(plan, { shell: { 'p/a': lasts(10), 'p/c': lasts(5) } })).toEqual([
      '0 node.started p kind=pipe',
      '0 node.started p/a kind=bash',
      '0 node.started p/c kind=bash',
      '5 node.completed p/c',
      '5 node.started p/bad kind=bash',
      '5 node.completed p/bad',
      '5 node.started p/never kind=bash',
      '5 node.completed p/never',
      '10 node.completed p/a',
      '10 node.started p/b kind=bash',
      '10 node.completed p/b',
      '10 node.started p/end kind=bash',
      '10 node.completed p/end',
      '10 node.completed p',
      '10 node.started n kind=bash',
      '10 node.completed n',
      '10 pipe.completed',
    ]);
  });

  test('fails with its first failure that nothing absorbed', async () => {
    const inner = planOf({ x: [], bad: [], other: [], after: ['bad'] });
    const plan = planOf({ p: subPipe(inner), n: ['p'] });
    expect(await tell(plan, { shell: { 'p/bad': failsAfter(20, 7), 'p/other': failsAfter(10, 8) } })).toEqual(
      [
        '0 node.started p kind=pipe',
        '0 node.started p/x kind=bash',
        '0 node.started p/bad kind=bash',
        '0 node.started p/other kind=bash',
        '0 node.completed p/x',
        '10 node.failed p/other error=kind:crash,exit_code:8',
        '20 node.failed p/bad error=kind:crash,exit_code:7',
        '20 node.skipped p/after reason=upstream_failed cause=p/bad',
        '20 node.failed p error=kind:crash,exit_code:7 message=p/bad: crash (exit 7)\nalso failed: p/other cause=p/bad',
        '20 node.skipped n reason=upstream_failed cause=p',
        '20 pipe.aborted reason=node_failed cause=p message=p/bad: crash (exit 7)\nalso failed: p/other',
      ],
    );
  });

  test('BLOCKED hides behind no other failure', async () => {
    const plan = planOf({
      p: { body: subPipe(planOf({ bad: [], talk: { body: agent() } })), onError: onError('continue', 1) },
    });
    const script = {
      shell: { 'p/bad': crash },
      agent: { 'p/talk': { reply: { sentinel: 'blocked' as const } } },
    };
    expect((await tell(plan, script)).slice(-3)).toEqual([
      '0 node.attempt_failed p error=kind:blocked message=p/talk: assistant emitted BLOCKED\nalso failed: p/bad will=fail',
      '0 node.failed p error=kind:blocked message=p/talk: assistant emitted BLOCKED\nalso failed: p/bad cause=p/talk',
      '0 pipe.aborted reason=node_failed cause=p message=p/talk: assistant emitted BLOCKED\nalso failed: p/bad',
    ]);
  });

  test('has inputs of its own, checked and with defaults, and sees nothing from around it', async () => {
    const inner = planOf({
      a: {
        env: new Map([
          ['V', text(`\${{ inputs.n }}|\${{ inputs.flag }}|\${{ inputs.who }}|\${{ vars.v }}|\${{ item }}`)],
        ]),
      },
    });
    const inputs = [input('n', { type: 'number' }), input('flag', { type: 'boolean', default: true })];
    const plan = planOf({
      e: each([4], { body: subPipe(inner, { n: text(`\${{ add(item, 1) }}`) }, inputs) }),
    });
    const fake = await play(
      plan,
      {},
      { inputs: new Map([['who', 'Ada']]), variables: { OMNE_INPUT_WHO: 'Ada' } },
    );
    expect(
      fake.calls('shell').map(({ request: { nodeId, env, variables } }) => [nodeId, env, variables]),
    ).toEqual([['e/0/a', { V: '5|true|||' }, { OMNE_INPUT_N: '5', OMNE_INPUT_FLAG: 'true' }]]);
  });

  test('inputs that do not fit fail the node before anything ran', async () => {
    // Loaded beforehand: reading a file takes longer than promises that settle.
    await import('../../src/core/problem.ts');
    const plan = planOf({ p: subPipe(planOf({ a: [] }), { n: 'x' }, [input('n', { type: 'number' })]) });
    const fake = await play(plan);
    expect(fake.story).toEqual([
      '0 node.started p kind=pipe',
      '0 node.failed p error=kind:crash message=expression failed: input `n` is `x`; give it a number',
      '0 pipe.aborted reason=node_failed cause=p message=expression failed: input `n` is `x`; give it a number',
    ]);
    const broken = planOf({
      p: subPipe(planOf({ a: [] }), { n: text(`\${{ fromJSON('{') }}`) }, [input('n')]),
    });
    expect((await tell(broken))[1]).toBe(
      '0 node.failed p error=kind:crash message=expression failed: with n: fromJSON: the text is no JSON',
    );
  });

  test('has the outputs it publishes', async () => {
    const outputs = new Map([['v', text(`\${{ nodes.a.outputs }}`)]]);
    const inner = planOf({ a: { outputs: { from: 'text', as: 'json' } } }, { outputs });
    const plan = planOf({ p: subPipe(inner), n: { needs: ['p'], when: expr('nodes.p.outputs.v[1] == 2') } });
    expect(await tell(plan, { shell: { 'p/a': prints('[1,2]') } })).toEqual([
      '0 node.started p kind=pipe',
      '0 node.started p/a kind=bash',
      '0 node.completed p/a outputs=[1,2]',
      '0 node.completed p outputs={"v":[1,2]}',
      '0 node.started n kind=bash',
      '0 node.completed n',
      '0 pipe.completed',
    ]);
    const both = planOf({ p: { body: subPipe(inner), outputs: computed({ w: 'mine' }) } });
    expect((await tell(both, { shell: { 'p/a': prints('1') } })).at(-2)).toBe(
      '0 node.completed p outputs={"w":"mine"}',
    );
  });

  test('has a cap of its own under that of the run', async () => {
    const wide = planOf({ a: [], b: [], c: [], d: [] }, { maxParallel: 2 });
    const fake = await play(planOf({ p: subPipe(wide), x: [], y: [] }, { maxParallel: 3 }), {
      others: () => lasts(10),
    });
    expect([fake.mostLive, fake.nowMs]).toEqual([3, 20]);
    expect(fake.story.filter((line) => line.includes('started'))).toEqual([
      '0 node.started p kind=pipe',
      '0 node.started p/a kind=bash',
      '0 node.started p/b kind=bash',
      '0 node.started x kind=bash',
      '10 node.started p/c kind=bash',
      '10 node.started p/d kind=bash',
      '10 node.started y kind=bash',
    ]);
  });

  test('a second attempt has ids of its own', async () => {
    const plan = planOf({ p: { body: subPipe(planOf({ a: [], b: ['a'] })), onError: onError('fail', 1) } });
    expect(await tell(plan, { shell: { 'p/a': crash } })).toEqual([
      '0 node.started p kind=pipe',
      '0 node.started p/a kind=bash',
      '0 node.failed p/a error=kind:crash,exit_code:1 message=no',
      '0 node.skipped p/b reason=upstream_failed cause=p/a',
      '0 node.attempt_failed p error=kind:crash,exit_code:1 message=p/a: no will=retry',
      '0 node.retrying p retry=1 of=1 delay_ms=0',
      '0 node.started p/a@2 kind=bash',
      '0 node.completed p/a@2',
      '0 node.started p/b@2 kind=bash',
      '0 node.completed p/b@2',
      '0 node.completed p attempt=2',
      '0 pipe.completed',
    ]);
  });

  test('stop in it ends the whole run', async () => {
    const inner = planOf({ s: steps({ x: say('stop') }), a: [], n: ['a'] });
    const plan = planOf({ p: subPipe(inner), n: ['p'], slow: [] });
    expect(await tell(plan, { shell: { 'p/a': { afterMs: 90, onAbortMs: 10 }, slow: lasts(90) } })).toEqual([
      '0 node.started p kind=pipe',
      '0 node.started p/s kind=steps',
      '0 node.started p/s/x kind=stop',
      '0 node.started p/a kind=bash',
      '0 node.started slow kind=bash',
      '0 node.completed p/s/x',
      '0 node.skipped n reason=stopped',
      '0 node.skipped p/n reason=stopped',
      '0 node.completed p/s',
      '0 node.failed slow error=kind:cancelled message=cancelled',
      '10 node.failed p/a error=kind:cancelled message=cancelled',
      '10 node.completed p',
      '10 pipe.completed reason=stopped',
    ]);
  });

  test('its own deadline cancels its nodes', async () => {
    const plan = planOf({ p: { body: subPipe(planOf({ a: [], b: ['a'] })), timeoutMs: 50 } });
    expect(await tell(plan, { shell: { 'p/a': lasts(90) } })).toEqual([
      '0 node.started p kind=pipe',
      '0 node.started p/a kind=bash',
      '50 node.skipped p/b reason=cancelled',
      '50 node.failed p/a error=kind:cancelled message=cancelled',
      '50 node.failed p error=kind:timeout message=node p exceeded timeout of 0.05s',
      '50 pipe.aborted reason=node_failed cause=p message=node p exceeded timeout of 0.05s',
    ]);
  });

  test('cancelled with the run', async () => {
    const plan = planOf({
      p: { body: subPipe(planOf({ a: [], b: ['a'] })), onError: onError('continue', 1) },
    });
    expect((await playCancelled(plan, 50, { shell: { 'p/a': lasts(90) } })).story).toEqual([
      '0 node.started p kind=pipe',
      '0 node.started p/a kind=bash',
      '50 node.skipped p/b reason=cancelled',
      '50 node.failed p/a error=kind:cancelled message=cancelled',
      '50 node.failed p error=kind:cancelled message=cancelled',
      '50 pipe.aborted reason=cancelled',
    ]);
  });

  test('one in another', async () => {
    const plan = planOf({ p: subPipe(planOf({ q: subPipe(planOf({ a: [] })) })) });
    expect((await tell(plan, { shell: { 'p/q/a': crash } })).slice(-4)).toEqual([
      '0 node.failed p/q/a error=kind:crash,exit_code:1 message=no',
      '0 node.failed p/q error=kind:crash,exit_code:1 message=p/q/a: no cause=p/q/a',
      '0 node.failed p error=kind:crash,exit_code:1 message=p/q/a: no cause=p/q',
      '0 pipe.aborted reason=node_failed cause=p message=p/q/a: no',
    ]);
  });
});
