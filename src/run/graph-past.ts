import { absorbedThen } from '../core/past.ts';
import type { PlanNode } from '../core/plan.ts';
import { type Schedule, STATUS } from '../core/schedule.ts';
import { afterwards, type Resume } from './resume.ts';
import type { Scope } from './scope.ts';

/** What a graph of nodes has to know of the run that is resumed. */
export class GraphPast {
  readonly #schedule: Schedule;
  readonly #scope: Scope;
  readonly #resume: Resume;
  readonly #idOf: (id: string) => string;
  #absorbed: ReadonlySet<string> | undefined;
  /** By the dependency they wait for. */
  readonly #held = new Map<number, PlanNode[]>();
  #late: PlanNode[] = [];

  constructor(schedule: Schedule, scope: Scope, idOf: (id: string) => string) {
    this.#schedule = schedule;
    this.#scope = scope;
    this.#resume = scope.engine.resume!;
    this.#idOf = idOf;
  }

  /** What a node that is ready now may take over. */
  scopeOf(node: PlanNode): Pick<Scope, 'changed' | 'isFailureKept'> {
    const isFailureKept = this.#scope.isFailureKept === true || this.#isAbsorbed(node);
    const wasSkipped = this.#resume.before(this.#idOf(node.id))?.state.status === 'skipped';
    const isOrdered = this.#schedule.eager[node.index] !== 1 && !wasSkipped;
    return { changed: this.#scope.changed ?? this.#changed(node, isOrdered), isFailureKept };
  }

  /** Tells a skip that the graph itself decided. */
  skipped(node: PlanNode): void {
    const { engine, changed } = this.#scope;
    const id = this.#idOf(node.id);
    const isSame =
      this.#resume.before(id)?.state.status === 'skipped' &&
      (changed ?? this.#changed(node, false)) === undefined;
    this.#resume.settle(engine.state.nodes.get(id)!, isSame);
  }

  /**
   * Whether it waits for what had ended then before it began: a node that one success is enough for may have seen the
   * others, and is only as it was when they are.
   */
  holds(node: PlanNode): boolean {
    if (this.#schedule.eager[node.index] !== 1) return false;
    const began = this.#resume.before(this.#idOf(node.id))?.beganAt ?? 0;
    for (const dependency of this.#dependencies(node)) {
      if (this.#isSettled(dependency) || this.#endThen(dependency) > began) continue;
      this.#held.set(dependency, [...(this.#held.get(dependency) ?? []), node]);
      return true;
    }
    return false;
  }

  /** The next one whose wait is over. */
  nextHeld(): PlanNode | undefined {
    for (const [dependency, nodes] of this.#held) {
      if (!this.#isSettled(dependency)) continue;
      this.#held.delete(dependency);
      this.#late.push(...nodes.filter((node) => !this.holds(node)));
    }
    return this.#late.shift();
  }

  /** Nothing waits any more. */
  release(): void {
    this.#late.push(...[...this.#held.values()].flat());
    this.#held.clear();
  }

  // A dependency that came to its end after the node had begun is one that it did not have then; but one success may
  // have been enough for it, or one failure to skip it.
  #changed(node: PlanNode, isOrdered: boolean): string | undefined {
    const began = this.#resume.before(this.#idOf(node.id))?.beganAt ?? Number.POSITIVE_INFINITY;
    for (const dependency of this.#dependencies(node)) {
      if (!this.#isSettled(dependency)) continue;
      const id = this.#idOf(this.#schedule.plan.nodes[dependency]!.id);
      if (!this.#resume.isSame(id)) return afterwards(id, this.#scope.engine.state.nodes.get(id)?.status);
      if (isOrdered && this.#endThen(dependency) > began) return `it comes after \`${id}\` now`;
    }
    return undefined;
  }

  #isAbsorbed(node: PlanNode): boolean {
    const id = this.#idOf(node.id);
    if (this.#resume.before(id)?.state.status !== 'failed') return false;
    this.#absorbed ??= absorbedThen(this.#schedule.plan, this.#resume.past, this.#idOf);
    return this.#absorbed.has(id);
  }

  #endThen(dependency: number): number {
    const id = this.#idOf(this.#schedule.plan.nodes[dependency]!.id);
    return this.#resume.before(id)?.endedAt ?? Number.POSITIVE_INFINITY;
  }

  #isSettled(node: number): boolean {
    const status = this.#schedule.status[node]!;
    return status === STATUS.completed || (status >= STATUS.failed && status !== STATUS.skipping);
  }

  #dependencies({ index }: PlanNode): Int32Array {
    const { start, targets } = this.#schedule.plan.graph.dependencies;
    return targets.subarray(start[index]!, start[index + 1]!);
  }
}
