import { getEventListeners } from 'node:events';
import type { Event, Fact } from '../../src/core/event.ts';
import type { Plan } from '../../src/core/plan.ts';
import type { RunState } from '../../src/core/state.ts';
import type { Clock, Ports } from '../../src/run/ports.ts';
import { type Job, run } from '../../src/run/run.ts';
import { FakePorts, type Script } from '../rig/fake-ports.ts';
import { STARTED } from './begin.ts';
import { type Call, type Injection, type Way, WITHIN_TIMER } from './injection.ts';

/** A child that was started and has not ended. */
interface Child {
  readonly name: string;
  readonly signal: AbortSignal;
}

interface Asked {
  readonly name: string;
  /** How many events there were. */
  readonly atSeq: number;
  readonly isAborted: boolean;
}

/** Facts that begin something. */
const BEGINNINGS: ReadonlySet<Fact['type']> = new Set([
  'node.started',
  'node.reused',
  'node.retrying',
  'node.expanded',
  'iteration.started',
  'gate.passed',
]);

/** What a run may have beside its plan. */
export interface Around extends Partial<Pick<Job, 'inputs' | 'about' | 'digestOf' | 'past'>> {
  readonly script?: Script;
  readonly cancel?: AbortController;
  readonly cancelAtMs?: number;
  /** The faults, of which the first that strikes is the run's. */
  readonly faults?: readonly Injection[];
}

/** A run whose every call of a port is counted, and may be made to fail. */
export class Watched {
  readonly fake: FakePorts;
  readonly calls: Call[] = [];
  readonly cancel: AbortController;
  readonly finished: Promise<RunState>;
  /** What the run may reject with: the first fault, or one that struck before the engine knew of that. */
  readonly errors: Error[] = [];
  /** What was called when it struck. */
  struck: Call | undefined;
  /** What began after the engine knew of it. */
  readonly begunAfter: string[] = [];
  /** Children that were not called off although the engine knew of it. */
  readonly unheard: string[] = [];
  /** Facts that were offered after the journal was gone for good. */
  readonly offeredAfter: Fact[] = [];
  /** The engine's own fold, as it was last told. */
  state: RunState | undefined;
  /** Every child that was asked for: when, and whether it was called off by then. */
  readonly children: Asked[] = [];
  /** How many events there were when it was cancelled. */
  heardAt: number = Number.POSITIVE_INFINITY;
  heardAtMs: number = Number.POSITIVE_INFINITY;
  /** When the last child ended. */
  lastChildEndMs = 0;
  /** When the fault struck, and how many calls there were by then. */
  struckAtMs = 0;
  struckAt = 0;
  /** Facts that are in the journal although the engine was told that they are not. */
  keptSecretly = 0;
  readonly #live = new Set<Child>();
  readonly #faults: ReadonlyMap<number, Way>;
  #isCancelDue = false;
  #isInTimer = false;
  #isTold = false;
  #gone: Error | undefined;

  constructor(plan: Plan, around: Around = {}) {
    const { script = {}, cancel = new AbortController(), faults = [] } = around;
    const { inputs = new Map(), about = new Map(), digestOf, past, cancelAtMs } = around;
    this.cancel = cancel;
    this.#faults = new Map(faults.map(({ nth, way }) => [nth, way]));
    this.fake = new FakePorts({
      ...script,
      notify: (event, state) => {
        this.state = state;
        script.notify?.(event, state);
      },
    });
    const job: Job = {
      ...{ plan, started: STARTED, inputs, variables: {}, about, cancel: cancel.signal },
      ...(digestOf !== undefined && { digestOf }),
      ...(past !== undefined && { past }),
    };
    if (cancelAtMs !== undefined) this.#cancelAt(cancelAtMs);
    const hear = () => {
      this.heardAt = this.fake.events.length;
      this.heardAtMs = this.fake.nowMs;
    };
    cancel.signal.addEventListener('abort', hear, { once: true });
    this.finished = run(job, this.#watched(this.fake.ports));
    this.finished.catch(() => undefined);
  }

  /** How it ended: its state, or what it rejected with. */
  async outcome(): Promise<unknown> {
    const fine = this.finished.then(
      () => 'fine',
      (reason: unknown) => reason,
    );
    return await this.fake.until(fine);
  }

  /** Listeners of the cancel signal that nobody took away. */
  get listeners(): number {
    const own = this.cancel.signal.aborted ? 0 : 1;
    return getEventListeners(this.cancel.signal, 'abort').length - own;
  }

  /** Timers that the engine did not forget. */
  get timers(): number {
    return this.fake.pendingTimers - (this.#isCancelDue ? 1 : 0);
  }

  #cancelAt(ms: number): void {
    this.#isCancelDue = true;
    this.fake.at(ms, () => {
      this.#isCancelDue = false;
      this.cancel.abort();
    });
  }

  #watched(ports: Ports): Ports {
    const { clock, agent, results } = ports;
    return {
      ...ports,
      record: (fact) => this.#record(fact, ports.record),
      clock: {
        now: this.#sync('clock.now', clock.now),
        after: (delayMs, call) => this.#after(delayMs, call, clock),
      },
      shell: this.#child('shell', ports.shell),
      gate: this.#child('gate', ports.gate),
      agent: {
        ...agent,
        call: this.#child('agent.call', agent.call),
        newSessionId: this.#sync('agent.newSessionId', agent.newSessionId),
        mark: this.#sync('agent.mark', agent.mark),
        hasSession: this.#sync('agent.hasSession', agent.hasSession),
      },
      sweep: () => this.#promise({ port: 'sweep', about: '' }, ports.sweep),
      outputPath: this.#sync('outputPath', ports.outputPath),
      results: {
        ...results,
        text: this.#sync('results.text', results.text),
        outputFile: this.#sync('results.outputFile', results.outputFile),
        keepAttempt: this.#sync('results.keepAttempt', results.keepAttempt),
        takeOver: this.#sync('results.takeOver', results.takeOver),
      },
      redact: this.#sync('redact', ports.redact),
      random: this.#sync('random', ports.random),
    };
  }

