import type { Kind } from '../../core/event.ts';
import type { Plan, PlanNode } from '../../core/plan.ts';
import type { RunState } from '../../core/state.ts';
import { absorbedFailures } from '../final-block.ts';
import { createFinder } from '../plan-tree.ts';
import { conditionWords } from '../words.ts';

/** What the report needs of a plan, as data that may travel to another process. */
export interface Outline {
  readonly nodes: readonly OutlineNode[];
  /** Gates that did not pass, each with the whole id of its node. */
  readonly refused: readonly (readonly [id: string, gate: string])[];
  /** Failed nodes that a sibling made good for. */
  readonly absorbed: readonly string[];
  /** Where in the pipe file nodes with an error stand, by their whole ids; of an included pipe's nodes the including one. */
  readonly lines?: readonly (readonly [id: string, line: number])[];
}

/** A node at the top level of a pipe. */
export interface OutlineNode {
  readonly id: string;
  readonly kind: Kind;
  /** Indexes of the nodes it depends on. */
  readonly needs: readonly number[];
  /** Absent: all must succeed. */
  readonly rule?: string;
  readonly gate?: string;
  readonly when?: string;
  /** In the pipe file. */
  readonly line?: number;
}

/** The outline of a run's plan. */
export function outlineOf(plan: Plan, state: RunState): Outline {
  const find = createFinder(plan);
  const refused: (readonly [string, string])[] = [];
  const lines: (readonly [string, number])[] = [];
  for (const { id, error, cause, status } of state.nodes.values()) {
    const line = error === undefined && status !== 'running' ? undefined : lineOf(id, find);
    if (line !== undefined) lines.push([id, line]);
    const isRefused = error?.kind === 'gate_failed' || error?.kind === 'gate_timeout';
    // Of a body whose child was refused the gate is the child's.
    const gate = isRefused && cause === undefined ? find(id)?.gate : undefined;
    if (gate !== undefined) refused.push([id, gate]);
  }
  const nodes = plan.nodes.map((node) => outlineNode(node, plan));
  return { nodes, refused, absorbed: [...absorbedFailures(state, plan)], lines };
}

// What a pipe includes has lines of another file.
function lineOf(id: string, find: (id: string) => PlanNode | undefined): number | undefined {
  const parts = id.split('/');
  let line: number | undefined;
  for (let length = 1; length <= parts.length; length++) {
    const node = find(parts.slice(0, length).join('/'));
    line = node?.line ?? line;
    if (node === undefined || node.body.kind === 'pipe') break;
  }
  return line;
}

function outlineNode(node: PlanNode, { graph }: Plan): OutlineNode {
  const { id, kind, index, triggerRule, gate, when, line } = node;
  const { start, targets } = graph.dependencies;
  return {
    id,
    kind,
    needs: [...targets.subarray(start[index], start[index + 1])],
    ...(triggerRule !== 'all_success' && { rule: triggerRule }),
    ...(gate !== undefined && { gate }),
    ...(when !== undefined && { when: conditionWords(when.source) }),
    ...(line !== undefined && { line }),
  };
}
