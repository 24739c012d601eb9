// Writes the tables of README.md and docs/action.md from action.yml, between their markers.
// `--check` writes nothing and exits 1 when something would change.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

interface Metadata {
  readonly inputs: Readonly<Record<string, InputMetadata>>;
  readonly outputs: Readonly<Record<string, OutputMetadata>>;
}

interface InputMetadata {
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string | number | boolean;
}

interface OutputMetadata {
  readonly description: string;
}

const root = join(import.meta.dirname, '..');
const targets = ['README.md', 'docs/action.md'];

/** The text with every marked table replaced by the one action.yml says. */
export function renderTables(text: string, actionYml: string): string {
  const { inputs, outputs } = parse(actionYml) as Metadata;
  return between(between(text, 'inputs', inputTable(inputs)), 'outputs', outputTable(outputs));
}

function between(text: string, name: string, table: string): string {
  const start = `<!-- ${name}:start, written by npm run docs -->`;
  const end = `<!-- ${name}:end -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`the markers of the ${name} table are missing`);
  return `${text.slice(0, from + start.length)}\n\n${table}\n${text.slice(to)}`;
}

function inputTable(inputs: Metadata['inputs']): string {
  const rows = Object.entries(inputs).map(([name, input]) => [
    `\`${name}\``,
    fallback(input),
    cell(input.description),
  ]);
  return table(['input', 'default', 'what it does'], rows);
}

function fallback(input: InputMetadata): string {
  if (input.required === true) return '**required**';
  return input.default === undefined || input.default === '' ? '' : `\`${input.default}\``;
}

function outputTable(outputs: Metadata['outputs']): string {
  const rows = Object.entries(outputs).map(([name, output]) => [`\`${name}\``, cell(output.description)]);
  return table(['output', 'what it holds'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}

const cell = (text: string) =>
  text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|');

function main(): void {
  const actionYml = readFileSync(join(root, 'action.yml'), 'utf8');
  const check = process.argv.includes('--check');
  for (const target of targets) {
    const before = readFileSync(join(root, target), 'utf8');
    const after = renderTables(before, actionYml);
    if (before === after) continue;
    if (check) {
      console.error(`${target} is not what action.yml says: npm run docs`);
      process.exitCode = 1;
    } else {
      writeFileSync(join(root, target), after);
      console.log(`${target} written`);
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
