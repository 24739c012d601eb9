import type { Json, JsonMap } from './json.ts';
import type { Usage } from './usage.ts';

/** Kinds of steps that run nothing. */
export const CONTROL_KINDS = ['set', 'return', 'jump', 'break', 'continue', 'skip', 'stop'] as const;

/** The node kinds of a pipe; the wire spelling of `node.started.kind`. A `loop` is either. */
export type Kind =
  | 'bash'
  | 'prompt'
  | 'command'
  | 'loop'
  | 'join'
  | 'steps'
  | 'parallel'
  | 'each'
  | 'pipe'
  | (typeof CONTROL_KINDS)[number];

/** Why a node failed: omne-cli's seven, spelled so, and ours. */
export type ErrorKind =
  | 'crash'
  | 'timeout'
  | 'blocked'
  | 'max_iterations_exceeded'
  | 'host_missing'
  | 'gate_failed'
  | 'gate_timeout'
  | 'cancelled'
  | 'agent_error'
  | 'no_output'
  | 'permission_denied'
  | 'capture_failed'
  | 'outputs_invalid'
  | 'schema_invalid'
  | 'max_visits_exceeded';

/** Why a node never ran. */
export type SkipReason =
  | 'upstream_failed'
  | 'upstream_skipped'
  | 'not_triggered'
  | 'when'
  | 'branch_not_taken'
  | 'jumped'
  | 'stopped'
  | 'timeout'
  | 'cancelled';

/** Why a run did not complete. */
export type AbortReason =
  | 'node_failed'
  | 'timeout'
  | 'cancelled'
  | 'nothing_ran'
  | 'outputs_invalid'
  | 'interrupted'
  | 'fault';

/** Why a node completed that did not simply run to its end. */
export type Conclusion = 'failure_ignored' | 'exhausted';

/** An input as the journal shows it: a secret's value is `***`. */
export interface RecordedInput {
  readonly key: string;
  readonly value: string;
}

/** The wire form of a failure's cause. */
export interface RecordedError {
  readonly kind: ErrorKind;
  readonly exit_code?: number;
  readonly signal?: string;
}

export interface PipeStarted {
  readonly type: 'pipe.started';
  readonly pipe: string;
  readonly inputs: readonly RecordedInput[];
  readonly pipe_path: string;
  readonly pipe_digest: string;
  readonly plan_digest: string;
  readonly engine: string;
  readonly distro_version?: string;
  /** The commit the worktree was at; absent outside of git. */
  readonly head?: string;
  /** Where nodes ran, relative to the volume root, with forward slashes; `.` for itself. */
  readonly worktree?: string;
  /** Of a resumed run that goes on in the same worktree: since when new files count as the run's, in ms. */
  readonly worktree_since?: number;
  /** A keyed hash of the secret inputs; its key never leaves the run directory. */
  readonly secrets_digest?: string;
  /** The id of the run whose results this one takes over. */
  readonly resumed_from?: string;
}

/** What of a plan decides a node's result; each part the first 16 hex digits of a SHA-256, absent where there is none. */
export interface NodeDigest {
  readonly body: string;
  readonly env?: string;
  readonly gate?: string;
  /** Its `outputs` and `on_error`. */
  readonly policy?: string;
}

export interface NodeStarted {
  readonly type: 'node.started';
  readonly node_id: string;
  readonly kind: Kind;
  readonly model?: string;
  readonly parent?: string;
  readonly digest?: NodeDigest;
  /** In a resumed run: why it runs although there was an earlier run. */
  readonly because?: string;
}

/** Taken over from the run that this one resumes; it never started here, and what it cost was paid there. */
export interface NodeReused {
  readonly type: 'node.reused';
  readonly node_id: string;
  readonly parent?: string;
  readonly kind: Kind;
  readonly model?: string;
  readonly status: 'completed' | 'failed';
  readonly digest: NodeDigest;
  readonly output_path?: string;
  /** How long it took then. */
  readonly duration_ms: number;
  readonly attempt: number;
  readonly iterations?: number;
  /** Of a loop: where its last iteration's text begins in its capture. */
  readonly text_from?: number;
  readonly outputs?: Json;
  readonly conclusion?: Conclusion;
  readonly error?: RecordedError;
  readonly message?: string;
  readonly session_id?: string;
  /** The step its failure sent its `steps` to. */
  readonly jumped_to?: string;
  readonly gates?: readonly string[];
}

export interface IterationStarted {
  readonly type: 'iteration.started';
  readonly node_id: string;
  /** From 1. */
  readonly iteration: number;
  /** Size of the capture right after this iteration's marker; absent where each iteration is a node of its own. */
  readonly byte_offset?: number;
  /** The conversation it belongs to. */
  readonly session_id?: string;
}

