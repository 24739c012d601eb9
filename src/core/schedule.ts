import type {
  Event,
  NodeCompleted,
  NodeFailed,
  NodeReused,
  NodeSkipped,
  NodeStarted,
  SkipReason,
} from './event.ts';
import type { Plan, PlanNode } from './plan.ts';
import { verdict } from './trigger.ts';

/**
 * What may happen next, as a fold over the journal. A node moves
 *
 *   pending ──trigger met──▶ ready ──▶ running ──▶ completed | ignored | failed
 *      │                        └──its own `when`──▶ skipped
 *      └──────trigger can no longer be met────▶ skipping ──▶ skipped
 *
 * Who of the ready gets a slot first is not decided here. Folding every event of a run costs O(nodes + edges) in all: a counter of unsettled dependencies per node.
 */
export interface Schedule {
  readonly plan: Plan;
  readonly indexOf: ReadonlyMap<string, number>;
  readonly status: Uint8Array;
  readonly unsettled: Int32Array;
  readonly completed: Int32Array;
  readonly ignored: Int32Array;
  readonly failed: Int32Array;
  /** 1 for each node that a completion can decide before all its dependencies settled. */
  readonly eager: Uint8Array;
  readonly ready: number[];
  readonly skips: Skip[];
  /** How many of `ready` and `skips` were taken; cursors, since shifting a long array costs its length each time. */
  readyTaken: number;
  skipsTaken: number;
  settled: number;
}

/** A node that will never run, and why. */
export interface Skip {
  readonly node: PlanNode;
  readonly reason: SkipReason;
  readonly cause?: string;
}

export const STATUS = {
  pending: 0,
  ready: 1,
  running: 2,
  completed: 3,
  failed: 4,
  skipping: 5,
  skipped: 6,
  /** Completed, its failure ignored. */
  ignored: 7,
} as const;

/**
 * The schedule before anything happened: nodes without dependencies are ready. `prefix` and `suffix`
 * stand around the ids of the plan's nodes in the journal: `audit/` and `@2` for the second attempt of a pipe that
 * node `audit` includes.
 */
export function createSchedule(plan: Plan, prefix = '', suffix = ''): Schedule {
  const { size, dependencies } = plan.graph;
  const schedule: Schedule = {
    plan,
    indexOf: indexOf(plan, prefix, suffix),
    status: new Uint8Array(size),
    unsettled: new Int32Array(size),
    completed: new Int32Array(size),
    ignored: new Int32Array(size),
    failed: new Int32Array(size),
    eager: eagerOf(plan),
    ready: [],
    skips: [],
    readyTaken: 0,
    skipsTaken: 0,
    settled: 0,
  };
  for (let node = 0; node < size; node++) {
    schedule.unsettled[node] = dependencies.start[node + 1]! - dependencies.start[node]!;
    if (schedule.unsettled[node] === 0) makeReady(schedule, node);
  }
  return schedule;
}

// In loops: a pair for each node, or an iterator's step, would cost more than the entry it is made for.
function indexOf({ nodes }: Plan, prefix: string, suffix: string): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  for (const node of nodes) index.set(prefix + node.id + suffix, node.index);
  return index;
}

function eagerOf({ nodes }: Plan): Uint8Array {
  const eager = new Uint8Array(nodes.length);
  for (const node of nodes) if (node.triggerRule === 'first_success') eager[node.index] = 1;
  return eager;
}

/** The next node that must be skipped, in the order the skips were found. */
export function nextSkip(schedule: Schedule): Skip | undefined {
  const skip = schedule.skips[schedule.skipsTaken];
  if (skip !== undefined) schedule.skipsTaken++;
  return skip;
}

/** The next node whose trigger is met, in the order they became ready. */
export function nextReady(schedule: Schedule): PlanNode | undefined {
  const node = schedule.ready[schedule.readyTaken];
  if (node === undefined) return undefined;
  schedule.readyTaken++;
  return schedule.plan.nodes[node];
}

/** Whether every node has settled. */
export const isDone = (schedule: Schedule): boolean => schedule.settled === schedule.plan.graph.size;

