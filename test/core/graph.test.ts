import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildGraph, rowsOf } from '../../src/core/graph.ts';

/** Builds from `dependencies[i]` = the dependencies of node i, and shows typed arrays as plain ones. */
function build(dependencies: readonly (readonly number[])[]) {
  const built = buildGraph(rowsOf(dependencies));
  if ('cycles' in built) return built;
  const { size, order, distance, dependents } = built;
  const rows = Array.from({ length: size }, (_, i) => [
    ...dependents.targets.subarray(dependents.start[i], dependents.start[i + 1]),
  ]);
  return { size, order: [...order], distance: [...distance], dependents: rows };
}

test('lists become rows: where each starts, and all targets behind one another', () => {
  const { start, targets } = rowsOf([[1, 2], [], [0]]);
  expect({ start: [...start], targets: [...targets] }).toEqual({ start: [0, 2, 2, 3], targets: [1, 2, 0] });
});

test.each([
  {
    name: 'nothing',
    dependencies: [],
    graph: { size: 0, order: [], distance: [], dependents: [] },
  },
  {
    name: 'a chain written backwards',
    dependencies: [[1], [2], []],
    graph: { size: 3, order: [2, 1, 0], distance: [1, 2, 3], dependents: [[], [0], [1]] },
  },
  {
    name: 'a diamond with a tail on one side',
    dependencies: [[], [0], [0], [1, 2], [2], [4], [5]],
    graph: {
      size: 7,
      order: [0, 1, 2, 3, 4, 5, 6],
      distance: [5, 2, 4, 1, 3, 2, 1],
      dependents: [[1, 2], [3], [3, 4], [], [5], [6], []],
    },
  },
  {
    name: 'nodes without edges',
    dependencies: [[], []],
    graph: { size: 2, order: [0, 1], distance: [1, 1], dependents: [[], []] },
  },
])('orders $name', ({ dependencies, graph }) => {
  expect(build(dependencies)).toEqual(graph);
});

test.each([
  { name: 'a node that needs itself', dependencies: [[0]], cycles: [[0, 0]] },
  { name: 'two that need each other', dependencies: [[1], [0]], cycles: [[0, 1, 0]] },
  {
    name: 'a cycle behind a way that leads into it',
    dependencies: [[1], [2], [3], [1], []],
    cycles: [[1, 2, 3, 1]],
  },
  { name: 'what hangs below a cycle', dependencies: [[0], [0], [1]], cycles: [[0, 0]] },
  {
    name: 'two apart',
    dependencies: [[1], [0], [], [4], [3]],
    cycles: [
      [0, 1, 0],
      [3, 4, 3],
    ],
  },
  {
    name: 'one that itself needs another',
    dependencies: [[1], [0], [0, 3], [2]],
    cycles: [
      [0, 1, 0],
      [2, 3, 2],
    ],
  },
  { name: 'one of the two in a knot', dependencies: [[1, 2], [0], [0]], cycles: [[0, 1, 0]] },
  {
    name: 'a cycle whose first dependency is fine',
    dependencies: [[], [0, 2], [0, 1]],
    cycles: [[1, 2, 1]],
  },
])('finds $name, each cycle closed by its path', ({ dependencies, cycles }) => {
  expect(build(dependencies)).toEqual({ cycles });
});

test('a ring of 200,000 nodes is one cycle, found without recursion', () => {
  const size = 200_000;
  const built = build(Array.from({ length: size }, (_, i) => [(i + 1) % size]));
  expect(built).toEqual({ cycles: [Array.from({ length: size + 1 }, (_, i) => i % size)] });
});

const anyGraph = fc
  .array(fc.array(fc.nat(1000), { maxLength: 3 }), { minLength: 1, maxLength: 12 })
  .map((lists) => lists.map((list) => [...new Set(list.map((pick) => pick % lists.length))]));

test('every graph is either ordered or shows a true cycle in every knot', () => {
  fc.assert(
    fc.property(anyGraph, (dependencies) => {
      const built = build(dependencies);
      const reach = reachability(dependencies);
      const knots = new Set(dependencies.flatMap((_, i) => (reach[i]!.has(i) ? [knotOf(reach, i)] : [])));
      if (!('cycles' in built)) {
        expect(knots.size).toBe(0);
        const at = new Map(built.order.map((node, place) => [node, place]));
        for (const [node, list] of dependencies.entries()) {
          for (const dependency of list) expect(at.get(dependency)!).toBeLessThan(at.get(node)!);
        }
        expect(built.distance).toEqual(dependencies.map((_, node) => longestPath(built.dependents, node)));
        return;
      }
      for (const cycle of built.cycles) {
        expect(cycle.at(-1)).toBe(cycle[0]);
        expect(new Set(cycle).size).toBe(cycle.length - 1);
        for (let i = 1; i < cycle.length; i++) expect(dependencies[cycle[i - 1]!]).toContain(cycle[i]);
      }
      expect(new Set(built.cycles.map((cycle) => knotOf(reach, cycle[0]!)))).toEqual(knots);
    }),
    { numRuns: 500 },
  );
});

/** What each node can reach over one edge or more, by walking until nothing is new. */
function reachability(dependencies: readonly (readonly number[])[]): readonly ReadonlySet<number>[] {
  return dependencies.map((direct) => {
    const reached = new Set(direct);
    for (const node of reached) for (const next of dependencies[node]!) reached.add(next);
    return reached;
  });
}

const knotOf = (reach: readonly ReadonlySet<number>[], node: number) =>
  [...reach[node]!]
    .filter((other) => reach[other]!.has(node))
    .sort((a, b) => a - b)
    .join();

const longestPath = (dependents: readonly (readonly number[])[], node: number): number =>
  1 + Math.max(0, ...dependents[node]!.map((next) => longestPath(dependents, next)));
