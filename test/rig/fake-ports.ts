import type { Event, Fact } from '../../src/core/event.ts';
import type { Failure } from '../../src/core/failure.ts';
import { ok, type Result } from '../../src/core/result.ts';
import type { RunState } from '../../src/core/state.ts';
import type {
  AgentReply,
  AgentRequest,
  BodyOutcome,
  Child,
  GateRequest,
  GateVerdict,
  Ports,
  ShellRequest,
} from '../../src/run/ports.ts';
import { brief } from './brief.ts';

/** One call of a port, as the engine made it. */
export type PortCall =
  | { readonly port: 'record'; readonly fact: Fact }
  | { readonly port: 'shell'; readonly request: ShellRequest }
  | { readonly port: 'agent'; readonly request: AgentRequest }
  | { readonly port: 'gate'; readonly request: GateRequest }
  | { readonly port: 'mark'; readonly nodeId: string; readonly iteration: number }
  | { readonly port: 'sweep' }
  | { readonly port: 'keepAttempt'; readonly nodeId: string; readonly attempt: number }
  | { readonly port: 'takeOver'; readonly nodeId: string; readonly upToByte?: number }
  | { readonly port: 'text' | 'outputFile' | 'outputPath'; readonly nodeId: string };

/** A child's part: after `afterMs` it settles with `reply`. */
export interface Part<Reply> {
  readonly afterMs?: number;
  readonly reply?: Reply;
  /** How long it takes to end once its signal aborted; `never`: it does not notice and runs to its own end. */
  readonly onAbortMs?: number | 'never';
  /** Settles `afterMs` late without any timer firing before, as after a blocked event loop. */
  readonly blocks?: boolean;
  /** What the node printed or the agent said by then, and what it wrote to `$OMNE_OUTPUT`. */
  readonly prints?: string;
  readonly writes?: string;
}

/** One part per call of the node; the last one serves all further calls. */
export type Parts<Reply> = Part<Reply> | readonly Part<Reply>[];

/** What each node does, by its whole id; a node that is not named completes at once. */
export interface Script {
  /** A loop's `until_bash` is called `<id> until`. */
  readonly shell?: Readonly<Record<string, Parts<BodyOutcome>>>;
  readonly agent?: Readonly<Record<string, Parts<AgentReply>>>;
  readonly gate?: Readonly<Record<string, Parts<GateVerdict>>>;
  /** The part of a child that is not named. */
  readonly others?: (child: Unnamed) => Part<object>;
  /** Results that cannot be read, and why. */
  readonly unreadable?: Readonly<Record<string, string>>;
  /** One number after the other, again and again; absent: 0. */
  readonly random?: readonly number[];
  readonly mark?: (nodeId: string, iteration: number) => number | Failure;
  /** What this call throws, if anything; `reject` fails the promise instead where the port returns one. */
  readonly fault?: (
    call: PortCall,
  ) => { readonly error: unknown; readonly how?: 'throw' | 'reject' } | undefined;
  readonly notify?: (event: Event, state: RunState) => void;
  /** The ports of the run that this one resumes: captures are taken over from there. */
  readonly earlier?: FakePorts;
  /** Ids of nodes whose captures cannot be taken over. */
  readonly gone?: readonly string[];
  /** Conversations that can be gone on with; absent: all. */
  readonly sessions?: readonly string[];
}

/** A child no test named: `<id>`, `<id> until` or `<id> gate`, its calls counted from 0. */
export interface Unnamed {
  readonly port: 'shell' | 'agent' | 'gate';
  readonly name: string;
  readonly call: number;
  readonly attempt?: number;
  /** Of a loop: its iteration, from 1. */
  readonly iteration?: string | undefined;
}

export interface Asked {
  readonly atMs: number;
  readonly call: PortCall;
}

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly call: () => void;
}

