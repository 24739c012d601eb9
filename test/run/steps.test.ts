import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import {
  each,
  expr,
  giveBack,
  jump,
  onError,
  planOf,
  repeat,
  say,
  set,
  steps,
  text,
} from '../core/plan-of.ts';
import { fails, failsAfter, lasts, prints } from '../rig/fake-ports.ts';
import { play, playCancelled, tell } from './begin.ts';

const crash = { reply: fails(1, 'no') };
const add = (name: string, by: number) => text(`\${{ add(vars.${name}, ${by}) }}`);
const number = (n: number) => text(`\${{ fromJSON('${n}') }}`);

describe('steps', () => {
  test('run one after the other, whatever places there are', async () => {
    const plan = planOf({ s: steps({ a: [], b: [], c: [] }), next: ['s'] });
    expect(await tell(plan, { shell: { 's/a': lasts(10), 's/b': lasts(20) } })).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/a kind=bash',
      '10 node.completed s/a',
      '10 node.started s/b kind=bash',
      '30 node.completed s/b',
      '30 node.started s/c kind=bash',
      '30 node.completed s/c',
      '30 node.completed s',
      '30 node.started next kind=bash',
      '30 node.completed next',
      '30 pipe.completed',
    ]);
  });

  test('end with the first that failed', async () => {
    const plan = planOf({ s: steps({ a: [], b: [], c: [] }), next: ['s'] });
    expect(await tell(plan, { shell: { 's/a': failsAfter(10, 4) } })).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/a kind=bash',
      '10 node.failed s/a error=kind:crash,exit_code:4',
      '10 node.skipped s/b reason=upstream_failed cause=s/a',
      '10 node.skipped s/c reason=upstream_failed cause=s/a',
      '10 node.failed s error=kind:crash,exit_code:4 message=s/a: crash (exit 4) cause=s/a',
      '10 node.skipped next reason=upstream_failed cause=s',
      '10 pipe.aborted reason=node_failed cause=s message=s/a: crash (exit 4)',
    ]);
  });

  test('go on after one whose failure is ignored', async () => {
    const plan = planOf({
      s: steps({
        a: { onError: onError('continue') },
        b: { when: expr("steps.a.status == 'failure_ignored'") },
      }),
    });
    expect(await tell(plan, { shell: { 's/a': crash } })).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/a kind=bash',
      '0 node.attempt_failed s/a error=kind:crash,exit_code:1 message=no will=continue',
      '0 node.completed s/a conclusion=failure_ignored error=kind:crash,exit_code:1',
      '0 node.started s/b kind=bash',
      '0 node.completed s/b',
      '0 node.completed s',
      '0 pipe.completed',
    ]);
  });

  test('tell their parents, and have no capture of their own', async () => {
    const fake = await play(planOf({ s: steps({ t: steps({ a: [] }) }) }));
    const parents = fake.events.flatMap((event) =>
      event.type === 'node.started' ? [[event.node_id, event.parent]] : [],
    );
    expect(parents).toEqual([
      ['s', undefined],
      ['s/t', 's'],
      ['s/t/a', 's/t'],
    ]);
    const captures = fake.events.flatMap((event) =>
      event.type === 'node.completed' ? [event.output_path] : [],
    );
    expect(captures).toEqual(['nodes/s/t/a.out', undefined, undefined]);
  });
});

