import type { Body, Pipe, PipeNode } from './pipe.ts';
import { childrenOf, templatesOf } from './pipe-tree.ts';
import { type Stub, type Stubs, stubFor } from './stubs.ts';
import type { Template } from './template.ts';

/** The steps that a place can read, and what stands before their ids. */
interface Steps {
  readonly nodes: readonly PipeNode[];
  readonly prefix: string;
}

/** The outputs that expressions read and no stub gives, as they are written, each once. */
export function unstubbedReads(pipe: Pipe, stubs: Stubs): readonly string[] {
  const found = new Set<string>();
  const look = (template: Template, steps: Steps) => {
    if (typeof template === 'string') return;
    for (const { root, keys } of template.references) {
      const property = keys[1]?.toLowerCase();
      if (property !== 'outputs' && property !== 'text') continue;
      const { nodes, prefix } =
        root === 'steps' ? steps : { nodes: root === 'nodes' ? pipe.nodes : [], prefix: '' };
      const target = nodes.find(({ id }) => id === keys[0]?.toLowerCase());
      if (target === undefined || isMade(target)) continue;
      const id = prefix + target.id;
      // What another pipe publishes comes from its own nodes.
      if (target.body?.kind === 'pipe' && [...stubs.keys()].some((key) => key.startsWith(`${id}/`))) continue;
      if (!isGiven(stubFor(stubs, id), property)) {
        found.add(`${root}.${target.id}.${keys.slice(1).join('.')}`);
      }
    }
  };
  const walk = (node: PipeNode, steps: Steps, prefix: string) => {
    const id = prefix + (node.id === '' ? '*' : node.id);
    const after = afterSteps(node.body, id) ?? steps;
    for (const { template, isAfter } of templatesOf(node)) look(template, isAfter ? after : steps);
    for (const template of node.env.values()) look(template, steps);
    const inside = node.body?.kind === 'steps' ? after : steps;
    for (const child of childrenOf(node.body)) walk(child, inside, `${id}/`);
  };
  const none: Steps = { nodes: [], prefix: '' };
  for (const node of pipe.nodes) walk(node, none, '');
  for (const template of pipe.outputs.values()) look(template, none);
  return [...found];
}

function afterSteps(body: Body | undefined, id: string): Steps | undefined {
  if (body?.kind === 'steps') return { nodes: body.steps, prefix: `${id}/` };
  return body?.kind === 'loop' && 'node' in body.turn
    ? afterSteps(body.turn.node.body, `${id}/*`)
    : undefined;
}

function isGiven(stub: Stub | undefined, property: 'outputs' | 'text'): boolean {
  if (stub === undefined) return false;
  // A failed node has no outputs: that is no guess.
  if (stub.status === 'failed' || stub.text !== undefined) return true;
  return property === 'outputs' && stub.outputs !== undefined;
}

// What a body makes of its children is known as far as they are.
function isMade({ body, outputs }: PipeNode): boolean {
  if (outputs?.from === 'expressions') return true;
  return (
    outputs === undefined && body !== undefined && !['bash', 'prompt', 'command', 'pipe'].includes(body.kind)
  );
}
