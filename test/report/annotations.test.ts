import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/core/event.ts';
import type { Plan } from '../../src/core/plan.ts';
import { annotationsOf, MAX_ANNOTATION_CHARS } from '../../src/report/annotations.ts';
import { outlineOf } from '../../src/report/html/outline.ts';
import { child, completed, failed, HOSTILE, NESTED, planOf, started, stateOf } from './events.ts';

function annotationsFor(facts: readonly Fact[], plan?: Plan) {
  const state = stateOf(facts);
  return annotationsOf(state, plan && outlineOf(plan, state));
}

const aborted: Fact = { type: 'pipe.aborted', reason: 'node_failed', cause: 'a', duration_ms: 1 };
const done: Fact = { type: 'pipe.completed', duration_ms: 1 };

describe('annotations', () => {
  it('are a title, the kind, the message and the line of each failed node', () => {
    const plan = planOf([{ id: 'a', line: 4 }, { id: 'b' }]);
    expect(annotationsFor([started(), ...completed('b'), ...failed('a'), aborted], plan)).toEqual({
      shown: [
        {
          level: 'error',
          title: 'a failed: crash (exit 2)',
          message: 'crash (exit 2)\nlint: 3 errors\nat line 7',
          line: 4,
        },
      ],
      more: 0,
    });
  });

  it('of a body are those of its children; what a policy ignored has none', () => {
    const body = { kind: 'each', in: [1], onItemError: 'fail', child: child('', { line: 12 }) } as const;
    const plan = planOf([{ id: 'items', kind: 'each', body, line: 9 }, { id: 'fix' }]);
    expect(annotationsFor(NESTED, plan).shown).toMatchObject([
      { level: 'error', title: 'items/1 failed: crash (exit 2)', line: 12 },
    ]);
  });

  it('of an included pipe stand at the line that includes it: the others are of another file', () => {
    const inner = planOf([{ id: 'x', line: 3 }]);
    const body = { kind: 'pipe', plan: inner, inputs: [], with: new Map() } as const;
    const plan = planOf([{ id: 'sub', kind: 'pipe', body, line: 20 }]);
    const facts = [started(), ...failed('sub', { cause: 'sub/x' }), ...failed('sub/x'), aborted];
    expect(annotationsFor(facts, plan).shown).toMatchObject([
      { title: 'sub/x failed: crash (exit 2)', line: 20 },
    ]);
  });

  it('are notices where a sibling made good for it', () => {
    const plan = planOf([
      { id: 'a', line: 4 },
      { id: 'b' },
      { id: 'c', needs: ['a', 'b'], triggerRule: 'one_success' },
      { id: 'late', line: 9 },
    ]);
    const facts = [started(), ...failed('a'), ...completed('b'), ...completed('c')];
    expect(annotationsFor([...facts, done], plan).shown).toMatchObject([
      { level: 'notice', title: 'a failed: crash (exit 2) (absorbed)' },
    ]);
    expect(annotationsFor([...facts, ...failed('late'), aborted], plan).shown).toMatchObject([
      { level: 'error', line: 9 },
      { level: 'notice', line: 4 },
    ]);
  });

  it('are none for what was cancelled or interrupted', () => {
    const facts = [
      started(),
      ...failed('a', { error: { kind: 'cancelled' } }),
      ...failed('b', { reason: 'interrupted' }),
      { type: 'node.started', node_id: 'c', kind: 'bash' } as const,
    ];
    expect(annotationsFor(facts)).toEqual({ shown: [], more: 0 });
  });

  it('are nine beside a verdict, ten without one, when the last counts the others', () => {
    const thirty = Array.from({ length: 30 }, (_, at) => failed(`n${at}`)).flat();
    expect(annotationsFor([started(), ...thirty, aborted])).toMatchObject({ shown: { length: 9 }, more: 21 });
    const green = annotationsFor([started(), ...thirty, done]);
    expect(green).toMatchObject({ shown: { length: 10 }, more: 21 });
    expect(green.shown.at(-1)).toEqual({
      level: 'notice',
      title: 'more failed nodes',
      message: 'and 21 more failed nodes',
    });
    const ten = annotationsFor([started(), ...thirty.slice(0, 20), done]);
    expect(ten).toMatchObject({ shown: { length: 10 }, more: 0 });
  });

  it('are as long as GitHub shows, without controls and colours', () => {
    const [one] = annotationsFor([
      started(),
      ...failed('a', { message: `${HOSTILE}\u202e\x1b[2J\n${'é'.repeat(9000)}` }),
      aborted,
    ]).shown;
    expect(one!.message).toHaveLength(MAX_ANNOTATION_CHARS);
    expect(one!.message.endsWith('é…')).toBe(true);
    expect(one!.message).not.toMatch(/[\0-\x09\x0b-\x1f\u202e]/);
  });
});
