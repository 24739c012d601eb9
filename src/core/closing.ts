import type { Fact, Kind, NodeFailed } from './event.ts';
import type { NodeState, RunState } from './state.ts';
import { addUsage, type Usage } from './usage.ts';

/** What the state of a run does not tell and its last facts need. */
export interface Closing {
  /** Milliseconds since the run's start up to which what ran is known to have run. */
  readonly upToMs: number;
  /** A node's capture as the journal names it; absent where it has none. */
  readonly outputPath?: (nodeId: string) => string | undefined;
}

/** The ends of all nodes that still run, children before their parents: for a run that ended without them. */
export function closingFacts(state: RunState, closing: Closing): readonly Fact[] {
  const running = [...state.nodes.values()].filter(({ status }) => status === 'running');
  return running.reverse().map((node) => interruptedFact(node, closing));
}

function interruptedFact(node: NodeState, { upToMs, outputPath }: Closing): NodeFailed {
  const path = hasCapture(node) ? outputPath?.(node.id) : undefined;
  return {
    type: 'node.failed',
    node_id: node.id,
    error: { kind: 'crash' },
    reason: 'interrupted',
    message: 'interrupted: the run ended while it ran',
    ...(path !== undefined && { output_path: path }),
    duration_ms: Math.max(0, upToMs - node.startedMs),
    attempt: node.attempt,
  };
}

const LEAVES: ReadonlySet<Kind | undefined> = new Set(['bash', 'prompt', 'command']);

// Of loops only an agent's has a capture, and names its place there when an iteration starts.
const hasCapture = ({ kind, textFrom }: NodeState) =>
  LEAVES.has(kind) || (kind === 'loop' && textFrom !== undefined);

/** What all nodes of a run consumed. */
export function usageOf(state: RunState): Usage | undefined {
  let total: Usage | undefined;
  for (const { usage } of state.nodes.values()) if (usage !== undefined) total = addUsage(total, usage);
  return total;
}
