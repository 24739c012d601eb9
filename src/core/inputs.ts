import { expectedOf } from './parse-inputs.ts';
import type { InputSpec } from './pipe.ts';
import type { Problem } from './problem.ts';
import { err, ok, type Result } from './result.ts';
import { suggest } from './suggest.ts';
import { plainValue } from './yaml-value.ts';

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
    const value = valueOf(spec, given.get(spec.key));
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

function valueOf(spec: InputSpec, given: string | undefined): Result<Input['value'] | undefined, Problem> {
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

export { parseGivenInputs } from './given-inputs.ts';
