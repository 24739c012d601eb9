const MAX_SHOWN = 60;
// What a terminal would act on, or nobody would see: C0, DEL, C1, line separators, marks of the writing direction, BOM.
const UNSAFE = /[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/;

/** A text as a message shows it: in backticks, cut after 60 characters, control characters as `\u001b`. */
export function quote(text: string): string {
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return `\`${escapeUnsafe(shown)}\``;
}

/** The text with control characters, invisible ones and lone surrogates spelled out, so that it stays on one line. */
export function escapeUnsafe(text: string): string {
  if (!UNSAFE.test(text)) return text;
  let out = '';
  for (const character of text) out += needsEscape(character) ? escapeOf(character) : character;
  return out;
}

// A whole pair is two units long and is never one of them.
const needsEscape = (character: string) => character.length === 1 && UNSAFE.test(character);

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escapeOf = (character: string) =>
  SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
