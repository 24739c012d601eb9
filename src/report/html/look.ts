import type { NodeState } from '../../core/state.ts';
import { type Html, html, safe } from './escape.ts';

/** How a node is shown: its status, told apart where people would ask. */
export type Look =
  | 'failed'
  | 'interrupted'
  | 'cancelled'
  | 'running'
  | 'completed'
  | 'reused'
  | 'skipped'
  | 'pending';

/** All of them, what needs attention first. */
export const LOOKS: readonly Look[] = [
  'failed',
  'interrupted',
  'cancelled',
  'running',
  'completed',
  'reused',
  'skipped',
  'pending',
];

/** The look in words. */
export const LOOK_WORDS: Readonly<Record<Look, string>> = {
  failed: 'failed',
  interrupted: 'interrupted',
  cancelled: 'cancelled',
  running: 'running',
  completed: 'completed',
  reused: 'reused',
  skipped: 'skipped',
  pending: 'not started',
};

/** The look of a node; what never ended is interrupted unless its run is known to go on. */
export function lookOf(node: NodeState, isLive: boolean): Look {
  if (node.status === 'running') return isLive ? 'running' : 'interrupted';
  if (node.interrupted) return 'interrupted';
  if (node.status === 'failed') return node.error?.kind === 'cancelled' ? 'cancelled' : 'failed';
  return node.status === 'completed' && node.reused ? 'reused' : node.status;
}

// Sixteen by sixteen, drawn in the colour of the text: each look has a shape of its own.
const SHAPES: Readonly<Record<Look, string>> = {
  completed: `<circle cx="8" cy="8" r="7"/><path class="on" d="M4.6 8.3l2.3 2.3 4.5-4.9"/>`,
  failed: `<circle cx="8" cy="8" r="7"/><path class="on" d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2"/>`,
  interrupted: `<path d="M8 .9l7.4 13.3H.6z"/><path class="on" d="M8 5.6v4.1M8 11.6v.3"/>`,
  cancelled: `<rect x="1" y="1" width="14" height="14" rx="3.5"/><path class="on" d="M5.3 8h5.4"/>`,
  running: `<circle class="off" cx="8" cy="8" r="6"/><circle cx="8" cy="8" r="3"/>`,
  reused: `<circle cx="8" cy="8" r="7"/><path class="on" d="M11 9.3A3.3 3.3 0 1 1 10.6 6M10.9 3.9v2.3H8.6"/>`,
  skipped: `<circle class="off" cx="8" cy="8" r="6"/><path class="off" d="M3.9 12.1l8.2-8.2"/>`,
  pending: `<circle class="off" cx="8" cy="8" r="6" stroke-dasharray="2.2 2.5"/>`,
};

/** The shapes, once in a page. */
export const shapes = (): Html => {
  const symbols = LOOKS.map((look) => `<symbol id="i-${look}" viewBox="0 0 16 16">${SHAPES[look]}</symbol>`);
  return safe(`<svg class="none" aria-hidden="true">${symbols.join('')}</svg>`);
};

/** A look's shape; who does not see it needs the word beside it. */
export const icon = (look: Look): Html =>
  html`<svg class="i ${look}" aria-hidden="true"><use href="#i-${look}"/></svg>`;

/** A look as shape and word. */
export const badge = (look: Look): Html =>
  html`<span class="badge ${look}">${icon(look)}${LOOK_WORDS[look]}</span>`;
