import type { RecordedError } from '../core/event.ts';
import { describeFailure, type Failure, recordedError } from '../core/failure.ts';
import type { Json } from '../core/json.ts';
import type { PlanNode } from '../core/plan.ts';
import { hasSay, type Next, nextAfter } from '../core/policy.ts';
import { seen } from '../core/seen.ts';
import { isTruthy } from '../core/truth.ts';
import { type Aborts, outerFailure } from './aborts.ts';
import { executeAttempt } from './attempt.ts';
import { renderEnv } from './env.ts';
import { isLeaf } from './leaf.ts';
import type { Abort } from './ports.ts';
import { contextOf, type Engine, type Scope } from './scope.ts';
import type { Release } from './slots.ts';
import { type GoesOn, isReplayed, takeOver, wasNotReached, whyAgain } from './take-over.ts';
import { calledOff, settle, skip, startedFact } from './told.ts';
import type { Ended, Outcome, Signal } from './turn.ts';

/** Runs one node whose trigger is met to its terminal event, and tells how it ended; rejects only with a fault. */
export async function executeNode(node: PlanNode, scope: Scope, id: string): Promise<Ended> {
  try {
    return await perform(node, scope, id);
  } catch (error) {
    scope.engine.fault(error);
    throw error;
  }
}

async function perform(node: PlanNode, scope: Scope, id: string): Promise<Ended> {
  if (scope.aborts.aborted() !== undefined) return calledOff(node, scope, id);
  const asked = ask(node, scope);
  if (asked.kind === 'no') return skip(scope, id, asked.facts);
  const runs = isLeaf(node.body) && asked.kind === 'yes';
  const taken = runs ? takeOver(node, scope, id) : { because: whyAgain(node, scope, id) };
  if ('ended' in taken) return taken.ended;
  const entry = scope.entry ?? scope.aborts;
  const { resume } = scope.engine;
  if (resume !== undefined && (runs || wasNotReached(scope, id))) await resume.replay.toRun(entry);
  // A container goes on at once: its first children ask for their places at the same moment as other leaves.
  const waits = isLeaf(node.body) || asked.kind === 'failed';
  const place = waits ? await takePlace(node, scope, entry) : FREE;
  if (place === undefined) return calledOff(node, scope, id);
  const startedMs = scope.engine.ports.clock.now();
  const life: Life = { node, scope, id, startedMs, place, hasRun: runs, ...taken };
  try {
    // Its place was granted, but before it was its turn everything may have been called off.
    if (entry.aborted() !== undefined) return calledOff(node, scope, id);
    scope.record(startedFact(node, scope, id, taken.because));
    if (asked.kind === 'failed') {
      return await end(life, { attempt: 1, outcome: { failure: expressionFailure(asked.error) } });
    }
    return await attempts(life);
  } finally {
    life.place();
  }
}

/** A node from its start to its terminal event. */
interface Life {
  readonly node: PlanNode;
  readonly scope: Scope;
  readonly id: string;
  readonly startedMs: number;
  /** Gives back what it holds; nothing for a container. */
  place: Release;
  /** Where the last attempt's capture was moved to, until another one begins. */
  moved?: string | undefined;
  /** Whether it runs processes as its body. */
  readonly hasRun: boolean;
  /** Where its first attempt goes on. */
  readonly goesOn?: GoesOn;
}

type Asked =
  | { readonly kind: 'yes' }
  | {
      readonly kind: 'no';
      readonly facts: { readonly when: string; readonly saw: Readonly<Record<string, Json>> };
    }
  | { readonly kind: 'failed'; readonly error: string };

const YES: Asked = { kind: 'yes' };

function ask({ when, env }: PlanNode, scope: Scope): Asked {
  if (when === undefined) return YES;
  const readsEnv = when.references.some(({ root }) => root === 'env');
  const rendered = readsEnv ? renderEnv(env, scope) : undefined;
  if (rendered?.ok === false) return { kind: 'failed', error: rendered.error };
  const context = contextOf(scope, rendered?.value);
  const value = when.value(context);
  if (!value.ok) return { kind: 'failed', error: `when: ${value.error}` };
  if (isTruthy(value.value)) return YES;
  return { kind: 'no', facts: { when: when.source, saw: seen(when, context, scope.engine.ports.redact) } };
}

