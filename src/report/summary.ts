import type { RunState } from '../core/state.ts';
import { ailing } from './ailing.ts';
import type { Outline } from './html/outline.ts';
import { failuresSection, type Tail } from './summary/failures.ts';
import { type Further, furtherSection } from './summary/further.ts';
import { graphSection } from './summary/graph.ts';
import { byteLength, code, inert } from './summary/markdown.ts';
import { nodesSection } from './summary/nodes.ts';
import { resumedSection, skippedSection } from './summary/skipped.ts';
import { timelineSection } from './summary/timeline.ts';
import { treeOf } from './tree.ts';
import {
  cost,
  countNodes,
  countWords,
  duration,
  plural,
  reusedWords,
  turns,
  UNICODE,
  verdictWords,
} from './words.ts';

/** The most bytes a summary has: GitHub drops a whole summary silently just below 1 MiB. */
export const MAX_SUMMARY_BYTES = 900 * 1024;

export interface SummaryOptions {
  /** With it the graph, gates that did not pass, absorbed failures and lines of the pipe file are known. */
  readonly outline?: Outline;
  /** The last lines of what nodes printed, by their ids; free of secrets. */
  readonly tails?: ReadonlyMap<string, readonly Tail[]>;
  readonly further?: Further;
  readonly maxBytes?: number;
}

// What a section may take at most of what is left when its turn comes; the table of nodes takes the rest.
const SHARE = { failures: 0.4, graph: 0.2, timeline: 0.2, skipped: 0.3, resumed: 0.2 } as const;

/**
 * The job summary of a run that is over, in Markdown, failures first; never more than `maxBytes` in UTF-8, whatever the
 * run printed: whole sections and rows are left out and counted. What nodes and pipes said is inert text in it.
 */
export function summary(state: RunState, options: SummaryOptions = {}): string {
  const { outline, tails = new Map(), further, maxBytes = MAX_SUMMARY_BYTES } = options;
  const head = `### ${headline(state)}\n\n${resumedWords(state)}`;
  const last = further === undefined ? '' : furtherSection(state, further);
  let left = maxBytes - byteLength(head + last);
  const take = (share: number, section: (room: number) => string) => {
    const text = section(Math.floor(left * share));
    left -= byteLength(text);
    return text;
  };
  const { pipePath } = state;
  const sections = [
    take(SHARE.failures, (room) => failuresSection(ailing(state, outline), { tails, pipePath, room })),
    outline === undefined ? '' : take(SHARE.graph, (room) => graphSection(outline, state, room)),
    take(SHARE.timeline, (room) => timelineSection(state, room)),
  ];
  const after = [
    take(SHARE.skipped, (room) => skippedSection(state, room)),
    take(SHARE.resumed, (room) => resumedSection(state, room)),
  ];
  const nodes = take(1, (room) =>
    nodesSection(treeOf(state), {
      runId: state.runId,
      absorbed: new Set(outline?.absorbed ?? (state.status === 'completed' ? failedIds(state) : [])),
      refused: new Map(outline?.refused),
      room,
    }),
  );
  return [head, ...sections, nodes, ...after, last].join('');
}

const failedIds = ({ nodes }: RunState) =>
  [...nodes.values()].flatMap(({ id, status }) => (status === 'failed' && !id.includes('/') ? [id] : []));

function headline(state: RunState): string {
  const mark = state.status === 'completed' ? UNICODE.completed : UNICODE.failed;
  const parts = [
    `${mark} ${code(state.pipe)} ${inert(verdictWords(state, 'interrupted'))}`,
    state.status === 'running' ? '' : duration(state.durationMs),
    countWords(countNodes(state), 'interrupted'),
    reusedWords(state),
    gateWords(state),
    turns(state.usage),
    cost(state.usage?.cost_usd),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

// Of nodes of any depth: a gate in a body is a gate.
function gateWords({ nodes }: RunState): string {
  let passed = 0;
  let refused = 0;
  for (const { gates, error, cause } of nodes.values()) {
    passed += gates.length;
    if (cause === undefined && (error?.kind === 'gate_failed' || error?.kind === 'gate_timeout')) refused++;
  }
  const parts = [
    passed > 0 ? `${plural(passed, 'gate')} passed` : '',
    refused > 0 ? `${passed > 0 ? refused : plural(refused, 'gate')} refused` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

const resumedWords = ({ resumedFrom }: RunState) =>
  resumedFrom === undefined ? '' : `Resumes ${code(resumedFrom)}.\n\n`;
