import { errorWords } from '../../core/failure.ts';
import { cost, duration, firstLine } from '../words.ts';
import { type Html, html } from './escape.ts';
import { icon, LOOK_WORDS } from './look.ts';
import type { Shown } from './run.ts';
import { attemptStart, type FailedAttempt } from './story.ts';

const MAX_ROWS = 200;
const WILL = { retry: 'tried again', continue: 'went on', jump: 'jumped', fail: '' } as const;

/** The attempts of a node that had more than one, or one that a policy made good for. */
export function attemptsHtml(shown: Shown): Html {
  const { node, story } = shown;
  const failed = story?.attempts ?? [];
  if (story === undefined || failed.length === 0 || (node.attempt === 1 && node.status === 'failed'))
    return html``;
  const rows = failed.map((attempt) => failedRow(attempt, shown));
  const isTold = failed.at(-1)?.event.attempt === node.attempt;
  if (!isTold) rows.push(lastRow(shown, attemptStart(story)));
  return html`<h4>Attempts</h4>
<div class="scroll" tabindex="0" role="group" aria-label="Attempts of ${node.id}"><table class="plain"><thead><tr><th scope="col">Attempt</th><th scope="col">Result</th><th scope="col" class="num">Began</th><th scope="col" class="num">Took</th><th scope="col" class="num">Cost</th></tr></thead>
<tbody>${rows.slice(0, MAX_ROWS)}</tbody></table></div>
`;
}

function failedRow({ event, startedMs, endedMs }: FailedAttempt, { story }: Shown): Html {
  const { attempt, error, message, will, usage } = event;
  const wait = story?.waits.find((one) => one.startedMs >= endedMs);
  const waited = will === 'retry' && wait !== undefined && wait.endedMs > wait.startedMs;
  const then = [WILL[will] ?? will, waited && `after ${duration(wait.endedMs - wait.startedMs)}`];
  const next = then.filter((part) => part !== false && part !== '').join(' ');
  const words = message === undefined ? '' : firstLine(message);
  return html`<tr><td class="num">${attempt}</td><td>${icon('failed')} ${errorWords(error)}${words !== '' && html` <span class="dim">${words}</span>`}${next !== '' && html` <span class="tag">${next}</span>`}</td><td class="num">${duration(startedMs)}</td><td class="num">${duration(endedMs - startedMs)}</td><td class="num">${cost(usage?.cost_usd)}</td></tr>`;
}

function lastRow({ node, story, look }: Shown, startedMs: number): Html {
  const took = story?.endedMs === undefined ? '' : duration(story.endedMs - startedMs);
  return html`<tr><td class="num">${node.attempt}</td><td>${icon(look)} ${LOOK_WORDS[look]}</td><td class="num">${duration(startedMs)}</td><td class="num">${took}</td><td></td></tr>`;
}

/** The iterations of a loop. */
export function iterationsHtml({ node, story }: Shown): Html {
  const iterations = story?.iterations ?? [];
  if (iterations.length === 0) return html``;
  const asked = iterations.some(({ until }) => until !== undefined);
  const rows = iterations.slice(-MAX_ROWS).map(({ iteration, startedMs, endedMs, until }) => {
    const exit = until?.exitCode === undefined ? '' : ` (exit ${until.exitCode})`;
    const verdict = until === undefined ? '' : until.passed ? 'passed' : `not yet${exit}`;
    return html`<tr><td class="num">${iteration}</td><td class="num">${duration(startedMs)}</td><td class="num">${endedMs !== undefined && duration(endedMs - startedMs)}</td>${asked && html`<td>${verdict}</td>`}</tr>`;
  });
  const more = iterations.length - rows.length;
  return html`<h4>Iterations</h4>
<div class="scroll" tabindex="0" role="group" aria-label="Iterations of ${node.id}"><table class="plain"><thead><tr><th scope="col">Iteration</th><th scope="col" class="num">Began</th><th scope="col" class="num">Took</th>${asked && html`<th scope="col">until_bash</th>`}</tr></thead>
<tbody>${rows}</tbody></table></div>${more > 0 && html`<p class="note">and ${more} before these</p>`}
`;
}
