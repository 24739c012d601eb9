import { type BadValue, reportBad, reportExpressions, type Scope } from './fields.ts';
import { isJsonMap, type JsonMap } from './json.ts';
import { isOutputName, reservedOutput } from './names.ts';
import { readJson } from './parse-json.ts';
import { mapAt, type NodeScope, withInner } from './parse-scope.ts';
import { readValues, type ValueNames } from './parse-template.ts';
import type { OutputSpec } from './pipe.ts';
import { suggest } from './suggest.ts';
import type { Template } from './template.ts';
import type { YamlEntry, YamlMap, YamlSeq } from './yaml-value.ts';

/** What can say what a node's outputs are: a script, an agent, or what holds other nodes. */
export type OutputSource = 'script' | 'agent' | 'container';

const FORMS: Readonly<Record<OutputSource, string>> = {
  script:
    '`text`, `lines`, `json`, or a list of the names it writes to `$OMNE_OUTPUT` such as `[version, sha]`',
  agent: '`text`, `lines` or `json`',
  container: `a map of names and values such as \`{ version: "\${{ … }}" }\``,
};
/** What a text can be published as. */
export const TEXTS = ['text', 'lines', 'json'] as const;

const VALUES: ValueNames = {
  key: 'outputs',
  of: 'output',
  isName: isOutputName,
  expected: FORMS.container,
};

/** Reads a node's `outputs`, of the form that fits what gives them. */
export function readOutputs(map: YamlMap, source: OutputSource, scope: NodeScope): OutputSpec | undefined {
  const entry = map.entries.get('outputs');
  if (entry === undefined) return undefined;
  const { key: span, value } = entry;
  if (source === 'container') {
    const names = withInner(scope.names, mapAt(map, 'loop') ?? map);
    return { from: 'expressions', values: readValues(entry, VALUES, { ...scope, names }) };
  }
  const as = value.kind === 'scalar' ? TEXTS.find((text) => text === value.text) : undefined;
  if (as !== undefined) return { from: 'text', as };
  if (value.kind === 'seq' && value.items.length > 0 && source === 'script') {
    return { from: 'file', names: readNames(value, scope) };
  }
  const suggestion = value.kind === 'scalar' ? suggest(value.text, TEXTS) : undefined;
  const bad: BadValue = { key: 'outputs', span, value, expected: FORMS[source] };
  reportBad({ ...bad, ...(suggestion !== undefined && { suggestion }) }, scope);
  return undefined;
}

function readNames(list: YamlSeq, scope: NodeScope): readonly string[] {
  const names = new Set<string>();
  for (const [at, item] of list.items.entries()) {
    const key = `outputs[${at}]`;
    if (item.kind !== 'scalar' || typeof item.value !== 'string') {
      reportBad({ key, span: item, value: item, expected: 'the name of an output' }, scope);
    } else if (!isOutputName(item.text)) {
      scope.report({ kind: 'bad_name', of: 'output', name: item.text, where: scope.where }, item);
    } else if (names.has(item.text)) {
      reportBad({ key, span: item, value: item, expected: 'each name once' }, scope);
    } else names.add(item.text);
  }
  return [...names];
}

/** What makes a map a JSON Schema. */
export const KEYWORDS = [
  'type',
  'properties',
  'items',
  'enum',
  'const',
  'anyOf',
  'oneOf',
  'allOf',
  '$ref',
] as const;

/** Reads a node's `output_schema` as it stands; whether it is a right JSON Schema is not looked at here. */
export function readOutputSchema(map: YamlMap, scope: NodeScope): JsonMap | undefined {
  const entry = map.entries.get('output_schema');
  if (entry === undefined) return undefined;
  const { key: span, value } = entry;
  if (map.entries.has('outputs')) scope.report({ kind: 'outputs_twice', where: scope.where }, span);
  if (value.kind !== 'map' || !KEYWORDS.some((word) => value.entries.has(word))) {
    const expected = 'a JSON Schema such as `{ type: object, properties: { ok: { type: boolean } } }`';
    reportBad({ key: 'output_schema', span, value, expected }, scope);
    return undefined;
  }
  if (reportExpressions(value, scope)) return undefined;
  const schema = readJson('output_schema', value, scope);
  return isJsonMap(schema) ? schema : undefined;
}

/** Reads the `outputs` of a pipe; a name that the Action's own outputs have is a problem. */
export function readPipeOutputs(pipe: YamlMap, scope: Scope): ReadonlyMap<string, Template> {
  const entry = pipe.entries.get('outputs');
  if (entry === undefined) return new Map();
  reportReserved(entry, scope);
  return readValues(entry, VALUES, scope);
}

function reportReserved({ value }: YamlEntry, scope: Scope): void {
  if (value.kind !== 'map') return;
  for (const [name, { key }] of value.entries) {
    const why = reservedOutput(name);
    if (why !== undefined) scope.report({ kind: 'reserved_output', name, why }, key);
  }
}
