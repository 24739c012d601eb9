import { withoutControls } from '../core/control-characters.ts';
import type { AbortReason, Event, RecordedError } from '../core/event.ts';
import type { NodeState, RunState } from '../core/state.ts';
import type { Usage } from '../core/usage.ts';

/** The marks reports use; {@link ASCII} is for terminals and files that know no more. */
export interface Glyphs {
  readonly completed: string;
  readonly failed: string;
  readonly skipped: string;
  readonly running: string;
  readonly dot: string;
  readonly ellipsis: string;
}

export const UNICODE: Glyphs = {
  completed: '✓',
  failed: '✗',
  skipped: '⊘',
  running: '●',
  dot: '·',
  ellipsis: '…',
};

export const ASCII: Glyphs = {
  completed: '+',
  failed: 'x',
  skipped: '-',
  running: '*',
  dot: '|',
  ellipsis: '...',
};

/** Milliseconds as people read them: `0.3s`, `1.2s`, `6m 12s`, `1h 2m`; empty when unknown. */
export function duration(ms: number | undefined): string {
  // omne-cli's journals have no durations, and a reader accepts null for absent.
  if (typeof ms !== 'number') return '';
  if (ms < 59_950) return `${(Math.max(0, ms) / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${seconds % 60}s`;
  return `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

/** Dollars as people read them; empty when unknown. Below a cent four digits, so that a cheap node is not free. */
export function cost(usd: number | undefined): string {
  if (typeof usd !== 'number') return '';
  return `$${usd !== 0 && usd < 0.01 ? usd.toFixed(4) : usd.toFixed(2)}`;
}

/** `1 turn`, `12 turns`; empty when unknown. */
export const turns = (usage: Usage | undefined): string =>
  typeof usage?.turns === 'number' ? plural(usage.turns, 'turn') : '';

/** `1 node`, `2 nodes`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A size in bytes as people read it: `812 bytes`, `4.0 KiB`, `1.2 GiB`. */
export function byteSize(bytes: number): string {
  let value = bytes;
  let unit = 'bytes';
  for (const larger of ['KiB', 'MiB', 'GiB', 'TiB']) {
    if (value < 1024) break;
    value /= 1024;
    unit = larger;
  }
  return unit === 'bytes' ? plural(bytes, 'byte') : `${value.toFixed(1)} ${unit}`;
}

/** The failure's kind and how the process ended: `crash (exit 2)`, `crash (SIGKILL)`, `timeout`. */
export function errorWords({ kind, exit_code, signal }: RecordedError): string {
  const exit = signal ?? (typeof exit_code === 'number' ? `exit ${exit_code}` : undefined);
  return exit === undefined ? kind : `${kind} (${exit})`;
}

/** Somebody else's text as one line a terminal only shows: no controls, no colours, no line ends. */
export const oneLine = (text: string): string =>
  withoutControls(text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ')).replaceAll(/\x1b\[[0-9;:]*m/g, '');

const MAX_WORDS = 200;

/** The first line that says something, cut to a readable length. */
export function firstLine(text: string, max: number = MAX_WORDS): string {
  const line = text.split(/[\r\n]+/).find((candidate) => candidate.trim() !== '') ?? '';
  return clip(oneLine(line).trim(), max);
}

/** The text cut to at most `max` characters, never through one. */
export function clip(text: string, max: number, ellipsis = UNICODE.ellipsis): string {
  if (text.length <= max) return text;
  const end = Math.max(0, max - ellipsis.length);
  const last = text.charCodeAt(end - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end) + ellipsis;
}

/** Why a node ended as it did, on one line; empty for one that completed or still runs. */
export function nodeReason(node: Pick<NodeState, 'status' | 'error' | 'message' | 'skip'>): string {
  if (node.status === 'skipped') return node.skip === undefined ? '' : skipWords(node.skip);
  if (node.status !== 'failed' || node.error === undefined) return '';
  const words = errorWords(node.error);
  const message = node.message === undefined ? '' : firstLine(node.message);
  return message === '' || message === words ? words : `${words}: ${message}`;
}

const skipWords = ({ reason, cause }: { readonly reason: string; readonly cause?: string | null }) =>
  cause ? `${reason} (${oneLine(cause)})` : reason;

/** One line for an event a reader of the log wants to see; `undefined` for the others. */
export function eventLine(event: Event, glyphs: Glyphs = UNICODE): string | undefined {
  switch (event.type) {
    case 'node.started':
      return `${glyphs.running} ${event.node_id} started`;
    case 'iteration.started':
      return `${glyphs.running} ${event.node_id} iteration ${event.iteration}`;
    case 'node.completed':
      return `${glyphs.completed} ${event.node_id} ${duration(event.duration_ms)}`.trimEnd();
    case 'node.failed':
      return `${glyphs.failed} ${event.node_id} ${duration(event.duration_ms)}  ${nodeReason({ ...event, status: 'failed' })}`;
    case 'node.skipped':
      return `${glyphs.skipped} ${event.node_id} skipped: ${skipWords(event)}`;
    case 'gate.passed':
      return `${glyphs.completed} ${event.node_id} gate ${oneLine(event.gate)} passed`;
    case 'pipe.started':
    case 'pipe.completed':
    case 'pipe.aborted':
      return undefined;
    default:
      event satisfies never;
      return undefined;
  }
}

/** How many nodes ended how. */
export interface Counts {
  completed: number;
  failed: number;
  skipped: number;
  running: number;
}

/** Counts the nodes of a run by their status. */
export function countNodes(state: RunState): Counts {
  const counts: Counts = { completed: 0, failed: 0, skipped: 0, running: 0 };
  for (const node of state.nodes.values()) counts[node.status]++;
  return counts;
}

/** `7 completed, 1 failed, 2 skipped`: what there is none of is left out. */
export function countWords(counts: Counts, running: string = 'running'): string {
  const parts = [
    [counts.completed, 'completed'],
    [counts.failed, 'failed'],
    [counts.skipped, 'skipped'],
    [counts.running, running],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return words.length === 0 ? 'no nodes' : words.join(', ');
}

/** The run's verdict in words, such as `completed`, `aborted: lint crash (exit 2)`, `cancelled`; `unended` names a run without one. */
export function verdictWords(state: RunState, unended: string): string {
  if (state.status === 'completed') return 'completed';
  if (state.status === 'running') return unended;
  return ABORT_WORDS[state.reason ?? 'fault'](state);
}

const ABORT_WORDS: Readonly<Record<AbortReason, (state: RunState) => string>> = {
  node_failed: (state) => {
    const node = state.cause === undefined ? undefined : state.nodes.get(state.cause);
    if (node?.error === undefined) return 'aborted: a node failed';
    return `aborted: ${oneLine(node.id)} ${errorWords(node.error)}`;
  },
  timeout: () => "aborted: the run's timeout passed",
  cancelled: () => 'cancelled',
  nothing_ran: () => 'aborted: nothing ran',
  interrupted: () => 'aborted: interrupted',
  fault: ({ message }) => (message === undefined ? 'fault' : `fault: ${firstLine(message)}`),
};
