import type { Graph } from './graph.ts';
import { GATE_TIMEOUT_MS, LEAF_TIMEOUT_MS, MAX_VISITS } from './limits.ts';
import type { Plan, PlanBody, PlanNode, PlanStepsBody } from './plan.ts';
import { delayOf } from './policy.ts';

/** The longest a run can take if everything takes as long as its deadline allows, and always has a slot. */
export interface WorstCase {
  /** Absent: nothing bounds it. */
  readonly ms?: number;
  /** The nodes one after the other that take so long. */
  readonly path: readonly string[];
}

/** The worst case along the critical path. */
export function worstCase(plan: Plan): WorstCase {
  return new Meter().graph(plan, plan.maxParallel);
}

class Meter {
  /** By the nodes of a pipe and the cap around them: one that is included often is looked at once. */
  readonly #known = new Map<readonly PlanNode[], Map<number, WorstCase>>();

  graph({ nodes, graph, maxParallel }: Plan, capAround: number): WorstCase {
    const cap = Math.min(capAround, maxParallel);
    const byCap = this.#known.get(nodes) ?? new Map<number, WorstCase>();
    this.#known.set(nodes, byCap);
    const known = byCap.get(cap);
    if (known !== undefined) return known;
    const found = longestPath(nodes, graph, (node) => this.#node(node, cap));
    byCap.set(cap, found);
    return found;
  }

  // Infinity where nothing bounds it.
  #node(node: PlanNode, cap: number): number {
    const { onError, gate, timeoutMs = Number.POSITIVE_INFINITY } = node;
    const attempt =
      Math.min(timeoutMs, this.#body(node.body, cap)) + (gate === undefined ? 0 : GATE_TIMEOUT_MS);
    const retry = onError?.retry;
    if (retry === undefined) return attempt;
    let waits = 0;
    for (let at = 0; at < retry.max; at++) waits += delayOf(retry, at, 0);
    return attempt * (1 + retry.max) + waits;
  }

  #body(body: PlanBody, cap: number): number {
    switch (body.kind) {
      case 'script':
      case 'agent':
      case 'loop':
        return Number.POSITIVE_INFINITY;
      case 'join':
      case 'control':
        return 0;
      case 'steps':
        return this.#steps(body, cap);
      case 'parallel': {
        const { branches, maxParallel = branches.length } = body;
        const longest = Math.max(...branches.map((branch) => this.#node(branch, cap)));
        return times(rounds(branches.length, maxParallel), longest);
      }
      case 'each': {
        const count = 'value' in body.in ? Number.POSITIVE_INFINITY : body.in.length;
        return times(rounds(count, body.maxParallel ?? cap), this.#node(body.child, cap));
      }
      case 'repeat': {
        const until = body.untilBash === undefined ? 0 : LEAF_TIMEOUT_MS;
        return times(body.maxIterations, this.#node(body.child, cap) + until);
      }
      case 'pipe':
        return this.graph(body.plan, cap).ms ?? Number.POSITIVE_INFINITY;
    }
  }

  // A jump back may take every step again, as often as it may be visited.
  #steps({ steps }: PlanStepsBody, cap: number): number {
    const isBack = (at: number, to: string) => steps.findIndex(({ id }) => id === to) <= at;
    const jumpsBack = steps.some(({ body, onError }, at) => {
      if (body.kind === 'control' && body.control.kind === 'jump') return isBack(at, body.control.to);
      return typeof onError?.then === 'object' && isBack(at, onError.then.jump);
    });
    const visits = ({ maxVisits = MAX_VISITS }: PlanNode) => (jumpsBack ? maxVisits : 1);
    return steps.reduce((sum, step) => sum + times(visits(step), this.#node(step, cap)), 0);
  }
}

function longestPath(
  nodes: readonly PlanNode[],
  { order, dependencies: { start, targets } }: Graph,
  msOf: (node: PlanNode) => number,
): WorstCase {
  const longest = new Float64Array(nodes.length);
  const before = new Int32Array(nodes.length).fill(-1);
  let last = -1;
  for (const at of order) {
    for (let edge = start[at]!; edge < start[at + 1]!; edge++) {
      const dependency = targets[edge]!;
      if (before[at] !== -1 && longest[dependency]! <= longest[before[at]!]!) continue;
      before[at] = dependency;
    }
    longest[at] = (before[at] === -1 ? 0 : longest[before[at]!]!) + msOf(nodes[at]!);
    if (last === -1 || longest[at]! > longest[last]!) last = at;
  }
  const path: string[] = [];
  for (let at = last; at !== -1; at = before[at]!) path.unshift(nodes[at]!.id);
  const ms = last === -1 ? 0 : longest[last]!;
  return { path, ...(Number.isFinite(ms) && { ms }) };
}

const rounds = (count: number, atOnce: number) => (Number.isFinite(atOnce) ? Math.ceil(count / atOnce) : 1);

// However often nothing is done, it takes no time.
const times = (count: number, ms: number) => (count === 0 || ms === 0 ? 0 : count * ms);
