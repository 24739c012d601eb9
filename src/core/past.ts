import type { Event, NodeDigest } from './event.ts';
import { fold, type NodeState } from './state.ts';

/** What an earlier run came to, as its journal tells it. */
export interface Past {
  readonly runId: string;
  /** By whole id. */
  readonly nodes: ReadonlyMap<string, PastNode>;
}

/** A node of an earlier run. */
export interface PastNode {
  readonly state: NodeState;
  /** Absent where it was skipped, or written by an engine that recorded none. */
  readonly digest?: NodeDigest;
  /** The last iteration that began. */
  readonly iteration?: PastIteration;
  /** Verdicts of `until_bash` by iteration. */
  readonly untilChecked: ReadonlyMap<number, boolean>;
  /** The step its failure, or the control itself, sent its `steps` to. */
  readonly jumpedTo?: string;
}

export interface PastIteration {
  readonly iteration: number;
  readonly byteOffset?: number;
  readonly sessionId?: string;
}

interface Draft {
  digest?: NodeDigest;
  iteration?: PastIteration;
  readonly untilChecked: Map<number, boolean>;
  jumpedTo?: string;
}

/** Reads what a later run may take over; what the earlier one took over itself is as good as its own. */
export function pastOf(events: readonly Event[]): Past {
  const state = fold(events);
  const drafts = new Map<string, Draft>();
  for (const event of events) if ('node_id' in event) note(draftOf(drafts, event.node_id), event);
  const nodes = new Map<string, PastNode>();
  for (const [id, node] of state.nodes) nodes.set(id, { state: node, ...draftOf(drafts, id) });
  return { runId: state.runId, nodes };
}

function draftOf(drafts: Map<string, Draft>, id: string): Draft {
  const draft = drafts.get(id) ?? { untilChecked: new Map<number, boolean>() };
  drafts.set(id, draft);
  return draft;
}

function note(draft: Draft, event: Event): void {
  switch (event.type) {
    case 'node.started':
    case 'node.reused':
      if (event.digest) draft.digest = event.digest;
      if (event.type === 'node.reused' && event.jumped_to) draft.jumpedTo = event.jumped_to;
      return;
    case 'iteration.started': {
      const { iteration, byte_offset: byteOffset, session_id: sessionId } = event;
      draft.iteration = {
        iteration,
        ...(typeof byteOffset === 'number' && { byteOffset }),
        ...(sessionId && { sessionId }),
      };
      return;
    }
    case 'until.checked':
      draft.untilChecked.set(event.iteration, event.passed);
      return;
    case 'node.jumped':
      draft.jumpedTo = event.to;
      return;
    default:
  }
}
