import {
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createRedactor } from '../../src/core/redact.ts';
import { type AgentOptions, createAgent } from '../../src/effects/agent.ts';
import { openAgentCaptures, writeWhole } from '../../src/effects/agent-captures.ts';
import { shimTarget } from '../../src/effects/agent-program.ts';
import { claude } from '../../src/effects/claude.ts';
import { createLineSplitter } from '../../src/effects/line-splitter.ts';
import type { RunContext } from '../../src/effects/run-context.ts';
import type { AgentRequest } from '../../src/run/ports.ts';
import { installStubClaude, type StubClaude, type StubRule } from '../rig/stub-claude.ts';
import { eventually, hugeEnv, linux, never, newContext, newTag, read, tagged } from './processes.ts';

const stubs: StubClaude[] = [];
const rejections: unknown[] = [];
process.on('unhandledRejection', (error) => rejections.push(error));

afterEach(async () => {
  for (const stub of stubs.splice(0)) await stub[Symbol.asyncDispose]();
  expect(rejections).toEqual([]);
});

interface Scene {
  readonly context: RunContext;
  readonly stub: StubClaude;
  readonly call: (
    request?: Partial<AgentRequest>,
    signal?: AbortSignal,
  ) => ReturnType<ReturnType<typeof createAgent>['call']>;
  readonly agent: ReturnType<typeof createAgent>;
  readonly capture: (stream: 'out' | 'err' | 'stream.jsonl') => string;
}

async function scene(
  rules: readonly StubRule[],
  options: AgentOptions & { secrets?: string[]; unread?: boolean } = {},
): Promise<Scene> {
  const { secrets = [], unread = false, ...agentOptions } = options;
  const stub = await installStubClaude(rules, { unread });
  stubs.push(stub);
  const context: RunContext = {
    ...newContext({ PATH: `${stub.bin}:${process.env['PATH']}` }),
    redactor: createRedactor(secrets),
  };
  const agent = createAgent(context, agentOptions);
  return {
    context,
    stub,
    agent,
    call: (more, signal = never()) => agent.call({ ...request, ...more }, signal),
    capture: (stream) => read(context.files.capture('ask', stream)),
  };
}

const request: AgentRequest = {
  nodeId: 'ask',
  attempt: 1,
  env: {},
  passEnv: [],
  variables: {},
  prompt: 'do it',
  allowedTools: [],
  session: { kind: 'none' },
  capture: 'replace',
};

const id = '11111111-1111-4111-8111-111111111111';

