import { closingFacts } from '../core/closing.ts';
import type {
  AbortReason,
  Event,
  Fact,
  NodeDigest,
  PipeAborted,
  PipeCompleted,
  PipeStarted,
} from '../core/event.ts';
import type { Json } from '../core/json.ts';
import type { Past } from '../core/past.ts';
import type { Plan, PlanNode, Pool } from '../core/plan.ts';
import { err } from '../core/result.ts';
import { emptyState, type RunState, reduce } from '../core/state.ts';
import type { Context } from '../core/template.ts';
import { addUsage, type Usage } from '../core/usage.ts';
import { createAborts, type OpenAborts } from './aborts.ts';
import { NO_ENV } from './env.ts';
import { type GraphEnd, GraphRun } from './graph-run.ts';
import { executeNode } from './node.ts';
import type { Abort, Ports } from './ports.ts';
import { evaluateAll, sizeFlaw } from './publish.ts';
import { Resume } from './resume.ts';
import { type Engine, type Scope, viewOf } from './scope.ts';
import { type Cap, createSlots } from './slots.ts';

/** What to run, and how to call it off. */
export interface Job {
  readonly plan: Plan;
  readonly started: PipeStarted;
  readonly inputs: ReadonlyMap<string, Json>;
  /** `OMNE_INPUT_<KEY>` of every input. */
  readonly variables: Readonly<Record<string, string>>;
  /** What `run` is in expressions. */
  readonly about: ReadonlyMap<string, Json>;
  /** What decides a node's result; absent: nobody will resume this run. */
  readonly digestOf?: (node: PlanNode) => NodeDigest;
  /** What the run that this one resumes came to. */
  readonly past?: Past;
  /** Why nothing is taken over from it, where that was decided before; `past` is absent then. */
  readonly again?: string;
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
  readonly #aborts: OpenAborts;
  /** What a step may stop; a cancel is heard after that, too. */
  readonly #nodes: OpenAborts;
  readonly #state = emptyState();
  readonly #resume: Resume | undefined;
  readonly #scope: Scope;
  readonly #startedMs: number;
  #fault: { readonly error: unknown } | undefined;

  constructor(job: Job, ports: Ports) {
    this.#job = job;
    this.#ports = ports;
    this.#aborts = createAborts(ports.clock);
    this.#nodes = this.#aborts.open();
    this.#resume = job.past === undefined ? undefined : new Resume(job.past, ports.clock);
    this.#scope = this.#createScope();
    this.#startedMs = ports.clock.now();
  }

  async finish(): Promise<RunState> {
    const { plan, cancel, started } = this.#job;
    this.#record(started);
    const graph = new GraphRun(plan, this.#scope, { prefix: '', suffix: '', rank: rankIn(plan) });
    const onCancel = () => {
      if (!graph.isDone()) this.#aborts.abort({ kind: 'cancelled' });
    };
    cancel.addEventListener('abort', onCancel, { once: true });
    const forget = this.#startClock(plan.timeoutMs);
    if (cancel.aborted) onCancel();
    const end = await graph.over();
    forget();
    cancel.removeEventListener('abort', onCancel);
    this.#resume?.replay.close();
    await this.#sweep();
    return this.#conclude(end, graph.context());
  }

  #createScope(): Scope {
    const { plan, inputs, variables, about, digestOf, again } = this.#job;
    const engine: Engine = {
      ports: this.#ports,
      slots: createSlots(),
      state: this.#state,
      about,
      fault: (error) => this.#fail(error),
      isFaulty: () => this.#fault !== undefined,
      stop: () => this.#nodes.abort({ kind: 'stopped' }),
      execute: executeNode,
      capsOf: createCapsOf(),
      ...(digestOf !== undefined && { digestOf }),
      ...(this.#resume !== undefined && { resume: this.#resume }),
      ...(again !== undefined && { again }),
    };
    return {
      engine,
      record: (fact, folded) => this.#record(fact, folded),
      aborts: this.#nodes,
      caps: [{ limit: plan.maxParallel, used: 0 }],
      rank: { distance: 0, index: 0 },
      variables,
      inputs,
      env: NO_ENV,
      node: (id) => viewOf(engine, id),
      steps: new Map(),
      vars: new Map(),
      locals: new Map(),
    };
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
    try {
      return this.#ports.clock.after(timeoutMs, () => this.#aborts.abort({ kind: 'run_timeout', seconds }));
    } catch (error) {
      this.#fail(error);
      return () => undefined;
    }
  }

  #record(fact: Fact, folded?: (event: Event) => void): Event {
    const event = this.#append(fact);
    reduce(this.#state, event);
    folded?.(event);
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
    this.#aborts.abort({ kind: 'cancelled' });
  }

  #conclude(end: GraphEnd, context: Context): RunState {
    try {
      const verdict = this.#verdict(end, context);
      // What the pipe's own outputs read may have told one, too.
      if (this.#fault === undefined) this.#record(verdict);
    } catch (error) {
      this.#fail(error);
    }
    if (this.#fault === undefined) return this.#state;
    this.#closeAfterFault(this.#fault.error);
    throw this.#fault.error;
  }

  // The journal may be what failed: what it does not take now, recovery adds, and no last event stands in its way.
  #closeAfterFault(error: unknown): void {
    // A journal that was tampered with is restored by the event that finds it so: the second try is recorded.
    for (const fact of this.#lastFacts(error)) if (!this.#tryRecord(fact) && !this.#tryRecord(fact)) return;
  }

  #lastFacts(error: unknown): readonly Fact[] {
    try {
      const upToMs = this.#elapsed();
      const ends = closingFacts(this.#state, { upToMs, outputPath: (id) => this.#outputPath(id) });
      const usage = this.#totalUsage();
      const tail = { duration_ms: upToMs, ...(usage !== undefined && { usage }) };
      return [...ends, { type: 'pipe.aborted', reason: 'fault', message: String(error), ...tail }];
    } catch {
      // The first error already says what is wrong.
      return [];
    }
  }

  #tryRecord(fact: Fact): boolean {
    try {
      this.#record(fact);
      return true;
    } catch {
      return false;
    }
  }

  #outputPath(nodeId: string): string | undefined {
    try {
      return this.#ports.outputPath(nodeId);
    } catch {
      return undefined;
    }
  }

