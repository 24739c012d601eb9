import { partOf, readFields, type Shape } from './fields.ts';
import { isOutputName, isVarName } from './names.ts';
import { checkJump } from './parse-on-error.ts';
import type { NodeScope } from './parse-scope.ts';
import { readValues, type ValueNames } from './parse-template.ts';
import type { Control, ControlBody } from './pipe.ts';
import { CONTROL_FIELDS } from './schema.ts';
import type { YamlMap } from './yaml-value.ts';

/** The bodies that run nothing, but say what comes next. */
export const CONTROLS = ['set', 'return', 'jump', 'break', 'continue', 'skip', 'stop'] as const;

const CONTROL_KEYS: ReadonlySet<string> = new Set(CONTROLS);

const SHAPE: Shape<typeof CONTROL_FIELDS> = {
  fields: CONTROL_FIELDS,
  others: ['set', 'return'],
  templates: new Set(),
  nullable: new Set(),
};

const VALUES: Readonly<Record<'set' | 'return', ValueNames>> = {
  set: {
    key: 'set',
    of: 'var',
    isName: isVarName,
    expected: 'a map of variables and their values such as `{ count: 0 }`',
  },
  return: {
    key: 'return',
    of: 'output',
    isName: isOutputName,
    expected: 'a map of outputs and their values such as `{ count: 0 }`',
  },
};

/** Reads a control, which only a step can be. */
export function readControl(map: YamlMap, kind: Control['kind'], scope: NodeScope): ControlBody | undefined {
  const { where, at } = scope;
  const entry = map.entries.get(kind)!;
  const isLoops = kind === 'break' || kind === 'continue';
  if (at.position !== 'step') scope.report({ kind: 'control_outside_steps', where, body: kind }, entry.key);
  else if (isLoops && !at.isInLoop) {
    scope.report({ kind: 'control_outside_loop', where, body: kind }, entry.key);
  }
  const control = controlOf(map, kind, scope);
  return control === undefined ? undefined : { kind: 'control', control };
}

function controlOf(map: YamlMap, kind: Control['kind'], scope: NodeScope): Control | undefined {
  const entry = map.entries.get(kind)!;
  if (kind === 'set' || kind === 'return') return { kind, values: readValues(entry, VALUES[kind], scope) };
  const values = readFields(partOf(map, CONTROL_KEYS), SHAPE, scope);
  if (kind !== 'jump') return values[kind] === undefined ? undefined : { kind };
  const { jump: to } = values;
  if (to === undefined) return undefined;
  if (scope.at.position === 'step') checkJump(to, entry.value, scope);
  return { kind, to };
}
