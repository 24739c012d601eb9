import { unabsorbedFailures } from './conclude.ts';
import type { AttemptFailed, Event, NodeDigest, RecordedError, UntilChecked } from './event.ts';
import type { Plan } from './plan.ts';
import { createSchedule, STATUS } from './schedule.ts';
import { fold, type NodeState } from './state.ts';

/** What an earlier run came to, as its journal tells it. */
export interface Past {
  readonly runId: string;
  /** By whole id. */
  readonly nodes: ReadonlyMap<string, PastNode>;
}

/** A node of an earlier run. */
export interface PastNode {
  readonly state: NodeState;
  /** Absent where it was skipped, or written by an engine that recorded none. */
  readonly digest?: NodeDigest;
  /** From the first; the last one decided, unless the run ended before. */
  readonly attempts: readonly PastAttempt[];
  /** The step its failure, or the control itself, sent its `steps` to. */
  readonly jumpedTo?: string;
  /** Numbers of the events that began and ended it; it never ended: infinite. */
  readonly beganAt: number;
  readonly endedAt: number;
  /** The node of the same body that was told before it. */
  readonly previous?: string;
}

/** What is known of one attempt. */
export interface PastAttempt {
  /** The last iteration that began. */
  readonly iteration?: PastIteration;
  /** Answers of `until_bash` by iteration. */
  readonly untilChecked: ReadonlyMap<number, UntilChecked>;
  /** Gates that passed, and what they printed. */
  readonly gates: ReadonlyMap<string, string | undefined>;
  readonly failure?: PastFailure;
}

export interface PastIteration {
  readonly iteration: number;
  readonly byteOffset?: number;
  readonly sessionId?: string;
}

export interface PastFailure {
  readonly error: RecordedError;
  readonly message?: string;
  /** Absent: it ended the node. */
  readonly will?: AttemptFailed['will'];
}

interface DraftAttempt {
  iteration?: PastIteration;
  readonly untilChecked: Map<number, UntilChecked>;
  readonly gates: Map<string, string | undefined>;
  failure?: PastFailure;
}

interface Draft {
  digest?: NodeDigest;
  readonly attempts: DraftAttempt[];
  jumpedTo?: string;
  beganAt: number;
  endedAt: number;
  previous?: string;
}

/** Reads what a later run may take over; what the earlier one took over itself is as good as its own. */
export function pastOf(events: readonly Event[]): Past {
  const state = fold(events);
  const drafts = new Map<string, Draft>();
  const lastOf = new Map<string, string>();
  events.forEach((event, at) => {
    if (!('node_id' in event)) return;
    const draft = draftOf(drafts, event.node_id);
    if (event.type === 'node.started' || event.type === 'node.skipped' || event.type === 'node.reused') {
      const { node_id: id, parent = '' } = event;
      const previous = lastOf.get(parent);
      draft.beganAt = at;
      if (previous !== undefined) draft.previous = previous;
      lastOf.set(parent, id);
    }
    if (ENDS.has(event.type)) draft.endedAt = at;
    note(draft, event);
  });
  const nodes = new Map<string, PastNode>();
  for (const [id, node] of state.nodes) nodes.set(id, { state: node, ...draftOf(drafts, id) });
  return { runId: state.runId, nodes };
}

const ENDS: ReadonlySet<Event['type']> = new Set([
  'node.completed',
  'node.failed',
  'node.skipped',
  'node.reused',
]);

function draftOf(drafts: Map<string, Draft>, id: string): Draft {
  const known = drafts.get(id);
  if (known !== undefined) return known;
  const draft: Draft = { attempts: [newAttempt()], beganAt: 0, endedAt: Number.POSITIVE_INFINITY };
  drafts.set(id, draft);
  return draft;
}

const newAttempt = (): DraftAttempt => ({ untilChecked: new Map(), gates: new Map() });

function note(draft: Draft, event: Event): void {
  const attempt = draft.attempts.at(-1)!;
  switch (event.type) {
    case 'node.started':
      if (event.digest) draft.digest = event.digest;
      return;
    case 'node.reused':
      noteReused(draft, event);
      return;
    case 'iteration.started':
      attempt.iteration = iterationOf(event.iteration, event.byte_offset, event.session_id);
      return;
    case 'until.checked':
      attempt.untilChecked.set(event.iteration, event);
      return;
    case 'gate.passed':
      attempt.gates.set(event.gate, event.stdout);
      return;
    case 'node.attempt_failed':
      attempt.failure = failureOf(event, event.will);
      if (event.will === 'retry') draft.attempts.push(newAttempt());
      return;
    case 'node.failed':
      attempt.failure ??= failureOf(event);
      return;
    case 'node.jumped':
      draft.jumpedTo = event.to;
      return;
    default:
  }
}

function noteReused(draft: Draft, event: Extract<Event, { type: 'node.reused' }>): void {
  const { iterations, text_from: textFrom, session_id: sessionId } = event;
  const attempt = draft.attempts.at(-1)!;
  draft.digest = event.digest;
  if (event.jumped_to) draft.jumpedTo = event.jumped_to;
  if (iterations) attempt.iteration = iterationOf(iterations, textFrom, sessionId);
  if (Array.isArray(event.gates)) for (const gate of event.gates) attempt.gates.set(gate, undefined);
  if (event.error) attempt.failure = failureOf({ error: event.error, message: event.message });
}

function iterationOf(iteration: number, byteOffset?: number, sessionId?: string): PastIteration {
  return {
    iteration,
    ...(typeof byteOffset === 'number' && { byteOffset }),
    ...(sessionId && { sessionId }),
  };
}

function failureOf(
  { error, message }: { readonly error: RecordedError; readonly message?: string | undefined },
  will?: AttemptFailed['will'],
): PastFailure {
  return { error, ...(message && { message }), ...(will && { will }) };
}

/** Whole ids of the failed nodes of a graph whose failure was absorbed by what came after them. */
export function absorbedThen(plan: Plan, { nodes }: Past, idOf: (id: string) => string): ReadonlySet<string> {
  const failed = plan.nodes.map(({ id }) => idOf(id)).filter((id) => hasFailed(nodes.get(id)));
  if (failed.length === 0) return new Set();
  const schedule = createSchedule(plan);
  for (const { id, index } of plan.nodes) {
    const status = statusOf(nodes.get(idOf(id)));
    schedule.status[index] = status;
    if (status !== STATUS.completed) continue;
    const { start, targets } = plan.graph.dependents;
    for (let edge = start[index]!; edge < start[index + 1]!; edge++) schedule.completed[targets[edge]!]!++;
  }
  const open = new Set(unabsorbedFailures(schedule).map(idOf));
  return new Set(failed.filter((id) => !open.has(id)));
}

const hasFailed = (node: PastNode | undefined) => node?.state.status === 'failed';

function statusOf(node: PastNode | undefined): number {
  switch (node?.state.status) {
    case 'completed':
      return node.state.conclusion === 'failure_ignored' ? STATUS.ignored : STATUS.completed;
    case 'failed':
      return STATUS.failed;
    case 'skipped':
      return STATUS.skipped;
    default:
      return STATUS.pending;
  }
}
