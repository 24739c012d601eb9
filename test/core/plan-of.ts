import { buildGraph, rowsOf } from '../../src/core/graph.ts';
import type { Env, TriggerRule } from '../../src/core/pipe.ts';
import type { AgentBody, AgentLoopBody, Plan, PlanBody, PlanNode } from '../../src/core/plan.ts';

/** A node in a test's own shorthand: bash unless a body says otherwise. */
export interface NodeSpec {
  readonly needs?: readonly string[];
  readonly rule?: TriggerRule;
  readonly body?: PlanBody;
  readonly timeoutMs?: number;
  readonly gate?: string;
  readonly env?: Env;
  readonly passEnv?: readonly string[];
}

/** A plan from shorthand, nodes in the order written; a bare list is a node's dependencies. */
export function planOf(
  specs: Readonly<Record<string, NodeSpec | readonly string[]>>,
  options: Pick<Plan, 'timeoutMs'> & { readonly maxParallel?: number } = {},
): Plan {
  const ids = Object.keys(specs);
  const full = ids.map((id): NodeSpec => {
    const spec = specs[id]!;
    return isList(spec) ? { needs: spec } : spec;
  });
  const graph = buildGraph(rowsOf(full.map(({ needs = [] }) => needs.map((id) => ids.indexOf(id)))));
  if ('cycles' in graph) throw new Error(`the test's plan has a cycle: ${JSON.stringify(graph.cycles)}`);
  const { maxParallel = 4, timeoutMs } = options;
  const nodes = full.map((spec, index) => nodeOf(ids[index]!, index, spec));
  return { name: 'test', nodes, graph, maxParallel, ...(timeoutMs !== undefined && { timeoutMs }) };
}

const isList = (spec: NodeSpec | readonly string[]): spec is readonly string[] => Array.isArray(spec);

function nodeOf(id: string, index: number, spec: NodeSpec): PlanNode {
  const { body = { kind: 'script', script: `run ${id}` }, gate } = spec;
  return {
    index,
    id,
    kind: KIND[body.kind],
    body,
    triggerRule: spec.rule ?? 'all_success',
    timeoutMs: spec.timeoutMs ?? 1_800_000,
    ...(gate !== undefined && { gate }),
    env: spec.env ?? new Map(),
    passEnv: spec.passEnv ?? [],
  };
}

const KIND = { script: 'bash', agent: 'prompt', loop: 'loop' } as const;

/** An agent body with nothing special about it. */
export const agent = (body: Partial<AgentBody> = {}): AgentBody => ({
  kind: 'agent',
  prompt: 'do it',
  allowedTools: [],
  ...body,
});

/** A loop that ends with `DONE`, three times at most. */
export const loop = (body: Partial<AgentLoopBody> = {}): AgentLoopBody => ({
  kind: 'loop',
  turn: agent(),
  until: 'DONE',
  maxIterations: 3,
  freshContext: false,
  ...body,
});