const expressionFailure = (error: string): Failure => ({ kind: 'crash', cause: 'expression', error });

const FREE: Release = () => undefined;

// Containers hold nothing, so that their children can never wait for them.
function takePlace(
  node: PlanNode,
  { engine, caps, rank }: Scope,
  aborts: Aborts,
): Release | Promise<Release | undefined> {
  if (!isLeaf(node.body)) return FREE;
  return engine.slots.take({ caps: engine.capsOf(caps, node.pool), rank, aborts });
}

async function attempts(life: Life): Promise<Ended> {
  const { node, scope, id } = life;
  const runs = new Map<string, number>();
  for (let attempt = 1; ; attempt++) {
    const before = new Map(scope.vars);
    life.moved = undefined;
    const { goesOn } = attempt === 1 ? life : {};
    const outcome = await executeAttempt({ node, scope, id, attempt, runs, ...(goesOn && { goesOn }) });
    const { failure } = outcome;
    if (failure === undefined) return end(life, { attempt, outcome });
    restore(scope.vars, before);
    const next = nextFor(node, scope, { error: recordedError(failure), attempt });
    if (next.will !== 'retry') return giveUp(life, { attempt, outcome: { ...outcome, failure }, next });
    const called = await waitForRetry(life, { attempt, outcome: { ...outcome, failure }, next });
    if (called !== undefined) return end(life, { attempt, outcome: { failure: outerFailure(called) } });
  }
}

// Only a successful attempt publishes.
function restore(vars: Map<string, Json>, before: ReadonlyMap<string, Json>): void {
  vars.clear();
  for (const [name, value] of before) vars.set(name, value);
}

interface FailedAttempt {
  readonly error: RecordedError;
  readonly attempt: number;
}

function nextFor(node: PlanNode, scope: Scope, { error, attempt }: FailedAttempt): Next {
  if (scope.aborts.aborted() !== undefined || !hasSay(node.onError)) return { will: 'fail' };
  return nextAfter(node.onError, error, attempt - 1, scope.engine.ports.random());
}

interface Failed {
  readonly attempt: number;
  readonly outcome: Outcome & { readonly failure: Failure };
  readonly next: Next;
}

interface Retried extends Failed {
  readonly next: Extract<Next, { will: 'retry' }>;
}

/** Records the failure and waits for the next attempt's turn; what called it off meanwhile, if something did. */
async function waitForRetry(life: Life, failed: Retried): Promise<Abort | undefined> {
  const { node, scope, id } = life;
  const { ports } = scope.engine;
  const moved = ports.results.keepAttempt(id, failed.attempt);
  // A container has none of its own; what its gate printed is moved all the same.
  if (isLeaf(node.body)) life.moved = moved;
  recordAttempt(life, failed, life.moved);
  const already = scope.aborts.aborted();
  if (already !== undefined) return already;
  // What is only told again takes no time.
  const delay_ms = isReplayed(scope, id, failed.attempt) ? 0 : failed.next.delayMs;
  const of = node.onError?.retry?.max ?? 0;
  scope.record({ type: 'node.retrying', node_id: id, retry: failed.attempt, of, delay_ms });
  life.place();
  life.place = FREE;
  await pause(scope, delay_ms);
  const place = await takePlace(node, scope, scope.aborts);
  if (place !== undefined) life.place = place;
  return scope.aborts.aborted();
}

function pause({ aborts, engine }: Scope, delayMs: number): Promise<void> {
  if (delayMs === 0 || aborts.aborted() !== undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const over = () => {
      forgetClock();
      forgetAbort();
      resolve();
    };
    const forgetClock = engine.ports.clock.after(delayMs, over);
    const forgetAbort = aborts.watch(over);
  });
}

