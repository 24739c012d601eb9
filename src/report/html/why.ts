import { SKIP_WORDS } from '../skip-words.ts';
import { conditionWords, sawWords } from '../words.ts';
import { type Html, html } from './escape.ts';
import type { Shown, ShownRun } from './run.ts';

/** A link to a node's section; plain where the report has none. */
export const nodeLink = (id: string, run: ShownRun): Html => {
  const shown = run.byId.get(id);
  return shown === undefined
    ? html`<code>${id}</code>`
    : html`<a class="id" href="#n-${shown.index}">${id}</a>`;
};

/** Why a node never ran, in a few words, with a link to the node that caused it. */
export function whySkipped({ node: { skip } }: Shown, run: ShownRun): Html {
  if (skip === undefined) return html``;
  const { reason, cause, when, saw } = skip;
  if (when) {
    const values = sawWords(saw).map((words) => html`, <code>${words}</code>`);
    return html`skipped: when <code>${conditionWords(when)}</code>${values}`;
  }
  const words = SKIP_WORDS[reason] ?? reason;
  if (!cause) return html`skipped: ${words}`;
  const verb = reason === 'upstream_failed' ? ' failed' : reason === 'upstream_skipped' ? ' was skipped' : '';
  return verb === ''
    ? html`skipped: ${words} (${nodeLink(cause, run)})`
    : html`skipped: ${nodeLink(cause, run)}${verb}`;
}
