import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { classify, createAccountant, type Ending } from '../../src/core/claude-outcome.ts';
import { parseClaudeLine, type Signal } from '../../src/core/claude-stream.ts';
import { describeFailure, type Exit } from '../../src/core/failure.ts';

const folder = join(import.meta.dirname, '../fixtures/claude-streams');
const recorded = (name: string) => readFileSync(join(folder, `${name}.jsonl`), 'utf8').split('\n');

function accountOf(signals: readonly Signal[]) {
  const accountant = createAccountant();
  for (const signal of signals) accountant.add(signal);
  return accountant.account();
}

function outcome(lines: readonly (string | object)[], more: Partial<Ending> & { readonly exit?: Exit } = {}) {
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  const account = accountOf(texts.flatMap(parseClaudeLine));
  const { failure, ...rest } = classify({
    exit: { code: 0 },
    lingered: false,
    stderrTail: '',
    ...more,
    account,
  });
  return { ...rest, kind: failure?.kind, message: failure && describeFailure(failure), failure };
}

const text = (value: string) => ({
  type: 'assistant',
  message: { id: 'm', content: [{ type: 'text', text: value }] },
});
const tool = (id: string, name: string) => ({
  type: 'assistant',
  message: { id: 'm', content: [{ type: 'tool_use', id, name }] },
});
const toolResult = (id: string, isError = false) => ({
  type: 'user',
  message: { content: [{ type: 'tool_result', tool_use_id: id, is_error: isError }] },
});
const denied = (id: string, name: string) => ({
  type: 'system',
  subtype: 'permission_denied',
  tool_name: name,
  tool_use_id: id,
});
const result = (more: object = {}) => ({
  type: 'result',
  subtype: 'success',
  is_error: false,
  result: 'ok',
  ...more,
});

