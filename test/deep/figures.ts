import { appendFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect } from 'vitest';

/** What a figure must be. */
export type Bound = { readonly least: number } | { readonly most: number } | { readonly exactly: number };

/** A line of the file that collects figures. */
export type Figure = Bound & {
  /** The test file's name, without `.deep.ts`. */
  readonly from: string;
  readonly name: string;
  readonly value: number;
  readonly unit?: string;
};

/**
 * Tells a figure of a deep test and holds it to its bound. `OMNE_FIGURES` names the file that collects them as JSON
 * lines: the table at the end of the tests and `docs/reliability.md` are made of it.
 */
export function figure(name: string, value: number, bound: Bound, unit = ''): void {
  const from = basename(expect.getState().testPath ?? '').replace(/\.deep\.ts$/, '');
  const line: Figure = { from, name, value, ...bound, ...(unit !== '' && { unit }) };
  console.log(`figure ${name}: ${value} ${unit}`);
  const file = process.env['OMNE_FIGURES'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`);
  if ('least' in bound) expect(value, name).toBeGreaterThanOrEqual(bound.least);
  else if ('most' in bound) expect(value, name).toBeLessThanOrEqual(bound.most);
  else expect(value, name).toBe(bound.exactly);
}
