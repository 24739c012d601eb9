import { expect, test } from 'vitest';
import { compiler } from '../../src/core/expression.ts';
import { expressionsOf } from '../../src/core/expression-text.ts';
import type { Json } from '../../src/core/json.ts';
import { describeProblem } from '../../src/core/problem.ts';
import { err, ok } from '../../src/core/result.ts';
import {
  type Context,
  type Expression,
  evaluate,
  type Names,
  ROOTS,
  render,
} from '../../src/core/template.ts';
import { contextOf, viewOf } from './expression-context.ts';

const hostile = JSON.parse('{"__proto__": {"x": 1}, "constructor": "c", "toString": null, "A": 1, "a": 2}');
const inputs = new Map<string, Json>([
  ['title', 'It"s $(touch pwned)'],
  ['count', 3],
  ['dry-run', false],
  ['json', '{"a": [1, 2]}'],
  ['constructor', 'no function'],
]);
const names: Names = { inputs: [...inputs.keys()], roots: ROOTS, items: ['Pkg'] };
const context = contextOf({
  inputs,
  env: new Map([
    ['TOKEN_NAME', 'x'],
    ['__proto__', 'p'],
  ]),
  run: new Map([
    ['id', '01J'],
    ['pipe', 'release'],
    ['dir', '/runs/01J'],
  ]),
  vars: new Map<string, Json>([
    ['seen', [1, 2]],
    ['hostile', hostile],
  ]),
  locals: new Map<string, Json>([
    ['item', { name: 'a', deep: [[1], [2]] }],
    ['index', 0],
    ['iteration', 2],
    ['Pkg', 'p'],
  ]),
  node: (id) =>
    new Map([
      ['a', viewOf({ version: '1.2', list: [{ n: 1 }, { n: 2 }, { m: 3 }], hostile })],
      ['bare', { status: 'skipped', text: () => err('was never said, since the node was skipped') }],
    ]).get(id),
  step: (id) => (id === 'poll' ? viewOf(null, { status: 'failed', exitCode: 7 }) : undefined),
});

const refusals = (
  faults: readonly { occurrence: number; mistake: Parameters<typeof describeProblem>[0] }[],
) => faults.map((fault) => `${fault.occurrence}: ${describeProblem(fault.mistake)}`);

const rendering = (source: string, given: Context = context) => {
  const compiled = compiler.template(source, names);
  return compiled.ok ? render(compiled.value, given) : refusals(compiled.error);
};

const evaluating = (source: string, given: Context = context) => {
  const compiled = compiler.template(source, names);
  return compiled.ok ? evaluate(compiled.value, given) : refusals(compiled.error);
};

const compiled = (source: string): Expression => {
  const template = compiler.template(source, names);
  if (!template.ok || typeof template.value === 'string') throw new Error('refused');
  return template.value;
};

test.each([
  [`no expression {{ }} $ {`, 'no expression {{ }} $ {'],
  [`\${{ inputs.title }}`, 'It"s $(touch pwned)'],
  [`a\${{inputs.count}}b\${{ inputs['dry-run'] }}c`, 'a3bfalsec'],
  [`\${{ inputs.dry-run && 'dry' || 'wet' }}`, 'wet'],
  [`\${{ INPUTS.COUNT == 3 }}`, 'true'],
  [`\${{ format('{0}-{1}', inputs.count, 'x}}y') }}`, '3-x}}y'],
  [`\${{ 'a''b''c' }}`, "a'b'c"],
  [`\${{ '\${{' }}`, `\${{`],
  [`\${{ fromJSON(inputs.json).a[1] }}`, '2'],
  [`\${{ contains(inputs.title, 'IT') }}`, 'true'],
  [`\${{ inputs }}`, JSON.stringify(Object.fromEntries(inputs))],
  [`\${{ null }}`, ''],
  [`<\${{ vars.seen }}>`, '<[1,2]>'],
  [`\${{ nodes.a.outputs.list.*.n }}`, '[1,2]'],
  [`\${{ fromJSON(inputs.json) }}`, '{"a":[1,2]}'],
])('%s → %s', (source, value) => {
  expect(rendering(source)).toEqual({ ok: true, value });
});

