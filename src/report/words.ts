import { withoutControls } from '../core/control-characters.ts';
import {
  type AbortReason,
  type AttemptFailed,
  CONTROL_KINDS,
  type Conclusion,
  type Event,
  type Kind,
  type NodeCompleted,
  type NodeFailed,
  type RecordedError,
} from '../core/event.ts';
import { errorWords } from '../core/failure.ts';
import type { NodeSkip, NodeState, RunState } from '../core/state.ts';
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

/** Why a node ended as it did, on one line; empty for one that simply completed or still runs. */
export function nodeReason(
  node: Pick<NodeState, 'status' | 'error' | 'message' | 'skip' | 'conclusion'>,
): string {
  switch (node.status) {
    case 'skipped':
      return node.skip === undefined ? '' : skipWords(node.skip);
    case 'failed':
      return failureWords(node);
    case 'completed':
      return node.conclusion === 'failure_ignored' ? ignoredWords(node) : conclusionWords(node.conclusion);
    case 'running':
      return '';
  }
}

interface Failed {
  readonly error?: RecordedError;
  readonly message?: string;
}

function failureWords({ error, message }: Failed): string {
  if (error === undefined) return '';
  const words = errorWords(error);
  const first = message === undefined ? '' : firstLine(message);
  return first === '' || first === words ? words : `${words}: ${first}`;
}

const ignoredWords = (node: Failed) =>
  [conclusionWords('failure_ignored'), failureWords(node)].filter((part) => part !== '').join(': ');

/** A conclusion in words; empty for none, and for one that a newer engine made up. */
export const conclusionWords = (conclusion: Conclusion | undefined): string =>
  conclusion === undefined ? '' : (CONCLUSION_WORDS[conclusion] ?? '');

const CONCLUSION_WORDS: Readonly<Record<Conclusion, string>> = {
  failure_ignored: 'failure ignored',
  exhausted: 'iterations exhausted',
};

const MAX_CONDITION = 120;
const MAX_VALUE = 60;

// An omne-cli journal may have null for what is absent.
function skipWords({ reason, cause, when, saw }: Skipped): string {
  if (when) {
    const values = sawWords(saw).join(', ');
    return clip(`when ${conditionWords(when)}${values === '' ? '' : ` (${values})`}`, MAX_WORDS);
  }
  return cause ? `${reason} (${oneLine(cause)})` : reason;
}

type Skipped = { readonly [K in keyof NodeSkip]: NodeSkip[K] | (K extends 'reason' ? never : null) };

/** A condition as its author wrote it, on one line of readable length. */
export const conditionWords = (when: string, max: number = MAX_CONDITION): string =>
  clip(oneLine(when).trim(), max);

/** The values a condition saw: `nodes.a.outputs.x is "n"`. */
export const sawWords = (saw: NodeSkip['saw'] | null): readonly string[] =>
  Object.entries(saw ?? {}).map(
    ([name, value]) => `${oneLine(name)} is ${clip(oneLine(JSON.stringify(value)), MAX_VALUE)}`,
  );

// Of these only the end is worth a line.
const RUN_NOTHING: ReadonlySet<Kind> = new Set(['join', ...CONTROL_KINDS]);

