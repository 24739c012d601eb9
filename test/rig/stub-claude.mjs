// A stand-in for the Claude Code CLI: it answers `--version`, and for `-p` follows the JSON script that
// STUB_CLAUDE_SCRIPT names (types and a worked example: stub-claude.ts). Without a matching rule it says "ok".
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const recordings = join(dirname(fileURLToPath(import.meta.url)), '../fixtures/claude-streams');
const args = process.argv.slice(2);
const flag = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);

if (args.includes('--version')) {
  process.stdout.write('2.1.329 (Claude Code)\n');
} else {
  await main();
}

async function main() {
  const file = process.env.STUB_CLAUDE_SCRIPT;
  const script = file ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const prompt = script.unread ? '' : readFileSync(0, 'utf8');
  const call = {
    pid: process.pid,
    args,
    prompt,
    node: process.env.OMNE_NODE_ID,
    env: Object.keys(process.env).sort(),
    cwd: process.cwd(),
    session: flag('--session-id') ? 'start' : flag('--resume') ? 'resume' : 'none',
    sessionId: flag('--session-id') ?? flag('--resume'),
    model: flag('--model'),
    allowedTools: flag('--allowedTools'),
  };
  const rule = choose(script, call) ?? { steps: ['ok'] };
  await perform(rule, call);
}

/** The first rule that matches; `call` is the how-maniest call that its `prompt` and `node` fit. */
function choose({ rules = [], log }, call) {
  const calls = log ? logged(log, call) : [call];
  return rules.find((rule) => {
    const fits = (other) =>
      (rule.prompt === undefined || other.prompt.includes(rule.prompt)) &&
      (rule.node === undefined || other.node === rule.node);
    return fits(call) && (rule.call === undefined || calls.filter(fits).length === rule.call);
  });
}

// Appends are whole, so calls at the same time agree on their order.
function logged(log, call) {
  appendFileSync(log, `${JSON.stringify(call)}\n`);
  const calls = readFileSync(log, 'utf8')
    .split('\n')
    // Another call may be in the middle of its line.
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  return calls.slice(0, calls.findIndex((other) => other.pid === call.pid) + 1);
}

async function perform(rule, call) {
  const sessionId = call.sessionId ?? '00000000-0000-4000-8000-000000000000';
  const steps = rule.steps ?? (rule.replay === undefined ? ['ok'] : []);
  const talk = createTalk(rule, sessionId);
  trap(rule, talk);
  const replays = rule.replay !== undefined;
  if (!replays && rule.init !== false)
    await talk.line({ type: 'system', subtype: 'init', session_id: sessionId });
  if (replays) await talk.write(readFileSync(join(recordings, `${rule.replay}.jsonl`)));
  for (const step of steps) await act(step, talk);
  if (!replays && rule.result !== false) await talk.result(rule.result);
  if (rule.stderr) writeAll(2, Buffer.from(rule.stderr));
  if (rule.hang) await forever();
  process.exit(rule.exit ?? 0);
}

function forever() {
  return new Promise(() => setInterval(() => {}, 1 << 30));
}

async function act(step, talk) {
  if (typeof step === 'string') return talk.say(step);
  if (step.say !== undefined) return talk.say(step.say, step);
  if (step.line !== undefined) return talk.line(step.line);
  if (step.raw !== undefined) return talk.write(Buffer.from(step.raw, step.base64 ? 'base64' : 'utf8'));
  if (step.fill !== undefined) return talk.write(Buffer.alloc(step.fill, 'x'));
  if (step.tool !== undefined) return talk.tool(step);
  if (step.stderr !== undefined) return writeAll(2, Buffer.from(step.stderr));
  if (step.wait !== undefined) return sleep(step.wait);
  if (step.run !== undefined) return run(step.run);
  if (step.spawn !== undefined) return leave(step);
  if (step.hang) return forever();
  throw new Error(`stub-claude: unknown step ${JSON.stringify(step)}`);
}

/** A command of the agent's Bash tool: it ends before the agent goes on, and prints nowhere. */
function run(command) {
  const { status } = spawnSync('sh', ['-c', command], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`stub-claude: exit ${status}: ${command}`);
}

/** A process that outlives the agent and holds its streams; `setsid` puts it into a session of its own. */
function leave({ spawn: command, setsid = false }) {
  spawn('sh', ['-c', command], { stdio: ['ignore', 'inherit', 'inherit'], detached: setsid }).unref();
}

/** By default as the real one: SIGINT makes it report its cost and exit 0, SIGTERM is 143 without a word. */
function trap({ ignore = [], report = ['SIGINT'] }, talk) {
  for (const name of ['SIGINT', 'SIGTERM']) {
    process.on(name, async () => {
      if (ignore.includes(name)) return;
      if (report.includes(name)) await talk.interrupted();
      process.exit(name === 'SIGTERM' ? 143 : 0);
    });
  }
}

function createTalk({ chunk, delay = 0 }, session_id) {
  let messages = 0;
  let said = 'ok';
  let uses = 0;
  let midLine = false;
  const write = async (bytes) => {
    const size = chunk ?? bytes.length;
    for (let at = 0; at < bytes.length; at += size) {
      const part = bytes.subarray(at, at + size);
      writeAll(1, part);
      midLine = part.at(-1) !== 0x0a;
      if (delay > 0) await sleep(delay);
    }
  };
  const line = (value) =>
    write(Buffer.from(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`));
  const block = (content, more) =>
    line({
      type: 'assistant',
      message: {
        id: `msg_${messages}`,
        type: 'message',
        role: 'assistant',
        content: [content],
        usage: { output_tokens: 1 },
      },
      parent_tool_use_id: more?.parent ?? null,
      session_id,
    });
  const say = (text, more = {}) => {
    if (!more.same) messages++;
    said = text;
    return block({ type: 'text', text }, more);
  };
  const tool = async ({ tool: name, input = {}, output = '', error = false, denied = false }) => {
    const id = `toolu_${++uses}`;
    await block({ type: 'tool_use', id, name, input });
    if (denied)
      await line({ type: 'system', subtype: 'permission_denied', tool_name: name, tool_use_id: id });
    const result = { type: 'tool_result', tool_use_id: id, content: output, is_error: error || denied };
    return line({ type: 'user', message: { role: 'user', content: [result] }, session_id });
  };
  const spent = { input_tokens: 100, output_tokens: 20 };
  const cost = { inputTokens: 100, outputTokens: 20, costUSD: 0.01 };
  const common = {
    type: 'result',
    session_id,
    num_turns: 1,
    total_cost_usd: 0.01,
    permission_denials: [],
    usage: spent,
  };
  const result = (more) =>
    line({
      ...common,
      subtype: 'success',
      is_error: false,
      result: said,
      model_usage_since_last_result: { stub: cost },
      ...more,
    });
  const interrupted = async () => {
    if (midLine) writeAll(1, Buffer.from('\n'));
    await line({
      ...common,
      subtype: 'error_during_execution',
      is_error: true,
      terminal_reason: 'aborted_streaming',
      errors: ['interrupted'],
      usage: { input_tokens: 0, output_tokens: 0 },
      model_usage_since_last_result: { stub: cost },
    });
  };
  return { write, line, say, tool, result, interrupted };
}

// A pipe nobody reads fast enough is EAGAIN, one nobody reads at all EPIPE.
function writeAll(fd, bytes) {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if (error.code === 'EPIPE') return;
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}
