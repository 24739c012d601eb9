import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type {
  Event,
  NodeCompleted,
  NodeFailed,
  NodeReused,
  NodeSkipped,
  Stamp,
} from '../../src/core/event.ts';
import { decodeJournal } from '../../src/core/journal-line.ts';
import type { Launched } from './launch.ts';
import { survivorsAfter } from './survivors.ts';

/** How a node ended. */
export type Ended = (NodeCompleted | NodeFailed | NodeSkipped) & Stamp;

/** How a node that ran, or was taken over, ended. */
type Settled = Ended | (NodeReused & Stamp);

/** A run as it lies on disc after all invariants held. */
export interface RunRecord {
  readonly runId: string;
  /** Absolute. */
  readonly dir: string;
  /** The journal's lines, without line feeds. */
  readonly lines: readonly string[];
  readonly events: readonly Event[];
  readonly ended: (nodeId: string) => Ended;
  /** `completed`, `failed` with its kind, `skipped` with its reason: `failed:crash`. */
  readonly outcomes: Readonly<Record<string, string>>;
  /** The bytes of `nodes/<name>`. */
  readonly capture: (name: string) => Buffer;
}

const SIGNALLED: ReadonlySet<number> = new Set([129, 130, 143]);

/**
 * I1, I2, I3 and I5 of the hostile cases for the one run below `root` (or the one named): exit code and last event
 * agree, the journal is whole, every started node ended once, and no process of the run is alive.
 */
export async function checkRun(
  done: Pick<Launched, 'code'>,
  root: string,
  named?: string,
): Promise<RunRecord> {
  const runId = named ?? onlyRun(root);
  const dir = join(root, '.omne', 'var', 'runs', runId);
  const text = readUtf8(join(dir, 'events.jsonl'));
  const events = checkJournal(text, runId);
  checkNodes(events);
  checkExit(done.code, events.at(-1)!);
  if (process.platform === 'linux') expect(await survivorsAfter({ runId }, 1000)).toEqual([]);
  const ended = new Map(events.filter(isEnd).map((event) => [event.node_id, event]));
  const settled = new Map(events.filter(isSettled).map((event) => [event.node_id, event]));
  return {
    runId,
    dir,
    events,
    lines: text.split('\n').slice(0, -1),
    ended: (nodeId) => {
      const event = ended.get(nodeId);
      if (event === undefined) throw new Error(`no node ${nodeId} ended`);
      return event;
    },
    outcomes: Object.fromEntries([...settled].map(([id, event]) => [id, outcome(event)])),
    capture: (name) => readFileSync(join(dir, 'nodes', name)),
  };
}

/** The names of the run directories below a volume root. */
export function runIds(root: string): readonly string[] {
  try {
    return readdirSync(join(root, '.omne', 'var', 'runs')).sort();
  } catch {
    return [];
  }
}

function onlyRun(root: string): string {
  const found = runIds(root);
  expect(found).toHaveLength(1);
  return found[0]!;
}

const readUtf8 = (path: string) => new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

// I2: the strict reader takes all of it; numbers, ids and the terminal event are looked at once more by other means.
function checkJournal(text: string, runId: string): readonly Event[] {
  const { events, torn, broken } = decodeJournal(text, sha256);
  expect({ torn, broken }).toEqual({ torn: '', broken: undefined });
  expect(events.map((event) => event.seq)).toEqual(events.map((_, at) => at));
  expect(new Set(events.map((event) => event.run_id))).toEqual(new Set([runId]));
  const ids = events.map((event) => event.id);
  expect(ids.filter((id) => !/^[0-9a-hjkmnp-tv-z]{26}$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual([...ids].sort());
  expect(events.filter((event) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(event.ts))).toEqual([]);
  const times = events.map((event) => event.mono_ms);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(chainBreaks(text)).toEqual([]);
  expect(events[0]?.type).toBe('pipe.started');
  expect(events.map((event) => event.type).filter((type) => type.startsWith('pipe.'))).toEqual([
    'pipe.started',
    expect.stringMatching(/^pipe\.(?:completed|aborted)$/),
  ]);
  expect(events.at(-1)?.type).toMatch(/^pipe\./);
  return events;
}

// The chain as DESIGN §7 words it, without the code under test.
function chainBreaks(text: string): readonly number[] {
  let before = '0'.repeat(16);
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line, at) => {
      const cut = line.lastIndexOf(',"h":"');
      const expected = sha256(`${before}${line.slice(0, cut)}}`).slice(0, 16);
      before = (JSON.parse(line) as { readonly h: string }).h;
      return before === expected ? [] : [at];
    });
}

const isEnd = (event: Event): event is Ended =>
  event.type === 'node.completed' || event.type === 'node.failed' || event.type === 'node.skipped';

const isSettled = (event: Event): event is Settled => isEnd(event) || event.type === 'node.reused';

// I3: exactly one end for every start and for nothing else; a skipped node never starts.
function checkNodes(events: readonly Event[]): void {
  const open = new Set<string>();
  const seen = new Set<string>();
  for (const event of events) {
    if (!('node_id' in event)) continue;
    const { node_id: id, type } = event;
    if (type === 'node.started' || type === 'node.skipped' || type === 'node.reused') {
      expect(seen, `${id} began twice`).not.toContain(id);
      seen.add(id);
      if (type === 'node.started') open.add(id);
    } else {
      expect(open, `${type} of ${id}, which does not run`).toContain(id);
      if (isEnd(event)) open.delete(id);
    }
  }
  expect([...open], 'never ended').toEqual([]);
}

// I1.
function checkExit(code: number | null, last: Event): void {
  const reason = last.type === 'pipe.aborted' ? last.reason : undefined;
  if (reason === 'cancelled') expect([...SIGNALLED]).toContain(code);
  else if (reason === 'fault') expect(code).toBe(70);
  else expect(code).toBe(last.type === 'pipe.completed' ? 0 : 1);
}

function outcome(event: Settled): string {
  if (event.type === 'node.skipped') return `skipped:${event.reason}`;
  const hasFailed =
    event.type === 'node.failed' || (event.type === 'node.reused' && event.status === 'failed');
  return hasFailed ? `failed:${event.error?.kind}` : 'completed';
}
