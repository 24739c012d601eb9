import { byteLength, code, fence } from './summary/markdown.ts';
import { MAX_SUMMARY_BYTES } from './summary.ts';
import { plural, UNICODE } from './words.ts';

const MAX_LINES = 2000;

/** The job summary of a pipe with problems: what was asked for, and every problem with its place in the file. */
export function refusalSummary(
  pipe: string,
  problems: number,
  rendered: string,
  maxBytes: number = MAX_SUMMARY_BYTES,
): string {
  const head = `### ${UNICODE.failed} ${code(pipe)} invalid · ${plural(problems, 'problem')}; nothing ran\n\n`;
  const lines = rendered.trimEnd().split(/\r\n|[\r\n]/);
  for (let count = Math.min(lines.length, MAX_LINES); count > 0; count = Math.floor(count / 2)) {
    const more = count < lines.length ? `\nand more in the log\n` : '';
    const text = `${head}${fence(lines.slice(0, count))}${more}`;
    if (byteLength(text) <= maxBytes) return text;
  }
  return head;
}
