import { describe, expect, test } from 'vitest';
import { agent, each, expr, onError, planOf, say, set, steps, text } from '../core/plan-of.ts';
import { fails, failsAfter, lasts, prints } from '../rig/fake-ports.ts';
import { play, tell } from './begin.ts';

const json = { outputs: { from: 'text', as: 'json' } as const };
const crash = { reply: fails(1, 'no') };

describe('each', () => {
  test('runs its body for each item; outputs are in the order of the items', async () => {
    const plan = planOf({ e: each(['x', 'y', 'z'], json), n: ['e'] });
    expect(
      await tell(plan, { shell: { 'e/0': prints('1', 30), 'e/1': prints('2', 10), 'e/2': prints('3', 20) } }),
    ).toEqual([
      '0 node.started e kind=each',
      '0 node.expanded e count=3',
      '0 node.started e/0 kind=bash',
      '0 node.started e/1 kind=bash',
      '0 node.started e/2 kind=bash',
      '10 node.completed e/1 outputs=2',
      '20 node.completed e/2 outputs=3',
      '30 node.completed e/0 outputs=1',
      '30 node.completed e outputs=[1,2,3]',
      '30 node.started n kind=bash',
      '30 node.completed n',
      '30 pipe.completed',
    ]);
  });

  test('of nothing is done at once', async () => {
    expect(await tell(planOf({ e: each([], []) }))).toEqual([
      '0 node.started e kind=each',
      '0 node.expanded e count=0',
      '0 node.completed e outputs=[]',
      '0 pipe.completed',
    ]);
  });

  test('at most max_parallel items at a time, and never more than there are places', async () => {
    const items = [1, 2, 3, 4, 5, 6];
    const few = await play(planOf({ e: each(items, [], { maxParallel: 2 }) }, { maxParallel: 9 }), {
      others: () => lasts(10),
    });
    const all = await play(planOf({ e: each(items, []) }, { maxParallel: 3 }), { others: () => lasts(10) });
    expect([few.mostLive, few.nowMs, all.mostLive, all.nowMs]).toEqual([2, 30, 3, 20]);
  });

  test('what a body sets means in all that is in it what it means in the body', async () => {
    const env = new Map([['V', text(`\${{ item }}@\${{ index }}`)]]);
    const own = new Map([['W', text(`\${{ env.V }}/\${{ item }}`)]]);
    const plan = planOf({ e: each(['x', 'y'], { env, body: each([1], { env: own }) }) });
    const fake = await play(plan);
    expect(fake.calls('shell').map(({ request }) => request.env)).toEqual([
      { V: 'x@0', W: 'x@0/1' },
      { V: 'y@1', W: 'y@1/1' },
    ]);
  });

  test('takes its list from an expression, and names the item', async () => {
    const plan = planOf({
      a: json,
      e: {
        needs: ['a'],
        body: each(
          expr('nodes.a.outputs'),
          { env: new Map([['V', text(`\${{ it.n }}\${{ item.n }}@\${{ index }}`)]]) },
          { as: 'it' },
        ),
      },
    });
    const fake = await play(plan, { shell: { a: prints('[{"n":1},{"n":2}]') } });
    expect(
      fake
        .calls('shell')
        .slice(1)
        .map(({ request }) => [request.env, request.variables]),
    ).toEqual([
      [{ V: '11@0' }, { OMNE_ITEM: '{"n":1}', OMNE_INDEX: '0' }],
      [{ V: '22@1' }, { OMNE_ITEM: '{"n":2}', OMNE_INDEX: '1' }],
    ]);
  });

  test.each([
    { source: "'text'", message: 'expression failed: each.in is no list but "text"' },
    { source: 'nodes.none', message: 'expression failed: each.in is no list but nothing' },
    { source: "fromJSON('{')", message: expect.stringContaining('expression failed: each.in: ') },
  ])('of what is no list fails: $source', async ({ source, message }) => {
    const fake = await play(planOf({ e: each(expr(source), []) }));
    expect(fake.events[2]).toMatchObject({ type: 'node.failed', error: { kind: 'crash' }, message });
    expect(fake.calls('shell')).toEqual([]);
  });

  test('of more than 10,000 items fails, of 10,000 it does not', async () => {
    const many = (count: number) =>
      each(
        Array.from({ length: count }, () => 0),
        { when: expr('false') },
      );
    expect((await tell(planOf({ e: many(10_001) })))[1]).toBe(
      '0 node.failed e error=kind:crash message=expression failed: each.in has 10001 items; at most 10000 are possible',
    );
    expect((await tell(planOf({ e: many(10_000) }))).at(-1)).toBe('0 pipe.completed');
  });

  test('an item that fails ends the others', async () => {
    const plan = planOf({ e: each([1, 2, 3], [], { maxParallel: 2 }) });
    expect(await tell(plan, { shell: { 'e/0': failsAfter(10, 7), 'e/1': lasts(50) } })).toEqual([
      '0 node.started e kind=each',
      '0 node.expanded e count=3',
      '0 node.started e/0 kind=bash',
      '0 node.started e/1 kind=bash',
      '10 node.failed e/0 error=kind:crash,exit_code:7',
      '10 node.failed e/1 error=kind:cancelled message=cancelled',
      '10 node.failed e error=kind:crash,exit_code:7 message=e/0: crash (exit 7) cause=e/0',
      '10 pipe.aborted reason=node_failed cause=e message=e/0: crash (exit 7)',
    ]);
  });

  test('on_item_error: continue goes on without its outputs', async () => {
    const plan = planOf({ e: each([1, 2, 3], json, { onItemError: 'continue' }) });
    expect(await tell(plan, { shell: { 'e/0': prints('1'), 'e/1': crash, 'e/2': prints('3') } })).toEqual([
      '0 node.started e kind=each',
      '0 node.expanded e count=3',
      '0 node.started e/0 kind=bash',
      '0 node.started e/1 kind=bash',
      '0 node.started e/2 kind=bash',
      '0 node.completed e/0 outputs=1',
      '0 node.failed e/1 error=kind:crash,exit_code:1 message=no',
      '0 node.completed e/2 outputs=3',
      '0 node.completed e outputs=[1,null,3]',
      '0 pipe.completed',
    ]);
  });

  test('on_item_error: continue does not go on after BLOCKED', async () => {
    const plan = planOf({ e: each([1, 2, 3], agent(), { onItemError: 'continue', maxParallel: 1 }) });
    expect(await tell(plan, { agent: { 'e/1': { reply: { sentinel: 'blocked' } } } })).toEqual([
      '0 node.started e kind=each',
      '0 node.expanded e count=3',
      '0 node.started e/0 kind=prompt',
      '0 node.completed e/0',
      '0 node.started e/1 kind=prompt',
      '0 node.failed e/1 error=kind:blocked message=assistant emitted BLOCKED',
      '0 node.failed e error=kind:blocked message=e/1: assistant emitted BLOCKED cause=e/1',
      '0 pipe.aborted reason=node_failed cause=e message=e/1: assistant emitted BLOCKED',
    ]);
  });

  test('break ends it, continue only the item', async () => {
    const body = steps({
      odd: { body: say('continue'), when: expr('item == 2') },
      last: { body: say('break'), when: expr('item == 4') },
      work: [],
    });
    const plan = planOf({ e: each([1, 2, 3, 4, 5], body, { maxParallel: 1 }) });
    expect(await tell(plan)).toEqual([
      '0 node.started e kind=each',
      '0 node.expanded e count=5',
      '0 node.started e/0 kind=steps',
      '0 node.skipped e/0/odd reason=when when=item == 2 saw={"item":1}',
      '0 node.skipped e/0/last reason=when when=item == 4 saw={"item":1}',
      '0 node.started e/0/work kind=bash',
      '0 node.completed e/0/work',
      '0 node.completed e/0',
      '0 node.started e/1 kind=steps',
      '0 node.started e/1/odd kind=continue',
      '0 node.completed e/1/odd',
      '0 node.skipped e/1/last reason=branch_not_taken',
      '0 node.skipped e/1/work reason=branch_not_taken',
      '0 node.completed e/1',
      '0 node.started e/2 kind=steps',
      '0 node.skipped e/2/odd reason=when when=item == 2 saw={"item":3}',
      '0 node.skipped e/2/last reason=when when=item == 4 saw={"item":3}',
      '0 node.started e/2/work kind=bash',
      '0 node.completed e/2/work',
      '0 node.completed e/2',
      '0 node.started e/3 kind=steps',
      '0 node.skipped e/3/odd reason=when when=item == 2 saw={"item":4}',
      '0 node.started e/3/last kind=break',
      '0 node.completed e/3/last',
      '0 node.skipped e/3/work reason=branch_not_taken',
      '0 node.completed e/3',
      '0 node.completed e outputs=[null,null,null,null,null]',
      '0 pipe.completed',
    ]);
  });

  test('break ends items that run beside', async () => {
    const body = steps({ last: { body: say('break'), when: expr('item == 2') }, work: [] });
    expect(
      await tell(planOf({ e: each([1, 2], body), n: ['e'] }), { shell: { 'e/0/work': lasts(50) } }),
    ).toEqual([
      '0 node.started e kind=each',
      '0 node.expanded e count=2',
      '0 node.started e/0 kind=steps',
      '0 node.skipped e/0/last reason=when when=item == 2 saw={"item":1}',
      '0 node.started e/1 kind=steps',
      '0 node.started e/1/last kind=break',
      '0 node.completed e/1/last',
      '0 node.started e/0/work kind=bash',
      '0 node.skipped e/1/work reason=branch_not_taken',
      '0 node.completed e/1',
      '0 node.failed e/0/work error=kind:cancelled message=cancelled',
      '0 node.failed e/0 error=kind:cancelled message=cancelled',
      '0 node.completed e outputs=[null,null]',
      '0 node.started n kind=bash',
      '0 node.completed n',
      '0 pipe.completed',
    ]);
  });

  test('stop in one item and break in another: the run is stopped', async () => {
    const body = steps({
      b: { body: say('break'), when: expr('item == 1') },
      t: { body: steps({ x: say('stop') }), when: expr('item == 2') },
    });
    const all = await tell(planOf({ e: each([1, 2], body), n: ['e'] }));
    expect(all.slice(-3)).toEqual([
      '0 node.completed e/1',
      '0 node.completed e',
      '0 pipe.completed reason=stopped',
    ]);
  });

  test('skip leaves the steps of one item only', async () => {
    const body = steps({ x: { body: say('skip'), when: expr('item == 1') }, work: [] });
    const fake = await play(planOf({ e: each([1, 2], body) }));
    expect(fake.calls('shell').map(({ request }) => request.nodeId)).toEqual(['e/1/work']);
  });

  test('items have variables of their own, and the item is gone afterwards', async () => {
    const item = steps({ set: set({ v: text(`\${{ item }}`) }) });
    const plan = planOf({
      s: steps({ e: each(['a', 'b'], item), see: set({ w: text(`<\${{ vars.v }}\${{ item }}>`) }) }),
    });
    expect((await tell(plan)).at(-3)).toBe('0 node.completed s/see outputs={"w":"<>"}');
  });

  test('an item is retried by itself, the whole by its own policy', async () => {
    const plan = planOf({
      e: { body: each([1, 2], { onError: onError('fail', 1) }), onError: onError('fail', 1) },
    });
    const fake = await play(plan, {
      shell: { 'e/0': [crash, {}], 'e/1': { ...crash, afterMs: 5 }, 'e/1@2': {} },
    });
    expect(fake.story).toEqual([
      '0 node.started e kind=each',
      '0 node.expanded e count=2',
      '0 node.started e/0 kind=bash',
      '0 node.started e/1 kind=bash',
      '0 node.attempt_failed e/0 error=kind:crash,exit_code:1 message=no will=retry',
      '0 node.retrying e/0 retry=1 of=1 delay_ms=0',
      '0 node.completed e/0 attempt=2',
      '5 node.attempt_failed e/1 error=kind:crash,exit_code:1 message=no will=retry',
      '5 node.retrying e/1 retry=1 of=1 delay_ms=0',
      '10 node.attempt_failed e/1 attempt=2 error=kind:crash,exit_code:1 message=no will=fail',
      '10 node.failed e/1 error=kind:crash,exit_code:1 message=no attempt=2',
      '10 node.attempt_failed e error=kind:crash,exit_code:1 message=e/1: no will=retry',
      '10 node.retrying e retry=1 of=1 delay_ms=0',
      '10 node.expanded e count=2',
      '10 node.started e/0@2 kind=bash',
      '10 node.started e/1@2 kind=bash',
      '10 node.completed e/0@2',
      '10 node.completed e/1@2',
      '10 node.completed e attempt=2 outputs=[null,null]',
      '10 pipe.completed',
    ]);
  });
});
