import type { NodeDigest, NodeReused } from '../core/event.ts';
import type { Failure } from '../core/failure.ts';
import type { PastFailure, PastNode } from '../core/past.ts';
import type { PlanNode } from '../core/plan.ts';
import type { NodeState } from '../core/state.ts';
import { isLeaf } from './leaf.ts';
import type { GateVerdict } from './ports.ts';
import { afterwards } from './resume.ts';
import type { Scope } from './scope.ts';
import { changedSince, type Ended, type Signal, type Turn } from './turn.ts';

/** A leaf that was taken over, or why it runs; and where, if it is a loop that goes on. */
export type TakenOver =
  | { readonly ended: Ended }
  | { readonly because: string | undefined; readonly goesOn?: GoesOn };

/** Where a loop of an agent is taken up. */
export interface GoesOn {
  readonly iteration: number;
  readonly byteOffset: number;
  /** The conversation; absent: each iteration has one of its own. */
  readonly sessionId?: string;
}

/** Why a node runs that the run before had, too; absent: that, and all it depends on, is as it was. */
export function whyAgain(node: PlanNode, scope: Scope, id: string): string | undefined {
  const { resume, again } = scope.engine;
  if (resume === undefined) return scope.parent === undefined ? again : undefined;
  const then = resume.before(id);
  if (then === undefined) return 'it did not run before';
  return scope.changed ?? whyRun(then, scope) ?? digestChange(node, scope, then);
}

/** Takes a leaf over from the run before, where that may be. */
export function takeOver(node: PlanNode, scope: Scope, id: string): TakenOver {
  const then = scope.engine.resume?.before(id);
  const because = whyAgain(node, scope, id);
  if (then === undefined) return { because };
  if (because === undefined) return reuse(node, scope, then) ?? { because: GONE };
  const goesOn = placeToGoOn(node, scope, then);
  if (goesOn === undefined) return { because };
  const { iteration, byteOffset } = goesOn;
  if (!scope.engine.ports.results.takeOver(id, byteOffset)) return { because: GONE };
  return { because: `goes on at iteration ${iteration}`, goesOn };
}

/** Takes over what was called off then, now that it is called off again. */
export function takeOverCalledOff(node: PlanNode, scope: Scope, id: string): Ended | undefined {
  const then = scope.engine.resume?.before(id);
  if (then === undefined || !wasCancelled(then) || !isLeaf(node.body)) return undefined;
  if (scope.changed !== undefined || digestChange(node, scope, then) !== undefined) return undefined;
  return reuse(node, scope, then)?.ended;
}

const GONE = 'its captures are gone';

const wasCancelled = ({ state }: PastNode) =>
  state.status === 'failed' && state.error?.kind === 'cancelled' && state.interrupted === undefined;

function whyRun(then: PastNode, { isFailureKept }: Scope): string | undefined {
  const { status, interrupted } = then.state;
  switch (status) {
    case 'running':
      return INTERRUPTED;
    case 'skipped':
      return 'it was skipped then';
    case 'completed':
      return undefined;
    case 'failed':
      if (interrupted) return INTERRUPTED;
      if (wasCancelled(then)) return 'it was cancelled';
      return isFailureKept === true ? undefined : 'it failed';
  }
}

const INTERRUPTED = 'it was running when the run ended';

/** What of a node is not as it was; nothing: it may be taken over. */
function digestChange(node: PlanNode, scope: Scope, { digest, state }: PastNode): string | undefined {
  const now = scope.engine.digestOf?.(node);
  if (now === undefined || digest === undefined) return 'the earlier run did not record its definition';
  if (now.body !== digest.body) return bodyChange(node, state.kind);
  if (now.env !== digest.env) return 'its environment changed';
  if (now.gate !== digest.gate) return 'its gate changed';
  return now.policy === digest.policy ? undefined : 'its outputs or on_error changed';
}

function bodyChange({ kind, body }: PlanNode, kindThen: string | undefined): string {
  if (kind === kindThen && body.kind === 'script') return 'its script changed';
  if (kind === kindThen && body.kind === 'agent') return 'its prompt, model or tools changed';
  return 'its definition changed';
}

