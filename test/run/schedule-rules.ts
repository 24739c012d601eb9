import { expect } from 'vitest';
import type { Event, NodeSkipped, SkipReason, Stamp } from '../../src/core/event.ts';
import type { FailureMode } from '../../src/core/pipe.ts';
import type { Plan } from '../../src/core/plan.ts';
import { fold } from '../../src/core/state.ts';
import { verifyJournal } from '../../src/core/verify.ts';
import { dependenciesOf } from '../core/random-plan.ts';
import { expectedVerdict, type Standing } from '../core/trigger-oracle.ts';
import type { Script } from '../rig/fake-ports.ts';
import { Watched } from './every-call.ts';
import { journalText, sha256 } from './fault-rules.ts';
import { checkNested, nodeAt, watchCaps } from './nested-rules.ts';

/** What is done to a run from outside. */
export interface Disturbance {
  readonly cancelAtMs?: number;
  /** Cancelled while this event is told. */
  readonly cancelAtSeq?: number;
  /** Instead of the plan's own. */
  readonly timeoutMs?: number;
  readonly failureMode?: FailureMode;
}

/** A run under a disturbance, when it was over and everything held that must; a failure shows what was done to it. */
export async function checkSchedule(
  plan: Plan,
  script: Script,
  disturbed: Disturbance = {},
): Promise<Watched> {
  const { cancelAtMs, cancelAtSeq, ...options } = disturbed;
  const cancel = new AbortController();
  const changed = { ...plan, ...options };
  const watched = new Watched(changed, {
    cancel,
    ...(cancelAtMs !== undefined && { cancelAtMs }),
    script: {
      ...script,
      notify: (event, state) => {
        script.notify?.(event, state);
        if (event.seq === cancelAtSeq) cancel.abort();
      },
    },
  });
  watchCaps(changed, watched.fake);
  const state = await watched.fake.until(watched.finished);
  const { events } = watched.fake;
  const { timeoutMs = Number.POSITIVE_INFINITY } = changed;
  const late = events.findIndex((event) => event.mono_ms >= timeoutMs);
  try {
    expect([[...watched.fake.live], watched.timers, watched.listeners], 'what is left').toEqual([[], 0, 0]);
    expect(watched.fake.calls('sweep').length).toBe(1);
    expect(state).toEqual(fold(events));
    expect(verifyJournal(journalText(events), sha256).flaws).toEqual([]);
    checkTriggers(changed, events);
    checkCalledOff(changed, watched, {
      cancel: watched.heardAt,
      timeout: late < 0 ? Number.POSITIVE_INFINITY : late,
    });
    checkNested(changed, events);
    checkItems(changed, events);
  } catch (error) {
    throw new Error(`${JSON.stringify(disturbed)}\n${String(error)}\n${watched.fake.journal.join('\n')}`);
  }
  return watched;
}

const ENDS = { 'node.completed': 'completed', 'node.failed': 'failed', 'node.skipped': 'skipped' } as const;

/** Called off from outside: whatever its trigger says. */
const CALLED_OFF: ReadonlySet<SkipReason> = new Set(['cancelled', 'timeout', 'stopped']);

// No node of a pipe, included or not, begins before its trigger is met, and none is passed over that could begin.
function checkTriggers(plan: Plan, events: readonly Event[]): void {
  const standings = new Map<string, Standing>();
  for (const event of events) {
    if (!('node_id' in event)) continue;
    const { node_id: id, type } = event;
    const graph = graphAround(plan, id);
    if (graph !== undefined && (type === 'node.started' || type === 'node.skipped')) {
      const node = nodeAt(plan, id);
      const dependencies = dependenciesOf(graph.plan, node.index).map(graph.idOf);
      const of = dependencies.map((one) => standings.get(one) ?? 'unsettled');
      const verdict = expectedVerdict(node.triggerRule, of);
      if (type === 'node.started') expect([id, verdict]).toEqual([id, 'start']);
      else checkSkip(event, verdict, { dependencies, of });
    }
    if (type === 'node.completed' && event.conclusion === 'failure_ignored') standings.set(id, 'ignored');
    else if (type in ENDS) standings.set(id, ENDS[type as keyof typeof ENDS]);
  }
}

interface Graph {
  readonly plan: Plan;
  /** The whole id of one of its nodes. */
  readonly idOf: (id: string) => string;
}

