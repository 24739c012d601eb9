import { errorWords } from '../../core/failure.ts';
import type { NodeState } from '../../core/state.ts';
import type { Ailing, Weight } from '../ailing.ts';
import { duration, plural, UNICODE } from '../words.ts';
import { byteLength, code, details, fence, firstFitting, inert, numberOf } from './markdown.ts';

/** The last lines of a capture, free of secrets. */
export interface Tail {
  /** What it is: `stderr`, `gate stdout`. */
  readonly name: string;
  readonly lines: readonly string[];
  /** Whether there are lines before these. */
  readonly isCut: boolean;
}

/** How many lines of a capture are shown. */
export const TAIL_LINES = 30;
/** So many nodes are explained; the others are only counted. */
export const MAX_EXPLAINED = 50;
// A reader sees these without a click.
const MAX_OPEN = 5;

export interface FailuresContext {
  readonly tails: ReadonlyMap<string, readonly Tail[]>;
  /** As the journal names it. */
  readonly pipePath: string;
  readonly room: number;
}

const TITLE: Readonly<Record<'failed' | 'interrupted' | 'cancelled', string>> = {
  failed: 'Failures',
  interrupted: 'Interrupted',
  cancelled: 'Cancelled',
};

/** What went wrong, node by node, with the end of what each printed. */
export function failuresSection(all: readonly Ailing[], context: FailuresContext): string {
  let text = '';
  let shown = 0;
  let group = '';
  // The last line is of our own words.
  let left = context.room - 80;
  for (const one of all.slice(0, MAX_EXPLAINED)) {
    const title = TITLE[groupOf(one.weight)];
    const head = title === group ? '' : `#### ${title}\n\n`;
    const isOpen = shown < MAX_OPEN && (one.weight === 'failed' || one.weight === 'interrupted');
    const part = firstFitting(
      [true, false].map((isWhole) => head + explained(one, context, { isOpen, isWhole })),
      left,
    );
    if (part === '') break;
    text += part;
    left -= byteLength(part);
    group = title;
    shown++;
  }
  const more = all.length - shown;
  return more === 0 || shown === 0
    ? text
    : `${text}and ${plural(more, 'more node')}, in the table of nodes\n\n`;
}

const groupOf = (weight: Weight) => (weight === 'interrupted' || weight === 'cancelled' ? weight : 'failed');

function explained(
  { node, weight, line }: Ailing,
  { tails, pipePath }: FailuresContext,
  { isOpen, isWhole }: { readonly isOpen: boolean; readonly isWhole: boolean },
): string {
  const mark = weight === 'interrupted' ? UNICODE.running : UNICODE.failed;
  const words = [
    node.error === undefined || weight === 'interrupted' ? '' : inert(errorWords(node.error)),
    WEIGHT_WORDS[weight],
    numberOf(node.attempt) > 1 ? `attempt ${node.attempt}` : '',
    node.status === 'running' ? '' : duration(node.durationMs),
    line === undefined ? '' : code(`${pipePath}:${line}`),
  ];
  const title = `${mark} ${code(node.id)} ${words.filter((word) => word !== '').join(' · ')}`.trimEnd();
  const body = isWhole ? bodyOf(node, tails.get(node.id) ?? []) : '';
  return body === '' ? `${title}\n\n` : details(title, body, isOpen);
}

const WEIGHT_WORDS: Readonly<Record<Weight, string>> = {
  failed: '',
  absorbed: 'absorbed',
  ignored: 'failure ignored',
  interrupted: '',
  cancelled: '',
};

function bodyOf(node: NodeState, tails: readonly Tail[]): string {
  const { message } = node;
  const parts: string[] = [];
  const words =
    message === undefined || message === node.error?.kind || node.interrupted ? [] : wordsOf(message);
  if (words.length > 0 && !isTold(words, tails)) parts.push(fence(words));
  for (const { name, lines, isCut } of tails) {
    const caption = isCut ? `${name}, the last ${plural(lines.length, 'line')}` : name;
    parts.push(`${caption}:\n\n${fence(lines)}`);
  }
  return parts.join('\n');
}

const MAX_WORDS = 12;

// The first line says what, the last ones of a stderr tail say why.
function wordsOf(message: string): readonly string[] {
  const lines = String(message)
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .filter((line) => line.trim() !== '');
  return lines.length <= MAX_WORDS ? lines : [lines[0]!, UNICODE.ellipsis, ...lines.slice(2 - MAX_WORDS)];
}

// A crash's message is the end of its stderr, which is there in full.
function isTold(words: readonly string[], tails: readonly Tail[]): boolean {
  const said = new Set(tails.flatMap(({ lines }) => lines.map((line) => line.trim())));
  return (
    said.has(words[0]!.trim()) ||
    (words.length > 1 && words.slice(1).every((line) => line === UNICODE.ellipsis || said.has(line.trim())))
  );
}
