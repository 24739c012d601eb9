import { unabsorbedFailures } from '../core/conclude.ts';
import type { Event, Fact, SkipReason } from '../core/event.ts';
import type { FailureMode } from '../core/pipe.ts';
import type { Plan, PlanNode } from '../core/plan.ts';
import {
  createSchedule,
  isDone,
  nextReady,
  nextSkip,
  observe,
  type Schedule,
  skipWaiting,
} from '../core/schedule.ts';
import type { Context } from '../core/template.ts';
import { type OpenAborts, skipReason } from './aborts.ts';
import { NO_ENV, renderEnv } from './env.ts';
import { GraphPast } from './graph-past.ts';
import { contextOf, type Scope } from './scope.ts';
import type { Rank } from './slots.ts';

/** How a graph of nodes ended. */
export interface GraphEnd {
  /** Whole ids of the failed nodes that nothing absorbed; one that only was called off never comes first. */
  readonly failures: readonly string[];
  /** A step ended the run. */
  readonly isStopped: boolean;
  /** What a node was given up with; it was told, and that node has no end. */
  readonly fault?: { readonly error: unknown };
}

/** How the graph's nodes are called, and where they stand among those that wait. */
export interface GraphNames {
  /** Before and after a node's own id: `audit/` and `@2`. */
  readonly prefix: string;
  readonly suffix: string;
  readonly rank: (node: PlanNode) => Rank;
}

/** The nodes of one pipe while they run: what is ready is started, what cannot be any more is skipped. */
export class GraphRun {
  readonly #plan: Plan;
  readonly #scope: Scope;
  readonly #names: GraphNames;
  readonly #schedule: Schedule;
  readonly #aborts: OpenAborts;
  /** Ends the wait of what has not begun. */
  readonly #entry: OpenAborts;
  #live = 0;
  #isStopped = false;
  #fault: GraphEnd['fault'];
  #isClosed = false;
  #isAdvancing = false;
  /** Present in a resumed run. */
  readonly #past: GraphPast | undefined;
  #settled: () => void = () => undefined;

