import { isJsonMap, type Json, type JsonMap } from './json.ts';
import { quote } from './quote.ts';
import { below, compilePattern, resolveRef } from './schema-check.ts';

/** One look at a value: where errors go, and what the schema's `$ref` mean. */
export interface Look {
  readonly root: JsonMap;
  readonly errors: string[];
  /** After so many errors it looks no further. */
  readonly most: number;
  readonly depth: number;
}

/** A value and where it lies in the answer. */
export interface Spot<T extends Json = Json> {
  readonly value: T;
  readonly path: string;
}

// Far beyond a value's depth times a schema's; one that was not checked might go round in a circle.
const MAX_DEPTH = 1000;

/** Adds what does not fit to the look's errors. Formats are not looked at: they are hints. */
export function checkFit(schema: Json | undefined, spot: Spot, look: Look): void {
  if (schema === undefined || schema === true || look.errors.length >= look.most) return;
  if (!isJsonMap(schema)) add(look, spot, 'is not allowed');
  else if (look.depth > MAX_DEPTH) add(look, spot, `is nested more than ${MAX_DEPTH} deep`);
  else fitKeywords(schema, spot, { ...look, depth: look.depth + 1 });
}

function fitKeywords(schema: JsonMap, spot: Spot, inner: Look): void {
  if (!fitType(schema, spot, inner) || !fitValues(schema, spot, inner)) return;
  const { value, path } = spot;
  if (typeof value === 'string') fitText(schema, { value, path }, inner);
  else if (typeof value === 'number') fitNumber(schema, { value, path }, inner);
  else if (Array.isArray(value)) fitList(schema, { value: value as readonly Json[], path }, inner);
  else if (isJsonMap(value)) fitMap(schema, { value, path }, inner);
  fitOthers(schema, spot, inner);
}

