import type { Event } from '../../core/event.ts';
import { fold, type NodeState, type RunState } from '../../core/state.ts';
import { flat, treeOf } from '../tree.ts';
import type { Paint } from './ansi.ts';
import { type Capture, type CaptureFile, capturesOf } from './captures.ts';
import type { Drawing, Layout } from './layered.ts';
import { type Look, lookOf } from './look.ts';
import type { Outline, OutlineNode } from './outline.ts';
import { type NodeStory, type Story, storyOf } from './story.ts';

/** What a report is made of. Every text in it is free of secrets already. */
export interface ReportSource {
  readonly events: readonly Event[];
  /** Absent where the plan of the run is not known any more. */
  readonly outline?: Outline;
  /** The captures that are there. */
  readonly files: readonly CaptureFile[];
  readonly read: ReadCapture;
  /** Leads from the report's folder to that of the journal: empty, or a relative address that ends with `/`. */
  readonly base: string;
  /** What is wrong with the journal. */
  readonly problem?: string;
  /** Whether the run is known to go on. */
  readonly isLive?: boolean;
  /** Takes secrets out of what only a decoded stream shows. */
  readonly redact: (text: string) => string;
  /** SHA-256 of a text as base64. */
  readonly hash: (text: string) => string;
  readonly layout: (drawing: Drawing) => Layout;
}

/** Reads the beginning and the end of a capture, each at most as long as asked for; undefined where it cannot be read. */
export type ReadCapture = (capture: Capture) => CapturedText | undefined;

export interface CapturedText {
  readonly head: string;
  /** Empty where the head is all of it. */
  readonly tail: string;
}

/** A node as the report shows it. */
export interface Shown {
  readonly node: NodeState;
  readonly story: NodeStory | undefined;
  readonly look: Look;
  /** In the page; also the end of its anchors. */
  readonly index: number;
  readonly depth: number;
  /** Its id without its parent's. */
  readonly name: string;
  readonly parent: Shown | undefined;
  readonly children: Shown[];
  readonly planned: OutlineNode | undefined;
  readonly captures: readonly Capture[];
  readonly isAbsorbed: boolean;
  readonly refusedGate: string | undefined;
}

/** A run as the report shows it. */
export interface ShownRun {
  readonly state: RunState;
  readonly story: Story;
  readonly nodes: readonly Shown[];
  readonly byId: ReadonlyMap<string, Shown>;
  /** Nodes that the report has no room for. */
  readonly omitted: number;
  /** Nodes of the plan that neither started nor were skipped. */
  readonly pending: readonly OutlineNode[];
  readonly source: ReportSource;
  /** Colours left for captures: for those of nodes that need attention, and for the rest. */
  readonly paint: { readonly urgent: Paint; readonly other: Paint };
  /** Length of the time axis. */
  readonly spanMs: number;
}

const MAX_COLOURS = 10_000;

/** More nodes than this are only counted, what needs attention is kept first. */
export const MAX_NODES = 3000;

/** Reads a run for its report. */
export function shownRun(source: ReportSource): ShownRun {
  const { events, outline, isLive = false } = source;
  const state = fold(events);
  const story = storyOf(events);
  const branches = [...flat(treeOf(state))];
  const kept = choose(branches.map(({ node }) => node));
  const planned = new Map(outline?.nodes.map((node) => [node.id, node]));
  const absorbed = new Set(outline?.absorbed);
  const refused = new Map(outline?.refused);
  const looks = new Map(branches.map(({ node }) => [node.id, lookOf(node, isLive)]));
  const captured = branches.filter(({ node }) => kept.has(node.id)).map(({ node }) => node);
  const captures = capturesOf(
    captured.map((node) => capturedOf(node, looks.get(node.id)!)),
    source.files,
  );
  const byId = new Map<string, Shown>();
  for (const { node, depth } of branches) {
    if (!kept.has(node.id)) continue;
    const parent = depth === 0 ? undefined : byId.get(node.parent ?? parentOf(node.id));
    const shown: Shown = {
      node,
      story: story.nodes.get(node.id),
      look: looks.get(node.id)!,
      index: byId.size + 1,
      depth: parent === undefined ? 0 : parent.depth + 1,
      name:
        parent !== undefined && node.id.startsWith(`${parent.node.id}/`)
          ? node.id.slice(parent.node.id.length + 1)
          : node.id,
      parent,
      children: [],
      planned: planned.get(node.id),
      captures: captures.get(node.id) ?? [],
      isAbsorbed: absorbed.has(node.id),
      refusedGate: refused.get(node.id),
    };
    parent?.children.push(shown);
    byId.set(node.id, shown);
  }
  return {
    state,
    story,
    nodes: [...byId.values()],
    byId,
    omitted: branches.length - byId.size,
    pending: (outline?.nodes ?? []).filter(({ id }) => !state.nodes.has(id)),
    source,
    paint: { urgent: { left: MAX_COLOURS }, other: { left: MAX_COLOURS } },
    spanMs: Math.max(1, story.lastMs, state.durationMs),
  };
}

const parentOf = (id: string) => id.slice(0, id.lastIndexOf('/'));

function capturedOf(node: NodeState, look: Look) {
  const isAgent = node.kind === 'prompt' || node.kind === 'command' || node.model !== undefined;
  const isUrgent = look === 'failed' || look === 'interrupted' || look === 'cancelled';
  return { id: node.id, attempts: node.attempt, isAgent, isUrgent };
}

// What failed and the top level before the rest, as far as there is room.
function choose(nodes: readonly NodeState[]): ReadonlySet<string> {
  if (nodes.length <= MAX_NODES) return new Set(nodes.map(({ id }) => id));
  const isUrgent = ({ status }: NodeState) => status === 'failed' || status === 'running';
  const isTop = ({ id }: NodeState) => !id.includes('/');
  const groups = [nodes.filter(isUrgent), nodes.filter(isTop), nodes];
  const kept = new Set<string>();
  for (const { id } of groups.flat()) {
    if (kept.size >= MAX_NODES) break;
    kept.add(id);
  }
  return kept;
}
