import type {
  AttemptFailed,
  Event,
  GatePassed,
  PipeAborted,
  PipeCompleted,
  PipeStarted,
} from '../../core/event.ts';

/** What a journal tells of a run beyond its state: when things began and ended, one by one. */
export interface Story {
  started?: PipeStarted & Event;
  ended?: (PipeCompleted | PipeAborted) & Event;
  /** Of the last event. */
  lastMs: number;
  lastTs: string;
  count: number;
  chain: string;
  readonly nodes: Map<string, NodeStory>;
}

/** The stretches of one node's life, in milliseconds on the run's clock. */
export interface NodeStory {
  startedMs: number;
  /** Absent where the journal knows no end. */
  endedMs?: number;
  readonly attempts: FailedAttempt[];
  readonly waits: Wait[];
  readonly iterations: Iteration[];
  readonly gates: GatePassed[];
  jumpedTo?: string;
  /** Of an `each`. */
  items?: number;
}

export interface FailedAttempt {
  readonly event: AttemptFailed;
  readonly startedMs: number;
  readonly endedMs: number;
}

export interface Wait {
  readonly startedMs: number;
  readonly endedMs: number;
}

export interface Iteration {
  readonly iteration: number;
  readonly startedMs: number;
  endedMs?: number;
  until?: { readonly passed: boolean; readonly exitCode?: number };
}

/** Reads a journal's events for their times; events of unknown types are passed over. */
export function storyOf(events: Iterable<Event>): Story {
  const story: Story = { lastMs: 0, lastTs: '', count: 0, chain: '', nodes: new Map() };
  for (const event of events) {
    story.count++;
    // omne-cli's journals have no clock of ours.
    story.lastMs = Math.max(story.lastMs, event.mono_ms ?? 0);
    story.lastTs = event.ts ?? story.lastTs;
    story.chain = event.h ?? '';
    if (event.type === 'pipe.started') story.started = event;
    else if (event.type === 'pipe.completed' || event.type === 'pipe.aborted') story.ended = event;
    else if ('node_id' in event) tell(nodeOf(story, event.node_id, event.mono_ms ?? 0), event);
  }
  return story;
}

function nodeOf({ nodes }: Story, id: string, startedMs: number): NodeStory {
  const known = nodes.get(id);
  if (known !== undefined) return known;
  const node: NodeStory = { startedMs, attempts: [], waits: [], iterations: [], gates: [] };
  nodes.set(id, node);
  return node;
}

function tell(node: NodeStory, event: Event): void {
  const nowMs = event.mono_ms ?? 0;
  switch (event.type) {
    case 'node.attempt_failed':
      node.attempts.push({ event, startedMs: attemptStart(node), endedMs: nowMs });
      return;
    case 'node.retrying':
      node.waits.push({ startedMs: nowMs, endedMs: nowMs + event.delay_ms });
      return;
    case 'iteration.started':
      endIteration(node, nowMs);
      node.iterations.push({ iteration: event.iteration, startedMs: nowMs });
      return;
    case 'until.checked': {
      const last = node.iterations.at(-1);
      const code = event.exit_code;
      if (last) last.until = { passed: event.passed, ...(typeof code === 'number' && { exitCode: code }) };
      return;
    }
    case 'gate.passed':
      node.gates.push(event);
      return;
    case 'node.jumped':
      node.jumpedTo = event.to;
      return;
    case 'node.expanded':
      node.items = event.count;
      return;
    case 'node.completed':
    case 'node.failed':
      endIteration(node, nowMs);
      node.endedMs = nowMs;
      return;
    case 'node.reused':
    case 'node.skipped':
      node.endedMs = nowMs;
      return;
    default:
  }
}

function endIteration({ iterations }: NodeStory, nowMs: number): void {
  const last = iterations.at(-1);
  if (last) last.endedMs ??= nowMs;
}

/** When the attempt began that follows those that failed. */
export function attemptStart({ startedMs, attempts, waits }: NodeStory): number {
  return Math.max(startedMs, attempts.at(-1)?.endedMs ?? 0, waits.at(-1)?.endedMs ?? 0);
}
