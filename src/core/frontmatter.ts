import type { Mistake } from './problem.ts';
import { err, ok, type Result } from './result.ts';

/** Where YAML stands in a text, and where the Markdown after it begins; offsets in the whole text. */
export interface Frontmatter {
  readonly from: number;
  readonly to: number;
  readonly bodyFrom: number;
}

/** Why a Markdown text has no frontmatter, and the offset it shows at. */
export interface FrontmatterFault {
  readonly mistake: Extract<
    Mistake,
    { kind: 'frontmatter_missing' | 'frontmatter_late' | 'frontmatter_unterminated' }
  >;
  readonly at: number;
}

/** Finds the YAML between the `---` lines at the top of a Markdown text; blank lines before it are passed over. */
export function findFrontmatter(text: string): Result<Frontmatter, FrontmatterFault> {
  let open = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (open < text.length && isBlank(text, open)) open = nextLine(text, open);
  if (!isFence(text, open)) return err(missing(text, open));
  const from = nextLine(text, open);
  const close = nextFence(text, from);
  if (close === undefined) return err({ mistake: { kind: 'frontmatter_unterminated' }, at: open });
  return ok({ from, to: close, bodyFrom: nextLine(text, close) });
}

// Two fences further down are a frontmatter in the wrong place; one is a ruler.
function missing(text: string, first: number): FrontmatterFault {
  const open = nextFence(text, first);
  const close = open === undefined ? undefined : nextFence(text, nextLine(text, open));
  return { mistake: { kind: close === undefined ? 'frontmatter_missing' : 'frontmatter_late' }, at: first };
}

function nextFence(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at = nextLine(text, at)) if (isFence(text, at)) return at;
  return undefined;
}

function nextLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end + 1;
}

const isFence = (text: string, at: number) => text.startsWith('---', at) && isBlank(text, at + 3);

function isBlank(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a) return true;
    if (code !== 0x20 && code !== 0x09 && code !== 0x0d) return false;
  }
  return true;
}
