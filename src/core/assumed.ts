import type { Pipe, PipeNode } from './pipe.ts';
import { childrenOf, stepsAfter, templatesOf } from './pipe-tree.ts';
import { type Stubs, stubFor } from './stubs.ts';
import type { Reference, Template } from './template.ts';

/** The outputs that expressions read and no stub gives, as they are written, each once. */
export function unstubbedReads(pipe: Pipe, stubs: Stubs): readonly string[] {
  const found = new Set<string>();
  const look = (template: Template, steps: readonly PipeNode[], prefix: string) => {
    if (typeof template === 'string') return;
    for (const reference of template.references) {
      const target = targetOf(reference, pipe, steps);
      if (target === undefined || stubFor(stubs, prefix + target.id) !== undefined) continue;
      if (isMade(target)) continue;
      found.add(`${reference.root}.${target.id}.${reference.keys.slice(1).join('.')}`);
    }
  };
  const walk = (node: PipeNode, steps: readonly PipeNode[], prefix: string) => {
    const after = stepsAfter(node.body) ?? steps;
    for (const { template, isAfter } of templatesOf(node)) look(template, isAfter ? after : steps, prefix);
    for (const template of node.env.values()) look(template, steps, prefix);
    const inside = node.body?.kind === 'steps' ? node.body.steps : steps;
    for (const child of childrenOf(node.body))
      walk(child, inside, `${prefix}${node.id === '' ? '*' : node.id}/`);
  };
  for (const node of pipe.nodes) walk(node, [], '');
  for (const template of pipe.outputs.values()) look(template, [], '');
  return [...found];
}

function targetOf(
  { root, keys }: Reference,
  { nodes }: Pipe,
  steps: readonly PipeNode[],
): PipeNode | undefined {
  if (keys[1]?.toLowerCase() !== 'outputs' && keys[1]?.toLowerCase() !== 'text') return undefined;
  const among = root === 'nodes' ? nodes : root === 'steps' ? steps : [];
  return among.find(({ id }) => id === keys[0]?.toLowerCase());
}

// What a body makes of its children is known as far as they are.
function isMade({ body, outputs }: PipeNode): boolean {
  if (outputs?.from === 'expressions') return true;
  return (
    outputs === undefined && body !== undefined && !['bash', 'prompt', 'command', 'pipe'].includes(body.kind)
  );
}
