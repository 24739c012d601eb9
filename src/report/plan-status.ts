import type { Plan, PlanNode } from '../core/plan.ts';
import type { NodeState, RunState } from '../core/state.ts';
import { createFinder, withoutRun } from './plan-tree.ts';

/** `reused`: completed in the run that this one resumes. */
type Status = NodeState['status'] | 'reused';

/**
 * The status of each planned node that was reached: of a node that ran several times its last one, of the items of an
 * `each` together the worst.
 */
export function statusesOf(plan: Plan, state: RunState): ReadonlyMap<PlanNode, Status> {
  const find = createFinder(plan);
  const last = new Map<string, { readonly node: PlanNode; readonly status: Status }>();
  for (const { id, status, reused } of state.nodes.values()) {
    const node = find(id);
    const shown = reused && status === 'completed' ? 'reused' : status;
    if (node !== undefined) last.set(place(id, find), { node, status: shown });
  }
  const statuses = new Map<PlanNode, Status>();
  for (const { node, status } of last.values()) {
    const before = statuses.get(node);
    if (before === undefined || RANK[status] > RANK[before]) statuses.set(node, status);
  }
  return statuses;
}

// Which node of the run it is, whatever the number of its run and of the iterations around it.
function place(id: string, find: (id: string) => PlanNode | undefined): string {
  const parts = id.split('/');
  let parent = '';
  return parts
    .map((part) => {
      const isIteration = parent !== '' && find(parent)?.body.kind === 'repeat';
      parent = parent === '' ? part : `${parent}/${part}`;
      return isIteration ? '*' : withoutRun(part);
    })
    .join('/');
}

const RANK: Readonly<Record<Status, number>> = { skipped: 0, reused: 1, completed: 2, running: 3, failed: 4 };
