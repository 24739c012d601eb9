import { CONTROLS } from './parse-control.ts';
import { type BodyKey, isAgentLoop } from './parse-kind.ts';
import type { NodeScope, Position } from './parse-scope.ts';
import { isNull, type YamlMap } from './yaml-value.ts';

/** Keys of a node's header that not every kind of body has a use for. */
export const HEADER_KEYS = [
  'depends_on',
  'trigger_rule',
  'recovers',
  'timeout',
  'gate',
  'env',
  'pass_env',
  'shell',
  'model',
  'allowed_tools',
  'on_error',
  'outputs',
  'output_schema',
  'pool',
  'max_visits',
  'with',
] as const;

type Key = (typeof HEADER_KEYS)[number];

const GRAPH: readonly Key[] = ['depends_on', 'trigger_rule', 'recovers'];
/** What every body has a use for that runs something or holds nodes. */
export const COMMON: readonly Key[] = [
  ...GRAPH,
  'timeout',
  'gate',
  'env',
  'pass_env',
  'on_error',
  'outputs',
  'max_visits',
];
const AGENT: readonly Key[] = [...COMMON, 'model', 'allowed_tools', 'output_schema', 'pool'];
const NONE: readonly Key[] = [];

/** What each body has a use for; a loop's depends on what it repeats. */
export const USED: Readonly<Record<Exclude<BodyKey, 'loop'>, readonly Key[]>> = {
  bash: [...COMMON, 'shell', 'pool'],
  prompt: AGENT,
  command: AGENT,
  steps: COMMON,
  parallel: COMMON,
  each: COMMON,
  pipe: [...COMMON, 'with'],
  join: ['depends_on', 'trigger_rule', 'on_error'],
  ...(Object.fromEntries(CONTROLS.map((kind) => [kind, NONE])) as Record<
    (typeof CONTROLS)[number],
    typeof NONE
  >),
};

const IS: Readonly<Record<Exclude<Position, 'body'>, string>> = {
  top: 'no step',
  step: 'a step',
  branch: 'a branch',
};

// With nothing after them these would be read by nobody: each other key is allowed so, or a problem already.
const UNREAD: readonly Key[] = ['outputs', 'output_schema', 'with'];

/** Reports the keys that mean nothing beside a node's body, or where the node stands. */
export function checkHeader(map: YamlMap, kind: BodyKey, scope: NodeScope): void {
  const { where } = scope;
  const used = kind === 'loop' ? usedByLoop(map) : USED[kind];
  const lost = lostAt(scope.at.position);
  for (const key of HEADER_KEYS) {
    const entry = map.entries.get(key);
    if (entry === undefined || lost.includes(key) || used.includes(key)) continue;
    if (isNull(entry.value) && !UNREAD.includes(key)) continue;
    scope.report({ kind: 'key_on_kind', where, key, body: kind }, entry.key);
  }
}

/** Reports the keys that mean nothing where the node stands. */
export function checkPosition(map: YamlMap, scope: NodeScope): void {
  const { where, at } = scope;
  for (const key of lostAt(at.position)) {
    const entry = map.entries.get(key);
    if (entry === undefined) continue;
    const is = at.position === 'body' ? undefined : key === 'max_visits' ? 'no step' : IS[at.position];
    scope.report({ kind: 'key_out_of_place', where, key, ...(is !== undefined && { is }) }, entry.key);
  }
}

/** The keys that mean nothing where a node stands. */
export function lostAt(position: Position): readonly string[] {
  if (position === 'top') return ['max_visits'];
  if (position === 'step') return GRAPH;
  return position === 'branch' ? [...GRAPH, 'max_visits'] : ['id', 'description', ...GRAPH, 'max_visits'];
}

function usedByLoop(map: YamlMap): readonly Key[] {
  const loop = map.entries.get('loop')?.value;
  const shell: readonly Key[] = loop?.kind === 'map' && loop.entries.has('until_bash') ? ['shell'] : [];
  const agent: readonly Key[] = isAgentLoop(map) ? ['model', 'allowed_tools', 'pool'] : [];
  return [...COMMON, ...shell, ...agent];
}
