import type { Usage } from './usage.ts';

/** The node kinds of a pipe; the wire spelling of `node.started.kind`. */
export type Kind = 'bash' | 'prompt' | 'command' | 'loop';

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
  | 'capture_failed';

/** Why a node never ran. */
export type SkipReason = 'upstream_failed' | 'upstream_skipped' | 'not_triggered' | 'timeout' | 'cancelled';

/** Why a run did not complete. */
export type AbortReason = 'node_failed' | 'timeout' | 'cancelled' | 'nothing_ran' | 'interrupted' | 'fault';

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
}

export interface NodeStarted {
  readonly type: 'node.started';
  readonly node_id: string;
  readonly kind: Kind;
  readonly model?: string;
  readonly parent?: string;
}

export interface IterationStarted {
  readonly type: 'iteration.started';
  readonly node_id: string;
  /** From 1. */
  readonly iteration: number;
  /** Size of the capture right after this iteration's marker. */
  readonly byte_offset: number;
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
  /** Relative to the volume root, with forward slashes. */
  readonly output_path: string;
  readonly duration_ms: number;
  readonly attempt: number;
  readonly usage?: Usage;
  readonly session_id?: string;
}

export interface NodeFailed {
  readonly type: 'node.failed';
  readonly node_id: string;
  readonly error: RecordedError;
  readonly message?: string;
  readonly output_path: string;
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
}

export interface PipeCompleted {
  readonly type: 'pipe.completed';
  readonly duration_ms: number;
  readonly usage?: Usage;
  readonly reason?: string;
}

export interface PipeAborted {
  readonly type: 'pipe.aborted';
  readonly reason: AbortReason;
  /** The first failed node that nothing absorbed; present when `reason` is `node_failed`. */
  readonly cause?: string;
  readonly message?: string;
  readonly duration_ms: number;
  readonly usage?: Usage;
}

/** Something that happened, before the journal stamped it. snake_case: this is the wire. */
export type Fact =
  | PipeStarted
  | NodeStarted
  | IterationStarted
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
