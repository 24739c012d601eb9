import { clip, duration, oneLine } from '../words.ts';
import { type Html, html, safe } from './escape.ts';
import type { Drawing, Point } from './layered.ts';
import { icon, LOOK_WORDS, type Look } from './look.ts';
import type { OutlineNode } from './outline.ts';
import type { Shown, ShownRun } from './run.ts';

const HEIGHT = 46;
const MARGIN = 12;
const CHAR = 7.6;
const TEXT_X = 36;
const SMALL_CHAR = 6.2;
const MAX_CHARS = 28;
/** So many lines are paler, so that the boxes are seen. */
const MANY_EDGES = 300;
/** Room for the line below the name. */
const MIN_TEXT = 165;

/** The top level of the pipe as a picture, each node a link to its section; a sentence where the plan is not known. */
export function graphSection(run: ShownRun): Html {
  const { outline, layout } = run.source;
  const nodes = outline?.nodes ?? [];
  if (nodes.length === 0)
    return section(
      html`<p class="note">The pipe of this run is not at hand, or it was changed since. Its journal does not say what depends on what.</p>`,
    );
  const width = boxWidth(nodes);
  const edges = nodes.flatMap(({ needs }, to) => needs.map((from) => [from, to] as const));
  const drawing: Drawing = { size: nodes.length, edges, box: { width, height: HEIGHT } };
  const placed = layout(drawing);
  const full = { width: Math.ceil(placed.width) + 2 * MARGIN, height: Math.ceil(placed.height) + 2 * MARGIN };
  const looks = nodes.map(({ id }): Look => run.byId.get(id)?.look ?? 'pending');
  const lines = placed.edges.map((points, at) => edge(points, looks[edges[at]![1]]!));
  const boxes = nodes.map((node, at) =>
    box(node, run.byId.get(node.id), { middle: placed.nodes[at]!, width }),
  );
  const zoom = html`<div class="zoom" hidden>
<button type="button" data-zoom="out" aria-label="Zoom out">−</button>
<button type="button" data-zoom="fit">Fit</button>
<button type="button" data-zoom="one">100 %</button>
<button type="button" data-zoom="in" aria-label="Zoom in">+</button>
</div>`;
  const isDense = edges.length > MANY_EDGES;
  const picture = html`<div class="scroll canvas" tabindex="0" role="group" aria-label="Graph of ${nodes.length} nodes; scrolls">
<svg id="graph" width="${full.width}" height="${full.height}" viewBox="${-MARGIN} ${-MARGIN} ${full.width} ${full.height}">
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 .8L7.4 4 0 7.2z"/></marker></defs>
<g class="edges${isDense && ' dense'}" aria-hidden="true">${lines}</g>
${boxes}
</svg>
</div>`;
  return section(picture, zoom);
}

const section = (body: Html, tools?: Html) => html`<section id="graph-section" aria-labelledby="h-graph">
<div class="row"><h2 id="h-graph">Graph</h2>${tools}</div>
${body}
</section>
`;

const boxWidth = (nodes: readonly OutlineNode[]) => {
  const longest = Math.max(...nodes.map(({ id }) => Math.min(MAX_CHARS, id.length) * CHAR));
  return Math.ceil(TEXT_X + Math.max(longest, MIN_TEXT) + 12);
};

interface Place {
  readonly middle: Point;
  readonly width: number;
}

function box(node: OutlineNode, shown: Shown | undefined, { middle, width }: Place): Html {
  const { id, kind, rule, gate } = node;
  const look = shown?.look ?? 'pending';
  const ran = shown !== undefined && look !== 'skipped';
  const small = words([kind, LOOK_WORDS[look], ran && duration(shown.node.durationMs)], ' · ');
  const x = Math.round(middle.x - width / 2);
  const y = Math.round(middle.y - HEIGHT / 2);
  // The name of the link is what it shows, so that who says what he sees is understood.
  const inside = html`<rect width="${width}" height="${HEIGHT}" rx="8"><title>${words([id, small, rule, gate && `gate ${gate}`], ', ')}</title></rect>
<svg x="12" y="15" width="16" height="16">${icon(look)}</svg>
<text x="${TEXT_X}" y="20">${clip(oneLine(id), MAX_CHARS)}</text> <text class="sub" x="${TEXT_X}" y="36">${clip(small, Math.floor((width - TEXT_X) / SMALL_CHAR))}</text>`;
  const at = safe(`transform="translate(${x} ${y})"`);
  if (shown === undefined) return html`<g class="box ${look}" ${at}>${inside}</g>\n`;
  return html`<a class="box ${look}" href="#n-${shown.index}" ${at}>${inside}</a>\n`;
}

const words = (parts: readonly (string | false | undefined)[], between: string) =>
  parts.filter((part) => part !== undefined && part !== false && part !== '').join(between);

const edge = (points: readonly Point[], to: Look) => safe(`<path class="to-${to}" d="${path(points)}"/>`);

function path(points: readonly Point[]): string {
  const [first, ...rest] = points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return '';
  if (rest.length === 1) {
    const middle = Math.round((first.x + last.x) / 2);
    return `M${first.x} ${first.y}C${middle} ${first.y} ${middle} ${last.y} ${last.x} ${last.y}`;
  }
  let way = `M${first.x} ${first.y}`;
  for (let at = 0; at < rest.length - 1; at++) {
    const point = rest[at]!;
    const next = rest[at + 1]!;
    const isLast = at === rest.length - 2;
    const end = isLast
      ? next
      : { x: Math.round((point.x + next.x) / 2), y: Math.round((point.y + next.y) / 2) };
    way += `Q${point.x} ${point.y} ${end.x} ${end.y}`;
  }
  return way;
}
