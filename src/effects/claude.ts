import { readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { v4, validate } from 'uuid';
import { classify, type Ending, type Outcome } from '../core/claude-outcome.ts';
import { parseClaudeLine, type Signal } from '../core/claude-stream.ts';
import type { AgentRequest, Session } from '../run/ports.ts';

/** A program that can be an agent: what differs from one to the next, and nothing else. */
export interface AgentProgram {
  /** Its name on PATH. */
  readonly program: string;
  /** The command line of a call; the prompt goes to stdin. */
  readonly args: (
    request: Pick<AgentRequest, 'model' | 'allowedTools' | 'session' | 'schema'>,
  ) => readonly string[];
  /** What it wants in its environment; the pipe's author may say otherwise. */
  readonly env: Readonly<Record<string, string>>;
  /** What a line of its stdout says; never throws. */
  readonly parseLine: (line: string) => readonly Signal[];
  /** What came of a call that no sentinel ended. */
  readonly classify: (ending: Ending) => Outcome;
  readonly newSessionId: () => string;
  /** Whether it still has that conversation on this machine, going by its environment. Never throws. */
  readonly hasSession: (id: string, env: Readonly<Record<string, string>>) => boolean;
  readonly capabilities: {
    /** A new conversation gets the id we choose. */
    readonly choosesSessionId: boolean;
    /** It reports what it cost. */
    readonly cost: boolean;
    /** It makes its answer fit a JSON Schema. */
    readonly schema: boolean;
    /** SIGINT makes it report before it ends. */
    readonly reportsOnInterrupt: boolean;
  };
}

/** Claude Code, without a terminal. */
export const claude: AgentProgram = {
  program: 'claude',
  args: ({ model, allowedTools, session, schema }) => [
    '-p',
    ...['--output-format', 'stream-json', '--verbose'],
    ...(model === undefined ? [] : ['--model', model]),
    ...(allowedTools.length === 0 ? [] : ['--allowedTools', allowedTools.join(',')]),
    ...(schema === undefined ? [] : ['--json-schema', JSON.stringify(schema)]),
    ...sessionArgs(session),
  ],
  // A background task would keep the process alive after its result, for turns nobody asked for.
  env: { CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1' },
  parseLine: parseClaudeLine,
  classify,
  newSessionId: () => v4(),
  hasSession: hasClaudeSession,
  capabilities: { choosesSessionId: true, cost: true, schema: true, reportsOnInterrupt: true },
};

// A conversation is a file of its project's folder; which name the program gave that folder is its own business.
function hasClaudeSession(id: string, env: Readonly<Record<string, string>>): boolean {
  if (!validate(id)) return false;
  const home = env['CLAUDE_CONFIG_DIR'] || join(env['HOME'] || homedir(), '.claude');
  const projects = join(home, 'projects');
  try {
    return readdirSync(projects).some((project) => isConversation(join(projects, project, `${id}.jsonl`)));
  } catch {
    return false;
  }
}

function isConversation(path: string): boolean {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() === true && stat.size > 0;
  } catch {
    return false;
  }
}

function sessionArgs(session: Session): readonly string[] {
  switch (session.kind) {
    case 'none':
      return [];
    case 'start':
      return ['--session-id', session.id];
    case 'resume':
      return ['--resume', session.id];
  }
}