describe('controls', () => {
  test('set: later steps read it, inner ones too, and it stays what it is', async () => {
    const plan = planOf({
      s: steps({
        zero: set({ n: number(1), list: text(`\${{ fromJSON('[1,2]') }}`) }),
        inner: steps({ one: set({ n: add('n', 1) }) }),
        done: giveBack({ n: add('n', 10), list: text(`\${{ vars.list }}`), text: text(`n=\${{ vars.n }}`) }),
        never: [],
      }),
    });
    expect(await tell(plan)).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/zero kind=set',
      '0 node.completed s/zero outputs={"n":1,"list":[1,2]}',
      '0 node.started s/inner kind=steps',
      '0 node.started s/inner/one kind=set',
      '0 node.completed s/inner/one outputs={"n":2}',
      '0 node.completed s/inner',
      '0 node.started s/done kind=return',
      '0 node.completed s/done outputs={"n":12,"list":[1,2],"text":"n=2"}',
      '0 node.skipped s/never reason=branch_not_taken',
      '0 node.completed s outputs={"n":12,"list":[1,2],"text":"n=2"}',
      '0 pipe.completed',
    ]);
  });

  test('set: of another top-level node nobody sees anything, nor does its failure undo it', async () => {
    const plan = planOf({
      s: steps({ x: set({ v: 'mine' }), wait: [], y: giveBack({ v: text(`\${{ vars.v }}`) }) }),
      t: steps({ x: set({ v: 'other' }), bad: [] }),
      u: { body: steps({ y: giveBack({ v: text(`<\${{ vars.v }}>`) }) }) },
    });
    const all = await tell(plan, { shell: { 's/wait': lasts(20), 't/bad': failsAfter(10) } });
    expect(all.filter((line) => /completed [su] /.test(line))).toEqual([
      '0 node.completed u outputs={"v":"<>"}',
      '20 node.completed s outputs={"v":"mine"}',
    ]);
  });

  test('set: an expression that fails fails the step', async () => {
    const plan = planOf({ s: steps({ x: set({ v: text(`\${{ fromJSON('{') }}`) }), y: [] }) });
    expect(await tell(plan)).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/x kind=set',
      '0 node.failed s/x error=kind:crash message=expression failed: set v: fromJSON: the text is no JSON',
      '0 node.skipped s/y reason=upstream_failed cause=s/x',
      '0 node.failed s error=kind:crash message=s/x: expression failed: set v: fromJSON: the text is no JSON cause=s/x',
      '0 pipe.aborted reason=node_failed cause=s message=s/x: expression failed: set v: fromJSON: the text is no JSON',
    ]);
  });

  test('skip ends the steps without outputs', async () => {
    const plan = planOf({ s: steps({ a: [], x: say('skip'), b: [] }), t: ['s'] });
    expect(await tell(plan)).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/a kind=bash',
      '0 node.completed s/a',
      '0 node.started s/x kind=skip',
      '0 node.completed s/x',
      '0 node.skipped s/b reason=branch_not_taken',
      '0 node.completed s',
      '0 node.started t kind=bash',
      '0 node.completed t',
      '0 pipe.completed',
    ]);
  });

  test('skip ends the nearest steps only', async () => {
    const plan = planOf({ s: steps({ t: steps({ x: say('skip'), a: [] }), b: [] }) });
    expect(await tell(plan)).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/t kind=steps',
      '0 node.started s/t/x kind=skip',
      '0 node.completed s/t/x',
      '0 node.skipped s/t/a reason=branch_not_taken',
      '0 node.completed s/t',
      '0 node.started s/b kind=bash',
      '0 node.completed s/b',
      '0 node.completed s',
      '0 pipe.completed',
    ]);
  });

  test('stop ends the run at once: running nodes are cancelled, nothing starts, and it is completed', async () => {
    const plan = planOf({
      s: steps({ a: [], x: say('stop'), b: [] }),
      slow: [],
      next: ['s'],
      clean: { needs: ['slow'], rule: 'always' },
    });
    expect(await tell(plan, { shell: { 's/a': lasts(10), slow: { afterMs: 100, onAbortMs: 5 } } })).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/a kind=bash',
      '0 node.started slow kind=bash',
      '10 node.completed s/a',
      '10 node.started s/x kind=stop',
      '10 node.completed s/x',
      '10 node.skipped next reason=stopped',
      '10 node.skipped clean reason=stopped',
      '10 node.skipped s/b reason=stopped',
      '10 node.completed s',
      '15 node.failed slow error=kind:cancelled message=cancelled',
      '15 pipe.completed reason=stopped',
    ]);
  });

  test('stop deep inside, with branches that end late, lets nothing start meanwhile', async () => {
    const item = steps({ x: { body: say('stop'), when: expr('item == 1') }, long: [] });
    const plan = planOf({
      e: { body: each([1, 2], item), onError: onError('continue', 2) },
      a: [],
      b: ['a'],
    });
    const script = {
      shell: { 'e/1/long': { afterMs: 900, onAbortMs: 50 }, a: { afterMs: 20, onAbortMs: 'never' as const } },
    };
    expect(await tell(plan, script)).toEqual([
      '0 node.started e kind=each',
      '0 node.expanded e count=2',
      '0 node.started e/0 kind=steps',
      '0 node.started e/0/x kind=stop',
      '0 node.started e/1 kind=steps',
      '0 node.skipped e/1/x reason=when when=item == 1 saw={"item":2}',
      '0 node.started a kind=bash',
      '0 node.completed e/0/x',
      '0 node.skipped b reason=stopped',
      '0 node.skipped e/1/long reason=stopped',
      '0 node.skipped e/0/long reason=stopped',
      '0 node.failed e/1 error=kind:cancelled message=cancelled',
      '0 node.completed e/0',
      '0 node.completed e',
      '20 node.failed a error=kind:cancelled message=cancelled',
      '20 pipe.completed reason=stopped',
    ]);
  });

  test('a failure that nothing absorbed outlives a stop', async () => {
    const plan = planOf({ bad: [], s: { needs: ['bad'], rule: 'always', body: steps({ x: say('stop') }) } });
    expect((await tell(plan, { shell: { bad: crash } })).at(-1)).toBe(
      '0 pipe.aborted reason=node_failed cause=bad message=no',
    );
  });

  test('cancelled after a stop, while a node ends late: it is cancelled', async () => {
    const plan = planOf({ s: steps({ x: say('stop') }), slow: [] });
    const fake = await playCancelled(plan, 20, { shell: { slow: { afterMs: 900, onAbortMs: 50 } } });
    expect(fake.story.at(-1)).toBe('50 pipe.aborted reason=cancelled');
  });

  test('a policy of the step does not swallow a control', async () => {
    const inner = steps({ x: say('break') });
    const body = repeat(steps({ t: { body: inner, onError: onError('continue', 1) }, a: [] }));
    expect(await tell(planOf({ r: body }))).toEqual([
      '0 node.started r kind=loop',
      '0 iteration.started r iteration=1',
      '0 node.started r/1 kind=steps',
      '0 node.started r/1/t kind=steps',
      '0 node.started r/1/t/x kind=break',
      '0 node.completed r/1/t/x',
      '0 node.completed r/1/t',
      '0 node.skipped r/1/a reason=branch_not_taken',
      '0 node.completed r/1',
      '0 node.completed r',
      '0 pipe.completed',
    ]);
  });
});

