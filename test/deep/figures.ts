import { appendFileSync } from 'node:fs';
import { expect } from 'vitest';

/** What a figure must be. */
export type Bound = { readonly least: number } | { readonly most: number } | { readonly exactly: number };

/**
 * Tells a figure of a deep test and holds it to its bound. `OMNE_FIGURES` names the file that collects them as JSON
 * lines, for `docs/reliability.md`.
 */
export function figure(name: string, value: number, bound: Bound, unit = ''): void {
  const line = JSON.stringify({ name, value, ...bound, ...(unit !== '' && { unit }) });
  console.log(`figure ${line}`);
  const file = process.env['OMNE_FIGURES'];
  if (file !== undefined) appendFileSync(file, `${line}\n`);
  if ('least' in bound) expect(value, name).toBeGreaterThanOrEqual(bound.least);
  else if ('most' in bound) expect(value, name).toBeLessThanOrEqual(bound.most);
  else expect(value, name).toBe(bound.exactly);
}
