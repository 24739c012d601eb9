import { expect } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { Plan, PlanNode } from '../../src/core/plan.ts';
import { brief } from '../rig/brief.ts';
import type { FakePorts } from '../rig/fake-ports.ts';

type End = Extract<Event, { type: 'node.completed' | 'node.failed' | 'node.skipped' }>;

const isEnd = (event: Event): event is End =>
  event.type === 'node.completed' || event.type === 'node.failed' || event.type === 'node.skipped';

const parentOf = (id: string) => (id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : undefined);

/** The node of a plan with that whole id; an item's and an iteration's is the body's child. */
export function nodeAt(plan: Plan, id: string): PlanNode {
  const [first = '', ...rest] = id.split('/').map((part) => part.replace(/@\d+$/, ''));
  let node = plan.nodes.find((one) => one.id === first);
  for (const part of rest) node = childOf(node, part);
  if (node === undefined) throw new Error(`${id} is no node of the plan`);
  return node;
}

function childOf(node: PlanNode | undefined, name: string): PlanNode | undefined {
  const { body } = node!;
  const is = (one: PlanNode) => one.id === name;
  switch (body.kind) {
    case 'steps':
      return body.steps.find(is);
    case 'parallel':
      return body.branches.find(is);
    case 'pipe':
      return body.plan.nodes.find(is);
    case 'each':
    case 'repeat':
      return body.child;
    default:
      return undefined;
  }
}

/** Everything that must hold of the journal of any run that was not cut short by a fault; a failure shows it. */
export function checkNested(plan: Plan, events: readonly Event[]): void {
  try {
    checkJournal(plan, events);
  } catch (error) {
    throw new Error(`${String(error)}\n${events.map(brief).join('\n')}`);
  }
}

function checkJournal(plan: Plan, events: readonly Event[]): void {
  const open = new Map<string, Set<string>>();
  const seen = new Set<string>();
  const told = new Map<string, Set<string>>();
  for (const event of events) {
    if (!('node_id' in event)) continue;
    const { node_id: id, type } = event;
    const parent = parentOf(id);
    if (type === 'node.started' || type === 'node.skipped') {
      expect(seen, `${id} begins twice`).not.toContain(id);
      seen.add(id);
      expect(event.parent, `the parent of ${id}`).toBe(parent);
      if (parent !== undefined) {
        expect([...open.keys()], `${type} ${id} without its parent`).toContain(parent);
        told.get(parent)!.add(id.slice(parent.length + 1).replace(/@\d+$/, ''));
      }
    }
    if (type === 'node.started') {
      open.set(id, new Set());
      told.set(id, new Set());
      if (parent !== undefined) open.get(parent)!.add(id);
      checkWidth(plan, id, parent, open);
      continue;
    }
    if (type === 'node.skipped') continue;
    expect([...open.keys()], `${type} of ${id}, which does not run`).toContain(id);
    if (!isEnd(event)) continue;
    expect([...open.get(id)!], `${id} ends before its children`).toEqual([]);
    open.delete(id);
    if (parent !== undefined) open.get(parent)!.delete(id);
    checkChildren(plan, id, told.get(id)!, event);
  }
  expect([...open.keys()], 'never ended').toEqual([]);
  const tops = [...seen].filter((id) => !id.includes('/'));
  expect(tops.sort()).toEqual(plan.nodes.map(({ id }) => id).sort());
  const ends = events.filter(({ type }) => type === 'pipe.completed' || type === 'pipe.aborted');
  expect([events[0]?.type, ends]).toEqual(['pipe.started', [events.at(-1)]]);
  checkPolicies(plan, events);
  checkStop(plan, events);
}

function checkWidth(
  plan: Plan,
  id: string,
  parent: string | undefined,
  open: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  if (parent === undefined) return;
  const { body } = nodeAt(plan, parent);
  const running = open.get(parent)!.size;
  if (body.kind === 'steps' || body.kind === 'repeat')
    expect(running, `${id} beside another`).toBeLessThanOrEqual(1);
  const isFan = body.kind === 'each' || body.kind === 'parallel';
  if (isFan && body.maxParallel !== undefined) {
    expect(running, `children of ${parent}`).toBeLessThanOrEqual(body.maxParallel);
  }
}

// A body whose children are known beforehand tells something of each of them.
function checkChildren(plan: Plan, id: string, told: ReadonlySet<string>, end: End): void {
  const hasFailed = end.type === 'node.failed' || (end.type === 'node.completed' && end.error !== undefined);
  if (told.size === 0 && hasFailed) return;
  const { body } = nodeAt(plan, id);
  const children =
    body.kind === 'steps'
      ? body.steps
      : body.kind === 'parallel'
        ? body.branches
        : body.kind === 'pipe'
          ? body.plan.nodes
          : undefined;
  if (children === undefined) return;
  expect([...told].sort(), `children of ${id}`).toEqual(children.map((one) => one.id).sort());
}

