import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEnvFile } from '../../src/core/env-file.ts';

const entries = (text: string) => {
  const parsed = parseEnvFile(text);
  return parsed.ok ? [...parsed.value] : parsed.error;
};

describe('parseEnvFile', () => {
  test.each<[string, readonly (readonly [string, string])[]]>([
    ['', []],
    ['\n\r\n\n', []],
    ['a=1', [['a', '1']]],
    ['a=1\n\nb-c_D=2\n', [['a', '1'], ['b-c_D', '2']]], // biome-ignore format: a table
    ['a=', [['a', '']]],
    ['a= 1 \n', [['a', ' 1 ']]],
    ['a=b=c<<d', [['a', 'b=c<<d']]],
    ['a=1\na=2', [['a', '2']]],
    ['a=1\r\nb=2\r\n', [['a', '1'], ['b', '2']]], // biome-ignore format: a table
    ['\ufeffa=1', [['a', '1']]],
    ['a<<EOF\nEOF\n', [['a', '']]],
    ['a<<EOF\n\nEOF', [['a', '']]],
    ['a<<EOF\nx\nEOF', [['a', 'x']]],
    ['a<<EOF\nx\n\nEOF\nb=1', [['a', 'x\n'], ['b', '1']]], // biome-ignore format: a table
    ['a<<EOF\n x=y\nEOF2\n EOF\nEOF', [['a', ' x=y\nEOF2\n EOF']]],
    ['a<<=\nx\n=', [['a', 'x']]],
    ['a<< E\nx\n E', [['a', 'x']]],
    ['a<<E<<F\nx\nE<<F', [['a', 'x']]],
    ['a<<EOF\r\nx\r\ny\r\nEOF\r\n', [['a', 'x\r\ny']]],
    ['a<<EOF\nb<<EOF\nEOF', [['a', 'b<<EOF']]],
    ['__proto__=1', [['__proto__', '1']]],
    [`${'n'.repeat(64)}=€`, [['n'.repeat(64), '€']]],
  ])('%j', (text, expected) => {
    expect(entries(text)).toEqual(expected);
  });

  test.each([
    ['a=1\nhello', 'line 2: `hello` is neither `name=value` nor `name<<DELIMITER`'],
    ['a<b', 'line 1: `a<b` is neither `name=value` nor `name<<DELIMITER`'],
    [' ', 'line 1: ` ` is neither `name=value` nor `name<<DELIMITER`'],
    ['x'.repeat(100), `line 1: \`${'x'.repeat(60)}…\` is neither \`name=value\` nor \`name<<DELIMITER\``],
    ['\n=1', 'line 2: the name is empty'],
    ['<<EOF\nEOF', 'line 1: the name is empty'],
    ['a<<\nx', 'line 1: the delimiter of `a` is empty'],
    ['a=1\nb<<EOF\nx\nEOF \n', 'line 2: the delimiter `EOF` of `b` does not follow on a line of its own'],
    ['b<<EOF', 'line 1: the delimiter `EOF` of `b` does not follow on a line of its own'],
    [
      'a b=1',
      'line 1: `a b` is no name: it takes a letter or `_`, then letters, digits, `_` and `-`, at most 64 characters',
    ],
    ['1a=1', expect.stringMatching(/^line 1: `1a` is no name/)],
    ['a\u001b=1', expect.stringMatching(/^line 1: `a\\u001b` is no name/)],
    [`${'n'.repeat(65)}=1`, expect.stringMatching(/is no name/)],
  ])('%j', (text, expected) => {
    expect(entries(text)).toEqual(expected);
  });

  test('at most 200 names', () => {
    const file = (count: number) => Array.from({ length: count }, (_, at) => `n${at}=x\nn0=y\n`).join('');
    expect(entries(file(200))).toHaveLength(200);
    expect(entries(file(201))).toBe('line 401: there are more than 200 names');
  });

  test('a flood without line ends or of open blocks costs its length', () => {
    const begin = performance.now();
    entries(`${'a<<b'.repeat(1 << 18)}\n`);
    entries('\n'.repeat(1 << 20));
    entries(`a<<b\n${'\n'.repeat(1 << 20)}b`);
    expect(performance.now() - begin).toBeLessThan(1000);
  });

  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,20}$/);
  const line = fc.string({ unit: fc.constantFrom('a', 'E', '=', '<', ' ', '\t', '€', '"', '\\') });
  const value = fc.array(line).map((lines) => lines.join('\n'));

  test('what is written in either form reads back', () => {
    const entry = fc.tuple(name, value, fc.boolean());
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), fc.constantFrom('\n', '\r\n'), (written, end) => {
        const text = written.map(([key, value, asBlock]) =>
          asBlock || value.includes('\n')
            ? `${key}<<ghadelimiter_1${end}${value}${end}ghadelimiter_1${end}`
            : `${key}=${value}${end}`,
        );
        expect(entries(text.join(''))).toEqual([...new Map(written.map(([key, value]) => [key, value]))]);
      }),
    );
  });
});
