import { expect, it } from 'vitest';
import { columnsOf, cutToColumns } from '../../src/shell/width.ts';

it.each([
  ['abc', 3],
  ['größe', 5],
  ['日本', 4],
  ['✅ ok', 5],
  ['한글😀', 6],
  ['● ⊘ ✓ …', 7],
])('%s takes %i columns', (text, columns) => expect(columnsOf(text)).toBe(columns));

it.each([
  ['abcdef', 3, 'abc'],
  ['日本語', 5, '日本'],
  ['a😀b', 2, 'a'],
  ['a😀b', 3, 'a😀'],
  ['ab', 0, ''],
])('%s in %i columns is %s', (text, columns, cut) => expect(cutToColumns(text, columns)).toBe(cut));
