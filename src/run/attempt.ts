import type { GatePassed } from '../core/event.ts';
import { type Failure, recordedError } from '../core/failure.ts';
import { GATE_TIMEOUT_MS } from '../core/limits.ts';
import type { PlanBody, PlanNode } from '../core/plan.ts';
import { abortedFailure, outerFailure } from './aborts.ts';
import { renderEnv } from './env.ts';
import { runAgent } from './kinds/agent.ts';
import { runControl } from './kinds/control.ts';
import { runEach } from './kinds/each.ts';
import { runJoin } from './kinds/join.ts';
import { runLoop } from './kinds/loop.ts';
import { runParallel } from './kinds/parallel.ts';
import { runRepeat } from './kinds/repeat.ts';
import { runScript } from './kinds/script.ts';
import { runSteps } from './kinds/steps.ts';
import { runSubPipe } from './kinds/sub-pipe.ts';
import { isLeaf } from './leaf.ts';
import { withPlace } from './place.ts';
import type { Child, GateVerdict } from './ports.ts';
import { publish } from './publish.ts';
import { contextOf, type Scope } from './scope.ts';
import { type GoesOn, innerOf, verdictThen, wasCalledOff } from './take-over.ts';
import { abortOf, type Outcome, type Turn } from './turn.ts';

/** Runs a body of one form; a new form fails to compile here until it has its executor. */
type Executor<B extends PlanBody> = (body: B, turn: Turn) => Promise<Outcome> | Outcome;

type Executors = { readonly [K in PlanBody['kind']]: Executor<Extract<PlanBody, { kind: K }>> };

const EXECUTORS: Executors = {
  script: runScript,
  agent: runAgent,
  loop: runLoop,
  repeat: runRepeat,
  steps: runSteps,
  parallel: runParallel,
  each: runEach,
  join: runJoin,
  pipe: runSubPipe,
  control: runControl,
};

/** A node about to be attempted. */
export interface Attempt {
  readonly node: PlanNode;
  readonly scope: Scope;
  readonly id: string;
  /** From 1. */
  readonly attempt: number;
  readonly runs: Map<string, number>;
  readonly goesOn?: GoesOn;
}

/** Body, gate and outputs of one attempt; rejects only with a fault. */
export async function executeAttempt(which: Attempt): Promise<Outcome> {
  const { node, scope, id, attempt } = which;
  const env = renderEnv(node.env, scope);
  if (!env.ok) return { failure: { kind: 'crash', cause: 'expression', error: env.error } };
  const { passEnv } = node;
  const { variables } = scope;
  const child: Child = { nodeId: id, attempt, env: Object.fromEntries(env.value), passEnv, variables };
  const aborts = scope.aborts.open(deadlineOf(node));
  const context = contextOf(scope, env.value);
  const inner = scope.engine.resume && innerOf(node, scope, id, attempt);
  const turn: Turn = { ...which, context, child, aborts, ...(inner && { inner }) };
  const outcome = await executeBody(turn);
  if (outcome.failure !== undefined || outcome.signal?.kind === 'stop') return outcome;
  const refused = node.gate === undefined ? undefined : await executeGate(node.gate, turn);
  return refused === undefined ? publish(outcome, turn) : withoutResults(outcome, refused);
}

function deadlineOf({ timeoutMs }: PlanNode) {
  if (timeoutMs === undefined) return undefined;
  return { afterMs: timeoutMs, abort: { kind: 'timeout' as const, seconds: timeoutMs / 1000 } };
}

function withoutResults(outcome: Outcome, failure: Failure): Outcome {
  const { outputs: _, signal: __, ...rest } = outcome;
  return { ...rest, failure };
}

async function executeBody(turn: Turn): Promise<Outcome> {
  const { node, scope, aborts } = turn;
  try {
    // The record is keyed by the union, so the row always fits the body; TypeScript cannot see that by itself.
    const executor = EXECUTORS[node.body.kind] as Executor<PlanBody>;
    const outcome = await executor(node.body, turn);
    if (isLeaf(node.body)) return outcome;
    if (wasCalledOff(turn)) await scope.engine.resume!.replay.toRun(aborts);
    return unlessAborted(outcome, turn);
  } finally {
    aborts.release();
  }
}

// Leaves word their own aborts; of a container it counts whatever its children made of it.
function unlessAborted(outcome: Outcome, turn: Turn): Outcome {
  const abort = abortOf(turn);
  // A child stopped the run: that was told, and whatever came after it changes nothing.
  const hasStopped = outcome.signal?.kind === 'stop' && turn.node.body.kind !== 'control';
  if (abort === undefined || hasStopped || isBlocked(outcome)) return outcome;
  const { id: nodeId } = turn;
  return {
    failure: abortedFailure(abort, (seconds) => ({ kind: 'timeout', cause: 'body', nodeId, seconds })),
  };
}

// Somebody has to look, whatever else came of it.
const isBlocked = ({ failure }: Outcome) =>
  failure !== undefined && recordedError(failure).kind === 'blocked';

async function executeGate(gate: string, turn: Turn): Promise<Failure | undefined> {
  const { scope } = turn;
  const then = verdictThen(gate, turn);
  if (then !== undefined) return keepVerdict(gate, then, turn);
  const passed = await withPlace(turn, scope.aborts, () => passGate(gate, turn));
  return passed.isCalledOff ? outerFailure(scope.aborts.aborted()!) : passed.value;
}

function keepVerdict(gate: string, { failure, stdout }: GateVerdict, turn: Turn): Failure | undefined {
  if (failure === undefined) turn.scope.record(passedFact(gate, turn.id, stdout));
  return failure;
}

async function passGate(gate: string, { scope, child }: Turn): Promise<Failure | undefined> {
  const seconds = GATE_TIMEOUT_MS / 1000;
  const aborts = scope.aborts.open({ afterMs: GATE_TIMEOUT_MS, abort: { kind: 'gate_timeout', seconds } });
  try {
    const verdict = await scope.engine.ports.gate({ ...child, gate }, aborts.signal());
    const abort = aborts.aborted();
    if (abort !== undefined)
      return abortedFailure(abort, (after) => ({ kind: 'gate_timeout', gate, seconds: after }));
    if (verdict.failure !== undefined) return verdict.failure;
    scope.record(passedFact(gate, child.nodeId, verdict.stdout));
    return undefined;
  } finally {
    aborts.release();
  }
}

function passedFact(gate: string, id: string, stdout: string | undefined): GatePassed {
  const printed = stdout === undefined ? {} : { stdout };
  return { type: 'gate.passed', node_id: id, gate, method: 'hook', ...printed };
}
