import type { Json } from './json.ts';
import { err, ok, type Result } from './result.ts';

/** No output of anybody's is nested like this, and far deeper ones would end whoever writes or walks them. */
export const MAX_JSON_DEPTH = 200;

/** Whether a value is nested deeper than {@link MAX_JSON_DEPTH}; looks no further than that. */
export function isTooDeep(value: Json, room: number = MAX_JSON_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (room === 0) return true;
  return Object.values(value).some((item: Json) => isTooDeep(item, room - 1));
}

/** A text as JSON; the error is a sentence's end. */
export function parseJson(text: string): Result<Json, string> {
  if (text.trim() === '') return err('is empty');
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return err('is no JSON');
  }
  return isTooDeep(value) ? err(`is nested deeper than ${MAX_JSON_DEPTH} levels`) : ok(value);
}
