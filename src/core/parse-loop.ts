import { partOf, readFields, type Shape, type Values } from './fields.ts';
import { isAgentLoop, isKindReported, KINDS, kindsOf, reportSeveral } from './parse-kind.ts';
import { NO_STEPS, type NodeScope, prefixOf, withInner, withNames } from './parse-scope.ts';
import { reportScriptExpressions } from './parse-script.ts';
import { readExpression } from './parse-template.ts';
import { readCommand, readPrompt } from './parse-turn.ts';
import type { LoopBody } from './pipe.ts';
import { LOOP_FIELDS, TURN_FIELDS } from './schema.ts';
import { type Span, shownValue, type YamlMap } from './yaml-value.ts';

const AGENT_SHAPE: Shape<typeof LOOP_FIELDS & typeof TURN_FIELDS> = {
  fields: { ...TURN_FIELDS, ...LOOP_FIELDS },
  others: ['while', ...KINDS.filter((kind) => kind !== 'prompt' && kind !== 'command')],
  templates: new Set(['prompt', 'until_bash']),
  nullable: new Set(['command', 'prompt']),
};
const OWN_SHAPE: Shape<typeof LOOP_FIELDS> = {
  ...AGENT_SHAPE,
  fields: LOOP_FIELDS,
  others: ['while'],
  nullable: new Set(),
};
const OWN_KEYS: readonly string[] = ['while', ...Object.keys(LOOP_FIELDS)];
const OWN: ReadonlySet<string> = new Set(OWN_KEYS);

/** Reads a loop of an agent's turns or of any other body; the body stands in the same map. */
export function readLoop(node: YamlMap, shell: string | undefined, scope: NodeScope): LoopBody | undefined {
  const { key, value } = node.entries.get('loop')!;
  const where = `the loop of ${scope.where}`;
  if (value.kind !== 'map') {
    const expected = 'a map of `command` or `prompt`, `until` and `max_iterations`';
    const got = shownValue(value);
    scope.report({ kind: 'bad_value', key: 'loop', where: scope.where, got, expected }, value);
    return undefined;
  }
  const names = withNames(scope.names, ['iteration']);
  const inLoop: NodeScope = { ...scope, where, names };
  reportScriptExpressions(value, 'until_bash', shell, inLoop);
  return isAgentLoop(node) ? readAgentLoop(value, key, inLoop) : readRepeat(value, key, inLoop);
}

function readAgentLoop(map: YamlMap, key: Span, scope: NodeScope): LoopBody | undefined {
  const { where } = scope;
  const values = readFields(map, AGENT_SHAPE, scope);
  requireEnd(map, { key: 'until', form: '`until: DONE`, `until_bash: npm test` or `while: …`' }, key, scope);
  requireIterations(map, key, scope);
  const kinds = kindsOf(map);
  if (kinds.length === 0 && !isKindReported(map)) {
    const form = '`command: name` or `prompt: text`';
    scope.report({ kind: 'missing_key', key: 'command', where, form }, key);
  }
  if (kinds.length > 1) reportSeveral(map, kinds, scope);
  const turn = kinds.length === 1 ? readTurn(map, values, scope) : undefined;
  const ends = readEnds(map, values, scope);
  const { max_iterations: maxIterations } = values;
  const hasEnd = [ends.until, ends.untilBash, ends.while].some((end) => end !== undefined);
  if (turn === undefined || !hasEnd || maxIterations === undefined) return undefined;
  return { kind: 'loop', turn, ...ends, maxIterations };
}

function readTurn(
  map: YamlMap,
  values: Values<typeof TURN_FIELDS>,
  scope: NodeScope,
): LoopBody['turn'] | undefined {
  const command = readCommand(map, values.command, scope);
  if (command !== undefined) return { command };
  const prompt = readPrompt(map, values.prompt, scope);
  return prompt === undefined ? undefined : { prompt };
}

// With a mistake in its ends it is there all the same: there may be more to find in its body.
function readRepeat(map: YamlMap, key: Span, scope: NodeScope): LoopBody {
  const { where } = scope;
  const values = readFields(partOf(map, OWN), OWN_SHAPE, scope);
  const [body = 'loop'] = kindsOf(map);
  const form =
    body === 'bash'
      ? '`until: DONE`, `until_bash: test -f done` or `while: iteration < 3`'
      : '`until_bash: test -f done` or `while: iteration < 3`';
  requireEnd(map, { key: body === 'bash' ? 'until' : 'until_bash', form }, key, scope);
  requireIterations(map, key, scope);
  const until = map.entries.get('until');
  if (until !== undefined && body !== 'bash') {
    scope.report({ kind: 'until_without_line', where, body }, until.key);
  }
  const fresh = map.entries.get('fresh_context');
  if (fresh !== undefined)
    scope.report({ kind: 'key_on_kind', where, key: 'fresh_context', body }, fresh.key);
  const at = {
    path: [...scope.at.path, 'loop'],
    position: 'body',
    nameless: '',
    where,
    prefix: prefixOf(scope),
    steps: NO_STEPS,
    isInLoop: true,
    foreign: OWN_KEYS,
  } as const;
  const child = scope.readNode(map, at, scope);
  const ends = readEnds(map, values, scope);
  return { kind: 'loop', turn: { node: child }, ...ends, maxIterations: values.max_iterations ?? 1 };
}

function readEnds(map: YamlMap, values: Values<typeof LOOP_FIELDS>, scope: NodeScope) {
  const { until, until_bash: untilBash, on_exhausted: onExhausted, fresh_context: freshContext } = values;
  const condition = readExpression(map, 'while', { ...scope, names: withInner(scope.names, map) });
  return {
    ...(until !== undefined && { until: until.trim() }),
    ...(untilBash !== undefined && { untilBash }),
    ...(condition !== undefined && { while: condition }),
    onExhausted: onExhausted ?? 'fail',
    freshContext: freshContext ?? false,
  } as const;
}

interface Missing {
  readonly key: string;
  readonly form: string;
}

function requireEnd(map: YamlMap, missing: Missing, at: Span, scope: NodeScope): void {
  if (['until', 'until_bash', 'while'].some((end) => map.entries.has(end))) return;
  scope.report({ kind: 'missing_key', ...missing, where: scope.where }, at);
}

function requireIterations(map: YamlMap, at: Span, { where, report }: NodeScope): void {
  if (map.entries.has('max_iterations')) return;
  report({ kind: 'missing_key', key: 'max_iterations', form: '`max_iterations: 10`', where }, at);
}