describe('the command line', () => {
  test.each<[Partial<AgentRequest>, readonly string[]]>([
    [{}, []],
    [{ model: 'opus' }, ['--model', 'opus']],
    [{ allowedTools: ['Bash(git log:*)', 'Edit'] }, ['--allowedTools', 'Bash(git log:*),Edit']],
    [{ session: { kind: 'start', id } }, ['--session-id', id]],
    [{ schema: { type: 'object' } }, ['--json-schema', '{"type":"object"}']],
    [{ session: { kind: 'resume', id }, model: 'm' }, ['--model', 'm', '--resume', id]],
  ])('%j', (more, args) => {
    expect(claude.args({ ...request, ...more })).toEqual([
      '-p',
      '--output-format',
      'stream-json',
      '--verbose',
      ...args,
    ]);
  });

  test('arrives, with the prompt on stdin and the agent’s environment', async () => {
    const { call, stub, context } = await scene([]);
    const reply = await call({ model: 'opus', session: { kind: 'start', id } });
    expect(reply).toEqual({
      sessionId: id,
      usage: { cost_usd: 0.01, turns: 1, input_tokens: 100, output_tokens: 20 },
    });
    const [seen] = await stub.calls();
    expect(seen).toMatchObject({
      prompt: 'do it',
      model: 'opus',
      session: 'start',
      sessionId: id,
      node: 'ask',
    });
    expect(seen!.cwd).toBe(context.files.worktree);
    expect(seen!.env).toEqual(
      expect.arrayContaining(['CLAUDE_CODE_DISABLE_BACKGROUND_TASKS', 'OMNE_RUN_ID', 'PATH']),
    );
  });

  test('a prompt of 1 MiB', async () => {
    const prompt = 'ä'.repeat(1 << 19);
    const { call, stub } = await scene([]);
    expect((await call({ prompt })).failure).toBeUndefined();
    expect((await stub.calls())[0]!.prompt).toBe(prompt);
  });

  test('session ids are UUIDs, each its own', async () => {
    const { agent } = await scene([]);
    expect(agent.newSessionId()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(agent.newSessionId()).not.toBe(agent.newSessionId());
  });
});

describe('captures', () => {
  test('text, raw stream and stderr', async () => {
    const { call, capture } = await scene([
      { steps: ['Hello, ', { say: 'wörld 😀\n', same: true }, 'Bye'], stderr: 'warned\n' },
    ]);
    expect((await call()).failure).toBeUndefined();
    expect(capture('out')).toBe('Hello, wörld 😀\nBye');
    expect(capture('err')).toBe('warned\n');
    expect(capture('stream.jsonl').trim().split('\n')).toHaveLength(5);
  });

  test('replace truncates, append adds', async () => {
    const { call, capture } = await scene([{ steps: ['x'] }]);
    await call();
    await call();
    expect(capture('out')).toBe('x');
    await call({ capture: 'append' });
    expect(capture('out')).toBe('xx');
  });

  test('iterations are marked, the first one on an empty capture', async () => {
    const { call, agent, capture } = await scene([{ steps: ['x'] }]);
    await call();
    expect(agent.mark('ask', 1)).toBe(26);
    expect(capture('stream.jsonl')).toBe('');
    await call({ capture: 'append' });
    expect(agent.mark('ask', 2)).toBe(53);
    await call({ capture: 'append' });
    expect(capture('out')).toBe('\n=== omne:iteration:1 ===\nx\n=== omne:iteration:2 ===\nx');
  });

  test('bytes split anywhere, an invalid one, all of them kept', async () => {
    const line = `{"type":"assistant","message":{"id":"m","content":[{"type":"text","text":"ä😀\\ud83d"}]}}\n`;
    const { call, capture } = await scene([
      {
        chunk: 1,
        steps: [
          { raw: line },
          { raw: '/4AK', base64: true },
          { line: line.replace('\\ud83d', '\\ude00').replace('ä😀', '').trim() },
        ],
      },
    ]);
    expect((await call()).failure).toBeUndefined();
    // The two halves of a character met in the capture.
    expect(capture('out')).toBe('ä😀😀');
  });

  test('a secret in two blocks and in an error', async () => {
    const { call, capture } = await scene(
      [
        { call: 1, steps: ['my s3cr', { say: 'et-token!', same: true }] },
        { call: 2, steps: [], result: { is_error: true, result: `${'x'.repeat(995)}s3cret-token` }, exit: 1 },
        { call: 3, steps: [], result: false, stderr: `s3cret-token${'y'.repeat(1018)}`, exit: 1 },
      ],
      { secrets: ['s3cret-token'] },
    );
    await call();
    expect(capture('out')).toBe('my ***!');
    const reported = (await call()).failure;
    expect(reported).toMatchObject({ kind: 'agent_error', detail: `${'x'.repeat(995)}***` });
    expect((await call()).failure).toMatchObject({ stderrTail: `***${'y'.repeat(1018)}` });
  });

  test('messages are told apart, also where the redactor holds back the end of one', async () => {
    const { call, capture } = await scene(
      [{ steps: ["I'll look: s3cr", 'a', { say: 'b\n', same: true }, 'c', '', 's3cret-token', 'd'] }],
      { secrets: ['s3cret-token'] },
    );
    await call();
    expect(capture('out')).toBe("I'll look: s3cr\nab\nc\n***\nd");
  });

  test('what cannot be opened fails the node, and nothing runs', async () => {
    const { call, agent, context, stub } = await scene([]);
    mkdirSync(context.files.capture('ask', 'stream.jsonl'), { recursive: true });
    expect((await call()).failure).toMatchObject({ kind: 'capture_failed' });
    expect(agent.mark('ask', 1)).toMatchObject({ kind: 'capture_failed' });
    expect(await stub.calls()).toEqual([]);
    rmSync(context.files.capture('ask', 'stream.jsonl'), { recursive: true });
    writeFileSync(join(context.files.root, 'mine'), 'precious');
    rmSync(context.files.capture('ask', 'out'), { force: true });
    linkSync(join(context.files.root, 'mine'), context.files.capture('ask', 'out'));
    expect((await call()).failure).toMatchObject({ kind: 'capture_failed' });
    expect(read(join(context.files.root, 'mine'))).toBe('precious');
  });

  test('a write that fails is remembered', async () => {
    const { context } = await scene([]);
    const file = join(context.files.root, 'f');
    writeFileSync(file, '');
    const fd = openSync(file, 'r');
    expect(writeWhole(fd, file, Buffer.from('x'))).toMatchObject({
      ok: false,
      error: { kind: 'capture_failed', path: file },
    });
    closeSync(fd);
    const opened = openAgentCaptures(context.files, context.redactor, { nodeId: 'ask', append: false });
    if (!opened.ok) throw new Error('not opened');
    opened.value.close();
    opened.value.raw(Buffer.from('x'));
    expect(opened.value.failure()).toMatchObject({
      kind: 'capture_failed',
      error: expect.stringContaining('EBADF'),
    });
  });

  test.runIf(linux)('that fails in the middle ends the agent and fails the node', async () => {
    const { stub, context } = await scene([{ steps: ['x', { hang: true }] }]);
    const push = () => {
      makeReadOnly(context.files.capture('ask', 'out'));
      return 'x';
    };
    const failing = { ...context.redactor, stream: () => ({ push, end: () => '' }) };
    const reply = await createAgent({ ...context, redactor: failing }).call(request, never());
    expect(reply.failure).toMatchObject({ kind: 'capture_failed', error: expect.stringContaining('EBADF') });
    expect(isAlive((await stub.calls())[0]!.pid)).toBe(false);
  });
});

/** Puts a descriptor that cannot be written in the place of ours. */
function makeReadOnly(path: string): void {
  const { ino } = statSync(path);
  const fd = readdirSync('/proc/self/fd')
    .map(Number)
    .find((fd) => statSync(`/proc/self/fd/${fd}`, { throwIfNoEntry: false })?.ino === ino);
  closeSync(fd!);
  const others: number[] = [];
  for (let next = openSync(path, 'r'); next !== fd; next = openSync(path, 'r')) others.push(next);
  for (const other of others) closeSync(other);
}

/** A command that stays for five minutes, found by its tag. */
const stay = (tag: string) => `exec '${process.execPath}' -e 'setTimeout(() => {}, 300000)' ${tag}`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('sentinels', () => {
  const hang = { hang: true } as const;

  test('until ends the call, and the cost is reported', async () => {
    const { call, capture, stub } = await scene([{ steps: ['On it.\nALL DONE\n', hang] }]);
    expect(await call({ until: 'ALL DONE' })).toEqual({
      sentinel: 'until',
      sessionId: expect.any(String),
      usage: { cost_usd: 0.01, turns: 1, input_tokens: 100, output_tokens: 20 },
    });
    expect(capture('out')).toBe('On it.\nALL DONE\n');
    expect(isAlive((await stub.calls())[0]!.pid)).toBe(false);
  });

  test.each<[string, StubRule, Partial<AgentRequest>, string | undefined]>([
    ['BLOCKED, always', { steps: ['BLOCKED\n', hang] }, {}, 'blocked'],
    ['the first one: until', { steps: ['GO\nBLOCKED\n', hang] }, { until: 'GO' }, 'until'],
    ['the first one: BLOCKED', { steps: ['BLOCKED\nGO\n', hang] }, { until: 'GO' }, 'blocked'],
    ['not until where none was asked', { steps: ['GO\n'] }, {}, undefined],
    ['the last line without a newline', { steps: ['a\nGO'] }, { until: 'GO' }, 'until'],
    ['across blocks', { steps: ['G', { say: 'O', same: true }] }, { until: 'GO' }, 'until'],
    ['not across messages', { steps: ['G', 'O'] }, { until: 'GO' }, undefined],
    [
      'not in a tool’s result',
      { steps: [{ tool: 'Read', output: 'BLOCKED\nGO\n' }, 'x'] },
      { until: 'GO' },
      undefined,
    ],
    ['not in a sub-agent’s text', { steps: [{ say: 'BLOCKED\n', parent: 't' }, 'x'] }, {}, undefined],
    ['not in half a line', { steps: ['I am BLOCKED by you\n'] }, {}, undefined],
    ['not in the result line', { steps: ['x'], result: { result: 'BLOCKED' } }, {}, undefined],
    ['in a code fence', { steps: ['```\nBLOCKED\n```\n', hang] }, {}, 'blocked'],
    ['byte by byte', { chunk: 1, steps: ['a\nGO\n', hang] }, { until: 'GO' }, 'until'],
    ['before a crash', { steps: ['GO'], result: false, exit: 1 }, { until: 'GO' }, 'until'],
    ['before an error', { steps: ['GO'], result: { is_error: true }, exit: 1 }, { until: 'GO' }, 'until'],
    [
      'cut by an interruption',
      { replay: 'kill_SIGINT' },
      { until: 'abcdefghijklabcdefghijklabcdefghijkl' },
      undefined,
    ],
  ])('%s', async (_, rule, more, sentinel) => {
    const { call } = await scene([rule]);
    const reply = await call(more);
    expect(reply.sentinel).toBe(sentinel);
    if (sentinel !== undefined) expect(reply.failure).toBeUndefined();
  });

  test('what is said after the hit is not captured as text', async () => {
    const { call, capture } = await scene([{ steps: ['GO\n', 'more', 'and more'] }]);
    await call({ until: 'GO' });
    expect(capture('out')).toBe('GO\n');
  });

  test.runIf(linux)('ends what an obedient agent leaves elsewhere, too', async () => {
    const tag = newTag();
    const { call } = await scene([
      { steps: [{ spawn: `${stay(tag)} >/dev/null 2>&1`, setsid: true }, { wait: 300 }, 'GO\n', hang] },
    ]);
    expect(await call({ until: 'GO' })).toMatchObject({ sentinel: 'until', usage: { cost_usd: 0.01 } });
    expect(tagged(tag)).toEqual([]);
  });

  test('an agent that ignores SIGINT and TERM after its sentinel', async () => {
    const { call, stub } = await scene([{ ignore: ['SIGINT', 'SIGTERM'], steps: ['GO\n', hang] }]);
    expect(await call({ until: 'GO' })).toMatchObject({ sentinel: 'until' });
    expect(isAlive((await stub.calls())[0]!.pid)).toBe(false);
  });
});

describe('endings', () => {
  test.each<[string, StubRule, object | undefined]>([
    ['a success', { replay: 'basic' }, undefined],
    ['an API error', { replay: 'e403', exit: 1 }, { kind: 'agent_error', exit: { code: 1 } }],
    ['a limit', { replay: 'maxturns', exit: 1 }, { kind: 'agent_error' }],
    ['nothing said', { replay: 'empty' }, { kind: 'no_output' }],
    ['no answer by the schema', { replay: 'schema_bad', exit: 1 }, { kind: 'schema_invalid' }],
    ['an answer without the schema', { replay: 'schema_notool' }, undefined],
    ['a denied tool', { replay: 'bash_nonro_dontask' }, { kind: 'permission_denied', tools: ['Bash'] }],
    [
      'a tool denied and granted later',
      { steps: [{ tool: 'Bash', denied: true }, { tool: 'Bash' }, 'x'] },
      undefined,
    ],
    ['TERM from elsewhere', { replay: 'kill_SIGTERM', exit: 143 }, { kind: 'crash', exit: { code: 143 } }],
    [
      'no result, exit 0',
      { steps: ['x'], result: false, stderr: 'e' },
      { cause: 'no_result', stderrTail: 'e' },
    ],
    [
      'stderr only',
      { init: false, steps: [], result: false, stderr: 'error: no\n', exit: 1 },
      { kind: 'crash', stderrTail: 'error: no\n' },
    ],
    ['nothing at all', { init: false, steps: [], result: false }, { cause: 'no_result' }],
    ['garbage lines', { steps: [{ raw: 'what?\n\n[1]\n' }, 'x'] }, undefined],
    [
      'half a last line',
      {
        steps: [
          'x',
          { line: { type: 'result', subtype: 'success', is_error: false, result: 'x' } },
          { raw: '{"type":"result","is_err' },
        ],
        result: false,
      },
      undefined,
    ],
    [
      'a last line without its newline',
      { steps: ['x', { raw: '{"type":"result","subtype":"success","result":"x"}' }], result: false },
      undefined,
    ],
    [
      'two results',
      { steps: ['x', { line: { type: 'result', subtype: 'error_x', is_error: true } }] },
      undefined,
    ],
    ['three turns', { replay: 'bgtask' }, undefined],
  ])('%s', async (_, rule, failure) => {
    const { call } = await scene([rule]);
    const reply = await call();
    if (failure === undefined) expect(reply.failure).toBeUndefined();
    else expect(reply.failure).toMatchObject(failure);
  });

  test('a line of 50 MB is not held, and the rest is understood', async () => {
    const { call, capture } = await scene([{ steps: [{ fill: 50e6 }, { raw: '\n' }, 'x'] }]);
    const before = process.memoryUsage().rss;
    expect((await call()).failure).toBeUndefined();
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
    expect(capture('out')).toBe('x');
    expect(capture('stream.jsonl').length).toBeGreaterThan(50e6);
  });

  test('a result, then a hang: it decides after the grace', async () => {
    const options = { lingerMs: 100 };
    const good = await scene([{ hang: true, steps: ['x'] }], options);
    expect(await good.call()).toEqual({ sessionId: expect.any(String), usage: expect.anything() });
    expect(isAlive((await good.stub.calls())[0]!.pid)).toBe(false);
    const said = await scene([{ hang: true, steps: ['x\nGO'] }], options);
    expect(await said.call({ until: 'GO' })).toMatchObject({ sentinel: 'until' });
    const late = await scene([{ hang: true, steps: ['x'], report: ['SIGTERM'] }], options);
    expect((await late.call()).failure).toBeUndefined();
    const bad = await scene([{ hang: true, replay: 'e403', ignore: ['SIGTERM'] }], options);
    expect((await bad.call()).failure).toMatchObject({ kind: 'agent_error' });
  });

  test('a new turn after a result is no lingering', async () => {
    const result = { type: 'result', subtype: 'success', is_error: false, result: 'first' };
    const { call, capture } = await scene(
      [{ steps: ['a', { line: result }, { wait: 100 }, 'b', { wait: 1500 }, 'c'] }],
      {
        lingerMs: 200,
      },
    );
    expect((await call()).failure).toBeUndefined();
    // Each is a message of its own, so none goes on in the line of another.
    expect(capture('out')).toBe('a\nb\nc');
  });

  test('what it left in its group is gone, what holds its stdout elsewhere is not waited for', async () => {
    const [inside, outside] = [newTag(), newTag()];
    const { call } = await scene(
      [
        {
          steps: [{ spawn: stay(inside) }, { spawn: stay(outside), setsid: true }, 'x'],
        },
      ],
      { drainMs: 200 },
    );
    const started = performance.now();
    expect((await call()).failure).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(20_000);
    if (linux) expect(await eventually(() => tagged(inside).length === 0)).toBe(true);
  });

  test('an agent that dies without reading a large prompt', async () => {
    const { call } = await scene([{ init: false, steps: [], result: false, stderr: 'no', exit: 3 }], {
      unread: true,
    });
    expect((await call({ prompt: 'x'.repeat(8 << 20) })).failure).toEqual({
      kind: 'crash',
      cause: 'exit',
      exit: { code: 3 },
      stderrTail: 'no',
    });
  });

  test('a scripted agent works in the worktree', async () => {
    const { call, context } = await scene([
      { steps: [{ run: 'echo hi > made' }, { tool: 'Write' }, 'Made it.'] },
    ]);
    expect((await call()).failure).toBeUndefined();
    expect(read(join(context.files.worktree, 'made'))).toBe('hi\n');
  });
});

describe('an answer by a schema', () => {
  const schema = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };

  test('is asked for, and replied', async () => {
    const { call, stub } = await scene([{ replay: 'schema' }]);
    expect(await call({ schema })).toMatchObject({ structured: { name: 'omne', count: 3 } });
    expect((await stub.calls())[0]!.args.slice(-2)).toEqual(['--json-schema', JSON.stringify(schema)]);
  });

  test('has no secrets, in values or keys', async () => {
    const structured_output = { list: ['a s3cret-token'], 's3cret-token': 1, none: null };
    const { call } = await scene([{ steps: [], result: { result: '', structured_output } }], {
      secrets: ['s3cret-token'],
    });
    expect(await call({ schema })).toEqual({
      sessionId: expect.any(String),
      usage: expect.anything(),
      structured: { list: ['a ***'], '***': 1, none: null },
    });
  });
});

