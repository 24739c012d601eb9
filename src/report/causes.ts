import type { Event } from '../core/event.ts';
import { fold, type NodeState, type RunState } from '../core/state.ts';
import { type NodeStory, storyOf } from './html/story.ts';

/** A journal, read for who caused what. */
export interface Told {
  readonly state: RunState;
  readonly stories: ReadonlyMap<string, NodeStory>;
  /** By whole id, the number of the event that began the node, and of the one that ended it. */
  readonly began: ReadonlyMap<string, number>;
  readonly ended: ReadonlyMap<string, number>;
  /** Nodes by the body they stand in, the pipe's own under the empty name, in the order they were told. */
  readonly bodies: ReadonlyMap<string, readonly NodeState[]>;
}

/** Reads a journal's events for the causes in them. */
export function toldBy(events: readonly Event[]): Told {
  const state = fold(events);
  const began = new Map<string, number>();
  const ended = new Map<string, number>();
  events.forEach((event, at) => {
    if (!('node_id' in event)) return;
    if (!began.has(event.node_id)) began.set(event.node_id, at);
    if (ENDS.has(event.type)) ended.set(event.node_id, at);
  });
  const bodies = new Map<string, NodeState[]>();
  for (const node of state.nodes.values()) {
    const body = parentOf(node);
    const nodes = bodies.get(body);
    if (nodes === undefined) bodies.set(body, [node]);
    else nodes.push(node);
  }
  return { state, stories: storyOf(events).nodes, began, ended, bodies };
}

const ENDS: ReadonlySet<Event['type']> = new Set([
  'node.completed',
  'node.failed',
  'node.skipped',
  'node.reused',
]);

/** The whole id of the body a node stands in; empty at the top level. */
export const parentOf = ({ id, parent }: NodeState): string =>
  parent ?? id.slice(0, Math.max(0, id.lastIndexOf('/')));

/** What a node is called in its own body, without the number of its visit. */
export const nameOf = (node: NodeState): string =>
  node.id.slice(parentOf(node) === '' ? 0 : parentOf(node).length + 1).replace(/@\d+$/, '');

/** The nodes that caused what became of this one, as far as the journal knows them; the likeliest first. */
export function causesOf(node: NodeState, told: Told): readonly NodeState[] {
  const found = [...ownCauses(node, told)].filter((cause) => cause !== undefined && cause !== node);
  return [...new Set(found)] as NodeState[];
}

type Found = NodeState | undefined;

function ownCauses(node: NodeState, told: Told): readonly Found[] {
  if (node.skip !== undefined) return skipCauses(node, told);
  if (node.status === 'failed' && !node.reused) {
    if (node.cause !== undefined) return [told.state.nodes.get(node.cause)];
    if (node.error?.kind === 'cancelled') return [whoCalledOff(node, told)];
  }
  if (node.because !== undefined) return [nodeNamedIn(node.because, node, told)];
  return node.reused ? [] : [bodyThatRanAgain(node, told)];
}

function skipCauses(node: NodeState, told: Told): readonly Found[] {
  const { reason, cause, saw } = node.skip!;
  // A name where a journal has no whole id stands for a node of the same body.
  if (cause) return [told.state.nodes.get(cause) ?? told.state.nodes.get(`${parentOf(node)}/${cause}`)];
  switch (reason) {
    case 'when':
      return Object.keys(saw ?? {}).map((name) => seenNode(name, node, told));
    case 'jumped':
      return [jumperBefore(node, told) ?? lastBefore(node, told)];
    case 'branch_not_taken':
      return [lastBefore(node, told)];
    case 'stopped':
      return [whoStopped(told)];
    case 'cancelled':
    case 'timeout':
      return [whoCalledOff(node, told)];
    default:
      return [];
  }
}

// `nodes.<id>.…` means a node of the body the condition stands in, or of one around it.
function seenNode(name: string, node: NodeState, told: Told): Found {
  const id = /^nodes(?:\.([\w-]+)|\[(["'])(.+?)\2\])/.exec(name);
  const seen = id?.[1] ?? id?.[3];
  return seen === undefined ? undefined : nearest(seen, node, told);
}

/** The node of that name in the same body, or the nearest body around it; of several visits the last one before. */
function nearest(name: string, node: NodeState, told: Told): Found {
  for (let body = parentOf(node); ; body = body.slice(0, Math.max(0, body.lastIndexOf('/')))) {
    const visits = (told.bodies.get(body) ?? []).filter((one) => nameOf(one) === name && one !== node);
    const found = visits.filter((one) => at(told.began, one) < at(told.began, node)).at(-1) ?? visits[0];
    if (found !== undefined || body === '') return found;
  }
}

const at = (numbers: ReadonlyMap<string, number>, { id }: NodeState) =>
  numbers.get(id) ?? Number.POSITIVE_INFINITY;

/** The node that a sentence such as "after `x`, which ran again" names. */
function nodeNamedIn(sentence: string, node: NodeState, told: Told): Found {
  const id = /\bafter `([^`]+)`/.exec(sentence)?.[1];
  return id === undefined ? undefined : (told.state.nodes.get(id) ?? nearest(id, node, told));
}

// What runs in a body that was not taken over has no reason of its own.
function bodyThatRanAgain(node: NodeState, { state }: Told): Found {
  const seen = new Set<NodeState>();
  for (let body = state.nodes.get(parentOf(node)); body !== undefined && !seen.has(body); ) {
    if (body.because !== undefined) return body;
    seen.add(body);
    body = state.nodes.get(parentOf(body));
  }
  return undefined;
}

/** The step whose jump passed over this one, or led to it. */
export function jumperBefore(node: NodeState, told: Told): Found {
  return siblingsBefore(node, told).findLast(({ id }) => told.stories.get(id)?.jumpedTo !== undefined);
}

/** Whatever ended last in the same body before this node began. */
export function lastBefore(node: NodeState, told: Told): Found {
  const before = siblingsBefore(node, told).filter(({ status }) => status !== 'skipped');
  return before.sort((a, b) => at(told.ended, a) - at(told.ended, b)).at(-1);
}

function siblingsBefore(node: NodeState, told: Told): NodeState[] {
  const began = at(told.began, node);
  return (told.bodies.get(parentOf(node)) ?? []).filter((one) => at(told.ended, one) < began);
}

const whoStopped = ({ state }: Told): Found => {
  if (state.cause !== undefined) return state.nodes.get(state.cause);
  return [...state.nodes.values()].find(({ kind }) => kind === 'stop');
};

// Whoever failed beside it, or beside what it stands in; or the body that ran out of time with all that was in it.
function whoCalledOff(node: NodeState, told: Told): Found {
  const { state, bodies, ended } = told;
  const isOfRun =
    state.reason === 'cancelled' || state.reason === 'timeout' || state.reason === 'interrupted';
  const end = at(ended, node);
  // A journal of somebody else's may say that a node stands in itself.
  const seen = new Set<NodeState>();
  for (let inner: Found = node; inner !== undefined && !seen.has(inner); ) {
    seen.add(inner);
    const culprit = (bodies.get(parentOf(inner)) ?? []).find(
      (one) => one.status === 'failed' && one.error?.kind !== 'cancelled' && at(ended, one) < end,
    );
    if (culprit !== undefined && parentOf(inner) !== '') return culprit;
    const body = state.nodes.get(parentOf(inner));
    if (body?.error?.kind === 'timeout' && body.cause === undefined) return body;
    inner = body;
  }
  return isOfRun || state.cause === undefined ? undefined : state.nodes.get(state.cause);
}
