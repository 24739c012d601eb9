import type { Event, Fact, Stamp } from './event.ts';

/** SHA-256 of a text's UTF-8 bytes, as lowercase hex: core computes no hashes itself. */
export type Sha256 = (text: string) => string;

/** The `h` before the first line. */
export const CHAIN_START = '0000000000000000';

/** A stamped event and its journal line, without the line feed; `h` comes last and covers all that stands before it. */
export function encodeLine(
  fact: Fact,
  stamp: Omit<Stamp, 'h'>,
  previous: string,
  sha256: Sha256,
): { line: string; event: Event } {
  const { id, ts, run_id, seq, mono_ms } = stamp;
  const { type, ...fields } = fact;
  const unsealed = { type, id, ts, run_id, ...fields, seq, mono_ms };
  const body = json(unsealed);
  const h = sha256(previous + body).slice(0, 16);
  return { line: `${body.slice(0, -1)},"h":"${h}"}`, event: { ...unsealed, h } as Event };
}

/** An event as its journal line, byte for byte. */
export const lineOf = (event: Event): string => json(event);

// `##[` is a command to GitHub's runner wherever it stands in a line of a log, and journals are shown in logs. And
// whatever is no UTF-8 is read as U+FFFD: a line that never holds one cannot be changed into such bytes unseen.
const json = (value: object): string =>
  JSON.stringify(value).replaceAll('##[', '#\\u0023[').replaceAll('\ufffd', '\\ufffd');

/** A journal as read: every whole line, and where it breaks if it does. */
export interface JournalText {
  readonly events: readonly Event[];
  /** The bytes after the last line feed: a write that a crash cut short. */
  readonly torn: string;
  /** The first line, from 1, that is not what the writer wrote; nothing after it was read. */
  readonly broken?: { readonly line: number; readonly reason: string };
}

/** Reads a journal's text: checks JSON, `seq` and the chain of every line that has one (omne-cli's have none). */
export function decodeJournal(text: string, sha256: Sha256): JournalText {
  const events: Event[] = [];
  let previous = CHAIN_START;
  let from = 0;
  for (let to = text.indexOf('\n'); to !== -1; to = text.indexOf('\n', from)) {
    const line = text.slice(from, to);
    const event = decodeLine(line);
    const reason =
      event === undefined ? 'not an event' : breach(line, event, { previous, seq: events.length }, sha256);
    if (event === undefined || reason !== undefined) {
      return { events, torn: '', broken: { line: events.length + 1, reason: reason ?? 'not an event' } };
    }
    events.push(event);
    if (event.h) previous = event.h;
    from = to + 1;
  }
  return { events, torn: text.slice(from) };
}

function decodeLine(line: string): Event | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// Readers take `null` for an absent field, as omne-cli may write it, and pass unknown types through. What they count by
// and look up must be what it is called.
function isEvent(value: unknown): value is Event {
  if (typeof value !== 'object' || value === null) return false;
  const { type, node_id: id, seq } = value as { readonly [K in 'type' | 'node_id' | 'seq']?: unknown };
  const isNode = id === undefined || id === null || typeof id === 'string';
  return typeof type === 'string' && isNode && (seq === undefined || seq === null || typeof seq === 'number');
}

interface Expected {
  readonly previous: string;
  readonly seq: number;
}

const SEAL = /,"h":"([0-9a-f]{16})"\}$/;

function breach(line: string, event: Event, expected: Expected, sha256: Sha256): string | undefined {
  // A line of omne-cli's has neither number nor hash; one that lost its hash has the number still, or others before it.
  if (!event.h) {
    const isForeign = event.seq === undefined && expected.previous === CHAIN_START;
    return isForeign ? undefined : 'the hash is missing';
  }
  if (event.seq !== expected.seq) return `seq ${event.seq} where ${expected.seq} was due`;
  const seal = SEAL.exec(line);
  if (seal === null) return 'the hash is not the last field';
  const body = `${line.slice(0, seal.index)}}`;
  const h = sha256(expected.previous + body).slice(0, 16);
  return h === event.h ? undefined : 'the hash does not match: the line, or one before it, was changed';
}