function graphAround(plan: Plan, id: string): Graph | undefined {
  const cut = id.lastIndexOf('/');
  if (cut < 0) return { plan, idOf: (one) => one };
  const { body } = nodeAt(plan, id.slice(0, cut));
  if (body.kind !== 'pipe') return undefined;
  const suffix = /@\d+$/.exec(id.slice(cut))?.[0] ?? '';
  return { plan: body.plan, idOf: (one) => `${id.slice(0, cut)}/${one}${suffix}` };
}

function checkSkip(
  { node_id: id, reason, cause }: NodeSkipped,
  verdict: ReturnType<typeof expectedVerdict>,
  { dependencies, of }: { readonly dependencies: readonly string[]; readonly of: readonly Standing[] },
): void {
  if (CALLED_OFF.has(reason)) return;
  if (reason === 'when') expect([id, verdict]).toEqual([id, 'start']);
  else if (reason === 'not_triggered') expect([id, verdict, cause]).toEqual([id, 'not_triggered', undefined]);
  else {
    const standing = of.includes('failed') ? 'failed' : 'skipped';
    expect([id, verdict, reason]).toEqual([id, 'upstream', `upstream_${standing}`]);
    const causes = dependencies.filter((_, at) => of[at] === standing);
    // Of ignored failures only, none is the cause.
    expect(causes.length === 0 ? [undefined] : causes).toContain(cause);
  }
}

// Items that none had begun with when they were called off have no event: those that were begun with are known.
function checkItems(plan: Plan, events: readonly Event[]): void {
  const begun = new Map<string, number>();
  const ended = new Map<string, number>();
  const closed = new Set<string>();
  const isOff = (event: Event) =>
    (event.type === 'node.skipped' && CALLED_OFF.has(event.reason)) ||
    (event.type === 'node.failed' && event.error.kind === 'cancelled');
  for (const event of events) {
    if (!('node_id' in event)) continue;
    const { node_id: id, type } = event;
    const around = id.slice(0, Math.max(0, id.lastIndexOf('/')));
    const body = around === '' ? undefined : nodeAt(plan, around).body;
    if (body?.kind !== 'each') continue;
    const of = `${around} ${/@\d+$/.exec(id.slice(around.length))?.[0] ?? ''}`;
    if (type === 'node.started' || type === 'node.skipped') begun.set(of, (begun.get(of) ?? 0) + 1);
    if (isOff(event)) closed.add(of);
    const most = (ended.get(of) ?? 0) + (body.maxParallel ?? plan.maxParallel);
    if (closed.has(of)) expect(begun.get(of), `items of ${of}`).toBeLessThanOrEqual(most);
    else if (type in ENDS) ended.set(of, (ended.get(of) ?? 0) + 1);
  }
}

/** Where in the journal it was heard. */
interface Heard {
  readonly cancel: number;
  readonly timeout: number;
}

const BEGINNINGS: ReadonlySet<Event['type']> = new Set([
  'node.started',
  'node.retrying',
  'iteration.started',
  'gate.passed',
]);

function checkCalledOff(plan: Plan, watched: Watched, heard: Heard): void {
  const { events } = watched.fake;
  const begun = (from: number, to = events.length) =>
    events.slice(from, to).filter(({ type }) => BEGINNINGS.has(type));
  const first = Math.min(heard.cancel, heard.timeout);
  expect(begun(first), 'begun after it was called off').toEqual([]);
  for (const { name, atSeq, isAborted } of watched.children)
    if (atSeq > first) expect([name, isAborted], 'started after it was called off').toEqual([name, true]);
  const { timeoutMs = Number.POSITIVE_INFINITY } = plan;
  const heardMs = Math.min(watched.heardAtMs, timeoutMs);
  const isOpen = topEnds(events.slice(0, first)).length < plan.nodes.length;
  const last = events.at(-1)!;
  if (Number.isFinite(first) && isOpen) {
    const endMs = Math.max(heardMs, watched.lastChildEndMs);
    expect(watched.fake.nowMs, 'waits for nothing but the children').toBe(endMs);
    const possible = [
      ...(watched.heardAtMs <= timeoutMs ? ['cancelled'] : []),
      ...(watched.heardAtMs >= timeoutMs ? ['timeout'] : []),
    ];
    expect(possible).toContain(last.type === 'pipe.aborted' && last.reason);
  } else if (last.type === 'pipe.aborted') expect(['cancelled', 'timeout']).not.toContain(last.reason);
  checkFailureModes(plan, events);
  checkReasons(plan, events, heard);
}