describe('recorded streams', () => {
  test.each<[string, number, string | undefined, string | undefined]>([
    ['basic', 0, undefined, undefined],
    ['sid', 0, undefined, undefined],
    ['resume', 0, undefined, undefined],
    ['partial', 0, undefined, undefined],
    ['bash_allowed', 0, undefined, undefined],
    ['toolserr', 0, undefined, undefined],
    ['slash_missing', 0, undefined, undefined],
    ['schema', 0, undefined, undefined],
    ['schema_notool', 0, undefined, undefined],
    ['bgtask', 0, undefined, undefined],
    [
      'bash_nonro_dontask',
      0,
      'permission_denied',
      "permission denied: Bash; allow it in allowed_tools or in the agent's settings",
    ],
    ['empty', 0, 'no_output', 'the agent ended without saying anything'],
    [
      'e401r0',
      1,
      'agent_error',
      'Invalid API key · Fix external API key (api_error_status 401, terminal_reason api_error)',
    ],
    [
      'e403',
      1,
      'agent_error',
      'Failed to authenticate. API Error: 403 not allowed (api_error_status 403, terminal_reason api_error)',
    ],
    [
      'e500r0',
      1,
      'agent_error',
      expect.stringMatching(/^API Error: 500 .*\(api_error_status 500, terminal_reason api_error\)$/),
    ],
    [
      'e529',
      1,
      'agent_error',
      expect.stringMatching(/529 .*\(api_error_status 529, terminal_reason api_error\)$/),
    ],
    ['connrefused', 1, 'agent_error', expect.stringMatching(/ECONNREFUSED.*\(terminal_reason api_error\)$/)],
    ['cut', 1, 'agent_error', expect.stringMatching(/ECONNRESET.*\(terminal_reason api_error\)$/)],
    ['hang', 1, 'agent_error', expect.stringMatching(/^Request timed out.*\(terminal_reason api_error\)$/)],
    [
      'refusal',
      1,
      'agent_error',
      expect.stringMatching(/safeguards flagged[\s\S]*\(terminal_reason api_error\)$/),
    ],
    [
      'maxturns',
      1,
      'agent_error',
      'Reached maximum number of turns (3) (error_max_turns, terminal_reason max_turns)',
    ],
    [
      'budget',
      1,
      'agent_error',
      'Reached maximum budget ($2) (error_max_budget_usd, terminal_reason budget_exhausted)',
    ],
    [
      'schema_bad',
      1,
      'schema_invalid',
      "the answer does not fit output_schema: Failed to provide valid structured output after 5 attempts — last StructuredOutput error: Output does not match required schema: root: must have required property 'name', root: must have required property 'count', root: must NOT have additional properties ('nope' is not allowed)",
    ],
    [
      'kill_SIGINT',
      0,
      'agent_error',
      '[ede_diagnostic] result_type=user last_content_type=n/a stop_reason=null (error_during_execution, terminal_reason aborted_streaming)',
    ],
    ['kill_SIGTERM', 143, 'crash', undefined],
  ])('%s, exit %i: %s', (name, code, kind, message) => {
    expect(outcome(recorded(name), { exit: { code } })).toMatchObject({ kind, message });
  });

  test('usage and session', () => {
    expect(outcome(recorded('basic'))).toMatchObject({
      usage: { cost_usd: 0.0033, turns: 1, input_tokens: 100, output_tokens: 20 },
      sessionId: 'd1126f03-f8f3-4fa0-9d86-b87a439c13b0',
    });
    expect(outcome(recorded('resume')).usage?.cost_usd).toBe(0.0033);
    expect(outcome(recorded('kill_SIGINT')).usage).toMatchObject({ cost_usd: 0.00064, output_tokens: 12 });
    expect(outcome(recorded('kill_SIGTERM'))).not.toHaveProperty('usage');
    expect(outcome(recorded('maxturns')).usage).toEqual({
      cost_usd: 1.2,
      turns: 4,
      input_tokens: 150000,
      output_tokens: 30000,
    });
  });

  test('three results of one process: each tells of its own turn', () => {
    expect(outcome(recorded('bgtask')).usage).toEqual({
      cost_usd: 0.0048,
      turns: 6,
      input_tokens: 600,
      output_tokens: 120,
    });
  });
});

describe('no result line', () => {
  test.each([
    'error: unknown option --nope',
    'Error: Session ID 11111111-1111-4111-8111-111111111111 is already in use.',
    'Error: Invalid session ID. Must be a valid UUID.',
    'Error: Input must be provided either through stdin or as a prompt argument when using --print',
    'Error: When using --print, --output-format=stream-json requires --verbose',
    '--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons',
  ])('exit 1 with stderr only: %s', (stderrTail) => {
    expect(outcome([], { exit: { code: 1 }, stderrTail: `${stderrTail}\n` })).toEqual({
      kind: 'crash',
      message: stderrTail,
      failure: { kind: 'crash', cause: 'exit', exit: { code: 1 }, stderrTail: `${stderrTail}\n` },
    });
  });
  test('a signal', () => {
    expect(outcome([text('hi')], { exit: { signal: 'SIGKILL' } })).toMatchObject({
      kind: 'crash',
      failure: { exit: { signal: 'SIGKILL' } },
    });
  });
  test('exit 0', () => {
    expect(outcome([text('hi')], { stderrTail: 'why\n' })).toMatchObject({
      kind: 'agent_error',
      message: 'the agent ended without a result line\nwhy',
    });
  });
  test('garbage and half a line count, and are no result', () => {
    const lines = ['garbage', '{"type":"result","subtype":"succ'];
    expect(accountOf(lines.flatMap(parseClaudeLine)).garbage).toBe(2);
    expect(outcome(lines)).toMatchObject({ kind: 'agent_error' });
  });
});

