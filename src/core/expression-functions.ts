import {
  BooleanData,
  Array as DataArray,
  type ExpressionData,
  Kind,
  NumberData,
  StringData,
} from '@actions/expressions/data/index';
import { wellKnownFunctions } from '@actions/expressions/funcs';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { dataOf, jsonOf, textOf } from './expression-data.ts';
import type { Json } from './json.ts';
import { parseJson } from './json-depth.ts';

const format = wellKnownFunctions['format']!;
const join = wellKnownFunctions['join']!;

const OURS: readonly FunctionDefinition[] = [
  arithmetic('add', (a, b) => a + b),
  arithmetic('sub', (a, b) => a - b),
  arithmetic('mul', (a, b) => a * b),
  arithmetic('div', (a, b) => a / unlessZero('div', b)),
  arithmetic('mod', (a, b) => a % unlessZero('mod', b)),
  unary('exists', (value) => new BooleanData(value.kind !== Kind.Null)),
  // The library's own lose keys that every object has.
  unary('fromJSON', (value) => dataOf(parsed(textOf(value)))),
  unary('toJSON', (value) => new StringData(JSON.stringify(jsonOf(value), undefined, '  '))),
  // The library's own write a list as `Array`.
  { ...format, call: (...args) => format.call(...args.map((arg) => new StringData(textOf(arg)))) },
  { ...join, call: (list, ...separator) => join.call(withTexts(list!), ...separator) },
];

/** Every function an expression can call, by its name in lower case. */
export const FUNCTIONS: Map<string, FunctionDefinition> = new Map([
  ...Object.entries(wellKnownFunctions),
  ...OURS.map((definition) => [definition.name.toLowerCase(), definition] as const),
]);

function unary(name: string, call: (value: ExpressionData) => ExpressionData): FunctionDefinition {
  return { name, minArgs: 1, maxArgs: 1, call: (value) => call(value!) };
}

function arithmetic(name: string, compute: (a: number, b: number) => number): FunctionDefinition {
  const call = (a: ExpressionData | undefined, b: ExpressionData | undefined) => {
    const result = compute(numberOf(name, a!), numberOf(name, b!));
    if (!Number.isFinite(result)) throw new Error(`${name}: the result is too large`);
    // Without it `mod(-4, 2)` is a negative zero.
    return new NumberData(result + 0);
  };
  return { name, minArgs: 2, maxArgs: 2, call };
}

function numberOf(name: string, data: ExpressionData): number {
  const number = data.number();
  // GitHub counts nothing and blanks as 0, which would hide that a value is missing.
  const isMissing =
    data.kind === Kind.Null || (data.kind === Kind.String && data.coerceString().trim() === '');
  if (isMissing || Number.isNaN(number)) throw new Error(`${name}: ${shown(data)} is no number`);
  return number;
}

function unlessZero(name: string, divisor: number): number {
  if (divisor === 0) throw new Error(`${name}: nothing can be divided by 0`);
  return divisor;
}

const MAX_SHOWN = 60;

function shown(data: ExpressionData): string {
  if (data instanceof NumberData) return data.coerceString();
  const text = JSON.stringify(jsonOf(data));
  // Not cut: half a secret would not be found any more.
  return text.length > MAX_SHOWN ? `a value of ${text.length} characters` : text;
}

function parsed(text: string): Json {
  const value = parseJson(text);
  if (!value.ok) throw new Error(`fromJSON: the text ${value.error}`);
  return value.value;
}

function withTexts(list: ExpressionData): ExpressionData {
  if (!(list instanceof DataArray)) return list;
  const texts = new DataArray();
  for (const item of list.values()) texts.add(new StringData(textOf(item)));
  return texts;
}
