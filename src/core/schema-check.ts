import { isJsonMap, type Json, type JsonMap } from './json.ts';
import { quote } from './quote.ts';

/** What a keyword's value must be; every schema in it is found through this. */
type Shape =
  | 'schema'
  | 'schemas'
  | 'schema_map'
  | 'schema_or_list'
  | 'count'
  | 'number'
  | 'positive'
  | 'flag'
  | 'names'
  | 'name_lists'
  | 'pattern'
  | 'type'
  | 'list'
  | 'text'
  | 'anything';

const KEYWORDS = new Map<string, Shape>([
  ['type', 'type'],
  ['enum', 'list'],
  ['const', 'anything'],
  ['$ref', 'text'],
  ['$defs', 'schema_map'],
  ['definitions', 'schema_map'],
  ...(['allOf', 'anyOf', 'oneOf', 'prefixItems'] as const).map((key) => [key, 'schemas'] as const),
  ...(['not', 'if', 'then', 'else', 'contains', 'propertyNames'] as const).map(
    (key) => [key, 'schema'] as const,
  ),
  ...(['additionalProperties', 'additionalItems'] as const).map((key) => [key, 'schema'] as const),
  ['items', 'schema_or_list'],
  ['properties', 'schema_map'],
  ['patternProperties', 'schema_map'],
  ['dependentSchemas', 'schema_map'],
  ['required', 'names'],
  ['dependentRequired', 'name_lists'],
  ['pattern', 'pattern'],
  ['multipleOf', 'positive'],
  ['uniqueItems', 'flag'],
  ...(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const).map(
    (key) => [key, 'number'] as const,
  ),
  ...(['minLength', 'maxLength', 'minItems', 'maxItems'] as const).map((key) => [key, 'count'] as const),
  ...(['minProperties', 'maxProperties', 'minContains', 'maxContains'] as const).map(
    (key) => [key, 'count'] as const,
  ),
]);

/** They would change what fits, and nothing here looks at them. */
const UNSUPPORTED = [
  'unevaluatedProperties',
  'unevaluatedItems',
  'dependencies',
  '$dynamicRef',
  '$recursiveRef',
  '$anchor',
];

/** The keywords that look at the same value: a circle through these would never end. */
const IN_PLACE = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas'] as const;

const TYPES: readonly string[] = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

const MAX_DEPTH = 200;

/** The first keyword whose value it cannot have, or that nothing here looks at, as a sentence. */
export const keywordFault = (schema: JsonMap): string | undefined =>
  schemaFault(schema, '', { root: schema, depth: 0 });

interface Site {
  readonly root: JsonMap;
  readonly depth: number;
}

function schemaFault(schema: Json, path: string, site: Site): string | undefined {
  if (typeof schema === 'boolean') return undefined;
  if (!isJsonMap(schema)) return `${named(path)} must be a schema: a map, true or false`;
  if (site.depth > MAX_DEPTH) return `it is nested more than ${MAX_DEPTH} deep`;
  for (const key of UNSUPPORTED) {
    if (Object.hasOwn(schema, key)) return `${named(below(path, key))} is not supported`;
  }
  // Further in it would say what the `$ref` around it mean.
  if (path !== '' && Object.hasOwn(schema, '$id')) return `${named(below(path, '$id'))} is not supported`;
  for (const [key, value] of Object.entries(schema)) {
    const shape = KEYWORDS.get(key);
    const reason = shape && valueFault(value, below(path, key), shape, { ...site, depth: site.depth + 1 });
    if (reason !== undefined) return reason;
  }
  const ref = schema['$ref'];
  if (typeof ref !== 'string' || resolveRef(site.root, ref) !== undefined) return undefined;
  if (!ref.startsWith('#')) return `${named(below(path, '$ref'))} leads out of the schema: ${quote(ref)}`;
  return `${named(below(path, '$ref'))} leads nowhere: ${quote(ref)}`;
}

function valueFault(value: Json, path: string, shape: Shape, site: Site): string | undefined {
  switch (shape) {
    case 'schema':
      return schemaFault(value, path, site);
    case 'schema_or_list':
      return valueFault(value, path, Array.isArray(value) ? 'schemas' : 'schema', site);
    case 'schemas':
      if (!Array.isArray(value)) return `${named(path)} must be a list of schemas`;
      return firstFault(value.entries(), path, site);
    case 'schema_map':
      if (!isJsonMap(value)) return `${named(path)} must be a map of schemas`;
      return badPattern(value, path) ?? firstFault(Object.entries(value), path, site);
    default: {
      const wish = PLAIN[shape](value);
      return wish === undefined ? undefined : `${named(path)} must be ${wish}`;
    }
  }
}

