import { unabsorbedFailures } from '../core/conclude.ts';
import type {
  AbortReason,
  Event,
  Fact,
  PipeAborted,
  PipeCompleted,
  PipeStarted,
  SkipReason,
} from '../core/event.ts';
import type { Plan, PlanNode } from '../core/plan.ts';
import {
  abandon,
  createSchedule,
  isDone,
  nextSkip,
  nextStart,
  observe,
  type Schedule,
  skipWaiting,
} from '../core/schedule.ts';
import { emptyState, type RunState, reduce } from '../core/state.ts';
import type { Context } from '../core/template.ts';
import { addUsage, type Usage } from '../core/usage.ts';
import { type Aborts, createAborts } from './deadline.ts';
import { executeNode } from './execute.ts';
import type { Abort, Ports } from './ports.ts';

/** What to run, and how to call it off. */
export interface Job {
  readonly plan: Plan;
  readonly started: PipeStarted;
  readonly context: Context;
  /** Aborts the whole run as cancelled. */
  readonly cancel: AbortSignal;
}

/**
 * Runs a plan to its end and returns the state the journal tells. Node failures are data in it; a rejection is a
 * fault, after every child was ended and the journal closed as well as it could be.
 */
export async function run(job: Job, ports: Ports): Promise<RunState> {
  const live = new LiveRun(job, ports);
  return await live.finish();
}

/** One run while it lives: the only place where facts are recorded and folded. */
class LiveRun {
  readonly #job: Job;
  readonly #ports: Ports;
  readonly #schedule: Schedule;
  readonly #aborts: Aborts;
  readonly #state = emptyState();
  readonly #startedMs: number;
  #fault: { readonly error: unknown } | undefined;
  #settled: () => void = () => undefined;

  constructor(job: Job, ports: Ports) {
    this.#job = job;
    this.#ports = ports;
    this.#schedule = createSchedule(job.plan);
    this.#aborts = createAborts(ports.clock);
    this.#startedMs = ports.clock.now();
  }

  async finish(): Promise<RunState> {
    const { plan, cancel, started } = this.#job;
    this.#record(started);
    const onCancel = () => this.#stop({ kind: 'cancelled' });
    cancel.addEventListener('abort', onCancel, { once: true });
    const forget = this.#startClock(plan.timeoutMs);
    const settled = new Promise<void>((resolve) => {
      this.#settled = resolve;
    });
    if (cancel.aborted) onCancel();
    this.#advance();
    await settled;
    forget();
    cancel.removeEventListener('abort', onCancel);
    await this.#sweep();
    return this.#conclude();
  }

  async #sweep(): Promise<void> {
    try {
      await this.#ports.sweep();
    } catch (error) {
      this.#fail(error);
    }
  }

  #startClock(timeoutMs: number | undefined): () => void {
    if (timeoutMs === undefined) return () => undefined;
    const seconds = timeoutMs / 1000;
    return this.#ports.clock.after(timeoutMs, () => this.#stop({ kind: 'run_timeout', seconds }));
  }

  // Nothing starts after this; what waits is skipped, what runs is ended by its signal.
  #stop(abort: Abort): void {
    if (this.#aborts.aborted() !== undefined || isDone(this.#schedule)) return;
    skipWaiting(this.#schedule, STOP_REASON[abort.kind]);
    this.#aborts.abortAll(abort);
    this.#advance();
  }

  // Records every skip that is due and starts whatever may start; called after each change of the schedule.
  #advance(): void {
    try {
      this.#recordSkips();
      for (let node = nextStart(this.#schedule); node !== undefined; node = nextStart(this.#schedule)) {
        this.#start(node);
      }
    } catch (error) {
      this.#fail(error);
    }
    if (this.#schedule.running === 0 && (isDone(this.#schedule) || this.#fault !== undefined))
      this.#settled();
  }

  #recordSkips(): void {
    for (let skip = nextSkip(this.#schedule); skip !== undefined; skip = nextSkip(this.#schedule)) {
      const { node, reason, cause } = skip;
      const because = cause === undefined ? {} : { cause };
      this.#record({ type: 'node.skipped', node_id: node.id, reason, ...because });
    }
  }

  #start(node: PlanNode): void {
    const { context } = this.#job;
    const ports = this.#ports;
    const record = (fact: Fact) => this.#record(fact);
    void executeNode(node, { context, ports, record, aborts: this.#aborts })
      .then((fact) => this.#record(fact))
      .catch((error: unknown) => {
        abandon(this.#schedule, node.index);
        this.#fail(error);
      })
      .then(() => this.#advance());
  }

  #record(fact: Fact): Event {
    const event = this.#append(fact);
    reduce(this.#state, event);
    observe(this.#schedule, event);
    this.#ports.notify(event, this.#state);
    return event;
  }

  // A journal that failed is known at once, before anything else is started that could not be told.
  #append(fact: Fact): Event {
    try {
      return this.#ports.record(fact);
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  // The first fault ends the run: no further decision is taken from a schedule that may miss an event.
  #fail(error: unknown): void {
    this.#fault ??= { error };
    skipWaiting(this.#schedule, 'cancelled');
    this.#schedule.skips.length = 0;
    this.#aborts.abortAll({ kind: 'cancelled' });
  }

  #conclude(): RunState {
    if (this.#fault !== undefined) {
      this.#closeAfterFault(this.#fault.error);
      throw this.#fault.error;
    }
    this.#record(this.#verdict());
    return this.#state;
  }

  #closeAfterFault(error: unknown): void {
    try {
      this.#record({
        type: 'pipe.aborted',
        reason: 'fault',
        message: String(error),
        duration_ms: this.#elapsed(),
      });
    } catch {
      // The journal is what failed: the first error already says so.
    }
  }

  #verdict(): PipeCompleted | PipeAborted {
    const total = this.#totalUsage();
    const tail = { duration_ms: this.#elapsed(), ...(total !== undefined && { usage: total }) };
    const stop = this.#aborts.aborted();
    if (stop !== undefined) return { type: 'pipe.aborted', reason: STOP_REASON[stop.kind], ...tail };
    const [cause] = unabsorbedFailures(this.#schedule);
    if (cause !== undefined) {
      const message = this.#state.nodes.get(cause)?.message;
      return {
        type: 'pipe.aborted',
        reason: 'node_failed',
        cause,
        ...(message !== undefined && { message }),
        ...tail,
      };
    }
    const ran = [...this.#state.nodes.values()].some((node) => node.status === 'completed');
    return ran
      ? { type: 'pipe.completed', ...tail }
      : { type: 'pipe.aborted', reason: 'nothing_ran', ...tail };
  }

  #totalUsage(): Usage | undefined {
    let total: Usage | undefined;
    for (const node of this.#state.nodes.values()) total = addUsage(total, node.usage);
    return total;
  }

  #elapsed(): number {
    return Math.round(this.#ports.clock.now() - this.#startedMs);
  }
}

const STOP_REASON: Readonly<Record<Abort['kind'], SkipReason & AbortReason>> = {
  cancelled: 'cancelled',
  run_timeout: 'timeout',
  timeout: 'timeout',
  gate_timeout: 'timeout',
};
