import { OPEN } from './expression-text.ts';
import { type BadValue, reportBad, type Scope } from './fields.ts';
import { jsonText } from './json.ts';
import { ok } from './result.ts';
import type { Expression, Template, TemplateFault } from './template.ts';
import {
  isNull,
  type Span,
  shownValue,
  type YamlEntry,
  type YamlMap,
  type YamlScalar,
} from './yaml-value.ts';

/** A scalar as a template; `undefined` after problems, each shown at its `${{` where that can be found. */
export function readTemplate(value: YamlScalar, scope: Scope): Template | undefined {
  const compiled = scope.compiler.template(value.text, scope.names);
  if (compiled.ok) return compiled.value;
  reportFaults(compiled.error, value, scope);
  return undefined;
}

const CONDITION = 'an expression such as `inputs.deploy == true`';
// YAML 1.1 had these; in 1.2 they are texts.
const TRUTHS: ReadonlyMap<string, string> = new Map([
  ['yes', 'true'],
  ['on', 'true'],
  ['no', 'false'],
  ['off', 'false'],
]);

/** A key that holds one expression, such as `when`; YAML's `true` and `false` are two. */
export function readExpression(map: YamlMap, key: string, scope: Scope): Expression | undefined {
  const entry = map.entries.get(key);
  if (entry === undefined) return undefined;
  const { key: span, value } = entry;
  if (value.kind !== 'scalar' || value.value === null || value.text.trim() === '') {
    reportBad({ key, span, value, expected: CONDITION }, scope);
    return undefined;
  }
  const source = typeof value.value === 'boolean' ? String(value.value) : value.text;
  const compiled = scope.compiler.expression(source, scope.names);
  if (compiled.ok) return compiled.value;
  const suggestion = key === 'in' ? undefined : TRUTHS.get(source.trim().toLowerCase());
  if (suggestion === undefined) reportFaults(compiled.error, value, scope);
  else {
    const where = scope.where === undefined ? {} : { where: scope.where };
    const bad = { key, ...where, got: shownValue(value), expected: CONDITION, suggestion };
    scope.report({ kind: 'foreign_truth', ...bad }, value);
  }
  return undefined;
}

function reportFaults(faults: readonly TemplateFault[], value: Span, scope: Scope): void {
  for (const { mistake, occurrence } of faults) {
    scope.report(mistake, occurrenceSpan(scope.text, value, occurrence));
  }
}

/** The names a map of templates can have. */
export interface ValueNames {
  readonly key: string;
  readonly of: 'output' | 'var' | 'input';
  readonly isName: (name: string) => boolean;
  /** Completes "write …". */
  readonly expected: string;
}

/** Reads a map of names and templates, such as `set`; entries with a mistake are left out. */
export function readValues(
  { key, value }: YamlEntry,
  names: ValueNames,
  scope: Scope,
): ReadonlyMap<string, Template> {
  const values = new Map<string, Template>();
  if (value.kind !== 'map' || value.entries.size === 0) {
    reportBad({ key: names.key, span: key, value, expected: names.expected }, scope);
    return values;
  }
  const where = scope.where === undefined ? {} : { where: scope.where };
  for (const [name, entry] of value.entries) {
    const isNamed = names.isName(name);
    if (!isNamed) scope.report({ kind: 'bad_name', of: names.of, name, ...where }, entry.key);
    const template = readValue(`${names.key}.${name}`, entry, scope);
    if (isNamed && template !== undefined) values.set(name, template);
  }
  return values;
}

function readValue(key: string, { key: span, value }: YamlEntry, scope: Scope): Template | undefined {
  if (value.kind === 'scalar' && !isNull(value)) {
    return isLiteral(value.value, value.text) ? literal(value.value, value.text) : readTemplate(value, scope);
  }
  const expected = 'a text, a number, `true` or `false`, or an expression in quotes; for an empty text `""`';
  const bad: BadValue = { key, span, value, expected };
  reportBad(bad, scope);
  return undefined;
}

// A number that would be spelled otherwise stays the text it is: a version 1.10 is not 1.1.
const isLiteral = (value: YamlScalar['value'], text: string): value is number | boolean =>
  typeof value === 'boolean' ||
  (typeof value === 'number' && String(value) === text && Number.isFinite(value));

/** What YAML has as a number or a truth keeps its type, as an expression would. */
const literal = (value: number | boolean, source: string): Expression => ({
  source,
  references: [],
  render: () => ok(jsonText(value)),
  value: () => ok(value),
});

/**
 * The nth `${{` of a scalar up to its `}}`, or the scalar where it has none that is written out. It is the nth of the
 * source: no quoting or folding of YAML makes or takes one, only an escape in double quotes does.
 */
export function occurrenceSpan(text: string, value: Span, occurrence: number): Span {
  let at = value.start - 1;
  for (let seen = 0; seen <= occurrence; seen++) {
    at = text.indexOf(OPEN, at + 1);
    if (at === -1 || at >= value.end) return value;
  }
  const close = text.indexOf('}}', at);
  return { start: at, end: close === -1 || close >= value.end ? at + OPEN.length : close + 2 };
}
