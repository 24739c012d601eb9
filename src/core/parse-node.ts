import { parseDuration } from './duration.ts';
import { listed, readFields, type Scope, type Shape, type Values } from './fields.ts';
import { isDeviceName, isFileName, isId } from './names.ts';
import { readBody } from './parse-body.ts';
import { CONTROLS } from './parse-control.ts';
import { readEnv, readPassEnv } from './parse-env.ts';
import { checkHeader, checkPosition, lostAt } from './parse-header.ts';
import { type BodyKey, isAgentLoop, soleKind } from './parse-kind.ts';
import { readOnError } from './parse-on-error.ts';
import { type OutputSource, readOutputSchema, readOutputs } from './parse-outputs.ts';
import { keysBeside } from './parse-parallel.ts';
import type { NodeAt, NodeScope } from './parse-scope.ts';
import { reportScriptExpressions } from './parse-script.ts';
import { readExpression } from './parse-template.ts';
import type { Body, PipeNode } from './pipe.ts';
import { quote } from './quote.ts';
import { NODE_FIELDS } from './schema.ts';
import { suggest } from './suggest.ts';
import { shownValue, type YamlMap, type YamlValue } from './yaml-value.ts';

/** A node's own keys, wherever it stands. */
export const NODE_SHAPE: Shape<typeof NODE_FIELDS> = {
  fields: NODE_FIELDS,
  others: [
    'env',
    'loop',
    'steps',
    'parallel',
    'each',
    'with',
    'when',
    'on_error',
    'outputs',
    'output_schema',
    ...CONTROLS,
  ],
  templates: new Set(['bash', 'prompt']),
  nullable: new Set(['description', 'timeout', 'gate', 'model', 'shell', 'bash', 'prompt', 'command']),
};

/** A node's checked fields. */
export type NodeValues = Values<typeof NODE_FIELDS>;

/** Reads a node and what is in it; with a mistake it is there all the same, so that no other node's edge breaks. */
export function readNode(value: YamlValue, at: NodeAt, scope: Scope): PipeNode {
  const { nameless } = at;
  if (value.kind !== 'map') {
    const expected = 'a map such as `{ id: build, bash: make }`';
    const where = at.position === 'top' || scope.where === undefined ? {} : { where: scope.where };
    scope.report({ kind: 'bad_value', key: nameless, ...where, got: shownValue(value), expected }, value);
    return emptyNode(at);
  }
  const id = at.position === 'body' ? undefined : authoredId(value);
  const where = id === undefined ? at.where : `node ${quote(at.prefix + id)}`;
  const inNode: NodeScope = { ...scope, where, at, id: id ?? '', readNode };
  const others = [...NODE_SHAPE.others, ...at.foreign, ...keysBeside(value, at.foreign)];
  const shape = { ...NODE_SHAPE, others, lost: lostAt(at.position) };
  const values = readFields(value, shape, inNode);
  checkPosition(value, inNode);
  if (at.position !== 'body') checkId(value, values.id, inNode);
  checkGate(value, values.gate, inNode);
  checkPool(value, values.pool, inNode);
  reportScriptExpressions(value, 'bash', values.shell, inNode);
  const kind = soleKind(value, inNode);
  if (kind !== undefined) checkHeader(value, kind, inNode);
  const body = kind === undefined ? undefined : readBody(value, kind, values, inNode);
  return {
    ...emptyNode(at),
    ...(id !== undefined && { id }),
    ...readGraph(value, values, body, inNode),
    ...readValuesOf(value, values, inNode),
    ...readFlow(value, kind, inNode),
    ...(body !== undefined && { body }),
  };
}

const emptyNode = ({ nameless, path }: NodeAt): PipeNode => ({
  id: nameless,
  path,
  dependsOn: [],
  triggerRule: 'all_success',
  env: new Map(),
  passEnv: [],
  allowedTools: [],
  recovers: false,
});

