import { oneLine } from '../words.ts';

// No text of a journal can have it: JSON knows no symbols.
const MARKUP = Symbol('markup');

/** Markup that is safe to write as it is; only {@link html} and {@link safe} make it. */
export interface Html {
  readonly [MARKUP]: string;
}

/** What may stand in a template: markup as it is, everything else as inert text; nothing for what is absent. */
export type Part = Html | string | number | boolean | null | undefined | readonly Part[];

/** Markup of which only our own part acts: every text put into it is escaped, on one line, without control characters. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => {
  let text = strings[0]!;
  for (let at = 0; at < parts.length; at++) text += partText(parts[at]) + strings[at + 1]!;
  return { [MARKUP]: text };
};

function partText(part: Part): string {
  if (part === undefined || part === null || typeof part === 'boolean') return '';
  if (typeof part === 'object' && MARKUP in part) return part[MARKUP];
  if (Array.isArray(part)) return part.map(partText).join('');
  // A journal may hold anything where a text is due.
  return escapeHtml(oneLine(String(part)));
}

/** Text for an element or a quoted attribute; nothing else about it is changed. */
export const escapeHtml = (text: string): string =>
  anySpecial.test(text) ? text.replaceAll(/[&<>"'`]/g, (char) => ENTITY[char]!) : text;

const anySpecial = /[&<>"'`]/;
const ENTITY: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Markup by our own hand or by {@link escapeHtml}. */
export const safe = (markup: string): Html => ({ [MARKUP]: markup });

/** The markup itself, to be written out. */
export const markupOf = (part: Html): string => part[MARKUP];
