import type { Event } from './event.ts';
import { decodeJournal, type Sha256 } from './journal-line.ts';

/** What a check of a journal came to. */
export interface Verification {
  /** Whole events, from the first up to the first flaw of a line. */
  readonly events: readonly Event[];
  /** Whether the pipe's last event is there. */
  readonly hasEnded: boolean;
  readonly flaws: readonly Flaw[];
}

/** A flaw, with the line it shows at, from 1. */
export interface Flaw {
  readonly line: number;
  readonly reason: string;
}

/** Checks a journal's text: whole lines, the chain, and that every node that started ended once, before the pipe did. */
export function verifyJournal(text: string, sha256: Sha256): Verification {
  const { events, torn, broken } = decodeJournal(text, sha256);
  const flaws: Flaw[] = [...orderFlaws(events)];
  if (broken !== undefined) flaws.push(broken);
  if (torn !== '') {
    const reason = `${torn.length} characters without a line feed: a write that was cut short`;
    flaws.push({ line: events.length + 1, reason });
  }
  if (events.length === 0 && flaws.length === 0) flaws.push({ line: 1, reason: 'there is no event' });
  const hasEnded = isEnd(events.at(-1));
  if (hasEnded || flaws.length > 0) return { events, hasEnded, flaws };
  return { events, hasEnded, flaws: [{ line: events.length + 1, reason: 'the run has no last event' }] };
}

const isEnd = (event: Event | undefined): boolean =>
  event?.type === 'pipe.completed' || event?.type === 'pipe.aborted';

function orderFlaws(events: readonly Event[]): readonly Flaw[] {
  const flaws: Flaw[] = [];
  const open = new Map<string, number>();
  const begun = new Set<string>();
  for (const [at, event] of events.entries()) {
    const flaw = (reason: string) => flaws.push({ line: at + 1, reason });
    if ((event.type === 'pipe.started') !== (at === 0)) flaw(`${event.type} has no place here`);
    if (isEnd(event) && at < events.length - 1) flaw('the run goes on after its last event');
    if (!('node_id' in event)) continue;
    const { node_id: id, type } = event;
    if (type === 'node.started' || type === 'node.skipped' || type === 'node.reused') {
      if (begun.has(id)) flaw(`node ${id} begins twice`);
      begun.add(id);
      if (type === 'node.started') open.set(id, at + 1);
    } else if (!open.has(id)) flaw(`${type} of node ${id}, which does not run`);
    else if (type === 'node.completed' || type === 'node.failed') open.delete(id);
  }
  if (!isEnd(events.at(-1))) return flaws;
  for (const [id, line] of open) flaws.push({ line, reason: `node ${id} never ends` });
  return flaws;
}
