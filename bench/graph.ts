/** A graph to run: nodes in an order in which every dependency stands before its dependents. */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly parallel: number;
  /** A node's shell command; `{}` stands for its id. */
  readonly body: string;
}

export interface GraphNode {
  readonly id: string;
  readonly needs: readonly string[];
}

/** Each node after the one before it. */
export const chain = (size: number): Graph => ({
  name: `chain ${size}`,
  nodes: ids(size).map((id, index, all) => ({ id, needs: index === 0 ? [] : [all[index - 1]!] })),
  parallel: 1,
  body: 'true',
});

/** Nodes without edges. */
export const fan = (size: number, parallel: number, body = 'true'): Graph => ({
  name: `fan ${size} par ${parallel}`,
  nodes: ids(size).map((id) => ({ id, needs: [] })),
  parallel,
  body,
});

/** Every node of a layer after every node of the layer before it. */
export function layers(depth: number, width: number): Graph {
  const all = ids(depth * width);
  const nodes = all.map((id, index) => {
    const first = (Math.floor(index / width) - 1) * width;
    return { id, needs: first < 0 ? [] : all.slice(first, first + width) };
  });
  return { name: `layers ${depth}x${width}`, nodes, parallel: 2, body: 'true' };
}

const ids = (size: number): readonly string[] => Array.from({ length: size }, (_, index) => `n${index}`);

/** A node's command. */
export const bodyOf = (graph: Graph, id: string): string => graph.body.replaceAll('{}', id);

/** What is wrong with an order of node ids as they ran: each once, after what it needs. */
export function checkOrder(graph: Graph, ran: readonly string[]): string | undefined {
  const seen = new Set<string>();
  const needs = new Map(graph.nodes.map((node) => [node.id, node.needs]));
  for (const id of ran) {
    if (seen.has(id)) return `${id} ran twice`;
    const missing = needs.get(id)?.find((need) => !seen.has(need));
    if (missing !== undefined) return `${id} ran before ${missing}`;
    seen.add(id);
  }
  return seen.size === graph.nodes.length ? undefined : `${seen.size} of ${graph.nodes.length} nodes ran`;
}
