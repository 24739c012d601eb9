import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseClaudeLine } from '../../src/core/claude-stream.ts';
import { capturesOf, MAX_ALL_BYTES, MAX_CAPTURE_BYTES } from '../../src/report/html/captures.ts';
import { transcriptOf } from '../../src/report/html/transcript.ts';
import { completed, failed, started } from './events.ts';
import { pageOf } from './report-page.ts';

const node = (id: string, over: object = {}) => ({
  id,
  attempts: 1,
  isAgent: false,
  isUrgent: false,
  ...over,
});

describe('the captures of a node', () => {
  test('are looked for in no more attempts than there can be, whatever its journal says', () => {
    const files = [{ path: 'nodes/x.attempt-1.err', bytes: 5 }];
    for (const attempts of [1e308, Number.POSITIVE_INFINITY]) {
      expect(capturesOf([node('x', { attempts })], files).get('x')).toHaveLength(1);
    }
  });

  test('are those that hold something, an agent’s conversation first, attempts last', () => {
    const names = [
      'x.out',
      'x.err',
      'x.stream.jsonl',
      'x.gate.out',
      'x.until.err',
      'x.attempt-1.err',
      'x/y.out',
      'xx.out',
    ];
    const files = [
      ...names.map((name) => ({ path: `nodes/${name}`, bytes: 5 })),
      { path: 'nodes/x.gate.err', bytes: 0 },
    ];
    const found = capturesOf([node('x', { attempts: 2, isAgent: true })], files).get('x')!;
    expect(found.map(({ name, path }) => [name, path])).toEqual([
      ['conversation', 'nodes/x.stream.jsonl'],
      ['answer', 'nodes/x.out'],
      ['stderr', 'nodes/x.err'],
      ['gate stdout', 'nodes/x.gate.out'],
      ['until_bash stderr', 'nodes/x.until.err'],
      ['stderr of attempt 1', 'nodes/x.attempt-1.err'],
    ]);
  });

  test('are shown whole, or from both ends, or not at all; those that matter first', () => {
    const many = Math.floor(MAX_ALL_BYTES / MAX_CAPTURE_BYTES);
    const nodes = [
      ...Array.from({ length: many }, (_, at) => node(`n${at}`)),
      node('last', { isUrgent: true }),
    ];
    const found = capturesOf(
      nodes,
      nodes.map(({ id }) => ({ path: `nodes/${id}.out`, bytes: 1e9 })),
    );
    const room = (id: string) => found.get(id)!.map(({ head, tail }) => [head, tail]);
    expect(room('last')).toEqual([[MAX_CAPTURE_BYTES / 2, MAX_CAPTURE_BYTES / 2]]);
    expect(room('n0')).toEqual([[MAX_CAPTURE_BYTES / 2, MAX_CAPTURE_BYTES / 2]]);
    expect(room(`n${many - 1}`)).toEqual([[0, 0]]);
    expect(capturesOf([node('a')], [{ path: 'nodes/a.out', bytes: 10 }]).get('a')).toMatchObject([
      { head: 10, tail: 0 },
    ]);
  });

  test('that are cut say where, and how much is missing', () => {
    const text = `first\n${'x'.repeat(2 * MAX_CAPTURE_BYTES)}\nlast\n`;
    const page = pageOf({ facts: [started(), ...failed('a')], captures: { 'nodes/a.out': text } });
    expect(page).toMatch(
      />first\nx+<\/pre>\n<p class="gap">256\.0 KiB left out here; the whole is in <a href="nodes\/a\.out">/,
    );
    expect(page).toMatch(/x\nlast\n<\/pre>/);
  });

  test('are linked by their path, whatever is in it', () => {
    const id = 'a b/?x#y%"<javascript:';
    const page = pageOf({ facts: [started(), ...completed(id)], captures: { [`nodes/${id}.out`]: 'x' } });
    expect(page).toContain('href="nodes/a%20b/%3Fx%23y%25%22%3Cjavascript%3A.out"');
  });

  test('that cannot be read are linked', () => {
    const page = pageOf({
      facts: [started(), ...completed('a')],
      captures: { 'nodes/a.out': 'x' },
      over: { read: () => undefined },
    });
    expect(page).toContain('too much to be shown here:</span> <a href="nodes/a.out">');
  });
});

describe('a conversation', () => {
  const folder = join(import.meta.dirname, '../fixtures/claude-streams');
  const recorded = (name: string) => transcriptOf(readFileSync(join(folder, name), 'utf8'), '');

  test.each(readdirSync(folder))('%s is read', (name) => {
    const said = recorded(name);
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    const results = lines.flatMap(parseClaudeLine).filter(({ kind }) => kind === 'result');
    const texts = lines.flatMap(parseClaudeLine).flatMap((one) => (one.kind === 'text' ? one.text : []));
    expect(said.filter(({ kind }) => kind === 'result')).toEqual(results);
    expect(said.flatMap((one) => (one.kind === 'text' && !one.isSub ? one.text : []))).toEqual(
      texts.filter((text) => text.trim() !== ''),
    );
  });

  test('joins the uses of tools with their answers, and tells who said what', () => {
    const line = (value: object) => JSON.stringify(value);
    const said = transcriptOf(
      [
        line({ type: 'system', subtype: 'init', session_id: 's' }),
        line({
          type: 'assistant',
          message: {
            content: [
              { type: 'thinking', thinking: 'hm' },
              { type: 'text', text: ' ' },
            ],
          },
        }),
        line({
          type: 'assistant',
          message: { content: [{ type: 'tool_use', id: 'a', name: 'Bash', input: { command: 'ls' } }] },
        }),
        line({
          type: 'assistant',
          parent_tool_use_id: 'a',
          message: { content: [{ type: 'text', text: 'below' }] },
        }),
        line({
          type: 'user',
          message: {
            content: [
              {
                type: 'tool_result',
                tool_use_id: 'a',
                is_error: true,
                content: [{ type: 'text', text: 'no' }, { type: 'image' }],
              },
            ],
          },
        }),
        line({ type: 'user', message: { content: 'a text of the user' } }),
        'no JSON at all',
        line({ type: 'system', subtype: 'init', session_id: 's' }),
        '{"type":"assis',
      ].join('\n'),
      line({ type: 'result', subtype: 'success', num_turns: 3, session_id: 's' }),
    );
    expect(said).toMatchObject([
      { kind: 'session', id: 's' },
      { kind: 'thinking', text: 'hm', isSub: false },
      {
        kind: 'tool',
        name: 'Bash',
        input: { command: 'ls' },
        answer: { text: 'no\n[image]', isError: true },
      },
      { kind: 'text', text: 'below', isSub: true },
      { kind: 'gap' },
      { kind: 'result', turns: 3 },
    ]);
  });

  test('of any length is shown up to its cap, without the secrets that JSON hid', () => {
    const say = (text: string) =>
      JSON.stringify({ type: 'assistant', message: { content: [{ type: 'text', text }] } });
    const stream = [
      say('the "quoted" secret'),
      ...Array.from({ length: 100 }, () => say('y'.repeat(20_000))),
    ].join('\n');
    const facts = [started(), { type: 'node.started', node_id: 'a', kind: 'prompt' } as const];
    const page = pageOf({
      facts,
      captures: { 'nodes/a.stream.jsonl': stream },
      over: { redact: (text) => text.replaceAll('"quoted"', '***') },
    });
    expect(page).toContain('the *** secret');
    expect(page).toContain('[3616 characters left out]');
    expect(page).toMatch(/\d+ more messages in the raw stream/);
    expect(page.length).toBeLessThan(400_000);
  });
});
