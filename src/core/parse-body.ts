import { readFields, type Scope, type Shape } from './fields.ts';
import { isFileName } from './names.ts';
import { readTemplate } from './parse-env.ts';
import type { NodeValues } from './parse-node.ts';
import type { Body, LoopBody } from './pipe.ts';
import { LATER_KEYS, LOOP_FIELDS } from './schema.ts';
import { suggest } from './suggest.ts';
import { isNull, type Span, shownValue, type YamlMap } from './yaml-value.ts';

const KINDS = ['bash', 'prompt', 'command', 'loop'] as const;
const LATER_BODIES: readonly string[] = ['steps', 'parallel', 'each', 'pipe', 'tournament', 'dispatch'];
type Kind = (typeof KINDS)[number];

const LOOP_SHAPE: Shape<typeof LOOP_FIELDS> = {
  fields: LOOP_FIELDS,
  others: [],
  templates: new Set(['prompt']),
  nullable: new Set(['command', 'prompt']),
};

/** Reads the one body a node must have; `undefined` after problems. */
export function readBody(
  map: YamlMap,
  values: NodeValues,
  inputs: readonly string[],
  scope: Scope,
): Body | undefined {
  const where = scope.where ?? '';
  const kinds = kindsOf(map, KINDS);
  const [kind, second] = kinds;
  if (kind === undefined) {
    if (!isKindReported(map)) scope.report({ kind: 'no_kind', where }, map.entries.get('id')?.value ?? map);
    return undefined;
  }
  if (second !== undefined) {
    scope.report({ kind: 'several_kinds', where, kinds }, map.entries.get(second)!.key);
    return undefined;
  }
  checkHeader(map, kind, scope);
  if (kind === 'loop') return readLoop(map, inputs, scope);
  if (kind === 'bash') return values.bash === undefined ? undefined : { kind, script: values.bash };
  if (kind === 'command') return readCommand(map, values.command, scope);
  const prompt = readPrompt(map, values.prompt, inputs, scope);
  return prompt === undefined ? undefined : { kind, prompt };
}

const kindsOf = <K extends string>(map: YamlMap, kinds: readonly K[]): readonly K[] =>
  kinds.filter((kind) => {
    const value = map.entries.get(kind)?.value;
    return value !== undefined && !isNull(value);
  });

// A misspelt body or one of a later version is a problem already: "nothing to run" would only follow from it.
function isKindReported(map: YamlMap): boolean {
  return [...map.entries.keys()].some((key) => {
    if (KINDS.includes(key as Kind)) return false;
    return LATER_KEYS.has(key) ? LATER_BODIES.includes(key) : suggest(key, KINDS) !== undefined;
  });
}

const AGENT_KEYS = ['model', 'allowed_tools'] as const;

function checkHeader(map: YamlMap, kind: Kind, scope: Scope): void {
  for (const key of kind === 'bash' ? AGENT_KEYS : (['shell'] as const)) {
    const entry = map.entries.get(key);
    if (entry === undefined || isNull(entry.value)) continue;
    scope.report({ kind: 'key_on_kind', where: scope.where ?? '', key, body: kind }, entry.key);
  }
}

function readCommand(
  map: YamlMap,
  command: string | undefined,
  scope: Scope,
): Extract<Body, { kind: 'command' }> | undefined {
  if (command === undefined) return undefined;
  if (isFileName(command)) return { kind: 'command', command };
  const entry = map.entries.get('command')!;
  const where = scope.where === undefined ? {} : { where: scope.where };
  const at = entry.value.start === entry.value.end ? entry.key : entry.value;
  scope.report({ kind: 'bad_name', of: 'command', name: command, ...where }, at);
  return undefined;
}

function readPrompt(map: YamlMap, prompt: string | undefined, inputs: readonly string[], scope: Scope) {
  const value = map.entries.get('prompt')?.value;
  if (prompt === undefined || value?.kind !== 'scalar') return undefined;
  return readTemplate(value, inputs, scope);
}

function readLoop(node: YamlMap, inputs: readonly string[], scope: Scope): LoopBody | undefined {
  const { key, value } = node.entries.get('loop')!;
  const where = `the loop of ${scope.where ?? ''}`;
  if (value.kind !== 'map') {
    const expected = 'a map of `command` or `prompt`, `until` and `max_iterations`';
    scope.report({ kind: 'bad_value', key: 'loop', ...of(scope), got: shownValue(value), expected }, value);
    return undefined;
  }
  const inLoop: Scope = { ...scope, where };
  const values = readFields(value, LOOP_SHAPE, inLoop);
  requireKey(value, { key: 'until', form: '`until: DONE`' }, key, inLoop);
  requireKey(value, { key: 'max_iterations', form: '`max_iterations: 10`' }, key, inLoop);
  const turns = kindsOf(value, ['command', 'prompt']);
  const [first, second] = turns;
  if (first === undefined) {
    const form = '`command: name` or `prompt: text`';
    scope.report({ kind: 'missing_key', key: 'command', where, form }, key);
  }
  if (second !== undefined)
    scope.report({ kind: 'several_kinds', where, kinds: turns }, value.entries.get(second)!.key);
  const turn = second === undefined ? readTurn(value, values, inputs, inLoop) : undefined;
  const { until, max_iterations: maxIterations, fresh_context: freshContext = false } = values;
  if (turn === undefined || until === undefined || maxIterations === undefined) return undefined;
  return { kind: 'loop', turn, until: until.trim(), maxIterations, freshContext };
}

function readTurn(
  map: YamlMap,
  values: { readonly command?: string; readonly prompt?: string },
  inputs: readonly string[],
  scope: Scope,
): LoopBody['turn'] | undefined {
  const command = readCommand(map, values.command, scope)?.command;
  if (command !== undefined) return { command };
  const prompt = readPrompt(map, values.prompt, inputs, scope);
  return prompt === undefined ? undefined : { prompt };
}

function requireKey(map: YamlMap, missing: Missing, at: Span, scope: Scope): void {
  if (map.entries.has(missing.key)) return;
  scope.report({ kind: 'missing_key', ...missing, ...of(scope) }, at);
}

interface Missing {
  readonly key: string;
  readonly form: string;
}

const of = ({ where }: Scope) => (where === undefined ? {} : { where });
