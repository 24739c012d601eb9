import type { NodeState, RunState } from '../core/state.ts';
import { isTopLevel } from './words.ts';

/** A node of a run with what ran in it. */
export interface Branch {
  readonly node: NodeState;
  /** 0 at the top level. */
  readonly depth: number;
  /** In the order they started or were skipped. */
  readonly children: readonly Branch[];
}

/** The nodes of a run as they are nested; a child whose parent the journal does not know stands at the top. */
export function treeOf(state: RunState): readonly Branch[] {
  const roots: Branch[] = [];
  const branches = new Map<string, Branch & { readonly children: Branch[] }>();
  for (const node of state.nodes.values()) {
    // A parent starts before its children.
    const parent = isTopLevel(node.id) ? undefined : branches.get(parentId(node));
    const branch = { node, depth: parent === undefined ? 0 : parent.depth + 1, children: [] };
    branches.set(node.id, branch);
    (parent?.children ?? roots).push(branch);
  }
  return roots;
}

const parentId = ({ id, parent }: NodeState) => parent ?? id.slice(0, id.lastIndexOf('/'));

/** All nodes of the branches, each before its children. */
export function* flat(branches: readonly Branch[]): Iterable<Branch> {
  for (const branch of branches) {
    yield branch;
    yield* flat(branch.children);
  }
}
