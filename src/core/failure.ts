import type { RecordedError } from './event.ts';
import { unreachable } from './result.ts';

/** How a process ended: a code, or the signal that ended it. */
export interface Exit {
  readonly code?: number;
  readonly signal?: string;
}

/** Why a node failed. Data only: {@link describeFailure} has the words, {@link recordedError} the wire form. */
export type Failure =
  | { readonly kind: 'crash'; readonly cause: 'exit'; readonly exit: Exit; readonly stderrTail: string }
  | { readonly kind: 'crash'; readonly cause: 'spawn'; readonly error: string }
  | { readonly kind: 'crash'; readonly cause: 'stream'; readonly error: string; readonly stderrTail: string }
  | { readonly kind: 'crash'; readonly cause: 'expression'; readonly error: string }
  | { readonly kind: 'timeout'; readonly cause: 'script'; readonly stderrTail: string }
  | {
      readonly kind: 'timeout';
      readonly cause: 'agent' | 'loop' | 'body';
      readonly nodeId: string;
      readonly seconds: number;
    }
  | { readonly kind: 'timeout'; readonly cause: 'run'; readonly seconds: number }
  | { readonly kind: 'blocked'; readonly cause: 'agent' }
  | { readonly kind: 'blocked'; readonly cause: 'loop'; readonly nodeId: string; readonly iteration: number }
  | {
      readonly kind: 'max_iterations_exceeded';
      readonly nodeId: string;
      readonly iterations: number;
      /** The line it waited for; absent: its other ends. */
      readonly until?: string;
    }
  | { readonly kind: 'host_missing'; readonly program: string }
  | { readonly kind: 'gate_failed'; readonly cause: 'exit'; readonly exit: Exit; readonly stderrTail: string }
  | { readonly kind: 'gate_failed'; readonly cause: 'spawn'; readonly error: string }
  | { readonly kind: 'gate_timeout'; readonly gate: string; readonly seconds: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'agent_error'; readonly cause: 'reported'; readonly detail: string; readonly exit: Exit }
  | { readonly kind: 'agent_error'; readonly cause: 'no_result'; readonly stderrTail: string }
  | { readonly kind: 'no_output' }
  | { readonly kind: 'permission_denied'; readonly tools: readonly string[] }
  | { readonly kind: 'capture_failed'; readonly path: string; readonly error: string }
  | { readonly kind: 'outputs_invalid'; readonly error: string }
  | { readonly kind: 'schema_invalid'; readonly errors: readonly string[] }
  | { readonly kind: 'max_visits_exceeded'; readonly step: string; readonly visits: number }
  | { readonly kind: 'past'; readonly error: RecordedError; readonly message?: string }
  | ChildFailure;

/** A container's: it has the kind of the child's, so that a policy and a reader see what really happened. */
export interface ChildFailure {
  readonly kind: 'child';
  /** The child's whole id. */
  readonly child: string;
  readonly error: RecordedError;
  readonly message?: string;
  /** Other children that failed too, whole ids. */
  readonly others: readonly string[];
}

/** The failure's words, as omne-cli spells them where it knows the case; `undefined` when there is nothing to add to the kind. */
export function describeFailure(failure: Failure): string | undefined {
  const text = words(failure);
  return text === '' ? undefined : text;
}

