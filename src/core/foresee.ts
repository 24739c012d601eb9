import type { Pipe, PipeNode, PlaceOf } from './pipe.ts';
import { allNodes, templatesOf } from './pipe-tree.ts';
import type { Place } from './place.ts';
import type { Plan, PlanNode } from './plan.ts';
import type { Context, Reference } from './template.ts';
import { type Verdict, verdict } from './trigger.ts';
import { isTruthy } from './truth.ts';

/** Something of a plan that is right and yet hardly meant. */
export type Warning = (
  | { readonly kind: 'dead_node'; readonly node: string; readonly rule: string }
  | { readonly kind: 'never_when'; readonly node: string }
  | { readonly kind: 'may_be_missing'; readonly node: string; readonly read: string; readonly of: string }
) & { readonly place?: Place };

/** How nodes can end, as bits. */
const COMPLETED = 1;
const IGNORED = 2;
const FAILED = 4;
const SKIPPED = 8;

/** Looks at every way the nodes can end: who can never start, and what is read of nodes that may not have run. */
export function foresee(pipe: Pipe, plan: Plan, place: PlaceOf): readonly Warning[] {
  const outlook = new Outlook(plan);
  const warnings: Warning[] = [];
  for (const [at, node] of pipe.nodes.entries()) {
    const planned = plan.nodes[at]!;
    const here = (path: readonly (string | number)[], occurrence?: number) => {
      const found = place(path, occurrence);
      return found === undefined ? {} : { place: found };
    };
    if (isNever(planned)) {
      warnings.push({ kind: 'never_when', node: node.id, ...here([...node.path, 'when']) });
    } else if (!outlook.canStart(at)) {
      const rule = planned.triggerRule;
      warnings.push({ kind: 'dead_node', node: node.id, rule, ...here([...node.path, 'id']) });
    }
    for (const { read, path, occurrence } of reads(node)) {
      const target = plan.nodes.find(({ id }) => id === read.keys[0]?.toLowerCase());
      if (target === undefined || outlook.mustHaveCompleted(target.index, at)) continue;
      const spelled = `nodes.${read.keys.join('.')}`;
      const mistake = { kind: 'may_be_missing' as const, node: node.id, read: spelled, of: target.id };
      warnings.push({ ...mistake, ...here(path, occurrence) });
    }
  }
  return warnings;
}

interface Read {
  readonly read: Reference;
  readonly path: readonly (string | number)[];
  readonly occurrence: number;
}

const OF_COMPLETED: ReadonlySet<string> = new Set(['outputs', 'text', 'exit_code']);

