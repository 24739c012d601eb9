import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Exit, Failure } from '../core/failure.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Agent, AgentReply, AgentRequest } from '../run/ports.ts';
import { type AgentCaptures, markIteration, openAgentCaptures } from './agent-captures.ts';
import { type AgentListener, createAgentListener } from './agent-listener.ts';
import { findAgent } from './agent-program.ts';
import { type AgentProgram, claude } from './claude.ts';
import { childEnvironment } from './env.ts';
import { endProcess, killLeftovers } from './kill.ts';
import { type RunningProcess, startProcess } from './process.ts';
import type { RunContext } from './run-context.ts';

/** Which agent, and its limits; what is absent has the defaults of DESIGN §9. */
export interface AgentOptions {
  readonly program?: AgentProgram;
  /** How long a process may stay after its result. */
  readonly lingerMs?: number;
  /** How long somebody else may hold the pipe after the process exited. */
  readonly drainMs?: number;
  /** A longer line is counted as garbage and not held. */
  readonly maxLineBytes?: number;
}

const defaults = { program: claude, lingerMs: 10_000, drainMs: 2_000, maxLineBytes: 16 * 1024 * 1024 };

// After the ladder nobody of ours is left to write: only what the pipe still holds is read.
const lateDrainMs = 250;

type Settings = Required<AgentOptions>;

/** The agent of one run. Its calls settle whatever the program does, with everything it left ended. */
export function createAgent(context: RunContext, options: AgentOptions = {}): Agent {
  const settings = { ...defaults, ...options };
  return {
    call: (request, signal) => call({ context, settings }, request, signal),
    newSessionId: settings.program.newSessionId,
    mark: (nodeId, iteration) => markIteration(context.files, nodeId, iteration),
    hasSession: (id) => settings.program.hasSession(id, context.host.guarded),
  };
}

interface Surroundings {
  readonly context: RunContext;
  readonly settings: Settings;
}

async function call(
  { context, settings }: Surroundings,
  request: AgentRequest,
  signal: AbortSignal,
): Promise<AgentReply> {
  if (signal.aborted) return { failure: { kind: 'cancelled' } };
  const { nodeId } = request;
  const append = request.capture === 'append';
  const opened = openAgentCaptures(context.files, context.redactor, { nodeId, append });
  if (!opened.ok) return { failure: opened.error };
  const captures = opened.value;
  try {
    const started = await start({ context, settings }, request, captures);
    if (!started.ok) return { failure: started.error };
    const { program, maxLineBytes } = settings;
    const { parseLine } = program;
    const { redactor } = context;
    const listener = createAgentListener(
      { parseLine, until: request.until, maxLineBytes, redactor },
      captures,
    );
    const conversation = new Conversation(started.value, listener, {
      ...settings,
      end: (gentle) =>
        endProcess(started.value, { gentle, marker: { runId: context.runId, nodeId }, grace: context.grace }),
      isLost: () => captures.failure() !== undefined,
    });
    return reply(await conversation.over(signal), { listener, captures, program });
  } finally {
    captures.close();
  }
}

async function start(
  { context, settings }: Surroundings,
  request: AgentRequest,
  captures: AgentCaptures,
): Promise<Result<RunningProcess, Failure>> {
  const { program } = settings;
  const env = childEnvironment(context, request, 'agent', program.env);
  const missing: Failure = { kind: 'host_missing', program: program.program };
  const found = findAgent(program.program, env);
  if (!found) return err(missing);
  const started = await startProcess({
    file: found.file,
    args: [...found.args, ...program.args(request)],
    cwd: context.files.worktree,
    env,
    stdin: request.prompt,
    stdout: 'pipe',
    stderr: captures.stderr,
  });
  if (started.ok) return ok(started.process);
  // It may have vanished since; else the same code means a missing interpreter or folder.
  if (started.code === 'ENOENT' && !existsSync(found.file)) return err(missing);
  return err({ kind: 'crash', cause: 'spawn', error: started.error });
}

interface Means {
  readonly lingerMs: number;
  readonly drainMs: number;
  /** Ends the process and everything it left. */
  readonly end: (gentle: boolean) => Promise<void>;
  /** Whether what it says cannot be kept any more. */
  readonly isLost: () => boolean;
}

interface Ended {
  readonly exit: Exit;
  readonly lingered: boolean;
  readonly readError?: string;
}

