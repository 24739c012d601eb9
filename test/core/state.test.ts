import { describe, expect, test } from 'vitest';
import type { Event, Fact } from '../../src/core/event.ts';
import { emptyState, fold, reduce } from '../../src/core/state.ts';

const events = (...facts: readonly (Fact | Record<string, unknown>)[]): Event[] =>
  facts.map((fact, seq) => ({
    ...(fact as Fact),
    id: `e${seq}`,
    ts: '2026-04-18T08:00:00Z',
    run_id: 'demo-1',
    seq,
    mono_ms: seq * 10,
    h: '',
  }));

const STARTED: Fact = {
  type: 'pipe.started',
  pipe: 'demo',
  inputs: [{ key: 'k', value: 'v' }],
  pipe_path: 'demo.md',
  pipe_digest: 'sha256:00',
  plan_digest: 'sha256:11',
  engine: 'test',
};

const RUN = {
  runId: 'demo-1',
  pipe: 'demo',
  pipePath: 'demo.md',
  inputs: [{ key: 'k', value: 'v' }],
  startedAt: '2026-04-18T08:00:00Z',
  status: 'running',
  durationMs: 0,
  nodes: new Map(),
};

const NODE = { startedMs: 0, durationMs: 0, attempt: 1, iterations: 0, gates: [] };
const ended = { output_path: 'nodes/a.out', duration_ms: 7, attempt: 2 };

describe('the state a journal tells', () => {
  test('nothing', () => {
    expect(fold([])).toEqual({ ...RUN, runId: '', pipe: '', pipePath: '', inputs: [], startedAt: '' });
  });

  test('a run that started', () => {
    expect(fold(events(STARTED))).toEqual(RUN);
  });

  test.each<{ name: string; facts: readonly Fact[]; node: object }>([
    {
      name: 'running',
      facts: [{ type: 'node.started', node_id: 'a', kind: 'bash' }],
      node: { ...NODE, id: 'a', status: 'running', kind: 'bash', startedMs: 10 },
    },
    {
      name: 'completed, after an iteration and a gate',
      facts: [
        { type: 'node.started', node_id: 'a', kind: 'loop', model: 'm' },
        { type: 'iteration.started', node_id: 'a', iteration: 1, byte_offset: 26 },
        { type: 'iteration.started', node_id: 'a', iteration: 2, byte_offset: 90 },
        { type: 'gate.passed', node_id: 'a', gate: 'g', method: 'hook' },
        { type: 'node.completed', node_id: 'a', ...ended, usage: { turns: 2 }, session_id: 's' },
      ],
      node: {
        ...{
          id: 'a',
          status: 'completed',
          kind: 'loop',
          model: 'm',
          startedMs: 10,
          durationMs: 7,
          attempt: 2,
        },
        ...{
          iterations: 2,
          textFrom: 90,
          gates: ['g'],
          outputPath: 'nodes/a.out',
          usage: { turns: 2 },
          sessionId: 's',
        },
      },
    },
    {
      name: 'failed',
      facts: [
        { type: 'node.started', node_id: 'a', kind: 'bash' },
        {
          type: 'node.failed',
          node_id: 'a',
          ...ended,
          error: { kind: 'crash', exit_code: 3 },
          message: 'no',
        },
      ],
      node: {
        ...{
          id: 'a',
          status: 'failed',
          kind: 'bash',
          startedMs: 10,
          durationMs: 7,
          attempt: 2,
          iterations: 0,
        },
        ...{ gates: [], outputPath: 'nodes/a.out', error: { kind: 'crash', exit_code: 3 }, message: 'no' },
      },
    },
    {
      name: 'skipped because of another',
      facts: [{ type: 'node.skipped', node_id: 'a', reason: 'upstream_failed', cause: 'b' }],
      node: { ...NODE, id: 'a', status: 'skipped', skip: { reason: 'upstream_failed', cause: 'b' } },
    },
    {
      name: 'skipped for no node',
      facts: [{ type: 'node.skipped', node_id: 'a', reason: 'not_triggered' }],
      node: { ...NODE, id: 'a', status: 'skipped', skip: { reason: 'not_triggered' } },
    },
  ])('a node that is $name', ({ facts, node }) => {
    expect(fold(events(STARTED, ...facts))).toEqual({ ...RUN, nodes: new Map([['a', node]]) });
  });

  test.each<{ fact: Fact; end: object }>([
    { fact: { type: 'pipe.completed', duration_ms: 9 }, end: { status: 'completed', durationMs: 9 } },
    {
      fact: { type: 'pipe.completed', duration_ms: 9, usage: { cost_usd: 0.5 } },
      end: { status: 'completed', durationMs: 9, usage: { cost_usd: 0.5 } },
    },
    {
      fact: { type: 'pipe.aborted', duration_ms: 9, reason: 'node_failed', cause: 'a', message: 'no' },
      end: { status: 'aborted', durationMs: 9, reason: 'node_failed', cause: 'a', message: 'no' },
    },
    {
      fact: { type: 'pipe.aborted', duration_ms: 9, reason: 'cancelled' },
      end: { status: 'aborted', durationMs: 9, reason: 'cancelled' },
    },
  ])('$fact.type $end', ({ fact, end }) => {
    expect(fold(events(STARTED, fact))).toEqual({ ...RUN, ...end });
  });

  test('nodes in the order they started or were skipped', () => {
    const facts: Fact[] = ['z', 'a', 'm'].map((node_id) => ({ type: 'node.started', node_id, kind: 'bash' }));
    expect([...fold(events(STARTED, ...facts)).nodes.keys()]).toEqual(['z', 'a', 'm']);
  });

  test('null is absent, as omne-cli may write it', () => {
    const state = fold(
      events(
        STARTED,
        { type: 'node.started', node_id: 'a', kind: 'bash', model: null },
        {
          type: 'node.failed',
          node_id: 'a',
          ...ended,
          error: { kind: 'crash' },
          message: null,
          usage: null,
          session_id: null,
        },
        { type: 'node.skipped', node_id: 'b', reason: 'not_triggered', cause: null },
        {
          type: 'pipe.aborted',
          reason: 'node_failed',
          cause: null,
          message: null,
          usage: null,
          duration_ms: 40,
        },
      ),
    );
    expect(state).toEqual({
      ...RUN,
      ...{ status: 'aborted', reason: 'node_failed', durationMs: 40 },
      nodes: new Map<string, object>([
        [
          'a',
          {
            ...{
              id: 'a',
              status: 'failed',
              kind: 'bash',
              startedMs: 10,
              durationMs: 7,
              attempt: 2,
              iterations: 0,
            },
            ...{ gates: [], outputPath: 'nodes/a.out', error: { kind: 'crash' } },
          },
        ],
        ['b', { ...NODE, id: 'b', status: 'skipped', skip: { reason: 'not_triggered' } }],
      ]),
    });
  });

  test('a type of a newer engine changes nothing', () => {
    expect(fold(events(STARTED, { type: 'node.expanded', node_id: 'a', count: 2 }))).toEqual(RUN);
  });

  test('event by event is the same as all at once', () => {
    const all = events(STARTED, { type: 'node.started', node_id: 'a', kind: 'bash' });
    const state = emptyState();
    for (const event of all) reduce(state, event);
    expect(state).toEqual(fold(all));
  });
});

