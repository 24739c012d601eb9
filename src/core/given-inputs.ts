import type { Problem } from './problem.ts';
import { err, ok, type Result } from './result.ts';
import { readYaml } from './yaml.ts';
import { stringOf, type YamlMap } from './yaml-value.ts';

const LINE = /^\s*([A-Za-z_][A-Za-z0-9_-]{0,127})=/;

/** Reads the Action's `inputs`: a YAML or JSON map of scalars, else one `key=value` a line; a value ends with its line. */
export function parseGivenInputs(text: string): Result<ReadonlyMap<string, string>, readonly Problem[]> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const [first] = lines;
  if (first === undefined) return ok(new Map());
  // `title=fix: typo` would parse as a map too: a first line `key=` decides.
  if (LINE.test(first)) return readLines(lines);
  const { root, problems } = readYaml(text);
  if (root?.kind === 'map') return readMap(root);
  const looksLikeMap = /^\s*(?:\{|["']?[A-Za-z_][A-Za-z0-9_-]{0,127}["']?\s*:)/.test(first);
  return looksLikeMap && problems.length > 0 ? err(problems) : readLines(lines);
}

function readLines(lines: readonly string[]): Result<ReadonlyMap<string, string>, readonly Problem[]> {
  const given = new Map<string, string>();
  const problems: Problem[] = [];
  for (const line of lines) {
    const at = line.indexOf('=');
    const key = line.slice(0, Math.max(0, at)).trim();
    if (at === -1 || key === '') problems.push({ kind: 'ill_formed_inputs', got: line.trim() });
    else if (given.has(key)) problems.push({ kind: 'input_given_twice', key });
    else given.set(key, line.slice(at + 1));
  }
  return problems.length > 0 ? err(problems) : ok(given);
}

function readMap(map: YamlMap): Result<ReadonlyMap<string, string>, readonly Problem[]> {
  const given = new Map<string, string>();
  const problems: Problem[] = [];
  for (const [key, { value }] of map.entries) {
    if (value.kind !== 'scalar') problems.push({ kind: 'ill_formed_inputs', got: `${key}: …` });
    // Booleans are spelled as an input takes them, whatever YAML allows; numbers keep their spelling.
    else
      given.set(
        key,
        typeof value.value === 'boolean' ? String(value.value) : (stringOf(value) ?? textOf(value)),
      );
  }
  return problems.length > 0 ? err(problems) : ok(given);
}

const textOf = (value: { readonly value: unknown; readonly text: string }) =>
  value.value === null ? '' : value.text;
