import { describe, expect, test } from 'vitest';
import type { Event, Fact } from '../../src/core/event.ts';
import { absorbedThen, pastOf } from '../../src/core/past.ts';
import { planOf } from './plan-of.ts';

const journal = (facts: readonly Fact[]): readonly Event[] =>
  facts.map((fact, seq) => ({ ...fact, id: '', ts: '', run_id: 'r', seq, mono_ms: seq, h: '' }));

const started = (node_id: string, more: object = {}): Fact => ({
  type: 'node.started',
  node_id,
  kind: 'bash',
  ...more,
});
const completed = (node_id: string): Fact => ({
  type: 'node.completed',
  node_id,
  duration_ms: 1,
  attempt: 1,
});
const failed = (node_id: string, more: object = {}): Fact => ({
  type: 'node.failed',
  node_id,
  error: { kind: 'crash' },
  duration_ms: 1,
  attempt: 1,
  ...more,
});
const lost = (node_id: string, attempt: number, will: 'retry' | 'fail'): Fact => ({
  type: 'node.attempt_failed',
  node_id,
  attempt,
  error: { kind: 'timeout' },
  message: 'late',
  will,
});

describe('the past of a node', () => {
  test('its attempts, each with what it did', () => {
    const { nodes } = pastOf(
      journal([
        started('l', { kind: 'loop', digest: { body: 'b' } }),
        { type: 'iteration.started', node_id: 'l', iteration: 1, byte_offset: 26, session_id: 's' },
        { type: 'until.checked', node_id: 'l', iteration: 1, passed: false, exit_code: 1 },
        lost('l', 1, 'retry'),
        { type: 'iteration.started', node_id: 'l', iteration: 1, byte_offset: 30, session_id: 't' },
        { type: 'iteration.started', node_id: 'l', iteration: 2, byte_offset: 90, session_id: 't' },
        { type: 'gate.passed', node_id: 'l', gate: 'g', method: 'hook', stdout: 'fine' },
      ]),
    );
    const node = nodes.get('l')!;
    expect([node.digest, node.beganAt, node.endedAt]).toEqual([{ body: 'b' }, 0, Number.POSITIVE_INFINITY]);
    const [one, two, ...others] = node.attempts;
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      iteration: { iteration: 1, byteOffset: 26, sessionId: 's' },
      failure: { error: { kind: 'timeout' }, message: 'late', will: 'retry' },
    });
    expect(one?.untilChecked.get(1)).toMatchObject({ passed: false, exit_code: 1 });
    expect(two?.iteration).toEqual({ iteration: 2, byteOffset: 90, sessionId: 't' });
    expect([two?.untilChecked.size, two?.gates, two?.failure]).toEqual([
      0,
      new Map([['g', 'fine']]),
      undefined,
    ]);
  });

  test('what was taken over is as good as what ran', () => {
    const digest = { body: 'b' };
    const { nodes } = pastOf(
      journal([
        {
          type: 'node.reused',
          node_id: 'a',
          kind: 'loop',
          status: 'completed',
          digest,
          duration_ms: 5,
          attempt: 2,
          iterations: 3,
          text_from: 60,
          session_id: 's',
          jumped_to: 'z',
          gates: ['g'],
          error: { kind: 'crash' },
        },
      ]),
    );
    const node = nodes.get('a')!;
    expect([node.digest, node.jumpedTo, node.beganAt, node.endedAt]).toEqual([digest, 'z', 0, 0]);
    expect(node.attempts).toEqual([
      {
        iteration: { iteration: 3, byteOffset: 60, sessionId: 's' },
        gates: new Map([['g', undefined]]),
        untilChecked: new Map(),
        failure: { error: { kind: 'crash' } },
      },
    ]);
  });

  test('when it began and ended, and what was told before it in the same body', () => {
    const { nodes } = pastOf(
      journal([
        started('s', { kind: 'steps' }),
        started('a'),
        started('s/x', { parent: 's' }),
        completed('a'),
        completed('s/x'),
        { type: 'node.jumped', node_id: 's/x', to: 'z' },
        { type: 'node.skipped', node_id: 's/y', reason: 'jumped', parent: 's' },
        started('s/z', { parent: 's' }),
      ]),
    );
    const told = [...nodes].map(([id, node]) => [
      id,
      node.beganAt,
      node.endedAt,
      node.previous,
      node.jumpedTo,
    ]);
    expect(told).toEqual([
      ['s', 0, Number.POSITIVE_INFINITY, undefined, undefined],
      ['a', 1, 3, 's', undefined],
      ['s/x', 2, 4, undefined, 'z'],
      ['s/y', 6, 6, 's/x', undefined],
      ['s/z', 7, Number.POSITIVE_INFINITY, 's/y', undefined],
    ]);
  });

  test('an earlier failure stays that of its attempt', () => {
    const { nodes } = pastOf(
      journal([started('a'), lost('a', 1, 'fail'), failed('a', { message: 'other' })]),
    );
    expect(nodes.get('a')?.attempts).toMatchObject([{ failure: { message: 'late', will: 'fail' } }]);
  });
});

describe('failures that were absorbed then', () => {
  const plan = planOf({ a: [], b: { needs: ['a'], rule: 'one_failed', recovers: true }, c: ['a'] });
  const only = planOf({ a: [], b: { needs: ['a'], rule: 'one_failed', recovers: true } });
  const idOf = (id: string) => `p/${id}@2`;
  const absorbed = (of: typeof plan, facts: readonly Fact[], naming = (id: string) => id) => [
    ...absorbedThen(of, pastOf(journal(facts)), naming),
  ];

  test('by what completed after them', () => {
    expect(absorbed(only, [started('a'), failed('a'), started('b'), completed('b')])).toEqual(['a']);
    const deep = [started('p/a@2'), failed('p/a@2'), started('p/b@2'), completed('p/b@2')];
    expect(absorbed(only, deep, idOf)).toEqual(['p/a@2']);
  });

  test('not while that runs, after it failed, or beside one that does not absorb it', () => {
    expect(absorbed(only, [started('a'), failed('a'), started('b')])).toEqual([]);
    expect(absorbed(only, [started('a'), failed('a'), started('b'), failed('b')])).toEqual([]);
    expect(absorbed(plan, [started('a'), failed('a'), started('b'), completed('b')])).toEqual([]);
    expect(absorbed(only, [started('a'), completed('a')])).toEqual([]);
  });
});
