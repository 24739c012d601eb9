import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Drawing,
  type Layout,
  layered,
  layoutWork,
  widestLayer,
} from '../../src/report/html/layered.ts';
import { createLayout } from '../../src/shell/report-layout.ts';

const box = { width: 180, height: 46 };

/** Random graphs: every edge from a lower index to a higher one. */
const drawings = fc
  .integer({ min: 1, max: 60 })
  .chain((size) =>
    fc
      .uniqueArray(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 3 * size, selector: String })
      .map((pairs): Drawing => ({ size, edges: pairs.filter(([from, to]) => from < to), box })),
  );

function expectSound({ size, edges }: Drawing, { width, height, nodes, edges: ways }: Layout): void {
  expect(nodes).toHaveLength(size);
  expect(ways).toHaveLength(edges.length);
  for (const { x, y } of nodes) {
    expect(x - box.width / 2).toBeGreaterThanOrEqual(-1);
    expect(x + box.width / 2).toBeLessThanOrEqual(width + 1);
    expect(y - box.height / 2).toBeGreaterThanOrEqual(-1);
    expect(y + box.height / 2).toBeLessThanOrEqual(height + 1);
  }
  // No box lies on another, and what depends on something stands to its right.
  const sorted = [...nodes].sort((a, b) => a.x - b.x);
  for (const [at, a] of sorted.entries()) {
    for (let next = at + 1; next < sorted.length && sorted[next]!.x - a.x < box.width; next++)
      expect(Math.abs(sorted[next]!.y - a.y)).toBeGreaterThanOrEqual(box.height);
  }
  for (const [from, to] of edges) expect(nodes[from]!.x).toBeLessThan(nodes[to]!.x);
  for (const way of ways) expect(way.length).toBeGreaterThanOrEqual(2);
}

const fan = (size: number): Drawing => ({
  size,
  edges: Array.from({ length: size - 1 }, (_, at) => [0, at + 1] as const),
  box,
});

const grid = (size: number, width: number): Drawing => ({
  size,
  edges: Array.from({ length: size - width }, (_, at) => [at, at + width] as const).flatMap(([from, to]) => [
    [from, to] as const,
    [from, to - (to % width) + ((from * 7) % width)] as const,
  ]),
  box,
});

describe('the layout of ours', () => {
  test('is sound for any graph', () => {
    fc.assert(fc.property(drawings, (drawing) => expectSound(drawing, layered(drawing))));
  });

  test('of a thousand nodes side by side is a block, not a tower', () => {
    const layout = layered(fan(1000));
    expectSound(fan(1000), layout);
    expect(layout.height).toBeLessThan(3000);
  });

  test('orders a layer by what its nodes depend on', () => {
    // Two chains whose second nodes are numbered crosswise.
    const { nodes } = layered({
      size: 4,
      edges: [
        [0, 3],
        [1, 2],
      ],
      box,
    });
    expect(nodes[0]!.y).toBeLessThan(nodes[1]!.y);
    expect(nodes[3]!.y).toBeLessThan(nodes[2]!.y);
  });
});

test('the work of a layout counts the layers an edge passes', () => {
  expect(
    layoutWork({
      size: 3,
      edges: [
        [0, 1],
        [1, 2],
        [0, 2],
      ],
      box,
    }),
  ).toBe(3 + 1 + 1 + 3);
  expect(widestLayer(fan(6))).toBe(5);
});

describe('the layout of the report', () => {
  test('is sound for any graph, and each edge begins and ends at its boxes', async () => {
    const layout = await createLayout(60);
    fc.assert(
      fc.property(drawings, (drawing) => {
        const placed = layout(drawing);
        expectSound(drawing, placed);
        for (const [at, [from, to]] of drawing.edges.entries()) {
          const way = placed.edges[at]!;
          expect(Math.abs(way[0]!.x - placed.nodes[from]!.x)).toBeLessThanOrEqual(box.width / 2 + 1);
          expect(Math.abs(way.at(-1)!.x - placed.nodes[to]!.x)).toBeLessThanOrEqual(box.width / 2 + 1);
        }
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ['300 in layers', grid(300, 20)],
    ['500 in layers', grid(500, 20)],
    ['1,000 in layers', grid(1000, 25)],
    ['1,000 side by side', fan(1000)],
    ['3,000 in layers', grid(3000, 50)],
  ])('of %s takes no two seconds', async (_, drawing) => {
    const layout = await createLayout(drawing.size);
    expectSound(drawing, layout(drawing));
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 3; round++) {
      const begin = performance.now();
      layout(drawing);
      least = Math.min(least, performance.now() - begin);
    }
    expect(least).toBeLessThan(2000);
  });
});
