import type { Plan, PlanBody, PlanNode } from './plan.ts';

/** A plan in which nothing waits for a place, and which of the given plan each of its nodes is. */
export interface Widened {
  readonly plan: Plan;
  readonly original: ReadonlyMap<PlanNode, PlanNode>;
}

/** The plan without caps, deadlines and `failure_mode`: what one node does keeps no other from being looked at. */
export function widened(plan: Plan): Widened {
  const original = new Map<PlanNode, PlanNode>();
  return { plan: widePlan(plan, original), original };
}

type Original = Map<PlanNode, PlanNode>;

function widePlan(plan: Plan, original: Original): Plan {
  const { timeoutMs: _, failureMode: __, ...rest } = plan;
  const nodes = plan.nodes.map((node) => wideNode(node, original));
  return { ...rest, nodes, maxParallel: Number.POSITIVE_INFINITY };
}

function wideNode(node: PlanNode, original: Original): PlanNode {
  const { pool: _, timeoutMs: __, ...rest } = node;
  const wide = { ...rest, body: wideBody(node.body, original) };
  original.set(wide, node);
  return wide;
}

function wideBody(body: PlanBody, original: Original): PlanBody {
  const child = (node: PlanNode) => wideNode(node, original);
  switch (body.kind) {
    case 'steps':
      return { ...body, steps: body.steps.map(child) };
    case 'parallel': {
      const { maxParallel: _, ...rest } = body;
      return { ...rest, branches: body.branches.map(child) };
    }
    case 'each':
      return { ...body, maxParallel: Number.POSITIVE_INFINITY, child: child(body.child) };
    case 'repeat':
      return { ...body, child: child(body.child) };
    case 'pipe':
      return { ...body, plan: widePlan(body.plan, original) };
    default:
      return body;
  }
}