  #verdict({ failures, isStopped }: GraphEnd, context: Context): PipeCompleted | PipeAborted {
    const total = this.#totalUsage();
    const tail = { duration_ms: this.#elapsed(), ...(total !== undefined && { usage: total }) };
    const stop = this.#aborts.aborted();
    if (stop !== undefined) return { type: 'pipe.aborted', reason: abortReason(stop), ...tail };
    const outputs = this.#outputs(context);
    const published = outputs?.ok === true ? { outputs: outputs.value } : {};
    const [cause] = failures;
    if (cause !== undefined) {
      const message = this.#state.nodes.get(cause)?.message;
      const because = { reason: 'node_failed' as const, cause, ...(message !== undefined && { message }) };
      return { type: 'pipe.aborted', ...because, ...tail, ...published };
    }
    if (!this.#hasWorked()) return { type: 'pipe.aborted', reason: 'nothing_ran', ...tail };
    if (outputs?.ok === false)
      return { type: 'pipe.aborted', reason: 'outputs_invalid', message: outputs.error, ...tail };
    return { type: 'pipe.completed', ...tail, ...(isStopped && { reason: 'stopped' }), ...published };
  }

  // What chose by its own condition not to run is a decision, not an omission.
  #hasWorked(): boolean {
    for (const { status, skip } of this.#state.nodes.values()) {
      if (status === 'completed' || skip?.reason === 'when') return true;
    }
    return false;
  }

  #outputs(context: Context) {
    const { outputs } = this.#job.plan;
    if (outputs === undefined || outputs.size === 0) return undefined;
    const values = evaluateAll(outputs, context);
    const flaw = values.ok ? sizeFlaw(values.value) : undefined;
    return flaw === undefined ? values : err(flaw);
  }

  #totalUsage(): Usage | undefined {
    let total: Usage | undefined;
    for (const { usage } of this.#state.nodes.values())
      if (usage !== undefined) total = addUsage(total, usage);
    return total;
  }

  #elapsed(): number {
    return Math.round(this.#ports.clock.now() - this.#startedMs);
  }
}

const abortReason = ({ kind }: Abort): AbortReason => (kind === 'run_timeout' ? 'timeout' : 'cancelled');

const rankIn =
  ({ graph }: Plan) =>
  ({ index }: PlanNode) => ({ distance: graph.distance[index]!, index });

// One cap per pool, and one list per pool and surroundings, so that all that wait for the same stand in one line.
function createCapsOf(): Engine['capsOf'] {
  const caps = new Map<Pool, Cap>();
  const lists = new WeakMap<readonly Cap[], Map<Pool, readonly Cap[]>>();
  return (around, pool) => {
    if (pool === undefined) return around;
    const cap = caps.get(pool) ?? { limit: pool.size, used: 0 };
    caps.set(pool, cap);
    const known = lists.get(around) ?? new Map<Pool, readonly Cap[]>();
    lists.set(around, known);
    const list = known.get(pool) ?? [...around, cap];
    known.set(pool, list);
    return list;
  };
}