/** One line for an event a reader of the log wants to see; `undefined` for the others. */
export function eventLine(event: Event, glyphs: Glyphs = UNICODE): string | undefined {
  switch (event.type) {
    case 'node.started':
      if (RUN_NOTHING.has(event.kind)) return undefined;
      return `${glyphs.running} ${event.node_id} started  ${becauseWords(event.because)}`.trimEnd();
    case 'iteration.started':
      return `${glyphs.running} ${event.node_id} iteration ${event.iteration}`;
    case 'until.checked':
      return untilLine(event, glyphs);
    case 'node.expanded':
      return `${glyphs.running} ${event.node_id} ${plural(event.count, 'item')}`;
    case 'node.attempt_failed':
      return attemptLine(event, glyphs);
    case 'node.retrying':
      if (!(event.delay_ms > 0)) return undefined;
      return `${glyphs.running} ${event.node_id} retry ${event.retry} of ${event.of} in ${delay(event.delay_ms)}`;
    case 'node.reused':
      return `${glyphs[event.status]} ${event.node_id} reused  ${nodeReason(event)}`.trimEnd();
    case 'node.jumped':
      return `${glyphs.running} ${event.node_id} jumps to ${oneLine(event.to)}`;
    case 'node.completed':
      return ended(event, glyphs, nodeReason({ ...event, status: 'completed' }));
    case 'node.failed':
      return ended(event, glyphs, nodeReason({ ...event, status: 'failed' }));
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

/** Why a node of a resumed run runs although there was an earlier run; empty for any other. */
export const becauseWords = (because: string | undefined): string =>
  because ? `resumed: ${oneLine(because)}` : '';

const ended = (event: NodeCompleted | NodeFailed, { completed, failed, dot }: Glyphs, reason: string) => {
  const took = [duration(event.duration_ms), ...usageWords(event.usage)].join(` ${dot} `);
  return `${event.type === 'node.failed' ? failed : completed} ${event.node_id} ${took}  ${reason}`.trimEnd();
};
/** An agent's turns and what they cost, as far as they are known. */
export const usageWords = (usage: Usage | undefined): readonly string[] =>
  [turns(usage), cost(usage?.cost_usd)].filter((part) => part !== '');

// A wait is a number somebody wrote: `10s`, not `10.0s`.
const delay = (ms: number) => duration(ms).replace(/\.0s$/, 's');

function untilLine(event: Extract<Event, { type: 'until.checked' }>, glyphs: Glyphs): string {
  const { node_id, passed, exit_code } = event;
  if (passed) return `${glyphs.completed} ${node_id} until_bash: passed`;
  const exit = typeof exit_code === 'number' ? ` (exit ${exit_code})` : '';
  return `${glyphs.running} ${node_id} until_bash: not yet${exit}`;
}

// After the last attempt of a failed node its own line follows at once, with the same words.
function attemptLine(event: AttemptFailed, glyphs: Glyphs): string | undefined {
  const { node_id, attempt, will } = event;
  if (will === 'fail') return undefined;
  return `${glyphs.failed} ${node_id} attempt ${attempt} failed  ${failureWords(event)}; ${WILL[will]}`;
}

const WILL = { retry: 'retrying', continue: 'continuing', jump: 'jumping' } as const;

/** Whether a node stands in the pipe itself, in no body of another one. */
export const isTopLevel = (id: string): boolean => !id.includes('/');

/** How many nodes ended how. */
export interface Counts {
  completed: number;
  failed: number;
  skipped: number;
  running: number;
}

/** Counts the nodes of a run by their status; children are their parent's business. */
export function countNodes(state: RunState): Counts {
  const counts: Counts = { completed: 0, failed: 0, skipped: 0, running: 0 };
  // What was cut short counts as what ran: the words of a run that ended call both interrupted.
  for (const node of state.nodes.values())
    if (isTopLevel(node.id)) counts[node.interrupted ? 'running' : node.status]++;
  return counts;
}

/** `12 reused`, of any depth; empty for none. */
export function reusedWords(state: RunState): string {
  let count = 0;
  for (const { reused } of state.nodes.values()) if (reused) count++;
  return count === 0 ? '' : `${count} reused`;
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
  if (state.status === 'completed') return state.stopped ? 'completed: stopped by a step' : 'completed';
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
  outputs_invalid: ({ message }) =>
    message === undefined
      ? "aborted: the pipe's outputs"
      : `aborted: the pipe's outputs: ${firstLine(message)}`,
  interrupted: () => 'aborted: interrupted',
  fault: ({ message }) => (message === undefined ? 'fault' : `fault: ${firstLine(message)}`),
};