  constructor(plan: Plan, scope: Scope, names: GraphNames) {
    this.#plan = plan;
    this.#names = names;
    this.#schedule = createSchedule(plan, names.prefix, names.suffix);
    this.#aborts = scope.aborts.open();
    this.#entry = this.#aborts.open();
    // What is around a pipe is no part of its own environment.
    const env = renderEnv(plan.env ?? new Map(), { ...scope, env: NO_ENV });
    this.#scope = {
      ...scope,
      env,
      aborts: this.#aborts,
      entry: this.#entry,
      record: (fact, folded) => this.#record(fact, scope, folded),
    };
    const idOf = (id: string) => this.#idOf(id);
    this.#past = scope.engine.resume && new GraphPast(this.#schedule, this.#scope, idOf);
  }

  /** Runs all of it; after a fault it settles as soon as nothing of it runs any more. */
  async over(): Promise<GraphEnd> {
    const forget = this.#aborts.watch((abort) => {
      this.#close(skipReason(abort));
      this.#letGo();
    });
    const settled = new Promise<void>((resolve) => {
      this.#settled = resolve;
    });
    const already = this.#aborts.aborted();
    if (already !== undefined) this.#close(skipReason(already));
    this.#advance();
    await settled;
    forget();
    this.#aborts.release();
    const fault = this.#fault;
    return { failures: this.#failures(), isStopped: this.#isStopped, ...(fault !== undefined && { fault }) };
  }

  /** What the pipe's own outputs may read. */
  context(): Context {
    return contextOf(this.#scope);
  }

  /** Whether every node has settled: then nothing is left to be called off. */
  isDone(): boolean {
    return isDone(this.#schedule);
  }

  // Records every skip that is due and hands out whatever is ready; called after each change of the schedule. What is
  // taken over settles while it is handed out: the loop that does so goes on with what that made ready.
  #advance(): void {
    const { engine } = this.#scope;
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    try {
      for (let due = !engine.isFaulty(); due; due = !engine.isFaulty()) {
        const skip = nextSkip(this.#schedule);
        const node = skip === undefined ? this.#nextReady() : undefined;
        if (skip !== undefined) this.#skip(skip);
        else if (node !== undefined) this.#start(node);
        else break;
      }
    } catch (error) {
      engine.fault(error);
    } finally {
      this.#isAdvancing = false;
    }
    if (this.#live === 0 && (isDone(this.#schedule) || engine.isFaulty())) this.#settled();
  }

  #nextReady(): PlanNode | undefined {
    let node = this.#past?.nextHeld() ?? nextReady(this.#schedule);
    while (node !== undefined && !this.#isClosed && this.#past?.holds(node)) node = nextReady(this.#schedule);
    return node;
  }

  #skip({ node, reason, cause }: { node: PlanNode; reason: SkipReason; cause?: string }): void {
    const { parent, record } = this.#scope;
    const fact = {
      type: 'node.skipped' as const,
      node_id: this.#idOf(node.id),
      reason,
      ...(cause !== undefined && { cause: this.#idOf(cause) }),
      ...(parent !== undefined && { parent }),
    };
    record(fact, () => this.#past?.skipped(node));
  }

  #start(node: PlanNode): void {
    this.#live++;
    const past = this.#past?.scopeOf(node);
    const scope = { ...this.#scope, rank: this.#names.rank(node), vars: new Map(), ...past };
    void scope.engine
      .execute(node, scope, this.#idOf(node.id))
      .then(({ signal }) => {
        if (signal?.kind === 'stop') this.#isStopped = true;
      })
      .catch((error: unknown) => {
        this.#fault ??= { error };
      })
      .then(() => {
        this.#live--;
        this.#advance();
      });
  }

  // What a node's end makes ready asks for its slot before that node's is free.
  #record(fact: Fact, around: Scope, folded?: (event: Event) => void): Event {
    const { settled } = this.#schedule;
    const event = around.record(fact, (told) => {
      folded?.(told);
      observe(this.#schedule, told);
    });
    if (this.#schedule.settled === settled) return event;
    if (isFailure(event)) this.#heed(event.node_id);
    if (event.type !== 'node.skipped') this.#advance();
    return event;
  }

  #heed(failedId: string): void {
    const { failureMode = 'continue' } = this.#plan;
    if (failureMode === 'continue') return;
    const { resume } = this.#scope.engine;
    if (!resume?.isSame(failedId)) this.#callOff(failedId, failureMode);
    else void this.#callOffLater(failedId, failureMode);
  }

  async #callOffLater(failedId: string, failureMode: FailureMode): Promise<void> {
    await this.#scope.engine.resume?.toCallOff(failedId);
    this.#callOff(failedId, failureMode);
    this.#letGo();
  }

  // What is held begins now, or is called off by itself.
  #letGo(): void {
    this.#past?.release();
    this.#advance();
  }

  #callOff(failedId: string, failureMode: FailureMode): void {
    if (this.#aborts.aborted() !== undefined) return;
    const { prefix, suffix } = this.#names;
    this.#close('stopped', failedId.slice(prefix.length, failedId.length - suffix.length));
    (failureMode === 'kill' ? this.#aborts : this.#entry).abort({ kind: 'stopped', cause: failedId });
  }

  // Nothing starts after this: what waits for others is skipped, what waits for a slot is told by its own aborts.
  #close(reason: SkipReason, cause?: string): void {
    if (this.#isClosed || isDone(this.#schedule)) return;
    this.#isClosed = true;
    skipWaiting(this.#schedule, reason, cause);
    this.#advance();
  }

  #failures(): readonly string[] {
    const { state } = this.#scope.engine;
    const ids = unabsorbedFailures(this.#schedule).map((id) => this.#idOf(id));
    const isCalledOff = (id: string) => state.nodes.get(id)?.error?.kind === 'cancelled';
    const own = ids.filter((id) => !isCalledOff(id));
    return this.#isStopped ? own : [...own, ...ids.filter(isCalledOff)];
  }

  #idOf(id: string): string {
    const { prefix, suffix } = this.#names;
    return prefix + id + suffix;
  }
}

const isFailure = (event: Event): event is Extract<Event, { node_id: string }> =>
  event.type === 'node.failed' || (event.type === 'node.reused' && event.status === 'failed');
