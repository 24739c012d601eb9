import { expect, test } from 'vitest';
import { codeFrame, problemLine, renderProblems } from '../../src/core/code-frame.ts';
import type { Problem } from '../../src/core/problem.ts';

const problem: Problem = {
  kind: 'unknown_key',
  key: 'gates',
  suggestion: 'gate',
  file: 'p.yml',
  place: { line: 2, column: 3, length: 5 },
};

test('a problem with its frame', () => {
  expect(renderProblems([problem], new Map([['p.yml', 'a: b\n  gates: x\nc: d\n']]))).toBe(
    [
      'p.yml:2:3: error: unknown key `gates` in the pipe; did you mean `gate`?',
      '  1 | a: b',
      '> 2 |   gates: x',
      '    |   ^^^^^',
      '  3 | c: d',
      '',
    ].join('\n'),
  );
});

test('one line without frame, file or place', () => {
  expect(problemLine(problem)).toBe(
    'p.yml:2:3: error: unknown key `gates` in the pipe; did you mean `gate`?',
  );
  expect(problemLine({ kind: 'missing_input', key: 'title' })).toBe(
    'error: input `title` is required; give it as `title=value`',
  );
  expect(renderProblems([{ kind: 'empty_file', file: 'p.md' }], new Map())).toBe(
    'p.md: error: the pipe is empty; write at least `name`, `version: 1` and `nodes`\n',
  );
});

test('tabs take two columns, control characters one sign, CR none', () => {
  expect(codeFrame(['\tx\u001b[31m: bad\r', ''], { line: 1, column: 10, length: 3 })).toBe(
    ['> 1 |   x\ufffd[31m: bad', '    |           ^^^'].join('\n'),
  );
});

test('the last line, and a place past the end of its line', () => {
  expect(codeFrame(['a', 'b'], { line: 2, column: 2, length: 1 })).toBe(
    ['  1 | a', '> 2 | b', '    |  ^'].join('\n'),
  );
  expect(codeFrame(['a'], { line: 9, column: 1, length: 1 })).toBe('');
});

test('a long line is cut around the caret', () => {
  const line = `${'a'.repeat(500)}HERE${'b'.repeat(500)}`;
  expect(codeFrame([line], { line: 1, column: 501, length: 4 })).toBe(
    [`> 1 | …${'a'.repeat(60)}HERE${'b'.repeat(56)}…`, `    | ${' '.repeat(61)}^^^^`].join('\n'),
  );
});
