import { quote } from './quote.ts';

/** A YAML value with its offsets in the whole text. */
export type YamlValue = YamlScalar | YamlSeq | YamlMap;

/** Offsets in the whole text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface YamlScalar extends Span {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, quotes and escapes resolved: `1.10` stays so. */
  readonly text: string;
}

export interface YamlSeq extends Span {
  readonly kind: 'seq';
  readonly items: readonly YamlValue[];
}

export interface YamlMap extends Span {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, YamlEntry>;
}

export interface YamlEntry {
  readonly key: Span;
  readonly value: YamlValue;
}

const WORDS: ReadonlyMap<string, null | boolean> = new Map([
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);
const DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const OCTAL = /^0o[0-7]+$/;
const HEXADECIMAL = /^0x[0-9a-fA-F]+$/;
const INFINITY = /^[-+]?\.(?:inf|Inf|INF)$/;
const NAN = /^\.(?:nan|NaN|NAN)$/;
const MAX_LITERAL = 64;

/** What an unquoted scalar means in YAML 1.2: `no` and `2001-01-01` are texts, `1e3` and `0x1F` numbers. */
export function plainValue(source: string): string | number | boolean | null {
  if (source === '') return null;
  if (source.length > MAX_LITERAL) return source;
  const word = WORDS.get(source);
  if (word !== undefined) return word;
  // An expression costs its compilation when it is first tried: most texts need none of them.
  if (!'-+.0123456789'.includes(source[0]!)) return source;
  if (DECIMAL.test(source) || OCTAL.test(source) || HEXADECIMAL.test(source)) return Number(source);
  if (INFINITY.test(source)) return source.startsWith('-') ? -Infinity : Infinity;
  return NAN.test(source) ? Number.NaN : source;
}

/** The value as plain data: objects without a prototype, so that no key can reach one. */
export function plainOf(value: YamlValue): unknown {
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'seq') return value.items.map(plainOf);
  const plain: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of value.entries) plain[key] = plainOf(entry.value);
  return plain;
}

/** A value as a message shows it. */
export function shownValue(value: YamlValue): string {
  if (value.kind === 'seq') return 'a list';
  if (value.kind === 'map') return 'a map';
  if (value.value === null || value.text.trim() === '') return 'empty';
  const shown = quote(value.text);
  if (typeof value.value !== 'string') return `the ${typeof value.value} ${shown}`;
  // Quoted: what would be a number or a truth without the quotes.
  return typeof plainValue(value.text) === 'string' ? shown : `the text ${shown}`;
}

/** True for a key that is there with nothing, `null` or `~` after it. */
export const isNull = (value: YamlValue): boolean => value.kind === 'scalar' && value.value === null;
