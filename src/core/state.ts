import type {
  AbortReason,
  AttemptFailed,
  Conclusion,
  Event,
  Kind,
  NodeFailed,
  NodeReused,
  RecordedError,
  RecordedInput,
  SkipReason,
} from './event.ts';
import type { Json, JsonMap } from './json.ts';
import { addUsage, type Usage } from './usage.ts';

/** A run as its journal tells it; every report is a function of this. Owned by one reader and folded in place. */
export interface RunState {
  runId: string;
  pipe: string;
  pipePath: string;
  inputs: readonly RecordedInput[];
  startedAt: string;
  status: 'running' | 'completed' | 'aborted';
  /** Present when aborted. */
  reason?: AbortReason;
  /** The failed node that decided an abort with reason `node_failed`. */
  cause?: string;
  message?: string;
  durationMs: number;
  usage?: Usage;
  /** The pipe's own. */
  outputs?: JsonMap;
  /** A step ended the run; it is completed all the same. */
  stopped?: true;
  /** The run whose results this one took over. */
  resumedFrom?: string;
  /** In the order they started or were skipped. */
  readonly nodes: Map<string, NodeState>;
}

export interface NodeState {
  readonly id: string;
  status: 'running' | 'completed' | 'failed' | 'skipped';
  /** Absent for a node that never started. */
  kind?: Kind;
  model?: string;
  /** On the run's monotonic clock. */
  startedMs: number;
  durationMs: number;
  attempt: number;
  iterations: number;
  /** Names of the gates passed. */
  readonly gates: string[];
  outputPath?: string;
  /** Of a loop: where its last iteration's text begins in its capture. */
  textFrom?: number;
  /** The whole id of the body it belongs to; absent at the top level. */
  parent?: string;
  outputs?: Json;
  conclusion?: Conclusion;
  /** The child whose failure was its own. */
  cause?: string;
  /** Of a failed node, and of one whose failure was ignored. */
  error?: RecordedError;
  message?: string;
  skip?: NodeSkip;
  /** Taken over from an earlier run. */
  reused?: true;
  /** It ran when the run was killed. */
  interrupted?: true;
  /** Of a resumed run: why it ran again. */
  because?: string;
  usage?: Usage;
  sessionId?: string;
}

export interface NodeSkip {
  readonly reason: SkipReason;
  readonly cause?: string;
  readonly when?: string;
  readonly saw?: JsonMap;
}

/** The state before the first event. */
export const emptyState = (): RunState => ({
  runId: '',
  pipe: '',
  pipePath: '',
  inputs: [],
  startedAt: '',
  status: 'running',
  durationMs: 0,
  nodes: new Map(),
});

/** The state a whole journal tells. */
export function fold(events: Iterable<Event>): RunState {
  const state = emptyState();
  for (const event of events) reduce(state, event);
  return state;
}

/** Folds one event into the state, in place and in constant time. */
export function reduce(state: RunState, event: Event): void {
  switch (event.type) {
    case 'pipe.started':
      state.runId = event.run_id;
      state.pipe = event.pipe;
      state.pipePath = event.pipe_path;
      state.inputs = event.inputs;
      state.startedAt = event.ts;
      if (event.resumed_from) state.resumedFrom = event.resumed_from;
      return;
    case 'pipe.completed':
    case 'pipe.aborted':
      endRun(state, event);
      return;
    case 'node.skipped': {
      const { reason, cause, when, saw } = event;
      const node = addNode(state, event.node_id, 'skipped');
      if (event.parent) node.parent = event.parent;
      node.skip = { reason, ...(cause && { cause }), ...(when && { when }), ...(saw && { saw }) };
      return;
    }
    case 'node.started': {
      const node = addNode(state, event.node_id, 'running');
      node.kind = event.kind;
      node.startedMs = event.mono_ms;
      if (event.model) node.model = event.model;
      if (event.parent) node.parent = event.parent;
      if (event.because) node.because = event.because;
      return;
    }
    case 'node.reused':
      reuseNode(addNode(state, event.node_id, event.status), event);
      return;
    case 'iteration.started': {
      const node = nodeOf(state, event.node_id);
      node.iterations = event.iteration;
      if (typeof event.byte_offset === 'number') node.textFrom = event.byte_offset;
      return;
    }
    case 'node.attempt_failed':
      failAttempt(nodeOf(state, event.node_id), event);
      return;
    case 'node.retrying':
      // What ends now ends the next one.
      if (typeof event.retry === 'number') nodeOf(state, event.node_id).attempt = event.retry + 1;
      return;
    case 'node.expanded':
    case 'node.jumped':
    case 'until.checked':
      return;
    case 'gate.passed':
      nodeOf(state, event.node_id).gates.push(event.gate);
      return;
    case 'node.completed':
    case 'node.failed':
      endNode(state, event);
      return;
    default:
      // A newer engine may have written types we do not know: they change nothing here.
      event satisfies never;
  }
}

