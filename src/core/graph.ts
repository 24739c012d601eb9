/** A directed acyclic graph over node indexes, in compressed rows: row `i` of `dependents` is `targets[start[i]..start[i+1]]`. */
export interface Graph {
  readonly size: number;
  readonly dependencies: Rows;
  readonly dependents: Rows;
  /** Every node after all its dependencies. */
  readonly order: Int32Array;
  /** Nodes on the longest path from this node to a leaf, itself included. */
  readonly distance: Int32Array;
}

/** Adjacency in two flat arrays: a hundred thousand nodes cost a hundred thousand numbers, not objects. */
export interface Rows {
  readonly start: Int32Array;
  readonly targets: Int32Array;
}

/** What stands in the way of ordering: the nodes of each cycle found, each path closed by its first node. */
export interface Cycles {
  readonly cycles: readonly (readonly number[])[];
}

/** Orders the graph given by each node's dependencies, in O(nodes + edges) and without recursion. */
export function buildGraph(dependencies: Rows): Graph | Cycles {
  const size = dependencies.start.length - 1;
  const dependents = reverse(dependencies);
  const order = topological(dependencies, dependents);
  if (order.length < size) return { cycles: findCycles(dependencies, order) };
  return { size, dependencies, dependents, order, distance: distances(dependents, order) };
}

/** Packs lists of targets into rows. */
export function rowsOf(lists: readonly (readonly number[])[]): Rows {
  const start = new Int32Array(lists.length + 1);
  for (let i = 0; i < lists.length; i++) start[i + 1] = start[i]! + lists[i]!.length;
  const targets = new Int32Array(start[lists.length]!);
  for (let i = 0; i < lists.length; i++) targets.set(lists[i]!, start[i]!);
  return { start, targets };
}

function reverse(rows: Rows): Rows {
  const size = rows.start.length - 1;
  const start = new Int32Array(size + 1);
  for (const target of rows.targets) start[target + 1]!++;
  for (let i = 0; i < size; i++) start[i + 1]! += start[i]!;
  const next = start.slice(0, size);
  const targets = new Int32Array(rows.targets.length);
  for (let i = 0; i < size; i++) {
    for (let edge = rows.start[i]!; edge < rows.start[i + 1]!; edge++) {
      targets[next[rows.targets[edge]!]!++] = i;
    }
  }
  return { start, targets };
}

function topological(dependencies: Rows, dependents: Rows): Int32Array {
  const size = dependencies.start.length - 1;
  const waiting = new Int32Array(size);
  const order = new Int32Array(size);
  let found = 0;
  for (let i = 0; i < size; i++) {
    waiting[i] = dependencies.start[i + 1]! - dependencies.start[i]!;
    if (waiting[i] === 0) order[found++] = i;
  }
  for (let at = 0; at < found; at++) {
    const node = order[at]!;
    for (let edge = dependents.start[node]!; edge < dependents.start[node + 1]!; edge++) {
      const dependent = dependents.targets[edge]!;
      if (--waiting[dependent]! === 0) order[found++] = dependent;
    }
  }
  return order.subarray(0, found);
}

function distances(dependents: Rows, order: Int32Array): Int32Array {
  const distance = new Int32Array(order.length);
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at]!;
    let longest = 0;
    for (let edge = dependents.start[node]!; edge < dependents.start[node + 1]!; edge++) {
      longest = Math.max(longest, distance[dependents.targets[edge]!]!);
    }
    distance[node] = longest + 1;
  }
  return distance;
}

const NEW = -1;
const DONE = -2;

// Depth first over the nodes left over by the ordering, with the path in hand: an edge back onto the path closes a
// cycle. One that shares a node with a cycle already found is passed over, so that every knot of nodes shows one
// cycle at least and all of them together cost no more than the graph.
function findCycles(dependencies: Rows, ordered: Int32Array): number[][] {
  const { start, targets } = dependencies;
  const size = start.length - 1;
  const position = new Int32Array(size).fill(NEW);
  for (const node of ordered) position[node] = DONE;
  const next = start.slice(0, size);
  const path: number[] = [];
  // For every place on the path, the last place up to it that a cycle already shows.
  const shown: number[] = [];
  const cycles: number[][] = [];
  const enter = (node: number) => {
    position[node] = path.length;
    shown[path.length] = path.length === 0 ? -1 : shown[path.length - 1]!;
    path.push(node);
  };
  for (let first = 0; first < size; first++) {
    if (position[first] === NEW) enter(first);
    while (path.length > 0) {
      const node = path[path.length - 1]!;
      if (next[node] === start[node + 1]) {
        position[node] = DONE;
        path.pop();
        continue;
      }
      const target = targets[next[node]!++]!;
      const at = position[target]!;
      if (at === NEW) enter(target);
      else if (at > shown[path.length - 1]!) {
        cycles.push([...path.slice(at), target]);
        for (let place = at; place < path.length; place++) shown[place] = place;
      }
    }
  }
  return cycles;
}
