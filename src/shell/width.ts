// Of the others some take less than a column: whoever counts them as one never writes past the edge.
const wide =
  /[\u1100-\u115f\u231a-\u231b\u23e9-\u23fa\u25fd-\u25fe\u2614-\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa-\u26ab\u26bd-\u26be\u26c4-\u26c5\u26ce\u26d4\u26ea\u26f2-\u26fd\u2705\u270a-\u270b\u2728\u274c-\u274e\u2753-\u2757\u2795-\u2797\u27b0\u27bf\u2b1b-\u2b1c\u2b50\u2b55\u2e80-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const ascii = /^[\x20-\x7e]*$/;

/** How many columns of a terminal a text takes at most. */
export function columnsOf(text: string): number {
  if (ascii.test(text)) return text.length;
  let columns = 0;
  for (const char of text) columns += wide.test(char) ? 2 : 1;
  return columns;
}

/** The beginning of a text that fits into so many columns; never cut through a character. */
export function cutToColumns(text: string, columns: number): string {
  if (ascii.test(text)) return text.slice(0, columns);
  let end = 0;
  let room = columns;
  for (const char of text) {
    room -= wide.test(char) ? 2 : 1;
    if (room < 0) break;
    end += char.length;
  }
  return text.slice(0, end);
}
