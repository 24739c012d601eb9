// Writes the tables of README.md and docs/action.md from action.yml, between their markers, and schema/pipe.json from
// what the parser checks.
// `--check` writes nothing and exits 1 when something would change.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { pipeSchema } from './schema/pipe.ts';

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

/** The text of schema/pipe.json. */
export const renderSchema = (): string => `${JSON.stringify(pipeSchema(), null, 2)}\n`;

interface Written {
  readonly file: string;
  readonly source: string;
  readonly after: string;
}

function main(): void {
  const actionYml = readFileSync(join(root, 'action.yml'), 'utf8');
  const tables = targets.map((file): Written => {
    const after = renderTables(readFileSync(join(root, file), 'utf8'), actionYml);
    return { file, source: 'action.yml', after };
  });
  const schema = { file: 'schema/pipe.json', source: 'the parser', after: renderSchema() };
  const isCheck = process.argv.includes('--check');
  for (const { file, source, after } of [...tables, schema]) {
    const path = join(root, file);
    if (existsSync(path) && readFileSync(path, 'utf8') === after) continue;
    if (isCheck) {
      console.error(`${file} is not what ${source} says: npm run docs`);
      process.exitCode = 1;
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, after);
      console.log(`${file} written`);
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
