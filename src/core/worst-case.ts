import type { Plan, PlanBody, PlanNode, PlanStepsBody } from './plan.ts';

/** The longest a run can take if everything takes as long as its deadline allows, and always has a slot. */
export interface WorstCase {
  /** Absent: nothing bounds it. */
  readonly ms?: number;
  /** The nodes one after the other that take so long. */
  readonly path: readonly string[];
}

/** The deadlines of a gate and of a loop's `until_bash`. */
const GATE_MS = 60_000;
const UNTIL_MS = 1_800_000;
const DEFAULT_MAX_VISITS = 10;

/** The worst case along the critical path. */
export function worstCase({ nodes, graph }: Plan): WorstCase {
  const longest = new Float64Array(nodes.length);
  const before = new Int32Array(nodes.length).fill(-1);
  let last = -1;
  for (const at of graph.order) {
    const { start, targets } = graph.dependencies;
    for (let edge = start[at]!; edge < start[at + 1]!; edge++) {
      const dependency = targets[edge]!;
      if (before[at] !== -1 && longest[dependency]! <= longest[before[at]!]!) continue;
      before[at] = dependency;
    }
    longest[at] = (before[at] === -1 ? 0 : longest[before[at]!]!) + nodeMs(nodes[at]!);
    if (last === -1 || longest[at]! > longest[last]!) last = at;
  }
  const path: string[] = [];
  for (let at = last; at !== -1; at = before[at]!) path.unshift(nodes[at]!.id);
  const ms = last === -1 ? 0 : longest[last]!;
  return { path, ...(Number.isFinite(ms) && { ms }) };
}

// Infinity where nothing bounds it.
function nodeMs(node: PlanNode): number {
  const { onError, gate, timeoutMs = Number.POSITIVE_INFINITY } = node;
  const attempt = Math.min(timeoutMs, bodyMs(node.body)) + (gate === undefined ? 0 : GATE_MS);
  const retry = onError?.retry;
  if (retry === undefined) return attempt;
  let waits = 0;
  for (let at = 0; at < retry.max; at++) waits += retry.delayMs * retry.backoff ** at;
  return attempt * (1 + retry.max) + waits;
}

function bodyMs(body: PlanBody): number {
  switch (body.kind) {
    case 'script':
    case 'agent':
    case 'loop':
      return Number.POSITIVE_INFINITY;
    case 'join':
    case 'control':
      return 0;
    case 'steps':
      return stepsMs(body);
    case 'parallel': {
      const { branches, maxParallel = branches.length } = body;
      return rounds(branches.length, maxParallel) * Math.max(...branches.map(nodeMs));
    }
    case 'each': {
      const count = 'value' in body.in ? Number.POSITIVE_INFINITY : body.in.length;
      return count === 0 ? 0 : rounds(count, body.maxParallel ?? 1) * nodeMs(body.child);
    }
    case 'repeat':
      return body.maxIterations * (nodeMs(body.child) + (body.untilBash === undefined ? 0 : UNTIL_MS));
    case 'pipe':
      return worstCase(body.plan).ms ?? Number.POSITIVE_INFINITY;
  }
}

const rounds = (count: number, atOnce: number) => Math.ceil(count / atOnce);

// A jump back may take every step again, as often as it may be visited.
function stepsMs({ steps }: PlanStepsBody): number {
  const isBack = (at: number, to: string) => steps.findIndex(({ id }) => id === to) <= at;
  const jumpsBack = steps.some(({ body, onError }, at) => {
    if (body.kind === 'control' && body.control.kind === 'jump') return isBack(at, body.control.to);
    return typeof onError?.then === 'object' && isBack(at, onError.then.jump);
  });
  const visits = ({ maxVisits = DEFAULT_MAX_VISITS }: PlanNode) => (jumpsBack ? maxVisits : 1);
  return steps.reduce((sum, step) => sum + visits(step) * nodeMs(step), 0);
}
