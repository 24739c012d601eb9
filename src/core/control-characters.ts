// What a terminal or a log viewer would act on instead of showing: C0, DEL, C1, overrides of the writing direction
// (text that reads otherwise than it is) and tag characters (text that nobody sees).
const anyControl = /[\0-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\udb40[\udc00-\udc7f]/;

const bell = 0x07;
const esc = 0x1b;
const stringTerminator = 0x9c;
/** C1 characters that begin a sequence, as the letter that follows ESC in its longer form. */
const longForm: Readonly<Record<number, string>> = {
  144: 'P',
  152: 'X',
  155: '[',
  157: ']',
  158: '^',
  159: '_',
};
const reset = '\x1b[0m';
const colour = /^\x1b\[[0-9;:]{0,64}m$/;

/** The line without control characters and sequences; TAB and colours (`ESC[…m`) stay, and colours end with the line. */
export function withoutControls(line: string): string {
  if (!anyControl.test(line)) return line;
  let out = '';
  let from = 0;
  let isColoured = false;
  for (let at = 0; at < line.length; ) {
    const end = controlEnd(line, at);
    if (end === at) {
      at++;
      continue;
    }
    out += line.slice(from, at);
    const sequence = line.charCodeAt(at) === esc && end - at <= 68 ? line.slice(at, end) : '';
    if (colour.test(sequence)) {
      out += sequence;
      isColoured = sequence !== reset && sequence !== '\x1b[m';
    }
    at = end;
    from = end;
  }
  out += line.slice(from);
  return isColoured ? out + reset : out;
}

/** Where the control character or sequence at `at` ends; `at` itself where there is none. */
function controlEnd(line: string, at: number): number {
  const code = line.charCodeAt(at);
  if (code === 0x09) return at;
  if (code === esc) return escapeEnd(line, at);
  if (code < 0x20 || code === 0x7f) return at + 1;
  if (code < 0x80) return at;
  if (code <= 0x9f) {
    const introducer = longForm[code];
    return introducer === undefined ? at + 1 : sequenceEnd(line, at + 1, introducer);
  }
  if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) return at + 1;
  if (code !== 0xdb40) return at;
  const low = line.charCodeAt(at + 1);
  return low >= 0xdc00 && low <= 0xdc7f ? at + 2 : at;
}

function escapeEnd(line: string, at: number): number {
  const next = line.charCodeAt(at + 1);
  const introducer = line[at + 1] ?? '';
  if ('[]PX^_'.includes(introducer) && introducer !== '') return sequenceEnd(line, at + 2, introducer);
  let end = at + 1;
  while (isBetween(line.charCodeAt(end), 0x20, 0x2f)) end++;
  // ESC before something that is no sequence (a line's end, a letter like ä) goes alone.
  if (isBetween(line.charCodeAt(end), 0x30, 0x7e)) return end + 1;
  return isBetween(next, 0x20, 0x2f) ? end : at + 1;
}

// An unfinished sequence loses only its introducer: what follows may be somebody's text.
function sequenceEnd(line: string, start: number, introducer: string): number {
  let end = start;
  if (introducer === '[') {
    while (isBetween(line.charCodeAt(end), 0x20, 0x3f)) end++;
    return isBetween(line.charCodeAt(end), 0x40, 0x7e) ? end + 1 : start;
  }
  while (end < line.length) {
    const code = line.charCodeAt(end);
    if (code === bell || code === stringTerminator) return end + 1;
    if (code === esc) return line[end + 1] === '\\' ? end + 2 : start;
    end++;
  }
  return start;
}

const isBetween = (code: number, low: number, high: number) => code >= low && code <= high;
