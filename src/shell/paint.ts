import type { Glyphs } from '../report/words.ts';

const RESET = '\x1b[0m';
const COLOUR = {
  completed: '\x1b[32m',
  failed: '\x1b[31m',
  skipped: '\x1b[90m',
  running: '\x1b[36m',
} as const;

/** The text in the colour of a status. */
export const paint = (text: string, status: keyof typeof COLOUR): string =>
  `${COLOUR[status]}${text}${RESET}`;

/** A line of ours with its glyph in the glyph's colour; a skip is grey as a whole. */
export function painted(line: string, glyphs: Glyphs): string {
  for (const status of ['completed', 'failed', 'skipped', 'running'] as const) {
    const glyph = glyphs[status];
    const at = line.indexOf(`${glyph} `);
    // At the start, or after an indent or a rule: elsewhere it is somebody's text.
    if (at < 0 || at > 3 || /[^ ─-]/.test(line.slice(0, at))) continue;
    if (status === 'skipped') return paint(line, status);
    return line.slice(0, at) + paint(glyph, status) + line.slice(at + glyph.length);
  }
  return line;
}
