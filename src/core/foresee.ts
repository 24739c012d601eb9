import type { FailureMode, Pipe, PipeNode, PlaceOf, TriggerRule } from './pipe.ts';
import { childrenOf, templatesOf } from './pipe-tree.ts';
import type { Place } from './place.ts';
import type { Plan, PlanNode } from './plan.ts';
import { constantOf, type Reference, type Template } from './template.ts';
import { type Verdict, verdict } from './trigger.ts';
import { isTruthy } from './truth.ts';

/** Something of a plan that is right and yet hardly meant. */
export type Warning = (
  | {
      readonly kind: 'dead_node';
      readonly node: string;
      readonly rule: TriggerRule;
      /** What lets nothing start after a failure, where the rule asks for one. */
      readonly failureMode?: FailureMode;
    }
  | { readonly kind: 'never_when'; readonly node: string }
  | {
      readonly kind: 'may_be_missing';
      readonly node: string;
      readonly read: string;
      readonly of: string;
      /** Whether it is enough that the node ran, however it ended. */
      readonly isRunEnough: boolean;
    }
) & { readonly place?: Place };

/** How nodes can end, as bits. */
const COMPLETED = 1;
const IGNORED = 2;
const FAILED = 4;
const SKIPPED = 8;
/** Only where one of several is enough. */
const NOT_YET = 16;
const ENDS = [COMPLETED, IGNORED, FAILED, SKIPPED];

/** Looks at every way the nodes can end: who can never start, and what is read of nodes that may not have run. */
export function foresee(pipe: Pipe, plan: Plan, place: PlaceOf): readonly Warning[] {
  const outlook = new Outlook(plan);
  const indexOf = new Map(plan.nodes.map(({ id, index }) => [id, index]));
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
      const because = needsFailure(rule) ? failureModeOf(plan) : {};
      warnings.push({ kind: 'dead_node', node: node.id, rule, ...because, ...here([...node.path, 'id']) });
    }
    for (const { read, path, occurrence } of reads(node)) {
      const target = indexOf.get(read.keys[0]?.toLowerCase() ?? '');
      const isRunEnough = read.keys[1]?.toLowerCase() !== 'outputs';
      if (target === undefined || outlook.mustBeThere(target, at, isRunEnough)) continue;
      const spelled = `nodes.${read.keys.join('.')}`;
      const named = { node: node.id, read: spelled, of: plan.nodes[target]!.id };
      warnings.push({ kind: 'may_be_missing', ...named, isRunEnough, ...here(path, occurrence) });
    }
  }
  return warnings;
}

const needsFailure = (rule: TriggerRule) => rule === 'one_failed' || rule === 'all_failed';

const failureModeOf = ({ failureMode = 'continue' }: Plan) =>
  failureMode === 'continue' ? {} : { failureMode };

interface Read {
  readonly read: Reference;
  readonly path: readonly (string | number)[];
  readonly occurrence: number;
}

const MAY_BE_MISSING: ReadonlySet<string> = new Set(['outputs', 'text', 'exit_code']);

// Who asks how a node ended, or with `exists`, knows that it may be missing; what a `when` asks counts for all it guards.
function* reads(node: PipeNode, guarded: ReadonlySet<string> = new Set()): Generator<Read> {
  const known = new Set([...guarded, ...askedBy(node.when)]);
  for (const { template, path } of [...envOf(node), ...templatesOf(node)]) {
    if (typeof template === 'string') continue;
    const asked = askedBy(template);
    for (const read of template.references) {
      const [id = '', property = ''] = read.keys.map((key) => key.toLowerCase());
      const isAsked = known.has(id) || asked.has(id);
      const { root, occurrence } = read;
      if (root === 'nodes' && MAY_BE_MISSING.has(property) && !isAsked) yield { read, path, occurrence };
    }
  }
  for (const child of childrenOf(node.body)) yield* reads(child, known);
}

const envOf = ({ env, path }: PipeNode) =>
  [...env].map(([name, template]) => ({ template, path: [...path, 'env', name] }));