test.each<[string, Json]>([
  ['plain', 'plain'],
  [`\${{ inputs.count }}`, 3],
  [`\${{ inputs.dry-run }}`, false],
  [`\${{ null }}`, null],
  [`\${{ NaN }}`, null],
  [`\${{ vars.seen }}`, [1, 2]],
  [` \${{ vars.seen }}`, ' [1,2]'],
  [`\${{ vars.seen }}\${{ inputs.count }}`, '[1,2]3'],
  [`\${{ vars }}`, { seen: [1, 2], hostile }],
  [`\${{ nodes.a.outputs.list.*.n }}`, [1, 2]],
  [`\${{ nodes.a.outputs.*[0] }}`, [{ n: 1 }]],
  [`\${{ item.deep.*.* }}`, [1, 2]],
  [`\${{ item.deep[1][0] }}`, 2],
  [`\${{ item.deep['1'] }}`, [2]],
  [`\${{ item.deep[9] }}`, null],
  [`\${{ item.NAME }}`, 'a'],
  [`\${{ index }}`, 0],
  [`\${{ iteration }}`, 2],
  [`\${{ Pkg }}`, 'p'],
  [`\${{ pkg }}`, 'p'],
  [`\${{ run.id }}`, '01J'],
  [`\${{ env.token_name }}`, 'x'],
  [`\${{ env.ABSENT }}`, null],
  [`\${{ vars.absent.deeper[0].still }}`, null],
  [`\${{ nodes.a.status }}`, 'completed'],
  [`\${{ NODES.A.OUTPUTS.VERSION }}`, '1.2'],
  [`\${{ nodes.a.text }}`, 'said'],
  [`\${{ nodes.a.exit_code }}`, 0],
  [`\${{ nodes.a.duration_ms }}`, 1500],
  [`\${{ nodes.a.nothing }}`, null],
  [`\${{ nodes.bare.status }}`, 'skipped'],
  [`\${{ nodes.bare.outputs }}`, null],
  [`\${{ nodes.bare.outputs.version }}`, null],
  [`\${{ nodes.bare.exit_code }}`, null],
  [`\${{ nodes.bare.duration_ms }}`, null],
  [`\${{ nodes.unsettled }}`, null],
  [`\${{ nodes.unsettled.status }}`, null],
  [`\${{ nodes.constructor.name }}`, null],
  [`\${{ nodes.* }}`, []],
  [`\${{ steps.poll.exit_code }}`, 7],
  [`\${{ steps.poll.status == 'FAILED' }}`, true],
  [`\${{ vars.seen == vars.seen }}`, true],
])('the value of %s is %j', (source, value) => {
  expect(evaluating(source)).toEqual({ ok: true, value });
});

test.each<[string, Json]>([
  [`contains(vars.seen, 2)`, true],
  [`contains(vars.seen, '2')`, true],
  [`contains(vars.seen, 3)`, false],
  [`contains(nodes.a.outputs.list.*.n, 1)`, true],
  [`startsWith('Abc', 'aB')`, true],
  [`endsWith('Abc', 'BC')`, true],
  [`format('{0} {1} {{}}', vars.seen, nodes.a.outputs.list.*.n)`, '[1,2] [1,2] {}'],
  [`join(vars.seen)`, '1,2'],
  [`join(item.deep, '; ')`, '[1]; [2]'],
  [`join('a', '; ')`, 'a'],
  [`join(nodes.a.outputs.list.*.n, '')`, '12'],
  [`toJSON(vars.seen)`, '[\n  1,\n  2\n]'],
  [`toJSON(nodes.a.outputs.list.*.n)`, '[\n  1,\n  2\n]'],
  [`toJSON(inputs.title)`, '"It\\"s $(touch pwned)"'],
  [`toJSON(null)`, 'null'],
  [`fromJSON(toJSON(vars.hostile)).constructor`, 'c'],
  [`fromJSON(vars.seen)`, [1, 2]],
  [`fromJSON('3')`, 3],
  [`case(false, 1, true, 2, 3)`, 2],
  [`case(false, 1, false, 2, 3)`, 3],
  [`add(1, 2)`, 3],
  [`add('1.5', true)`, 2.5],
  [`ADD(inputs.count, ' 1 ')`, 4],
  [`sub(1, '0x10')`, -15],
  [`mul(-2, 3)`, -6],
  [`div(7, 2)`, 3.5],
  [`mod(7, 3)`, 1],
  [`mod(-4, 2)`, 0],
  [`mod(false, 2)`, 0],
  [`exists(null)`, false],
  [`exists('')`, true],
  [`exists(0)`, true],
  [`exists(false)`, true],
  [`exists(inputs.title)`, true],
  [`exists(vars.absent)`, false],
  [`exists(nodes.a)`, true],
  [`exists(nodes.unsettled)`, false],
  [`exists(nodes.bare.outputs.version)`, false],
])('%s is %j', (call, value) => {
  expect(evaluating(`\${{ ${call} }}`)).toEqual({ ok: true, value });
});

