import { errorWords } from '../../core/failure.ts';
import { type Json, jsonText } from '../../core/json.ts';
import { conclusionWords, cost, duration, plural } from '../words.ts';
import { outputHtml } from './ansi.ts';
import { capturesHtml } from './capture-html.ts';
import { type Html, html, safe } from './escape.ts';
import { badge, icon, LOOK_WORDS } from './look.ts';
import type { Shown, ShownRun } from './run.ts';
import { attemptsHtml, iterationsHtml } from './tries.ts';
import { nodeLink, whySkipped } from './why.ts';

const MAX_CHILDREN = 200;
const MAX_VALUE = 16 * 1024;

/** Everything the journal and the captures tell of a node. */
export function* nodeSection(shown: Shown, run: ShownRun): Generator<Html> {
  const { node, look, index } = shown;
  const isOpen = look === 'failed' || look === 'interrupted';
  yield html`<details class="node ${look}" id="n-${index}" data-look="${look}" data-i="${index}"${isOpen && safe(' open')}>
<summary>${icon(look)}<h3>${pathHtml(node.id)}</h3><span class="meta">${meta(shown)}</span><span class="hits"></span></summary>
<div class="inside">
${reason(shown, run)}
${facts(shown, run)}
${attemptsHtml(shown)}${iterationsHtml(shown)}${gatesHtml(shown)}${outputsHtml(node.outputs)}${childrenHtml(shown, run)}`;
  yield* capturesHtml(shown, run);
  yield html`</div>
</details>
`;
}

// The parents' part of an id says where, its last part what.
function pathHtml(id: string): Html {
  const at = id.lastIndexOf('/') + 1;
  return at === 0 ? html`${id}` : html`<span class="dim">${id.slice(0, at)}</span>${id.slice(at)}`;
}

function meta({ node, look, isAbsorbed }: Shown): Html {
  const tags = [
    node.kind,
    isAbsorbed && 'absorbed',
    conclusionWords(node.conclusion),
    node.attempt > 1 && `${node.attempt} attempts`,
    node.iterations > 1 && plural(node.iterations, 'iteration'),
  ];
  const hasTime = look !== 'skipped' && node.status !== 'running';
  return html`<span class="vh">${LOOK_WORDS[look]}</span>${tags.map((tag) => tag !== false && tag !== undefined && tag !== '' && html`<span class="tag">${tag}</span>`)}<span class="num">${cost(node.usage?.cost_usd)}</span><span class="num">${hasTime && duration(node.durationMs)}</span>`;
}

/** What went wrong or why it did not run, in the journal's words. */
export function reason(shown: Shown, run: ShownRun): Html {
  const { node, look } = shown;
  if (look === 'skipped') return html`<p class="reason">${whySkipped(shown, run)}</p>`;
  const parts: Html[] = [];
  if (look === 'interrupted') parts.push(html`<p class="reason">The run ended while this node ran.</p>`);
  else if (node.error !== undefined) {
    const cause =
      node.cause !== undefined && html`, because of ${nodeLink(firstCause(node.cause, run), run)}`;
    const ignored = node.status === 'completed' && html` (${conclusionWords(node.conclusion)})`;
    parts.push(html`<p class="reason"><b>${errorWords(node.error)}</b>${cause}${ignored}</p>`);
  }
  if (node.because !== undefined) parts.push(html`<p class="reason">Ran again: ${node.because}</p>`);
  if (node.reused)
    parts.push(
      html`<p class="reason">Taken over from the run <code>${run.state.resumedFrom}</code>; what it cost was paid there.</p>`,
    );
  if (node.message !== undefined && node.status !== 'completed' && look !== 'interrupted')
    parts.push(html`<pre class="message txt">${outputHtml(node.message.trim())}</pre>`);
  return html`${parts}`;
}

const LONG: ReadonlySet<string> = new Set(['Needs', 'Condition', 'Written at', 'Session']);

// A body's failure is its child's, and so on down to the one that really failed.
function firstCause(id: string, { state }: ShownRun): string {
  const seen = new Set<string>();
  for (let at = id; !seen.has(at); ) {
    seen.add(at);
    const cause = state.nodes.get(at)?.cause;
    if (cause === undefined) return at;
    at = cause;
  }
  return id;
}

