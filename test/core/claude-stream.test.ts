import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseClaudeLine } from '../../src/core/claude-stream.ts';

const folder = join(import.meta.dirname, '../fixtures/claude-streams');
const parse = (value: unknown) => parseClaudeLine(JSON.stringify(value));
const recorded = (name: string) =>
  readFileSync(join(folder, `${name}.jsonl`), 'utf8')
    .split('\n')
    .flatMap(parseClaudeLine);

test('no recorded line is garbage, and every recording but the killed one has a result', () => {
  for (const file of readdirSync(folder)) {
    const kinds = recorded(file.replace('.jsonl', '')).map(({ kind }) => kind);
    expect(kinds, file).not.toContain('garbage');
    expect(kinds.includes('result'), file).toBe(file !== 'kill_SIGTERM.jsonl');
  }
});

test('a recorded success', () => {
  expect(recorded('basic')).toEqual([
    { kind: 'session', id: 'd1126f03-f8f3-4fa0-9d86-b87a439c13b0' },
    { kind: 'text', messageId: 'msg_fake0002', text: 'Hello from fake model. msgs=2', cut: false },
    { kind: 'session', id: 'd1126f03-f8f3-4fa0-9d86-b87a439c13b0' },
    {
      kind: 'result',
      isError: false,
      subtype: 'success',
      text: 'Hello from fake model. msgs=2',
      errors: [],
      terminalReason: 'completed',
      denials: [],
      turns: 1,
      inputTokens: 100,
      outputTokens: 20,
      costUsd: 0.0033,
      totalCostUsd: 0.0033,
    },
  ]);
});

test('a recorded denial', () => {
  expect(
    recorded('bash_nonro_dontask')
      .filter(({ kind }) => kind !== 'text')
      .slice(1),
  ).toMatchObject([
    { kind: 'tool', useId: 'toolu_fake45', name: 'Bash' },
    { kind: 'denied', tool: 'Bash', useId: 'toolu_fake45' },
    { kind: 'session' },
    { kind: 'result', denials: [{ tool: 'Bash', useId: 'toolu_fake45' }] },
  ]);
});

test('an interrupted recording: its text is cut, its tokens are those per model', () => {
  const signals = recorded('kill_SIGINT');
  expect(signals).toContainEqual(expect.objectContaining({ kind: 'text', cut: true }));
  expect(signals.at(-1)).toMatchObject({
    isError: true,
    costUsd: 0.00064,
    inputTokens: 100,
    outputTokens: 12,
  });
});

test('a resumed session: what was spent since the last result, beside the session’s total', () => {
  expect(recorded('resume').at(-1)).toMatchObject({ costUsd: 0.0033, totalCostUsd: 0.0066 });
});

describe('garbage', () => {
  test.each(['hello', '{"type":"result"', '[]', 'null', '1', '"text"', '\u0000'])('%j', (line) => {
    expect(parseClaudeLine(line)).toEqual([{ kind: 'garbage' }]);
  });
});

describe('nothing', () => {
  test.each<[string, unknown]>([
    ['an unknown type', { type: 'new_thing', result: 'BLOCKED' }],
    ['no type', {}],
    [
      'a stream event',
      { type: 'stream_event', event: { type: 'content_block_delta', delta: { text: 'BLOCKED' } } },
    ],
    ['a retry', { type: 'system', subtype: 'api_retry', attempt: 1 }],
    ['an assistant without a message', { type: 'assistant' }],
    ['content that is a string', { type: 'assistant', message: { id: 'm', content: 'BLOCKED' } }],
    [
      'content with strange blocks',
      { type: 'assistant', message: { id: 'm', content: [null, 1, { type: 'text', text: 1 }] } },
    ],
    [
      'thinking',
      { type: 'assistant', message: { id: 'm', content: [{ type: 'thinking', thinking: 'BLOCKED' }] } },
    ],
    [
      'a sub-agent’s text',
      {
        type: 'assistant',
        parent_tool_use_id: 't',
        message: { id: 'm', content: [{ type: 'text', text: 'BLOCKED' }] },
      },
    ],
    [
      'synthetic user text',
      { type: 'user', isSynthetic: true, message: { content: [{ type: 'text', text: 'BLOCKED' }] } },
    ],
    [
      'a tool that failed',
      {
        type: 'user',
        message: { content: [{ type: 'tool_result', tool_use_id: 't', is_error: true, content: 'x' }] },
      },
    ],
  ])('%s', (_, value) => {
    expect(parse(value)).toEqual([]);
  });
  test('a blank line', () => expect(parseClaudeLine(' \r')).toEqual([]));
});

test('several blocks of one line keep their order', () => {
  const content = [
    { type: 'text', text: 'a' },
    { type: 'tool_use', id: 't1', name: 'Bash' },
    { type: 'text', text: 'b' },
  ];
  expect(parse({ type: 'assistant', message: { id: 'm', content } })).toEqual([
    { kind: 'text', messageId: 'm', text: 'a', cut: false },
    { kind: 'tool', useId: 't1', name: 'Bash' },
    { kind: 'text', messageId: 'm', text: 'b', cut: false },
  ]);
});

test('tools that succeeded', () => {
  const content = ['t1', 't2'].map((id) => ({ type: 'tool_result', tool_use_id: id }));
  expect(parse({ type: 'user', message: { content } })).toEqual([
    { kind: 'tool_ok', useId: 't1' },
    { kind: 'tool_ok', useId: 't2' },
  ]);
});

test('a conversation that was reset goes on under another id', () => {
  expect(parse({ type: 'conversation_reset', new_conversation_id: 'n' })).toEqual([
    { kind: 'session', id: 'n' },
  ]);
});

describe('the cost of a result', () => {
  const cost = (value: object) => parse({ type: 'result', ...value }).at(-1);

  test('is the sum over models since the last result', () => {
    const models = { a: { costUSD: 0.25, inputTokens: 1 }, b: { costUSD: 0.5, outputTokens: 2 } };
    expect(cost({ model_usage_since_last_result: models, total_cost_usd: 9 })).toMatchObject({
      costUsd: 0.75,
      totalCostUsd: 9,
      inputTokens: 1,
      outputTokens: 2,
    });
  });
  test('is 0 when no model was used', () => {
    expect(cost({ model_usage_since_last_result: {}, usage: { input_tokens: 0 } })).toMatchObject({
      costUsd: 0,
    });
  });
  test('is unknown when the list is empty but tokens were used', () => {
    const value = { model_usage_since_last_result: {}, usage: { input_tokens: 5 }, total_cost_usd: 0.5 };
    expect(cost(value)).not.toHaveProperty('costUsd');
    expect(cost(value)).toMatchObject({ totalCostUsd: 0.5 });
  });
  test('is absent where nothing is said, never 0', () => {
    expect(cost({ subtype: 'success' })).toEqual({
      kind: 'result',
      isError: false,
      subtype: 'success',
      errors: [],
      denials: [],
    });
  });
  test('never is what is no number', () => {
    expect(
      cost({ total_cost_usd: '1', num_turns: null, usage: 'x', errors: [1, 'e'], permission_denials: [1] }),
    ).toEqual({
      kind: 'result',
      isError: false,
      subtype: '',
      errors: ['e'],
      denials: [],
    });
  });
});
