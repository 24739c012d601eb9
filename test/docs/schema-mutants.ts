import type { Json } from './schema-pipes.ts';

type Node = { [key: string]: Json } | Json[];
type Step = string | number;

/** The schema with one change. */
export interface Mutant {
  readonly change: string;
  readonly made: () => Json;
}

const WORDS: ReadonlySet<string> = new Set([
  'description',
  'markdownDescription',
  'examples',
  'errorMessage',
  '$id',
  '$schema',
]);
const BOUNDS: ReadonlySet<string> = new Set(['minimum', 'maximum', 'minItems', 'minProperties']);
const MAPS: ReadonlySet<Step> = new Set(['properties', 'definitions']);

/** Each keyword, key, value and rule left out once, each bound moved by one. */
export function* mutants(schema: Json): Generator<Mutant> {
  yield* below(schema, schema, [], false);
}

function* below(root: Json, at: Json, path: readonly Step[], isMap: boolean): Generator<Mutant> {
  if (typeof at !== 'object' || at === null) return;
  for (const key of Array.isArray(at) ? [...at.keys()] : Object.keys(at)) {
    if (!isMap && (WORDS.has(String(key)) || key === '$ref')) continue;
    const here = [...path, key];
    const value = (at as Record<Step, Json>)[key]!;
    const isDefinition = isMap && path.at(-1) === 'definitions';
    if (!isDefinition && key !== 'definitions') yield without(root, here);
    if (typeof value === 'number' && BOUNDS.has(String(key))) {
      yield moved(root, here, 1);
      yield moved(root, here, -1);
    }
    yield* below(root, value, here, !isMap && MAPS.has(key));
  }
}

const holderOf = (root: Json, path: readonly Step[]): Node =>
  path.slice(0, -1).reduce((at: Json, step) => (at as Record<Step, Json>)[step]!, root) as Node;

const without = (root: Json, path: readonly Step[]): Mutant => ({
  change: `without ${path.join('/')}`,
  made: () => {
    const copy = structuredClone(root);
    const holder = holderOf(copy, path);
    if (Array.isArray(holder)) holder.splice(Number(path.at(-1)), 1);
    else delete holder[String(path.at(-1))];
    return copy;
  },
});

const moved = (root: Json, path: readonly Step[], by: number): Mutant => ({
  change: `${path.join('/')} ${by > 0 ? 'one more' : 'one less'}`,
  made: () => {
    const copy = structuredClone(root);
    const holder = holderOf(copy, path) as Record<Step, number>;
    holder[path.at(-1)!]! += by;
    return copy;
  },
});
