import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** The repository's top folder. */
export const root = join(import.meta.dirname, '..', '..');

/** A file of the repository as text. */
export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const notOurs = new Set(['node_modules', '.git', 'dist', 'fixtures', 'var', 'wt', 'out']);

/** Every Markdown file of ours, relative to {@link root}, with forward slashes. */
export function markdownFiles(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      // `.omne/dist` holds command files, the top folder's `dist` the bundles.
      if (entry.isDirectory() && notOurs.has(entry.name) && !folder.endsWith('.omne')) return [];
      if (entry.isDirectory() && ['var', 'wt'].includes(entry.name)) return [];
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return markdownFiles(path);
      return entry.name.endsWith('.md') ? [relative(root, path).split(sep).join('/')] : [];
    })
    .sort();
}

/** The text without fenced code and without the frontmatter. */
export const prose = (text: string): string =>
  text.replace(/^---\n[\s\S]*?\n---\n/, '').replace(/^```[\s\S]*?^```/gm, '');

/** The targets of the links in a text, in order. */
export const links = (text: string): string[] =>
  [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!);

/** The anchors GitHub gives the headings of a text. */
export function anchors(text: string): string[] {
  const seen = new Map<string, number>();
  return [...prose(text).matchAll(/^#{1,6} (.+)$/gm)].map((match) => {
    const anchor = match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}
