import type { AbortReason } from '../core/event.ts';
import { jsonText } from '../core/json.ts';
import type { NodeState, RunState } from '../core/state.ts';
import { isTopLevel } from './words.ts';

/** The largest `nodes` output; a job may hand on 1 MiB in all, and GitHub counts UTF-16. */
export const MAX_NODES_CHARS = 256 * 1024;

const MAX_FAILED_CHARS = 64 * 1024;

/**
 * The Action outputs the journal alone decides (DESIGN §10), by name, and the pipe's own. What is unknown is empty, never
 * 0. `nodes` keeps its bound by shortening entries, then by leaving some out and counting them in `_omitted`; children
 * get the room the top level leaves.
 */
export function outputsOf(state: RunState): Readonly<Record<string, string>> {
  const nodes = [...state.nodes.values()];
  const top = nodes.filter((node) => isTopLevel(node.id));
  // From entries: an output may be called `__proto__`. Ours come last, whatever a journal says.
  return Object.fromEntries([
    ...Object.entries(state.outputs ?? {}).map(([name, value]) => [name, jsonText(value)]),
    ['status', runStatus(state)],
    ['run-id', state.runId],
    ['exit-reason', exitReason(state)],
    ['failed-nodes', failedNodes(top)],
    ['nodes', nodesMap(nodes, top)],
    ['cost-usd', numberText(state.usage?.cost_usd)],
    ['turns', numberText(state.usage?.turns)],
    ['duration-ms', state.status === 'running' ? '' : numberText(state.durationMs)],
    ...top.map((node) => [`node-${node.id}`, nodeStatus(node)]),
  ]);
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
  outputs_invalid: 'outputs_invalid',
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

function nodesMap(nodes: readonly NodeState[], top: readonly NodeState[]): string {
  const first = fitted(top, ROOM);
  const children = nodes.filter((node) => !isTopLevel(node.id));
  const second = fitted(children, ROOM - sizeOf(first.members));
  const omitted = first.omitted + second.omitted;
  return object([...first.members, ...second.members, ...(omitted > 0 ? [`"_omitted":${omitted}`] : [])]);
}

const ROOM = MAX_NODES_CHARS - 40;

interface Fitted {
  readonly members: readonly string[];
  readonly omitted: number;
}

// Whole, else without what nodes put out, else only the status of those that did not fail, else as many as there is room for.
function fitted(nodes: readonly NodeState[], room: number): Fitted {
  let members: readonly string[] = [];
  for (const form of [member, withoutOutputs, statusOnly]) {
    members = nodes.map(form);
    if (sizeOf(members) <= room) return { members, omitted: 0 };
  }
  return cut(nodes, members, room);
}

// Failures are kept first; what is left over is counted where no node id can be.
function cut(nodes: readonly NodeState[], members: readonly string[], room: number): Fitted {
  let left = room - 2;
  const kept = new Set<number>();
  for (const isFirst of [true, false]) {
    for (const [at, node] of nodes.entries()) {
      if ((node.status === 'failed') !== isFirst || members[at]!.length + 1 > left) continue;
      left -= members[at]!.length + 1;
      kept.add(at);
    }
  }
  return { members: members.filter((_, at) => kept.has(at)), omitted: nodes.length - kept.size };
}

const sizeOf = (members: readonly string[]) => members.reduce((sum, text) => sum + text.length + 1, 2);
const object = (members: readonly string[]) => `{${members.join(',')}}`;
const memberOf = (id: string, value: unknown) => `${JSON.stringify(id)}:${JSON.stringify(value)}`;

const member = (node: NodeState) => memberOf(node.id, entry(node));
const withoutOutputs = (node: NodeState) => memberOf(node.id, { ...entry(node), outputs: undefined });
const statusOnly = (node: NodeState) =>
  node.status === 'failed' ? member(node) : memberOf(node.id, { status: nodeStatus(node) });

// Absent fields are `undefined`, which JSON leaves out.
function entry(node: NodeState) {
  const ran = node.status === 'completed' || node.status === 'failed';
  return {
    status: nodeStatus(node),
    conclusion: node.conclusion,
    reused: node.reused,
    kind: node.kind,
    parent: node.parent,
    duration_ms: ran ? node.durationMs : undefined,
    attempt: ran ? node.attempt : undefined,
    error_kind: node.error?.kind,
    exit_code: node.error?.exit_code,
    output_path: node.outputPath,
    outputs: node.outputs,
    usage: node.usage,
  };
}
