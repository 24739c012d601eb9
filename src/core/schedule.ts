import type { Event, SkipReason } from './event.ts';
import type { Plan, PlanNode } from './plan.ts';
import { createQueue, type Queue } from './queue.ts';
import { verdict } from './trigger.ts';

/**
 * What may happen next, as a fold over the journal. A node moves
 *
 *   pending ──trigger met──▶ ready ──started──▶ running ──▶ completed | failed
 *      └──────trigger can no longer be met────▶ skipping ──▶ skipped
 *
 * Folding every event of a run costs O(nodes + edges) in all: a counter of unsettled dependencies per node.
 */
export interface Schedule {
  readonly plan: Plan;
  readonly indexOf: ReadonlyMap<string, number>;
  readonly status: Uint8Array;
  readonly unsettled: Int32Array;
  readonly completed: Int32Array;
  readonly failed: Int32Array;
  /** 1 for each node that a completion can decide before all its dependencies settled. */
  readonly eager: Uint8Array;
  readonly ready: Queue;
  readonly skips: Skip[];
  /** How many of `skips` were taken; a cursor, since shifting a long array costs its length each time. */
  skipsTaken: number;
  running: number;
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
} as const;

/** The schedule before anything happened: nodes without dependencies are ready. */
export function createSchedule(plan: Plan): Schedule {
  const { size, dependencies, distance } = plan.graph;
  const schedule: Schedule = {
    plan,
    indexOf: indexOf(plan),
    status: new Uint8Array(size),
    unsettled: new Int32Array(size),
    completed: new Int32Array(size),
    failed: new Int32Array(size),
    eager: eagerOf(plan),
    ready: createQueue(size, distance),
    skips: [],
    skipsTaken: 0,
    running: 0,
    settled: 0,
  };
  for (let node = 0; node < size; node++) {
    schedule.unsettled[node] = dependencies.start[node + 1]! - dependencies.start[node]!;
    if (schedule.unsettled[node] === 0) makeReady(schedule, node);
  }
  return schedule;
}

// In loops: a pair for each node, or an iterator's step, would cost more than the entry it is made for.
function indexOf({ nodes }: Plan): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  for (const node of nodes) index.set(node.id, node.index);
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

/** The ready node with the longest remaining path, if `max_parallel` leaves room for it. */
export function nextStart(schedule: Schedule): PlanNode | undefined {
  if (schedule.running >= schedule.plan.maxParallel) return undefined;
  const node = schedule.ready.pop();
  return node === undefined ? undefined : schedule.plan.nodes[node];
}

/** Whether every node has settled. */
export const isDone = (schedule: Schedule): boolean => schedule.settled === schedule.plan.graph.size;

/** Turns everything that has not started into skips: after this, nothing starts any more. */
export function skipWaiting(schedule: Schedule, reason: SkipReason): void {
  schedule.ready.clear();
  schedule.skips.length = 0;
  schedule.skipsTaken = 0;
  for (const node of schedule.plan.nodes) {
    const status = schedule.status[node.index];
    if (status === STATUS.pending || status === STATUS.ready || status === STATUS.skipping) {
      schedule.status[node.index] = STATUS.skipping;
      schedule.skips.push({ node, reason });
    }
  }
}

/** Folds one event in. */
export function observe(schedule: Schedule, event: Event): void {
  switch (event.type) {
    case 'node.started':
    case 'node.completed':
    case 'node.failed':
    case 'node.skipped':
      fold(schedule, event.node_id, event.type);
      break;
    default:
  }
}

const OUTCOME = {
  'node.completed': STATUS.completed,
  'node.failed': STATUS.failed,
  'node.skipped': STATUS.skipped,
};

/** Forgets a running node that a fault took down: it has no terminal event, and nothing is decided any more. */
export function abandon(schedule: Schedule, node: number): void {
  if (schedule.status[node] !== STATUS.running) return;
  schedule.status[node] = STATUS.pending;
  schedule.running--;
}

// A child's events carry an id the plan does not know: they are its parent's business.
function fold(schedule: Schedule, id: string, type: keyof typeof OUTCOME | 'node.started'): void {
  const node = schedule.indexOf.get(id);
  if (node === undefined) return;
  if (type === 'node.started') start(schedule, node);
  else settle(schedule, node, OUTCOME[type]);
}

function start(schedule: Schedule, node: number): void {
  schedule.status[node] = STATUS.running;
  schedule.running++;
}

function makeReady(schedule: Schedule, node: number): void {
  schedule.status[node] = STATUS.ready;
  schedule.ready.push(node);
}

function settle(schedule: Schedule, node: number, outcome: number): void {
  if (schedule.status[node] === STATUS.running) schedule.running--;
  schedule.status[node] = outcome;
  schedule.settled++;
  const { start: row, targets } = schedule.plan.graph.dependents;
  for (let edge = row[node]!; edge < row[node + 1]!; edge++) {
    const dependent = targets[edge]!;
    schedule.unsettled[dependent]!--;
    if (outcome === STATUS.completed) schedule.completed[dependent]!++;
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
  const completed = schedule.completed[node]!;
  const failed = schedule.failed[node]!;
  const unsettled = schedule.unsettled[node]!;
  const planned = schedule.plan.nodes[node]!;
  const decided = verdict(planned.triggerRule, { total, completed, failed, unsettled });
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
