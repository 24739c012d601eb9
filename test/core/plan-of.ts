import { compiler } from '../../src/core/expression.ts';
import { buildGraph, rowsOf } from '../../src/core/graph.ts';
import type { Json } from '../../src/core/json.ts';
import type { Control, ControlBody, ErrorPolicy, InputSpec, OutputSpec, Retry } from '../../src/core/pipe.ts';
import type {
  AgentBody,
  AgentLoopBody,
  LoopEnd,
  Plan,
  PlanBody,
  PlanEachBody,
  PlanNode,
  PlanParallelBody,
  PlanStepsBody,
  Pool,
  RepeatBody,
  SubPipeBody,
} from '../../src/core/plan.ts';
import { ok, type Result } from '../../src/core/result.ts';
import { type Context, type Expression, ROOTS, type Template } from '../../src/core/template.ts';

/** A node in a test's own shorthand: bash unless a body says otherwise. */
export interface NodeSpec
  extends Partial<
    Pick<PlanNode, 'timeoutMs' | 'gate' | 'env' | 'passEnv' | 'body' | 'when' | 'onError' | 'recovers'>
  > {
  readonly needs?: readonly string[];
  readonly rule?: PlanNode['triggerRule'];
  readonly outputs?: OutputSpec;
  readonly pool?: Pool;
  readonly maxVisits?: number;
}

/** A whole spec, a node's dependencies, or only its body. */
export type Short = NodeSpec | readonly string[] | PlanBody;

export type Shorts = Readonly<Record<string, Short>>;

type PlanOptions = Partial<Pick<Plan, 'timeoutMs' | 'maxParallel' | 'failureMode' | 'outputs' | 'name'>>;

/** A plan from shorthand, nodes in the order written. */
export function planOf(shorts: Shorts, options: PlanOptions = {}): Plan {
  const ids = Object.keys(shorts);
  const full = ids.map((id) => specOf(shorts[id]!));
  const rows = full.map(({ needs = [], body }) => (body?.kind === 'join' ? union(body.of, needs) : needs));
  const graph = buildGraph(rowsOf(rows.map((row) => row.map((id) => ids.indexOf(id)))));
  if ('cycles' in graph) throw new Error(`the test's plan has a cycle: ${JSON.stringify(graph.cycles)}`);
  const nodes = full.map((spec, index) => nodeOf(ids[index]!, spec, index));
  return { name: 'test', maxParallel: 4, ...options, nodes, graph };
}

const union = (first: readonly string[], second: readonly string[]) => [...new Set([...first, ...second])];

function specOf(short: Short): NodeSpec {
  if (isList(short)) return { needs: short };
  return 'kind' in short ? { body: short } : short;
}

const isList = (short: Short): short is readonly string[] => Array.isArray(short);

/** One node from shorthand; leaves have the default deadline, as planned ones do. */
export function nodeOf(id: string, short: Short, index = 0): PlanNode {
  const { needs: _, rule = 'all_success', ...spec } = specOf(short);
  const { body = { kind: 'script', script: `run ${id}` } } = spec;
  const isLeaf = body.kind === 'script' || body.kind === 'agent' || body.kind === 'loop';
  return {
    env: new Map(),
    passEnv: [],
    ...(isLeaf && { timeoutMs: 1_800_000 }),
    ...spec,
    index,
    id,
    kind: kindOf(body),
    body,
    triggerRule: rule,
  };
}

function kindOf(body: PlanBody): PlanNode['kind'] {
  if (body.kind === 'control') return body.control.kind;
  const other = { script: 'bash', agent: 'prompt', repeat: 'loop' } as const;
  return body.kind in other ? other[body.kind as keyof typeof other] : (body.kind as PlanNode['kind']);
}

const nodesOf = (shorts: Shorts) => Object.entries(shorts).map(([id, short], at) => nodeOf(id, short, at));

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

/** An agent loop with no `until` line: only what `end` says ends it. */
export function loopEnding(end: Partial<AgentLoopBody>): AgentLoopBody {
  const { until: _, ...rest } = loop();
  return { ...rest, ...end };
}

export const steps = (shorts: Shorts): PlanStepsBody => ({ kind: 'steps', steps: nodesOf(shorts) });

export const parallel = (shorts: Shorts, options: Partial<PlanParallelBody> = {}): PlanParallelBody => ({
  kind: 'parallel',
  failFast: true,
  ignoreErrors: false,
  ...options,
  branches: nodesOf(shorts),
});

export const each = (
  items: PlanEachBody['in'],
  child: Short,
  options: Partial<PlanEachBody> = {},
): PlanEachBody => ({ kind: 'each', in: items, onItemError: 'fail', ...options, child: nodeOf('', child) });

/** A loop over a body; three times at most. */
export const repeat = (child: Short, end: Partial<LoopEnd> = {}): RepeatBody => ({
  kind: 'repeat',
  maxIterations: 3,
  ...end,
  child: nodeOf('', child),
});

export const join = (...of: readonly string[]): PlanBody => ({ kind: 'join', of });

export const subPipe = (
  plan: Plan,
  given: Readonly<Record<string, Template>> = {},
  inputs: readonly InputSpec[] = [],
): SubPipeBody => ({ kind: 'pipe', plan, inputs, with: new Map(Object.entries(given)) });

const control = (of: Control): ControlBody => ({ kind: 'control', control: of });

/** A step that only says `break`, `continue`, `skip` or `stop`. */
export const say = (kind: 'break' | 'continue' | 'skip' | 'stop') => control({ kind });
export const jump = (to: string) => control({ kind: 'jump', to });
export const set = (values: Readonly<Record<string, Template>>) =>
  control({ kind: 'set', values: new Map(Object.entries(values)) });
export const giveBack = (values: Readonly<Record<string, Template>>) =>
  control({ kind: 'return', values: new Map(Object.entries(values)) });

/** Outputs of a container. */
export const computed = (values: Readonly<Record<string, Template>>): OutputSpec => ({
  from: 'expressions',
  values: new Map(Object.entries(values)),
});

/** `continue`, `jump=x`, or so many retries with what follows the last. */
export function onError(then: ErrorPolicy['then'], retry?: number | Partial<Retry>): ErrorPolicy {
  if (retry === undefined) return { then };
  const given = typeof retry === 'number' ? { max: retry } : retry;
  return { then, retry: { max: 1, delayMs: 0, backoff: 1, jitter: 0, ...given } };
}

const NAMES = { inputs: ['who', 'n', 'flag', 'list'], roots: ROOTS, items: ['it', 'other'] } as const;

/** One expression, compiled as the planner does; every context may be named, and the items `it` and `other`. */
export function expr(source: string): Expression {
  const compiled = compiler.expression(source, NAMES);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
}

/** A text with `${{ … }}` in it, compiled as the planner does. */
export function text(source: string): Template {
  const compiled = compiler.template(source, NAMES);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
}

/** An expression without the language: what a test's own function makes of the context. */
export function reads(
  source: string,
  value: (context: Context) => Result<Json, string>,
  names: readonly string[] = [],
): Expression {
  const references = names.map((name) => {
    const [root = '', ...keys] = name.split('.');
    return { root, keys, isOpen: false, occurrence: 0 };
  });
  const render = (context: Context) => {
    const found = value(context);
    return found.ok ? ok(String(found.value)) : found;
  };
  return { source, references, value, render };
}

/** An expression that cannot be evaluated. */
export const broken = (error: string): Expression => reads('bad', () => ({ ok: false, error }));