/** Ports without a world behind them: nothing is spawned, and time is a number that only `tick` moves. */
export class FakePorts {
  readonly ports: Ports;
  /** The journal. */
  readonly events: Event[] = [];
  /** Every call of a port that does something, in order; a record that failed is in it too. */
  readonly asked: Asked[] = [];
  /** Children that have not settled. */
  readonly live = new Set<string>();
  mostLive = 0;
  /** Called whenever a child has begun, with all that are live. */
  onLive: (live: ReadonlySet<string>) => void = () => undefined;
  readonly #printed = new Map<string, string>();
  readonly #written = new Map<string, string>();
  readonly #script: Script;
  readonly #timers = new Set<Timer>();
  readonly #calls = new Map<string, number>();
  #nowMs = 0;
  #order = 0;
  #sessions = 0;
  #chances = 0;

  constructor(script: Script = {}) {
    this.#script = script;
    this.ports = {
      record: (fact) => this.#record(fact),
      clock: { now: () => this.#nowMs, after: (delayMs, call) => this.#after(delayMs, call) },
      shell: (request, signal) => this.#shell(request, signal),
      agent: {
        call: (request, signal) => this.#agent(request, signal),
        newSessionId: () => `session-${++this.#sessions}`,
        mark: (nodeId, iteration) => this.#mark(nodeId, iteration),
        hasSession: (id) => this.#script.sessions?.includes(id) ?? true,
      },
      gate: (request, signal) => this.#gate(request, signal),
      sweep: () => this.#answer({ port: 'sweep' }, () => Promise.resolve()),
      outputPath: (nodeId) => {
        this.#throwFault({ port: 'outputPath', nodeId });
        return `nodes/${nodeId}.out`;
      },
      results: {
        text: (nodeId, fromByte) => this.#result('text', nodeId, fromByte),
        outputFile: (nodeId) => this.#result('outputFile', nodeId),
        keepAttempt: (nodeId, attempt) => this.#keepAttempt(nodeId, attempt),
        takeOver: (nodeId, upToByte) => this.#takeOver(nodeId, upToByte),
      },
      redact: (value) => value,
      random: () => {
        const { random = [0] } = this.#script;
        return random[this.#chances++ % random.length]!;
      },
      notify: (event, state) => this.#script.notify?.(event, state),
    };
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Timers nobody forgot. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Moves time on, firing every timer due on the way in the order of its time, and lets all promises settle. */
  async tick(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settle();
    for (let timer = this.#next(); timer !== undefined && timer.dueMs <= untilMs; timer = this.#next()) {
      this.#fire(timer);
      await settle();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** Moves time on until the promise settles; throws when nothing is left that could settle it. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const done = () => {
      isSettled = true;
    };
    promise.then(done, done);
    for (await settle(); !isSettled; await settle()) {
      const timer = this.#next();
      if (timer === undefined) throw new Error(`stuck at ${this.#nowMs} ms; live: ${[...this.live]}`);
      this.#fire(timer);
    }
    return await promise;
  }

  /** Calls back at that time, before every timer set later for the same time. */
  at(ms: number, call: () => void): void {
    this.#after(ms - this.#nowMs, call);
  }

  /** The calls of one port. */
  calls<P extends PortCall['port']>(port: P): readonly Extract<PortCall, { port: P }>[] {
    const is = (call: PortCall): call is Extract<PortCall, { port: P }> => call.port === port;
    return this.asked.map(({ call }) => call).filter(is);
  }

  /** The journal, one short line per event. */
  get journal(): readonly string[] {
    return this.events.map(brief);
  }

  /** The same without durations and without the start of the run: times stand at the lines' beginnings. */
  get story(): readonly string[] {
    return this.journal.slice(1).map((line) => line.replace(/ duration_ms=\d+/, ''));
  }

  #record(fact: Fact): Event {
    const call: PortCall = { port: 'record', fact };
    this.asked.push({ atMs: this.#nowMs, call });
    this.#throwFault(call);
    const seq = this.events.length;
    const event: Event = {
      ...fact,
      id: `event-${String(seq).padStart(6, '0')}`,
      ts: '2026-01-02T03:04:05Z',
      run_id: 'test-run',
      seq,
      mono_ms: this.#nowMs,
      h: '0000000000000000',
    };
    this.events.push(event);
    return event;
  }

  #shell(request: ShellRequest, signal: AbortSignal): Promise<BodyOutcome> {
    const { nodeId, isUntil } = request;
    const name = isUntil === true ? `${nodeId} until` : nodeId;
    const part = this.#partOf('shell', name, request);
    if (isUntil !== true) this.#printed.set(nodeId, '');
    if (request.publishes === true) this.#written.set(nodeId, '');
    const play = () => this.#play(name, part, { signal, ended: KILLED, done: {} });
    return this.#answer({ port: 'shell', request }, play);
  }

  #agent(request: AgentRequest, signal: AbortSignal): Promise<AgentReply> {
    const { nodeId } = request;
    const part = this.#partOf('agent', nodeId, request);
    if (request.capture === 'replace') this.#printed.set(nodeId, '');
    const play = () => this.#play(nodeId, part, { signal, ended: KILLED, done: {} });
    return this.#answer({ port: 'agent', request }, play);
  }

  #gate(request: GateRequest, signal: AbortSignal): Promise<GateVerdict> {
    const name = `${request.nodeId} gate`;
    const part = this.#partOf('gate', name, request, request.nodeId);
    const play = () => this.#play(name, part, { signal, ended: GATE_KILLED, done: {} });
    return this.#answer({ port: 'gate', request }, play);
  }

  // A test says of a port only what that port can reply.
  #partOf<P extends Unnamed['port']>(port: P, name: string, child: Child, key: string = name): Part<object> {
    const { attempt, variables } = child;
    const iteration = variables['OMNE_ITERATION'];
    const call = this.#calls.get(name) ?? 0;
    this.#calls.set(name, call + 1);
    const parts: Parts<object> | undefined = this.#script[port]?.[key];
    if (parts === undefined) return this.#script.others?.({ port, name, call, attempt, iteration }) ?? {};
    if (!isSeveral(parts)) return parts;
    return parts[Math.min(call, parts.length - 1)] ?? {};
  }

  #result(port: 'text' | 'outputFile', nodeId: string, fromByte = 0): Result<string, string> {
    this.#throwFault({ port, nodeId });
    const error = this.#script.unreadable?.[nodeId];
    if (error !== undefined) return { ok: false, error };
    const all = (port === 'text' ? this.#printed : this.#written).get(nodeId) ?? '';
    return ok(Buffer.from(all).subarray(fromByte).toString());
  }

  #keepAttempt(nodeId: string, attempt: number): string {
    const call: PortCall = { port: 'keepAttempt', nodeId, attempt };
    this.asked.push({ atMs: this.#nowMs, call });
    this.#throwFault(call);
    this.#printed.delete(nodeId);
    this.#written.delete(nodeId);
    return `nodes/${nodeId}.attempt-${attempt}.out`;
  }

  #takeOver(nodeId: string, upToByte?: number): boolean {
    const call: PortCall = { port: 'takeOver', nodeId, ...(upToByte !== undefined && { upToByte }) };
    this.asked.push({ atMs: this.#nowMs, call });
    this.#throwFault(call);
    const { earlier, gone = [] } = this.#script;
    if (earlier === undefined || gone.includes(nodeId)) return false;
    const printed = Buffer.from(earlier.#printed.get(nodeId) ?? '');
    this.#printed.set(nodeId, printed.subarray(0, upToByte ?? printed.length).toString());
    if (upToByte === undefined) this.#written.set(nodeId, earlier.#written.get(nodeId) ?? '');
    return true;
  }

  #mark(nodeId: string, iteration: number): number | Failure {
    const call: PortCall = { port: 'mark', nodeId, iteration };
    this.asked.push({ atMs: this.#nowMs, call });
    this.#throwFault(call);
    const offset = this.#script.mark?.(nodeId, iteration) ?? 26 + 100 * (iteration - 1);
    const before = iteration === 1 ? '' : (this.#printed.get(nodeId) ?? '');
    if (typeof offset === 'number') this.#printed.set(nodeId, before.padEnd(offset, '='));
    return offset;
  }

  #throwFault(call: PortCall): void {
    const fault = this.#script.fault?.(call);
    if (fault !== undefined) throw fault.error;
  }

  #answer<T>(call: PortCall, play: () => Promise<T>): Promise<T> {
    this.asked.push({ atMs: this.#nowMs, call });
    const fault = this.#script.fault?.(call);
    if (fault === undefined) return play();
    if (fault.how === 'reject') return Promise.reject(fault.error);
    throw fault.error;
  }

  #play<Reply extends object>(
    name: string,
    part: Part<Reply>,
    stage: { readonly signal: AbortSignal; readonly ended: Reply; readonly done: Reply },
  ): Promise<Reply> {
    const { afterMs = 0, onAbortMs = 0, reply = stage.done, blocks = false } = part;
    const { signal } = stage;
    if (this.live.has(name)) throw new Error(`${name} was started while it runs`);
    this.live.add(name);
    this.mostLive = Math.max(this.mostLive, this.live.size);
    this.onLive(this.live);
    return new Promise((resolve) => {
      const end = (value: Reply) => {
        forget();
        const { prints, writes } = part;
        if (prints !== undefined) this.#printed.set(name, (this.#printed.get(name) ?? '') + prints);
        if (writes !== undefined) this.#written.set(name, writes);
        signal.removeEventListener('abort', onAbort);
        this.live.delete(name);
        resolve(value);
      };
      const onAbort = () => {
        if (onAbortMs === 'never') return;
        forget();
        forget = this.#after(onAbortMs, () => end(stage.ended));
      };
      if (blocks) this.#nowMs += afterMs;
      let forget = this.#after(blocks ? 0 : afterMs, () => end(reply), blocks);
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort);
    });
  }

  #after(delayMs: number, call: () => void, isFirst = false): () => void {
    const order = isFirst ? -1 : this.#order++;
    const timer: Timer = { dueMs: isFirst ? 0 : this.#nowMs + delayMs, order, call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (next === undefined || timer.dueMs < next.dueMs) next = timer;
      else if (timer.dueMs === next.dueMs && timer.order < next.order) next = timer;
    }
    return next;
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer);
    this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
    timer.call();
  }
}

const isSeveral = <Reply>(parts: Parts<Reply>): parts is readonly Part<Reply>[] => Array.isArray(parts);

// An immediate runs after every promise reaction that is due, however long their chain.
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const KILLED: BodyOutcome = {
  failure: { kind: 'crash', cause: 'exit', exit: { signal: 'SIGTERM' }, stderrTail: 'tail of stderr' },
};
const GATE_KILLED: GateVerdict = {
  failure: { kind: 'gate_failed', cause: 'exit', exit: { signal: 'SIGTERM' }, stderrTail: 'tail of stderr' },
};

/** A reply that fails with this exit code. */
export const fails = (code = 1, stderrTail = ''): BodyOutcome => ({
  failure: { kind: 'crash', cause: 'exit', exit: { code }, stderrTail },
});

/** A part that takes so long and goes well, and one that then fails. */
export const lasts = (afterMs: number): Part<object> => ({ afterMs });
export const failsAfter = (afterMs: number, code = 1): Part<BodyOutcome> => ({
  afterMs,
  reply: fails(code),
});
/** A part that prints this. */
export const prints = (text: string, afterMs = 0): Part<object> => ({ afterMs, prints: text });
