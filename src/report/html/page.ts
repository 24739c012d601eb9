import { errorWords } from '../../core/failure.ts';
import { cost, countNodes, countWords, duration, plural, verdictWords } from '../words.ts';
import { escapeHtml, type Html, html, markupOf, safe } from './escape.ts';
import { graphSection } from './graph.ts';
import { icon, LOOK_WORDS, LOOKS, type Look, shapes } from './look.ts';
import { nodeSection, outputsHtml, reason, valuesHtml } from './node-section.ts';
import { type ReportSource, type Shown, type ShownRun, shownRun } from './run.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import { timelineSection } from './timeline.ts';
import { nodeLink } from './why.ts';

const MAX_FAILURES = 50;
/** From here on a browser draws only what is seen. */
const MANY = 100;

/**
 * The report of a run as one HTML page in parts, the captures of one node in each: nothing in it acts but our own script,
 * nothing is loaded. It works for any journal, also for one without an end.
 */
export function* htmlReport(source: ReportSource): Generator<string> {
  for (const part of parts(shownRun(source))) yield markupOf(part);
}

function* parts(run: ShownRun): Generator<Html> {
  yield head(run);
  yield html`<body>
<a class="skip" href="#main">Skip to the run</a>
${shapes()}
${bar(run)}
<main id="main" tabindex="-1"${run.nodes.length > MANY && html` class="many"`}>
${hero(run)}
${warning(run)}
${failures(run)}
${graphSection(run)}`;
  yield* timelineSection(run);
  yield html`<section id="nodes" aria-labelledby="h-nodes">
<div class="row"><h2 id="h-nodes">Nodes</h2><div class="tools" hidden><button type="button" id="open-all">Open all</button><button type="button" id="close-all">Close all</button></div></div>
`;
  for (const shown of run.nodes) yield* nodeSection(shown, run);
  yield html`<p id="none" class="note" hidden>No node fits.</p>
</section>
${about(run)}
</main>
${foot(run)}
<script>${safe(SCRIPT)}</script>
</body>
</html>
`;
}

function head(run: ShownRun): Html {
  const { state, source } = run;
  const { hash } = source;
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${hash(STYLE)}'`,
    `script-src 'sha256-${hash(SCRIPT)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${safe(escapeHtml(policy))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${state.pipe || 'a run'}: ${verdictWords(state, unended(source))} · omne/run</title>
<link rel="icon" href="${safe(FAVICON[lookOfRun(run)])}">
<style>${safe(STYLE)}</style>
</head>
`;
}

const unended = ({ isLive }: ReportSource) => (isLive === true ? 'running' : 'interrupted');

type RunLook = 'completed' | 'failed' | 'cancelled' | 'interrupted' | 'running';

function lookOfRun({ state, source }: ShownRun): RunLook {
  if (state.status === 'completed') return 'completed';
  if (state.status === 'running') return source.isLive === true ? 'running' : 'interrupted';
  if (state.reason === 'cancelled' || state.reason === 'interrupted') return state.reason;
  return 'failed';
}

const dot = (colour: string) =>
  `data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27 viewBox=%270 0 16 16%27%3E%3Ccircle cx=%278%27 cy=%278%27 r=%277%27 fill=%27%23${colour}%27/%3E%3C/svg%3E`;

const FAVICON: Readonly<Record<RunLook, string>> = {
  completed: dot('1a7f45'),
  failed: dot('c4323f'),
  cancelled: dot('6b7280'),
  interrupted: dot('b86e00'),
  running: dot('1f6fc4'),
};

