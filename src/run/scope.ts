import type { Event, Fact, NodeDigest } from '../core/event.ts';
import type { Json } from '../core/json.ts';
import type { PlanNode, Pool } from '../core/plan.ts';
import { ok, type Result } from '../core/result.ts';
import type { NodeState, RunState } from '../core/state.ts';
import type { Context, NodeView } from '../core/template.ts';
import type { Aborts } from './aborts.ts';
import type { Rendered } from './env.ts';
import type { Ports } from './ports.ts';
import type { Resume } from './resume.ts';
import type { Cap, Rank, Slots } from './slots.ts';
import type { Ended } from './turn.ts';

/** What one run has once, however deep its bodies nest. */
export interface Engine {
  readonly ports: Ports;
  readonly slots: Slots;
  /** The fold of all events so far. */
  readonly state: RunState;
  /** What `run` is in expressions. */
  readonly about: ReadonlyMap<string, Json>;
  /** Tells a fault at once, so that nothing more is started. */
  readonly fault: (error: unknown) => void;
  readonly isFaulty: () => boolean;
  /** Ends the run because a step said so: what runs is cancelled, nothing more starts. */
  readonly stop: () => void;
  /** Runs a node whose trigger is met; handed in, since a body runs nodes and a node runs its body. */
  readonly execute: (node: PlanNode, scope: Scope, id: string) => Promise<Ended>;
  /** The caps of a leaf: those given and its pool's; the same list for the same two. */
  readonly capsOf: (caps: readonly Cap[], pool: Pool | undefined) => readonly Cap[];
  /** What decides a node's result; absent: nobody will resume this run. */
  readonly digestOf?: (node: PlanNode) => NodeDigest;
  /** Present in a resumed run. */
  readonly resume?: Resume;
  /** Why every node of the top level runs again although there was an earlier run. */
  readonly again?: string;
}

/** Where a node runs: what its surroundings give it. */
export interface Scope {
  readonly engine: Engine;
  /** `folded` is called before anybody is told, who might call everything off. */
  readonly record: (fact: Fact, folded?: (event: Event) => void) => Event;
  readonly aborts: Aborts;
  /** Calls off what waits for its first place; absent: `aborts` does. */
  readonly entry?: Aborts | undefined;
  /** Those of the run and of the pipes around. */
  readonly caps: readonly Cap[];
  readonly rank: Rank;
  /** The whole id of the body around; absent at the top level. */
  readonly parent?: string;
  /** `OMNE_INPUT_<KEY>`, and what the bodies around add. */
  readonly variables: Readonly<Record<string, string>>;
  readonly inputs: ReadonlyMap<string, Json>;
  /** The environment around: that of the pipe, or of the body. */
  readonly env: Rendered;
  /** A node of the same pipe. */
  readonly node: (id: string) => NodeView | undefined;
  /** The last visits of the steps of the nearest `steps`. */
  readonly steps: ReadonlyMap<string, NodeView>;
  /** What `set` wrote; branches and items have a copy of their own. */
  readonly vars: Map<string, Json>;
  /** `item`, `index`, `iteration`, and what `as` names. */
  readonly locals: ReadonlyMap<string, Json>;
  /** In a resumed run: why nothing here may be taken over; absent: all it depends on is as it was. */
  readonly changed?: string | undefined;
  /** A failure of what stands here was passed over in the earlier run, so it may be taken over as well. */
  readonly isFailureKept?: boolean;
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** What an expression may read in a scope. */
export function contextOf(scope: Scope, own?: ReadonlyMap<string, string>): Context {
  const { inputs, vars, locals, node, steps } = scope;
  const env = own ?? (scope.env.ok ? scope.env.value : NOTHING);
  return { inputs, env, run: scope.engine.about, vars, locals, node, step: (id) => steps.get(id) };
}

/** How an expression sees a node by its whole id; `undefined` until it settled. */
export function viewOf(engine: Engine, id: string): NodeView | undefined {
  const node = engine.state.nodes.get(id);
  if (node === undefined || node.status === 'running') return undefined;
  const exitCode = exitCodeOf(node);
  return {
    status: node.conclusion === 'failure_ignored' ? node.conclusion : node.status,
    ...(node.outputs !== undefined && { outputs: node.outputs }),
    ...(exitCode !== undefined && { exitCode }),
    durationMs: node.durationMs,
    text: () => (node.outputPath === undefined ? ok('') : textOf(engine, id, node.textFrom)),
  };
}

// An expression takes whatever is thrown in it for its own failure.
function textOf({ ports, fault }: Engine, id: string, fromByte: number | undefined): Result<string, string> {
  try {
    return ports.results.text(id, fromByte);
  } catch (error) {
    fault(error);
    throw error;
  }
}

function exitCodeOf({ status, kind, error }: NodeState): number | undefined {
  if (error !== undefined) return error.exit_code;
  return status === 'completed' && kind === 'bash' ? 0 : undefined;
}

/** A child's whole id; `nth` from 1 counts how often its parent ran it. */
export function childId(parent: string, name: string | number, nth: number): string {
  return nth === 1 ? `${parent}/${name}` : `${parent}/${name}@${nth}`;
}
