import { expect, test } from 'vitest';
import { inputText, parseGivenInputs, resolveInputs } from '../../src/core/inputs.ts';
import type { InputSpec } from '../../src/core/pipe.ts';
import { describeProblem } from '../../src/core/problem.ts';

const spec = (key: string, more: Partial<InputSpec> = {}): InputSpec => ({
  key,
  type: 'string',
  options: [],
  required: false,
  secret: false,
  ...more,
});

const specs = [
  spec('title', { required: true }),
  spec('count', { type: 'number', default: 3 }),
  spec('dry', { type: 'boolean' }),
  spec('env', { type: 'choice', options: ['dev', 'prod'], default: 'dev' }),
  spec('token', { type: 'number', secret: true }),
];

const resolve = (given: Readonly<Record<string, string>>) => {
  const result = resolveInputs(specs, new Map(Object.entries(given)));
  if (!result.ok) return result.error.map(describeProblem);
  return Object.fromEntries(result.value.map((input) => [input.key, input.value]));
};

test('values, defaults, and nothing for what has neither', () => {
  expect(resolve({ title: '' })).toEqual({ title: '', count: 3, env: 'dev' });
  expect(resolve({ title: `'";$(x)\n\`%0A::error::`, count: '1e3', dry: ' true ', env: 'prod' })).toEqual({
    title: `'";$(x)\n\`%0A::error::`,
    count: 1000,
    dry: true,
    env: 'prod',
  });
});

test('all problems at once', () => {
  expect(resolve({ titel: 'x', count: 'ten', dry: 'yes', env: 'test', token: 'hush' })).toEqual([
    'the pipe has no input `titel`; did you mean `title`?',
    'input `title` is required; give it as `title=value`',
    'input `count` is `ten`; give it a number',
    'input `dry` is `yes`; give it `true` or `false`',
    'input `env` is `test`; give it one of `dev`, `prod`',
    'input `token` is `***`; give it a number',
  ]);
});

test.each(['', ' ', '.inf', '.nan', '1e999', '1,5', '0x'])('%j is no number', (count) => {
  expect(resolve({ title: 'x', count })).toHaveLength(1);
});

test('a NUL is refused', () => {
  expect(resolve({ title: 'a\0b' })).toEqual([
    'input `title` holds a NUL character, which no environment variable can; leave it out',
  ]);
});

test('an entry of 131,071 bytes passes, one more does not; bytes, not characters', () => {
  const room = 131_071 - 'OMNE_INPUT_TITLE='.length;
  expect(resolve({ title: 'x'.repeat(room) })).toMatchObject({ count: 3 });
  const words = [
    "input `title` takes 131072 bytes in the environment, and at most 131071 are possible; give a file's path instead",
  ];
  expect(resolve({ title: 'x'.repeat(room + 1) })).toEqual(words);
  expect(resolve({ title: `${'é'.repeat(room / 2)}x` })).toEqual(words);
});

test('all together at most 1 MiB', () => {
  const many = Array.from({ length: 30 }, (_, at) => spec(`k${at}`));
  const given = new Map(many.map(({ key }) => [key, 'x'.repeat(100_000)]));
  const result = resolveInputs(many, given);
  expect(!result.ok && result.error.map(describeProblem)).toEqual([
    "the inputs take 3000440 bytes together, and at most 1048576 are possible; give a file's path instead",
  ]);
});

test('the text of a value', () => {
  expect([inputText('1.10'), inputText(1.5), inputText(true)]).toEqual(['1.10', '1.5', 'true']);
});

const given = (text: string) => {
  const result = parseGivenInputs(text);
  return result.ok ? Object.fromEntries(result.value) : result.error.map(describeProblem);
};

test.each([
  ['', {}],
  ['\n \n', {}],
  ['a=b\n\nc=d=e\n', { a: 'b', c: 'd=e' }],
  ['title=fix: a typo\nx= y \r\n', { title: 'fix: a typo', x: ' y ' }],
  ['title: fix\ncount: 1.10\ndry: True\nempty:\n', { title: 'fix', count: '1.10', dry: 'true', empty: '' }],
  ['{"title": "a\\nb", "n": 3}', { title: 'a\nb', n: '3' }],
  ['text: |\n  one\n  two=2\n', { text: 'one\ntwo=2\n' }],
  ['nonsense', ['inputs: `nonsense` is no `key=value`; write one per line, or a YAML or JSON map']],
  ['a=b\nc\n', ['inputs: `c` is no `key=value`; write one per line, or a YAML or JSON map']],
  ['a=b\na=c\n', ['input `a` is given twice; keep one']],
  ['a: b\na: c\n', ['key `a` is given twice, first in line 1; keep one']],
  ['a: [b]\n', ['inputs: `a: …` is no `key=value`; write one per line, or a YAML or JSON map']],
])('given %j', (text, expected) => {
  expect(given(text)).toEqual(expected);
});

test('a hostile key is a key like others', () => {
  const result = parseGivenInputs('__proto__=x');
  expect(result.ok && [...result.value]).toEqual([['__proto__', 'x']]);
  expect(({} as { x?: string }).x).toBeUndefined();
});