const FINAL: ReadonlySet<string> = new Set(['blocked', 'cancelled']);

function checkPolicies(plan: Plan, events: readonly Event[]): void {
  const failed = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'node.attempt_failed') {
      const { node_id: id, will, error, attempt } = event;
      expect(attempt, id).toBe((failed.get(id) ?? 0) + 1);
      failed.set(id, attempt);
      if (will !== 'fail') expect([...FINAL], id).not.toContain(error.kind);
    }
    if (event.type === 'node.retrying') {
      const { max = 0 } = nodeAt(plan, event.node_id).onError?.retry ?? {};
      expect([event.of, event.retry <= max, event.retry]).toEqual([max, true, failed.get(event.node_id)]);
    }
    if (event.type === 'node.completed' && event.error !== undefined) {
      expect([event.conclusion, FINAL.has(event.error.kind)]).toEqual(['failure_ignored', false]);
    }
    if (event.type === 'node.failed' && event.error.kind === 'blocked')
      checkBlocked(plan, event.node_id, events);
  }
}

// Whatever is around a blocked node fails as well, if it comes to its end by itself.
function checkBlocked(plan: Plan, id: string, events: readonly Event[]): void {
  const parent = parentOf(id);
  if (parent === undefined) return;
  const { body } = nodeAt(plan, parent);
  // What depends on it may have absorbed it.
  if (body.kind === 'pipe' && dependentsOf(body.plan, nodeAt(plan, id)) > 0) return;
  const end = events.find((event) => isEnd(event) && event.node_id === parent);
  const isStopped = events.some((event) => event.type === 'pipe.completed' && event.reason === 'stopped');
  if (!isStopped) expect(end?.type, `${parent}, around the blocked ${id}`).toBe('node.failed');
}

function dependentsOf({ graph }: Plan, { index }: PlanNode): number {
  const { start } = graph.dependents;
  return start[index + 1]! - start[index]!;
}

function checkStop(plan: Plan, events: readonly Event[]): void {
  const at = events.findIndex(
    (event) => event.type === 'node.completed' && nodeAt(plan, event.node_id).kind === 'stop',
  );
  const last = events.at(-1)!;
  if (at < 0) {
    expect(last.type === 'pipe.completed' ? last.reason : undefined).toBe(undefined);
    return;
  }
  const after = events.slice(at + 1).map(({ type }) => type);
  for (const type of ['node.started', 'node.retrying', 'iteration.started', 'gate.passed']) {
    expect(after, 'after a stop').not.toContain(type);
  }
  if (last.type === 'pipe.completed') expect(last.reason).toBe('stopped');
  if (last.type === 'pipe.aborted' && last.reason === 'node_failed') {
    const cause = events.find((event) => event.type === 'node.failed' && event.node_id === last.cause);
    expect(cause?.type === 'node.failed' && cause.error.kind).not.toBe('cancelled');
  }
}

/** Watches that no cap of the run, of an included pipe or of a pool is exceeded at any moment. */
export function watchCaps(plan: Plan, fake: FakePorts): void {
  fake.onLive = (live) => {
    expect(live.size).toBeLessThanOrEqual(plan.maxParallel);
    const used = new Map<object | string, number>();
    const limits = new Map<object | string, number>();
    for (const name of live) {
      const id = name.replace(/ (?:until|gate)$/, '');
      const { pool } = nodeAt(plan, id);
      const isBody = id === name || nodeAt(plan, id).body.kind === 'loop' || name.endsWith(' gate');
      const caps: [object | string, number][] = pool !== undefined && isBody ? [[pool, pool.size]] : [];
      for (let at = id.indexOf('/'); at >= 0; at = id.indexOf('/', at + 1)) {
        const around = id.slice(0, at);
        const { body } = nodeAt(plan, around);
        if (body.kind === 'pipe') caps.push([around, body.plan.maxParallel]);
      }
      for (const [cap, limit] of caps) {
        limits.set(cap, limit);
        used.set(cap, (used.get(cap) ?? 0) + 1);
      }
    }
    for (const [cap, count] of used) expect(count).toBeLessThanOrEqual(limits.get(cap)!);
  };
}

/** What holds once a run is over, whatever happened to it. */
export function checkOver(fake: FakePorts): void {
  expect([[...fake.live], fake.pendingTimers, fake.calls('sweep').length]).toEqual([[], 0, 1]);
}
