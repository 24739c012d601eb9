/** A graph to lay out: boxes of one size, and edges between their indexes. */
export interface Drawing {
  readonly size: number;
  /** From a node to one that depends on it. */
  readonly edges: readonly (readonly [from: number, to: number])[];
  readonly box: { readonly width: number; readonly height: number };
}

/** Where everything is. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** The middle of every box. */
  readonly nodes: readonly Point[];
  /** The way of every edge, in the order they were given. */
  readonly edges: readonly (readonly Point[])[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const GAP_X = 56;
const GAP_Y = 14;
/** A higher layer is broken into columns. */
const MAX_ROWS = 40;

/** How much a thorough layout has to do: nodes, edges, and the layers that edges pass through. */
export function layoutWork({ size, edges }: Drawing): number {
  const layers = layersOf(size, edges);
  return edges.reduce((sum, [from, to]) => sum + 2 * (layers[to]! - layers[from]!) - 1, size);
}

/** The most nodes in one layer. */
export function widestLayer({ size, edges }: Drawing): number {
  const counts = new Map<number, number>();
  for (const layer of layersOf(size, edges)) counts.set(layer, (counts.get(layer) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

/** A layout in layers from left to right, for graphs too large for a thorough one. O(edges + nodes log nodes). */
export function layered(drawing: Drawing): Layout {
  const { size, edges, box } = drawing;
  const rows = rowsByLayer(drawing);
  const nodes: Point[] = new Array<Point>(size);
  const highest = Math.min(MAX_ROWS, Math.max(1, ...rows.map((row) => row.length)));
  const height = highest * (box.height + GAP_Y) - GAP_Y;
  let x = box.width / 2;
  for (const row of rows) {
    const columns = Math.ceil(row.length / MAX_ROWS);
    const perColumn = Math.ceil(row.length / columns);
    const top = (height - perColumn * (box.height + GAP_Y) + GAP_Y) / 2 + box.height / 2;
    for (const [at, node] of row.entries()) {
      const column = Math.floor(at / perColumn);
      const y = top + (at % perColumn) * (box.height + GAP_Y);
      nodes[node] = { x: x + column * (box.width + GAP_Y), y };
    }
    x += columns * (box.width + GAP_Y) - GAP_Y + GAP_X;
  }
  const ways = edges.map(([from, to]): readonly Point[] => {
    const start = nodes[from]!;
    const end = nodes[to]!;
    return [
      { x: start.x + box.width / 2, y: start.y },
      { x: end.x - box.width / 2, y: end.y },
    ];
  });
  return { width: Math.max(box.width, x - box.width / 2 - GAP_X), height, nodes, edges: ways };
}

// In a layer everything stands beside what it depends on, as far as that agrees.
function rowsByLayer({ size, edges }: Drawing): readonly (readonly number[])[] {
  const layers = layersOf(size, edges);
  const sums = new Float64Array(size);
  const counts = new Int32Array(size);
  const rows: number[][] = [];
  for (let node = 0; node < size; node++) {
    rows[layers[node]!] ??= [];
    rows[layers[node]!]!.push(node);
  }
  const next = dependentsOf(size, edges);
  for (const row of rows) {
    const place = (node: number) => (counts[node] === 0 ? 0 : sums[node]! / counts[node]!);
    row.sort((a, b) => place(a) - place(b) || a - b);
    for (const [at, node] of row.entries()) {
      for (const to of next[node]!) {
        sums[to]! += at / row.length;
        counts[to]!++;
      }
    }
  }
  return rows;
}

function layersOf(size: number, edges: Drawing['edges']): Int32Array {
  const next = dependentsOf(size, edges);
  const waiting = new Int32Array(size);
  for (const [, to] of edges) waiting[to]!++;
  const layers = new Int32Array(size);
  const ready: number[] = [];
  for (let node = 0; node < size; node++) if (waiting[node] === 0) ready.push(node);
  for (let at = 0; at < ready.length; at++) {
    const from = ready[at]!;
    for (const to of next[from]!) {
      layers[to] = Math.max(layers[to]!, layers[from]! + 1);
      if (--waiting[to]! === 0) ready.push(to);
    }
  }
  return layers;
}

function dependentsOf(size: number, edges: Drawing['edges']): readonly (readonly number[])[] {
  const next: number[][] = Array.from({ length: size }, () => []);
  for (const [from, to] of edges) next[from]!.push(to);
  return next;
}