describe('jumps', () => {
  test('forward: the steps between are skipped', async () => {
    const plan = planOf({ s: steps({ a: jump('d'), b: [], c: [], d: [] }) });
    expect(await tell(plan)).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/a kind=jump',
      '0 node.jumped s/a to=d',
      '0 node.completed s/a',
      '0 node.skipped s/b reason=jumped',
      '0 node.skipped s/c reason=jumped',
      '0 node.started s/d kind=bash',
      '0 node.completed s/d',
      '0 node.completed s',
      '0 pipe.completed',
    ]);
  });

  test('backward: every further visit has an id of its own', async () => {
    const plan = planOf({
      s: steps({
        zero: set({ n: number(0) }),
        work: [],
        count: set({ n: add('n', 1) }),
        again: { body: jump('work'), when: expr('vars.n < 3') },
        done: giveBack({ n: text(`\${{ vars.n }}`) }),
      }),
    });
    expect(await tell(plan)).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/zero kind=set',
      '0 node.completed s/zero outputs={"n":0}',
      '0 node.started s/work kind=bash',
      '0 node.completed s/work',
      '0 node.started s/count kind=set',
      '0 node.completed s/count outputs={"n":1}',
      '0 node.started s/again kind=jump',
      '0 node.jumped s/again to=work',
      '0 node.completed s/again',
      '0 node.started s/work@2 kind=bash',
      '0 node.completed s/work@2',
      '0 node.started s/count@2 kind=set',
      '0 node.completed s/count@2 outputs={"n":2}',
      '0 node.started s/again@2 kind=jump',
      '0 node.jumped s/again@2 to=work',
      '0 node.completed s/again@2',
      '0 node.started s/work@3 kind=bash',
      '0 node.completed s/work@3',
      '0 node.started s/count@3 kind=set',
      '0 node.completed s/count@3 outputs={"n":3}',
      '0 node.skipped s/again@3 reason=when when=vars.n < 3 saw={"vars.n":3}',
      '0 node.started s/done kind=return',
      '0 node.completed s/done outputs={"n":3}',
      '0 node.completed s outputs={"n":3}',
      '0 pipe.completed',
    ]);
  });

  test('back to a step that was jumped over: it runs as its second', async () => {
    const plan = planOf({
      s: steps({
        a: { body: jump('c'), when: expr('!exists(vars.b)') },
        b: set({ b: '1' }),
        c: { body: jump('b'), when: expr('!exists(vars.b)') },
      }),
    });
    expect(await tell(plan)).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/a kind=jump',
      '0 node.jumped s/a to=c',
      '0 node.completed s/a',
      '0 node.skipped s/b reason=jumped',
      '0 node.started s/c kind=jump',
      '0 node.jumped s/c to=b',
      '0 node.completed s/c',
      '0 node.started s/b@2 kind=set',
      '0 node.completed s/b@2 outputs={"b":"1"}',
      '0 node.skipped s/c@2 reason=when when=!exists(vars.b) saw={"vars.b":"1"}',
      '0 node.completed s',
      '0 pipe.completed',
    ]);
  });

  test('expressions see the last visit', async () => {
    const poll = { outputs: { from: 'text', as: 'json' } as const };
    const plan = planOf({
      s: steps({ poll, again: { body: jump('poll'), when: expr('steps.poll.outputs.left > 0') } }),
    });
    const fake = await play(plan, {
      shell: {
        's/poll': prints('{"left":2}'),
        's/poll@2': prints('{"left":1}'),
        's/poll@3': prints('{"left":0}'),
      },
    });
    expect(fake.calls('shell').map(({ request }) => request.nodeId)).toEqual([
      's/poll',
      's/poll@2',
      's/poll@3',
    ]);
  });

  test.each<{ maxVisits?: number; visits: number }>([{ visits: 10 }, { maxVisits: 2, visits: 2 }])(
    'without an end: after $visits visits',
    async ({ maxVisits, visits }) => {
      const a = maxVisits === undefined ? [] : { maxVisits };
      const fake = await play(planOf({ s: steps({ a, x: { body: jump('a'), maxVisits: 1000 }, b: [] }) }));
      expect(fake.calls('shell')).toHaveLength(visits);
      expect(fake.story.slice(-3)).toEqual([
        `0 node.skipped s/b reason=branch_not_taken`,
        `0 node.failed s error=kind:max_visits_exceeded message=step a would be visited more than ${visits} times; raise its max_visits, or end the jumps`,
        expect.stringMatching(/^0 pipe\.aborted reason=node_failed cause=s /),
      ]);
    },
  );

  test('a new attempt counts its visits anew', async () => {
    const body = steps({ a: { maxVisits: 1 }, b: [] });
    const fake = await play(planOf({ s: { body, onError: onError('fail', 2) } }), {
      shell: { 's/b': crash, 's/b@2': crash },
    });
    expect(fake.calls('shell').map(({ request }) => request.nodeId)).toEqual([
      's/a',
      's/b',
      's/a@2',
      's/b@2',
      's/a@3',
      's/b@3',
    ]);
  });
});