function bar({ nodes, pending }: ShownRun): Html {
  const counts = new Map<Look, number>();
  for (const { look } of nodes) counts.set(look, (counts.get(look) ?? 0) + 1);
  if (pending.length > 0) counts.set('pending', pending.length);
  const chips = LOOKS.filter((look) => counts.has(look)).map(
    (look) =>
      html`<label class="chip ${look}"><input type="checkbox" name="look" value="${look}" checked>${icon(look)}${LOOK_WORDS[look]} <b>${counts.get(look)}</b></label>`,
  );
  return html`<header class="top">
<nav aria-label="Parts of the report"><a href="#main" class="brand">omne/run</a><a href="#graph-section">Graph</a><a href="#timeline-section">Timeline</a><a href="#nodes">Nodes</a><a href="#about">Run</a></nav>
<form role="search" hidden>
<label class="vh" for="q">Search names, statuses and captured text</label>
<span class="box"><input id="q" type="search" placeholder="Search names, statuses, output" autocomplete="off" spellcheck="false"><kbd aria-hidden="true">/</kbd><output id="found" for="q"></output></span>
<fieldset><legend class="vh">Statuses shown</legend>${chips}</fieldset>
</form>
<button type="button" id="theme" hidden>Theme: system</button>
</header>
`;
}

function hero(run: ShownRun): Html {
  const { state, story, source } = run;
  const look = lookOfRun(run);
  const counts = countNodes(state);
  const total = counts.completed + counts.failed + counts.skipped + counts.running + run.pending.length;
  const gates = [...state.nodes.values()].reduce((sum, node) => sum + node.gates.length, 0);
  const tokens = state.usage?.input_tokens;
  const figures: readonly (readonly [string, string, string])[] = [
    [
      'Nodes',
      String(total),
      countWords(counts, unended(source)) +
        (run.pending.length > 0 ? `, ${run.pending.length} not started` : ''),
    ],
    [
      'Wall time',
      duration(state.status === 'running' ? story.lastMs : state.durationMs),
      state.status === 'running' ? 'up to the last event' : '',
    ],
    ['Gates passed', gates === 0 ? '' : String(gates), ''],
    ['Cost', cost(state.usage?.cost_usd), ''],
    [
      'Turns',
      state.usage?.turns === undefined ? '' : String(state.usage.turns),
      tokens === undefined ? '' : `${tokens} tokens in, ${state.usage?.output_tokens ?? 0} out`,
    ],
  ];
  return html`<section class="hero ${look}" aria-labelledby="h-run">
<p class="verdict">${icon(look)}<span>${verdictWords(state, unended(source))}</span></p>
<h1 id="h-run">${state.pipe || 'a run without a first event'}</h1>
<p class="sub">${state.startedAt !== '' && html`Started <time datetime="${state.startedAt}">${dateWords(state.startedAt)}</time>`} <code>${state.runId}</code></p>
<dl class="figures">${figures
    .filter(([, value]) => value !== '')
    .map(
      ([name, value, more]) =>
        html`<div><dt>${name}</dt><dd><b>${value}</b>${more !== '' && html`<span>${more}</span>`}</dd></div>`,
    )}</dl>
</section>
`;
}

// As the journal has it, readable: the wall clock of the machine, in UTC.
const dateWords = (ts: string) => ts.replace('T', ' ').replace(/Z$/, ' UTC');

function warning({ state, source }: ShownRun): Html {
  const parts = [
    source.problem !== undefined &&
      html`<p class="warn"><b>The journal is not whole:</b> ${source.problem}. Only what stands before it is shown.</p>`,
    state.status === 'running' &&
      source.isLive !== true &&
      html`<p class="warn"><b>The journal has no end:</b> the run was killed, or it went on after this report was made.</p>`,
    state.status === 'aborted' &&
      state.reason !== 'node_failed' &&
      state.message !== undefined &&
      html`<p class="warn"><b>${state.reason}:</b> ${state.message}</p>`,
  ];
  return html`${parts}`;
}

