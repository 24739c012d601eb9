import { byteSize } from '../words.ts';
import { outputHtml } from './ansi.ts';
import type { Capture } from './captures.ts';
import { conversationHtml } from './conversation.ts';
import { escapeHtml, type Html, html, safe } from './escape.ts';
import type { Shown, ShownRun } from './run.ts';

/** The captures of a node, one after another, so that only one is in memory. */
export function* capturesHtml(shown: Shown, run: ShownRun): Generator<Html> {
  if (shown.captures.length === 0) return;
  yield html`<h4>Captures</h4>\n`;
  const opened = isUrgent(shown) ? mostTelling(shown.captures) : undefined;
  for (const capture of shown.captures) {
    if (capture.isStream) yield streamHtml(capture, shown, run);
    else yield textHtml(capture, { shown, run, isOpen: capture === opened });
  }
}

const paintOf = (shown: Shown, { paint }: ShownRun) => (isUrgent(shown) ? paint.urgent : paint.other);

const isUrgent = ({ look }: Shown) => look === 'failed' || look === 'interrupted';

// What a failed gate or script says last stands in its stderr, else in its stdout.
const mostTelling = (captures: readonly Capture[]) => {
  for (const name of ['gate stderr', 'stderr', 'gate stdout', 'answer', 'stdout']) {
    const capture = captures.find((one) => one.name === name && one.head > 0);
    if (capture !== undefined) return capture;
  }
  return undefined;
};

interface Place {
  readonly shown: Shown;
  readonly run: ShownRun;
  readonly isOpen: boolean;
}

function textHtml(capture: Capture, { shown, run, isOpen }: Place): Html {
  const text = capture.head === 0 ? undefined : run.source.read(capture);
  if (text === undefined) return linkOnly(capture, run);
  const { head, tail } = text;
  const paint = paintOf(shown, run);
  const gap =
    tail === ''
      ? ''
      : html`</pre>
<p class="gap">${byteSize(capture.bytes - capture.head - capture.tail)} left out here; the whole is in ${fileLink(capture, run)}</p>
<pre class="txt" tabindex="0" role="group" aria-label="End of ${capture.name} of ${shown.node.id}">${outputHtml(tail, paint)}`;
  return html`<details class="capture"${isOpen && safe(' open')}><summary>${capture.name} <span class="size">${byteSize(capture.bytes)}</span></summary>
<div class="paper"><p class="file">${fileLink(capture, run)}${capture.isCut === true && ', itself without its middle'}</p>
<pre class="txt" tabindex="0" role="group" aria-label="${capture.name} of ${shown.node.id}">${outputHtml(head, paint)}${gap}</pre></div></details>\n`;
}

function streamHtml(capture: Capture, shown: Shown, run: ShownRun): Html {
  const text = capture.head === 0 ? undefined : run.source.read(capture);
  if (text === undefined) return linkOnly(capture, run);
  const isOpen = shown.look === 'failed';
  return html`<details class="capture"${isOpen && safe(' open')}><summary>${capture.name} <span class="size">${byteSize(capture.bytes)}</span></summary>
<div class="paper"><p class="file">Raw stream: ${fileLink(capture, run)}</p>
${conversationHtml(text, run.source.redact, paintOf(shown, run))}</div></details>\n`;
}

const linkOnly = (capture: Capture, run: ShownRun) =>
  html`<p class="capture-link"><span>${capture.name}</span> <span class="size">${byteSize(capture.bytes)}, too much to be shown here:</span> ${fileLink(capture, run)}</p>\n`;

function fileLink({ path }: Capture, { source: { base } }: ShownRun): Html {
  const address = path.split('/').map(encodeURIComponent).join('/');
  return html`<a href="${safe(escapeHtml(base + address))}"><code>${path}</code></a>`;
}