describe('no agent', () => {
  const env = (path: string) => ({ env: { PATH: path } });

  test('on PATH', async () => {
    const { call } = await scene([]);
    expect((await call(env('/nonexistent'))).failure).toEqual({ kind: 'host_missing', program: 'claude' });
  });
  test('that may be executed', async () => {
    const { call, stub } = await scene([]);
    chmodSync(join(stub.bin, 'claude'), 0o644);
    expect((await call(env(stub.bin))).failure).toEqual({ kind: 'host_missing', program: 'claude' });
  });
  test('that can be started', async () => {
    const { call, stub } = await scene([]);
    writeFileSync(join(stub.bin, 'claude'), '#!/nonexistent/interpreter\n');
    expect((await call()).failure).toMatchObject({ kind: 'crash', cause: 'spawn' });
  });
  test('in a folder that is gone', async () => {
    const { call, context } = await scene([]);
    const files = { ...context.files, worktree: join(context.files.root, 'gone') };
    const reply = await createAgent({ ...context, files }).call(request, never());
    expect(reply.failure).toMatchObject({
      kind: 'crash',
      cause: 'spawn',
      error: expect.stringContaining('gone'),
    });
    expect((await call()).failure).toBeUndefined();
  });
  test('with such an environment', async () => {
    const { call } = await scene([]);
    expect((await call({ env: hugeEnv() })).failure).toMatchObject({
      kind: 'crash',
      cause: 'spawn',
      error: expect.stringContaining('the largest is V0 with'),
    });
  });
});