const isTop = (event: Event): event is Extract<Event, { readonly node_id: string }> =>
  'node_id' in event && !event.node_id.includes('/');

const topEnds = (events: readonly Event[]) => events.filter((event) => isTop(event) && event.type in ENDS);

// The first failure of a pipe's node ends the others, or lets no other begin.
function checkFailureModes(plan: Plan, events: readonly Event[]): void {
  for (const [at, event] of events.entries()) {
    if (event.type !== 'node.failed') continue;
    const { node_id: id } = event;
    const graph = graphAround(plan, id);
    const { failureMode = 'continue' } = graph?.plan ?? {};
    if (graph === undefined || failureMode === 'continue') continue;
    const around = id.slice(0, id.lastIndexOf('/') + 1);
    const begun = untilEnd(events.slice(at + 1), around.slice(0, -1)).filter((one) => {
      if (!('node_id' in one) || !one.node_id.startsWith(around)) return false;
      const isChild = !one.node_id.slice(around.length).includes('/');
      return failureMode === 'kill' ? BEGINNINGS.has(one.type) : isChild && one.type === 'node.started';
    });
    expect(begun, `begun after ${id} failed with ${failureMode}`).toEqual([]);
  }
}

/** Up to the end of this attempt of the node; all of them at the top level. */
function untilEnd(events: readonly Event[], id: string): readonly Event[] {
  const to = events.findIndex(
    (one) =>
      'node_id' in one && one.node_id === id && (one.type in ENDS || one.type === 'node.attempt_failed'),
  );
  return to < 0 ? events : events.slice(0, to);
}

// Nobody says that it was called off who was not.
function checkReasons(plan: Plan, events: readonly Event[], heard: Heard): void {
  let isStopped = false;
  // What runs is ended as well.
  let isEnded = false;
  for (const [at, event] of events.entries()) {
    if (event.type === 'node.completed' && nodeAt(plan, event.node_id).kind === 'stop') {
      isStopped = true;
      isEnded = true;
    }
    if (isTop(event) && event.type === 'node.failed' && plan.failureMode !== undefined) isStopped = true;
    if (isTop(event) && event.type === 'node.skipped') checkTopSkip(event, at, { ...heard, isStopped });
    if (isTop(event) && event.type === 'node.failed' && event.error.kind === 'cancelled')
      expect(at >= heard.cancel || isEnded, `${event.node_id} called off`).toBe(true);
    if (isStopped && plan.failureMode !== 'no_new') isEnded = true;
  }
}

function checkTopSkip(
  { node_id: id, reason }: NodeSkipped & Stamp,
  at: number,
  { cancel, timeout, isStopped }: Heard & { readonly isStopped: boolean },
): void {
  if (reason === 'cancelled') expect(at, `${id} cancelled`).toBeGreaterThanOrEqual(cancel);
  if (reason === 'timeout') expect(at, `${id} timeout`).toBeGreaterThanOrEqual(timeout);
  if (reason === 'stopped') expect(isStopped, `${id} stopped`).toBe(true);
}

/**
 * Of a plan of scripts that nobody disturbs: whenever time passes, nobody waits for a place unless all are taken; and
 * whoever gets one has at least as much before it as all who wait.
 */
export function checkPlaces(plan: Plan, events: readonly Event[]): void {
  const standings = new Map<string, Standing>();
  const running = new Set<string>();
  const waiting = () =>
    plan.nodes.filter(({ id, index, triggerRule }) => {
      const of = dependenciesOf(plan, index).map((one) => standings.get(one) ?? 'unsettled');
      return !running.has(id) && !standings.has(id) && expectedVerdict(triggerRule, of) === 'start';
    });
  let nowMs = 0;
  for (const event of events) {
    const all = waiting();
    if (event.mono_ms > nowMs && all.length > 0) {
      const ids = all.map(({ id }) => id);
      expect([ids, running.size], `waiting at ${nowMs} ms`).toEqual([ids, plan.maxParallel]);
    }
    nowMs = event.mono_ms;
    if (!('node_id' in event)) continue;
    const { node_id: id, type } = event;
    if (type === 'node.started') {
      const longest = Math.max(...all.map(({ index }) => plan.graph.distance[index]!));
      expect([id, plan.graph.distance[nodeAt(plan, id).index]]).toEqual([id, longest]);
      running.add(id);
      continue;
    }
    running.delete(id);
    if (type in ENDS) standings.set(id, ENDS[type as keyof typeof ENDS]);
  }
}
