import { parseClaudeLine, type Signal } from '../core/claude-stream.ts';
import type { AttemptFailed, Event, Kind, NodeCompleted, NodeFailed } from '../core/event.ts';
import { createLineSplitter } from '../core/neutralise.ts';
import type { RunState } from '../core/state.ts';
import type { CaptureStream, RunFiles } from '../effects/run-files.ts';
import { hasBytes, readEnds } from '../effects/tail.ts';
import { oneLine } from '../report/words.ts';

/** What a node printed, or one of its attempts, as far as it is worth showing. */
export interface Printed {
  readonly id: string;
  readonly file: (stream: CaptureStream) => string;
  /** Those that have any bytes, in the order they are shown. */
  readonly streams: readonly CaptureStream[];
  /** An agent's tools and how often it used each; empty for none. */
  readonly tools: string;
}

type Ended = Extract<Event, NodeCompleted | NodeFailed | AttemptFailed>;

/** The streams of a node that ended, or of an attempt that failed, that are worth showing. */
export function printedOf(event: Ended, state: RunState, files: RunFiles): Printed {
  const { node_id: id } = event;
  const hasMoved = event.type === 'node.attempt_failed' && event.will === 'retry';
  const file = (stream: CaptureStream) =>
    hasMoved ? files.attemptCapture(id, event.attempt, stream) : files.capture(id, stream);
  // Whoever runs others has no capture of its own.
  if (!event.output_path) return { id, file, streams: [], tools: '' };
  const kind = state.nodes.get(id)?.kind;
  const hasFailed = event.type !== 'node.completed';
  const wanted: CaptureStream[] = ['out'];
  // An agent's stderr is its own chatter, unless it went wrong.
  if (hasFailed || kind === 'bash') wanted.push('err');
  if (hasFailed && isRefused(event)) wanted.push('gate.out', 'gate.err');
  const tools = kind !== undefined && AGENTS.has(kind) ? toolsUsed(file('stream.jsonl')) : '';
  return { id, file, streams: wanted.filter((stream) => hasBytes(file(stream))), tools };
}

/** What a loop's `until_bash` printed. */
export function printedUntil(id: string, files: RunFiles): Printed {
  const file = (stream: CaptureStream) => files.capture(id, stream);
  const streams = (['until.out', 'until.err'] as const).filter((stream) => hasBytes(file(stream)));
  return { id, file, streams, tools: '' };
}

const isRefused = ({ error: { kind } }: NodeFailed | AttemptFailed) =>
  kind === 'gate_failed' || kind === 'gate_timeout';

const AGENTS: ReadonlySet<Kind> = new Set(['prompt', 'command', 'loop']);

const MAX_NAMES = 8;
const MAX_NAME = 64;
const STREAM_ENDS = { head: 64 * 1024, end: 1024 * 1024 };

/** The tools in an agent's stream: `Bash 3, Edit 2`, the most used first; of a long stream those at both ends of it. */
export function toolsUsed(stream: string): string {
  const counts = new Map<string, number>();
  const hear = (signal: Signal) => {
    if (signal.kind === 'tool') counts.set(signal.name, (counts.get(signal.name) ?? 0) + 1);
  };
  // A line that is cut is no JSON any more: a tool with so long an input is not counted.
  const splitter = createLineSplitter(256 * 1024);
  const decoder = new TextDecoder();
  const take = (lines: readonly string[]) => {
    for (const line of lines)
      if (line.includes('"tool_use"')) for (const signal of parseClaudeLine(line)) hear(signal);
  };
  let isPart = false;
  const sink = {
    chunk: (bytes: Uint8Array) => take(splitter.push(decoder.decode(bytes, { stream: true }))),
    skipped: () => {
      isPart = true;
      splitter.end();
    },
    prelude: () => {},
    shrank: () => {},
  };
  readEnds(stream, sink, STREAM_ENDS);
  take(splitter.end());
  const all = [...counts].sort(([, a], [, b]) => b - a);
  const words = all
    .slice(0, MAX_NAMES)
    .map(([name, count]) => `${oneLine(name).slice(0, MAX_NAME)} ${count}`);
  const more = all.length > MAX_NAMES ? ` and ${all.length - MAX_NAMES} more` : '';
  return words.length === 0 ? '' : `${isPart ? 'at least ' : ''}${words.join(', ')}${more}`;
}
