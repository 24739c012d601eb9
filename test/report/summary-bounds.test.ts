import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/core/event.ts';
import { refusalSummary } from '../../src/report/refusal.ts';
import { inert } from '../../src/report/summary/markdown.ts';
import { MAX_SUMMARY_BYTES } from '../../src/report/summary.ts';
import { child, completed, failed, HOSTILE, planOf, started } from './events.ts';
import { HOSTILE_RUN, HOSTILE_TEXTS } from './hostile-run.ts';
import { flawsOf, readMarkdown } from './markdown-reader.ts';
import { further, summaryOf, tail } from './summary-of.ts';

describe('hostile text', () => {
  it('is inert wherever a journal, a plan or a capture may hold it', () => {
    const tails = new Map(
      HOSTILE_TEXTS.map((text, at) => [
        `n${at}`,
        [tail('stderr', [...HOSTILE_TEXTS, HOSTILE, text, '`'.repeat(at)])],
      ]),
    );
    const { facts, plan } = HOSTILE_RUN;
    const text = summaryOf(facts, { ...(plan && { plan }), tails, further });
    expect(flawsOf(text)).toEqual([]);
    const { headings } = readMarkdown(text);
    expect(headings.slice(1)).toEqual(['Failures', 'Graph', 'Timeline', 'Resumed', 'Look further']);
  });

  it('stays as it is in a fence that it cannot close', () => {
    const lines = ['```', '~~~', '`````', '</details>', '<b>x</b>', '# head', '![x](http://e/x.png)'];
    const text = summaryOf([started(), ...failed('a', { message: 'm' })], {
      tails: new Map([['a', [tail('stdout', lines)]]]),
    });
    expect(flawsOf(text)).toEqual([]);
    expect(readMarkdown(text).fences.at(-1)).toEqual({ lang: 'text', text: lines.join('\n') });
  });

  it('of a condition, what it was and saw', () => {
    const skipped: Fact = {
      type: 'node.skipped',
      node_id: 'a',
      reason: 'when',
      when: HOSTILE,
      saw: { [HOSTILE]: HOSTILE, list: [HOSTILE] },
    };
    expect(flawsOf(summaryOf([started(HOSTILE), skipped]))).toEqual([]);
    expect(inert('@a #1')).toBe('&#64;&#8203;a &#35;&#8203;1');
  });

  it('of a pipe with problems', () => {
    const text = refusalSummary(HOSTILE, 2, [HOSTILE, ...HOSTILE_TEXTS].join('\n'));
    expect(flawsOf(text)).toEqual([]);
    const many = refusalSummary('p', 9, `${'é'.repeat(299)}\n`.repeat(5000));
    expect(Buffer.byteLength(many)).toBeLessThanOrEqual(MAX_SUMMARY_BYTES);
    expect(flawsOf(many)).toEqual([]);
  });
});

