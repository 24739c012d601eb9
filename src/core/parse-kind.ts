import type { Scope } from './fields.ts';
import { suggestKey } from './foreign-words.ts';
import { CONTROLS } from './parse-control.ts';
import type { NodeScope } from './parse-scope.ts';
import { LATER_KEYS, NODE_FIELDS } from './schema.ts';
import { isNull, type YamlMap } from './yaml-value.ts';

/** The keys of bodies that run something or hold nodes. */
export const BODIES = [
  'bash',
  'command',
  'prompt',
  'loop',
  'steps',
  'parallel',
  'each',
  'join',
  'pipe',
] as const;

/** The keys of bodies; a node has one of them. */
export const KINDS = [...BODIES, ...CONTROLS] as const;

export type BodyKey = (typeof KINDS)[number];

/** As omne-cli has them: with nothing after them they are as good as not there. */
export const NULLABLE: ReadonlySet<string> = new Set(['bash', 'prompt', 'command', 'loop']);
const LATER_BODIES: readonly string[] = ['tournament', 'dispatch'];

const CONTAINERS = ['each', 'loop'] as const;
// What can stand beside an `each` or a `loop` by mistake, and inside it by right.
const INSIDE: ReadonlySet<BodyKey> = new Set(['bash', 'command', 'prompt', 'steps', 'parallel', 'pipe']);

/** The bodies a map gives, those with nothing after them left out where that is allowed. */
export const kindsOf = (map: YamlMap): readonly BodyKey[] =>
  KINDS.filter((kind) => {
    const value = map.entries.get(kind)?.value;
    return value !== undefined && !(isNull(value) && NULLABLE.has(kind));
  });

/** The one body that a node's map gives; `undefined` after a problem. */
export function soleKind(map: YamlMap, scope: NodeScope): BodyKey | undefined {
  const { where } = scope;
  const kinds = kindsOf(map);
  const [kind, second] = kinds;
  if (kind === undefined) {
    if (!isKindReported(map)) scope.report({ kind: 'no_kind', where }, map.entries.get('id')?.value ?? map);
    return undefined;
  }
  if (second === undefined) return kind;
  const beside = besideOf(map, kinds);
  if (beside === undefined) reportSeveral(map, kinds, scope);
  else scope.report({ kind: 'body_beside', where, ...beside }, map.entries.get(beside.body)!.key);
  return undefined;
}

/** The `each` or `loop` that has no body, and the one beside it that was meant for it. */
function besideOf(map: YamlMap, kinds: readonly BodyKey[]) {
  const [container] = CONTAINERS.filter((kind) => kinds.includes(kind) && !hasBody(map, kind));
  const [body, other] = kinds.filter((kind) => kind !== container);
  const isMeant = body !== undefined && other === undefined && INSIDE.has(body);
  return container !== undefined && isMeant ? { container, body } : undefined;
}

function hasBody(map: YamlMap, kind: BodyKey): boolean {
  const value = map.entries.get(kind)?.value;
  return value?.kind === 'map' && kindsOf(value).length > 0;
}

/** Reports bodies that exclude each other, at the second of them. */
export function reportSeveral(map: YamlMap, kinds: readonly string[], scope: Scope): void {
  scope.report({ kind: 'several_kinds', where: scope.where ?? '', kinds }, map.entries.get(kinds[1]!)!.key);
}

/** Whether a misspelt body or one of a later version is a problem already: "nothing to run" would only follow. */
export function isKindReported(map: YamlMap): boolean {
  return [...map.entries.keys()].some((key) => {
    if (LATER_KEYS.has(key)) return LATER_BODIES.includes(key);
    const isKnown = Object.hasOwn(NODE_FIELDS, key) || KINDS.some((kind) => kind === key);
    return !isKnown && suggestKey(key, KINDS) !== undefined;
  });
}

/** Whether a loop is one of an agent's turns; so is one that has no body at all. */
export function isAgentLoop(map: YamlMap): boolean {
  const loop = map.entries.get('loop')?.value;
  if (loop?.kind !== 'map') return true;
  const kinds = kindsOf(loop);
  return kinds.length === 0 || kinds.includes('prompt') || kinds.includes('command');
}
