import type { NodeDigest } from './event.ts';
import type { Sha256 } from './journal-line.ts';
import type { Plan, PlanBody, PlanNode } from './plan.ts';
import type { Reference, Template } from './template.ts';

/** What digests are made of beside the plan. */
export interface DigestSources {
  readonly sha256: Sha256;
  /** Stands for what a template reads of `run`; of another run it is another. */
  readonly runId: string;
  /** A digest of the bytes of a gate's hook and all beside it. */
  readonly hook: (gate: string) => string | undefined;
  /** Of the inputs that are no texts: another type makes another value of the same text. */
  readonly types?: readonly string[];
}

/**
 * What decides the results of a plan's nodes, each worked out when it is first asked for. It is about the plan alone:
 * values come from what a node depends on, and whoever compares digests has compared that before.
 */
export function createDigests(plan: Plan, sources: DigestSources): (node: PlanNode) => NodeDigest {
  const around = new Map<PlanNode, Plan>();
  mark(plan, around);
  const known = new WeakMap<PlanNode, NodeDigest>();
  return (node) => {
    const digest = known.get(node) ?? digestOf(node, around.get(node), sources);
    known.set(node, digest);
    return digest;
  };
}

// Only a plan with an environment says anything about its nodes.
function mark(plan: Plan, around: Map<PlanNode, Plan>): void {
  const hasEnv = plan.env !== undefined && plan.env.size > 0;
  for (const node of plan.nodes) {
    if (hasEnv) around.set(node, plan);
    markBelow(node, around);
  }
}

function markBelow({ body }: PlanNode, around: Map<PlanNode, Plan>): void {
  switch (body.kind) {
    case 'pipe':
      mark(body.plan, around);
      return;
    case 'steps':
      for (const step of body.steps) markBelow(step, around);
      return;
    case 'parallel':
      for (const branch of body.branches) markBelow(branch, around);
      return;
    case 'each':
    case 'repeat':
      markBelow(body.child, around);
      return;
    default:
  }
}

function digestOf(node: PlanNode, plan: Plan | undefined, sources: DigestSources): NodeDigest {
  const { sha256, hook } = sources;
  const { gate, outputs, onError, env, passEnv } = node;
  const part = (value: unknown) => sha256(stable(value, sources)).slice(0, 16);
  const hasEnv = env.size > 0 || passEnv.length > 0 || plan !== undefined;
  return {
    body: part(own(node.kind, node.body)),
    ...(hasEnv && { env: part([plan?.env, env, passEnv]) }),
    ...(gate !== undefined && { gate: part([gate, hook(gate)]) }),
    ...((outputs !== undefined || onError !== undefined) && { policy: part([outputs, onError]) }),
  };
}

/** A body without its children: they have digests of their own. */
function own(kind: string, body: PlanBody): unknown {
  switch (body.kind) {
    case 'steps':
      return [kind];
    case 'parallel': {
      const { branches: _, maxParallel: __, ...rest } = body;
      return [kind, rest];
    }
    case 'each': {
      const { child: _, maxParallel: __, ...rest } = body;
      return [kind, rest];
    }
    case 'repeat': {
      const { child: _, ...rest } = body;
      return [kind, rest];
    }
    case 'pipe':
      return [kind, body.inputs, body.with];
    default:
      return [kind, body];
  }
}

// Maps and compiled templates have no JSON of their own. One that reads `run` reads another value in each run, unless it
// is the pipe's name, which is compared with the ground.
function stable(value: unknown, { runId, types = [] }: DigestSources): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner instanceof Map) return [...inner];
    if (!isCompiled(inner)) return inner;
    if (inner.references.some(isOfOneRun)) return [inner.source, runId, types];
    const isTyped = types.length > 0 && inner.references.some(({ root }) => root === 'inputs');
    return isTyped ? [inner.source, types] : inner.source;
  });
}

interface Compiled {
  readonly source: string;
  readonly references: readonly Reference[];
}

const isCompiled = (value: unknown): value is Compiled & Exclude<Template, string> =>
  typeof value === 'object' && value !== null && 'render' in value && 'source' in value;

const isOfOneRun = ({ root, keys }: Reference) => root === 'run' && keys[0] !== 'pipe';
