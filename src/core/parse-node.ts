import { parseDuration } from './duration.ts';
import { expressionsOf } from './expression-text.ts';
import { listed, readFields, type Scope, type Shape, spanOf, type Values } from './fields.ts';
import { isDeviceName, isFileName, isId } from './names.ts';
import { readBody } from './parse-body.ts';
import { readEnv, readPassEnv } from './parse-env.ts';
import type { PipeNode } from './pipe.ts';
import { quote } from './quote.ts';
import { NODE_FIELDS } from './schema.ts';
import { shownValue, type YamlMap, type YamlValue } from './yaml-value.ts';

const SHAPE: Shape<typeof NODE_FIELDS> = {
  fields: NODE_FIELDS,
  others: ['env', 'loop'],
  templates: new Set(['bash', 'prompt']),
  nullable: new Set(['description', 'timeout', 'gate', 'model', 'shell', 'bash', 'prompt', 'command']),
};

/** A node's checked fields. */
export type NodeValues = Values<typeof NODE_FIELDS>;

/** Reads one entry of `nodes`; with a mistake it is there all the same, so that no other node's edge breaks. */
export function readNode(value: YamlValue, index: number, inputs: readonly string[], scope: Scope): PipeNode {
  const nameless = `nodes[${index}]`;
  if (value.kind !== 'map') {
    const expected = 'a map such as `{ id: build, bash: make }`';
    scope.report({ kind: 'bad_value', key: nameless, got: shownValue(value), expected }, value);
    return emptyNode(nameless);
  }
  const id = authoredId(value);
  const where = id === undefined ? `node ${index + 1}` : `node ${quote(id)}`;
  const inNode: Scope = { ...scope, where };
  const values = readFields(value, SHAPE, inNode);
  checkId(value, values.id, inNode);
  checkGate(value, values.gate, inNode);
  reportScriptExpressions(value, values.shell, inNode);
  const body = readBody(value, values, inputs, inNode);
  const { description, trigger_rule: triggerRule, shell, model, gate } = values;
  const timeoutMs = values.timeout === undefined ? undefined : parseDuration(values.timeout);
  return {
    id: id ?? nameless,
    ...(description !== undefined && { description }),
    dependsOn: listed(value.entries.get('depends_on')?.value),
    triggerRule: triggerRule ?? 'all_success',
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(gate !== undefined && isFileName(gate) && { gate }),
    env: readEnv(value, inputs, inNode),
    passEnv: readPassEnv(value, inNode),
    ...(shell !== undefined && { shell }),
    ...(model !== undefined && { model }),
    allowedTools: values.allowed_tools ?? [],
    ...(body !== undefined && { body }),
  };
}

const emptyNode = (id: string): PipeNode => ({
  id,
  dependsOn: [],
  triggerRule: 'all_success',
  env: new Map(),
  passEnv: [],
  allowedTools: [],
});

// An ill-formed id still names its node: what depends on it has no mistake of its own.
function authoredId(map: YamlMap): string | undefined {
  const value = map.entries.get('id')?.value;
  return value?.kind === 'scalar' && value.text !== '' ? value.text : undefined;
}

function checkId(map: YamlMap, id: string | undefined, scope: Scope): void {
  const entry = map.entries.get('id');
  if (entry === undefined) {
    const where = scope.where === undefined ? {} : { where: scope.where };
    scope.report({ kind: 'missing_key', key: 'id', ...where, form: '`id: build`' }, map);
    return;
  }
  if (id === undefined || isId(id)) return;
  scope.report({ kind: 'bad_id', of: 'node', id, reserved: isDeviceName(id) }, entry.value);
}

function checkGate(map: YamlMap, gate: string | undefined, scope: Scope): void {
  const entry = map.entries.get('gate');
  if (entry === undefined || gate === undefined || isFileName(gate)) return;
  const where = scope.where === undefined ? {} : { where: scope.where };
  const at = entry.value.start === entry.value.end ? entry.key : entry.value;
  scope.report({ kind: 'bad_name', of: 'gate', name: gate, ...where }, at);
}

const MAX_SHOWN = 10;

function reportScriptExpressions(map: YamlMap, shell: string | undefined, scope: Scope): void {
  const script = map.entries.get('bash')?.value;
  if (script?.kind !== 'scalar') return;
  for (const source of expressionsOf(script.text).slice(0, MAX_SHOWN)) {
    const variable = variableFor(source);
    const where = scope.where ?? '';
    scope.report(
      { kind: 'expression_in_script', where, source, variable, use: useOf(variable, shell) },
      spanOf(source, script, scope),
    );
  }
}

// `${{ inputs.pr-title }}` → `PR_TITLE`: the last name in it.
function variableFor(source: string): string {
  const last = source.match(/[A-Za-z_][A-Za-z0-9_-]{0,63}/g)?.at(-1) ?? 'value';
  const name = last.toUpperCase().replaceAll('-', '_');
  return /^(?:OMNE_|GITHUB_|PATH$|HOME$)/.test(name) ? `MY_${name}` : name;
}

function useOf(variable: string, shell: string | undefined): string {
  if (shell === 'pwsh') return `\`$env:${variable}\``;
  return shell === 'cmd' ? `\`%${variable}%\`` : `\`"$${variable}"\``;
}