test.each([
  [`add('abc', 1)`, 'add: "abc" is no number'],
  [`add(1, null)`, 'add: null is no number'],
  [`add(1, vars.absent)`, 'add: null is no number'],
  [`sub('', 1)`, 'sub: "" is no number'],
  [`mul(vars.seen, 1)`, 'mul: [1,2] is no number'],
  [`mul(nodes.a.outputs, 1)`, `mul: a value of 128 characters is no number`],
  [`div(1, NaN)`, 'div: NaN is no number'],
  [`div(1, 0)`, 'div: nothing can be divided by 0'],
  [`div(1, 'x')`, 'div: "x" is no number'],
  [`mod(1, false)`, 'mod: nothing can be divided by 0'],
  [`mul(1e308, 10)`, 'mul: the result is too large'],
  [`fromJSON(inputs.title)`, 'fromJSON: the text is no JSON'],
  [`fromJSON(' ')`, 'fromJSON: the text is empty'],
  [`fromJSON(null)`, 'fromJSON: the text is empty'],
  [`case(1, 2, 3)`, 'case predicate must evaluate to a boolean value'],
  [`format('{1}', 1)`, 'The following format string references more arguments than were supplied: {1}'],
  [`nodes.bare.text`, '`nodes.bare.text` was never said, since the node was skipped'],
  [`toJSON(nodes.bare)`, '`nodes.bare.text` was never said, since the node was skipped'],
])('%s fails: %s', (call, error) => {
  expect(evaluating(`\${{ ${call} }}`)).toEqual({ ok: false, error });
  expect(rendering(`a \${{ ${call} }}`)).toEqual({ ok: false, error });
});

test('a long error leaves out the value, of which a part may be half a secret', () => {
  const failed = evaluating(`\${{ format('{9}${'x'.repeat(500)}') }}`);
  expect(failed).toEqual({
    ok: false,
    error: 'The following format string references more arguments than were supplied',
  });
});

const LIST = '`inputs`, `nodes`, `env`, `run`, `item`, `index`, `iteration`, `steps`, `vars`, `Pkg`';

