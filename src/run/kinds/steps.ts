import type { SkipReason } from '../../core/event.ts';
import { MAX_VISITS } from '../../core/limits.ts';
import type { PlanNode, PlanStepsBody } from '../../core/plan.ts';
import type { NodeView } from '../../core/template.ts';
import { skipReason } from '../aborts.ts';
import { childFailure } from '../children.ts';
import type { Abort } from '../ports.ts';
import { childId, type Scope, viewOf } from '../scope.ts';
import { settleSkip } from '../told.ts';
import {
  abortOf,
  changedSince,
  type Ended,
  innerScope,
  type Outcome,
  type Signal,
  type Turn,
} from '../turn.ts';

/** Runs steps one after the other, where a step may send it to another one. */
export async function runSteps(body: PlanStepsBody, turn: Turn): Promise<Outcome> {
  const walk = new Walk(body.steps, turn);
  return { ...(await walk.toTheEnd()), steps: walk.seen };
}

/** One way through the steps of a body. */
class Walk {
  readonly seen = new Map<string, NodeView>();
  readonly #steps: readonly PlanNode[];
  readonly #turn: Turn;
  readonly #scope: Scope;
  readonly #visits = new Map<string, number>();
  /** Steps that have an event of this attempt. */
  readonly #told = new Set<number>();
  /** Of a control, which runs nothing: as often as any step may be. */
  readonly #most: number;
  #at = 0;

  constructor(steps: readonly PlanNode[], turn: Turn) {
    this.#steps = steps;
    this.#turn = turn;
    this.#most = Math.max(MAX_VISITS, ...steps.map(({ maxVisits = 0 }) => maxVisits));
    this.#scope = innerScope(turn, { steps: this.seen });
  }

  async toTheEnd(): Promise<Outcome> {
    for (let step = this.#steps[0]; step !== undefined; step = this.#steps[this.#at]) {
      const abort = abortOf(this.#turn);
      if (abort !== undefined) {
        this.#callOff(this.#at, abort);
        return {};
      }
      const outcome = await this.#visit(step);
      if (outcome !== undefined) return outcome;
    }
    return {};
  }

  // An outcome ends the walk.
  async #visit(step: PlanNode): Promise<Outcome | undefined> {
    const maxVisits = step.maxVisits ?? (step.body.kind === 'control' ? this.#most : MAX_VISITS);
    const visits = (this.#visits.get(step.id) ?? 0) + 1;
    if (visits > maxVisits) {
      this.#skip(this.#at, { reason: 'branch_not_taken' });
      return { failure: { kind: 'max_visits_exceeded', step: step.id, visits: maxVisits } };
    }
    this.#visits.set(step.id, visits);
    this.#told.add(this.#at);
    const id = this.#nextId(step);
    const ended = await this.#scope.engine.execute(step, this.#scopeOf(id), id);
    this.#see(step, ended.id);
    if (ended.status === 'failed') return this.#failed(ended);
    if (ended.signal !== undefined) return this.#follow(ended.signal);
    this.#at++;
    return undefined;
  }

  // A step depends on all that came before it.
  #scopeOf(id: string): Scope {
    const { resume } = this.#scope.engine;
    if (resume === undefined) return this.#scope;
    const changed = changedSince(this.#turn) ?? resume.stepChange(this.#turn.id, id);
    return { ...this.#scope, changed };
  }

  #see(step: PlanNode, id: string): void {
    this.#scope.engine.resume?.passStep(this.#turn.id, id);
    const view = viewOf(this.#scope.engine, id);
    if (view !== undefined) this.seen.set(step.id, view);
  }

  #callOff(from: number, abort: Abort): void {
    const cause = abort.kind === 'stopped' ? abort.cause : undefined;
    const because = cause === undefined ? {} : { cause };
    if (!this.#scope.engine.isFaulty()) this.#skip(from, { reason: skipReason(abort), ...because });
  }

  #failed(ended: Ended): Outcome {
    const abort = abortOf(this.#turn);
    if (abort === undefined) this.#skip(this.#at + 1, { reason: 'upstream_failed', cause: ended.id });
    else this.#callOff(this.#at + 1, abort);
    return { failure: childFailure([ended]) };
  }

  #follow(signal: Signal): Outcome | undefined {
    if (signal.kind === 'jump') {
      const to = this.#steps.findIndex(({ id }) => id === signal.to);
      this.#skip(this.#at + 1, { reason: 'jumped', to });
      this.#at = to;
      return undefined;
    }
    this.#skip(this.#at + 1, { reason: signal.kind === 'stop' ? 'stopped' : 'branch_not_taken' });
    switch (signal.kind) {
      case 'skip':
        return {};
      case 'return':
        return { outputs: signal.outputs };
      default:
        return { signal };
    }
  }

  #skip(from: number, { reason, cause, to = this.#steps.length }: Passing): void {
    for (let at = from; at < to; at++) {
      if (this.#told.has(at)) continue;
      this.#told.add(at);
      const id = this.#nextId(this.#steps[at]!);
      const because = cause === undefined ? {} : { cause };
      const fact = { type: 'node.skipped' as const, node_id: id, reason, ...because, parent: this.#turn.id };
      this.#scope.record(fact, () => settleSkip(this.#scopeOf(id), id));
      this.#see(this.#steps[at]!, id);
    }
  }

  #nextId({ id }: PlanNode): string {
    const { runs } = this.#turn;
    const nth = (runs.get(id) ?? 0) + 1;
    runs.set(id, nth);
    return childId(this.#turn.id, id, nth);
  }
}

/** Why steps are passed over, up to but not including `to`. */
interface Passing {
  readonly reason: SkipReason;
  readonly cause?: string;
  readonly to?: number;
}
