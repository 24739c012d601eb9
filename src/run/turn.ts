import type { Conclusion } from '../core/event.ts';
import type { Failure } from '../core/failure.ts';
import type { Json, JsonMap } from '../core/json.ts';
import type { PlanNode } from '../core/plan.ts';
import { ok } from '../core/result.ts';
import type { Context, NodeView } from '../core/template.ts';
import type { OpenAborts } from './aborts.ts';
import type { Abort, BodyOutcome, Child } from './ports.ts';
import type { Scope } from './scope.ts';
import type { GoesOn, Inner } from './take-over.ts';

/** What a step says comes next; it passes through policies, retries and `ignore_errors`. */
export type Signal =
  | { readonly kind: 'break' | 'continue' | 'skip' | 'stop' }
  | { readonly kind: 'return'; readonly outputs: JsonMap }
  | { readonly kind: 'jump'; readonly to: string };

/** How one attempt of a body ended, gate aside. */
export interface Outcome extends BodyOutcome {
  /** What the body itself makes of its children; `outputs` of the node may say otherwise. */
  readonly outputs?: Json;
  readonly conclusion?: Conclusion;
  readonly signal?: Signal;
  /** The steps of this body, for what is evaluated after it. */
  readonly steps?: ReadonlyMap<string, NodeView>;
}

/** One attempt of a node's body, under its deadline. */
export interface Turn {
  readonly node: PlanNode;
  /** The node's whole id. */
  readonly id: string;
  readonly attempt: number;
  /** How often each child was run, over all attempts. */
  readonly runs: Map<string, number>;
  readonly scope: Scope;
  /** What its expressions may read. */
  readonly context: Context;
  readonly child: Child;
  readonly aborts: OpenAborts;
  /** In a resumed run: what its children have to know of the one before. */
  readonly inner?: Inner;
  /** Of an agent's loop: where it is taken up. */
  readonly goesOn?: GoesOn;
}

/** How a node ended. */
export interface Ended {
  readonly id: string;
  readonly status: 'completed' | 'ignored' | 'failed' | 'skipped';
  readonly failure?: Failure;
  readonly outputs?: Json;
  readonly signal?: Signal;
  readonly steps?: ReadonlyMap<string, NodeView>;
}

/** The scope of a body's children. */
export function innerScope(turn: Turn, changes: Partial<Scope> = {}): Scope {
  const { aborts, id: parent } = turn;
  const { inner } = turn;
  return { ...turn.scope, aborts, entry: undefined, parent, env: ok(turn.context.env), ...inner, ...changes };
}

/** Of a body whose children follow each other: why the next one may not be taken over, if it may not. */
export const changedSince = ({ inner, scope, id }: Turn): string | undefined =>
  inner?.changed ?? scope.engine.resume?.changedIn(id);

/** Why the attempt was aborted, if it was. */
export const abortOf = (turn: Turn): Abort | undefined => turn.aborts.aborted();
