import { withoutControls } from './control-characters.ts';

/** Cuts a stream into lines where the runner does: at LF, CRLF and a lone CR. */
export interface LineSplitter {
  /** The lines that this chunk completed, without their ends. */
  readonly push: (text: string) => readonly string[];
  /** The last line if the stream did not end with a line's end; the splitter is as new afterwards. */
  readonly end: () => readonly string[];
  /** Whether what is pushed next begins a line: nothing of one is held, and no CR waits for its LF. */
  readonly isBetweenLines: () => boolean;
}

/** The longest line that is shown whole, in characters. */
export const maxLineLength = 16 * 1024;

/** A splitter that keeps the first `cap` characters of a line and says in the line how many it left out. */
export function createLineSplitter(cap: number = maxLineLength): LineSplitter {
  let line = '';
  let dropped = 0;
  let isOpen = false;
  let afterCr = false;

  const append = (text: string, from: number, to: number) => {
    isOpen = true;
    const room = dropped > 0 ? 0 : cap - line.length;
    const kept = Math.min(to - from, room);
    line += text.slice(from, from + kept);
    dropped += to - from - kept;
  };
  const take = () => {
    const whole = dropped === 0 ? line : `${withoutHalf(line)} … [line cut: ${dropped} more characters]`;
    line = '';
    dropped = 0;
    isOpen = false;
    return whole;
  };
  const push = (text: string) => {
    const lines: string[] = [];
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x0a && afterCr && at === from && !isOpen) {
        // The second half of a CRLF, perhaps from another chunk.
        afterCr = false;
        from = at + 1;
      } else if (code === 0x0a || code === 0x0d) {
        append(text, from, at);
        lines.push(take());
        from = at + 1;
        afterCr = code === 0x0d;
      } else {
        afterCr = false;
      }
    }
    if (from < text.length) append(text, from, text.length);
    return lines;
  };
  const end = () => {
    afterCr = false;
    return isOpen ? [take()] : [];
  };
  return { push, end, isBetweenLines: () => !isOpen && !afterCr };
}

// A character cut in half would be shown as two replacement marks.
function withoutHalf(line: string): string {
  const last = line.charCodeAt(line.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? line.slice(0, -1) : line;
}

/**
 * The line as it may be written to the job log: it shows the same text, and the runner sees no command in it. Control
 * characters other than TAB and colours are gone, `##[` is `##\[`, and a line that would start with `::` starts with
 * `\::`. Linear.
 */
export function neutraliseLine(line: string): string {
  const clean = withoutControls(line);
  const start = commandStart(clean);
  const quoted = start < 0 ? clean : `${clean.slice(0, start)}\\${clean.slice(start)}`;
  return quoted.includes('##[') ? quoted.replaceAll('##[', '##\\[') : quoted;
}

/**
 * Whether {@link neutraliseLine} surely changes none of the text's lines and each of them ends with LF alone: then many
 * lines may be written as one string. A line that it is unsure of counts as one that changes. Linear.
 */
export const isInert = (text: string): boolean =>
  !text.includes('##[') && !anyActive.test(text) && !anyCommandStart.test(text);

// All that withoutControls takes out, escape sequences and CR; a high half alone stands for every tag character.
const anyActive = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\udb40]/;
// Whatever is not visible ASCII may be blank here.
const anyCommandStart = /(?:^|\n)[^\n!-~]*::/;

/** {@link neutraliseLine} for every line of a text, joined by LF. */
export function neutraliseText(text: string): string {
  const splitter = createLineSplitter();
  return [...splitter.push(text), ...splitter.end()].map(neutraliseLine).join('\n');
}

/** Where the line's `::` stands if nothing visible is before it, else -1. */
function commandStart(line: string): number {
  let at = 0;
  while (at < line.length) {
    if (line.startsWith('::', at)) return at;
    const width = blankWidth(line, at);
    if (width === 0) return -1;
    at += width;
  }
  return -1;
}

/** How many characters of white space, of no width, or of a colour sequence stand here; 0 for anything visible. */
function blankWidth(line: string, at: number): number {
  const code = line.codePointAt(at)!;
  if (code === 0x20 || code === 0x09) return 1;
  if (code === 0x1b) return line.indexOf('m', at) - at + 1;
  if (code < 0x80) return 0;
  return invisible.test(String.fromCodePoint(code)) ? (code > 0xffff ? 2 : 1) : 0;
}

// One code point at a time. More than what .NET trims: which characters it takes for white space has changed before.
const invisible = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}\p{Zs}]$/u;
