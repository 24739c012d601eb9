import { describe, expect, it } from 'vitest';
import { inert, MAX_SUMMARY_BYTES, summary } from '../../src/report/summary.ts';
import { completed, failed, HOSTILE, MIXED, planOf, started, stateOf } from './events.ts';

describe('summary', () => {
  it('is one headline and one table', () => {
    expect(summary(stateOf(MIXED))).toMatchInlineSnapshot(`
      "### ✗ <code>feature</code> aborted&#58; lint crash &#40;exit 2&#41; · 6m 14s · 2 completed, 1 failed, 1 skipped · 12 turns · $0.42

      | Node | Kind | Status | Duration | Turns | Cost | Gate | Why |
      | --- | --- | --- | ---: | ---: | ---: | --- | --- |
      | <code>plan</code> | command | ✓ completed | 6m 12s | 12 | $0.42 | ✓ <code>plan-ok</code> |  |
      | <code>build</code> | bash | ✓ completed | 1.2s |  |  |  |  |
      | <code>lint</code> | bash | ✗ failed | 0.3s |  |  |  | crash &#40;exit 2&#41;<br><code>lint&#58; 3 errors</code><br><code>at line 7</code> |
      | <code>deploy</code> |  | ⊘ skipped |  |  |  |  | upstream_failed <code>lint</code> |
      "
    `);
  });

  it('names the gate that refused, and what was absorbed', () => {
    const plan = planOf([
      { id: 'a', gate: 'ok' },
      { id: 'b' },
      { id: 'c', needs: ['a', 'b'], triggerRule: 'one_success' },
    ]);
    const facts = [
      started(),
      ...failed('a', { error: { kind: 'gate_failed', exit_code: 1 }, message: '' }),
      ...completed('b'),
      ...completed('c'),
      { type: 'pipe.completed', duration_ms: 2000 } as const,
    ];
    expect(summary(stateOf(facts), { plan })).toMatchInlineSnapshot(`
      "### ✓ <code>feature</code> completed · 2.0s · 2 completed, 1 failed

      | Node | Kind | Status | Duration | Turns | Cost | Gate | Why |
      | --- | --- | --- | ---: | ---: | ---: | --- | --- |
      | <code>a</code> | bash | ✗ failed, absorbed | 0.3s |  |  | ✗ <code>ok</code> | gate&#95;failed &#40;exit 1&#41; |
      | <code>b</code> | bash | ✓ completed | 1.2s |  |  |  |  |
      | <code>c</code> | bash | ✓ completed | 1.2s |  |  |  |  |
      "
    `);
  });

  it('of a killed run shows what still ran as interrupted', () => {
    const facts = [
      started(),
      ...completed('a'),
      { type: 'node.started', node_id: 'b', kind: 'loop' } as const,
    ];
    expect(summary(stateOf(facts))).toMatchInlineSnapshot(`
      "### ✗ <code>feature</code> interrupted · 1 completed, 1 interrupted

      | Node | Kind | Status | Duration | Turns | Cost | Gate | Why |
      | --- | --- | --- | ---: | ---: | ---: | --- | --- |
      | <code>a</code> | bash | ✓ completed | 1.2s |  |  |  |  |
      | <code>b</code> | loop | ● interrupted |  |  |  |  |  |
      "
    `);
  });

  it('hostile text is inert: entities only', () => {
    const text = summary(stateOf([started(HOSTILE), ...failed('a', { message: HOSTILE })]));
    const ours = text.replaceAll(/<\/?code>|<br>|&#\d+;/g, '');
    expect(ours).not.toMatch(/[<>`@$*!\x1b\x07]|www\.|:\/\/|::|##\[/);
    // Headline, blank, header, rule, one row: nothing broke out.
    expect(text.trimEnd().split('\n')).toHaveLength(5);
    expect(text.split('\n')[4]!.split('|')).toHaveLength(10);
    expect(inert('@a #1')).toBe('&#64;&#8203;a &#35;&#8203;1');
  });

  it('keeps the head and the end of a long message', () => {
    const message = Array.from({ length: 50 }, (_, at) => `line ${at} ${'x'.repeat(400)}`).join('\n');
    const text = summary(stateOf([started(), ...failed('a', { message })]));
    expect(text).toMatch(/line 0 .*…<\/code><br>.*line 49 /);
    expect(text).not.toContain('line 20 ');
    expect(text.length).toBeLessThan(4000);
  });

  it('stays within its budget, failures first, and says what it left out', () => {
    const noise = Array.from({ length: 20_000 }, (_, at) => completed(`node-${at}`)).flat();
    const bad = Array.from({ length: 20 }, (_, at) =>
      failed(`bad-${at}`, { message: 'é'.repeat(2000) }),
    ).flat();
    const text = summary(stateOf([started(), ...noise, ...bad]));
    const size = Buffer.byteLength(text);
    expect(size).toBeLessThanOrEqual(MAX_SUMMARY_BYTES);
    expect(size).toBeGreaterThan(MAX_SUMMARY_BYTES * 0.99);
    for (let at = 0; at < 20; at++) expect(text).toContain(`>bad-${at}<`);
    const rows = text.split('\n').filter((line) => line.startsWith('| <code>')).length;
    expect(text).toContain(`and ${20_020 - rows} more nodes`);
  });
});
