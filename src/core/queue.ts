/** Ready nodes, the one with the longest remaining path first; equal ones in the order of the file. */
export interface Queue {
  readonly push: (node: number) => void;
  readonly pop: () => number | undefined;
  readonly clear: () => void;
}

/** A binary heap over at most `capacity` node indexes. */
export function createQueue(capacity: number, distance: Int32Array): Queue {
  const heap = new Int32Array(capacity);
  let size = 0;
  const before = (a: number, b: number) =>
    distance[a]! > distance[b]! || (distance[a] === distance[b] && a < b);
  const up = (from: number) => {
    const node = heap[from]!;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(node, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = node;
  };
  const down = () => {
    const node = heap[0]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, node)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = node;
  };
  return {
    push: (node) => {
      heap[size] = node;
      up(size++);
    },
    pop: () => {
      if (size === 0) return undefined;
      const top = heap[0]!;
      heap[0] = heap[--size]!;
      if (size > 0) down();
      return top;
    },
    clear: () => {
      size = 0;
    },
  };
}
