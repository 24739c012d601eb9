import type { Json, JsonMap } from './json.ts';
import type { Redactor } from './redact.ts';

/** The value with every secret replaced, in its strings and in its keys. */
export function redactJson(value: Json, redactor: Redactor): Json {
  if (typeof value === 'string') return redactor.text(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => redactJson(item, redactor));
  return redactMap(value as JsonMap, redactor);
}

/** The same for a map. */
export const redactMap = (map: JsonMap, redactor: Redactor): JsonMap =>
  Object.fromEntries(
    Object.entries(map).map(([key, value]) => [redactor.text(key), redactJson(value, redactor)]),
  );
