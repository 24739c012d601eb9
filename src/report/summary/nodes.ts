import type { NodeState } from '../../core/state.ts';
import type { Branch } from '../tree.ts';
import { conclusionWords, cost, duration, plural, UNICODE } from '../words.ts';
import { byteLength, code, details, inert, numberOf, row } from './markdown.ts';

const HEADER = `${row(['Node', 'Kind', 'Status', 'Attempts', 'Duration', 'Turns', 'Cost', 'Gate', 'Capture'])}${row(
  ['---', '---', '---', '---:', '---:', '---:', '---:', '---', '---'],
)}`;

export interface NodesContext {
  readonly runId: string;
  readonly absorbed: ReadonlySet<string>;
  /** Gates that did not pass, by the id of their node. */
  readonly refused: ReadonlyMap<string, string>;
  readonly room: number;
}

/** The table of all nodes, children below what they belong to; the top level and what failed before the rest. */
export function nodesSection(branches: readonly Branch[], context: NodesContext): string {
  const rows = rowsOf(branches, ({ node, depth }) => nodeRow(node, depth, context));
  const title = `Nodes: ${rows.reduce((sum, { count }) => sum + count, 0)}`;
  // The last line, should one be needed, is of our own words and short.
  const kept = choose(rows, context.room - byteLength(HEADER) - 200);
  if (kept.size === 0) return '';
  const more = rows.reduce((sum, { count }, at) => (kept.has(at) ? sum : sum + count), 0);
  const rest = more === 0 ? '' : `\nand ${plural(more, 'more node')}; the journal has them all.\n`;
  const shown = rows.filter((_, at) => kept.has(at)).map(({ text }) => text);
  const body = `${HEADER}${shown.join('')}${rest}`;
  return rows.length <= MAX_OPEN ? `#### Nodes\n\n${body}\n` : details(title, body);
}

// A longer table stands between a reader and what follows.
const MAX_OPEN = 60;

interface Row {
  readonly text: string;
  /** How many nodes it stands for. */
  readonly count: number;
  readonly depth: number;
  readonly status: NodeState['status'];
}

/** How many children of one node are shown. */
const MAX_CHILDREN = 200;

function rowsOf(branches: readonly Branch[], textOf: (branch: Branch) => string): readonly Row[] {
  const rows: Row[] = [];
  const add = (branch: Branch) => {
    const { node, depth, children } = branch;
    rows.push({ text: textOf(branch), count: 1, depth, status: node.status });
    const shown = urgentFirst(children).slice(0, MAX_CHILDREN);
    if (shown.length === children.length) {
      children.forEach(add);
      return;
    }
    const kept = new Set(shown);
    for (const child of children) if (kept.has(child)) add(child);
    const count = children.reduce((sum, child) => (kept.has(child) ? sum : sum + sizeOf(child)), 0);
    const text = row([`${indent(depth + 1)}and ${count} more`, ...Array<string>(8).fill('')]);
    rows.push({ text, count, depth: depth + 1, status: 'skipped' });
  };
  branches.forEach(add);
  return rows;
}

const sizeOf = ({ children }: Branch): number => children.reduce((sum, child) => sum + sizeOf(child), 1);

// Failures first, then what was interrupted, then the rest.
const URGENCY: readonly (readonly NodeState['status'][])[] = [
  ['failed'],
  ['running'],
  ['completed', 'skipped'],
];

const urgentFirst = (branches: readonly Branch[]) =>
  URGENCY.flatMap((statuses) => branches.filter(({ node }) => statuses.includes(node.status)));

// The top level before all children, the urgent first, as far as there is room; shown in their own order.
function choose(rows: readonly Row[], room: number): ReadonlySet<number> {
  const kept = new Set<number>();
  let left = room;
  for (const isTop of [true, false]) {
    for (const statuses of URGENCY) {
      for (const [at, { text, depth, status }] of rows.entries()) {
        if ((depth === 0) !== isTop || !statuses.includes(status)) continue;
        const size = byteLength(text);
        if (size > left) return kept;
        left -= size;
        kept.add(at);
      }
    }
  }
  return kept;
}

const MAX_INDENT = 10;
const indent = (depth: number) =>
  depth === 0 ? '' : `${'&nbsp;&nbsp;'.repeat(Math.min(depth, MAX_INDENT))}↳ `;

function nodeRow(node: NodeState, depth: number, { runId, absorbed, refused }: NodesContext): string {
  const ended = node.status === 'completed' || node.status === 'failed';
  return row([
    indent(depth) + code(node.id),
    inert(node.kind ?? ''),
    statusCell(node, absorbed.has(node.id)),
    ended ? numberOf(node.attempt) : '',
    ended ? duration(node.durationMs) : '',
    numberOf(node.usage?.turns) || '',
    cost(node.usage?.cost_usd),
    gateCell(node, refused),
    code(inRunDir(node.outputPath ?? '', runId)),
  ]);
}

function statusCell(node: NodeState, isAbsorbed: boolean): string {
  const words = [
    node.status === 'running' || node.interrupted ? 'interrupted' : node.status,
    node.reused ? 'reused' : '',
    conclusionWords(node.conclusion),
    isAbsorbed ? 'absorbed' : '',
  ];
  return `${UNICODE[node.status]} ${words.filter((word) => word !== '').join(', ')}`;
}

function gateCell({ id, gates, error, cause }: NodeState, refused: ReadonlyMap<string, string>): string {
  const cells = gates.map((gate) => `${UNICODE.completed} ${code(gate)}`);
  // Of a body whose child was refused the gate is the child's.
  const isRefused = cause === undefined && (error?.kind === 'gate_failed' || error?.kind === 'gate_timeout');
  if (isRefused) cells.push(`${UNICODE.failed} ${code(refused.get(id) ?? '')}`.trim());
  return cells.join(' ');
}

/** A capture's path as the run directory and the artifact have it: `nodes/lint.out`. */
function inRunDir(path: string, runId: string): string {
  const folder = `/runs/${runId}/`;
  const at = path.indexOf(folder);
  return at < 0 ? path : path.slice(at + folder.length);
}
