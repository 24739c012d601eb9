import { describe, expect, it } from 'vitest';
import { inert, MAX_SUMMARY_BYTES, summary } from '../../src/report/summary.ts';
import { child, completed, failed, HOSTILE, MIXED, NESTED, planOf, started, stateOf } from './events.ts';

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

  it('shows children below what they belong to', () => {
    expect(summary(stateOf(NESTED))).toMatchInlineSnapshot(`
      "### ✗ <code>feature</code> aborted&#58; items crash &#40;exit 2&#41; · 2.0s · 2 completed, 1 failed, 1 skipped

      | Node | Kind | Status | Duration | Turns | Cost | Gate | Why |
      | --- | --- | --- | ---: | ---: | ---: | --- | --- |
      | <code>fix</code> | loop | ✓ completed, iterations exhausted | 0.5s |  |  |  |  |
      | &nbsp;&nbsp;↳ <code>fix&#47;1</code> | steps | ✓ completed | 0.3s |  |  |  |  |
      | &nbsp;&nbsp;&nbsp;&nbsp;↳ <code>fix&#47;1&#47;poll</code> | bash | ✓ completed, failure ignored, 2 attempts | 0.2s |  |  |  | crash &#40;exit 7&#41;<br><code>still not there</code> |
      | &nbsp;&nbsp;&nbsp;&nbsp;↳ <code>fix&#47;1&#47;use</code> |  | ⊘ skipped |  |  |  |  | jumped |
      | &nbsp;&nbsp;&nbsp;&nbsp;↳ <code>fix&#47;1&#47;over</code> | set | ✓ completed | 0.0s |  |  |  |  |
      | &nbsp;&nbsp;↳ <code>fix&#47;2</code> | steps | ✓ completed | 0.1s |  |  |  |  |
      | <code>items</code> | each | ✗ failed | 0.9s |  |  |  | crash &#40;exit 2&#41;<br><code>items&#47;1&#58; lint&#58; 3 errors</code> |
      | &nbsp;&nbsp;↳ <code>items&#47;0</code> | bash | ✓ completed | 1.2s |  |  |  |  |
      | &nbsp;&nbsp;↳ <code>items&#47;1</code> | bash | ✗ failed | 0.3s |  |  |  | crash &#40;exit 2&#41;<br><code>lint&#58; 3 errors</code><br><code>at line 7</code> |
      | <code>deploy</code> |  | ⊘ skipped |  |  |  |  | when <code>nodes&#46;fix&#46;outputs&#46;x &#61;&#61; &#39;y&#39;</code><br><code>nodes&#46;fix&#46;outputs&#46;x is &#34;n&#34;</code><br><code>nodes&#46;fix&#46;status is null</code> |
      | <code>all</code> | join | ✓ completed | 0.0s |  |  |  |  |
      "
    `);
  });

  it('names the gate of a child', () => {
    const body = {
      kind: 'each',
      in: [1],
      onItemError: 'fail',
      child: child('', { kind: 'steps', body: { kind: 'steps', steps: [child('test', { gate: 'ok' })] } }),
    } as const;
    const error = { kind: 'gate_failed', exit_code: 1 };
    const facts = [
      ...failed('items', { error, cause: 'items/0' }),
      ...failed('items/0', { error, cause: 'items/0/test@2' }),
      ...failed('items/0/test@2', { error }),
    ];
    const text = summary(stateOf([started(), ...facts]), {
      plan: planOf([{ id: 'items', kind: 'each', body }]),
    });
    expect(text.match(/✗ <code>ok<\/code>/g)).toHaveLength(1);
  });

  it('what a condition was and saw is inert', () => {
    const skipped = {
      type: 'node.skipped',
      node_id: 'a',
      reason: 'when',
      when: HOSTILE,
      saw: { [HOSTILE]: HOSTILE, list: [HOSTILE] },
    } as const;
    const text = summary(stateOf([started(), skipped]));
    const ours = text.replaceAll(/<\/?code>|<br>|&#\d+;/g, '');
    expect(ours).not.toMatch(/[<>`@$*!\x1b\x07]|www\.|:\/\/|::|##\[/);
    expect(text.trimEnd().split('\n')).toHaveLength(5);
    expect(text.split('\n')[4]!.split('|')).toHaveLength(10);
  });

  it('shows at most 200 children of a node, failures first, and counts the others with theirs', () => {
    const items = Array.from({ length: 10_000 }, (_, at) => [
      ...completed(`items/${at}`),
      ...(at === 9000 ? failed(`items/${at}/bad`) : completed(`items/${at}/good`)),
    ]).flat();
    const facts = [...failed('items'), ...failed('items/last'), ...items, ...completed('after')];
    const text = summary(stateOf([started(), ...facts]));
    expect(text.split('\n')).toHaveLength(4 + 1 + 200 + 199 + 1 + 1 + 1);
    expect(text).toContain('>items&#47;last<');
    expect(text).toContain(`| &nbsp;&nbsp;↳ and ${20_000 - 2 * 199} more | | | | | | | |\n`);
    expect(text).not.toContain('more node');
    expect(text.endsWith('| <code>after</code> | bash | ✓ completed | 1.2s |  |  |  |  |\n')).toBe(true);
  });

  it('gives up children before the top level', () => {
    const nodes = Array.from({ length: 300 }, (_, at) => [
      ...completed(`n${at}`),
      ...failed(`n${at}/bad`, { message: 'x'.repeat(200) }),
    ]).flat();
    const text = summary(stateOf([started(), ...nodes]), { maxBytes: 40_000 });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(40_000);
    for (let at = 0; at < 300; at++) expect(text).toContain(`>n${at}<`);
    const shown = text.split('\n').filter((line) => line.startsWith('| &nbsp;')).length;
    expect(shown).toBeGreaterThan(0);
    expect(text).toContain(`and ${300 - shown} more nodes; the journal has them all.`);
  });
});