/** Turns everything that was not handed out yet into skips: after this, nothing is ready any more. */
export function skipWaiting(schedule: Schedule, reason: SkipReason, cause?: string): void {
  const untaken = new Set(schedule.ready.slice(schedule.readyTaken));
  schedule.ready.length = schedule.readyTaken;
  schedule.skips.length = 0;
  schedule.skipsTaken = 0;
  const because = cause === undefined ? {} : { cause };
  for (const node of schedule.plan.nodes) {
    const status = schedule.status[node.index];
    if (status === STATUS.pending || status === STATUS.skipping || untaken.has(node.index)) {
      schedule.status[node.index] = STATUS.skipping;
      schedule.skips.push({ node, reason, ...because });
    }
  }
}

/** Folds one event in; a child's carries an id the plan does not know: it is its parent's business. */
export function observe(schedule: Schedule, event: Event): void {
  switch (event.type) {
    case 'node.started':
    case 'node.completed':
    case 'node.failed':
    case 'node.reused':
    case 'node.skipped': {
      const node = schedule.indexOf.get(event.node_id);
      if (node === undefined) return;
      const status = statusAfter(event);
      if (status === STATUS.running) schedule.status[node] = status;
      else settle(schedule, node, status);
      break;
    }
    default:
  }
}

/** The status an event gives its node. */
function statusAfter(event: NodeStarted | NodeCompleted | NodeFailed | NodeReused | NodeSkipped): number {
  switch (event.type) {
    case 'node.started':
      return STATUS.running;
    case 'node.completed':
      return event.conclusion === 'failure_ignored' ? STATUS.ignored : STATUS.completed;
    case 'node.failed':
      return STATUS.failed;
    case 'node.reused':
      if (event.status === 'failed') return STATUS.failed;
      return event.conclusion === 'failure_ignored' ? STATUS.ignored : STATUS.completed;
    case 'node.skipped':
      return STATUS.skipped;
  }
}

function makeReady(schedule: Schedule, node: number): void {
  schedule.status[node] = STATUS.ready;
  schedule.ready.push(node);
}

function settle(schedule: Schedule, node: number, outcome: number): void {
  schedule.status[node] = outcome;
  schedule.settled++;
  const { start: row, targets } = schedule.plan.graph.dependents;
  for (let edge = row[node]!; edge < row[node + 1]!; edge++) {
    const dependent = targets[edge]!;
    schedule.unsettled[dependent]!--;
    if (outcome === STATUS.completed) schedule.completed[dependent]!++;
    if (outcome === STATUS.ignored) schedule.ignored[dependent]!++;
    if (outcome === STATUS.failed) schedule.failed[dependent]!++;
    if (schedule.status[dependent] === STATUS.pending && mayDecide(schedule, dependent, outcome)) {
      decide(schedule, dependent);
    }
  }
}

// Spares most edges of a large graph a look at the node itself: a completion with others to come decides little.
const mayDecide = (schedule: Schedule, node: number, outcome: number): boolean =>
  schedule.unsettled[node] === 0 || outcome !== STATUS.completed || schedule.eager[node] === 1;

function decide(schedule: Schedule, node: number): void {
  const { dependencies } = schedule.plan.graph;
  const total = dependencies.start[node + 1]! - dependencies.start[node]!;
  const planned = schedule.plan.nodes[node]!;
  const decided = verdict(planned.triggerRule, {
    total,
    completed: schedule.completed[node]!,
    ignored: schedule.ignored[node]!,
    failed: schedule.failed[node]!,
    unsettled: schedule.unsettled[node]!,
  });
  if (decided === 'wait') return;
  if (decided === 'start') {
    makeReady(schedule, node);
    return;
  }
  schedule.status[node] = STATUS.skipping;
  schedule.skips.push(skipOf(schedule, planned, decided));
}

function skipOf(schedule: Schedule, node: PlanNode, why: 'upstream' | 'not_triggered'): Skip {
  if (why === 'not_triggered') return { node, reason: why };
  const failed = firstDependency(schedule, node.index, STATUS.failed);
  if (failed !== undefined) return { node, reason: 'upstream_failed', cause: failed };
  const skipped = firstDependency(schedule, node.index, STATUS.skipped);
  return { node, reason: 'upstream_skipped', ...(skipped !== undefined && { cause: skipped }) };
}

function firstDependency(schedule: Schedule, node: number, status: number): string | undefined {
  const { start: row, targets } = schedule.plan.graph.dependencies;
  for (let edge = row[node]!; edge < row[node + 1]!; edge++) {
    const dependency = targets[edge]!;
    if (schedule.status[dependency] === status) return schedule.plan.nodes[dependency]!.id;
  }
  return undefined;
}
