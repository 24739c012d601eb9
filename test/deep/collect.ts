import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { FIGURES, figureTables, readFigures } from '../../scripts/reliability.ts';

const file = process.env['OMNE_FIGURES'] ?? FIGURES;

/** Before all deep tests: figures are collected afresh. */
export function setup(): void {
  process.env['OMNE_FIGURES'] = file;
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
}

/** After all of them: their tables. */
export function teardown(): void {
  if (existsSync(file)) console.log(`\n${figureTables(readFigures(file))}`);
}
