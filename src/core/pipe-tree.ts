import type { Body, Path, Pipe, PipeNode } from './pipe.ts';
import type { Plan, PlanBody, PlanNode } from './plan.ts';
import type { Template } from './template.ts';

/** The children a body is written with; of an included pipe none. */
export function childrenOf(body: Body | undefined): readonly PipeNode[] {
  switch (body?.kind) {
    case 'steps':
      return body.steps;
    case 'parallel':
      return body.branches;
    case 'each':
      return [body.node];
    case 'loop':
      return 'node' in body.turn ? [body.turn.node] : [];
    default:
      return [];
  }
}

/** A text of a node that may hold expressions, and where it stands. */
export interface OwnTemplate {
  readonly template: Template;
  readonly path: Path;
  /** Evaluated when the body is over, so that it sees the body's own steps. */
  readonly isAfter: boolean;
}

/** The templates of a node itself, without its `env` and those of its children. */
export function* templatesOf(node: PipeNode): Generator<OwnTemplate> {
  const { path, when, outputs, body } = node;
  const at = (template: Template, ...keys: string[]) => ({
    template,
    path: [...path, ...keys],
    isAfter: false,
  });
  if (when !== undefined) yield at(when, 'when');
  if (outputs?.from === 'expressions') {
    for (const [name, value] of outputs.values) yield { ...at(value, 'outputs', name), isAfter: true };
  }
  switch (body?.kind) {
    case 'prompt':
      yield at(body.prompt, 'prompt');
      break;
    case 'loop':
      if ('prompt' in body.turn) yield at(body.turn.prompt, 'loop', 'prompt');
      if (body.while !== undefined) yield { ...at(body.while, 'loop', 'while'), isAfter: true };
      break;
    case 'each':
      if ('references' in body.in) yield at(body.in, 'each', 'in');
      break;
    case 'pipe':
      for (const [key, value] of body.with) yield at(value, 'with', key);
      break;
    case 'control': {
      const { control } = body;
      if ('values' in control)
        for (const [name, value] of control.values) yield at(value, control.kind, name);
      break;
    }
    default:
  }
}

/** The steps that a node's own body ends with: those of a `steps`, or of the `steps` a loop repeats. */
export function stepsAfter(body: Body | undefined): readonly PipeNode[] | undefined {
  if (body?.kind === 'loop' && 'node' in body.turn) return stepsAfter(body.turn.node.body);
  return body?.kind === 'steps' ? body.steps : undefined;
}

/** Every node of a pipe, those in bodies right after what holds them. */
export function* allNodes({ nodes }: Pick<Pipe, 'nodes'>): Generator<PipeNode> {
  for (const node of nodes) {
    yield node;
    const children = childrenOf(node.body);
    if (children.length > 0) yield* allNodes({ nodes: children });
  }
}

/** The children of a planned body, those of an included pipe as well. */
export function plannedChildren(body: PlanBody): readonly PlanNode[] {
  switch (body.kind) {
    case 'steps':
      return body.steps;
    case 'parallel':
      return body.branches;
    case 'each':
    case 'repeat':
      return [body.child];
    case 'pipe':
      return body.plan.nodes;
    default:
      return [];
  }
}

/** Whether any node of a plan, however deep, calls an agent. */
export function usesAgent(plan: Plan): boolean {
  // A pipe that is included often is one list of nodes: without them pipes that include each other take forever.
  const seen = new Set<readonly PlanNode[]>();
  const calls = (nodes: readonly PlanNode[]): boolean => {
    if (seen.has(nodes)) return false;
    seen.add(nodes);
    return nodes.some(
      ({ body }) => body.kind === 'agent' || body.kind === 'loop' || calls(plannedChildren(body)),
    );
  };
  return calls(plan.nodes);
}
