import { readFields, type Scope, type Shape } from './fields.ts';
import { isInputKey } from './names.ts';
import type { InputSpec, InputType } from './pipe.ts';
import { quote } from './quote.ts';
import { INPUT_FIELDS } from './schema.ts';
import { suggest } from './suggest.ts';
import { isNull, type Span, shownValue, type YamlMap, type YamlScalar } from './yaml-value.ts';

/** An input as declared. */
export const INPUT_SHAPE: Shape<typeof INPUT_FIELDS> = {
  fields: INPUT_FIELDS,
  others: ['default'],
  templates: new Set(),
  nullable: new Set(['description', 'default']),
};

/** Reads the `inputs` of a pipe; an input with a mistake is there with what is right of it. */
export function readInputSpecs(pipe: YamlMap, scope: Scope): readonly InputSpec[] {
  const entry = pipe.entries.get('inputs');
  if (entry === undefined) return [];
  const { value } = entry;
  if (value.kind !== 'map') {
    const expected = 'a map such as `inputs: { name: { type: string } }`';
    const at = value.start === value.end ? entry.key : value;
    scope.report({ kind: 'bad_value', key: 'inputs', got: shownValue(value), expected }, at);
    return [];
  }
  const specs: InputSpec[] = [];
  const byUpperCase = new Map<string, string>();
  for (const [key, { key: span, value: spec }] of value.entries) {
    const where = `input ${quote(key)}`;
    if (!isInputKey(key)) scope.report({ kind: 'bad_name', of: 'input', name: key }, span);
    const first = byUpperCase.get(key.toUpperCase());
    if (first !== undefined) scope.report({ kind: 'input_collision', key, first }, span);
    else byUpperCase.set(key.toUpperCase(), key);
    if (spec.kind === 'map') specs.push(readSpec(key, spec, span, { ...scope, where }));
    else {
      const expected = 'a map such as `{ type: string }`';
      const at = spec.start === spec.end ? span : spec;
      scope.report({ kind: 'bad_value', where, got: shownValue(spec), expected }, at);
      specs.push({ key, type: 'string', options: [], required: false, secret: false });
    }
  }
  return specs;
}

function readSpec(key: string, map: YamlMap, span: Span, scope: Scope): InputSpec {
  const values = readFields(map, INPUT_SHAPE, scope);
  const where = scope.where === undefined ? {} : { where: scope.where };
  if (!map.entries.has('type')) {
    scope.report({ kind: 'missing_key', key: 'type', ...where, form: '`type: string`' }, span);
  }
  const { type, options = [], required = false, secret = false, description } = values;
  const hasOptions = map.entries.has('options');
  if (type === 'choice' && !hasOptions) {
    scope.report({ kind: 'missing_key', key: 'options', ...where, form: '`options: [a, b]`' }, span);
  }
  const optionsKey = map.entries.get('options')?.key;
  if (type !== undefined && type !== 'choice' && optionsKey !== undefined) {
    scope.report(
      { kind: 'key_on_kind', where: scope.where ?? key, key: 'options', body: `type: ${type}` },
      optionsKey,
    );
  }
  const preset = type === undefined ? undefined : readDefault(map, { type, options }, scope);
  return {
    key,
    type: type ?? 'string',
    options,
    required,
    secret,
    ...(preset !== undefined && { default: preset }),
    ...(description !== undefined && { description }),
  };
}

interface Typed {
  readonly type: InputType;
  readonly options: readonly string[];
}

function readDefault(map: YamlMap, typed: Typed, scope: Scope): InputSpec['default'] {
  const entry = map.entries.get('default');
  if (entry === undefined || isNull(entry.value)) return undefined;
  const { value } = entry;
  const preset = value.kind === 'scalar' ? fitting(value, typed) : undefined;
  if (preset !== undefined) return preset;
  const isChoice = typed.type === 'choice' && value.kind === 'scalar';
  const suggestion = isChoice ? suggest(value.text, typed.options) : undefined;
  const mistake = {
    ...(scope.where !== undefined && { where: scope.where }),
    got: shownValue(value),
    expected: expectedOf(typed),
    ...(suggestion !== undefined && { suggestion }),
  };
  const isText = isChoice && typeof value.value === 'string';
  scope.report(
    isText ? { kind: 'unknown_option', ...mistake } : { kind: 'bad_value', key: 'default', ...mistake },
    value.start === value.end ? entry.key : value,
  );
  return undefined;
}

function fitting({ value }: YamlScalar, { type, options }: Typed): InputSpec['default'] {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'choice':
      // Ill-formed options were reported; a default cannot be measured by them.
      return typeof value === 'string' && (options.length === 0 || options.includes(value))
        ? value
        : undefined;
  }
}

/** What a value of an input must be, to complete "write …" or "give it …". */
export function expectedOf({ type, options }: Typed): string {
  if (type === 'string') return 'a text, in quotes where it looks like something else';
  if (type === 'number') return 'a number';
  if (type === 'boolean') return '`true` or `false`';
  return options.length === 0 ? 'one of its options' : `one of ${options.slice(0, 20).map(quote).join(', ')}`;
}
