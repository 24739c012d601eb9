import type { Scope } from './fields.ts';
import type { Path, PipeNode } from './pipe.ts';
import type { Names, Root } from './template.ts';
import type { YamlMap, YamlValue } from './yaml-value.ts';

/** What a node is to what is around it; `body` is that of a loop or an `each`. */
export type Position = 'top' | 'step' | 'branch' | 'body';

/** Where a node stands. */
export interface NodeAt {
  readonly path: Path;
  readonly position: Position;
  /** What it is called without an id, such as `nodes[2]`. */
  readonly nameless: string;
  /** What a message calls it without an id, such as "node 3". */
  readonly where: string;
  /** The ids of the nodes around it, each with a `/` after it. */
  readonly prefix: string;
  /** The ids of the steps beside it, its own too; none where it is no step. */
  readonly steps: ReadonlySet<string>;
  /** Whether a loop or an `each` is somewhere around it. */
  readonly isInLoop: boolean;
  /** Keys of its map that are not its own: a loop shares one with what it repeats. */
  readonly foreign: readonly string[];
}

export type ReadNode = (value: YamlValue, at: NodeAt, scope: Scope) => PipeNode;

/** For a node that has no steps beside it. */
export const NO_STEPS: ReadonlySet<string> = new Set();

/** The scope of a node's own keys. */
export interface NodeScope extends Scope {
  readonly where: string;
  readonly at: NodeAt;
  /** Empty where the file gives none. */
  readonly id: string;
  /** Reads a node of the body; handed down, since bodies hold nodes and nodes have bodies. */
  readonly readNode: ReadNode;
}

/** The prefix of the nodes in the body of this one. */
export const prefixOf = ({ id, at }: NodeScope): string => (id === '' ? at.prefix : `${at.prefix}${id}/`);

/** The names with more of them. */
export function withNames(names: Names, roots: readonly Root[], items: readonly string[] = []): Names {
  return {
    ...names,
    roots: [...new Set([...names.roots, ...roots])],
    items: [...new Set([...names.items, ...items])],
  };
}

/**
 * The names for what a container computes from its body, `while` and `outputs`: the steps where its body is one of
 * steps, the variables wherever steps are inside it. The map is the one the body stands in.
 */
export function withInner(names: Names, map: YamlMap): Names {
  if (map.entries.has('steps')) return withNames(names, ['steps', 'vars']);
  return holdsSteps(map) ? withNames(names, ['vars']) : names;
}

function holdsSteps(map: YamlMap): boolean {
  if (map.entries.has('steps')) return true;
  const parallel = map.entries.get('parallel')?.value;
  const listed = parallel?.kind === 'map' ? parallel.entries.get('branches')?.value : parallel;
  const branches = listed?.kind === 'seq' ? listed.items : [];
  return [mapAt(map, 'loop'), mapAt(map, 'each'), ...branches].some(
    (inner) => inner?.kind === 'map' && holdsSteps(inner),
  );
}

/** The map under a key. */
export function mapAt(map: YamlMap, key: string): YamlMap | undefined {
  const value = map.entries.get(key)?.value;
  return value?.kind === 'map' ? value : undefined;
}
