import type { NodeState, RunState } from '../core/state.ts';
import type { Outline } from './html/outline.ts';

/** How a node's failure bears on the run. */
export type Weight =
  /** It failed, and so did everything around it. */
  | 'failed'
  /** A sibling made good for it, or the body around it went on. */
  | 'absorbed'
  /** Its own policy passed over it. */
  | 'ignored'
  /** The end of the run's process cut it short. */
  | 'interrupted'
  /** Somebody ended it; the failure is another's. */
  | 'cancelled';

/** A node that calls for an explanation. */
export interface Ailing {
  readonly node: NodeState;
  readonly weight: Weight;
  /** Of its `id` in the pipe file, where the plan is known. */
  readonly line?: number;
}

const ORDER: readonly Weight[] = ['failed', 'absorbed', 'ignored', 'interrupted', 'cancelled'];

/**
 * The nodes that did not do their work, what decided first, each group in the order of the run. A body that failed
 * because of its child is the child's business.
 */
export function ailing(state: RunState, outline?: Outline): readonly Ailing[] {
  const lines = new Map(outline?.lines);
  const absorbed = new Set(outline?.absorbed);
  const around = new Set<string>();
  for (const node of state.nodes.values()) if (isCut(node)) around.add(parentOf(node));
  const found: Ailing[] = [];
  for (const node of state.nodes.values()) {
    const weight = weigh(node, state, { absorbed, around });
    const line = lines.get(node.id);
    if (weight !== undefined) found.push({ node, weight, ...(line !== undefined && { line }) });
  }
  return ORDER.flatMap((weight) => found.filter((one) => one.weight === weight));
}

const isCut = ({ status, interrupted, error }: NodeState) =>
  status === 'running' || interrupted === true || error?.kind === 'cancelled';

const parentOf = ({ id, parent }: NodeState) => parent ?? id.slice(0, Math.max(0, id.lastIndexOf('/')));

interface Known {
  readonly absorbed: ReadonlySet<string>;
  /** Bodies with a child that was cut short. */
  readonly around: ReadonlySet<string>;
}

function weigh(node: NodeState, state: RunState, known: Known): Weight | undefined {
  if (node.cause !== undefined && node.cause !== node.id && state.nodes.has(node.cause)) return undefined;
  if (isCut(node)) {
    if (known.around.has(node.id)) return undefined;
    return node.error?.kind === 'cancelled' && !node.interrupted ? 'cancelled' : 'interrupted';
  }
  if (node.status === 'failed') return decides(node, state, known) ? 'failed' : 'absorbed';
  return node.error === undefined ? undefined : 'ignored';
}

function decides(node: NodeState, state: RunState, { absorbed }: Known): boolean {
  let one: NodeState | undefined = node;
  while (one !== undefined) {
    if (one.status === 'completed' || absorbed.has(one.id)) return false;
    const parent = parentOf(one);
    // A journal may name anything as a parent.
    if (parent === one.id || parent.length >= one.id.length) break;
    one = state.nodes.get(parent);
  }
  return state.status !== 'completed';
}
