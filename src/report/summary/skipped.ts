import type { NodeSkip, NodeState, RunState } from '../../core/state.ts';
import { SKIP_WORDS } from '../skip-words.ts';
import { conditionWords, plural, sawWords, UNICODE } from '../words.ts';
import { code, details, inert, row, table } from './markdown.ts';

const HEADER = '| Node | Why | Because of |\n| --- | --- | --- |\n';
// Up to so many nobody has to open.
const MAX_OPEN = 20;

/** The nodes that never ran, each with the reason and the node that caused it. */
export function skippedSection(state: RunState, room: number): string {
  const skipped = [...state.nodes.values()].filter(({ status }) => status === 'skipped');
  const rows = skipped.map(({ id, skip }) => row([code(id), why(skip), causeOf(skip, state)]));
  const body = table(HEADER, rows, room - 100);
  if (body === '') return '';
  return rows.length <= MAX_OPEN
    ? `#### Skipped\n\n${body}`
    : details(`Skipped: ${plural(rows.length, 'node')}`, body);
}

function why(skip: NodeSkip | undefined): string {
  if (skip === undefined) return '';
  const { reason, when, saw } = skip;
  if (when)
    return [`when ${code(conditionWords(when))}`, ...sawWords(saw).slice(0, 20).map(code)].join('<br>');
  return inert(SKIP_WORDS[reason] ?? reason);
}

function causeOf(skip: NodeSkip | undefined, state: RunState): string {
  if (!skip?.cause) return '';
  const status = state.nodes.get(skip.cause)?.status;
  return `${status === undefined ? '' : `${UNICODE[status]} `}${code(skip.cause)}`;
}

const MAX_NAMED = 50;

/** What a resumed run took over, and why the rest ran again; empty for one that began anew. */
export function resumedSection(state: RunState, room: number): string {
  const { resumedFrom } = state;
  if (resumedFrom === undefined) return '';
  const nodes = [...state.nodes.values()];
  const reused = nodes.filter((node) => node.reused);
  const again = nodes.filter((node): node is NodeState & { because: string } => Boolean(node.because));
  const names = reused.slice(0, MAX_NAMED).map(({ id }) => code(id));
  const more = reused.length - names.length;
  const list = `Taken over: ${names.join(' ')}${more > 0 ? ` and ${more} more` : ''}\n\n`;
  const rows = again.map(({ id, because }) => row([code(id), inert(because)]));
  const body = table('| Ran again | Why |\n| --- | --- |\n', rows, room - 100 - list.length);
  return `#### Resumed\n\n${reused.length > 0 ? list : ''}${body}`;
}