  #after(delayMs: number, call: () => void, clock: Clock): () => void {
    const way = this.#next({ port: this.#isInTimer ? WITHIN_TIMER : 'clock.after', about: String(delayMs) });
    if (way !== undefined) throw this.#strike();
    return clock.after(delayMs, () => {
      this.#isInTimer = true;
      call();
      this.#isInTimer = false;
    });
  }

  #sync<A extends readonly unknown[], R>(port: string, play: (...args: A) => R): (...args: A) => R {
    return (...args) => {
      const way = this.#next({ port, about: String(args[0] ?? '') });
      // It may start a conversation or write to a capture.
      if (port === 'agent.mark' || port === 'agent.newSessionId' || port === 'results.takeOver')
        this.#mustNotBegin(`${port} ${String(args[0] ?? '')}`);
      if (way !== undefined) throw this.#strike();
      return play(...args);
    };
  }

  #child<Q extends { readonly nodeId: string }, R>(
    port: string,
    play: (request: Q, signal: AbortSignal) => Promise<R>,
  ): (request: Q, signal: AbortSignal) => Promise<R> {
    return (request, signal) => {
      const name = `${port} ${request.nodeId}`;
      this.#mustNotBegin(name);
      this.children.push({ name, atSeq: this.fake.events.length, isAborted: signal.aborted });
      return this.#promise({ port, about: request.nodeId }, async () => {
        const child = { name, signal };
        this.#live.add(child);
        try {
          return await play(request, signal);
        } finally {
          this.#live.delete(child);
          this.lastChildEndMs = this.fake.nowMs;
        }
      });
    };
  }

  #promise<R>(call: Call, play: () => Promise<R>): Promise<R> {
    const way = this.#next(call);
    if (way === undefined) return play();
    if (way === 'throw') throw this.#strike();
    if (way === 'reject') return Promise.reject(this.#strike());
    return play().then(() => {
      throw this.#strike();
    });
  }

  #record(fact: Fact, play: Ports['record']): Event {
    const about = 'node_id' in fact ? `${fact.type} ${fact.node_id}` : fact.type;
    const way = this.#next({ port: 'record', about });
    if (BEGINNINGS.has(fact.type) || isDecision(fact)) this.#mustNotBegin(about);
    if (this.#gone !== undefined) {
      this.offeredAfter.push(fact);
      throw this.#gone;
    }
    if (way === undefined) return play(fact);
    if (way === 'kept') {
      play(fact);
      this.keptSecretly++;
    }
    const error = this.#strike();
    if (way !== 'throw') this.#gone = new Error('poisoned');
    throw error;
  }

  #next(call: Call): Way | undefined {
    const way = this.#faults.get(this.calls.length);
    this.calls.push(call);
    if (way !== undefined) this.struck ??= call;
    return way;
  }

  #strike(): Error {
    const isFirst = this.errors.length === 0;
    const error = new Error(isFirst ? 'the fault' : 'another fault');
    if (!this.#isTold) this.errors.push(error);
    if (!isFirst) return error;
    this.struckAtMs = this.fake.nowMs;
    this.struckAt = this.calls.length;
    const tell = () => {
      this.#isTold = true;
      for (const { name, signal } of this.#live) if (!signal.aborted) this.unheard.push(name);
    };
    // The engine records itself, and so knows at once; of all else it hears when the promises around have settled.
    if (this.struck?.port !== 'record') setImmediate(tell);
    else {
      this.#isTold = true;
      queueMicrotask(tell);
    }
    return error;
  }

  #mustNotBegin(what: string): void {
    if (this.#isTold) this.begunAfter.push(what);
  }
}

const DECIDED: ReadonlySet<string> = new Set([
  ...['upstream_failed', 'upstream_skipped', 'not_triggered', 'cancelled', 'timeout'],
]);

// A schedule may have missed an event by then: it decides nothing any more. Steps do, since they see what they pass.
const isDecision = (fact: Fact): boolean => fact.type === 'node.skipped' && DECIDED.has(fact.reason);
