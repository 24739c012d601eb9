/** Finds the first line of assistant text that is a token, however the text is cut. */
export interface Scanner {
  /**
   * Takes text of one message and answers the first token found so far, now and ever after. `cut`: the text broke
   * off, so its last line is not a whole one.
   */
  readonly feed: (messageId: string, text: string, cut?: boolean) => string | undefined;
  /** The message is over, so its open line is a whole one. */
  readonly end: () => string | undefined;
}

// White space as `trim` knows it, but for U+FEFF: an invisible character makes another line.
const blanks = /[^\S\uFEFF]*/y;

/** A scanner for whole trimmed lines; it holds no more of a line than the longest token. */
export function createScanner(tokens: readonly string[]): Scanner {
  const wanted = tokens.map(trimmed).filter((token) => token !== '');
  const longest = Math.max(0, ...wanted.map((token) => token.length));
  let message: string | undefined;
  /** The open line's beginning, without the blanks before it. */
  let line = '';
  /** The open line cannot match any more. */
  let spoilt = false;
  let hit: string | undefined;

  const add = (part: string) => {
    if (spoilt) return;
    const text = line === '' ? part.slice(afterBlanks(part, 0)) : part;
    const room = longest - line.length;
    line += text.slice(0, room);
    // Blanks at a line's end are without number and are not kept.
    if (afterBlanks(text, room) < text.length) spoilt = true;
  };
  const close = () => {
    if (!spoilt) hit ??= wanted.find((token) => isLine(line, token));
    line = '';
    spoilt = false;
  };
  const feed = (messageId: string, text: string, cut = false) => {
    if (hit === undefined && messageId !== message) close();
    message = messageId;
    for (let from = 0; hit === undefined && from <= text.length; ) {
      const newline = text.indexOf('\n', from);
      add(text.slice(from, newline < 0 ? text.length : newline));
      if (newline < 0) break;
      close();
      from = newline + 1;
    }
    if (cut) spoilt = true;
    return hit;
  };
  const end = () => {
    if (hit === undefined) close();
    message = undefined;
    return hit;
  };
  return { feed, end };
}

function afterBlanks(text: string, from: number): number {
  blanks.lastIndex = Math.min(from, text.length);
  blanks.test(text);
  return blanks.lastIndex;
}

const isLine = (line: string, token: string) =>
  line.startsWith(token) && afterBlanks(line, token.length) === line.length;

function trimmed(token: string): string {
  let end = token.length;
  while (end > 0 && afterBlanks(token, end - 1) === end) end--;
  return token.slice(Math.min(afterBlanks(token, 0), end), end);
}