test('of what is around, steps see the item and the iteration, and their children are told', async () => {
  const item: Json = { n: 1 };
  const plan = planOf({
    e: each(
      [item],
      repeat(
        steps({ a: { env: new Map([['V', text(`\${{ item.n }}-\${{ index }}-\${{ iteration }}`)]]) } }),
        { maxIterations: 1, onExhausted: 'complete' },
      ),
    ),
  });
  const fake = await play(plan, {}, { variables: { OMNE_INPUT_X: 'x' } });
  expect(fake.calls('shell').map(({ request }) => [request.nodeId, request.env, request.variables])).toEqual([
    [
      'e/0/1/a',
      { V: '1-0-1' },
      { OMNE_INPUT_X: 'x', OMNE_ITEM: '{"n":1}', OMNE_INDEX: '0', OMNE_ITERATION: '1' },
    ],
  ]);
});

test('a control is visited as often as the step that may be visited most', async () => {
  const body = steps({
    a: { maxVisits: 30 },
    count: { body: set({ n: expr('add(vars.n || 0, 1)') }) },
    again: { body: jump('a'), when: expr('vars.n < 20') },
  });
  const fake = await play(planOf({ s: body }));
  expect(fake.events.filter(({ type }) => type === 'node.jumped')).toHaveLength(19);
  expect(fake.events.at(-1)?.type).toBe('pipe.completed');
});

test('a step that was jumped over is skipped to those that ask', async () => {
  const body = steps({ j: { body: jump('k') }, p: [], k: { when: expr("steps.p.status == 'skipped'") } });
  const fake = await play(planOf({ s: body }));
  expect(fake.story).toContain('0 node.completed s/k');
});
