import type { Plan } from '../core/plan.ts';
import { sha256 } from '../effects/crypto.ts';

/** A digest over everything of a plan that decides what runs; places in the file are left out. */
export function planDigest(plan: Plan): string {
  const { name, maxParallel, timeoutMs, nodes, graph } = plan;
  const edges = Array.from(graph.dependencies.targets);
  const rows = Array.from(graph.dependencies.start);
  return `sha256:${sha256(JSON.stringify({ name, maxParallel, timeoutMs, nodes, rows, edges }, plain))}`;
}

// Maps and compiled templates have no JSON of their own; the line is where, not what.
function plain(key: string, value: unknown): unknown {
  if (key === 'line') return undefined;
  if (value instanceof Map) return [...value];
  if (typeof value === 'object' && value !== null && 'render' in value && 'source' in value)
    return value.source;
  return value;
}
