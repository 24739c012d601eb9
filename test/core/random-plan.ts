import fc from 'fast-check';
import { TRIGGER_RULES, type TriggerRule } from '../../src/core/pipe.ts';
import type { Plan } from '../../src/core/plan.ts';
import { type NodeSpec, planOf } from './plan-of.ts';

/** Small acyclic plans of every rule, their nodes in an order that has nothing to do with their edges. */
export function randomPlan(
  maxNodes: number,
  rules: readonly TriggerRule[] = TRIGGER_RULES,
): fc.Arbitrary<Plan> {
  const node = fc.record({
    picks: fc.array(fc.nat(1000), { maxLength: 4 }),
    rule: fc.constantFrom(...rules),
    rank: fc.nat(1000),
    recovers: fc.boolean(),
  });
  const nodes = fc.array(node, { minLength: 1, maxLength: maxNodes });
  return fc.tuple(nodes, fc.integer({ min: 1, max: 4 })).map(([drawn, maxParallel]) => {
    const specs = drawn.map(({ picks, rule, rank, recovers }, at): [string, NodeSpec, number] => {
      const needs = at === 0 ? [] : [...new Set(picks.map((pick) => `n${pick % at}`))];
      return [
        `n${at}`,
        needs.length === 0 ? { needs } : { needs, rule, recovers: recovers && rule.endsWith('_failed') },
        rank,
      ];
    });
    specs.sort((a, b) => a[2] - b[2]);
    return planOf(Object.fromEntries(specs), { maxParallel });
  });
}

/** The ids of a node's dependencies, in the order written. */
export function dependenciesOf(plan: Plan, index: number): string[] {
  const { start, targets } = plan.graph.dependencies;
  return [...targets.subarray(start[index], start[index + 1])].map((target) => plan.nodes[target]!.id);
}
