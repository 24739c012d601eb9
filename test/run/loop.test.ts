import { describe, expect, test } from 'vitest';
import type { Failure } from '../../src/core/failure.ts';
import type { AgentReply } from '../../src/run/ports.ts';
import { agent, loop, planOf } from '../core/plan-of.ts';
import type { Part } from '../rig/fake-ports.ts';
import { play } from './begin.ts';

const until: AgentReply = { sentinel: 'until' };
const crash: Failure = { kind: 'crash', cause: 'exit', exit: { code: 1 }, stderrTail: 'oh no' };

/** The journal of a plan whose only node is this loop. */
async function journalOf(
  body: ReturnType<typeof loop>,
  parts: readonly Part<AgentReply>[],
  timeoutMs = 60_000,
) {
  const fake = await play(planOf({ l: { body, timeoutMs } }), { agent: { l: parts } });
  return { fake, journal: fake.journal.slice(1, -1) };
}

describe('how a loop ends', () => {
  test('with the iteration that says until', async () => {
    const { journal } = await journalOf(loop(), [{ afterMs: 10 }, { afterMs: 20, reply: until }]);
    expect(journal).toEqual([
      '0 node.started l kind=loop',
      '0 iteration.started l iteration=1 byte_offset=26 session_id=session-1',
      '10 iteration.started l iteration=2 byte_offset=126 session_id=session-1',
      '30 node.completed l duration_ms=30 session_id=session-1',
    ]);
  });

  test('exhausted, after exactly so many iterations', async () => {
    const { journal } = await journalOf(loop({ maxIterations: 2, until: 'ALL_DONE' }), [{ afterMs: 10 }]);
    expect(journal).toEqual([
      '0 node.started l kind=loop',
      '0 iteration.started l iteration=1 byte_offset=26 session_id=session-1',
      '10 iteration.started l iteration=2 byte_offset=126 session_id=session-1',
      '20 node.failed l error=kind:max_iterations_exceeded ' +
        'message=loop l exhausted 2 iterations without matching `ALL_DONE` duration_ms=20 session_id=session-1',
    ]);
  });

  test('until in the last iteration is not too late', async () => {
    const { journal } = await journalOf(loop({ maxIterations: 2 }), [{}, { reply: until }]);
    expect(journal.at(-1)).toBe('0 node.completed l duration_ms=0 session_id=session-1');
  });

  test('blocked', async () => {
    const { journal } = await journalOf(loop(), [{}, { reply: { sentinel: 'blocked' } }]);
    expect(journal.slice(2)).toEqual([
      '0 iteration.started l iteration=2 byte_offset=126 session_id=session-1',
      '0 node.failed l error=kind:blocked ' +
        'message=loop l assistant emitted BLOCKED on iteration 2 duration_ms=0 session_id=session-1',
    ]);
  });

  test('with an iteration that failed', async () => {
    const { journal } = await journalOf(loop(), [{}, { reply: { failure: crash } }, { reply: until }]);
    expect(journal.slice(2)).toEqual([
      '0 iteration.started l iteration=2 byte_offset=126 session_id=session-1',
      '0 node.failed l error=kind:crash,exit_code:1 message=oh no duration_ms=0 session_id=session-1',
    ]);
  });

  test('until beats a bad exit', async () => {
    const { journal } = await journalOf(loop(), [{ reply: { ...until, failure: crash } }]);
    expect(journal.at(-1)).toBe('0 node.completed l duration_ms=0 session_id=session-1');
  });

  test('when its marker cannot be written, before the iteration is told', async () => {
    const lost: Failure = { kind: 'capture_failed', path: 'nodes/l.out', error: 'ENOSPC' };
    const mark = (_: string, iteration: number) => (iteration === 1 ? 26 : lost);
    const fake = await play(planOf({ l: { body: loop() } }), { mark });
    expect(fake.journal.slice(2, -1)).toEqual([
      '0 iteration.started l iteration=1 byte_offset=26 session_id=session-1',
      '0 node.failed l error=kind:capture_failed ' +
        'message=capture nodes/l.out cannot be written: ENOSPC duration_ms=0 session_id=session-1',
    ]);
  });
});

