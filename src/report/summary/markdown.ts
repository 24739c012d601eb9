import { withoutControls } from '../../core/control-characters.ts';
import { neutraliseLine } from '../../core/neutralise.ts';
import { clip } from '../words.ts';

/** A text's size as GitHub counts it. */
export const byteLength = (text: string): number => new TextEncoder().encode(text).length;

// No text of a cell or a headline is longer; what says more stands in a fence.
const MAX_INERT = 1000;

const plainLine = (text: string) =>
  withoutControls(text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ')).replaceAll(/\x1b\[[0-9;:]*m/g, '');

/**
 * Text that Markdown, HTML and GitHub's filters only show. Everything but letters, digits and blanks is an entity, which
 * no grammar sees; the zero-width space keeps a decoded `@` or `#` from being found as a mention or a reference.
 */
export function inert(text: string): string {
  // A journal may hold anything where a text is due.
  const plain = plainLine(clip(String(text), MAX_INERT)).trim();
  return plain.replaceAll(/[\0-\x1f!-+./:-@[-`{-\x7f]/g, (char) => {
    const entity = `&#${char.charCodeAt(0)};`;
    return char === '@' || char === '#' ? `${entity}&#8203;` : entity;
  });
}

/** Inert text in a fixed-width face; empty for none. */
export const code = (text: string): string => {
  const shown = inert(text);
  return shown === '' ? '' : `<code>${shown}</code>`;
};

const MAX_LINE = 300;

/** Lines as they are, in a fence that none of them can close. */
export function fence(lines: readonly string[], language = 'text'): string {
  const shown = lines.map((line) => neutraliseLine(clip(plainLine(line.slice(0, 4 * MAX_LINE)), MAX_LINE)));
  return fenceOf(shown.join('\n'), language);
}

/** A text of our own in a fence. */
export function fenceOf(text: string, language: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text}\n${ticks}\n`;
}

/** What a reader may fold away; the title is markup of ours. */
export const details = (title: string, body: string, isOpen = false): string =>
  `<details${isOpen ? ' open' : ''}>\n<summary>${title}</summary>\n\n${body}\n</details>\n\n`;

/** A row of a table. */
export const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |\n`;

// For the line that says how much is left out.
const MORE_BYTES = 60;

/** A table of as many rows as there is room for, and how many more there are; empty where not even one fits. */
export function table(header: string, rows: readonly string[], room: number): string {
  let left = room - byteLength(header) - MORE_BYTES;
  let shown = '';
  let count = 0;
  for (const text of rows) {
    left -= byteLength(text);
    if (left < 0) break;
    shown += text;
    count++;
  }
  if (count === 0) return '';
  const more = rows.length - count;
  return `${header}${shown}${more === 0 ? '' : `\nand ${more} more\n`}\n`;
}

/** The first of the texts that fits. */
export const firstFitting = (texts: readonly string[], room: number): string =>
  texts.find((text) => byteLength(text) <= room) ?? '';

/** A number of the journal's; 0 for what is none. */
export const numberOf = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : 0;
