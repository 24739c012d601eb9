import { cost, duration, plural } from '../words.ts';
import { type Html, html, safe } from './escape.ts';
import { icon, LOOK_WORDS } from './look.ts';
import type { Shown, ShownRun } from './run.ts';
import { attemptStart } from './story.ts';
import { whySkipped } from './why.ts';

const MAX_DEPTH = 10;
const MAX_MARKS = 200;

/** Every node as a row: where in the tree it stands, when it ran, how long; children below what they belong to. */
export function* timelineSection(run: ShownRun): Generator<Html> {
  yield html`<section id="timeline-section" aria-labelledby="h-timeline">
<h2 id="h-timeline">Timeline</h2>
<div class="scroll" tabindex="0" role="group" aria-label="Timeline; scrolls">
<table class="timeline${run.nodes.some(({ depth }) => depth > 0) && ' nested'}">
<thead><tr><th scope="col">Node</th><th scope="col" class="kind">Kind</th><th scope="col" class="when"><span class="vh">When it ran</span>${axis(run.spanMs)}</th><th scope="col" class="num">Duration</th><th scope="col" class="num cost">Cost</th></tr></thead>
<tbody>
`;
  for (const shown of run.nodes) yield row(shown, run);
  for (const { id, kind } of run.pending) {
    yield html`<tr class="pending" data-look="pending"><th scope="row"><span class="name d0">${icon('pending')}<span class="id">${id}</span></span></th><td class="kind">${kind}</td><td class="when"><span class="why">not started</span></td><td></td><td class="cost"></td></tr>\n`;
  }
  yield html`</tbody>
</table>
</div>
${run.omitted > 0 && html`<p class="note">${plural(run.omitted, 'more node')} in the journal.</p>`}
</section>
`;
}

// In quarters: a rule for every one runs through all rows.
function axis(spanMs: number): Html {
  const label = (quarter: number) => {
    const anchor = quarter === 0 ? 'start' : quarter === 4 ? 'end' : 'middle';
    const text = quarter === 0 ? '0' : duration((spanMs * quarter) / 4);
    return html`<text x="${quarter * 25}%" y="12" text-anchor="${anchor}">${text}</text>`;
  };
  return html`<svg class="axis" aria-hidden="true" height="16">${[0, 1, 2, 3, 4].map(label)}</svg>`;
}

function row(shown: Shown, run: ShownRun): Html {
  const { node, look, index, depth, name, parent, children } = shown;
  const indent = Math.min(depth, MAX_DEPTH);
  const toggle =
    children.length > 0 &&
    html`<button type="button" class="toggle" aria-expanded="true" aria-label="Children of ${node.id}"></button>`;
  const ran = look !== 'skipped';
  const tags = [
    node.attempt > 1 && `${node.attempt} attempts`,
    node.iterations > 1 && plural(node.iterations, 'iteration'),
  ];
  const inside = node.reused
    ? html`<span class="why">taken over</span>`
    : ran
      ? bar(shown, run)
      : html`<span class="why">${whySkipped(shown, run)}</span>`;
  return html`<tr id="r-${index}" class="${look}" data-look="${look}" data-i="${index}"${parent && html` data-p="${parent.index}"`}><th scope="row"><span class="name d${indent}">${toggle}${icon(look)}<a class="id" href="#n-${index}"${name !== node.id && html` aria-label="${node.id}"`}>${name}</a><span class="vh">${LOOK_WORDS[look]}</span>${tags.map((tag) => tag !== false && html`<span class="tag">${tag}</span>`)}</span></th><td class="kind">${node.kind}</td><td class="when">${inside}</td><td class="num">${ran && !isOpen(shown) && duration(node.durationMs)}</td><td class="num cost">${cost(node.usage?.cost_usd)}</td></tr>\n`;
}

const isOpen = ({ node }: Shown) => node.status === 'running';

/** A stretch of the axis, in its own colour. */
interface Stretch {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

function bar(shown: Shown, { spanMs }: ShownRun): Html {
  const share = (ms: number) => `${Math.round(Math.min(1, Math.max(0, ms / spanMs)) * 1e4) / 100}%`;
  const stretches = stretchesOf(shown, spanMs);
  const from = stretches[0]?.fromMs ?? 0;
  const isGroup = shown.children.length > 0;
  const rects = stretches.map(({ name, fromMs, toMs }) => {
    const height = name === 'wait' ? 2 : isGroup ? 4 : 12;
    return `<rect class="${name}" x="${share(fromMs)}" y="${9 - height / 2}" width="${share(Math.max(toMs - fromMs, spanMs / 500))}" height="${height}" rx="2"/>`;
  });
  const marks = (shown.story?.iterations ?? [])
    .slice(1, MAX_MARKS)
    .map(({ startedMs }) => `<line x1="${share(startedMs)}" x2="${share(startedMs)}" y1="3" y2="15"/>`);
  return html`<svg class="bar" aria-hidden="true" height="18">${safe(rects.join('') + marks.join(''))}</svg><span class="vh">began at ${duration(from)}</span>`;
}

function stretchesOf({ story, node, look }: Shown, spanMs: number): readonly Stretch[] {
  if (story === undefined)
    return [{ name: look, fromMs: node.startedMs, toMs: node.startedMs + node.durationMs }];
  const failed = story.attempts.map(({ startedMs, endedMs }) => ({
    name: 'tried',
    fromMs: startedMs,
    toMs: endedMs,
  }));
  const waits = story.waits.map(({ startedMs, endedMs }) => ({
    name: 'wait',
    fromMs: startedMs,
    toMs: endedMs,
  }));
  const toMs = story.endedMs ?? spanMs;
  // The last attempt of a node may be told twice: as an attempt that failed and as the node's end.
  if (story.attempts.at(-1)?.event.attempt === node.attempt) failed.pop();
  const last =
    story.attempts.at(-1)?.event.attempt === node.attempt
      ? story.attempts.at(-1)!.startedMs
      : attemptStart(story);
  return [...failed, ...waits, { name: look, fromMs: last, toMs: Math.max(last, toMs) }];
}
