import {
  BooleanData,
  Array as DataArray,
  Dictionary,
  type ExpressionData,
  Null,
  NumberData,
  StringData,
} from '@actions/expressions/data/index';
import { isJsonMap, type Json, type JsonMap } from './json.ts';
import { type Entries, entriesOf, fieldsOf, find } from './lookup.ts';
import type { Context, NodeView } from './template.ts';

/** A context as the evaluator reads it; what no expression names is never converted. */
export const contextData = (context: Context): Dictionary =>
  new LazyDictionary({ get: (name) => rootData(name, context), keys: () => [] });

/** A JSON value as the evaluator reads it; what lies inside a list or map is converted when it is asked for. */
export function dataOf(value: Json): ExpressionData {
  if (value === null) return new Null();
  if (typeof value === 'string') return new StringData(value);
  if (typeof value === 'number') return new NumberData(value);
  if (typeof value === 'boolean') return new BooleanData(value);
  return isJsonMap(value) ? new LazyDictionary(dataIn(entriesOf(value)), value) : new LazyList(value);
}

/** What the evaluator found, as JSON; a number JSON cannot write is `null`. Throws when a text cannot be read. */
export function jsonOf(data: ExpressionData): Json {
  if (data instanceof StringData || data instanceof BooleanData) return data.value;
  if (data instanceof NumberData) return Number.isFinite(data.value) ? data.value : null;
  if (data instanceof LazyDictionary || data instanceof LazyList) return data.json();
  if (data instanceof DataArray) return data.values().map(jsonOf);
  return data instanceof Dictionary ? mapOf(data) : null;
}

/** What the evaluator found, as text: as GitHub writes it, but lists and maps as JSON. */
export const textOf = (data: ExpressionData): string =>
  data.primitive ? data.coerceString() : JSON.stringify(jsonOf(data));

// The library's own loses keys that every object has, and wants all values made beforehand.
class LazyDictionary extends Dictionary {
  readonly #entries: Entries<ExpressionData>;
  readonly #source: JsonMap | undefined;
  // What is asked for twice is the same thing, as `==` on lists and maps expects.
  readonly #made = new Map<string, ExpressionData>();

  constructor(entries: Entries<ExpressionData>, source?: JsonMap) {
    super();
    this.#entries = entries;
    this.#source = source;
  }

  override get(key: string): ExpressionData | undefined {
    const made = this.#made.get(key) ?? find(this.#entries, key);
    if (made !== undefined) this.#made.set(key, made);
    return made;
  }

  override values(): ExpressionData[] {
    return this.pairs().map(({ value }) => value);
  }

  override pairs(): { key: string; value: ExpressionData }[] {
    return [...this.#entries.keys()].map((key) => ({ key, value: this.get(key)! }));
  }

  json(): JsonMap {
    return this.#source ?? mapOf(this);
  }
}

class LazyList extends DataArray {
  readonly #source: readonly Json[];
  #made: ExpressionData[] | undefined;

  constructor(source: readonly Json[]) {
    super();
    this.#source = source;
  }

  override get(index: number): ExpressionData {
    return this.values()[index] ?? new Null();
  }

  override values(): ExpressionData[] {
    this.#made ??= this.#source.map(dataOf);
    return this.#made;
  }

  json(): readonly Json[] {
    return this.#source;
  }
}

const mapOf = (data: Dictionary): JsonMap =>
  Object.fromEntries(data.pairs().map(({ key, value }) => [key, jsonOf(value)]));

function rootData(name: string, context: Context): ExpressionData {
  switch (name.toLowerCase()) {
    case 'inputs':
      return new LazyDictionary(dataIn(context.inputs));
    case 'env':
      return new LazyDictionary(dataIn(context.env));
    case 'run':
      return new LazyDictionary(dataIn(context.run));
    case 'vars':
      return new LazyDictionary(dataIn(context.vars));
    case 'nodes':
      return viewsData('nodes', context.node);
    case 'steps':
      return viewsData('steps', context.step);
    default:
      return dataOf(find(context.locals, name) ?? null);
  }
}

const dataIn = (entries: Entries<Json>): Entries<ExpressionData> => ({
  get: (key) => {
    const value = entries.get(key);
    return value === undefined ? undefined : dataOf(value);
  },
  keys: () => entries.keys(),
});

// Nobody may ask for all of them: only what is named in writing is known to have settled.
const viewsData = (root: string, view: Context['node']): ExpressionData =>
  new LazyDictionary({
    get: (key) => {
      const id = key.toLowerCase();
      const found = view(id);
      return found === undefined ? undefined : viewData(`${root}.${id}`, found);
    },
    keys: () => [],
  });

function viewData(path: string, view: NodeView): ExpressionData {
  const fields = fieldsOf(view);
  return new LazyDictionary({
    get: (name) => {
      const value = fields.get(name)?.();
      if (value?.ok === false) throw new Error(`\`${path}.${name}\` ${value.error}`);
      return value && dataOf(value.value);
    },
    keys: () => fields.keys(),
  });
}