test.each([
  [`\${{ inputs.titel }}`, ['0: the pipe has no input `titel`; did you mean `title`?']],
  [`\${{ inputs['xyz'] }}`, ['0: the pipe has no input `xyz`; declare it under `inputs`']],
  [`\${{ inputs[0] }}`, ['0: the pipe has no input `0`; declare it under `inputs`']],
  [
    `\${{ 1 }}\${{ github.sha }}`,
    [`1: unknown name \`github\` in an expression; here these can be read: ${LIST}`],
  ],
  [`\${{ secrets.X }}`, [`0: unknown name \`secrets\` in an expression; here these can be read: ${LIST}`]],
  [`\${{ fromJSN('1') }}`, ['0: unknown function `fromJSN` in an expression; did you mean `fromjson`?']],
  [`\${{ exist(1) }}`, ['0: unknown function `exist` in an expression; did you mean `exists`?']],
  [`\${{ constructor('a') }}`, ['0: unknown function `constructor` in an expression']],
  [`\${{ __proto__('a') }}`, ['0: unknown function `__proto__` in an expression']],
  [
    `\${{ __proto__.x }}`,
    [`0: unknown name \`__proto__\` in an expression; here these can be read: ${LIST}`],
  ],
  [
    `\${{ always() }}`,
    [
      '0: `always()` has no place here; `trigger_rule` says when a node starts, from how its dependencies ended',
    ],
  ],
  [`\${{ }}`, ['0: expression `` cannot be read: it is empty']],
  [`\${{ 1 + 2 }}`, ["0: expression `1 + 2` cannot be read: Unexpected symbol: '+'"]],
  [
    `\${{ nodes.1st-x.outputs }}`,
    [
      "0: expression `nodes.1st-x.outputs` cannot be read: Unexpected symbol: '1st-x.outputs'; write nodes['1st-x']",
    ],
  ],
  [`\${{ nodes.1 }}`, ["0: expression `nodes.1` cannot be read: Unexpected symbol: '1'; write nodes['1']"]],
  [`\${{ 'a.1' + 2.5 }}`, ["0: expression `'a.1' + 2.5` cannot be read: Unexpected symbol: '+'"]],
  [`\${{ 1.5 5 }}`, ["0: expression `1.5 5` cannot be read: Unexpected symbol: '5'"]],
  [`\${{ run.id 5 }}`, ["0: expression `run.id 5` cannot be read: Unexpected symbol: '5'"]],
  [`\${{ format() }}`, ["0: expression `format()` cannot be read: Too few parameters supplied: 'format'"]],
  [`\${{ add(1) }}`, ["0: expression `add(1)` cannot be read: Too few parameters supplied: 'add'"]],
  [
    `\${{ mod(1, 2, 3) }}`,
    ["0: expression `mod(1, 2, 3)` cannot be read: Too many parameters supplied: 'mod'"],
  ],
  [`\${{ exists() }}`, ["0: expression `exists()` cannot be read: Too few parameters supplied: 'exists'"]],
  [
    `\${{ case(true, 1, false, 2) }}`,
    [
      "0: expression `case(true, 1, false, 2)` cannot be read: Even number of parameters supplied, requires an odd number of parameters: 'case'",
    ],
  ],
  [`\${{ (1 }}`, ["0: expression `(1` cannot be read: Unexpected end of expression: '1'"]],
  [`\${{ "x" }}`, ['0: expression `"x"` cannot be read: Unexpected symbol: \'"x"\'']],
  [`a \${{ inputs.title`, [`0: \`\${{\` is never closed; write \`\${{ … }}\``]],
  [
    `\${{ x }} \${{ y }}`,
    [
      `0: unknown name \`x\` in an expression; here these can be read: ${LIST}`,
      `1: unknown name \`y\` in an expression; here these can be read: ${LIST}`,
    ],
  ],
])('%s is refused', (source, problems) => {
  expect(rendering(source)).toEqual(problems);
});

test('a name of another place is refused where it cannot be read', () => {
  const outside: Names = { inputs: [], roots: ['inputs', 'run'], items: [] };
  for (const name of ['item', 'nodes', 'Pkg', 'steps', 'vars']) {
    expect(compiler.template(`\${{ ${name}.x }}`, outside)).toEqual({
      ok: false,
      error: [{ mistake: { kind: 'unknown_context', name, known: ['inputs', 'run'] }, occurrence: 0 }],
    });
  }
  const nowhere = compiler.expression('run.id', { ...outside, roots: [] });
  expect(nowhere.ok || refusals(nowhere.error)).toEqual([
    '0: unknown name `run` in an expression; nothing can be read here',
  ]);
});

test.each<[string, Json]>([
  [`nodes.a.outputs.version == '1.2'`, true],
  [`\${{ nodes.a.outputs.version == '1.2' }}`, true],
  [`  \${{ vars.seen }}\n`, [1, 2]],
  ['true', true],
  ['false', false],
  [`contains('\${{', '{')`, true],
  [`\${{ '}} \${{' }}`, `}} \${{`],
])('%j is one expression', (source, value) => {
  const expression = compiler.expression(source, names);
  expect(expression).toMatchObject({ ok: true, value: { source } });
  expect(expression.ok && expression.value.value(context)).toEqual({ ok: true, value });
});

const ALONE =
  'is more than one expression; `when`, `while` and `in` hold one: write it without text around it';

