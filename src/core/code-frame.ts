import type { Place } from './place.ts';
import { describeProblem, type Problem } from './problem.ts';
import { escapeUnsafe } from './quote.ts';

const MAX_WIDTH = 120;
const BEFORE_CARET = 60;

/** Every problem as people read it on a terminal: one line of words, then the lines around it with a caret below. */
export function renderProblems(problems: readonly Problem[], sources: ReadonlyMap<string, string>): string {
  const lines = new Map<string, readonly string[]>();
  const linesOf = (file: string) => {
    const known = lines.get(file) ?? sources.get(file)?.split('\n') ?? [];
    lines.set(file, known);
    return known;
  };
  return problems.map((problem) => `${renderProblem(problem, linesOf)}\n`).join('');
}

/** `file:line:col: error: words`, without a frame. */
export function problemLine(problem: Problem): string {
  const { file, place } = problem;
  const at = place === undefined ? '' : `:${place.line}:${place.column}`;
  const head = file === undefined ? '' : `${escapeUnsafe(file)}${at}: `;
  return `${head}error: ${words(problem)}`;
}

// Words may have lines of their own (paths looked for); everything else in them is made safe.
const words = (problem: Problem) => describeProblem(problem).split('\n').map(escapeUnsafe).join('\n');

function renderProblem(problem: Problem, linesOf: (file: string) => readonly string[]): string {
  const { file, place } = problem;
  if (file === undefined || place === undefined) return problemLine(problem);
  const frame = codeFrame(linesOf(file), place);
  return frame === '' ? problemLine(problem) : `${problemLine(problem)}\n${frame}`;
}

/** The line of a place with one line before and after, and carets under the place; empty where there is no such line. */
export function codeFrame(lines: readonly string[], place: Place): string {
  const line = lines[place.line - 1];
  if (line === undefined) return '';
  const first = Math.max(1, place.line - 1);
  const last = Math.min(lines.length, place.line + 1);
  const width = String(last).length;
  const from = Math.max(0, place.column - 1 - BEFORE_CARET);
  const out: string[] = [];
  for (let at = first; at <= last; at++) {
    const text = lines[at - 1] ?? '';
    // The end of a file is no line of its own.
    if (at === lines.length && at !== place.line && text === '') continue;
    const mark = at === place.line ? '>' : ' ';
    out.push(`${mark} ${String(at).padStart(width)} | ${cut(text, from)}`.trimEnd());
    if (at === place.line) out.push(`  ${' '.repeat(width)} | ${carets(line, place, from)}`);
  }
  return out.join('\n');
}

function cut(line: string, from: number): string {
  const end = line.endsWith('\r') ? line.length - 1 : line.length;
  const shown = [...line.slice(from, Math.min(end, from + MAX_WIDTH))].map(cell).join('');
  return `${from > 0 ? '…' : ''}${shown}${end > from + MAX_WIDTH ? '…' : ''}`;
}

function carets(line: string, place: Place, from: number): string {
  const start = place.column - 1;
  const before = [...line.slice(from, start)]
    .map((character) => cell(character).replace(/./gsu, ' '))
    .join('');
  const end = Math.min(start + Math.max(1, place.length), from + MAX_WIDTH);
  const marked = [...line.slice(start, end)].map(cell).join('');
  return `${from > 0 ? ' ' : ''}${before}${'^'.repeat(Math.max(1, [...marked].length))}`;
}

// What one character takes on the screen: a tab two columns, a control character one harmless sign.
const cell = (character: string) => {
  if (character === '\t') return '  ';
  return escapeUnsafe(character) === character ? character : '\ufffd';
};
