import { plannedChildren } from '../core/pipe-tree.ts';
import type { Plan, PlanBody, PlanNode } from '../core/plan.ts';

/** Whether one planned child stands for many nodes of a run: items or iterations. */
const isRepeated = ({ kind }: PlanBody): boolean => kind === 'each' || kind === 'repeat';

/** Finds the planned node of a whole id, in constant time per level; `undefined` for one the plan does not know. */
export function createFinder(plan: Plan): (id: string) => PlanNode | undefined {
  const byId = (nodes: readonly PlanNode[]) => new Map(nodes.map((node) => [node.id, node]));
  const top = byId(plan.nodes);
  const indexes = new Map<PlanBody, ReadonlyMap<string, PlanNode>>();
  const find = (id: string): PlanNode | undefined => {
    const at = id.lastIndexOf('/');
    if (at < 0) return top.get(id);
    const parent = find(id.slice(0, at));
    if (parent === undefined) return undefined;
    const { body } = parent;
    if (isRepeated(body)) return plannedChildren(body)[0];
    const index = indexes.get(body) ?? byId(plannedChildren(body));
    indexes.set(body, index);
    return index.get(withoutRun(id.slice(at + 1)));
  };
  return find;
}

/** A child's own id without the `@2` of its second run. */
export const withoutRun = (own: string): string => own.replace(/@\d+$/, '');