/** A loop's `until_bash` was asked. */
export interface UntilChecked {
  readonly type: 'until.checked';
  readonly node_id: string;
  readonly iteration: number;
  /** Whether it ended the loop. */
  readonly passed: boolean;
  readonly exit_code?: number;
}

/** How many children a node will have, known when it started. */
export interface NodeExpanded {
  readonly type: 'node.expanded';
  readonly node_id: string;
  readonly count: number;
  readonly items_digest?: string;
}

/** An attempt failed; what follows is up to the policy. Not terminal. */
export interface AttemptFailed {
  readonly type: 'node.attempt_failed';
  readonly node_id: string;
  readonly attempt: number;
  readonly error: RecordedError;
  readonly message?: string;
  readonly will: 'retry' | 'continue' | 'jump' | 'fail';
  /** That attempt's own capture; absent where the node has none. */
  readonly output_path?: string;
  readonly usage?: Usage;
}

/** Another attempt follows after a wait. */
export interface NodeRetrying {
  readonly type: 'node.retrying';
  readonly node_id: string;
  /** From 1. */
  readonly retry: number;
  readonly of: number;
  readonly delay_ms: number;
}

/** A step sends its `steps` to another one. */
export interface NodeJumped {
  readonly type: 'node.jumped';
  readonly node_id: string;
  /** The step's id as written. */
  readonly to: string;
}

export interface GatePassed {
  readonly type: 'gate.passed';
  readonly node_id: string;
  readonly gate: string;
  readonly method: 'hook';
  /** The last 1024 bytes of the gate's stdout, trimmed; absent when empty. */
  readonly stdout?: string;
}

export interface NodeCompleted {
  readonly type: 'node.completed';
  readonly node_id: string;
  /** Relative to the volume root, with forward slashes; absent where the node has no capture of its own. */
  readonly output_path?: string;
  readonly duration_ms: number;
  readonly attempt: number;
  readonly outputs?: Json;
  readonly conclusion?: Conclusion;
  /** The failure that was ignored. */
  readonly error?: RecordedError;
  readonly usage?: Usage;
  readonly session_id?: string;
}

export interface NodeFailed {
  readonly type: 'node.failed';
  readonly node_id: string;
  readonly error: RecordedError;
  readonly message?: string;
  /** The run ended while it ran, and somebody else wrote this. */
  readonly reason?: 'interrupted';
  /** The child whose failure it was. */
  readonly cause?: string;
  readonly output_path?: string;
  readonly duration_ms: number;
  readonly attempt: number;
  readonly usage?: Usage;
  readonly session_id?: string;
}

export interface NodeSkipped {
  readonly type: 'node.skipped';
  readonly node_id: string;
  readonly reason: SkipReason;
  /** The node that caused the skip, where one did. */
  readonly cause?: string;
  readonly parent?: string;
  /** The condition, and the values it saw, of a skip with reason `when`. */
  readonly when?: string;
  readonly saw?: JsonMap;
}

export interface PipeCompleted {
  readonly type: 'pipe.completed';
  readonly duration_ms: number;
  readonly usage?: Usage;
  /** `stopped`: a step ended the run. */
  readonly reason?: string;
  /** The pipe's own outputs. */
  readonly outputs?: JsonMap;
}

export interface PipeAborted {
  readonly type: 'pipe.aborted';
  readonly reason: AbortReason;
  /** The first failed node that nothing absorbed; present when `reason` is `node_failed`. */
  readonly cause?: string;
  readonly message?: string;
  readonly outputs?: JsonMap;
  readonly duration_ms: number;
  readonly usage?: Usage;
}

/** Something that happened, before the journal stamped it. snake_case: this is the wire. */
export type Fact =
  | PipeStarted
  | NodeStarted
  | IterationStarted
  | UntilChecked
  | NodeExpanded
  | AttemptFailed
  | NodeRetrying
  | NodeJumped
  | NodeReused
  | GatePassed
  | NodeCompleted
  | NodeFailed
  | NodeSkipped
  | PipeCompleted
  | PipeAborted;

/** What the journal adds to every fact. */
export interface Stamp {
  /** Lowercase ULID, strictly increasing within a run. */
  readonly id: string;
  /** UTC, `YYYY-MM-DDTHH:MM:SSZ`; informative only. */
  readonly ts: string;
  readonly run_id: string;
  /** 0, 1, 2 … */
  readonly seq: number;
  /** Milliseconds since `pipe.started` on the monotonic clock. */
  readonly mono_ms: number;
  /** The chain over all lines so far; see {@link chain}. */
  readonly h: string;
}

/** A fact in the journal. */
export type Event = Fact & Stamp;