function failures(run: ShownRun): Html {
  const failed = run.nodes.filter(
    ({ look, depth }) => depth === 0 && (look === 'failed' || look === 'interrupted'),
  );
  if (failed.length === 0) return html``;
  const first = [
    ...failed.filter(({ isAbsorbed }) => !isAbsorbed),
    ...failed.filter(({ isAbsorbed }) => isAbsorbed),
  ];
  const more = first.length - MAX_FAILURES;
  return html`<section id="failures" aria-labelledby="h-failures">
<h2 id="h-failures">${failuresTitle(failed)}</h2>
${first.slice(0, MAX_FAILURES).map((shown) => failure(shown, run))}${more > 0 && html`<p class="note">and ${more} more; the filter shows them all.</p>`}
</section>
`;
}

function failuresTitle(failed: readonly Shown[]): string {
  if (failed.every(({ isAbsorbed }) => isAbsorbed)) return 'Absorbed failures';
  return failed.every(({ look }) => look === 'interrupted') ? 'Interrupted' : 'Failures';
}

function failure(shown: Shown, run: ShownRun): Html {
  const { node, look, index, isAbsorbed, planned } = shown;
  const where =
    planned?.line !== undefined && html`<span class="dim">${run.state.pipePath}:${planned.line}</span>`;
  return html`<article class="card ${isAbsorbed ? 'absorbed' : look}">
<h3>${icon(look)}<a class="id" href="#n-${index}">${node.id}</a>${isAbsorbed && html`<span class="tag">absorbed</span>`}${where}</h3>
${reason(shown, run)}
</article>
`;
}

const LONG: ReadonlySet<string> = new Set([
  'Run',
  'Commit',
  'Pipe digest',
  'Plan digest',
  'Journal',
  'Resumed from',
]);

function about(run: ShownRun): Html {
  const { state, story } = run;
  const { started, ended } = story;
  const rows: readonly (readonly [string, Html | string | undefined | false])[] = [
    ['Run', state.runId && html`<code>${state.runId}</code>`],
    ['Pipe', state.pipePath && html`<code>${state.pipePath}</code>`],
    ['Engine', started?.engine],
    ['Started', state.startedAt !== '' && dateWords(state.startedAt)],
    ['Ended', ended?.ts !== undefined && dateWords(ended.ts)],
    ['Last event', ended === undefined && story.lastTs !== '' && dateWords(story.lastTs)],
    ['Commit', started?.head && html`<code>${started.head}</code>`],
    ['Worktree', started?.worktree && html`<code>${started.worktree}</code>`],
    ['Resumed from', state.resumedFrom && html`<code>${state.resumedFrom}</code>`],
    ['Distribution', started?.distro_version],
    ['Pipe digest', started?.pipe_digest && html`<code>${started.pipe_digest}</code>`],
    ['Plan digest', started?.plan_digest && html`<code>${started.plan_digest}</code>`],
    [
      'Journal',
      html`<a href="${safe(escapeHtml(run.source.base))}events.jsonl"><code>events.jsonl</code></a>, ${plural(story.count, 'event')}${story.chain !== '' && html`, chain <code>${story.chain}</code>`}`,
    ],
    ['Decided by', state.cause && html`${nodeLink(state.cause, run)} ${errorOf(state.cause, run)}`],
  ];
  const inputs = state.inputs.map(({ key, value }) => [key, value] as const);
  return html`<section id="about" aria-labelledby="h-about">
<h2 id="h-about">Run</h2>
<div class="panel">
<dl class="facts wide">${rows
    .filter(([, value]) => value !== undefined && value !== false && value !== '')
    .map(
      ([name, value]) =>
        html`<div${LONG.has(name) && html` class="long"`}><dt>${name}</dt><dd>${value}</dd></div>`,
    )}</dl>
${inputs.length > 0 && html`<h3>Inputs</h3>${valuesHtml(inputs)}`}${outputsHtml(state.outputs, 3)}
</div>
</section>
`;
}

const errorOf = (id: string, { state }: ShownRun) => {
  const error = state.nodes.get(id)?.error;
  return error === undefined ? '' : errorWords(error);
};

const foot = ({ story }: ShownRun) =>
  html`<footer>Made by ${story.started?.engine ?? 'omne/run'} from the journal of the run. This page loads nothing and sends nothing.</footer>\n`;
