import type { Fact, Kind, NodeCompleted, NodeFailed, NodeStarted } from '../core/event.ts';
import { describeFailure, type Failure, recordedError } from '../core/failure.ts';
import type { Env } from '../core/pipe.ts';
import type { PlanBody, PlanNode } from '../core/plan.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type Context, render } from '../core/template.ts';
import { abortedFailure } from './aborted.ts';
import type { Aborts } from './deadline.ts';
import { runAgent } from './kinds/agent.ts';
import { runLoop } from './kinds/loop.ts';
import { runScript } from './kinds/script.ts';
import type { Abort, BodyOutcome, Child, Ports } from './ports.ts';

/** What an executor may use. */
export interface Scope {
  readonly context: Context;
  readonly ports: Ports;
  readonly record: (fact: Fact) => void;
  readonly aborts: Aborts;
}

/** One execution of a node's body, under its deadline. */
export interface Turn extends Scope {
  readonly node: PlanNode;
  readonly child: Child;
  readonly signal: AbortSignal;
  /** Why the signal was aborted, if it was. */
  readonly abort: () => Abort | undefined;
}

/** Runs a body of one form; a new form fails to compile here until it has its executor. */
export type Executor<B extends PlanBody> = (body: B, turn: Turn) => Promise<BodyOutcome>;

type Executors = { readonly [K in PlanBody['kind']]: Executor<Extract<PlanBody, { kind: K }>> };

const EXECUTORS: Executors = { script: runScript, agent: runAgent, loop: runLoop };

const GATE_TIMEOUT_MS = 60_000;

/** Runs one node, body then gate, and returns its terminal fact; rejects only with a fault. */
export async function executeNode(node: PlanNode, scope: Scope): Promise<NodeCompleted | NodeFailed> {
  const { ports } = scope;
  const startedMs = ports.clock.now();
  scope.record(startedFact(node));
  const outcome = await executeBodyAndGate(node, scope);
  const { failure, usage, sessionId } = outcome;
  const common = {
    output_path: ports.outputPath(node.id),
    duration_ms: Math.round(ports.clock.now() - startedMs),
    attempt: 1,
    ...(usage !== undefined && { usage }),
    ...(sessionId !== undefined && { session_id: sessionId }),
  };
  if (failure === undefined) return { type: 'node.completed', node_id: node.id, ...common };
  const message = describeFailure(failure);
  return {
    type: 'node.failed',
    node_id: node.id,
    error: recordedError(failure),
    ...(message !== undefined && { message }),
    ...common,
  };
}

function startedFact(node: PlanNode): NodeStarted {
  const model = modelOf(node.body);
  return {
    type: 'node.started',
    node_id: node.id,
    kind: node.kind satisfies Kind,
    ...(model !== undefined && { model }),
  };
}

function modelOf(body: PlanBody): string | undefined {
  if (body.kind === 'script') return undefined;
  return body.kind === 'loop' ? body.turn.model : body.model;
}

async function executeBodyAndGate(node: PlanNode, scope: Scope): Promise<BodyOutcome> {
  const env = renderEnv(node.env, scope.context);
  if (!env.ok) return { failure: { kind: 'crash', cause: 'expression', error: env.error } };
  const child: Child = { nodeId: node.id, attempt: 1, env: env.value, passEnv: node.passEnv };
  const body = await executeBody(node, child, scope);
  if (body.failure !== undefined || node.gate === undefined) return body;
  const failure = await executeGate(node.gate, child, scope);
  return failure === undefined ? body : { ...body, failure };
}

async function executeBody(node: PlanNode, child: Child, scope: Scope): Promise<BodyOutcome> {
  const seconds = node.timeoutMs / 1000;
  const deadline = scope.aborts.deadline(node.timeoutMs, { kind: 'timeout', seconds });
  try {
    const turn: Turn = { ...scope, node, child, signal: deadline.signal, abort: deadline.abort };
    return await execute(node.body, turn);
  } finally {
    deadline.release();
  }
}

function execute(body: PlanBody, turn: Turn): Promise<BodyOutcome> {
  // The record is keyed by the union, so the row always fits the body; TypeScript cannot see that by itself.
  const executor = EXECUTORS[body.kind] as Executor<PlanBody>;
  return executor(body, turn);
}

async function executeGate(gate: string, child: Child, scope: Scope): Promise<Failure | undefined> {
  const seconds = GATE_TIMEOUT_MS / 1000;
  const deadline = scope.aborts.deadline(GATE_TIMEOUT_MS, { kind: 'gate_timeout', seconds });
  try {
    const verdict = await scope.ports.gate({ ...child, gate }, deadline.signal);
    const abort = deadline.abort();
    if (abort !== undefined)
      return abortedFailure(abort, (after) => ({ kind: 'gate_timeout', gate, seconds: after }));
    if (verdict.failure !== undefined) return verdict.failure;
    const { stdout } = verdict;
    scope.record({
      type: 'gate.passed',
      node_id: child.nodeId,
      gate,
      method: 'hook',
      ...(stdout !== undefined && { stdout }),
    });
    return undefined;
  } finally {
    deadline.release();
  }
}

const NO_ENV: Readonly<Record<string, string>> = {};

function renderEnv(env: Env, context: Context): Result<Readonly<Record<string, string>>, string> {
  if (env.size === 0) return ok(NO_ENV);
  const rendered: Record<string, string> = {};
  for (const [name, template] of env) {
    const value = render(template, context);
    if (!value.ok) return err(`env ${name}: ${value.error}`);
    rendered[name] = value.value;
  }
  return ok(rendered);
}
