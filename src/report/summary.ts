import { withoutControls } from '../core/control-characters.ts';
import { errorWords } from '../core/failure.ts';
import type { Plan } from '../core/plan.ts';
import type { NodeSkip, NodeState, RunState } from '../core/state.ts';
import { absorbedFailures } from './final-block.ts';
import { createFinder } from './plan-tree.ts';
import { type Branch, treeOf } from './tree.ts';
import {
  becauseWords,
  clip,
  conclusionWords,
  conditionWords,
  cost,
  countNodes,
  countWords,
  duration,
  plural,
  reusedWords,
  sawWords,
  turns,
  UNICODE,
  verdictWords,
} from './words.ts';

/** The most bytes a summary has: GitHub drops a whole summary silently just below 1 MiB. */
export const MAX_SUMMARY_BYTES = 900 * 1024;

export interface SummaryOptions {
  /** With it, gates that did not pass are named too. */
  readonly plan?: Plan;
  readonly maxBytes?: number;
}

const HEADER =
  '| Node | Kind | Status | Duration | Turns | Cost | Gate | Why |\n| --- | --- | --- | ---: | ---: | ---: | --- | --- |\n';

/**
 * The job summary of a run that is over: one headline, one table, children below what they belong to. What nodes and
 * pipes said is inert text in it.
 */
export function summary(state: RunState, options: SummaryOptions = {}): string {
  const { plan, maxBytes = MAX_SUMMARY_BYTES } = options;
  const head = `### ${headline(state)}\n\n${resumedWords(state)}`;
  if (state.nodes.size === 0) return head;
  const find = plan === undefined ? undefined : createFinder(plan);
  const absorbed = absorbedFailures(state, plan);
  const rows = rowsOf(treeOf(state), ({ node, depth }) =>
    row(node, { depth, gate: () => find?.(node.id)?.gate, isAbsorbed: absorbed.has(node.id) }),
  );
  // The last line, should one be needed, is of our own words and short.
  const kept = choose(rows, maxBytes - byteLength(head + HEADER) - 100);
  const more = rows.reduce((sum, { count }, at) => (kept.has(at) ? sum : sum + count), 0);
  const rest = more === 0 ? '' : `\nand ${plural(more, 'more node')}; the journal has them all.\n`;
  const shown = rows.filter((_, at) => kept.has(at)).map(({ text }) => text);
  return head + HEADER + shown.join('') + rest;
}

const byteLength = (text: string) => new TextEncoder().encode(text).length;

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
    const text = `| ${indent(depth + 1)}and ${count} more | | | | | | | |\n`;
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

function headline(state: RunState): string {
  const mark = state.status === 'completed' ? UNICODE.completed : UNICODE.failed;
  const parts = [
    `${mark} ${code(state.pipe)} ${inert(verdictWords(state, 'interrupted'))}`,
    state.status === 'running' ? '' : duration(state.durationMs),
    countWords(countNodes(state), 'interrupted'),
    reusedWords(state),
    turns(state.usage),
    cost(state.usage?.cost_usd),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

const resumedWords = ({ resumedFrom }: RunState) =>
  resumedFrom === undefined ? '' : `Resumes ${code(resumedFrom)}.\n\n`;

interface RowContext {
  readonly depth: number;
  readonly gate: () => string | undefined;
  readonly isAbsorbed: boolean;
}

const indent = (depth: number) => (depth === 0 ? '' : `${'&nbsp;&nbsp;'.repeat(depth)}↳ `);

function row(node: NodeState, { depth, gate, isAbsorbed }: RowContext): string {
  const ended = node.status === 'completed' || node.status === 'failed';
  const cells = [
    indent(depth) + code(node.id),
    node.kind ?? '',
    statusCell(node, isAbsorbed),
    ended ? duration(node.durationMs) : '',
    String(node.usage?.turns ?? ''),
    cost(node.usage?.cost_usd),
    gateCell(node, gate),
    why(node),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function statusCell(node: NodeState, isAbsorbed: boolean): string {
  const words = [
    node.status === 'running' || node.interrupted ? 'interrupted' : node.status,
    node.reused ? 'reused' : '',
    conclusionWords(node.conclusion),
    isAbsorbed ? 'absorbed' : '',
    node.attempt > 1 ? `${node.attempt} attempts` : '',
  ];
  return `${UNICODE[node.status]} ${words.filter((word) => word !== '').join(', ')}`;
}

function gateCell(node: NodeState, planned: () => string | undefined): string {
  const passed = node.gates.map((gate) => `${UNICODE.completed} ${code(gate)}`);
  // Of a body whose child was refused the gate is the child's.
  const isRefused =
    node.cause === undefined && (node.error?.kind === 'gate_failed' || node.error?.kind === 'gate_timeout');
  const gate = isRefused ? planned() : undefined;
  if (isRefused) passed.push(gate === undefined ? UNICODE.failed : `${UNICODE.failed} ${code(gate)}`);
  return passed.join(' ');
}

function why(node: NodeState): string {
  if (node.skip !== undefined) return whySkipped(node.skip);
  if (node.error === undefined) return inert(becauseWords(node.because));
  const message = node.message === undefined ? '' : block(node.message);
  return message === '' ? inert(errorWords(node.error)) : `${inert(errorWords(node.error))}<br>${message}`;
}

function whySkipped({ reason, cause, when, saw }: NodeSkip): string {
  if (when === undefined) return cause === undefined ? reason : `${reason} ${code(cause)}`;
  return [`when ${code(conditionWords(when))}`, ...sawWords(saw).map(code)].join('<br>');
}

const MAX_LINES = 12;
const MAX_LINE = 200;

// The first line says what, the last ones of a stderr tail say why.
function block(text: string): string {
  const lines = text.split(/\r\n|[\r\n\u2028\u2029]/).filter((line) => line.trim() !== '');
  const shown =
    lines.length <= MAX_LINES ? lines : [lines[0]!, UNICODE.ellipsis, ...lines.slice(2 - MAX_LINES)];
  return shown.map((line) => code(clip(line, MAX_LINE))).join('<br>');
}

const code = (text: string) => {
  const shown = inert(text);
  return shown === '' ? '' : `<code>${shown}</code>`;
};

/**
 * Text that Markdown, HTML and GitHub's filters only show. Everything but letters, digits and blanks is an entity, which
 * no grammar sees; the zero-width space keeps a decoded `@` or `#` from being found as a mention or a reference.
 */
export function inert(text: string): string {
  const plain = withoutControls(text.replaceAll(/[\r\n\u2028\u2029]+/g, ' '))
    .replaceAll(/\x1b\[[0-9;:]*m/g, '')
    .trim();
  return plain.replaceAll(/[\0-\x1f!-+./:-@[-`{-\x7f]/g, (char) => {
    const entity = `&#${char.charCodeAt(0)};`;
    return char === '@' || char === '#' ? `${entity}&#8203;` : entity;
  });
}
