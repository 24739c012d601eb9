import { expect, test } from 'vitest';
import { distance, suggest } from '../../src/core/suggest.ts';

test.each([
  ['depend_on', ['depends_on', 'timeout'], 'depends_on'],
  ['timout', ['depends_on', 'timeout'], 'timeout'],
  ['gates', ['gate'], 'gate'],
  ['biuld', ['build', 'guild'], 'build'],
  ['Name', ['name'], 'name'],
  ['ab', ['cd'], undefined],
  ['x', ['y'], undefined],
  ['zzzzzz', ['name', 'nodes'], undefined],
  ['', ['a'], undefined],
  ['__proto__', ['name', 'env'], undefined],
  ['a'.repeat(65), ['a'.repeat(65)], undefined],
])('%s among %j → %s', (word, candidates, meant) => {
  expect(suggest(word, candidates)).toBe(meant);
});

test('the nearest wins, the first of equals', () => {
  expect(suggest('tests', ['testa', 'test', 'tests2'])).toBe('testa');
  expect(suggest('lints', ['lin', 'lint'])).toBe('lint');
});

test('a distance above the limit is the limit and one', () => {
  expect(distance('kitten', 'sitting', 5)).toBe(3);
  expect(distance('kitten', 'sitting', 2)).toBe(3);
  expect(distance('ab', 'ba', 2)).toBe(1);
});