describe('a result line', () => {
  test('that is an error decides whatever the exit code', () => {
    for (const code of [0, 1])
      expect(outcome([result({ is_error: true })], { exit: { code } })).toMatchObject({
        kind: 'agent_error',
        message: 'ok',
        failure: { exit: { code } },
      });
  });
  test('of another subtype decides, too', () => {
    expect(outcome([result({ subtype: 'error_max_turns' })])).toMatchObject({
      message: 'ok (error_max_turns)',
    });
    expect(outcome([result({ subtype: undefined })])).toMatchObject({ message: 'ok (no subtype)' });
  });
  test.each([
    [
      {
        subtype: 'error_during_execution',
        is_error: true,
        result: undefined,
        errors: ['No conversation found with session ID: x'],
      },
      'No conversation found with session ID: x (error_during_execution)',
    ],
    [{ is_error: true, result: 'Not logged in · Please run /login' }, 'Not logged in · Please run /login'],
    [
      { is_error: true, result: 'API Error: 404', api_error_status: 404 },
      'API Error: 404 (api_error_status 404)',
    ],
    [
      { is_error: true, result: 'x', api_error_status: 400, terminal_reason: 'prompt_too_long' },
      'x (api_error_status 400, terminal_reason prompt_too_long)',
    ],
    [{ is_error: true, result: 'x', api_error_status: 429 }, 'x (api_error_status 429)'],
    [
      { is_error: true, result: 'max_tokens', terminal_reason: 'api_error' },
      'max_tokens (terminal_reason api_error)',
    ],
    [{ is_error: true, result: '' }, 'the agent reported an error'],
    [{ is_error: true, result: undefined, errors: ['a', 'b'] }, 'a\nb'],
  ])('%j says %j', (more, message) => {
    expect(outcome([text('hi'), result(more)], { exit: { code: 1 } })).toMatchObject({
      kind: 'agent_error',
      message,
    });
  });
  test('of success with another exit code is a crash', () => {
    expect(outcome([result()], { exit: { code: 1 }, stderrTail: 'boom' })).toMatchObject({
      kind: 'crash',
      message: 'boom',
    });
    expect(outcome([result()], { exit: { signal: 'SIGSEGV' } })).toMatchObject({ kind: 'crash' });
  });
  test('decides where we ended the process that stayed after it', () => {
    expect(outcome([result()], { exit: { code: 143 }, lingered: true }).kind).toBeUndefined();
    expect(outcome([result()], { exit: { signal: 'SIGKILL' }, lingered: true }).kind).toBeUndefined();
    expect(outcome([result({ is_error: true })], { exit: { code: 143 }, lingered: true })).toMatchObject({
      kind: 'agent_error',
      failure: { exit: {} },
    });
  });
  test('is the last of several', () => {
    expect(outcome([result({ is_error: true }), result()]).kind).toBeUndefined();
    expect(outcome([result(), result({ is_error: true })]).kind).toBe('agent_error');
  });
  test('must say something', () => {
    expect(outcome([result({ result: ' \n' })]).kind).toBe('no_output');
    expect(outcome([text('I begin.'), result({ result: '' })]).kind).toBe('no_output');
    expect(outcome([result({ result: undefined })]).kind).toBe('no_output');
    expect(outcome([text('hi'), result({ result: undefined })]).kind).toBeUndefined();
  });
  test('is cut to a length fit for a message, never within a character', () => {
    const { message } = outcome([
      result({ is_error: true, result: `${'x'.repeat(999)}😀${'y'.repeat(1e6)}` }),
    ]);
    expect(message).toBe(`${'x'.repeat(999)}…`);
  });
  test('of an older version: the total of the last', () => {
    const lines = [
      result({ total_cost_usd: 0.1, num_turns: 1 }),
      result({ total_cost_usd: 0.3, num_turns: 2 }),
    ];
    expect(outcome(lines).usage).toEqual({ cost_usd: 0.3, turns: 3 });
  });
});

