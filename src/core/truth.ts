import type { Json } from './json.ts';

/** What GitHub's expressions take for true: all but false, 0, the empty text and nothing. */
export function isTruthy(value: Json): boolean {
  if (typeof value === 'number') return value !== 0 && !Number.isNaN(value);
  return value !== null && value !== false && value !== '';
}
