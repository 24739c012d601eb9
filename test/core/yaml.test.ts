import { expect, test } from 'vitest';
import { describeProblem } from '../../src/core/problem.ts';
import { readYaml } from '../../src/core/yaml.ts';
import { plainOf, plainValue } from '../../src/core/yaml-value.ts';

const read = (text: string) => {
  const { root, problems } = readYaml(text);
  const shown = problems.map((p) => `${p.place?.line}:${p.place?.column}: ${describeProblem(p)}`);
  return shown.length > 0 ? shown : root === undefined ? 'nothing' : plainOf(root);
};

test.each([
  ['a: b\nc: [1, "1", null, ~]\n', { a: 'b', c: [1, '1', null, null] }],
  ['\ufeffa: b\r\nc: d\r\n', { a: 'b', c: 'd' }],
  ['# x\n---\na: |\n  *bold* & <b> !x [a](b) {c}\n', { a: '*bold* & <b> !x [a](b) {c}\n' }],
  ['a:\nb: ""\n', { a: null, b: '' }],
  ['{"a": {b: [c, d: e]}}', { a: { b: ['c', { d: 'e' }] } }],
  ['a: >-\n  one\n  two\n', { a: 'one two' }],
  ['a: b # x\n...\n', { a: 'b' }],
  ['- - a\n  - b\n- c\n', [['a', 'b'], 'c']],
  ['', 'nothing'],
  ['# only\n', 'nothing'],
])('%j is read', (text, value) => {
  expect(read(text)).toEqual(value);
});

const anchor =
  'YAML anchors (`&name`) are not allowed in a pipe; write the value out, or quote a text that begins with `&`';
const alias =
  'YAML aliases (`*name`) are not allowed in a pipe; write the value out, or quote a text that begins with `*`';
const tag =
  'YAML tags (`!name`) are not allowed in a pipe; leave it out, or quote a text that begins with `!`';
const documents = 'a pipe is one YAML document; leave out everything from the second `---` on';
const control =
  'control characters are not allowed in a pipe; leave it out, or write it as `"\\e"` in double quotes';

test.each([
  ['a: &a [*a]\n', [`1:4: ${anchor}`, `1:8: ${alias}`]],
  ['a: !!str b\nc: !x d\n', [`1:4: ${tag}`, `2:4: ${tag}`]],
  ['%YAML 1.2\n---\na: b\n', ['1:1: YAML directives (`%…`) are not allowed in a pipe; leave the line out']],
  ['<<: {a: b}\n', ['1:1: YAML merge keys (`<<`) are not allowed in a pipe; write the keys out']],
  ['? a\n: b\n', ['1:1: a key must be a plain text; write `key: value`']],
  ['[a]: b\n', ['1:1: a key must be a plain text; write `key: value`']],
  ['a: b\n---\nc: d\n', [`2:1: ${documents}`]],
  ['a: b\n...\nc: d\n', [`3:1: ${documents}`]],
  ['a: \0\n', [`1:4: ${control}`]],
  ['a: "\\0"\n', [`1:4: ${control}`]],
  ['a: \u001b[0m\n', [`1:4: ${control}`]],
  ['a: b\nc: d\na: e\n', ['3:1: key `a` is given twice, first in line 1; keep one']],
  ['{a: 1, b: {c: 1, c: 2}}', ['1:18: key `c` is given twice, first in line 1; keep one']],
  ['a: "b\n', ['2:1: not valid YAML: Missing closing "quote']],
  [
    'a: b: c\n',
    [
      '1:4: not valid YAML: Nested mappings are not allowed in compact mappings; put a text that holds `: ` in quotes',
    ],
  ],
  ['\ta: b\n', ['1:1: not valid YAML: Tabs are not allowed as indentation']],
  [
    'a: @b\nc: `d`\n',
    [
      '1:4: not valid YAML: Plain value cannot start with reserved character @',
      '2:4: not valid YAML: Plain value cannot start with reserved character `',
    ],
  ],
])('%j is refused', (text, problems) => {
  expect(read(text)).toEqual(problems);
});

test('twenty problems are shown, the rest counted', () => {
  const shown = read('a: b\n'.repeat(100)) as string[];
  expect(shown).toHaveLength(21);
  expect(shown.at(-1)).toBe('undefined:undefined: and 79 more problems like these');
});

const nested = (open: string, depth: number) => open.repeat(depth);
const maps = (depth: number) => Array.from({ length: depth }, (_, at) => `${' '.repeat(at)}a:\n`).join('');

test('32 levels pass, 33 do not', () => {
  const flow = (depth: number) => nested('[', depth) + nested(']', depth);
  for (const make of [flow, (depth: number) => nested('- ', depth), maps]) {
    expect(readYaml(make(32)).problems).toEqual([]);
    expect(readYaml(make(33)).problems).toMatchObject([{ kind: 'yaml_limit', limit: 'depth' }]);
  }
});

