import type { AbortReason } from '../core/event.ts';
import type { NodeState, RunState } from '../core/state.ts';

/** The largest `nodes` output; a job may hand on 1 MiB in all, and GitHub counts UTF-16. */
export const MAX_NODES_CHARS = 256 * 1024;

const MAX_FAILED_CHARS = 64 * 1024;

/**
 * The Action outputs the journal alone decides (DESIGN §10), by name. What is unknown is empty, never 0. `nodes` keeps
 * its bound by shortening the entries of nodes that did not fail to their status, then by leaving some out and counting
 * them in `_omitted`.
 */
export function outputsOf(state: RunState): Readonly<Record<string, string>> {
  const nodes = [...state.nodes.values()];
  const outputs: Record<string, string> = {
    status: runStatus(state),
    'run-id': state.runId,
    'exit-reason': exitReason(state),
    'failed-nodes': failedNodes(nodes),
    nodes: nodesMap(nodes),
    'cost-usd': numberText(state.usage?.cost_usd),
    turns: numberText(state.usage?.turns),
    'duration-ms': state.status === 'running' ? '' : numberText(state.durationMs),
  };
  for (const node of nodes) if (!node.id.includes('/')) outputs[`node-${node.id}`] = nodeStatus(node);
  return outputs;
}

// Exponents (1e-7) are no numbers to a shell that reads the output.
const numberText = (value: number | undefined) =>
  typeof value !== 'number' ? '' : String(value).includes('e') ? value.toFixed(6) : String(value);

// Reports are made when a run is over: what never ended was killed with it.
const nodeStatus = (node: NodeState) => (node.status === 'running' ? 'interrupted' : node.status);

/** The run's status as the Action spells it; a journal without an end was interrupted, hence aborted. */
export function runStatus(state: RunState): 'completed' | 'aborted' | 'cancelled' | 'fault' {
  if (state.status === 'completed') return 'completed';
  if (state.reason === 'cancelled' || state.reason === 'fault') return state.reason;
  return 'aborted';
}

/** Empty when completed, else the kind of the failure that decided or the reason the run ended for. */
export function exitReason(state: RunState): string {
  if (state.status === 'completed') return '';
  const reason = state.reason ?? 'interrupted';
  if (reason !== 'node_failed') return EXIT_REASON[reason];
  const cause = state.cause === undefined ? undefined : state.nodes.get(state.cause);
  return cause?.error?.kind ?? 'node_failed';
}

const EXIT_REASON: Readonly<Record<Exclude<AbortReason, 'node_failed'>, string>> = {
  timeout: 'run_timeout',
  cancelled: 'cancelled',
  nothing_ran: 'nothing_ran',
  interrupted: 'interrupted',
  fault: 'fault',
};

function failedNodes(nodes: readonly NodeState[]): string {
  const ids: string[] = [];
  let length = 2;
  for (const { id } of nodes.filter((node) => node.status === 'failed')) {
    length += JSON.stringify(id).length + 1;
    if (length > MAX_FAILED_CHARS) break;
    ids.push(id);
  }
  return JSON.stringify(ids);
}

function nodesMap(nodes: readonly NodeState[]): string {
  const whole = nodes.map((node) => member(node.id, entry(node)));
  if (sizeOf(whole) <= MAX_NODES_CHARS) return object(whole);
  const short = nodes.map((node, at) =>
    node.status === 'failed' ? whole[at]! : member(node.id, { status: nodeStatus(node) }),
  );
  if (sizeOf(short) <= MAX_NODES_CHARS) return object(short);
  return object(cut(nodes, short));
}

// Failures are kept first; what is left over is counted where no node id can be.
function cut(nodes: readonly NodeState[], members: readonly string[]): string[] {
  let room = MAX_NODES_CHARS - 40;
  const kept = new Set<number>();
  for (const isFirst of [true, false]) {
    for (const [at, node] of nodes.entries()) {
      if ((node.status === 'failed') !== isFirst || members[at]!.length + 1 > room) continue;
      room -= members[at]!.length + 1;
      kept.add(at);
    }
  }
  return [...members.filter((_, at) => kept.has(at)), `"_omitted":${nodes.length - kept.size}`];
}

const sizeOf = (members: readonly string[]) => members.reduce((sum, member) => sum + member.length + 1, 2);
const object = (members: readonly string[]) => `{${members.join(',')}}`;
const member = (id: string, value: unknown) => `${JSON.stringify(id)}:${JSON.stringify(value)}`;

// Absent fields are `undefined`, which JSON leaves out.
function entry(node: NodeState) {
  const ran = node.status === 'completed' || node.status === 'failed';
  return {
    status: nodeStatus(node),
    kind: node.kind,
    duration_ms: ran ? node.durationMs : undefined,
    attempt: ran ? node.attempt : undefined,
    error_kind: node.error?.kind,
    exit_code: node.error?.exit_code,
    output_path: node.outputPath,
    usage: node.usage,
  };
}
