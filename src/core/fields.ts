import * as z from 'zod/mini';
import { expressionsOf } from './expression-text.ts';
import { suggestKey } from './foreign-words.ts';
import type { Mistake } from './problem.ts';
import { type Field, LATER_KEYS } from './schema.ts';
import { suggest } from './suggest.ts';
import type { Compiler, Names } from './template.ts';
import { isNull, plainOf, type Span, shownValue, type YamlMap, type YamlValue } from './yaml-value.ts';

/** Where a reader of a pipe's values is, and whom it tells what is wrong. */
export interface Scope {
  readonly report: (mistake: Mistake, span: Span) => void;
  /** The whole file. */
  readonly text: string;
  /** The line an offset is in. */
  readonly lineAt: (offset: number) => number;
  readonly compiler: Compiler;
  /** What an expression may name here. */
  readonly names: Names;
  /** The pools the pipe has. */
  readonly pools: ReadonlySet<string>;
  /** Such as "node `build`"; absent at the top level. */
  readonly where?: string;
}

/** What may stand in a map. */
export interface Shape<F extends Fields> {
  readonly fields: F;
  /** Keys somebody else reads; they count as known. */
  readonly others: readonly string[];
  /** Keys whose texts may hold `${{ … }}`, or whose own reader speaks of it. */
  readonly templates: ReadonlySet<string>;
  /** Keys that may be there with nothing after them, as omne-cli has it. */
  readonly nullable: ReadonlySet<string>;
  /** Known keys that mean nothing where the map stands, and so are never suggested. */
  readonly lost?: readonly string[];
}

type Fields = Readonly<Record<string, Field>>;

/** The fields that are there and right. */
export type Values<F extends Fields> = { readonly [K in keyof F]?: z.output<ReturnType<F[K]>> };

/** Checks a map's keys and values against a shape; every mistake is reported, every right value returned. */
export function readFields<F extends Fields>(map: YamlMap, shape: Shape<F>, scope: Scope): Values<F> {
  const values: Record<string, unknown> = Object.create(null);
  for (const [key, { key: span, value }] of map.entries) {
    if (shape.others.includes(key)) continue;
    const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    if (field === undefined) {
      scope.report(unknownKey(key, shape, scope), span);
      continue;
    }
    if (isNull(value) && shape.nullable.has(key)) continue;
    if (!shape.templates.has(key) && reportExpressions(value, scope)) continue;
    const parsed = z.safeParse(field(), plainOf(value));
    if (parsed.success) values[key] = parsed.data;
    else for (const issue of parsed.error.issues) reportIssue({ key, span, value, issue }, scope);
  }
  return values as Values<F>;
}

const keysOf = ({ fields, others, lost = [] }: Shape<Fields>): readonly string[] =>
  [...Object.keys(fields), ...others].filter((key) => !lost.includes(key));

/** Whether an unknown key of a map is reported as one that was meant to be this one. */
export const isMeant = (key: string, map: YamlMap, shape: Shape<Fields>): boolean => {
  const known = keysOf(shape);
  return [...map.entries.keys()].some((given) => !known.includes(given) && suggestKey(given, known) === key);
};

function unknownKey(key: string, shape: Shape<Fields>, { where }: Scope): Mistake {
  const at = where === undefined ? {} : { where };
  if (LATER_KEYS.has(key)) return { kind: 'later_key', key, ...at };
  const suggestion = suggestKey(key, keysOf(shape));
  return { kind: 'unknown_key', key, ...at, ...(suggestion !== undefined && { suggestion }) };
}

interface FieldIssue {
  readonly key: string;
  readonly span: Span;
  readonly value: YamlValue;
  readonly issue: z.core.$ZodIssue;
}

function reportIssue({ key, span, value, issue }: FieldIssue, scope: Scope): void {
  let at = value;
  let shownKey = key;
  for (const step of issue.path) {
    if (at.kind !== 'seq' || typeof step !== 'number') break;
    at = at.items[step] ?? at;
    shownKey += `[${step}]`;
  }
  const isList = issue.code === 'invalid_type' && issue.expected === 'array';
  const single = isList && at.kind === 'scalar' && typeof at.value === 'string' ? at.text : undefined;
  const suggestion = issue.code === 'invalid_value' ? suggestValue(at, issue.values) : undefined;
  const mistake: Mistake = {
    kind: 'bad_value',
    key: shownKey,
    ...(scope.where !== undefined && { where: scope.where }),
    got: shown(at),
    expected: single === undefined ? issue.message : `a list: \`${key}: [${single.slice(0, 60)}]\``,
    ...(suggestion !== undefined && { suggestion }),
  };
  scope.report(mistake, at.start === at.end ? span : at);
}

function suggestValue(value: YamlValue, values: readonly unknown[]): string | undefined {
  if (value.kind !== 'scalar') return undefined;
  return suggest(
    value.text,
    values.filter((candidate) => typeof candidate === 'string'),
  );
}

/** Reports every `${{ … }}` in a value where none may stand; true if there was one. */
export function reportExpressions(value: YamlValue, scope: Scope): boolean {
  if (value.kind === 'scalar') {
    const found = expressionsOf(value.text);
    for (const source of found)
      scope.report({ kind: 'expression_misplaced', source }, spanOf(source, value, scope));
    return found.length > 0;
  }
  const children =
    value.kind === 'seq' ? value.items : [...value.entries.values()].map((entry) => entry.value);
  let isFound = false;
  for (const child of children) isFound = reportExpressions(child, scope) || isFound;
  return isFound;
}

/** Where a part of a scalar stands, the whole scalar where YAML spells it otherwise. */
export function spanOf(part: string, scalar: Span, { text }: Scope): Span {
  const start = text.indexOf(part, scalar.start);
  return start === -1 || start >= scalar.end ? scalar : { start, end: start + part.length };
}

/** Some of a map's entries, in their order. */
export const partOf = (map: YamlMap, keys: ReadonlySet<string>): YamlMap => ({
  ...map,
  entries: new Map([...map.entries].filter(([key]) => keys.has(key))),
});

/** Reports that a value is not what its key wants; one that is not written out shows at the key. */
export function reportBad({ key, span, value, ...words }: BadValue, scope: Scope): void {
  const where = scope.where === undefined ? {} : { where: scope.where };
  const at = value.start === value.end ? span : value;
  scope.report({ kind: 'bad_value', key, ...where, got: shown(value), ...words }, at);
}

/** A value, where it stands and what it should be. */
export interface BadValue {
  readonly key: string;
  /** Of the key. */
  readonly span: Span;
  readonly value: YamlValue;
  /** Completes "write …". */
  readonly expected: string;
  readonly suggestion?: string;
}

function shown(value: YamlValue): string {
  if (value.kind === 'seq' && value.items.length === 0) return 'an empty list';
  return value.kind === 'map' && value.entries.size === 0 ? 'an empty map' : shownValue(value);
}

/** The texts of a list's scalars; a single text counts as a list of one, so that one mistake stays one. */
export function listed(value: YamlValue | undefined): readonly string[] {
  if (value?.kind === 'scalar') return value.value === null ? [] : [value.text];
  if (value?.kind !== 'seq') return [];
  return value.items.flatMap((item) => (item.kind === 'scalar' ? item.text : []));
}