function giveUp(life: Life, failed: Failed): Ended | Promise<Ended> {
  const { node, scope, id } = life;
  const { attempt, outcome, next } = failed;
  const error = recordedError(outcome.failure);
  const isTold = hasSay(node.onError) && scope.aborts.aborted() === undefined && error.kind !== 'cancelled';
  // What it cost stands in the terminal event.
  if (isTold) recordAttempt(life, { ...failed, outcome: { failure: outcome.failure } }, outputOf(life));
  if (next.will === 'jump') scope.record({ type: 'node.jumped', node_id: id, to: next.to });
  if (next.will !== 'continue' && next.will !== 'jump') return end(life, { attempt, outcome });
  const { failure, outputs: _, signal: __, ...rest } = outcome;
  const signal: Signal | undefined = next.will === 'jump' ? { kind: 'jump', to: next.to } : undefined;
  const ignored = { ...rest, conclusion: 'failure_ignored' as const, ...(signal && { signal }) };
  return end(life, { attempt, outcome: ignored, ignored: failure });
}

function recordAttempt({ scope, id }: Life, { attempt, outcome, next }: Failed, output?: string): void {
  const message = describeFailure(outcome.failure);
  scope.record({
    type: 'node.attempt_failed',
    node_id: id,
    attempt,
    error: recordedError(outcome.failure),
    ...(message !== undefined && { message }),
    will: next.will,
    ...(output !== undefined && { output_path: output }),
    ...(outcome.usage !== undefined && { usage: outcome.usage }),
  });
}

const outputOf = ({ node, scope, id, moved }: Life) =>
  isLeaf(node.body) ? (moved ?? scope.engine.ports.outputPath(id)) : undefined;

interface End {
  readonly attempt: number;
  readonly outcome: Outcome;
  /** The failure that does not count. */
  readonly ignored?: Failure;
}

/** Records the terminal event. */
function end(life: Life, { attempt, outcome, ignored }: End): Ended | Promise<Ended> {
  const { node, scope, id, startedMs } = life;
  const { engine } = scope;
  const folded = () => settle(node, scope, id, life.hasRun);
  const { failure, usage, sessionId, outputs, conclusion, signal, steps } = outcome;
  const output = outputOf(life);
  const run = {
    ...(output !== undefined && { output_path: output }),
    duration_ms: Math.round(engine.ports.clock.now() - startedMs),
    attempt,
  };
  const bill = {
    ...(usage !== undefined && { usage }),
    ...(sessionId !== undefined && { session_id: sessionId }),
  };
  if (failure !== undefined) {
    const message = describeFailure(failure);
    const error = recordedError(failure);
    const cause = failure.kind === 'child' ? { cause: failure.child } : {};
    const why = { error, ...(message !== undefined && { message }), ...cause };
    scope.record({ type: 'node.failed', node_id: id, ...why, ...run, ...bill }, folded);
    return { id, status: 'failed', failure };
  }
  const facts = {
    ...(outputs !== undefined && { outputs }),
    ...(conclusion !== undefined && { conclusion }),
    ...(ignored !== undefined && { error: recordedError(ignored) }),
  };
  scope.record({ type: 'node.completed', node_id: id, ...run, ...facts, ...bill }, folded);
  const ended: Ended = {
    id,
    status: ignored === undefined ? 'completed' : 'ignored',
    ...(ignored !== undefined && { failure: ignored }),
    // As the journal tells it: a secret in it is replaced.
    ...withOutputs(engine.state.nodes.get(id)?.outputs),
    ...(signal !== undefined && { signal }),
    ...(steps !== undefined && { steps }),
  };
  return signal?.kind === 'stop' ? stop(ended, engine) : ended;
}

// Told first, then done: nothing else may start between the two.
function stop(ended: Ended, { resume, stop }: Engine): Ended | Promise<Ended> {
  const stopped = () => {
    stop();
    return ended;
  };
  return resume?.isSame(ended.id) ? resume.toCallOff(ended.id).then(stopped) : stopped();
}

const withOutputs = (outputs: Json | undefined) => (outputs === undefined ? {} : { outputs });
