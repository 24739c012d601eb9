import type { NodeState, RunState } from '../core/state.ts';
import { type Branch, treeOf } from './tree.ts';
import {
  becauseWords,
  type Counts,
  cost,
  countNodes,
  countWords,
  duration,
  type Glyphs,
  nodeReason,
  oneLine,
  turns,
  UNICODE,
  verdictWords,
} from './words.ts';

/** A run directory as read. */
export interface RunEntry {
  /** The folder's name. */
  readonly runId: string;
  /** Absent when the journal cannot be read: `problem` says why. */
  readonly state?: RunState;
  readonly problem?: string;
  /** Whether a process of the run is known to live; absent: nobody knows. */
  readonly isLive?: boolean;
}

/** One line per run, newest first: id, age where the time is given, status, nodes, duration, cost, the run it resumes. */
export function statusList(entries: readonly RunEntry[], glyphs: Glyphs = UNICODE, now?: number): string {
  if (entries.length === 0) return 'no runs\n';
  const newestFirst = [...entries].sort((a, b) => compare(born(b), born(a)));
  return columns(newestFirst.map((entry) => listRow(entry, glyphs, now)));
}

// The ULID at the end of a run's id begins with its time.
const born = ({ runId }: RunEntry) => runId.slice(-26);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function listRow(entry: RunEntry, glyphs: Glyphs, now?: number): readonly string[] {
  const { runId, state } = entry;
  if (state === undefined) return [oneLine(runId), `unreadable: ${oneLine(entry.problem ?? 'no journal')}`];
  return [
    oneLine(runId),
    now === undefined ? '' : ago(now - Date.parse(state.startedAt)),
    verdictWords(state, unended(entry)),
    nodeCounts(state, glyphs),
    state.status === 'running' ? '' : duration(state.durationMs),
    cost(state.usage?.cost_usd),
    state.resumedFrom === undefined ? '' : `resumes ${oneLine(state.resumedFrom)}`,
  ];
}

/** How long ago, in its largest unit: `12s ago`, `3m ago`, `2h ago`, `5d ago`; empty for what is no time. */
export function ago(ms: number): string {
  if (!Number.isFinite(ms)) return '';
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds}s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ago`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h ago` : `${Math.floor(seconds / 86_400)}d ago`;
}

const unended = ({ isLive }: Pick<RunEntry, 'isLive'>) =>
  isLive === undefined ? 'running?' : isLive ? 'running' : 'interrupted';

function nodeCounts(state: RunState, glyphs: Glyphs): string {
  const counts = countNodes(state);
  const shown = (['completed', 'failed', 'skipped', 'running'] as const).filter(
    (status) => counts[status] > 0,
  );
  return shown.map((status) => `${glyphs[status]}${counts[status]}`).join(' ');
}

/** One run in full: its verdict, then a line per node, children below what they belong to. */
export function statusOf(entry: RunEntry, glyphs: Glyphs = UNICODE): string {
  const { state } = entry;
  if (state === undefined) return `${listRow(entry, glyphs).join('  ')}\n`;
  const head = [
    oneLine(state.runId || entry.runId),
    verdictWords(state, unended(entry)),
    state.status === 'running' ? '' : duration(state.durationMs),
    cost(state.usage?.cost_usd),
  ];
  const inputs = state.inputs.map(({ key, value }) => `${oneLine(key)}=${oneLine(value)}`);
  const lines = [
    head.filter((part) => part !== '').join(` ${glyphs.dot} `),
    `pipe ${oneLine(state.pipePath)}, started ${oneLine(state.startedAt)}`,
    ...(state.resumedFrom === undefined ? [] : [`resumes ${oneLine(state.resumedFrom)}`]),
    ...(inputs.length === 0 ? [] : [`inputs ${inputs.join(' ')}`]),
  ];
  const rows = treeOf(state).flatMap((branch) => branchRows(branch, entry, glyphs));
  return `${lines.join('\n')}\n${columns(rows)}`;
}

/** More children of one node than this are folded, those last of which there is something to say. */
const MAX_CHILDREN = 20;

function branchRows(branch: Branch, entry: RunEntry, glyphs: Glyphs): (readonly string[])[] {
  const { children, depth } = branch;
  const shown = shownOf(children);
  const rows = [...shown].flatMap((child) => branchRows(child, entry, glyphs));
  const folded = children.filter((child) => !shown.has(child));
  if (folded.length > 0) rows.push([`${'  '.repeat(depth + 1)}${glyphs.ellipsis} ${foldedWords(folded)}`]);
  return [nodeRow(branch, entry, glyphs), ...rows];
}

// In the order they have.
function shownOf(children: readonly Branch[]): ReadonlySet<Branch> {
  if (children.length <= MAX_CHILDREN) return new Set(children);
  const isAiling = ({ node }: Branch) => node.status === 'failed' || node.status === 'running';
  const first = [...children.filter(isAiling), ...children.filter((child) => !isAiling(child))];
  const kept = new Set(first.slice(0, MAX_CHILDREN));
  return new Set(children.filter((child) => kept.has(child)));
}

function foldedWords(folded: readonly Branch[]): string {
  const counts: Counts = { completed: 0, failed: 0, skipped: 0, running: 0 };
  for (const { node } of folded) counts[node.status]++;
  return `and ${folded.length} more: ${countWords(counts)}`;
}

function nodeRow({ node, depth }: Branch, entry: RunEntry, glyphs: Glyphs): readonly string[] {
  const isRunning = node.status === 'running';
  // A run that ended left nothing running, whatever its journal forgot.
  const running = entry.state?.status === 'running' ? unended(entry) : 'interrupted';
  return [
    `${'  '.repeat(depth)}${glyphs[node.status]} ${oneLine(node.id)}`,
    node.kind ?? '',
    isRunning ? running : statusWords(node),
    isRunning || node.status === 'skipped' ? '' : duration(node.durationMs),
    turns(node.usage),
    cost(node.usage?.cost_usd),
    nodeReason(node) || becauseWords(node.because),
  ];
}

const statusWords = ({ status, reused, interrupted }: NodeState) =>
  interrupted ? 'interrupted' : reused ? `${status}, reused` : status;

// A column nobody fills takes no room; the last cell of a row is never padded.
function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    // A row of an unreadable run has one long cell, as one of folded nodes: it must not push the others apart.
    if (row.length === 1) continue;
    if (row.length === 2) widths[0] = Math.max(widths[0] ?? 0, row[0]!.length);
    else for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) =>
        (widths[at] ?? 0) === 0 && cell === ''
          ? ''
          : `${cell.padEnd(at === row.length - 1 ? 0 : widths[at]!)}  `,
      )
      .join('')
      .trimEnd();
  return rows.map((row) => `${line(row)}\n`).join('');
}
