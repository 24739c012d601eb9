import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createScanner } from '../../src/core/sentinel.ts';

const tokens = ['BLOCKED', 'ALL DONE'];

/** What the scanner finds in messages given as lists of pieces. */
function scan(...messages: readonly (readonly string[])[]): string | undefined {
  const scanner = createScanner(tokens);
  for (const [id, pieces] of messages.entries()) for (const piece of pieces) scanner.feed(`msg_${id}`, piece);
  return scanner.end();
}

describe('whole trimmed lines', () => {
  test.each([
    ['BLOCKED', 'BLOCKED'],
    ['   BLOCKED  ', 'BLOCKED'],
    ['\t\u00a0BLOCKED\r\n', 'BLOCKED'],
    ['before\nBLOCKED\nafter', 'BLOCKED'],
    ['```\nBLOCKED\n```', 'BLOCKED'],
    ['a\nALL DONE\nBLOCKED', 'ALL DONE'],
    ['a\nBLOCKED\nALL DONE', 'BLOCKED'],
    ['ALL  DONE', undefined],
    ['I am BLOCKED by x', undefined],
    ['BLOCKED by x', undefined],
    ['**BLOCKED**', undefined],
    ['`BLOCKED`', undefined],
    ['blocked', undefined],
    ['BLOCKED.', undefined],
    ['BLOC\nKED', undefined],
    ['BLOCKED\u200b', undefined],
    ['\ufeffBLOCKED', undefined],
    ['BLOCKED\ufeff', undefined],
    ['\u001b[1mBLOCKED\u001b[0m', undefined],
    ['a\rBLOCKED', undefined],
    ['<promise>BLOCKED</promise>', undefined],
    ['', undefined],
    ['\n\n', undefined],
  ])('%j is %j', (text, expected) => {
    expect(scan([text])).toBe(expected);
    // Split at every place, and all at once.
    for (let at = 0; at <= text.length; at++)
      expect(scan([text.slice(0, at), text.slice(at)])).toBe(expected);
    expect(scan([...text])).toBe(expected);
  });

  test('a new message ends the open line', () => {
    expect(scan(['BLOCKED'], ['more'])).toBe('BLOCKED');
    expect(scan(['BLO'], ['CKED'])).toBeUndefined();
    expect(scan(['BLO', 'CKED'], ['x'])).toBe('BLOCKED');
  });

  test('a hit is known as soon as its line is whole, and stays', () => {
    const scanner = createScanner(tokens);
    expect(scanner.feed('a', 'ALL DONE')).toBeUndefined();
    expect(scanner.feed('a', '\nBLOCKED\n')).toBe('ALL DONE');
    expect(scanner.feed('b', 'BLOCKED\n')).toBe('ALL DONE');
    expect(scanner.end()).toBe('ALL DONE');
  });

  test('what broke off is no whole line; what stood before it is', () => {
    const scanner = createScanner(tokens);
    expect(scanner.feed('a', 'x\nBLOCKED', true)).toBeUndefined();
    expect(scanner.end()).toBeUndefined();
    expect(scanner.feed('b', 'BLOCKED\nALL', true)).toBe('BLOCKED');
  });

  test('end may come between messages', () => {
    const scanner = createScanner(tokens);
    scanner.feed('a', 'BLO');
    expect(scanner.end()).toBeUndefined();
    scanner.feed('a', 'CKED');
    expect(scanner.end()).toBeUndefined();
    scanner.feed('a', 'BLOCKED');
    expect(scanner.end()).toBe('BLOCKED');
  });

  test('tokens are trimmed, and an empty one never matches', () => {
    const scanner = createScanner(['  ', ' DONE\n']);
    expect(scanner.feed('a', '\n\n')).toBeUndefined();
    expect(scanner.feed('a', 'DONE\n')).toBe('DONE');
  });
});

describe('a giant line', () => {
  const chunk = 'x'.repeat(1 << 20);
  const spaces = ' '.repeat(1 << 20);

  test('of text never matches and ends at its newline', () => {
    const scanner = createScanner(tokens);
    for (let i = 0; i < 32; i++) expect(scanner.feed('a', chunk)).toBeUndefined();
    expect(scanner.feed('a', 'BLOCKED\nBLOCKED\n')).toBe('BLOCKED');
  });

  test('of blanks around a token matches', () => {
    expect(scan([spaces, spaces, 'BLOCKED', spaces, spaces])).toBe('BLOCKED');
    expect(scan([spaces, 'BLOCKED', spaces, 'x'])).toBeUndefined();
    expect(scan([spaces, 'ALL', spaces, 'DONE'])).toBeUndefined();
  });
});

test('is the naive search, however the text is cut', () => {
  const word = fc.constantFrom('BLOCKED', 'ALL DONE', 'ALL', ' ', '\n', '\r\n', 'x', '\t', 'DONE', '\ufeff');
  const piece = fc.array(word, { maxLength: 6 }).map((words) => words.join(''));
  const trim = (line: string) => line.replace(/^[^\S\ufeff]+/, '').replace(/[^\S\ufeff]+$/, '');
  fc.assert(
    fc.property(fc.array(fc.array(piece, { maxLength: 5 }), { maxLength: 4 }), (messages) => {
      const lines = messages.flatMap((pieces) => pieces.join('').split('\n')).map(trim);
      expect(scan(...messages)).toBe(lines.find((line) => tokens.includes(line)));
    }),
    { numRuns: 500 },
  );
});