function facts(shown: Shown, run: ShownRun): Html {
  const { node, look, planned, parent, story } = shown;
  const { usage } = node;
  const pipe = run.state.pipePath;
  const began = look !== 'skipped' && !node.reused;
  const rows: readonly (readonly [string, Html | string | undefined | false])[] = [
    ['Status', badge(look)],
    ['Kind', node.kind],
    ['Model', node.model],
    ['Began', began && `${duration(node.startedMs) || '0.0s'} into the run`],
    ['Took', look !== 'skipped' && node.status !== 'running' && duration(node.durationMs)],
    ['Items', story?.items !== undefined && String(story.items)],
    ['Turns', usage?.turns !== undefined && String(usage.turns)],
    [
      'Tokens',
      usage?.input_tokens !== undefined && `${usage.input_tokens} in, ${usage.output_tokens ?? 0} out`,
    ],
    ['Cost', cost(usage?.cost_usd)],
    ['Gate', gateFact(shown)],
    ['Jumped to', story?.jumpedTo],
    ['Part of', parent && nodeLink(parent.node.id, run)],
    ['Needs', needs(shown, run)],
    ['Starts when', planned?.rule],
    ['Condition', planned?.when !== undefined && html`<code>${planned.when}</code>`],
    ['Written at', planned?.line !== undefined && html`<code>${pipe}:${planned.line}</code>`],
    ['Session', node.sessionId !== undefined && html`<code>${node.sessionId}</code>`],
  ];
  const shownRows = rows.filter(([, value]) => value !== undefined && value !== false && value !== '');
  return html`<dl class="facts">${shownRows.map(([name, value]) => html`<div${LONG.has(name) && html` class="long"`}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>\n`;
}

function gateFact({ node, refusedGate, planned }: Shown): Html | string | undefined {
  const passed = node.gates.map((gate) => html`<code>${gate}</code> passed `);
  const isRefused =
    node.cause === undefined && (node.error?.kind === 'gate_failed' || node.error?.kind === 'gate_timeout');
  if (isRefused)
    return html`${passed}${refusedGate === undefined ? '' : html`<code>${refusedGate}</code> `}refused`;
  if (passed.length > 0) return html`${passed}`;
  return planned?.gate === undefined ? undefined : html`<code>${planned.gate}</code>, not reached`;
}

function needs({ planned }: Shown, run: ShownRun): Html | undefined {
  if (planned === undefined || planned.needs.length === 0) return undefined;
  const ids = planned.needs.flatMap((at) => run.source.outline?.nodes[at]?.id ?? []);
  return linkList(ids, run);
}

function linkList(ids: readonly string[], run: ShownRun): Html {
  const links = ids.slice(0, MAX_CHILDREN).map((id, at) => html`${at > 0 && ', '}${nodeLink(id, run)}`);
  const more = ids.length - links.length;
  return html`${links}${more > 0 && ` and ${more} more`}`;
}

function gatesHtml({ story }: Shown): Html {
  const gates = (story?.gates ?? []).filter(({ stdout }) => stdout !== undefined && stdout !== '');
  return html`${gates.map(({ gate, stdout }) => html`<h4>Gate <code>${gate}</code> said</h4><pre class="txt">${outputHtml(stdout ?? '')}</pre>\n`)}`;
}

/** Named values as a list; a single one as it is. */
export function outputsHtml(outputs: Json | undefined, level: 3 | 4 = 4): Html {
  if (outputs === undefined || outputs === null) return html``;
  const isMap = typeof outputs === 'object' && !Array.isArray(outputs);
  const entries = isMap ? Object.entries(outputs) : [['', outputs] as const];
  if (entries.length === 0) return html``;
  return html`<h${level}>Outputs</h${level}>${valuesHtml(entries.map(([name, value]) => [name, pretty(value)]))}`;
}

/** Names and texts as a list. */
export const valuesHtml = (entries: readonly (readonly [name: string, text: string])[]): Html =>
  html`<dl class="values">${entries.map(([name, text]) => html`<div><dt>${name === '' ? 'value' : name}</dt><dd class="txt">${text === '' ? html`<span class="dim">empty</span>` : outputHtml(cutValue(text))}</dd></div>`)}</dl>\n`;

const cutValue = (text: string) =>
  text.length <= MAX_VALUE ? text : `${text.slice(0, MAX_VALUE)}… (${text.length} characters)`;

const pretty = (value: Json) =>
  typeof value === 'object' && value !== null ? JSON.stringify(value, undefined, 2) : jsonText(value);

function childrenHtml({ children }: Shown, run: ShownRun): Html {
  if (children.length === 0) return html``;
  const ids = children.map(({ node }) => node.id);
  const parts = children
    .slice(0, MAX_CHILDREN)
    .map(
      (child) =>
        html`<li>${icon(child.look)}${nodeLink(child.node.id, run)}<span class="vh"> ${LOOK_WORDS[child.look]}</span></li>`,
    );
  const more = ids.length - parts.length;
  return html`<h4>Children</h4><ul class="children">${parts}</ul>${more > 0 && html`<p class="note">and ${more} more</p>`}\n`;
}
