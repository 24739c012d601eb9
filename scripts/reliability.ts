// Writes the figures of the last `npm run test:deep` into docs/reliability.md, between its markers.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figure } from '../test/deep/figures.ts';

const root = join(import.meta.dirname, '..');

/** Where the deep tests collect their figures. */
export const FIGURES = join(root, 'bench', 'out', 'figures.jsonl');

/** The figures in a file of JSON lines; of those told twice the last. */
export function readFigures(file: string): readonly Figure[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const found = lines.map((line) => JSON.parse(line) as Figure);
  return [...new Map(found.map((one) => [`${one.from} ${one.name}`, one])).values()];
}

/** A table in Markdown for each test file, in the order of the files' names. */
export function figureTables(figures: readonly Figure[]): string {
  const groups = new Map<string, Figure[]>();
  for (const one of figures.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)))
    groups.set(one.from, [...(groups.get(one.from) ?? []), one]);
  return [...groups]
    .map(
      ([from, all]) => `| \`${from}\` | figure | bound |\n| --- | ---: | --- |\n${all.map(row).join('\n')}\n`,
    )
    .join('\n');
}

const row = (one: Figure) => `| ${one.name} | ${amount(one.value)}${unit(one)} | ${bound(one)} |`;
const unit = (one: Figure) => (one.unit === undefined ? '' : ` ${one.unit}`);

function bound(one: Figure): string {
  if ('least' in one) return `≥ ${amount(one.least)}`;
  return 'most' in one ? `≤ ${amount(one.most)}` : `${amount(one.exactly)}`;
}

const amount = (value: number) =>
  value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 100 ? 1 : 0 });

/** The page with these figures between its markers. */
export function withFigures(page: string, figures: readonly Figure[], about: string): string {
  const start = '<!-- figures:start, written by npm run figures -->';
  const end = '<!-- figures:end -->';
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error('the markers of the figures are missing');
  return `${page.slice(0, from + start.length)}\n\n${about}\n\n${figureTables(figures)}\n${page.slice(to)}`;
}

function main(): void {
  const page = join(root, 'docs', 'reliability.md');
  const day = statSync(FIGURES).mtime.toISOString().slice(0, 10);
  const about = `${day}, two shared cores, ${process.platform}, Node ${process.versions.node}:`;
  writeFileSync(page, withFigures(readFileSync(page, 'utf8'), readFigures(FIGURES), about));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