describe('an abort', () => {
  test('reports the cost of an agent that obeys', async () => {
    const { call, stub } = await scene([{ steps: ['x', { hang: true }] }]);
    const abort = new AbortController();
    const reply = call({}, abort.signal);
    await eventually(() => existsSync(join(stub.bin, '../calls.jsonl')));
    await new Promise((resolve) => setTimeout(resolve, 300));
    abort.abort();
    expect(await reply).toMatchObject({ usage: { cost_usd: 0.01 }, failure: { kind: 'agent_error' } });
    expect(isAlive((await stub.calls())[0]!.pid)).toBe(false);
  });

  test('ends an agent that ignores everything, with its grandchild in another session', async () => {
    const tag = newTag();
    const { call, stub, context } = await scene([
      {
        ignore: ['SIGINT', 'SIGTERM'],
        steps: [{ spawn: stay(tag), setsid: true }, 'x', { hang: true }],
      },
    ]);
    const abort = new AbortController();
    const reply = call({}, abort.signal);
    const out = context.files.capture('ask', 'out');
    await eventually(() => existsSync(out) && read(out) === 'x');
    const started = performance.now();
    abort.abort();
    expect((await reply).failure).toMatchObject({ kind: 'crash', exit: { signal: 'SIGKILL' } });
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(isAlive((await stub.calls())[0]!.pid)).toBe(false);
    if (linux) expect(tagged(tag)).toEqual([]);
  });

  test('that came before: nothing runs', async () => {
    const { call, stub } = await scene([]);
    expect(await call({}, AbortSignal.abort())).toEqual({ failure: { kind: 'cancelled' } });
    expect(await stub.calls()).toEqual([]);
  });

  test('while somebody else holds the pipe does not wait for the drain', async () => {
    const { call, stub } = await scene([{ steps: [{ spawn: stay(newTag()), setsid: true }, 'x'] }], {
      drainMs: 60_000,
    });
    const abort = new AbortController();
    const reply = call({}, abort.signal);
    await eventually(() => existsSync(join(stub.bin, '../calls.jsonl')));
    await eventually(() => false, 1000);
    abort.abort();
    expect((await reply).failure).toBeUndefined();
  });
});

