import { expectedOf } from './parse-inputs.ts';
import type { InputSpec } from './pipe.ts';
import type { Problem } from './problem.ts';
import { err, ok, type Result } from './result.ts';
import { suggest } from './suggest.ts';
import { readYaml } from './yaml.ts';
import { plainValue, type YamlMap, type YamlScalar } from './yaml-value.ts';

/** An input with its value for one run. */
export interface Input {
  readonly key: string;
  readonly value: string | number | boolean;
  readonly secret: boolean;
}

/** Linux takes no environment entry longer than this, its closing NUL included. */
export const MAX_ENTRY_BYTES = 131_071;
/** All inputs together, as every child of a run gets them. */
export const MAX_INPUTS_BYTES = 1_048_576;

/** Checks given values against the declared inputs and fills in defaults; all problems at once. */
export function resolveInputs(
  specs: readonly InputSpec[],
  given: ReadonlyMap<string, string>,
): Result<readonly Input[], readonly Problem[]> {
  const problems: Problem[] = [];
  const known = new Set(specs.map((spec) => spec.key));
  for (const key of given.keys()) {
    if (known.has(key)) continue;
    const suggestion = suggest(key, known);
    problems.push({ kind: 'unknown_input', key, ...(suggestion !== undefined && { suggestion }) });
  }
  const inputs: Input[] = [];
  let bytes = 0;
  for (const spec of specs) {
    const value = chosenValue(spec, given.get(spec.key));
    if (!value.ok) problems.push(value.error);
    if (!value.ok || value.value === undefined) continue;
    inputs.push({ key: spec.key, value: value.value, secret: spec.secret });
    const size = entryBytes(spec.key, inputText(value.value));
    if (size > MAX_ENTRY_BYTES) {
      problems.push({ kind: 'input_too_large', key: spec.key, bytes: size, maxBytes: MAX_ENTRY_BYTES });
    }
    bytes += size;
  }
  if (bytes > MAX_INPUTS_BYTES)
    problems.push({ kind: 'inputs_too_large', bytes, maxBytes: MAX_INPUTS_BYTES });
  return problems.length > 0 ? err(problems) : ok(inputs);
}

/** How a value is spelled in the environment, and in the journal. */
export const inputText = (value: Input['value']): string => String(value);

const entryBytes = (key: string, text: string) =>
  new TextEncoder().encode(`OMNE_INPUT_${key.toUpperCase()}=${text}`).length;

function chosenValue(
  spec: InputSpec,
  given: string | undefined,
): Result<Input['value'] | undefined, Problem> {
  const { key, type, options } = spec;
  if (given === undefined) {
    if (spec.required && spec.default === undefined) return err({ kind: 'missing_input', key });
    return ok(spec.default);
  }
  if (given.includes('\0')) return err({ kind: 'nul_in_input', key });
  if (type === 'string') return ok(given);
  const trimmed = given.trim();
  if (type === 'boolean' && (trimmed === 'true' || trimmed === 'false')) return ok(trimmed === 'true');
  if (type === 'choice' && options.includes(given)) return ok(given);
  const number = type === 'number' ? plainValue(trimmed) : undefined;
  if (typeof number === 'number' && Number.isFinite(number)) return ok(number);
  // A secret's value does not stand in a message, nor in a log.
  const got = spec.secret ? '***' : given;
  return err({ kind: 'ill_typed_input', key, got, expected: expectedOf({ type, options }) });
}

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
    const before = line.slice(0, Math.max(0, at)).trimStart();
    const key = before.trimEnd();
    // `key = value` leaves open whether the blank belongs to the value.
    if (key === '' || key !== before) problems.push({ kind: 'ill_formed_inputs', got: line.trim() });
    else if (given.has(key)) problems.push({ kind: 'input_given_twice', key });
    else given.set(key, line.slice(at + 1));
  }
  return problems.length > 0 ? err(problems) : ok(given);
}

function readMap(map: YamlMap): Result<ReadonlyMap<string, string>, readonly Problem[]> {
  const given = new Map<string, string>();
  const problems: Problem[] = [];
  for (const [key, { value }] of map.entries) {
    if (value.kind === 'scalar') given.set(key, spelling(value));
    else problems.push({ kind: 'ill_formed_inputs', got: `${key}: …` });
  }
  return problems.length > 0 ? err(problems) : ok(given);
}

// Booleans are spelled as an input takes them, whatever YAML allows; numbers keep their spelling.
function spelling({ value, text }: YamlScalar): string {
  if (value === null) return '';
  return typeof value === 'boolean' ? String(value) : text;
}
