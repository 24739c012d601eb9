import { describe, expect, test } from 'vitest';
import {
  expr,
  giveBack,
  loopEnding,
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
import { play, playCancelled, tell } from './begin.ts';

const crash = { reply: fails(1, 'no') };
const red = { reply: fails(1) };

describe('a loop over a body', () => {
  test('until a line of what it printed', async () => {
    const plan = planOf({ r: repeat([], { until: 'DONE' }) });
    expect(
      await tell(plan, { shell: { 'r/1': prints('DONE not', 5), 'r/2': prints('x\n DONE \n', 5) } }),
    ).toEqual([
      '0 node.started r kind=loop',
      '0 iteration.started r iteration=1',
      '0 node.started r/1 kind=bash',
      '5 node.completed r/1',
      '5 iteration.started r iteration=2',
      '5 node.started r/2 kind=bash',
      '10 node.completed r/2',
      '10 node.completed r',
      '10 pipe.completed',
    ]);
  });

  test('what an iteration printed cannot be searched: the loop fails, it does not go on for ever', async () => {
    const plan = planOf({ r: repeat([], { until: 'DONE' }) });
    const story = await tell(plan, { unreadable: { 'r/1': 'has 3 MiB' } });
    expect(story.slice(-2)).toEqual([
      '0 node.failed r error=kind:outputs_invalid message=until: what r/1 printed has 3 MiB',
      '0 pipe.aborted reason=node_failed cause=r message=until: what r/1 printed has 3 MiB',
    ]);
  });

  test('a script that asks for an interpreter gets it', async () => {
    const fake = await play(planOf({ r: repeat([], { untilBash: 'check', untilShell: 'sh' }) }));
    expect(fake.calls('shell').map(({ request }) => [request.script, request.shell])).toEqual([
      [expect.any(String), undefined],
      ['check', 'sh'],
    ]);
  });

  test('until a script exits with 0', async () => {
    const plan = planOf({ r: repeat([], { untilBash: 'check' }) });
    const fake = await play(plan, { shell: { 'r until': [red, {}] } });
    expect(fake.story).toEqual([
      '0 node.started r kind=loop',
      '0 iteration.started r iteration=1',
      '0 node.started r/1 kind=bash',
      '0 node.completed r/1',
      '0 until.checked r iteration=1 passed=false exit_code=1',
      '0 iteration.started r iteration=2',
      '0 node.started r/2 kind=bash',
      '0 node.completed r/2',
      '0 until.checked r iteration=2 passed=true exit_code=0',
      '0 node.completed r',
      '0 pipe.completed',
    ]);
    const asked = fake.calls('shell').filter(({ request }) => request.isUntil);
    expect(asked.map(({ request: { nodeId, script, variables } }) => [nodeId, script, variables])).toEqual([
      ['r', 'check', { OMNE_ITERATION: '1' }],
      ['r', 'check', { OMNE_ITERATION: '2' }],
    ]);
  });

  test('a script that cannot be run at all fails it', async () => {
    const plan = planOf({ r: repeat([], { untilBash: 'check' }) });
    const reply = { failure: { kind: 'crash' as const, cause: 'spawn' as const, error: 'EAGAIN' } };
    expect(await tell(plan, { shell: { 'r until': { reply } } })).toEqual([
      '0 node.started r kind=loop',
      '0 iteration.started r iteration=1',
      '0 node.started r/1 kind=bash',
      '0 node.completed r/1',
      '0 node.failed r error=kind:crash message=dispatch error in node body: failed to spawn subprocess: EAGAIN',
      '0 pipe.aborted reason=node_failed cause=r message=dispatch error in node body: failed to spawn subprocess: EAGAIN',
    ]);
  });

  test('a script that does not end within half an hour fails it', async () => {
    const plan = planOf({ r: repeat([], { untilBash: 'check' }) });
    expect((await tell(plan, { shell: { 'r until': lasts(9_000_000) } })).slice(-2)).toEqual([
      '1800000 node.failed r error=kind:timeout message=node r until_bash exceeded timeout of 1800s',
      '1800000 pipe.aborted reason=node_failed cause=r message=node r until_bash exceeded timeout of 1800s',
    ]);
  });

  test('while an expression is true, looked at after each iteration', async () => {
    const body = steps({ one: set({ n: text(`\${{ add(vars.n, 1) }}`) }) });
    const plan = planOf({
      s: steps({
        zero: set({ n: text(`\${{ fromJSON('0') }}`) }),
        r: repeat(body, { while: expr('vars.n < 3'), maxIterations: 9 }),
        n: giveBack({ n: text(`\${{ vars.n }}`) }),
      }),
    });
    const all = await tell(plan);
    expect(all.filter((line) => line.includes('iteration.started'))).toHaveLength(3);
    expect(all.at(-2)).toBe('0 node.completed s outputs={"n":3}');
    expect(await tell(planOf({ r: repeat([], { while: expr('false') }) }))).toEqual([
      '0 node.started r kind=loop',
      '0 iteration.started r iteration=1',
      '0 node.started r/1 kind=bash',
      '0 node.completed r/1',
      '0 node.completed r',
      '0 pipe.completed',
    ]);
  });

  test('an expression that fails fails it', async () => {
    expect(await tell(planOf({ r: repeat([], { while: expr("fromJSON('{')") }) }))).toEqual([
      '0 node.started r kind=loop',
      '0 iteration.started r iteration=1',
      '0 node.started r/1 kind=bash',
      '0 node.completed r/1',
      '0 node.failed r error=kind:crash message=expression failed: while: fromJSON: the text is no JSON',
      '0 pipe.aborted reason=node_failed cause=r message=expression failed: while: fromJSON: the text is no JSON',
    ]);
  });

  test('several ends: the first one reached', async () => {
    const plan = planOf({
      r: repeat([], { until: 'DONE', untilBash: 'check', while: expr('iteration < 2'), maxIterations: 5 }),
    });
    expect((await tell(plan, { shell: { 'r until': red } })).filter((line) => !line.includes(' r/'))).toEqual(
      [
        '0 node.started r kind=loop',
        '0 iteration.started r iteration=1',
        '0 until.checked r iteration=1 passed=false exit_code=1',
        '0 iteration.started r iteration=2',
        '0 until.checked r iteration=2 passed=false exit_code=1',
        '0 node.completed r',
        '0 pipe.completed',
      ],
    );
    expect(
      (await tell(plan, { shell: { 'r/1': prints('DONE'), 'r until': red } })).filter((line) =>
        line.includes('until'),
      ),
    ).toEqual([]);
  });

  test('exhausted: it fails, or is completed where the pipe says so', async () => {
    const body = { outputs: { from: 'text', as: 'text' } as const };
    expect(await tell(planOf({ r: repeat(body, { until: 'DONE', maxIterations: 2 }) }))).toEqual([
      '0 node.started r kind=loop',
      '0 iteration.started r iteration=1',
      '0 node.started r/1 kind=bash',
      '0 node.completed r/1 outputs=""',
      '0 iteration.started r iteration=2',
      '0 node.started r/2 kind=bash',
      '0 node.completed r/2 outputs=""',
      '0 node.failed r error=kind:max_iterations_exceeded message=loop r exhausted 2 iterations without matching `DONE`',
      '0 pipe.aborted reason=node_failed cause=r message=loop r exhausted 2 iterations without matching `DONE`',
    ]);
    expect(
      await tell(planOf({ r: repeat(body, { untilBash: 'x', maxIterations: 1, onExhausted: 'complete' }) }), {
        shell: { 'r/1': prints('hey'), 'r until': red },
      }),
    ).toEqual([
      '0 node.started r kind=loop',
      '0 iteration.started r iteration=1',
      '0 node.started r/1 kind=bash',
      '0 node.completed r/1 outputs="hey"',
      '0 until.checked r iteration=1 passed=false exit_code=1',
      '0 node.completed r outputs="hey" conclusion=exhausted',
      '0 pipe.completed',
    ]);
  });

  test('an iteration that fails fails it, but for an ignored one', async () => {
    expect(await tell(planOf({ r: repeat([], { until: 'DONE' }) }), { shell: { 'r/2': crash } })).toEqual([
      '0 node.started r kind=loop',
      '0 iteration.started r iteration=1',
      '0 node.started r/1 kind=bash',
      '0 node.completed r/1',
      '0 iteration.started r iteration=2',
      '0 node.started r/2 kind=bash',
      '0 node.failed r/2 error=kind:crash,exit_code:1 message=no',
      '0 node.failed r error=kind:crash,exit_code:1 message=r/2: no cause=r/2',
      '0 pipe.aborted reason=node_failed cause=r message=r/2: no',
    ]);
    const ignoring = planOf({
      r: repeat({ onError: onError('continue') }, { while: expr('iteration < 2') }),
    });
    expect((await tell(ignoring, { shell: { 'r/1': crash } })).at(-1)).toBe('0 pipe.completed');
  });

  test('break ends it, continue goes on with the next one', async () => {
    const body = steps({
      b: { body: say('break'), when: expr('iteration == 3') },
      c: { body: say('continue'), when: expr('iteration == 1') },
      work: [],
    });
    expect(await tell(planOf({ r: repeat(body, { while: expr('true'), maxIterations: 9 }) }))).toEqual([
      '0 node.started r kind=loop',
      '0 iteration.started r iteration=1',
      '0 node.started r/1 kind=steps',
      '0 node.skipped r/1/b reason=when when=iteration == 3 saw={"iteration":1}',
      '0 node.started r/1/c kind=continue',
      '0 node.completed r/1/c',
      '0 node.skipped r/1/work reason=branch_not_taken',
      '0 node.completed r/1',
      '0 iteration.started r iteration=2',
      '0 node.started r/2 kind=steps',
      '0 node.skipped r/2/b reason=when when=iteration == 3 saw={"iteration":2}',
      '0 node.skipped r/2/c reason=when when=iteration == 1 saw={"iteration":2}',
      '0 node.started r/2/work kind=bash',
      '0 node.completed r/2/work',
      '0 node.completed r/2',
      '0 iteration.started r iteration=3',
      '0 node.started r/3 kind=steps',
      '0 node.started r/3/b kind=break',
      '0 node.completed r/3/b',
      '0 node.skipped r/3/c reason=branch_not_taken',
      '0 node.skipped r/3/work reason=branch_not_taken',
      '0 node.completed r/3',
      '0 node.completed r',
      '0 pipe.completed',
    ]);
  });

  test('its script takes a place of its own', async () => {
    const plan = planOf({ r: repeat([], { untilBash: 'check' }), a: [] }, { maxParallel: 1 });
    const fake = await play(plan, { others: () => lasts(10) });
    expect([fake.mostLive, fake.story]).toEqual([
      1,
      [
        '0 node.started r kind=loop',
        '0 iteration.started r iteration=1',
        '0 node.started r/1 kind=bash',
        '10 node.completed r/1',
        '10 node.started a kind=bash',
        '20 node.completed a',
        '30 until.checked r iteration=1 passed=true exit_code=0',
        '30 node.completed r',
        '30 pipe.completed',
      ],
    ]);
  });

  test('cancelled while its script runs, and between', async () => {
    const plan = planOf({ r: { body: repeat([], { untilBash: 'check' }), onError: onError('continue', 1) } });
    expect((await playCancelled(plan, 15, { others: () => lasts(10) })).story).toEqual([
      '0 node.started r kind=loop',
      '0 iteration.started r iteration=1',
      '0 node.started r/1 kind=bash',
      '10 node.completed r/1',
      '15 node.failed r error=kind:cancelled message=cancelled',
      '15 pipe.aborted reason=cancelled',
    ]);
    expect((await playCancelled(plan, 5, { others: () => lasts(10) })).story).toEqual([
      '0 node.started r kind=loop',
      '0 iteration.started r iteration=1',
      '0 node.started r/1 kind=bash',
      '5 node.failed r/1 error=kind:cancelled message=cancelled',
      '5 node.failed r error=kind:cancelled message=cancelled',
      '5 pipe.aborted reason=cancelled',
    ]);
  });

  test('its deadline covers all iterations', async () => {
    const plan = planOf({ r: { body: repeat([], { untilBash: 'check', maxIterations: 9 }), timeoutMs: 35 } });
    expect(
      (await tell(plan, { others: ({ name }) => (name === 'r until' ? red : lasts(10)) })).slice(-3),
    ).toEqual([
      '35 node.failed r/4 error=kind:cancelled message=cancelled',
      '35 node.failed r error=kind:timeout message=node r exceeded timeout of 0.035s',
      '35 pipe.aborted reason=node_failed cause=r message=node r exceeded timeout of 0.035s',
    ]);
  });
});

describe('an agent loop', () => {
  const until = { reply: { sentinel: 'until' as const } };

  test('until_bash: asked after each iteration that did not say so itself', async () => {
    const plan = planOf({ l: loopEnding({ until: 'DONE', untilBash: 'check' }) });
    expect(await tell(plan, { shell: { 'l until': red }, agent: { l: [{ afterMs: 5 }, until] } })).toEqual([
      '0 node.started l kind=loop',
      '0 iteration.started l iteration=1 byte_offset=26 session_id=session-1',
      '5 until.checked l iteration=1 passed=false exit_code=1',
      '5 iteration.started l iteration=2 byte_offset=126 session_id=session-1',
      '5 node.completed l session_id=session-1',
      '5 pipe.completed',
    ]);
    expect(await tell(plan, { shell: { 'l until': lasts(7) } })).toEqual([
      '0 node.started l kind=loop',
      '0 iteration.started l iteration=1 byte_offset=26 session_id=session-1',
      '7 until.checked l iteration=1 passed=true exit_code=0',
      '7 node.completed l session_id=session-1',
      '7 pipe.completed',
    ]);
  });

  test('while', async () => {
    const plan = planOf({ l: loopEnding({ while: expr('iteration < 2') }) });
    expect(await tell(plan)).toEqual([
      '0 node.started l kind=loop',
      '0 iteration.started l iteration=1 byte_offset=26 session_id=session-1',
      '0 iteration.started l iteration=2 byte_offset=126 session_id=session-1',
      '0 node.completed l session_id=session-1',
      '0 pipe.completed',
    ]);
  });

  test('exhausted', async () => {
    expect(
      (
        await tell(planOf({ l: loopEnding({ untilBash: 'x', maxIterations: 1 }) }), {
          shell: { 'l until': red },
        })
      ).at(-2),
    ).toBe(
      '0 node.failed l error=kind:max_iterations_exceeded message=loop l exhausted 1 iterations without reaching its end session_id=session-1',
    );
    expect(
      (
        await tell(planOf({ l: loopEnding({ untilBash: 'x', maxIterations: 1, onExhausted: 'complete' }) }), {
          shell: { 'l until': red },
        })
      ).at(-2),
    ).toBe('0 node.completed l conclusion=exhausted session_id=session-1');
  });

  test('its prompt reads the iteration', async () => {
    const plan = planOf({
      l: loopEnding({
        maxIterations: 2,
        onExhausted: 'complete',
        turn: { kind: 'agent', prompt: text(`go \${{ iteration }}`), allowedTools: [] },
      }),
    });
    expect((await play(plan)).calls('agent').map(({ request }) => request.prompt)).toEqual(['go 1', 'go 2']);
  });

  test('keeps its one place over all of it', async () => {
    const plan = planOf({ l: loopEnding({ untilBash: 'x' }), a: [] }, { maxParallel: 1 });
    const fake = await play(plan, { shell: { 'l until': [red, lasts(10)] }, others: () => lasts(10) });
    expect([fake.mostLive, fake.story.at(-3)]).toEqual([1, '30 node.started a kind=bash']);
  });
});

test('a loop in a loop breaks the nearest', async () => {
  const inner = repeat(steps({ x: say('break') }), { while: expr('true') });
  const plan = planOf({
    r: repeat(steps({ inner, p: parallel({ a: [] }) }), { while: expr('iteration < 2') }),
  });
  expect((await tell(plan)).filter((line) => line.includes('iteration.started'))).toEqual([
    '0 iteration.started r iteration=1',
    '0 iteration.started r/1/inner iteration=1',
    '0 iteration.started r iteration=2',
    '0 iteration.started r/2/inner iteration=1',
  ]);
});

test('a failed attempt of a loop begins anew', async () => {
  const plan = planOf({ r: { body: repeat([], { until: 'DONE' }), onError: onError('fail', 1) } });
  const fake = await play(plan, { shell: { 'r/2': failsAfter(1), 'r/1@2': prints('DONE') } });
  expect(fake.calls('shell').map(({ request }) => request.nodeId)).toEqual(['r/1', 'r/2', 'r/1@2']);
});