function reuse(node: PlanNode, scope: Scope, then: PastNode): { readonly ended: Ended } | undefined {
  const { ports, resume, digestOf, state } = scope.engine;
  const { id } = then.state;
  if (!ports.results.takeOver(id)) return undefined;
  const fact = reusedFact(node, scope, then, digestOf!(node));
  scope.record(fact, () => resume!.settle(state.nodes.get(id)!, true));
  return { ended: endedAs(then, scope) };
}

function reusedFact(node: PlanNode, scope: Scope, then: PastNode, digest: NodeDigest): NodeReused {
  const { parent, engine } = scope;
  const { id, status, model, durationMs, attempt, iterations, textFrom, gates, outputs } = then.state;
  const { conclusion, error, message, sessionId } = then.state;
  return {
    type: 'node.reused',
    node_id: id,
    ...(parent !== undefined && { parent }),
    kind: node.kind,
    ...(model !== undefined && { model }),
    status: status === 'failed' ? 'failed' : 'completed',
    digest,
    output_path: engine.ports.outputPath(id),
    duration_ms: durationMs,
    attempt,
    ...(iterations > 0 && { iterations }),
    ...(textFrom !== undefined && { text_from: textFrom }),
    ...(outputs !== undefined && { outputs }),
    ...(conclusion !== undefined && { conclusion }),
    ...(error !== undefined && { error }),
    ...(message !== undefined && { message }),
    ...(sessionId !== undefined && { session_id: sessionId }),
    ...(then.jumpedTo !== undefined && { jumped_to: then.jumpedTo }),
    ...(gates.length > 0 && { gates }),
  };
}

function endedAs({ state, jumpedTo }: PastNode, { engine }: Scope): Ended {
  const { id, status, conclusion, error, message } = state;
  const failure = error === undefined ? undefined : failureThen({ error, ...(message && { message }) });
  if (status === 'failed')
    return { id, status, failure: failure ?? failureThen({ error: { kind: 'crash' } }) };
  const signal: Signal | undefined = jumpedTo === undefined ? undefined : { kind: 'jump', to: jumpedTo };
  const outputs = engine.state.nodes.get(id)?.outputs;
  return {
    id,
    status: conclusion === 'failure_ignored' ? 'ignored' : 'completed',
    ...(failure !== undefined && { failure }),
    ...(outputs !== undefined && { outputs }),
    ...(signal !== undefined && { signal }),
  };
}

/** The failure of an earlier run as this one has it. */
const failureThen = ({ error, message }: PastFailure): Failure => ({
  kind: 'past',
  error,
  ...(message !== undefined && { message }),
});

// After these the loop itself was over, or had nothing left.
const AFTER_THE_LOOP: ReadonlySet<string> = new Set([
  ...['max_iterations_exceeded', 'gate_failed', 'gate_timeout', 'outputs_invalid', 'schema_invalid'],
]);

// In its conversation where the agent still has it; what came before its first iteration ended is nothing to go on with.
function placeToGoOn(node: PlanNode, scope: Scope, then: PastNode): GoesOn | undefined {
  const { state, attempts } = then;
  const { body } = node;
  if (body.kind !== 'loop' || scope.changed !== undefined) return undefined;
  if (state.status !== 'running' && state.status !== 'failed') return undefined;
  if (AFTER_THE_LOOP.has(state.error?.kind ?? '') || digestChange(node, scope, then) !== undefined)
    return undefined;
  const { iteration = 1, byteOffset, sessionId } = attempts.at(-1)?.iteration ?? {};
  if (iteration < 2 || iteration > body.maxIterations || byteOffset === undefined) return undefined;
  if (body.freshContext) return { iteration, byteOffset };
  const hasSession = sessionId !== undefined && scope.engine.ports.agent.hasSession(sessionId);
  return hasSession ? { iteration, byteOffset, sessionId } : undefined;
}

/** What the children of an attempt have to know of the run before. */
export interface Inner {
  /** Why nothing in it may be taken over; absent: it may. */
  readonly changed?: string | undefined;
  readonly isFailureKept: boolean;
}