test.each([
  [`a \${{ run.id }}`, `0: \`a \${{ run.id }}\` ${ALONE}`],
  [`\${{ run.id }} == 'x'`, `0: \`\${{ run.id }} == 'x'\` ${ALONE}`],
  [`\${{ true }}\${{ false }}`, `0: \`\${{ true }}\${{ false }}\` ${ALONE}`],
  [`\${{ true }} \${{ false }}`, `0: \`\${{ true }} \${{ false }}\` ${ALONE}`],
  [`\${{ true`, `0: \`\${{\` is never closed; write \`\${{ … }}\``],
  [` `, '0: expression `` cannot be read: it is empty'],
  [`\${{ }}`, '0: expression `` cannot be read: it is empty'],
  [`a ==`, `0: unknown name \`a\` in an expression; here these can be read: ${LIST}`],
  [`contains(x, '\${{')`, `0: unknown name \`x\` in an expression; here these can be read: ${LIST}`],
  [`run.id ==`, "0: expression `run.id ==` cannot be read: Unexpected end of expression: '=='"],
  [`success()`, /^0: `success\(\)` has no place here/],
])('%j is no single expression', (source, words) => {
  const expression = compiler.expression(source, names);
  if (expression.ok) throw new Error('accepted');
  expect(refusals(expression.error)).toEqual([
    typeof words === 'string' ? words : expect.stringMatching(words),
  ]);
});

test.each<[string, readonly [string, readonly string[], boolean, number][]]>([
  [`\${{ 1 }}`, []],
  [`\${{ inputs }}`, [['inputs', [], false, 0]]],
  [
    `x \${{ INPUTS.Title }} \${{ nodes.a.outputs['a b'][0].c }}`,
    [
      ['inputs', ['Title'], false, 0],
      ['nodes', ['a', 'outputs', 'a b', '0', 'c'], false, 1],
    ],
  ],
  [
    `\${{ nodes[inputs.title].outputs }}`,
    [
      ['nodes', [], true, 0],
      ['inputs', ['title'], false, 0],
    ],
  ],
  [`\${{ nodes.* }}`, [['nodes', [], true, 0]]],
  [`\${{ nodes[*] }}`, [['nodes', [], true, 0]]],
  [`\${{ nodes['a'].outputs.*.x }}`, [['nodes', ['a', 'outputs'], true, 0]]],
  [`\${{ nodes['it''s'] }}`, [['nodes', ["it's"], false, 0]]],
  [`\${{ nodes[('a')] }}`, [['nodes', [], true, 0]]],
  [`\${{ nodes[true] }}`, [['nodes', [], true, 0]]],
  [`\${{ item[1.0] }}`, [['item', ['1'], false, 0]]],
  [`\${{ pkg.name.true.inputs }}`, [['Pkg', ['name', 'true', 'inputs'], false, 0]]],
  [
    `\${{ format('{0}', run.id) == fromJSON(env.X).run || !vars.y }}`,
    [
      ['run', ['id'], false, 0],
      ['env', ['X'], false, 0],
      ['vars', ['y'], false, 0],
    ],
  ],
])('%s reads %j', (source, references) => {
  expect(compiled(source).references).toEqual(
    references.map(([root, keys, isOpen, occurrence]) => ({ root, keys, isOpen, occurrence })),
  );
});

test('references of a single expression stand in the first place', () => {
  const expression = compiler.expression('nodes.a.status', names);
  expect(expression.ok && expression.value.references).toEqual([
    { root: 'nodes', keys: ['a', 'status'], isOpen: false, occurrence: 0 },
  ]);
});

test('only what is named is asked for, and once', () => {
  const asked: string[] = [];
  const view = (id: string) => {
    asked.push(id);
    return viewOf(null, {
      text: () => {
        asked.push(`${id}.text`);
        return ok('said');
      },
    });
  };
  const given = contextOf({ node: view, step: view });
  expect(evaluating(`\${{ inputs.title }}`, given)).toEqual({ ok: true, value: null });
  expect(evaluating(`\${{ true || nodes.a.status }}`, given)).toEqual({ ok: true, value: true });
  expect(asked).toEqual([]);
  rendering(`\${{ nodes.a.status }}\${{ nodes.a.exit_code }}`, given);
  expect(asked.splice(0)).toEqual(['a']);
  rendering(`\${{ nodes.a.text }}\${{ nodes.a.text == nodes['A'].status }}\${{ steps.b.status }}`, given);
  expect(asked.splice(0)).toEqual(['a', 'a.text', 'a', 'b']);
  expect(evaluating(`\${{ toJSON(nodes) }}`, given)).toEqual({ ok: true, value: '{}' });
  expect(asked).toEqual([]);
});