function endRun(state: RunState, event: Extract<Event, { type: 'pipe.completed' | 'pipe.aborted' }>): void {
  state.durationMs = event.duration_ms;
  if (event.usage) state.usage = event.usage;
  if (event.outputs) state.outputs = event.outputs;
  if (event.type === 'pipe.completed') {
    state.status = 'completed';
    if (event.reason === 'stopped') state.stopped = true;
    return;
  }
  state.status = 'aborted';
  state.reason = event.reason;
  if (event.cause) state.cause = event.cause;
  if (event.message) state.message = event.message;
}

function endNode(state: RunState, event: Extract<Event, { type: 'node.completed' | 'node.failed' }>): void {
  const node = nodeOf(state, event.node_id);
  node.durationMs = event.duration_ms;
  node.attempt = event.attempt;
  if (event.output_path) node.outputPath = event.output_path;
  spend(node, event.usage);
  if (event.session_id) node.sessionId = event.session_id;
  if (event.type === 'node.failed') {
    failNode(node, event);
    return;
  }
  node.status = 'completed';
  if (event.outputs !== undefined && event.outputs !== null) node.outputs = event.outputs;
  if (event.conclusion) node.conclusion = event.conclusion;
  // Of an attempt that failed before only the count stays.
  if (event.error) node.error = event.error;
  else delete node.message;
}

// What an attempt cost was paid, whatever comes after it.
function failAttempt(node: NodeState, event: AttemptFailed): void {
  node.attempt = event.attempt;
  if (event.message) node.message = event.message;
  spend(node, event.usage);
}

function spend(node: NodeState, usage: Usage | null | undefined): void {
  const sum = usage ? addUsage(node.usage, usage) : undefined;
  if (sum !== undefined) node.usage = sum;
}

function reuseNode(node: NodeState, event: NodeReused & Event): void {
  const { kind, model, parent, output_path, text_from, outputs, conclusion, error, message } = event;
  node.reused = true;
  node.kind = kind;
  node.startedMs = event.mono_ms;
  node.durationMs = event.duration_ms;
  node.attempt = event.attempt;
  node.iterations = event.iterations ?? 0;
  if (Array.isArray(event.gates)) node.gates.push(...event.gates);
  if (model) node.model = model;
  if (parent) node.parent = parent;
  if (output_path) node.outputPath = output_path;
  if (typeof text_from === 'number') node.textFrom = text_from;
  if (outputs !== undefined && outputs !== null) node.outputs = outputs;
  if (conclusion) node.conclusion = conclusion;
  if (error) node.error = error;
  if (message) node.message = message;
  if (event.session_id) node.sessionId = event.session_id;
}

function failNode(node: NodeState, event: NodeFailed): void {
  node.status = 'failed';
  node.error = event.error;
  if (event.message) node.message = event.message;
  if (event.cause) node.cause = event.cause;
  if (event.reason === 'interrupted') node.interrupted = true;
}

const nodeOf = (state: RunState, id: string): NodeState =>
  state.nodes.get(id) ?? addNode(state, id, 'running');

function addNode(state: RunState, id: string, status: NodeState['status']): NodeState {
  const node: NodeState = { id, status, startedMs: 0, durationMs: 0, attempt: 1, iterations: 0, gates: [] };
  state.nodes.set(id, node);
  return node;
}
