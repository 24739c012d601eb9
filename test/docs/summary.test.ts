import { expect, test } from 'vitest';
import { MAX_ANNOTATIONS } from '../../src/report/annotations.ts';
import { MAX_EXPLAINED, TAIL_LINES } from '../../src/report/summary/failures.ts';
import { MAX_DRAWN } from '../../src/report/summary/graph.ts';
import { MAX_SUMMARY_BYTES } from '../../src/report/summary.ts';
import { read } from './markdown.ts';

test('docs/summary.md has the numbers of the code', () => {
  const page = read('docs/summary.md').replaceAll(/\s+/g, ' ');
  expect(MAX_ANNOTATIONS).toBe(10);
  for (const words of [
    `the last ${TAIL_LINES} lines of what it printed`,
    `at most ${MAX_EXPLAINED} are explained`,
    `a table beyond ${MAX_DRAWN} nodes`,
    `at most ${MAX_SUMMARY_BYTES / 1024} KiB`,
  ])
    expect(page).toContain(words);
});
