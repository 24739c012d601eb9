import type { Event, Fact } from '../core/event.ts';
import type { Failure } from '../core/failure.ts';
import type { Json, JsonMap } from '../core/json.ts';
import type { Result } from '../core/result.ts';
import type { RunState } from '../core/state.ts';
import type { Usage } from '../core/usage.ts';

/**
 * The engine's only doors to the world. Every port settles: what goes wrong with a child is data in its reply,
 * and a rejection is a fault of ours or the machine that ends the run.
 */
export interface Ports {
  /** Stamps, appends and returns the event; when it returns, the event is acknowledged. Throws a fault. */
  readonly record: (fact: Fact) => Event;
  readonly clock: Clock;
  readonly shell: Shell;
  readonly agent: Agent;
  readonly gate: Gate;
  /** Ends every process that carries this run's marker and is still there. */
  readonly sweep: () => Promise<unknown>;
  /** The node's capture as the journal names it. */
  readonly outputPath: (nodeId: string) => string;
  readonly results: Results;
  /** The value without secrets: for what is cut before it is recorded, since half a secret is not found any more. */
  readonly redact: (value: Json) => Json;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** Called after each event was folded into the state; it must not throw. */
  readonly notify: (event: Event, state: RunState) => void;
}

/** Monotonic time; a fake makes time a number. */
export interface Clock {
  /** Milliseconds, never going back. */
  readonly now: () => number;
  /** Calls back once after `delayMs`; the returned function forgets it. */
  readonly after: (delayMs: number, call: () => void) => () => void;
}

/** What nodes left behind on disc. Secrets are replaced in all of it: what is read here goes on to other nodes. */
export interface Results {
  /** What a node printed or an agent said, from that byte on; an error is the rest of a sentence, such as "has 3 MiB; …". */
  readonly text: (nodeId: string, fromByte?: number) => Result<string, string>;
  /** What it wrote to `$OMNE_OUTPUT`; empty when nothing. */
  readonly outputFile: (nodeId: string) => Result<string, string>;
  /** Moves all captures of a failed attempt aside; that attempt's capture as the journal names it. */
  readonly keepAttempt: (nodeId: string, attempt: number) => string;
  /**
   * Copies the node's captures of the run that this one resumes; of its `out` only what stands before `upToByte`, and
   * nothing of its gate and attempts then. False, with nothing left behind, where they are not all there.
   */
  readonly takeOver: (nodeId: string, upToByte?: number) => boolean;
}

/** Where and as whom a child runs: what every kind of child has in common. */
export interface Child {
  readonly nodeId: string;
  readonly attempt: number;
  /** The pipe's and the node's `env`, rendered; laid over the stripped parent environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of stripped variables to let through. */
  readonly passEnv: readonly string[];
  /** Ours, laid over all else: `OMNE_INPUT_<KEY>`, and inside bodies `OMNE_ITEM`, `OMNE_INDEX`, `OMNE_ITERATION`. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface ShellRequest extends Child {
  readonly script: string;
  /** The interpreter asked for; absent: bash where it exists, else sh. */
  readonly shell?: string;
  /** Whether `$OMNE_OUTPUT` will be read: then it exists and is empty when the script starts. */
  readonly publishes?: boolean;
  /** A loop's `until_bash`: captured beside the node's own output, in `<id>.until.out` and `.until.err`. */
  readonly isUntil?: boolean;
}

/** How a body ended, gate aside. The capture is on disc whatever happened. */
export type BodyOutcome = {
  readonly failure?: Failure;
  readonly usage?: Usage;
  readonly sessionId?: string;
  /** What is published as it is, where the port knows it and the node does not say otherwise; a rehearsal's does. */
  readonly outputs?: Json;
};

/**
 * Runs a script with stdout and stderr straight into the node's captures. When `signal` aborts, the process and
 * everything it left is ended before the promise settles; the failure then is whatever the exit says, and the
 * engine replaces it by the reason of its abort.
 */
export type Shell = (request: ShellRequest, signal: AbortSignal) => Promise<BodyOutcome>;

/** Which conversation an agent call belongs to. */
export type Session =
  | { readonly kind: 'none' }
  | { readonly kind: 'start'; readonly id: string }
  | { readonly kind: 'resume'; readonly id: string };

export interface AgentRequest extends Child {
  readonly prompt: string;
  readonly model?: string;
  readonly allowedTools: readonly string[];
  readonly session: Session;
  /** A line of assistant text that ends the call as `until`; `BLOCKED` is always watched. */
  readonly until?: string;
  /** A JSON Schema the program is asked to make its answer fit. */
  readonly schema?: JsonMap;
  /** `replace` truncates the node's captures first (a call of its own), `append` adds to them (an iteration). */
  readonly capture: 'replace' | 'append';
}

export interface AgentReply extends BodyOutcome {
  /** The sentinel that ended the call, if one did; a failure is then absent or `blocked`. */
  readonly sentinel?: 'until' | 'blocked';
  /** The answer as the program parsed it, where a schema was asked for and it did. */
  readonly structured?: Json;
}

/** One agent, behind which the real program hides. */
export interface Agent {
  readonly call: (request: AgentRequest, signal: AbortSignal) => Promise<AgentReply>;
  /** A new conversation id, in the form the agent wants. */
  readonly newSessionId: () => string;
  /** Writes an iteration's marker to the node's capture (truncating it first when `iteration` is 1); returns the size after it. */
  readonly mark: (nodeId: string, iteration: number) => number | Failure;
  /** Whether a conversation of an earlier run can be gone on with here. */
  readonly hasSession: (id: string) => boolean;
}

export interface GateRequest extends Child {
  readonly gate: string;
}

export interface GateVerdict {
  readonly failure?: Failure;
  /** The last 1024 bytes of stdout, trimmed; absent when empty. */
  readonly stdout?: string;
}

/** Runs a hook from the volume root; exit 0 passes. */
export type Gate = (request: GateRequest, signal: AbortSignal) => Promise<GateVerdict>;

/** Why the engine aborted a child: the `reason` of every AbortSignal handed to a port. */
export type Abort =
  | { readonly kind: 'timeout'; readonly seconds: number }
  | { readonly kind: 'gate_timeout'; readonly seconds: number }
  | { readonly kind: 'run_timeout'; readonly seconds: number }
  /** A step ended the run, or `failure_mode` did. */
  | { readonly kind: 'stopped'; readonly cause?: string }
  | { readonly kind: 'cancelled' };