describe('the bound', () => {
  const sizes = (text: string) => Buffer.byteLength(text);

  it('holds for three megabytes of failing output, whole sections left out', () => {
    const lines = Array.from({ length: 30 }, () => '漢'.repeat(5000));
    const ids = Array.from({ length: 50 }, (_, at) => `n${at}`);
    const tails = new Map(ids.map((id) => [id, [tail('stderr', lines, true), tail('stdout', lines, true)]]));
    const text = summaryOf([started(), ...ids.flatMap((id) => failed(id))], { tails, further });
    expect(sizes(text)).toBeLessThanOrEqual(MAX_SUMMARY_BYTES);
    expect(flawsOf(text)).toEqual([]);
    expect(readMarkdown(text).headings).toEqual([
      expect.anything(),
      'Failures',
      'Timeline',
      'Nodes',
      'Look further',
    ]);
    expect(readMarkdown(text).fences.length).toBeGreaterThan(5);
  });

  it.each([2000, 20_000, 100_000, 400_000])(
    'of %i bytes is kept, what is left out is counted',
    (maxBytes) => {
      const noise = Array.from({ length: 3000 }, (_, at) => completed(`node-${at}`)).flat();
      const skips = Array.from(
        { length: 3000 },
        (_, at): Fact => ({ type: 'node.skipped', node_id: `s${at}`, reason: 'jumped' }),
      );
      const bad = Array.from({ length: 60 }, (_, at) =>
        failed(`bad-${at}`, { message: 'é'.repeat(2000) }),
      ).flat();
      const text = summaryOf([started(), ...noise, ...skips, ...bad], { maxBytes, further });
      expect(sizes(text)).toBeLessThanOrEqual(maxBytes);
      expect(flawsOf(text)).toEqual([]);
      expect(text.includes('more nodes')).toBe(true);
      expect(text.includes('gh run download')).toBe(true);
    },
  );

  it('keeps failures first and the top level before children in the table', () => {
    const nodes = Array.from({ length: 300 }, (_, at) => [
      ...completed(`n${at}`),
      ...failed(`n${at}/bad`, { message: 'x'.repeat(200) }),
    ]).flat();
    const text = summaryOf([started(), ...nodes], { maxBytes: 90_000 });
    const table = text.slice(text.indexOf('Nodes: 600'));
    for (let at = 0; at < 300; at++) expect(table.includes(`| <code>n${at}</code>`)).toBe(true);
    const children = table.split('\n').filter((line) => line.startsWith('| &nbsp;')).length;
    expect(children).toBeGreaterThan(0);
    expect(table.includes(`and ${300 - children} more nodes; the journal has them all.`)).toBe(true);
  });

  it('shows at most 200 children of a node, failures first, and counts the others with theirs', () => {
    const items = Array.from({ length: 2000 }, (_, at) => [
      ...completed(`items/${at}`),
      ...(at === 1900 ? failed(`items/${at}/bad`) : completed(`items/${at}/good`)),
    ]).flat();
    const facts = [...failed('items'), ...failed('items/last'), ...items, ...completed('after')];
    const text = summaryOf([started(), ...facts]);
    const table = text.slice(text.indexOf('Nodes: '));
    expect(table.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(2 + 1 + 200 + 199 + 1 + 1);
    expect(table.includes('items&#47;last')).toBe(true);
    expect(table.includes(`and ${4000 - 2 * 199} more |`)).toBe(true);
  });
});

describe('a run of 500 nodes', () => {
  const ids = Array.from({ length: 500 }, (_, at) => `node-${at}`);
  const plan = planOf(ids.map((id, at) => ({ id, needs: ids.slice(Math.max(0, at - 12), at) })));

  it('has tables instead of pictures', () => {
    const text = summaryOf([started(), ...ids.flatMap((id) => completed(id))], { plan });
    expect(flawsOf(text)).toEqual([]);
    const { fences, tables } = readMarkdown(text);
    expect(fences).toEqual([]);
    expect(tables).toEqual([
      { columns: 4, rows: 500 },
      { columns: 4, rows: 500 },
      { columns: 9, rows: 500 },
    ]);
    expect(text.includes('and 4 more | ')).toBe(true);
    expect(text.match(/<code>[░█]{40}<\/code>/g)).toHaveLength(500);
  });

  it('of 60 it has pictures, of 61 none', () => {
    for (const [count, pictures] of [
      [60, 2],
      [61, 0],
    ] as const) {
      const some = ids.slice(0, count);
      const text = summaryOf([started(), ...some.flatMap((id) => completed(id))], {
        plan: planOf(some.map((id) => ({ id }))),
      });
      expect(readMarkdown(text).fences.filter(({ lang }) => lang === 'mermaid')).toHaveLength(pictures);
    }
  });
});

it('a child fails: its own failure is explained, with its gate, at its line', () => {
  const body = {
    kind: 'each',
    in: [1],
    onItemError: 'fail',
    child: child('', {
      kind: 'steps',
      body: { kind: 'steps', steps: [child('test', { gate: 'ok', line: 12 })] },
    }),
  } as const;
  const error = { kind: 'gate_failed', exit_code: 1 };
  const facts = [
    ...failed('items', { error, cause: 'items/0' }),
    ...failed('items/0', { error, cause: 'items/0/test@2' }),
    ...failed('items/0/test@2', { error }),
  ];
  const text = summaryOf([started(), ...facts], {
    plan: planOf([{ id: 'items', kind: 'each', body, line: 4 }]),
  });
  expect(text.match(/✗ <code>ok<\/code>/g)).toHaveLength(1);
  expect(text.match(/<summary>/g)).toHaveLength(1);
  expect(text).toContain('feature&#46;md&#58;12</code></summary>');
  expect(text).toContain('1 gate refused');
});
