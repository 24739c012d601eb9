import type fc from 'fast-check';
import { expect } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { Plan, PlanBody, PlanNode } from '../../src/core/plan.ts';
import { fold, type NodeState } from '../../src/core/state.ts';
import { isLeaf } from '../../src/run/leaf.ts';
import * as make from '../core/plan-of.ts';
import { brief } from '../rig/brief.ts';
import type { FakePorts, Part, Script } from '../rig/fake-ports.ts';
import { nestedScene, type Scene } from './nested-plan.ts';
import { playFirst, resume } from './resumed.ts';

/**
 * Scenes whose end does not hang on who is faster: what a run comes to must be the same after a cut, where times are
 * others. Nothing in them is called off by a sibling, a deadline or a step that ends the run.
 */
export const steadyScene: fc.Arbitrary<Scene> = nestedScene.map(({ plan, script }) => ({
  plan: steadyPlan(plan),
  script: steadyScript(script),
}));

function steadyPlan(plan: Plan): Plan {
  const { timeoutMs: _, failureMode: __, ...rest } = plan;
  return { ...rest, nodes: plan.nodes.map((node) => steadyNode(node, false)) };
}

function steadyNode(node: PlanNode, isBeside: boolean): PlanNode {
  const { timeoutMs: _, gate, ...rest } = node;
  // A loop that is taken up counts its attempts anew.
  const gated = gate === undefined || (node.body.kind === 'loop' && node.onError?.retry) ? {} : { gate };
  const triggerRule = node.triggerRule === 'first_success' ? 'one_success' : node.triggerRule;
  // Which of several failures comes first decides the kind that a body fails with.
  const { onError } = node;
  const isChoosy = !isLeaf(node.body) && onError?.retry?.on !== undefined;
  const policy = isChoosy ? { onError: make.onError(onError.then) } : {};
  return { ...rest, ...gated, ...policy, triggerRule, body: steadyBody(node.body, isBeside) };
}

function steadyBody(body: PlanBody, isBeside: boolean): PlanBody {
  const all = (nodes: readonly PlanNode[], beside: boolean) => nodes.map((node) => steadyNode(node, beside));
  switch (body.kind) {
    case 'steps':
      return { ...body, steps: all(body.steps, isBeside) };
    case 'parallel':
      return { ...body, failFast: false, branches: all(body.branches, true) };
    case 'each':
      return { ...body, onItemError: 'continue', child: steadyNode(body.child, true) };
    case 'repeat':
      return { ...body, child: steadyNode(body.child, false) };
    case 'pipe':
      return { ...body, plan: steadyPlan(body.plan) };
    case 'control': {
      const { kind } = body.control;
      const callsOff = kind === 'stop' || (isBeside && (kind === 'break' || kind === 'continue'));
      return callsOff ? { ...body, control: { kind: 'skip' } } : body;
    }
    default:
      return body;
  }
}

// What a child does depends on what it is, not on how often this run has called it.
function steadyScript(script: Script): Script {
  return {
    ...script,
    others: (child) => {
      const turn = child.iteration === undefined ? 100 * (child.attempt ?? 1) : Number(child.iteration);
      const part = script.others!({ ...child, call: turn });
      if (child.port === 'gate') return asGate(part);
      const isBlocked =
        'sentinel' in (part.reply ?? {}) && (part.reply as { sentinel: string }).sentinel === 'blocked';
      return isBlocked ? { ...part, reply: {} } : part;
    },
  };
}

// A gate refuses as gates do.
function asGate(part: Part<object>): Part<object> {
  const hasFailed = 'failure' in (part.reply ?? {});
  const failure = { kind: 'gate_failed', cause: 'exit', exit: { code: 1 }, stderrTail: 'no' } as const;
  return hasFailed ? { ...part, reply: { failure } } : part;
}

/** Scenes in which anything may happen but that a deadline passes. */
export const untimedScene: fc.Arbitrary<Scene> = nestedScene.map(({ plan, script }) => ({
  plan: untimed(plan),
  script: {
    ...script,
    others: (child) => {
      const part = script.others!(child);
      const late = { ...part, afterMs: 1 + (part.afterMs ?? 0) };
      return child.port === 'gate' ? asGate(late) : late;
    },
  },
}));

function untimed(plan: Plan): Plan {
  const { timeoutMs: _, ...rest } = plan;
  return { ...rest, nodes: plan.nodes.map(untimedNode) };
}

function untimedNode(node: PlanNode): PlanNode {
  const { timeoutMs: _, body, when, ...others } = node;
  // One that fails at once may do so in the very moment in which something else calls it off.
  const rest = when === undefined || when.source === 'bad' ? others : { ...others, when };
  switch (body.kind) {
    case 'steps':
      return { ...rest, body: { ...body, steps: body.steps.map(untimedNode) } };
    case 'parallel':
      return { ...rest, body: { ...body, branches: body.branches.map(untimedNode) } };
    case 'each':
    case 'repeat':
      return { ...rest, body: { ...body, child: untimedNode(body.child) } };
    case 'pipe':
      return { ...rest, body: { ...body, plan: untimed(body.plan) } };
    default:
      return { ...rest, body };
  }
}

