import { isJsonMap, type Json, type JsonMap } from './json.ts';
import { entriesOf, fieldsOf, find } from './lookup.ts';
import type { Context, Expression, NodeView, Reference } from './template.ts';

const MAX_SEEN = 20;
const MAX_LENGTH = 200;

/**
 * What an expression read, by the names as written: at most 20, each cut after 200 characters. `redact` comes first,
 * since half a secret would not be found any more.
 */
export function seen(expression: Expression, context: Context, redact: (value: Json) => Json): JsonMap {
  const values = new Map<string, Json>();
  for (const reference of expression.references) {
    if (values.size === MAX_SEEN) break;
    const name = spelled(reference);
    if (values.has(name)) continue;
    const value = lookUp(reference, context);
    if (value !== undefined) values.set(name, shortened(redact(value)));
  }
  return Object.fromEntries(values);
}

const spelled = ({ root, keys }: Reference): string => `${root}${keys.map(spelledKey).join('')}`;

function spelledKey(key: string): string {
  if (/^[a-z_][a-z0-9_-]*$/i.test(key)) return `.${key}`;
  return /^\d+$/.test(key) ? `[${key}]` : `['${key.replaceAll("'", "''")}']`;
}

function shortened(value: Json): Json {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : value;
}

// Absent is what is nothing to show: all nodes at once, or a text that cannot be read.
function lookUp({ root, keys }: Reference, context: Context): Json | undefined {
  switch (root) {
    case 'inputs':
    case 'env':
    case 'run':
    case 'vars':
      return within(context[root], keys);
    case 'nodes':
      return ofView(context.node, keys);
    case 'steps':
      return ofView(context.step, keys);
    default:
      return valueAt(find(context.locals, root), keys);
  }
}

function within(entries: ReadonlyMap<string, Json>, [key, ...keys]: readonly string[]): Json {
  return key === undefined ? Object.fromEntries(entries) : valueAt(find(entries, key), keys);
}

function ofView(
  viewOf: (id: string) => NodeView | undefined,
  [id, field, ...keys]: readonly string[],
): Json | undefined {
  if (id === undefined) return undefined;
  const view = viewOf(id.toLowerCase());
  if (view === undefined) return null;
  const fields = fieldsOf(view);
  if (field === undefined) return shownFields(fields);
  const value = find(fields, field)?.();
  if (value?.ok === false) return undefined;
  return valueAt(value?.value, keys);
}

// Without the text: nobody asked for it by name, and it lies in a file.
function shownFields(fields: ReturnType<typeof fieldsOf>): Json {
  const shown = new Map<string, Json>();
  for (const [name, read] of fields) {
    const value = name === 'text' ? undefined : read();
    if (value?.ok === true) shown.set(name, value.value);
  }
  return Object.fromEntries(shown);
}

function valueAt(value: Json | undefined, keys: readonly string[]): Json {
  let at = value ?? null;
  for (const key of keys) at = entryOf(at, key) ?? null;
  return at;
}

function entryOf(value: Json, key: string): Json | undefined {
  if (isJsonMap(value)) return find(entriesOf(value), key);
  return typeof value === 'object' && value !== null ? value[Math.floor(Number(key))] : undefined;
}