function words(failure: Failure): string {
  switch (failure.kind) {
    case 'crash':
      return crash(failure);
    case 'timeout':
      return timeout(failure);
    case 'blocked':
      if (failure.cause === 'agent') return 'assistant emitted BLOCKED';
      return `loop ${failure.nodeId} assistant emitted BLOCKED on iteration ${failure.iteration}`;
    case 'max_iterations_exceeded':
      return `loop ${failure.nodeId} exhausted ${failure.iterations} iterations without ${loopEnd(failure)}`;
    case 'host_missing':
      return hostMissing(failure.program);
    case 'gate_failed':
      if (failure.cause === 'exit') return failure.stderrTail.trim();
      return `dispatch error in gate: failed to spawn subprocess: ${failure.error}`;
    case 'gate_timeout':
      return `gate ${failure.gate} exceeded ${failure.seconds}s budget`;
    case 'cancelled':
      return 'cancelled';
    case 'agent_error':
      if (failure.cause === 'reported') return failure.detail;
      return lines('the agent ended without a result line', failure.stderrTail);
    case 'no_output':
      return 'the agent ended without saying anything';
    case 'permission_denied':
      return `permission denied: ${failure.tools.join(', ')}; allow it in allowed_tools or in the agent's settings`;
    case 'capture_failed':
      return `capture ${failure.path} cannot be written: ${failure.error}`;
    case 'outputs_invalid':
      return failure.error;
    case 'schema_invalid':
      return `the answer does not fit output_schema: ${failure.errors.join('; ')}`;
    case 'max_visits_exceeded':
      return `step ${failure.step} would be visited more than ${failure.visits} times; raise its max_visits, or end the jumps`;
    case 'child':
      return child(failure);
    case 'past':
      return failure.message ?? '';
    default:
      return unreachable(failure);
  }
}

const loopEnd = ({ until }: { readonly until?: string }) =>
  until === undefined ? 'reaching its end' : `matching \`${until}\``;

function child({ child, error, message, others }: ChildFailure): string {
  const words = message ?? errorWords(error);
  // A body in a body names the child already that really failed.
  const first = words.startsWith(`${child}/`) ? words : `${child}: ${words}`;
  return others.length === 0
    ? first
    : `${first}\nalso failed: ${others.slice(0, MAX_OTHERS).join(', ')}${more(others)}`;
}

const MAX_OTHERS = 20;
const more = (others: readonly string[]) =>
  others.length > MAX_OTHERS ? ` and ${others.length - MAX_OTHERS} more` : '';

function crash(failure: Extract<Failure, { kind: 'crash' }>): string {
  switch (failure.cause) {
    case 'exit':
      return failure.stderrTail.trim();
    case 'spawn':
      return `dispatch error in node body: failed to spawn subprocess: ${failure.error}`;
    case 'stream':
      return `stream error: ${failure.error}\nstderr: ${failure.stderrTail}`;
    case 'expression':
      return `expression failed: ${failure.error}`;
    default:
      return unreachable(failure);
  }
}

function timeout(failure: Extract<Failure, { kind: 'timeout' }>): string {
  switch (failure.cause) {
    case 'script':
      return `subprocess killed after exceeding wall-clock budget; stderr: ${failure.stderrTail}`;
    case 'agent':
    case 'body':
      return `node ${failure.nodeId} exceeded timeout of ${failure.seconds}s`;
    case 'loop':
      return `loop ${failure.nodeId} exceeded timeout of ${failure.seconds}s`;
    case 'run':
      return `the run exceeded its timeout of ${failure.seconds}s`;
    default:
      return unreachable(failure);
  }
}

/** The same words at load (a problem) and when the program vanishes while a run is under way (a failure). */
export const hostMissing = (program: string): string => `${program} binary not found on PATH`;

const lines = (first: string, rest: string) => (rest.trim() === '' ? first : `${first}\n${rest.trim()}`);

/** The failure as `node.failed.error` spells it. */
export function recordedError(failure: Failure): RecordedError {
  if (failure.kind === 'child' || failure.kind === 'past') return failure.error;
  const exit = 'exit' in failure ? failure.exit : {};
  return {
    kind: failure.kind,
    ...(exit.code !== undefined && { exit_code: exit.code }),
    ...(exit.signal !== undefined && { signal: exit.signal }),
  };
}

/** The failure's kind and how the process ended: `crash (exit 2)`, `crash (SIGKILL)`, `timeout`. */
export function errorWords({ kind, exit_code, signal }: RecordedError): string {
  const exit = signal ?? (typeof exit_code === 'number' ? `exit ${exit_code}` : undefined);
  return exit === undefined ? kind : `${kind} (${exit})`;
}