describe('one deadline over all iterations', () => {
  test('passes in the middle of an iteration, however short each is', async () => {
    const { journal } = await journalOf(loop({ maxIterations: 100 }), [{ afterMs: 400 }], 1000);
    expect(journal).toEqual([
      '0 node.started l kind=loop',
      '0 iteration.started l iteration=1 byte_offset=26 session_id=session-1',
      '400 iteration.started l iteration=2 byte_offset=126 session_id=session-1',
      '800 iteration.started l iteration=3 byte_offset=226 session_id=session-1',
      '1000 node.failed l error=kind:timeout message=node l exceeded timeout of 1s ' +
        'duration_ms=1000 session_id=session-1',
    ]);
  });

  test('is gone before the next iteration begins', async () => {
    const late = { afterMs: 1200, onAbortMs: 'never' } as const;
    const { journal } = await journalOf(loop(), [late], 1000);
    expect(journal.slice(1)).toEqual([
      '0 iteration.started l iteration=1 byte_offset=26 session_id=session-1',
      '1200 node.failed l error=kind:timeout message=loop l exceeded timeout of 1s ' +
        'duration_ms=1200 session_id=session-1',
    ]);
  });

  test.each([
    { sentinel: 'until', end: 'completed l' },
    {
      sentinel: 'blocked',
      end: 'failed l error=kind:blocked message=loop l assistant emitted BLOCKED on iteration 1',
    },
  ] as const)('is beaten by $sentinel', async ({ sentinel, end }) => {
    const late = { afterMs: 1200, onAbortMs: 'never', reply: { sentinel } } as const;
    const { journal } = await journalOf(loop(), [late], 1000);
    expect(journal.at(-1)).toBe(`1200 node.${end} duration_ms=1200 session_id=session-1`);
  });
});

describe('what each iteration is asked', () => {
  const common = { nodeId: 'l', attempt: 1, env: {}, passEnv: [], prompt: 'fix it', model: 'opus' };
  const rest = { allowedTools: ['Edit'], until: 'DONE', capture: 'append' };
  const of = (iteration: number) => ({ variables: { OMNE_ITERATION: String(iteration) } });
  const turn = agent({ prompt: 'fix it', model: 'opus', allowedTools: ['Edit'] });

  test('the first starts a conversation, the others resume it', async () => {
    const { fake } = await journalOf(loop({ turn }), [{}]);
    expect(fake.calls('agent').map(({ request }) => request)).toEqual([
      { ...common, ...rest, ...of(1), session: { kind: 'start', id: 'session-1' } },
      { ...common, ...rest, ...of(2), session: { kind: 'resume', id: 'session-1' } },
      { ...common, ...rest, ...of(3), session: { kind: 'resume', id: 'session-1' } },
    ]);
  });

  test('with fresh_context there is no conversation to go on with', async () => {
    const { fake, journal } = await journalOf(loop({ turn, freshContext: true }), [{}, { reply: until }]);
    expect(fake.calls('agent').map(({ request }) => request)).toEqual([
      { ...common, ...rest, ...of(1), session: { kind: 'none' } },
      { ...common, ...rest, ...of(2), session: { kind: 'none' } },
    ]);
    expect(journal.at(-1)).toBe('0 node.completed l duration_ms=0');
  });

  test('each loop has a conversation of its own', async () => {
    const plan = planOf({ a: { body: loop({ maxIterations: 1 }) }, b: { body: loop({ maxIterations: 1 }) } });
    const sessions = (await play(plan)).calls('agent').map(({ request }) => request.session);
    expect(sessions).toEqual([
      { kind: 'start', id: 'session-1' },
      { kind: 'start', id: 'session-2' },
    ]);
  });

  test('the marker is written, then the iteration told, then the agent called', async () => {
    const { fake } = await journalOf(loop({ maxIterations: 2 }), [{}]);
    const told = fake.asked.map(({ call }) => (call.port === 'record' ? call.fact.type : call.port));
    const iteration = ['mark', 'iteration.started', 'agent'];
    expect(told).toEqual([
      ...['pipe.started', 'node.started', ...iteration, ...iteration],
      ...['node.failed', 'sweep', 'pipe.aborted'],
    ]);
  });
});

test('the usage of all iterations is summed, the failed one included', async () => {
  const { journal } = await journalOf(loop(), [
    { reply: { usage: { cost_usd: 0.1, turns: 1 } } },
    {},
    { reply: { usage: { cost_usd: 0.2, output_tokens: 7 }, failure: crash } },
  ]);
  expect(journal.at(-1)).toBe(
    '0 node.failed l error=kind:crash,exit_code:1 message=oh no duration_ms=0 ' +
      'usage=cost_usd:0.3,turns:1,output_tokens:7 session_id=session-1',
  );
});
