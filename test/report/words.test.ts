import { describe, expect, it } from 'vitest';
import { finalBlock } from '../../src/report/final-block.ts';
import { ASCII, byteSize, clip, cost, duration, eventLine, firstLine } from '../../src/report/words.ts';
import { completed, failed, HOSTILE, MIXED, planOf, stamped, started, stateOf } from './events.ts';

const places = { journal: '.omne/var/runs/r/events.jsonl', captures: '.omne/var/runs/r/nodes' };

describe('units', () => {
  it.each([
    [0, '0.0s'],
    [300, '0.3s'],
    [1234, '1.2s'],
    [59_940, '59.9s'],
    [59_960, '1m 0s'],
    [372_000, '6m 12s'],
    [3_720_000, '1h 2m'],
    [undefined, ''],
  ])('a duration of %s ms is %s', (ms, words) => expect(duration(ms)).toBe(words));

  it.each([
    [undefined, ''],
    [0, '$0.00'],
    [0.0042, '$0.0042'],
    [0.4212, '$0.42'],
    [12, '$12.00'],
  ])('a cost of %s is %s', (usd, words) => expect(cost(usd)).toBe(words));

  it('sizes', () => {
    expect([1, 812, 4096, 200 * 1024 * 1024].map(byteSize)).toEqual([
      '1 byte',
      '812 bytes',
      '4.0 KiB',
      '200.0 MiB',
    ]);
  });

  it('cuts never through a character', () => {
    expect(clip('ab😀cd', 4)).toBe('ab…');
    expect(clip('abcd', 4)).toBe('abcd');
  });

  it('a first line is free of control sequences', () => {
    expect(firstLine('\n\n  \x1b[31mred\x1b[0m \x1b]0;title\x07x\ry')).toBe('red x');
  });
});

describe('event lines', () => {
  it('one line per event worth a line', () => {
    expect(stamped(MIXED).map((event) => eventLine(event) ?? '-')).toMatchInlineSnapshot(`
      [
        "-",
        "● plan started",
        "✓ plan gate plan-ok passed",
        "✓ plan 6m 12s",
        "● build started",
        "✓ build 1.2s",
        "● lint started",
        "✗ lint 0.3s  crash (exit 2): lint: 3 errors",
        "⊘ deploy skipped: upstream_failed (lint)",
        "-",
      ]
    `);
  });

  it('in ASCII', () => {
    const lines = stamped(MIXED).map((event) => eventLine(event, ASCII) ?? '');
    expect(lines.join('\n')).toMatch(/^[\0-\x7f]*$/);
  });
});

describe('the final block', () => {
  it('of an aborted run names the failure that decided', () => {
    expect(finalBlock(stateOf(MIXED), { places })).toMatchInlineSnapshot(`
      "✗ feature aborted: lint crash (exit 2) · 6m 14s · 2 completed, 1 failed, 1 skipped · $0.42
        ✗ lint  crash (exit 2): lint: 3 errors
        journal   .omne/var/runs/r/events.jsonl
        captures  .omne/var/runs/r/nodes
      "
    `);
  });

  it('of a completed run says that its failures were absorbed', () => {
    const facts = [
      started(),
      ...completed('build'),
      ...failed('lint'),
      { type: 'pipe.completed', duration_ms: 1300 } as const,
    ];
    expect(finalBlock(stateOf(facts), { places })).toMatchInlineSnapshot(`
      "✓ feature completed · 1.3s · 1 completed, 1 failed (absorbed)
        ✗ lint  crash (exit 2): lint: 3 errors (absorbed)
        journal   .omne/var/runs/r/events.jsonl
        captures  .omne/var/runs/r/nodes
      "
    `);
  });

  it('of an aborted run tells absorbed failures from the others by the plan', () => {
    const plan = planOf([
      { id: 'a' },
      { id: 'b' },
      { id: 'join', needs: ['a', 'b'], triggerRule: 'one_success' },
      { id: 'c' },
    ]);
    const facts = [
      started(),
      ...failed('a'),
      ...completed('b'),
      ...completed('join'),
      ...failed('c', { error: { kind: 'timeout' }, message: undefined }),
      { type: 'pipe.aborted', reason: 'node_failed', cause: 'c', duration_ms: 1300 } as const,
    ];
    expect(finalBlock(stateOf(facts), { places, plan })).toMatchInlineSnapshot(`
      "✗ feature aborted: c timeout · 1.3s · 2 completed, 2 failed (1 absorbed)
        ✗ c  timeout
        ✗ a  crash (exit 2): lint: 3 errors (absorbed)
        journal   .omne/var/runs/r/events.jsonl
        captures  .omne/var/runs/r/nodes
      "
    `);
  });

  it('of a cancelled, timed out, empty, faulty and killed run', () => {
    const verdicts = (['cancelled', 'timeout', 'nothing_ran', 'fault', 'interrupted'] as const).map(
      (reason) =>
        stateOf([started(), { type: 'pipe.aborted', reason, duration_ms: 5000, message: 'ENOSPC' }]),
    );
    const killed = stateOf([started(), { type: 'node.started', node_id: 'a', kind: 'bash' }]);
    const lines = [...verdicts, killed].map((state) => finalBlock(state, { places }).split('\n')[0]);
    expect(lines).toMatchInlineSnapshot(`
      [
        "✗ feature cancelled · 5.0s · no nodes",
        "✗ feature aborted: the run's timeout passed · 5.0s · no nodes",
        "✗ feature aborted: nothing ran · 5.0s · no nodes",
        "✗ feature fault: ENOSPC · 5.0s · no nodes",
        "✗ feature aborted: interrupted · 5.0s · no nodes",
        "✗ feature interrupted · 1 interrupted",
      ]
    `);
  });

  it('stays short and inert whatever failed', () => {
    const facts = Array.from({ length: 500 }, (_, at) => failed(`n${at}`, { message: HOSTILE })).flat();
    const text = finalBlock(stateOf([started(), ...facts]), { places });
    expect(text.split('\n')).toHaveLength(25);
    expect(text).toContain('and 480 more failed');
    expect(text).not.toMatch(/\x1b|\x07/);
  });
});
