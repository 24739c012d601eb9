import type { TriggerRule } from './pipe.ts';
import type { Plan } from './plan.ts';
import { type Schedule, STATUS } from './schedule.ts';

/** The failed nodes nothing absorbed, in the order of the file, as the plan names them; with none of them a run is completed. */
export function unabsorbedFailures(schedule: Schedule): readonly string[] {
  const { plan, status } = schedule;
  const tainted = taint(plan, status);
  const absorbed = absorb(schedule, tainted);
  const isOpen = (index: number) => status[index] === STATUS.failed && absorbed[index] === 0;
  return plan.nodes.filter((node) => isOpen(node.index)).map((node) => node.id);
}

// A node is tainted when it failed, or was skipped and a failure stands somewhere behind the skip.
function taint(plan: Plan, status: Uint8Array): Uint8Array {
  const tainted = new Uint8Array(plan.graph.size);
  const { start, targets } = plan.graph.dependencies;
  for (const node of plan.graph.order) {
    if (status[node] === STATUS.failed) tainted[node] = 1;
    if (status[node] !== STATUS.skipped || !skipsWithUpstream(plan.nodes[node]!.triggerRule)) continue;
    for (let edge = start[node]!; edge < start[node + 1]!; edge++) {
      if (tainted[targets[edge]!] === 1) tainted[node] = 1;
    }
  }
  return tainted;
}

// `one_failed` and `all_failed` are skipped because nothing called for them, which no failure caused.
const skipsWithUpstream = (rule: TriggerRule) => rule !== 'one_failed' && rule !== 'all_failed';

// Backwards: a tainted node is absorbed when some dependent counts and every one that counts either absorbs it
// or was skipped because of it and is itself absorbed. A clean-up (`all_done`, `always`) does not count.
function absorb(schedule: Schedule, tainted: Uint8Array): Uint8Array {
  const { plan, status } = schedule;
  const absorbed = new Uint8Array(plan.graph.size);
  const { order, dependents } = plan.graph;
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at]!;
    if (tainted[node] === 0) continue;
    let counting = 0;
    let absorbing = 0;
    for (let edge = dependents.start[node]!; edge < dependents.start[node + 1]!; edge++) {
      const dependent = dependents.targets[edge]!;
      const { triggerRule: rule, recovers = false } = plan.nodes[dependent]!;
      if (rule === 'all_done' || rule === 'always') continue;
      counting++;
      const isSkippedWithIt = absorbed[dependent] === 1 && isInTheWay(schedule, node, dependent);
      const mayAbsorb = recovers || ABSORBS.has(rule);
      if (isSkippedWithIt || (status[dependent] === STATUS.completed && mayAbsorb)) absorbing++;
    }
    if (counting > 0 && absorbing === counting) absorbed[node] = 1;
  }
  return absorbed;
}

// Whether this dependency is a reason for the skip of that node: `none_failed` is fine with a skipped dependency, so
// another one is the reason there, unless the rule also wants a success and nothing completed.
function isInTheWay(schedule: Schedule, dependency: number, node: number): boolean {
  const { plan, status, completed } = schedule;
  if (status[node] !== STATUS.skipped) return false;
  if (status[dependency] === STATUS.failed) return true;
  const rule = plan.nodes[node]!.triggerRule;
  if (rule === 'none_failed') return false;
  return rule !== 'none_failed_min_one_success' || completed[node] === 0;
}

const ABSORBS: ReadonlySet<TriggerRule> = new Set(['one_success', 'first_success']);