function firstFault(entries: Iterable<readonly [string | number, Json]>, path: string, site: Site) {
  for (const [key, value] of entries) {
    const reason = schemaFault(value, below(path, key), site);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function badPattern(map: JsonMap, path: string): string | undefined {
  if (!path.endsWith('patternProperties')) return undefined;
  const bad = Object.keys(map).find((key) => compilePattern(key) === undefined);
  return bad === undefined
    ? undefined
    : `${named(path)} must have regular expressions as keys: ${quote(bad)}`;
}

type Plain = Exclude<Shape, 'schema' | 'schemas' | 'schema_map' | 'schema_or_list'>;

const isNames = (value: Json) => Array.isArray(value) && value.every((name) => typeof name === 'string');

// What it must be, where it is not.
const unless = (fits: boolean, wish: string) => (fits ? undefined : wish);

const PLAIN: Readonly<Record<Plain, (value: Json) => string | undefined>> = {
  anything: () => undefined,
  text: (value) => unless(typeof value === 'string', 'text'),
  flag: (value) => unless(typeof value === 'boolean', 'true or false'),
  number: (value) => unless(typeof value === 'number', 'a number'),
  positive: (value) => unless(typeof value === 'number' && value > 0, 'a number above 0'),
  count: (value) => unless(Number.isInteger(value) && (value as number) >= 0, 'a whole number from 0 up'),
  list: (value) => unless(Array.isArray(value) && value.length > 0, 'a list of at least one value'),
  names: (value) => unless(isNames(value), 'a list of names'),
  name_lists: (value) =>
    unless(isJsonMap(value) && Object.values(value).every(isNames), 'a map of lists of names'),
  pattern: (value) =>
    unless(typeof value === 'string' && compilePattern(value) !== undefined, 'a regular expression'),
  type: (value) => {
    const types = Array.isArray(value) ? value : [value];
    const fits = types.length > 0 && types.every((type) => typeof type === 'string' && TYPES.includes(type));
    return unless(fits, `one or more of ${TYPES.join(', ')}`);
  },
};

/** A keyword's regular expression; some that were written for other programs are none with the `u` flag. */
export function compilePattern(source: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(source, flags);
    } catch {}
  }
  return undefined;
}

/** What a `$ref` leads to; nothing where that is no schema of the same document. */
export function resolveRef(root: JsonMap, ref: string): boolean | JsonMap | undefined {
  if (!/^#(?:\/|$)/.test(ref)) return undefined;
  let at: Json | undefined = root;
  for (const part of ref.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(at)) at = /^\d+$/.test(key) ? (at as readonly Json[])[Number(key)] : undefined;
    else at = isJsonMap(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return typeof at === 'boolean' || isJsonMap(at) ? at : undefined;
}

/** Whether a `$ref` leads back to itself without a step into the value, as a sentence. */
export function refCircle(root: JsonMap): string | undefined {
  const done = new Set<JsonMap>();
  const open = new Set<JsonMap>();
  const visit = (schema: Json | undefined): string | undefined => {
    if (!isJsonMap(schema) || done.has(schema)) return undefined;
    if (open.has(schema)) return 'its $ref go round in a circle';
    open.add(schema);
    for (const next of inPlace(root, schema)) {
      const reason = visit(next);
      if (reason !== undefined) return reason;
    }
    open.delete(schema);
    done.add(schema);
    return undefined;
  };
  const starts: Json[] = [root];
  for (const schema of starts) {
    const reason = visit(schema);
    if (reason !== undefined) return reason;
    if (typeof schema === 'object' && schema !== null) starts.push(...Object.values(schema));
  }
  return undefined;
}

function inPlace(root: JsonMap, schema: JsonMap): readonly Json[] {
  const ref = schema['$ref'];
  const target = typeof ref === 'string' ? resolveRef(root, ref) : undefined;
  const rest = IN_PLACE.flatMap((key): readonly Json[] => {
    const value = schema[key];
    if (key === 'dependentSchemas') return isJsonMap(value) ? Object.values(value) : [];
    if (value === undefined) return [];
    return Array.isArray(value) ? (value as readonly Json[]) : [value];
  });
  return target === undefined ? rest : [target, ...rest];
}

const named = (path: string) => (path === '' ? 'it' : `\`${path}\``);

/** The path of what lies at `key`: `items[0].name`; a key that is no plain word is quoted. */
export function below(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[\w$-]{1,60}$/.test(key)) return `${path}[${quote(key).replaceAll('`', '"')}]`;
  return path === '' ? key : `${path}.${key}`;
}