// Who asks with `exists` knows that it may be missing.
function* reads(top: PipeNode): Generator<Read> {
  for (const node of allNodes({ nodes: [top] })) {
    for (const { template, path } of templatesOf(node)) {
      if (typeof template === 'string' || /\bexists\s*\(/i.test(template.source)) continue;
      for (const read of template.references) {
        const { occurrence } = read;
        if (read.root === 'nodes' && OF_COMPLETED.has(read.keys[1]?.toLowerCase() ?? ''))
          yield { read, path, occurrence };
      }
    }
  }
}

const NOTHING: Context = {
  inputs: new Map(),
  env: new Map(),
  run: new Map(),
  vars: new Map(),
  locals: new Map(),
  node: () => undefined,
  step: () => undefined,
};

function isNever({ when }: PlanNode): boolean {
  if (when === undefined || when.references.length > 0) return false;
  const value = when.value(NOTHING);
  return value.ok && !isTruthy(value.value);
}

/** Beyond that many ancestors all combinations of their ends are too many to look at. */
const MAX_ANCESTORS = 8;

/** What can become of each node. */
class Outlook {
  readonly #plan: Plan;
  /** The ends each node can have, taking its dependencies' ends for independent: never too few. */
  readonly #ends: Uint8Array;
  readonly #starts: Uint8Array;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#ends = new Uint8Array(plan.nodes.length);
    this.#starts = new Uint8Array(plan.nodes.length);
    for (const at of plan.graph.order) this.#look(at);
  }

  canStart(at: number): boolean {
    if (this.#starts[at] === 0) return false;
    const ancestors = this.#ancestors(at);
    if (ancestors === undefined || this.#dependencies(at).length < 2) return true;
    return this.#findsWay(at, ancestors);
  }

  /** Whether a node has completed whenever this one starts. */
  mustHaveCompleted(target: number, at: number): boolean {
    const seen = new Set<number>();
    const waiting = [at];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const dependencies = this.#dependencies(node);
      if (!needsAll(this.#plan.nodes[node]!, dependencies.length)) continue;
      for (const dependency of dependencies) {
        if (dependency === target && (this.#ends[target]! & IGNORED) === 0) return true;
        if (seen.has(dependency)) continue;
        seen.add(dependency);
        waiting.push(dependency);
      }
    }
    return false;
  }

  #look(at: number): void {
    const node = this.#plan.nodes[at]!;
    const ends = this.#dependencies(at).map((dependency) => this.#ends[dependency]!);
    const verdicts = possibleVerdicts(node, ends);
    const canStart = verdicts.has('start') && !isNever(node);
    this.#starts[at] = canStart ? 1 : 0;
    const skipped = verdicts.size > (verdicts.has('start') ? 1 : 0) || node.when !== undefined ? SKIPPED : 0;
    this.#ends[at] = (canStart ? ownEnds(node) : 0) | skipped;
  }

  #dependencies(at: number): readonly number[] {
    const { start, targets } = this.#plan.graph.dependencies;
    return [...targets.subarray(start[at], start[at + 1])];
  }

  // In the order they end; `undefined` when there are too many.
  #ancestors(at: number): readonly number[] | undefined {
    const found = new Set<number>();
    const waiting = [at];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      for (const dependency of this.#dependencies(node)) {
        if (found.has(dependency)) continue;
        found.add(dependency);
        waiting.push(dependency);
      }
      if (found.size > MAX_ANCESTORS) return undefined;
    }
    return [...this.#plan.graph.order].filter((node) => found.has(node));
  }

  // Every combination of the ancestors' ends, each as its own rule allows it.
  #findsWay(at: number, ancestors: readonly number[]): boolean {
    const ends = new Map<number, number>();
    const walk = (next: number): boolean => {
      const ancestor = ancestors[next];
      if (ancestor === undefined) return this.#verdictOf(at, ends) === 'start';
      const node = this.#plan.nodes[ancestor]!;
      const starts = this.#verdictOf(ancestor, ends) === 'start' && !isNever(node);
      const possible = starts ? ownEnds(node) | (node.when === undefined ? 0 : SKIPPED) : SKIPPED;
      return [COMPLETED, IGNORED, FAILED, SKIPPED].some((end) => {
        if ((possible & end) === 0) return false;
        ends.set(ancestor, end);
        return walk(next + 1);
      });
    };
    return walk(0);
  }

  #verdictOf(at: number, ends: ReadonlyMap<number, number>): Verdict {
    const own = this.#dependencies(at).map((dependency) => ends.get(dependency) ?? SKIPPED);
    return verdict(this.#plan.nodes[at]!.triggerRule, tallyOf(own));
  }
}

function tallyOf(ends: readonly number[]) {
  const count = (end: number) => ends.filter((one) => one === end).length;
  return {
    total: ends.length,
    completed: count(COMPLETED),
    ignored: count(IGNORED),
    failed: count(FAILED),
    unsettled: 0,
  };
}

// A rule asks only how many ended how, so of many dependencies with the same possible ends a few stand for all.
function possibleVerdicts({ triggerRule }: PlanNode, ends: readonly number[]): ReadonlySet<Verdict> {
  const found = new Set<Verdict>();
  const kinds = [COMPLETED, IGNORED, FAILED, SKIPPED];
  const some = (pick: (possible: number, at: number) => number) => {
    const picked = ends.map(pick);
    if (picked.every((end) => end !== 0)) found.add(verdict(triggerRule, tallyOf(picked)));
  };
  const first = (possible: number, order: readonly number[]) =>
    order.find((end) => (possible & end) !== 0) ?? 0;
  for (const a of kinds) {
    const order = [a, ...kinds.filter((kind) => kind !== a)];
    // All as alike as they can be, and one of them otherwise.
    some((possible) => first(possible, order));
    for (const b of kinds) {
      for (let odd = 0; odd < Math.min(ends.length, MAX_ANCESTORS); odd++) {
        some((possible, at) => (at === odd ? possible & b : first(possible, order)));
      }
    }
  }
  return found;
}

function ownEnds({ body, onError }: PlanNode): number {
  if (body.kind === 'join') return COMPLETED;
  if (onError?.then !== 'continue') return COMPLETED | FAILED;
  // What says BLOCKED fails whatever its policy says; a script cannot.
  return body.kind === 'script' ? COMPLETED | IGNORED : COMPLETED | IGNORED | FAILED;
}

const SINGLE: ReadonlySet<string> = new Set(['one_success', 'first_success', 'none_failed_min_one_success']);

const needsAll = ({ triggerRule }: PlanNode, dependencies: number): boolean =>
  triggerRule === 'all_success' || (dependencies === 1 && SINGLE.has(triggerRule));
