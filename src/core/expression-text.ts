/** What opens an expression. */
export const OPEN = '${{';
const CLOSE = '}}';

/** A text apart from its expressions. */
export type Piece = string | { readonly source: string; readonly body: string };

/** The `${{ … }}` of a text as written, each once; an unclosed one counts up to the end of its line. */
export function expressionsOf(text: string): readonly string[] {
  if (!text.includes(OPEN)) return [];
  const { pieces } = split(text);
  const found = pieces.flatMap((piece) => (typeof piece === 'string' ? [] : piece.source));
  const unclosed = unclosedOf(text);
  return [...new Set(unclosed === undefined ? found : [...found, unclosed])];
}

/** The `${{` of a text that is never closed, up to the end of its line. */
export const unclosedOf = (text: string): string | undefined => split(text).rest?.split('\n', 1)[0];

/** A text cut at its expressions. */
export interface Split {
  readonly pieces: readonly Piece[];
  readonly isTerminated: boolean;
  readonly rest?: string;
}

/** Cuts a text at its `${{ … }}`. */
export function split(text: string): Split {
  const pieces: Piece[] = [];
  let from = 0;
  for (let open = text.indexOf(OPEN); open !== -1; open = text.indexOf(OPEN, from)) {
    if (open > from) pieces.push(text.slice(from, open));
    const close = closeOf(text, open + OPEN.length);
    if (close === -1) return { pieces, isTerminated: false, rest: text.slice(open) };
    const end = close + CLOSE.length;
    pieces.push({ source: text.slice(open, end), body: text.slice(open + OPEN.length, close) });
    from = end;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return { pieces, isTerminated: true };
}

// `}}` inside a quoted text closes nothing.
function closeOf(text: string, from: number): number {
  let isQuoted = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === "'") isQuoted = !isQuoted;
    else if (!isQuoted && character === '}' && text[at + 1] === '}') return at;
  }
  return -1;
}