describe('an answer by a schema', () => {
  test.each<[string, number, unknown]>([
    ['schema', 0, { name: 'omne', count: 3 }],
    ['schema_notool', 0, undefined],
    ['schema_bad', 1, undefined],
    ['basic', 0, undefined],
  ])('recorded: %s', (name, code, structured) => {
    expect(outcome(recorded(name), { exit: { code } }).structured).toEqual(structured);
  });
  test('costs what its tries cost', () => {
    expect(outcome(recorded('schema_bad'), { exit: { code: 1 } }).usage).toEqual({
      cost_usd: 0.004,
      turns: 6,
      input_tokens: 400,
      output_tokens: 80,
    });
  });
  test.each([[{}], [[]], [0], [''], [false]])('%j is one, and no other words are needed', (value) => {
    const said = outcome([result({ result: '', structured_output: value })]);
    expect([said.kind, said.structured]).toEqual([undefined, value]);
  });
  test('null is none', () => {
    expect(outcome([result({ structured_output: null })])).not.toHaveProperty('structured');
    expect(outcome([result({ result: ' ', structured_output: null })]).kind).toBe('no_output');
  });
  test('does not count beside a failure', () => {
    const answer = { structured_output: { a: 1 } };
    expect(outcome([result({ ...answer, is_error: true })])).not.toHaveProperty('structured');
    expect(outcome([result(answer)], { exit: { code: 1 } })).not.toHaveProperty('structured');
    expect(outcome([result(answer), result()])).not.toHaveProperty('structured');
  });
  test('that never fits says why, and no more than fits a message', () => {
    const missed = { subtype: 'error_max_structured_output_retries', is_error: true };
    expect(outcome([result(missed)]).message).toBe(
      'the answer does not fit output_schema: the agent never gave one that does',
    );
    const errors = Array.from({ length: 12 }, (_, at) => `${at}${'x'.repeat(2000)}`);
    expect(outcome([result({ ...missed, errors })]).failure).toEqual({
      kind: 'schema_invalid',
      errors: errors.slice(0, 10).map((error) => `${error.slice(0, 1000)}…`),
    });
  });
});

describe('a denied tool', () => {
  const use = [tool('t1', 'Bash'), denied('t1', 'Bash'), toolResult('t1', true)];
  const denials = { permission_denials: [{ tool_name: 'Bash', tool_use_id: 't1' }] };

  test('fails the call', () => expect(outcome([...use, result(denials)]).kind).toBe('permission_denied'));
  test('is forgiven once the same tool succeeded later', () => {
    const lines = [...use, tool('t2', 'Bash'), toolResult('t2'), result(denials)];
    expect(outcome(lines).kind).toBeUndefined();
  });
  test('is not by another tool’s, an earlier or a failed use', () => {
    expect(outcome([...use, tool('t2', 'Edit'), toolResult('t2'), result(denials)]).kind).toBe(
      'permission_denied',
    );
    expect(outcome([tool('t0', 'Bash'), toolResult('t0'), ...use, result(denials)]).kind).toBe(
      'permission_denied',
    );
    expect(outcome([...use, tool('t2', 'Bash'), toolResult('t2', true), result()]).kind).toBe(
      'permission_denied',
    );
  });
  test('told by the result alone stands where its use stands', () => {
    const silent = [tool('t1', 'Bash'), toolResult('t1', true)];
    expect(outcome([...silent, result(denials)]).kind).toBe('permission_denied');
    expect(outcome([...silent, tool('t2', 'Bash'), toolResult('t2'), result(denials)]).kind).toBeUndefined();
    expect(outcome([tool('t2', 'Bash'), toolResult('t2'), result(denials)]).kind).toBe('permission_denied');
  });
  test('is named once', () => {
    const lines = [...use, tool('t2', 'Write'), denied('t2', 'Write'), result(denials)];
    expect(outcome(lines).failure).toEqual({ kind: 'permission_denied', tools: ['Bash', 'Write'] });
  });
});
