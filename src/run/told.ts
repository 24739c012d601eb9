import type { NodeStarted } from '../core/event.ts';
import type { Json } from '../core/json.ts';
import type { PlanBody, PlanNode } from '../core/plan.ts';
import { skipReason } from './aborts.ts';
import type { Scope } from './scope.ts';
import { isAsThen, isCalledOffAsThen, isSkippedAsThen, takeOverCalledOff } from './take-over.ts';
import type { Ended } from './turn.ts';

/** The fact that a node begins. */
export function startedFact(node: PlanNode, scope: Scope, id: string, because?: string): NodeStarted {
  const { parent, engine } = scope;
  const model = modelOf(node.body);
  const digest = engine.digestOf?.(node);
  return {
    type: 'node.started',
    node_id: id,
    kind: node.kind,
    ...(model !== undefined && { model }),
    ...(parent !== undefined && { parent }),
    ...(digest !== undefined && { digest }),
    ...(because !== undefined && { because }),
  };
}

function modelOf(body: PlanBody): string | undefined {
  if (body.kind === 'agent') return body.model;
  return body.kind === 'loop' ? body.turn.model : undefined;
}

/** Tells the end of a node to a resumed run, before anybody acts on it. */
export function settle(node: PlanNode, scope: Scope, id: string, hasRun: boolean): void {
  const { resume, state } = scope.engine;
  resume?.settle(state.nodes.get(id)!, !hasRun && isAsThen(node, scope, id));
}

/** The end of a node that was waiting when everything around it was called off. */
export function calledOff(node: PlanNode, scope: Scope, id: string): Ended {
  const abort = scope.aborts.aborted() ?? scope.entry?.aborted();
  // After a fault the journal tells no more than it must.
  if (scope.engine.isFaulty() || abort === undefined) return { id, status: 'skipped' };
  const takenOver = takeOverCalledOff(node, scope, id);
  if (takenOver !== undefined) return takenOver;
  const cause = abort.kind === 'stopped' ? abort.cause : undefined;
  const facts = { reason: skipReason(abort), ...(cause !== undefined && { cause }) };
  return skip(scope, id, facts, isCalledOffAsThen);
}

/** What a skip's condition was and saw, or what called it off. */
export type SkipFacts =
  | { readonly when: string; readonly saw: Readonly<Record<string, Json>> }
  | { readonly reason: 'timeout' | 'cancelled' | 'stopped'; readonly cause?: string };

/** Records that a node does not run. */
export function skip(scope: Scope, id: string, facts: SkipFacts, isSame = isSkippedAsThen): Ended {
  const { parent } = scope;
  const fact = {
    type: 'node.skipped' as const,
    node_id: id,
    ...('reason' in facts ? facts : { reason: 'when' as const, ...facts }),
    ...(parent !== undefined && { parent }),
  };
  scope.record(fact, () => settleSkip(scope, id, isSame));
  return { id, status: 'skipped' };
}

/** Tells a skip to a resumed run, before anybody acts on it. */
export function settleSkip(scope: Scope, id: string, isSame = isSkippedAsThen): void {
  const { resume, state } = scope.engine;
  resume?.settle(state.nodes.get(id)!, isSame(scope, id));
}