/** The nodes of whom a template asks how they ended. */
function askedBy(template: Template | undefined): ReadonlySet<string> {
  if (template === undefined || typeof template === 'string') return new Set();
  const asksExists = /\bexists\s*\(/i.test(template.source);
  const asking = template.references.filter(
    ({ root, keys }) => root === 'nodes' && (asksExists || keys[1]?.toLowerCase() === 'status'),
  );
  return new Set(asking.map(({ keys }) => keys[0]?.toLowerCase() ?? ''));
}

function isNever({ when }: PlanNode): boolean {
  const value = when === undefined ? undefined : constantOf(when);
  return value !== undefined && !isTruthy(value);
}

/** Beyond that many ancestors all combinations of their ends are too many to look at. */
const MAX_ANCESTORS = 8;

/** What can become of each node. */
class Outlook {
  readonly #plan: Plan;
  /** The ends each node can have, taking its dependencies' ends for independent: never too few. */
  readonly #ends: Uint8Array;
  readonly #starts: Uint8Array;
  readonly #listed: (readonly number[])[] = [];
  /** Which of the walks saw each node last: a set for each walk would cost more than the walk. */
  readonly #seenBy: Int32Array;
  #walks = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#ends = new Uint8Array(plan.nodes.length);
    this.#starts = new Uint8Array(plan.nodes.length);
    this.#seenBy = new Int32Array(plan.nodes.length);
    for (const at of plan.graph.order) this.#look(at);
  }

  canStart(at: number): boolean {
    return this.#starts[at] === 1;
  }

  /**
   * Whether a node has completed whenever this one starts, or at least has run: along dependencies that all are
   * needed, and of one that is only waited for, when it cannot end otherwise.
   */
  mustBeThere(target: number, at: number, isRunEnough: boolean): boolean {
    const missing = isRunEnough ? SKIPPED | NOT_YET : IGNORED | FAILED | SKIPPED | NOT_YET;
    const walk = ++this.#walks;
    const waiting = [at];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const dependencies = this.#dependencies(node);
      const { triggerRule } = this.#plan.nodes[node]!;
      const left = leftBy(triggerRule, dependencies.length);
      for (const dependency of dependencies) {
        const possible = (this.#ends[dependency]! | NOT_YET) & left;
        if (dependency === target && (possible & missing) === 0) return true;
        if ((possible & (SKIPPED | NOT_YET)) !== 0 || this.#seenBy[dependency] === walk) continue;
        this.#seenBy[dependency] = walk;
        waiting.push(dependency);
      }
    }
    return false;
  }

  #look(at: number): void {
    const node = this.#plan.nodes[at]!;
    const ends = this.#dependencies(at).map((dependency) => this.#ends[dependency]!);
    const verdicts = possibleVerdicts(node, ends);
    const canStart = verdicts.has('start') && !isNever(node) && this.#isPossible(at);
    this.#starts[at] = canStart ? 1 : 0;
    const skipped = verdicts.size > (verdicts.has('start') ? 1 : 0) || node.when !== undefined ? SKIPPED : 0;
    this.#ends[at] = (canStart ? this.#ownEnds(node) : 0) | skipped;
  }

  // Where nothing starts after a failure, whatever starts has seen none.
  #ownEnds(node: PlanNode): number {
    const { failureMode = 'continue' } = this.#plan;
    return failureMode === 'continue' ? ownEnds(node) : ownEnds(node) & ~FAILED;
  }

  #dependencies(at: number): readonly number[] {
    const known = this.#listed[at];
    if (known !== undefined) return known;
    const { start, targets } = this.#plan.graph.dependencies;
    const listed = [...targets.subarray(start[at], start[at + 1])];
    this.#listed[at] = listed;
    return listed;
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

  // Dependencies that share an ancestor do not end independently of each other.
  #isPossible(at: number): boolean {
    const ancestors = this.#dependencies(at).length < 2 ? undefined : this.#ancestors(at);
    return ancestors === undefined || this.#findsWay(at, ancestors);
  }

  // Every combination of the ancestors' ends, each as its own rule allows it.
  #findsWay(at: number, ancestors: readonly number[]): boolean {
    const ends = new Map<number, number>();
    const walk = (next: number): boolean => {
      const ancestor = ancestors[next];
      if (ancestor === undefined) return this.#verdictOf(at, ends) === 'start';
      const node = this.#plan.nodes[ancestor]!;
      const starts = this.#verdictOf(ancestor, ends) === 'start' && !isNever(node);
      const possible = starts ? this.#ownEnds(node) | (node.when === undefined ? 0 : SKIPPED) : SKIPPED;
      return ENDS.some((end) => {
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

// A rule asks only which ends there are, and whether there are others: of each set that the dependencies can come to.
function possibleVerdicts({ triggerRule }: PlanNode, ends: readonly number[]): ReadonlySet<Verdict> {
  let sets = new Set([0]);
  for (const possible of ends) {
    const kinds = ENDS.filter((kind) => (possible & kind) !== 0);
    sets = new Set([...sets].flatMap((set) => kinds.map((kind) => set | kind)));
  }
  return new Set([...sets].map((set) => verdict(triggerRule, tallyOf(ENDS.filter((kind) => set & kind)))));
}

function ownEnds({ body, onError }: PlanNode): number {
  if (onError?.then !== 'continue') return COMPLETED | FAILED;
  // What says BLOCKED fails whatever its policy says; a script cannot.
  return body.kind === 'script' ? COMPLETED | IGNORED : COMPLETED | IGNORED | FAILED;
}

const SINGLE: ReadonlySet<TriggerRule> = new Set([
  'one_success',
  'first_success',
  'none_failed_min_one_success',
]);

/** How each dependency of a node that starts can have ended, as far as its rule tells. */
function leftBy(rule: TriggerRule, dependencies: number): number {
  if (dependencies === 1 && SINGLE.has(rule)) return COMPLETED;
  if (rule === 'all_failed' || (dependencies === 1 && rule === 'one_failed')) return FAILED;
  if (rule === 'all_success') return COMPLETED | IGNORED;
  if (rule === 'none_failed' || rule === 'none_failed_min_one_success') return COMPLETED | IGNORED | SKIPPED;
  const any = COMPLETED | IGNORED | FAILED | SKIPPED;
  return rule === 'first_success' ? any | NOT_YET : any;
}
