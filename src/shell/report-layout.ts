import {
  type Drawing,
  type Layout,
  layered,
  layoutWork,
  type Point,
  widestLayer,
} from '../report/html/layered.ts';

/** Beyond this the thorough layout takes more than half a second, and memory that nobody should spend on a picture. */
const MAX_WORK = 800;
/** Up to this the layers are chosen so that edges are as short as can be. */
const MAX_EXACT_WORK = 400;
/** A higher layer is better broken into columns. */
const MAX_LAYER = 40;

/** A layout for graphs of at most `nodes` nodes: thorough for small ones, in plain layers for the others. */
export async function createLayout(nodes: number): Promise<(drawing: Drawing) => Layout> {
  if (nodes === 0 || nodes > MAX_WORK) return layered;
  const dagre = await import('@dagrejs/dagre');
  return (drawing) => {
    const work = layoutWork(drawing);
    if (work > MAX_WORK || widestLayer(drawing) > MAX_LAYER) return layered(drawing);
    return thorough(dagre, drawing, work);
  };
}

type Dagre = typeof import('@dagrejs/dagre');

function thorough(dagre: Dagre, { size, edges, box }: Drawing, work: number): Layout {
  const graph = new dagre.Graph();
  const ranker = work <= MAX_EXACT_WORK ? 'network-simplex' : 'tight-tree';
  graph.setGraph({ rankdir: 'LR', nodesep: 16, edgesep: 12, ranksep: 56, ranker });
  for (let node = 0; node < size; node++) graph.setNode(String(node), { ...box });
  for (const [from, to] of edges) graph.setEdge(String(from), String(to), {});
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const nodes = Array.from({ length: size }, (_, node) => graph.node(String(node)));
  const places = nodes.map(({ x = 0, y = 0 }) => ({ x, y }));
  // It leads edges out of any side of a box; what is read from left to right leaves to the right.
  const ways = edges.map(([from, to]) => {
    const between = (graph.edge(String(from), String(to)).points ?? []).slice(1, -1);
    return [sideOf(places[from]!, box.width / 2), ...between, sideOf(places[to]!, -box.width / 2)];
  });
  return { width, height, nodes: places, edges: ways };
}

const sideOf = ({ x, y }: Point, offset: number): Point => ({ x: x + offset, y });