function readGraph(
  map: YamlMap,
  values: NodeValues,
  body: Body | undefined,
  scope: NodeScope,
): Pick<PipeNode, 'dependsOn' | 'triggerRule' | 'recovers'> {
  if (scope.at.position !== 'top') return { dependsOn: [], triggerRule: 'all_success', recovers: false };
  const dependsOn = listed(map.entries.get('depends_on')?.value);
  const joined = new Set(body?.kind === 'join' ? body.of : []);
  const { trigger_rule: triggerRule = 'all_success', recovers = false } = values;
  if (recovers && body?.kind !== 'join' && triggerRule !== 'one_failed' && triggerRule !== 'all_failed') {
    scope.report({ kind: 'recovers_without_failure', where: scope.where }, map.entries.get('recovers')!.key);
  }
  return {
    dependsOn: joined.size === 0 ? dependsOn : [...joined, ...dependsOn.filter((id) => !joined.has(id))],
    triggerRule,
    recovers,
  };
}

function readValuesOf(map: YamlMap, values: NodeValues, scope: NodeScope): Partial<PipeNode> {
  const { description, shell, model, gate, pool, timeout, max_visits: maxVisits } = values;
  const timeoutMs = timeout === undefined ? undefined : parseDuration(timeout);
  return {
    ...(description !== undefined && { description }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(gate !== undefined && isFileName(gate) && { gate }),
    env: readEnv(map, scope),
    passEnv: readPassEnv(map, scope),
    ...(shell !== undefined && { shell }),
    ...(model !== undefined && { model }),
    allowedTools: values.allowed_tools ?? [],
    ...(pool !== undefined && { pool }),
    ...(maxVisits !== undefined && { maxVisits }),
  };
}

function readFlow(map: YamlMap, kind: BodyKey | undefined, scope: NodeScope): Partial<PipeNode> {
  const when = readExpression(map, 'when', scope);
  const onError = readOnError(map, scope);
  const source = kind === undefined ? undefined : outputSource(map, kind);
  const outputs = source === undefined ? undefined : readOutputs(map, source, scope);
  const outputSchema = kind === 'prompt' || kind === 'command' ? readOutputSchema(map, scope) : undefined;
  return {
    ...(when !== undefined && { when }),
    ...(onError !== undefined && { onError }),
    ...(outputs !== undefined && { outputs }),
    ...(outputSchema !== undefined && { outputSchema }),
  };
}

function outputSource(map: YamlMap, kind: BodyKey): OutputSource | undefined {
  switch (kind) {
    case 'bash':
      return 'script';
    case 'prompt':
    case 'command':
      return 'agent';
    case 'loop':
      return isAgentLoop(map) ? 'agent' : 'container';
    case 'steps':
    case 'parallel':
    case 'each':
    case 'pipe':
      return 'container';
    default:
      return undefined;
  }
}

// An ill-formed id still names its node: what depends on it has no mistake of its own.
function authoredId(map: YamlMap): string | undefined {
  const value = map.entries.get('id')?.value;
  return value?.kind === 'scalar' && value.text !== '' ? value.text : undefined;
}

function checkId(map: YamlMap, id: string | undefined, scope: NodeScope): void {
  const entry = map.entries.get('id');
  if (entry === undefined) {
    scope.report({ kind: 'missing_key', key: 'id', where: scope.where, form: '`id: build`' }, map);
    return;
  }
  if (id === undefined || isId(id)) return;
  scope.report({ kind: 'bad_id', of: 'node', id, reserved: isDeviceName(id) }, entry.value);
}

function checkGate(map: YamlMap, gate: string | undefined, { where, report }: NodeScope): void {
  const entry = map.entries.get('gate');
  if (entry === undefined || gate === undefined || isFileName(gate)) return;
  const at = entry.value.start === entry.value.end ? entry.key : entry.value;
  report({ kind: 'bad_name', of: 'gate', name: gate, where }, at);
}

function checkPool(map: YamlMap, name: string | undefined, { where, pools, report }: NodeScope): void {
  if (name === undefined || pools.has(name)) return;
  const suggestion = suggest(name, pools);
  const mistake = {
    kind: 'unknown_pool',
    where,
    name,
    ...(suggestion !== undefined && { suggestion }),
  } as const;
  report(mistake, map.entries.get('pool')!.value);
}
