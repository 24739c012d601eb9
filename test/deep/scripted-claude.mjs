// A stand-in for the Claude Code CLI that is the same in every run: its answer depends on its node, its prompt and how
// often it answered in its session, and on nothing else. It keeps its sessions where the real one does.
import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const args = process.argv.slice(2);
const flag = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const projects = join(process.env.CLAUDE_CONFIG_DIR ?? join(homedir(), '.claude'), 'projects');
const print = (value) => writeSync(1, `${JSON.stringify(value)}\n`);

function answer() {
  const prompt = readFileSync(0, 'utf8');
  const resumed = flag('--resume');
  const session_id = resumed ?? flag('--session-id') ?? randomUUID();
  const file = sessionFile(session_id, resumed !== undefined);
  const turn = 1 + turnsIn(file);
  appendFileSync(file, `${JSON.stringify({ type: 'user', sessionId: session_id, text: prompt })}\n`);
  print({ type: 'system', subtype: 'init', session_id });
  const { text, hangs = false } = reply(process.env.OMNE_NODE_ID, prompt, turn);
  const content = [{ type: 'text', text }];
  const message = {
    id: `msg_${turn}`,
    type: 'message',
    role: 'assistant',
    content,
    usage: { output_tokens: 1 },
  };
  appendFileSync(file, `${JSON.stringify({ type: 'assistant', sessionId: session_id, text })}\n`);
  print({ type: 'assistant', message, parent_tool_use_id: null, session_id });
  if (hangs) setInterval(() => {}, 1 << 30);
  else print({ type: 'result', subtype: 'success', is_error: false, result: text, session_id, ...cost });
}

const cost = {
  num_turns: 1,
  total_cost_usd: 0.01,
  permission_denials: [],
  usage: { input_tokens: 100, output_tokens: 20 },
  model_usage_since_last_result: { stub: { inputTokens: 100, outputTokens: 20, costUSD: 0.01 } },
};

function reply(node, prompt, turn) {
  switch (node?.split('/')[0]) {
    case 'judge':
      return { text: prompt.includes('does not fit') ? '{"final": true}' : 'It is final, I think.' };
    case 'plan':
      return { text: 'A plan.' };
    case 'discuss':
      return prompt.includes('round 1') ? { text: 'Ships.' } : { text: 'Sails.\nDONE\n', hangs: true };
    case 'until-green':
      return { text: `Done, I say, for the ${turn}. time.` };
    default:
      return { text: 'ok' };
  }
}

/** As with the real one, a session that is not there cannot be resumed. */
function sessionFile(id, mustExist) {
  const name = `${id}.jsonl`;
  const known = existsSync(projects) ? readdirSync(projects) : [];
  const folder = known.find((project) => existsSync(join(projects, project, name)));
  if (folder !== undefined) return join(projects, folder, name);
  if (mustExist) {
    writeSync(2, `No conversation found with session ID: ${id}\n`);
    process.exit(1);
  }
  const own = join(projects, process.cwd().replaceAll(/[^A-Za-z0-9]/g, '-'));
  mkdirSync(own, { recursive: true });
  return join(own, name);
}

function turnsIn(file) {
  if (!existsSync(file)) return 0;
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"type":"assistant"')).length;
}

if (args.includes('--version')) writeSync(1, '2.1.329 (Claude Code)\n');
else answer();