describe('a node that is tried again', () => {
  const started: Fact = { type: 'node.started', node_id: 'a', kind: 'bash', parent: 's' };
  const failed = (attempt: number): Fact => ({
    ...{ type: 'node.attempt_failed', node_id: 'a', attempt, error: { kind: 'crash' } },
    ...{ message: `no ${attempt}`, will: 'retry', usage: { turns: 1 } },
  });
  const common = { node_id: 'a', duration_ms: 7, attempt: 2, usage: { turns: 5 } };
  const of = (...facts: Fact[]) => fold(events(STARTED, started, ...facts)).nodes.get('a');

  test('is running in the attempt that follows, with what the one that failed said and cost', () => {
    const retrying: Fact = { type: 'node.retrying', node_id: 'a', retry: 1, of: 2, delay_ms: 5 };
    expect(of(failed(1), retrying)).toMatchObject({
      ...{ status: 'running', attempt: 2, message: 'no 1', usage: { turns: 1 }, parent: 's' },
    });
  });

  test('completed: no message is left, and all attempts are paid', () => {
    const node = of(failed(1), { type: 'node.completed', ...common, outputs: { x: 1 } });
    expect(node).toMatchObject({ status: 'completed', attempt: 2, usage: { turns: 6 }, outputs: { x: 1 } });
    expect(node).not.toHaveProperty('message');
    expect(node).not.toHaveProperty('error');
  });

  test('completed with its failure ignored: the failure stays', () => {
    const end = { conclusion: 'failure_ignored', error: { kind: 'crash' } } as const;
    expect(of(failed(1), failed(2), { type: 'node.completed', ...common, ...end })).toMatchObject({
      ...{ status: 'completed', ...end, message: 'no 2', usage: { turns: 7 } },
    });
  });

  test('failed because of a child', () => {
    const end = { error: { kind: 'crash' }, message: 'a/b: no', cause: 'a/b' } as const;
    expect(of({ type: 'node.failed', ...common, ...end })).toMatchObject({ status: 'failed', ...end });
  });
});

test('a skip by its own condition keeps what it saw; a stopped run and its outputs are told', () => {
  const skip = { reason: 'when', when: 'item > 1', saw: { item: 1 } } as const;
  const state = fold(
    events(
      STARTED,
      { type: 'node.skipped', node_id: 'e/0', parent: 'e', ...skip },
      { type: 'pipe.completed', duration_ms: 9, reason: 'stopped', outputs: { v: [1] } },
    ),
  );
  expect(state.nodes.get('e/0')).toMatchObject({ status: 'skipped', parent: 'e', skip });
  expect(state).toMatchObject({ status: 'completed', stopped: true, outputs: { v: [1] } });
});

test('what else is told of a node changes nothing of it', () => {
  const facts: Fact[] = [{ type: 'node.started', node_id: 'a', kind: 'each' }];
  const before = fold(events(STARTED, ...facts));
  const after = fold(
    events(
      STARTED,
      ...facts,
      { type: 'node.expanded', node_id: 'a', count: 3 },
      { type: 'node.jumped', node_id: 'a', to: 'b' },
      { type: 'until.checked', node_id: 'a', iteration: 1, passed: true, exit_code: 0 },
    ),
  );
  expect(after).toEqual(before);
});

test('a number that is none, in a journal somebody else wrote, is passed over', () => {
  const retry = { toString: 1, valueOf: 1 };
  const state = fold(events(STARTED, { type: 'node.retrying', node_id: 'a', retry, of: 0, delay_ms: 0 }));
  expect(state.nodes.get('a')).toBeUndefined();
});