test('size and tokens are bounded', () => {
  expect(readYaml('x'.repeat(1_048_577)).problems).toMatchObject([{ kind: 'yaml_limit', limit: 'size' }]);
  expect(readYaml(`[${'a,'.repeat(100_001)}]`).problems).toMatchObject([
    { kind: 'yaml_limit', limit: 'tokens' },
  ]);
});

test('no key reaches a prototype', () => {
  const { root } = readYaml('__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}\n');
  const plain = plainOf(root!) as Record<string, unknown>;
  expect(Object.getPrototypeOf(plain)).toBeNull();
  expect(Object.keys(plain)).toEqual(['__proto__', 'constructor']);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('a long list is read in pieces without a difference', () => {
  const items = Array.from({ length: 2000 }, (_, at) => `n${at}`);
  const block = `nodes:\n${items.map((id) => `  - id: ${id}\n    d: [x, y]\n\n    # c\n`).join('')}after: 1\n`;
  expect(read(block)).toEqual({ nodes: items.map((id) => ({ id, d: ['x', 'y'] })), after: 1 });
  expect(
    readYaml(`${block}  b: c
`).root,
  ).toBeUndefined();
});

test('mistakes in pieces have their places', () => {
  const many = Array.from({ length: 1000 }, (_, at) => `  - id: n${at}\n`);
  many[10] = '  - { id: a, id: b }\n';
  many[900] = '  - id: @x\n';
  expect(read(`nodes:\n${many.join('')}`)).toEqual([
    '12:14: key `id` is given twice, first in line 12; keep one',
    '902:9: not valid YAML: Plain value cannot start with reserved character @',
  ]);
});

test.each([
  ['no', 'no'],
  ['on', 'on'],
  ['1_000', '1_000'],
  ['2001-01-01', '2001-01-01'],
  ['1e3', 1000],
  ['012', 12],
  ['0o17', 15],
  ['0x1F', 31],
  ['~', null],
  ['', null],
  ['.inf', Number.POSITIVE_INFINITY],
  ['-.inf', Number.NEGATIVE_INFINITY],
  ['.nan', Number.NaN],
  ['True', true],
  ['FALSE', false],
  ['truth', 'truth'],
  ['-', '-'],
  ['.', '.'],
  ['1.', 1],
  ['+.5', 0.5],
  ['1'.repeat(100), '1'.repeat(100)],
])('plain %s', (source, value) => {
  expect(plainValue(source)).toBe(value);
});

const LENGTH = 256 * 1024;

function fill(piece: (at: number) => string, before = '', after = ''): string {
  const pieces = [before];
  for (let length = 0, at = 0; length < LENGTH; at++) {
    const next = piece(at);
    pieces.push(next);
    length += next.length;
  }
  return pieces.join('') + after;
}

const worst: Readonly<Record<string, string>> = {
  keys: fill((at) => `${at.toString(36)}:\n`),
  flowmap: fill((at) => `${at.toString(36)}:,`, '{', '}'),
  complexkeys: fill((at) => `? k${at}\n: b\n`),
  anchorsAliases: fill(() => '- &n x\n- *n\n'),
  aliases: fill(() => '- *a\n', 'a: &a x\nb:\n'),
  anchors: fill(() => '- &n x\n'),
  seq: fill(() => '- x\n'),
  nodes: fill(() => '  - x\n', 'nodes:\n'),
  flowNodes: fill(() => '  - {}\n', 'nodes:\n'),
  flowseq: fill(() => 'x,', '[', ']'),
  badesc: fill(() => '\\q', 'a: "', '"'),
  tags: fill(() => '- !x y\n'),
  errspam: fill(() => 'a: b: c\n'),
  errlist: fill(() => '  - @x\n', 'nodes:\n'),
  duplicates: fill(() => 'a: b\n'),
  colonspam: fill(() => ': '),
  docs: fill(() => '---\na\n'),
  tabs: fill(() => '\t\n', 'a:\n'),
  lines: fill(() => '\n', 'a: b'),
  spaces: fill(() => ' ', 'a:\n'),
  comments: fill(() => '#\n'),
  blockscalar: fill((at) => `  line ${at}\n`, 'a: |\n'),
  folded: fill((at) => `  line ${at}\n`, 'a: >\n'),
  multilineplain: fill((at) => `  line ${at}\n`, 'a: b\n'),
  openquote: fill(() => 'x y ', 'a: "'),
  dquote: fill(() => 'x\\n', 'a: "', '"'),
  brackets: fill(() => '['),
  braces: fill(() => '{a: '),
  dashes: fill(() => '- '),
  closing: fill(() => ']'),
  blockmaps: maps(900),
};

test.each(Object.keys(worst))('a verdict on the worst text of %s within 5 seconds', (name) => {
  const started = performance.now();
  readYaml(worst[name]!);
  expect(performance.now() - started).toBeLessThan(5000);
});