/** A running agent, from its first byte until it and its pipe are gone. */
class Conversation {
  readonly #process: RunningProcess;
  readonly #listener: AgentListener;
  readonly #means: Means;
  /** Settles when the ladder is through; never where it was not needed. */
  readonly #ladder: Promise<void>;
  #climbed = () => {};
  #ending = false;
  #exited = false;
  #lingered = false;
  #linger: NodeJS.Timeout | undefined;
  #readError: string | undefined;

  constructor(process: RunningProcess, listener: AgentListener, means: Means) {
    this.#process = process;
    this.#listener = listener;
    this.#means = means;
    this.#ladder = new Promise((resolve) => {
      this.#climbed = resolve;
    });
  }

  /** Listens until all is over; an abort ends the process first. */
  async over(signal: AbortSignal): Promise<Ended> {
    const { stdout, exited, pid } = this.#process;
    const closed = stdout ? this.#listen(stdout) : Promise.resolve();
    const abort = () => this.#end(true);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    await Promise.race([exited, this.#ladder]);
    this.#exited = true;
    clearTimeout(this.#linger);
    if (this.#ending) await this.#ladder;
    else killLeftovers(pid);
    await waitAtMost(this.#ending ? lateDrainMs : this.#means.drainMs, closed, signal);
    signal.removeEventListener('abort', abort);
    stdout?.removeAllListeners('data').destroy();
    this.#listener.end();
    // Once the ladder is through, nobody waits for a process that is stuck in the kernel.
    const exit = await Promise.race([exited, Promise.resolve().then((): Exit => ({ signal: 'SIGKILL' }))]);
    return {
      exit,
      lingered: this.#lingered,
      ...(this.#readError !== undefined && { readError: this.#readError }),
    };
  }

  #listen(stdout: Readable): Promise<void> {
    stdout.on('data', (bytes: Uint8Array) => {
      this.#listener.take(bytes);
      this.#react();
    });
    return new Promise((resolve) => {
      stdout.on('error', (error) => {
        this.#readError = error.message;
        resolve();
      });
      stdout.once('close', resolve);
    });
  }

  #react(): void {
    if (this.#exited || this.#ending) return;
    if (this.#means.isLost() || this.#listener.broken() !== undefined) this.#end(true);
    else if (this.#listener.isDone())
      this.#linger ??= setTimeout(() => this.#dismiss(), this.#means.lingerMs);
    else this.#carryOn();
  }

  #carryOn(): void {
    clearTimeout(this.#linger);
    this.#linger = undefined;
    // SIGINT makes it tell what it cost. With a result it told already, and is about to go by itself.
    if (this.#listener.sentinel() !== undefined) this.#end(true);
  }

  #dismiss(): void {
    if (this.#ending || this.#exited) return;
    this.#lingered = true;
    this.#listener.close();
    this.#end(false);
  }

  #end(gentle: boolean): void {
    if (this.#ending || this.#exited) return;
    this.#ending = true;
    clearTimeout(this.#linger);
    this.#means.end(gentle).then(this.#climbed, this.#climbed);
  }
}

interface Heard {
  readonly listener: AgentListener;
  readonly captures: AgentCaptures;
  readonly program: AgentProgram;
}

function reply(ended: Ended, { listener, captures, program }: Heard): AgentReply {
  const account = listener.account();
  const { usage, sessionId } = account;
  const known = { ...(usage !== undefined && { usage }), ...(sessionId !== undefined && { sessionId }) };
  const lost = captures.failure();
  if (lost) return { ...known, failure: lost };
  const sentinel = listener.sentinel();
  if (sentinel !== undefined) return { ...known, sentinel };
  const stderrTail = captures.stderrTail();
  const error = listener.broken() ?? ended.readError;
  if (error !== undefined)
    return { ...known, failure: { kind: 'crash', cause: 'stream', error, stderrTail } };
  return program.classify({ exit: ended.exit, lingered: ended.lingered, account, stderrTail });
}

// An abort that comes meanwhile finds nobody to end, but must not wait either.
function waitAtMost(ms: number, closed: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', hurry);
      resolve();
    };
    const hurry = () => {
      clearTimeout(timer);
      timer = setTimeout(done, lateDrainMs);
    };
    let timer = setTimeout(done, ms);
    signal.addEventListener('abort', hurry, { once: true });
    void closed.then(done);
  });
}