function add(look: Look, { path }: Pick<Spot, 'path'>, words: string): void {
  if (look.errors.length < look.most) look.errors.push(`${path === '' ? 'it' : `\`${path}\``} ${words}`);
}

const at = (path: string, key: string | number, value: Json): Spot => ({ value, path: below(path, key) });

/** The first errors of another schema for the same value; none where it fits. */
function errorsOf(schema: Json | undefined, spot: Spot, look: Look): readonly string[] {
  const inner = { ...look, errors: [], most: 1 };
  checkFit(schema, spot, inner);
  return inner.errors;
}

const fits = (schema: Json | undefined, spot: Spot, look: Look) => errorsOf(schema, spot, look).length === 0;

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'an integer',
  boolean: 'a boolean',
  object: 'an object',
  array: 'an array',
  null: 'null',
};

function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function fitType(schema: JsonMap, spot: Spot, look: Look): boolean {
  const wished = schema['type'];
  if (wished === undefined) return true;
  const types = (Array.isArray(wished) ? wished : [wished]) as readonly string[];
  const type = typeOf(spot.value);
  if (types.some((wish) => wish === type || (wish === 'integer' && Number.isInteger(spot.value))))
    return true;
  const words = types.map((wish) => TYPE_WORDS[wish] ?? wish).join(' or ');
  const shown = type === 'number' && types.includes('integer') ? String(spot.value) : TYPE_WORDS[type];
  add(look, spot, `must be ${words}, not ${shown}`);
  return false;
}

function fitValues(schema: JsonMap, spot: Spot, look: Look): boolean {
  const one = schema['const'];
  const values = one === undefined ? schema['enum'] : [one];
  if (!Array.isArray(values)) return true;
  const text = canonical(spot.value);
  if (values.some((value: Json) => canonical(value) === text)) return true;
  const shown = values.slice(0, 10).map((value: Json) => quote(JSON.stringify(value)));
  if (values.length > shown.length) shown.push('…');
  add(look, spot, `must be ${values.length === 1 ? '' : 'one of '}${shown.join(', ')}`);
  return false;
}

/** The same text for equal values, whatever the order of their keys. */
function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value as JsonMap).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

const limit = (schema: JsonMap, key: string): number | undefined => {
  const value = schema[key];
  return typeof value === 'number' ? value : undefined;
};

const plural = (thing: string, count: number) => (count === 1 ? thing : `${thing}s`);

function fitCount(
  schema: JsonMap,
  [most, count, thing]: readonly [string, number, string],
  spot: Spot,
  look: Look,
): void {
  const [min, max] = [limit(schema, `min${most}`), limit(schema, `max${most}`)];
  if (min !== undefined && count < min)
    add(look, spot, `must have at least ${min} ${plural(thing, min)}, not ${count}`);
  if (max !== undefined && count > max)
    add(look, spot, `must have at most ${max} ${plural(thing, max)}, not ${count}`);
}

function fitText(schema: JsonMap, spot: Spot<string>, look: Look): void {
  if (schema['minLength'] !== undefined || schema['maxLength'] !== undefined) {
    let count = 0;
    for (const _ of spot.value) count++;
    fitCount(schema, ['Length', count, 'character'], spot, look);
  }
  const { pattern } = schema;
  // One that backtracks without end holds us up: it is the pipe's author's own.
  if (typeof pattern === 'string' && compilePattern(pattern)?.test(spot.value) === false)
    add(look, spot, `must match ${quote(pattern)}`);
}

function fitNumber(schema: JsonMap, spot: Spot<number>, look: Look): void {
  const { value } = spot;
  const [min, max] = [limit(schema, 'minimum'), limit(schema, 'maximum')];
  const [above, less] = [limit(schema, 'exclusiveMinimum'), limit(schema, 'exclusiveMaximum')];
  const step = limit(schema, 'multipleOf');
  if (min !== undefined && value < min) add(look, spot, `must be at least ${min}, not ${value}`);
  if (max !== undefined && value > max) add(look, spot, `must be at most ${max}, not ${value}`);
  if (above !== undefined && value <= above) add(look, spot, `must be more than ${above}, not ${value}`);
  if (less !== undefined && value >= less) add(look, spot, `must be less than ${less}, not ${value}`);
  if (step !== undefined && !isMultiple(value, step))
    add(look, spot, `must be a multiple of ${step}, not ${value}`);
}

// 0.3 / 0.1 is not 3.
function isMultiple(value: number, step: number): boolean {
  const times = value / step;
  return Math.abs(times - Math.round(times)) <= Number.EPSILON * Math.max(1, Math.abs(times)) * 4;
}

function fitList(schema: JsonMap, spot: Spot<readonly Json[]>, look: Look): void {
  const { value, path } = spot;
  fitCount(schema, ['Items', value.length, 'item'], spot, look);
  const { items } = schema;
  const isOldTuple = Array.isArray(items);
  const first = (isOldTuple ? items : (schema['prefixItems'] ?? [])) as readonly Json[];
  const rest = isOldTuple ? schema['additionalItems'] : items;
  for (const [index, item] of value.entries()) {
    if (look.errors.length >= look.most) return;
    checkFit(index < first.length ? first[index] : rest, at(path, index, item), look);
  }
  if (schema['uniqueItems'] === true && new Set(value.map(canonical)).size < value.length)
    add(look, spot, 'must have no item twice');
  const { contains } = schema;
  if (contains === undefined) return;
  const count = value.filter((item, index) => fits(contains, at(path, index, item), look)).length;
  fitCount({ minContains: 1, ...schema }, ['Contains', count, 'matching item'], spot, look);
}

function fitMap(schema: JsonMap, spot: Spot<JsonMap>, look: Look): void {
  const { value, path } = spot;
  const keys = Object.keys(value);
  fitCount(schema, ['Properties', keys.length, 'key'], spot, look);
  for (const name of (schema['required'] ?? []) as readonly string[]) needKey(value, name, path, look);
  const dependent = Object.entries(
    (schema['dependentRequired'] ?? {}) as Readonly<Record<string, readonly string[]>>,
  );
  for (const [key, names] of dependent) {
    if (Object.hasOwn(value, key)) for (const name of names) needKey(value, name, path, look);
  }
  const properties = (schema['properties'] ?? {}) as JsonMap;
  const patterns = Object.entries((schema['patternProperties'] ?? {}) as JsonMap).map(
    ([pattern, sub]) => [compilePattern(pattern), sub] as const,
  );
  for (const key of keys) {
    if (look.errors.length >= look.most) return;
    const there = at(path, key, value[key]!);
    const own = Object.hasOwn(properties, key) ? [properties[key]!] : [];
    const matching = patterns.filter(([pattern]) => pattern?.test(key) === true).map(([, sub]) => sub);
    const subs = [...own, ...matching];
    for (const sub of subs.length === 0 ? [schema['additionalProperties']] : subs) checkFit(sub, there, look);
    const unnamed = errorsOf(schema['propertyNames'], { value: key, path: '' }, look)[0];
    if (unnamed !== undefined) add(look, there, `has a name that does not fit: ${unnamed}`);
  }
}

function needKey(value: JsonMap, name: string, path: string, look: Look): void {
  if (!Object.hasOwn(value, name)) add(look, { path: below(path, name) }, 'is missing');
}

function fitOthers(schema: JsonMap, spot: Spot, look: Look): void {
  const { $ref, not } = schema;
  if (typeof $ref === 'string') checkFit(resolveRef(look.root, $ref) ?? false, spot, look);
  for (const sub of listOf(schema['allOf'])) checkFit(sub, spot, look);
  if (schema['anyOf'] !== undefined) fitAny(listOf(schema['anyOf']), spot, look);
  if (schema['oneOf'] !== undefined) fitOne(listOf(schema['oneOf']), spot, look);
  if (not !== undefined && fits(not, spot, look)) add(look, spot, 'is what `not` forbids');
  if (schema['if'] !== undefined)
    checkFit(schema[fits(schema['if'], spot, look) ? 'then' : 'else'], spot, look);
  const { value } = spot;
  if (!isJsonMap(value)) return;
  for (const [key, sub] of Object.entries((schema['dependentSchemas'] ?? {}) as JsonMap)) {
    if (Object.hasOwn(value, key)) checkFit(sub, spot, look);
  }
}

const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : [];

function fitAny(options: readonly Json[], spot: Spot, look: Look): void {
  const closest: string[] = [];
  for (const option of options) {
    const error = errorsOf(option, spot, look)[0];
    if (error === undefined) return;
    closest.push(error);
  }
  add(look, spot, `fits none of ${options.length} schemas${nearest(closest)}`);
}

function fitOne(options: readonly Json[], spot: Spot, look: Look): void {
  const errors = options.map((option) => errorsOf(option, spot, look)[0]);
  const missed = errors.filter((error) => error !== undefined);
  const count = errors.length - missed.length;
  if (count === 0) add(look, spot, `fits none of ${options.length} schemas${nearest(missed)}`);
  if (count > 1) add(look, spot, `fits ${count} of ${options.length} schemas, not one`);
}

const CLOSEST = '; of the closest: ';

// What failed deepest in came furthest, and is most likely the one that was meant.
function nearest(errors: readonly string[]): string {
  const depth = (error: string) =>
    error.startsWith('`') ? error.slice(1, error.indexOf('`', 1)).split(/[.[]/).length : 0;
  const best = errors.toSorted((a, b) => depth(b) - depth(a))[0];
  // Its own closest alone: a chain of them would grow with its square.
  return best === undefined ? '' : CLOSEST + best.split(CLOSEST).at(-1)!;
}
