import { lexer, type Token, walkTokens } from 'marked';

/** What a reader of Markdown makes of a text. */
export interface Read {
  /** Texts in fences, with their languages. */
  readonly fences: readonly { readonly lang: string; readonly text: string }[];
  /** By columns of the header. */
  readonly tables: readonly { readonly columns: number; readonly rows: number }[];
  readonly headings: readonly string[];
  /** Everything that acts beyond the markup reports are made of. */
  readonly foreign: readonly string[];
  /** What stands outside of fences, as written. */
  readonly outside: string;
}

const OURS = /<\/?(?:code|details|summary)>|<details open>|<br>/g;
const ACTS: ReadonlySet<string> = new Set([
  'link',
  'image',
  'em',
  'strong',
  'del',
  'def',
  'blockquote',
  'list',
  'hr',
]);

/** Reads GitHub's Markdown. */
export function readMarkdown(text: string): Read {
  const fences: { lang: string; text: string }[] = [];
  const tables: { columns: number; rows: number }[] = [];
  const headings: string[] = [];
  const foreign: string[] = [];
  let outside = '';
  const tokens = lexer(text, { gfm: true });
  for (const token of tokens) if (token.type !== 'code') outside += token.raw;
  void walkTokens(tokens, (token: Token) => {
    if (token.type === 'code') fences.push({ lang: token['lang'] ?? '', text: token['text'] });
    if (token.type === 'table') tables.push({ columns: token['header'].length, rows: token['rows'].length });
    if (token.type === 'heading') headings.push(token['text']);
    if (token.type === 'html' && /[<>]/.test(token.raw.replaceAll(OURS, ''))) foreign.push(token.raw);
    if (ACTS.has(token.type)) foreign.push(`${token.type}: ${token.raw}`);
  });
  return { fences, tables, headings, foreign, outside };
}

/** What is wrong with the structure of a summary; empty for a sound one. */
export function flawsOf(text: string): readonly string[] {
  const { fences, tables, foreign, outside } = readMarkdown(text);
  const count = (pattern: RegExp) => (outside.match(pattern) ?? []).length;
  const flaws = foreign.map((raw) => `acts: ${raw.slice(0, 200)}`);
  const opened = count(/<details(?: open)?>/g);
  if (opened !== count(/<\/details>/g)) flaws.push('details are not balanced');
  const rows = tables.reduce((sum, table) => sum + table.rows + 2, 0);
  if (rows !== count(/^\|/gm)) flaws.push(`${count(/^\|/gm)} lines of tables, ${rows} of them in tables`);
  if (fences.some(({ lang }) => !['text', 'mermaid', 'sh'].includes(lang))) flaws.push('a fence of nobody');
  if (/[@*_~[\]`!\\\x1b]|:\/\/|www\./.test(outside.replaceAll(/&#\d+;/g, ''))) flaws.push('bare markup');
  if (/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.test(text)) flaws.push('control characters');
  return flaws;
}
