import { expect, test } from 'vitest';
import { compileTemplate } from '../../src/core/expression.ts';
import { expressionsOf } from '../../src/core/expression-text.ts';
import { describeProblem } from '../../src/core/problem.ts';
import { render } from '../../src/core/template.ts';

const inputs = new Map<string, string | number | boolean>([
  ['title', 'It"s $(touch pwned)'],
  ['count', 3],
  ['dry-run', false],
  ['json', '{"a": [1, 2]}'],
]);
const keys = [...inputs.keys()];

const evaluate = (source: string) => {
  const compiled = compileTemplate(source, keys);
  if (!compiled.ok)
    return compiled.error.map((fault) => `${fault.occurrence}: ${describeProblem(fault.mistake)}`);
  return render(compiled.value, { inputs });
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
  [`\${{ inputs }}`, 'Object'],
  [`\${{ null }}`, ''],
])('%s → %s', (source, value) => {
  expect(evaluate(source)).toEqual({ ok: true, value });
});

test.each([
  [`\${{ inputs.titel }}`, ['0: the pipe has no input `titel`; did you mean `title`?']],
  [`\${{ inputs['xyz'] }}`, ['0: the pipe has no input `xyz`; declare it under `inputs`']],
  [`\${{ 1 }}\${{ github.sha }}`, ['1: unknown name `github` in an expression; only `inputs` can be read']],
  [`\${{ secrets.X }}`, ['0: unknown name `secrets` in an expression; only `inputs` can be read']],
  [`\${{ fromJSN('1') }}`, ['0: unknown function `fromJSN` in an expression; did you mean `fromjson`?']],
  [`\${{ constructor('a') }}`, ['0: unknown function `constructor` in an expression']],
  [`\${{ __proto__.x }}`, ['0: unknown name `__proto__` in an expression; only `inputs` can be read']],
  [
    `\${{ always() }}`,
    [
      '0: `always()` has no place here; `trigger_rule` says when a node starts, from how its dependencies ended',
    ],
  ],
  [`\${{ }}`, ['0: expression `` cannot be read: it is empty']],
  [`\${{ 1 + 2 }}`, ["0: expression `1 + 2` cannot be read: Unexpected symbol: '+'"]],
  [`\${{ format() }}`, ["0: expression `format()` cannot be read: Too few parameters supplied: 'format'"]],
  [`\${{ (1 }}`, ["0: expression `(1` cannot be read: Unexpected end of expression: '1'"]],
  [`\${{ "x" }}`, ['0: expression `"x"` cannot be read: Unexpected symbol: \'"x"\'']],
  [`a \${{ inputs.title`, [`0: \`\${{\` is never closed; write \`\${{ … }}\``]],
  [
    `\${{ x }} \${{ y }}`,
    [
      '0: unknown name `x` in an expression; only `inputs` can be read',
      '1: unknown name `y` in an expression; only `inputs` can be read',
    ],
  ],
])('%s is refused', (source, problems) => {
  expect(evaluate(source)).toEqual(problems);
});

test('an evaluation that fails is an error of words', () => {
  const failed = evaluate(`\${{ fromJSON(inputs.title) }}`);
  expect(failed).toMatchObject({ ok: false });
});

test('what is built from inputs is bounded', () => {
  const compiled = compileTemplate(`\${{ inputs.title }}`.repeat(2000), ['title']);
  if (!compiled.ok) throw new Error('refused');
  const huge = new Map([['title', 'x'.repeat(100_000)]]);
  expect(render(compiled.value, { inputs: huge })).toEqual({
    ok: false,
    error: 'the text is larger than 10 MiB',
  });
});

test.each([
  ['deep', `\${{ ${'('.repeat(9000)}1${')'.repeat(9000)} }}`],
  ['bangs', `\${{ ${'!'.repeat(20_000)}1 }}`],
  ['chain', `\${{ 1${'==1'.repeat(6900)} }}`],
  ['long', `\${{ ${'1'.repeat(22_000)} }}`],
  ['many', `\${{ 1 }}`.repeat(20_000)],
])('hostile %s neither hangs nor throws', (_, source) => {
  const started = performance.now();
  const compiled = compileTemplate(source, keys);
  if (compiled.ok) render(compiled.value, { inputs });
  expect(performance.now() - started).toBeLessThan(5000);
});

test('the source stays as authored', () => {
  const compiled = compileTemplate(`a \${{ inputs.count }}`, keys);
  expect(compiled).toMatchObject({ ok: true, value: { source: `a \${{ inputs.count }}` } });
});

test('expressions of a text, each once', () => {
  expect(expressionsOf(`\${{ a }} \${{ '}}' }} \${{ a }}`)).toEqual([`\${{ a }}`, `\${{ '}}' }}`]);
  expect(expressionsOf(`x \${{ a\nb`)).toEqual([`\${{ a`]);
  expect(expressionsOf('x')).toEqual([]);
});
