import { withoutControls } from '../core/control-characters.ts';
import type { Plan } from '../core/plan.ts';
import type { NodeState, RunState } from '../core/state.ts';
import { absorbedFailures } from './final-block.ts';
import {
  clip,
  cost,
  countNodes,
  countWords,
  duration,
  errorWords,
  plural,
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

/** The job summary of a run that is over: one headline, one table. What nodes and pipes said is inert text in it. */
export function summary(state: RunState, options: SummaryOptions = {}): string {
  const { plan, maxBytes = MAX_SUMMARY_BYTES } = options;
  const gates = new Map(plan?.nodes.map((node) => [node.id, node.gate]));
  const absorbed = absorbedFailures(state, plan);
  const nodes = [...state.nodes.values()];
  const head = `### ${headline(state)}\n\n`;
  if (nodes.length === 0) return head;
  const rows = nodes.map((node) =>
    row(node, { gate: gates.get(node.id), isAbsorbed: absorbed.has(node.id) }),
  );
  // The last line, should one be needed, is of our own words and short.
  const kept = choose(nodes, rows, maxBytes - byteLength(head + HEADER) - 100);
  const more = nodes.length - kept.size;
  const rest = more === 0 ? '' : `\nand ${plural(more, 'more node')}; the journal has them all.\n`;
  return head + HEADER + rows.filter((_, at) => kept.has(at)).join('') + rest;
}

const byteLength = (text: string) => new TextEncoder().encode(text).length;

// Failures first, then what was interrupted, then the rest, as far as there is room; shown in their own order.
function choose(nodes: readonly NodeState[], rows: readonly string[], room: number): ReadonlySet<number> {
  const kept = new Set<number>();
  let left = room;
  for (const statuses of [['failed'], ['running'], ['completed', 'skipped']]) {
    for (const [at, node] of nodes.entries()) {
      if (!statuses.includes(node.status)) continue;
      const size = byteLength(rows[at]!);
      if (size > left) return kept;
      left -= size;
      kept.add(at);
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
    turns(state.usage),
    cost(state.usage?.cost_usd),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

interface RowContext {
  readonly gate: string | undefined;
  readonly isAbsorbed: boolean;
}

function row(node: NodeState, { gate, isAbsorbed }: RowContext): string {
  const ended = node.status === 'completed' || node.status === 'failed';
  const cells = [
    code(node.id),
    node.kind ?? '',
    `${UNICODE[node.status]} ${node.status === 'running' ? 'interrupted' : node.status}${isAbsorbed ? ', absorbed' : ''}`,
    ended ? duration(node.durationMs) : '',
    String(node.usage?.turns ?? ''),
    cost(node.usage?.cost_usd),
    gateCell(node, gate),
    why(node),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function gateCell(node: NodeState, planned: string | undefined): string {
  const passed = node.gates.map((gate) => `${UNICODE.completed} ${code(gate)}`);
  const isRefused = node.error?.kind === 'gate_failed' || node.error?.kind === 'gate_timeout';
  if (isRefused) passed.push(planned === undefined ? UNICODE.failed : `${UNICODE.failed} ${code(planned)}`);
  return passed.join(' ');
}

function why(node: NodeState): string {
  if (node.skip !== undefined) {
    return node.skip.cause === undefined ? node.skip.reason : `${node.skip.reason} ${code(node.skip.cause)}`;
  }
  if (node.error === undefined) return '';
  const message = node.message === undefined ? '' : block(node.message);
  return message === '' ? inert(errorWords(node.error)) : `${inert(errorWords(node.error))}<br>${message}`;
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
