import type { Event } from '../core/event.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { NodeState, RunState } from '../core/state.ts';
import { suggest } from '../core/suggest.ts';
import { causesOf, nameOf, parentOf, type Told, toldBy } from './causes.ts';
import { failureLines, headOf, type Teller, whatFollowed, whatHappened, whyItRan } from './explain-words.ts';
import { duration, type Glyphs, oneLine, UNICODE, verdictWords } from './words.ts';

export interface ExplainOptions {
  readonly glyphs?: Glyphs;
  /** Whether a process of the run is known to live; absent: nobody knows. */
  readonly isLive?: boolean;
}

const MAX_DEPTH = 12;
const MAX_CAUSES = 5;
const MAX_NAMES = 8;

/**
 * Why a node ran, ran again, was reused, was skipped or failed: what happened to it, then what caused that, and so on.
 * From the journal alone. The error is a sentence about an id that the journal does not have. Ends with a line feed.
 */
export function explain(
  events: readonly Event[],
  asked: string,
  options: ExplainOptions = {},
): Result<string, string> {
  const told = toldBy(events);
  const node = told.state.nodes.get(asked);
  if (node === undefined) return err(unknownNode(asked, told));
  const { glyphs = UNICODE, isLive } = options;
  const teller: Teller = { told, glyphs, ...(isLive !== undefined && { isLive }) };
  const lines = [
    runLine(told.state, teller),
    headOf(node, teller),
    ...indented([...whyItRan(node, teller), ...whatHappened(node, teller)]),
    ...chainOf(node, teller, new Set([node])),
    ...indented(whatFollowed(node, teller)),
  ];
  return ok(`${lines.join('\n')}\n`);
}

function runLine(state: RunState, { glyphs, isLive }: Teller): string {
  const unended = isLive === undefined ? 'running?' : isLive ? 'running' : 'interrupted';
  const parts = [
    oneLine(state.runId),
    verdictWords(state, unended),
    state.status === 'running' ? '' : duration(state.durationMs),
  ];
  return parts.filter((part) => part !== '').join(` ${glyphs.dot} `);
}

// Each cause is told once, however many ways lead to it.
function chainOf(node: NodeState, teller: Teller, seen: Set<NodeState>, depth = 0): string[] {
  const causes = causesOf(node, teller.told).filter((cause) => !seen.has(cause));
  const own = indented(failureLines(node, teller));
  if (depth === MAX_DEPTH && causes.length > 0) return [...own, `  because ${teller.glyphs.ellipsis}`];
  const lines = causes.slice(0, MAX_CAUSES).flatMap((cause) => {
    seen.add(cause);
    const below = [...indented(notesOf(cause, teller)), ...chainOf(cause, teller, seen, depth + 1)];
    return indented([`because ${headOf(cause, teller)}`, ...below]);
  });
  const more = causes.length - MAX_CAUSES;
  return [...own, ...lines, ...(more > 0 ? [`  and because of ${more} more`] : [])];
}

// A cause that only completed is told by its head; of one that ran again the reason is the cause.
function notesOf(node: NodeState, teller: Teller): readonly string[] {
  const isPlain = node.status === 'completed' && node.conclusion === undefined;
  const reasons = node.because === undefined ? [] : whyItRan(node, teller);
  return isPlain ? reasons : [...reasons, ...whatHappened(node, teller)];
}

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);

function unknownNode(asked: string, { state }: Told): string {
  const words = `there is no node \`${oneLine(asked)}\` in the journal of ${oneLine(state.runId)}`;
  const nodes = [...state.nodes.values()];
  const children = nodes.filter((node) => parentOf(node) !== '' && nameOf(node) === asked);
  if (children.length > 0) {
    const names = listOf(children.map(({ id }) => id));
    return `${words}; a child is asked for by its whole id: ${names}`;
  }
  const meant = suggest(
    asked,
    nodes.map(({ id }) => id),
  );
  if (meant !== undefined) return `${words}; did you mean \`${oneLine(meant)}\`?`;
  const top = nodes.filter((node) => parentOf(node) === '').map(({ id }) => id);
  return top.length === 0 ? `${words}: no node began` : `${words}, which has ${listOf(top)}`;
}

function listOf(ids: readonly string[]): string {
  const more = ids.length > MAX_NAMES ? ` and ${ids.length - MAX_NAMES} more` : '';
  return `${ids.slice(0, MAX_NAMES).map(oneLine).join(', ')}${more}`;
}
