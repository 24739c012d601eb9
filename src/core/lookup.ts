import type { Json, JsonMap } from './json.ts';
import { ok, type Result } from './result.ts';
import type { NodeView } from './template.ts';

/** What keys are looked up in; a `Map` is one. */
export interface Entries<T> {
  readonly get: (key: string) => T | undefined;
  readonly keys: () => Iterable<string>;
}

/** The entry with this key, else the first whose key differs in case only, as GitHub looks keys up. */
export function find<T>(entries: Entries<T>, key: string): T | undefined {
  const exact = entries.get(key);
  if (exact !== undefined) return exact;
  const lower = key.toLowerCase();
  for (const candidate of entries.keys()) {
    if (candidate.toLowerCase() === lower) return entries.get(candidate);
  }
  return undefined;
}

/** The entries of a JSON map: its own keys only, so that `constructor` is a key like any other. */
export const entriesOf = (map: JsonMap): Entries<Json> => ({
  get: (key) => (Object.hasOwn(map, key) ? map[key] : undefined),
  keys: () => Object.keys(map),
});

/** What expressions read of a node; each is made when it is asked for, since the text lies in a file. */
export function fieldsOf(view: NodeView): ReadonlyMap<string, () => Result<Json, string>> {
  return new Map<string, () => Result<Json, string>>([
    ['status', () => ok(view.status)],
    ['outputs', () => ok(view.outputs ?? null)],
    ['text', view.text],
    ['exit_code', () => ok(view.exitCode ?? null)],
    ['duration_ms', () => ok(view.durationMs ?? null)],
  ]);
}