test('keys that every object has are keys like any other', () => {
  expect(evaluating(`\${{ vars.hostile }}`)).toEqual({ ok: true, value: hostile });
  expect(evaluating(`\${{ vars.hostile.__proto__.x }}`)).toEqual({ ok: true, value: 1 });
  expect(evaluating(`\${{ vars.hostile.constructor }}`)).toEqual({ ok: true, value: 'c' });
  expect(evaluating(`\${{ vars.hostile.hasOwnProperty }}`)).toEqual({ ok: true, value: null });
  expect(evaluating(`\${{ vars.hostile.toString }}`)).toEqual({ ok: true, value: null });
  expect(evaluating(`\${{ vars.hostile.A }}`)).toEqual({ ok: true, value: 1 });
  expect(evaluating(`\${{ vars.hostile.a }}`)).toEqual({ ok: true, value: 2 });
  expect(evaluating(`\${{ vars.hostile.* }}`)).toEqual({ ok: true, value: [{ x: 1 }, 'c', null, 1, 2] });
  expect(evaluating(`\${{ env.__proto__ }}`)).toEqual({ ok: true, value: 'p' });
  expect(evaluating(`\${{ inputs.constructor }}`)).toEqual({ ok: true, value: 'no function' });
  expect(evaluating(`\${{ fromJSON(toJSON(vars.hostile)) }}`)).toEqual({ ok: true, value: hostile });
  const text = rendering(`\${{ toJSON(vars) }}`);
  expect(text).toMatchObject({ value: expect.stringContaining('"__proto__": {\n      "x": 1') });
});

test('what is built from inputs is bounded', () => {
  const huge = contextOf({ inputs: new Map([['title', 'x'.repeat(100_000)]]) });
  expect(render(compiled(`\${{ inputs.title }}`.repeat(2000)), huge)).toEqual({
    ok: false,
    error: 'the text is larger than 10 MiB',
  });
  const list = contextOf({ vars: new Map([['seen', new Array(120).fill('x'.repeat(100_000))]]) });
  const larger = { ok: false, error: 'the value is larger than 10 MiB' };
  expect(evaluating(`\${{ vars.seen }}`, list)).toEqual(larger);
  expect(evaluating(`\${{ join(vars.seen) }}`, list)).toEqual(larger);
});

test('what is nested too deeply is an error of words', () => {
  const deep = contextOf({ inputs: new Map([['json', '['.repeat(200_000) + ']'.repeat(200_000)]]) });
  expect(evaluating(`\${{ fromJSON(inputs.json) }}`, deep)).toMatchObject({ ok: false });
  expect(rendering(`\${{ fromJSON(inputs.json) }}`, deep)).toMatchObject({ ok: false });
});

test.each([
  ['deep', `\${{ ${'('.repeat(9000)}1${')'.repeat(9000)} }}`],
  ['bangs', `\${{ ${'!'.repeat(20_000)}1 }}`],
  ['chain', `\${{ 1${'==1'.repeat(6900)} }}`],
  ['long', `\${{ ${'1'.repeat(22_000)} }}`],
  ['many', `\${{ 1 }}`.repeat(20_000)],
  ['keys', `\${{ item${'.a'.repeat(10_000)} }}`],
  ['names', `\${{ run${' || run'.repeat(2900)} }}`],
  ['brackets', `\${{ ${'item['.repeat(4000)}1${']'.repeat(4000)} }}`],
])('hostile %s neither hangs nor throws', (_, source) => {
  const started = performance.now();
  const template = compiler.template(source, names);
  if (template.ok) render(template.value, context);
  expect(performance.now() - started).toBeLessThan(5000);
});

test('the source stays as authored', () => {
  const template = compiler.template(`a \${{ inputs.count }}`, names);
  expect(template).toMatchObject({ ok: true, value: { source: `a \${{ inputs.count }}` } });
});

test('expressions of a text, each once', () => {
  expect(expressionsOf(`\${{ a }} \${{ '}}' }} \${{ a }}`)).toEqual([`\${{ a }}`, `\${{ '}}' }}`]);
  expect(expressionsOf(`x \${{ a\nb`)).toEqual([`\${{ a`]);
  expect(expressionsOf('x')).toEqual([]);
});
