import type { Catalog } from './catalog.ts';
import { buildGraph, type Rows } from './graph.ts';
import type { Pipe, PipeNode, PlaceOf } from './pipe.ts';
import type { Plan } from './plan.ts';
import { createPlanner, type Report } from './plan-node.ts';
import type { Mistake, Problem } from './problem.ts';
import { checkReferences } from './references.ts';
import { err, ok, type Result } from './result.ts';
import { suggest } from './suggest.ts';

const DEFAULT_MAX_PARALLEL = 4;
/** More are only counted. */
const MAX_PROBLEMS = 100;

/** Resolves a pipe against what its volume holds. All problems at once; O(nodes + edges). */
export function plan(pipe: Pipe, catalog: Catalog, place: PlaceOf): Result<Plan, readonly Problem[]> {
  const problems: Problem[] = [];
  let found = 0;
  const report: Report = (mistake, path, occurrence) => {
    found++;
    if (found > MAX_PROBLEMS) return;
    const at = place(path, occurrence);
    problems.push(at === undefined ? mistake : { ...mistake, place: at });
  };
  if (pipe.nodes.length === 0) report({ kind: 'empty_nodes' }, ['nodes']);
  const index = indexIds(pipe.nodes, report, place);
  const graph = buildGraph(resolveEdges(pipe.nodes, index, report));
  if ('cycles' in graph) {
    for (const cycle of graph.cycles) {
      const path = cycle.map((node) => pipe.nodes[node]!.id);
      report({ kind: 'cycle', path }, ['nodes', cycle[0]!, 'depends_on']);
    }
  } else checkReferences(pipe, { graph, index, catalog, report });
  // A pipe that several nodes include has its problems once.
  const adopted = new Set<Problem>();
  const adopt = (more: readonly Problem[]) => {
    for (const problem of more) adopted.add(problem);
  };
  const planNode = createPlanner({ pipe, catalog, report, place, adopt });
  const nodes = pipe.nodes.map((node, at) => planNode(node, at));
  problems.push(...adopted);
  if (found > MAX_PROBLEMS) problems.push({ kind: 'more_problems', count: found - MAX_PROBLEMS });
  if (problems.length > 0 || 'cycles' in graph) return err(problems);
  return ok({
    name: pipe.name,
    nodes: nodes.filter((node) => node !== undefined),
    graph,
    maxParallel: pipe.maxParallel ?? DEFAULT_MAX_PARALLEL,
    ...(pipe.timeoutMs !== undefined && { timeoutMs: pipe.timeoutMs }),
    ...(pipe.failureMode !== undefined && { failureMode: pipe.failureMode }),
    ...(pipe.outputs.size > 0 && { outputs: pipe.outputs }),
    ...(pipe.env.size > 0 && { env: pipe.env }),
  });
}

function indexIds(nodes: readonly PipeNode[], report: Report, place: PlaceOf): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]!;
    const key = node.id.toLowerCase();
    const first = index.get(key);
    if (first === undefined) {
      index.set(key, at);
      continue;
    }
    const firstLine = place(['nodes', first, 'id'])?.line;
    const firstId = nodes[first]!.id;
    report(
      { kind: 'duplicate_id', id: node.id, first: firstId, ...(firstLine !== undefined && { firstLine }) },
      ['nodes', at, 'id'],
    );
  }
  return index;
}

// A join depends on what it joins, listed there or not.
function dependenciesOf({ body, dependsOn }: PipeNode): readonly string[] {
  if (body?.kind !== 'join') return dependsOn;
  const joined = new Set(body.of);
  return [...body.of, ...dependsOn.filter((id) => !joined.has(id))];
}

function resolveEdges(nodes: readonly PipeNode[], index: ReadonlyMap<string, number>, report: Report): Rows {
  const lists = nodes.map(dependenciesOf);
  const start = new Int32Array(nodes.length + 1);
  const targets = new Int32Array(lists.reduce((count, list) => count + list.length, 0));
  // The last node that named each target: a set per node would cost more than all the rest of planning.
  const namedBy = new Int32Array(nodes.length).fill(-1);
  const missingBy = new Map<string, number>();
  let found = 0;
  for (let at = 0; at < nodes.length; at++) {
    const { id } = nodes[at]!;
    const list = lists[at]!;
    for (let i = 0; i < list.length; i++) {
      const name = list[i]!;
      const target = index.get(name);
      const isSecond = target === undefined ? missingBy.get(name) === at : namedBy[target] === at;
      if (isSecond) {
        report({ kind: 'duplicate_dependency', node: id, dependency: name }, placeOfEdge(nodes[at]!, at, i));
      } else if (target === undefined) {
        missingBy.set(name, at);
        const candidates = missingBy.size > MAX_SUGGESTED ? [] : index.keys();
        report(unknownDependency(id, name, candidates), placeOfEdge(nodes[at]!, at, i));
      } else {
        namedBy[target] = at;
        targets[found++] = target;
      }
    }
    start[at + 1] = found;
  }
  return { start, targets: targets.subarray(0, found) };
}

function placeOfEdge({ body, dependsOn }: PipeNode, at: number, edge: number): (string | number)[] {
  if (body?.kind !== 'join') return ['nodes', at, 'depends_on', edge];
  const { of } = body;
  if (edge < of.length) return ['nodes', at, 'join', edge];
  const others = dependsOn.flatMap((id, listed) => (of.includes(id) ? [] : [listed]));
  return ['nodes', at, 'depends_on', others[edge - of.length]!];
}

// A look at every id for every misspelt one would cost their product.
const MAX_SUGGESTED = 20;

function unknownDependency(node: string, missing: string, ids: Iterable<string>): Mistake {
  const suggestion = suggest(missing, ids);
  return { kind: 'unknown_dependency', node, missing, ...(suggestion !== undefined && { suggestion }) };
}