/** What a run came to, without what a cut changes: times, costs, and how often a leaf was tried. */
export function endsOf(events: readonly Event[], isRacy = false): Readonly<Record<string, unknown>> {
  const state = fold(events);
  const isCalledOff = (id = ''): boolean => {
    const node = state.nodes.get(id);
    return node !== undefined && (node.error?.kind === 'cancelled' || isCalledOff(node.parent));
  };
  const told = [...state.nodes.values()].filter(
    ({ skip, parent }) => !isRacy || !(NOT_REACHED.has(skip?.reason) || isCalledOff(parent)),
  );
  const nodes = told.map((node): [string, unknown] => [node.id, endOf(node)]);
  return {
    status: state.status,
    reason: state.reason,
    cause: state.cause,
    nodes: Object.fromEntries(nodes.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

const BODIES: ReadonlySet<string | undefined> = new Set(['steps', 'parallel', 'each', 'pipe', 'loop']);

// How far a body had come when it was called off is a matter of moments, and so is what says so first.
const NOT_REACHED: ReadonlySet<string | undefined> = new Set([
  ...['stopped', 'cancelled', 'upstream_failed', 'upstream_skipped', 'not_triggered'],
]);

const withoutKinds = (outputs: unknown): unknown =>
  JSON.parse(
    JSON.stringify(outputs, (key, value: unknown) =>
      key === 'error_kind' || key === 'exit_code' ? undefined : value,
    ),
  );

const endOf = ({ status, kind, conclusion, outputs, error, skip, gates }: NodeState) => ({
  status,
  ...(conclusion !== undefined && { conclusion }),
  ...(outputs !== undefined && { outputs: withoutKinds(outputs) }),
  ...(error !== undefined && !BODIES.has(kind) && { error: error.kind }),
  ...(skip !== undefined && { skip: skip.reason }),
  ...(gates.length > 0 && { gates: [...gates].sort() }),
});

/** Resumes a journal with the same fakes. */
export const again = (scene: Scene, events: readonly Event[], earlier: FakePorts): Promise<FakePorts> =>
  resume(scene.plan, events, { ...scene.script, earlier });

export const uninterrupted = ({ plan, script }: Scene): Promise<FakePorts> => playFirst(plan, script);

/** What must hold of a resumed run, and what else does where one thing calls others off; a failure shows the journals. */
export function checkResumed(
  resumed: FakePorts,
  whole: FakePorts,
  kept: readonly Event[],
  racy?: () => void,
): void {
  try {
    const isRacy = racy !== undefined;
    expect(endsOf(resumed.events, isRacy)).toEqual(endsOf(whole.events, isRacy));
    checkReasons(resumed.events, kept);
    expect([[...resumed.live], resumed.pendingTimers]).toEqual([[], 0]);
    racy?.();
  } catch (error) {
    const lines = (title: string, events: readonly Event[]) => [`--- ${title}`, ...events.map(brief)];
    const all = [
      ...lines('whole', whole.events),
      ...lines('kept', kept),
      ...lines('resumed', resumed.events),
    ];
    throw new Error([String(error), ...all].join('\n'));
  }
}

const OWN: ReadonlySet<string> = new Set([
  'it did not run before',
  'it was running when the run ended',
  'it failed',
  'it was cancelled',
  'it was skipped then',
]);

// Whatever runs again does so because of something that had not come to its end, and of nothing else.
function checkReasons(events: readonly Event[], kept: readonly Event[]): void {
  const then = fold(kept).nodes;
  const now = fold(events).nodes;
  const known = new Map<string, boolean>();
  const isExplained = (id: string): boolean => {
    const explainedBefore = known.get(id);
    if (explainedBefore !== undefined) return explainedBefore;
    known.set(id, false);
    const node = now.get(id);
    const because = node?.because;
    const after = /^after `(.+)`, which (?:ran again|was skipped)$/.exec(because ?? '')?.[1];
    const isOpen = then.get(id)?.status !== 'completed' || then.get(id)?.interrupted === true;
    const isInside = [...now.keys()].some((one) => one.startsWith(`${id}/`) && isExplained(one));
    const explained =
      (after !== undefined && isExplained(after)) || (isOpen && node?.reused !== true) || isInside;
    known.set(id, explained);
    return explained;
  };
  for (const { id, because, reused } of now.values()) {
    if (because === undefined) continue;
    expect(reused, id).toBe(undefined);
    const isGoingOn = because.startsWith('goes on at iteration ');
    if (!isGoingOn && !OWN.has(because)) expect(because, id).toMatch(/^after `/);
    expect(isExplained(id), `${id} ran: ${because}`).toBe(true);
  }
}