test('sixteen calls at once', async () => {
  const { agent, stub } = await scene([{ steps: ['x'] }]);
  const calls = Array.from({ length: 16 }, (_, n) => agent.call({ ...request, nodeId: `n${n}` }, never()));
  for (const reply of await Promise.all(calls)) expect(reply.failure).toBeUndefined();
  expect(await stub.calls()).toHaveLength(16);
});

describe('lines', () => {
  const split = (chunks: readonly string[], maxBytes = 100) => {
    const lines: string[] = [];
    const splitter = createLineSplitter(
      { line: (text) => lines.push(text), tooLong: () => lines.push('<long>') },
      maxBytes,
    );
    for (const chunk of chunks) splitter.push(Buffer.from(chunk, 'latin1'));
    splitter.end();
    return lines;
  };
  test.each<[readonly string[], readonly string[]]>([
    [[], []],
    [['a\nb\n'], ['a', 'b']],
    [
      ['a', '', 'b\n', '\nc'],
      ['ab', '', 'c'],
    ],
    [['\xc3', '\xa4\n'], ['ä']],
    [
      ['x'.repeat(101), 'y\nz'],
      ['<long>', 'z'],
    ],
    [
      ['x'.repeat(100), '\n', 'x'.repeat(60), 'x'.repeat(60)],
      ['x'.repeat(100), '<long>'],
    ],
  ])('%j', (chunks, lines) => expect(split(chunks)).toEqual(lines));
});

test('what an npm shim starts', async () => {
  const { context } = await scene([]);
  const shim = join(context.files.root, 'claude.cmd');
  const text = (target: string) =>
    `IF EXIST "%dp0%\\node.exe" (\r\n)\r\n"%_prog%"  "%dp0%\\${target}" %*\r\n`;
  writeFileSync(shim, text('node_modules\\x\\cli.js'));
  expect(shimTarget(shim)).toBe(join(context.files.root, 'node_modules/x/cli.js'));
  writeFileSync(shim, text('node_modules\\x\\bin\\claude.exe'));
  expect(shimTarget(shim)).toBe(join(context.files.root, 'node_modules/x/bin/claude.exe'));
  writeFileSync(shim, '@echo off\r\n');
  expect(shimTarget(shim)).toBeUndefined();
  expect(shimTarget(`${shim}.none`)).toBeUndefined();
});
