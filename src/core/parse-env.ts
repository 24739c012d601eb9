import { listed, type Scope } from './fields.ts';
import { isPassedVariable, isVariable, reservedVariable } from './names.ts';
import { readTemplate } from './parse-template.ts';
import type { Env } from './pipe.ts';
import type { Template } from './template.ts';
import { type Span, shownValue, type YamlMap, type YamlValue } from './yaml-value.ts';

const NO_ENV: Env = new Map();

/** Reads an `env` map; entries with a mistake are left out. */
export function readEnv(map: YamlMap, scope: Scope): Env {
  const entry = map.entries.get('env');
  if (entry === undefined) return NO_ENV;
  const { value } = entry;
  if (value.kind !== 'map') {
    const expected = 'a map such as `env: { NAME: value }`';
    const at = value.start === value.end ? entry.key : value;
    scope.report({ kind: 'bad_value', key: 'env', ...place(scope), got: shownValue(value), expected }, at);
    return NO_ENV;
  }
  const env = new Map<string, Template>();
  for (const [name, { key, value: authored }] of value.entries) {
    const isNamed = checkVariable(name, key, scope);
    const template = readEnvValue(name, { key, value: authored }, scope);
    if (isNamed && template !== undefined) env.set(name, template);
  }
  return env;
}

interface Entry {
  readonly key: Span;
  readonly value: YamlValue;
}

// A number keeps its spelling: `1.10` is the text 1.10, as its author wrote it.
function readEnvValue(name: string, { key, value }: Entry, scope: Scope): Template | undefined {
  if (value.kind === 'scalar' && value.value !== null) return readTemplate(value, scope);
  const at = value.start === value.end ? key : value;
  const expected = 'a text, a number, `true` or `false`; for an empty text `""`';
  scope.report(
    { kind: 'bad_value', key: `env.${name}`, ...place(scope), got: shownValue(value), expected },
    at,
  );
  return undefined;
}

function checkVariable(name: string, at: Span, scope: Scope): boolean {
  const why = isVariable(name) ? reservedVariable(name) : undefined;
  if (!isVariable(name)) scope.report({ kind: 'bad_name', of: 'variable', name, ...place(scope) }, at);
  else if (why !== undefined) scope.report({ kind: 'reserved_variable', name, ...place(scope), why }, at);
  else return true;
  return false;
}

/** Reads a `pass_env` list whose shape was checked; names with a mistake are left out. */
export function readPassEnv(map: YamlMap, scope: Scope): readonly string[] {
  const value = map.entries.get('pass_env')?.value;
  if (value === undefined) return [];
  const spans = value.kind === 'seq' ? value.items.filter((item) => item.kind === 'scalar') : [value];
  return listed(value).filter((name, at) => {
    const span = spans[at] ?? value;
    const why = isPassedVariable(name) ? reservedVariable(name) : undefined;
    // An empty one was reported with the list's shape.
    if (name.trim() === '') return false;
    if (!isPassedVariable(name))
      scope.report({ kind: 'bad_name', of: 'variable', name, ...place(scope) }, span);
    else if (why !== undefined) scope.report({ kind: 'reserved_variable', name, ...place(scope), why }, span);
    else return true;
    return false;
  });
}

const place = ({ where }: Scope) => (where === undefined ? {} : { where });