/** The same for a node about to be attempted. */
export function innerOf(node: PlanNode, scope: Scope, id: string, attempt: number): Inner {
  const { resume, digestOf } = scope.engine;
  const then = resume?.before(id);
  const now = digestOf?.(node);
  const isOther = now?.body !== then?.digest?.body || now?.env !== then?.digest?.env;
  const own = then === undefined || now === undefined || isOther ? afterwards(id) : undefined;
  return {
    changed: scope.changed ?? own ?? resume?.changedIn(id),
    isFailureKept: then !== undefined && isKept(then, attempt, scope),
  };
}

// A failure in it led to another attempt, or was passed over, or it is kept for what is around.
function isKept({ state, attempts }: PastNode, attempt: number, scope: Scope): boolean {
  if (attempt < attempts.length || state.status === 'completed') return true;
  return state.status === 'failed' && state.interrupted === undefined && scope.isFailureKept === true;
}

/** Whether a node that was executed came to what it came to then, with nothing in it that ran. */
export function isAsThen(node: PlanNode, scope: Scope, id: string): boolean {
  const { resume, state } = scope.engine;
  const then = resume?.before(id);
  const now = state.nodes.get(id);
  if (then === undefined || now === undefined || then.state.interrupted) return false;
  const isIntact = scope.changed === undefined && resume!.changedIn(id) === undefined;
  if (!isIntact || digestChange(node, scope, then) !== undefined) return false;
  return endOf(now) === endOf(then.state);
}

const endOf = ({ status, conclusion, error, outputs }: NodeState): string =>
  JSON.stringify([status, conclusion, error?.kind, outputs]);

/** Whether a skip is one that was a skip then, too. */
export const isSkippedAsThen = ({ engine, changed }: Scope, id: string): boolean =>
  changed === undefined && engine.resume?.before(id)?.state.status === 'skipped';

/** Whether what is called off did not come to an end of its own then, either. */
export function isCalledOffAsThen({ engine, changed }: Scope, id: string): boolean {
  const then = engine.resume?.before(id);
  return (
    changed === undefined && (then === undefined || then.state.status === 'skipped' || wasCancelled(then))
  );
}

/** Whether that attempt's failure is one of the run before, told again. */
export function isReplayed({ engine, changed }: Scope, id: string, attempt: number): boolean {
  const { resume } = engine;
  if (resume === undefined || changed !== undefined || resume.changedIn(id) !== undefined) return false;
  return attempt < (resume.before(id)?.attempts.length ?? 0);
}

/** What a gate said then of a body in which nothing ran since; where it is not known, it has to be asked. */
export function verdictThen(gate: string, turn: Turn): GateVerdict | undefined {
  const { node, id, attempt, scope, inner } = turn;
  const { resume, digestOf } = scope.engine;
  if (resume === undefined || isLeaf(node.body)) return undefined;
  const then = resume.before(id);
  const { gates, failure } = then?.attempts[attempt - 1] ?? {};
  const isKnown = changedSince(turn) === undefined && digestOf?.(node).gate === then?.digest?.gate;
  if (isKnown && gates?.has(gate)) {
    const stdout = gates.get(gate);
    return stdout === undefined ? {} : { stdout };
  }
  const isRefused = failure?.error.kind === 'gate_failed' || failure?.error.kind === 'gate_timeout';
  return isKnown && isRefused && inner?.isFailureKept ? { failure: failureThen(failure) } : undefined;
}

/** Whether a body was called off then at what may be its last moment: what called it off comes first again. */
export function wasCalledOff(turn: Turn): boolean {
  const { id, attempt, scope } = turn;
  const { failure } = scope.engine.resume?.before(id)?.attempts[attempt - 1] ?? {};
  return failure?.error.kind === 'cancelled' && changedSince(turn) === undefined;
}

/** Whether a node did not begin then because all around it was called off, as it may be again. */
export function wasNotReached({ engine }: Scope, id: string): boolean {
  const reason = engine.resume?.before(id)?.state.skip?.reason;
  return reason === 'stopped' || reason === 'cancelled' || reason === 'timeout';
}
