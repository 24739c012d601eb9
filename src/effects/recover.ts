import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { closingFacts, usageOf } from '../core/closing.ts';
import type { Event } from '../core/event.ts';
import { decodeJournal } from '../core/journal-line.ts';
import { createRedactor } from '../core/redact.ts';
import { fold, type RunState, reduce } from '../core/state.ts';
import { sha256 } from './crypto.ts';
import { Journal } from './journal.ts';
import { sweepRun } from './kill.ts';
import { type Holder, inheritLock, type Lock } from './lock.ts';
import { READ_PLANTED } from './own-file.ts';

/** What became of a run that was to be recovered. */
export type Recovered =
  /** Somebody writes it, or may; nothing was done. `none`: no lock says who, and nobody insisted. */
  | { readonly kind: 'held'; readonly holder: Holder }
  /** There is no journal that could be read. */
  | { readonly kind: 'missing' }
  /** It was killed before its first event; there is nothing to close. */
  | { readonly kind: 'empty' }
  /** Its journal is damaged before its end, so nothing was added to it. */
  | { readonly kind: 'broken'; readonly line: number; readonly reason: string }
  /** It had ended before. */
  | { readonly kind: 'ended'; readonly state: RunState }
  /** It is closed now. */
  | { readonly kind: 'recovered'; readonly state: RunState };

export interface Recovery {
  /** The caller knows that the process which wrote the run is gone: a lock that is lost or foreign is no hindrance. */
  readonly insist?: boolean;
  /** Its processes were ended already. */
  readonly isSwept?: boolean;
}

/**
 * Closes what a killed run left open: ends its processes, puts a torn tail aside, ends its nodes and the run as
 * `interrupted`. Idempotent, and safe to be killed at any point of it. Throws a fault where the run directory cannot be
 * written; the journal then is as whole as before.
 */
export async function recoverRun(runDir: string, runId: string, how: Recovery = {}): Promise<Recovered> {
  const lock = inheritLock(runDir, how.insist);
  if (typeof lock === 'string') return { kind: 'held', holder: lock };
  let isOver = false;
  try {
    if (how.isSwept !== true) await sweepRun(runId);
    const recovered = close(runDir, runId);
    isOver = recovered.kind === 'ended' || recovered.kind === 'recovered';
    return recovered;
  } finally {
    letGo(lock, isOver);
  }
}

const letGo = (lock: Lock, isOver: boolean) => (isOver ? lock.release() : lock.giveBack());

function close(runDir: string, runId: string): Recovered {
  const path = join(runDir, 'events.jsonl');
  const found = readWhole(path);
  if (found === undefined) return { kind: 'missing' };
  const { events, broken } = decodeJournal(found.text, sha256);
  if (broken !== undefined) return { kind: 'broken', ...broken };
  if (found.torn.length > 0) trim(runDir, path, found);
  const last = events.at(-1);
  if (last === undefined) return { kind: 'empty' };
  const state = fold(events);
  if (state.status !== 'running') return { kind: 'ended', state };
  // What omne-cli writes has no chain that could be gone on with.
  if (!last.h) return { kind: 'broken', line: events.length, reason: 'another program wrote it' };
  append(path, last, state, (id) => captureOf(runDir, runId, id));
  return { kind: 'recovered', state };
}

interface Found {
  /** The whole lines. */
  readonly text: string;
  /** What follows the last line feed. */
  readonly torn: Uint8Array;
  readonly whole: number;
}

const { O_RDWR, O_WRONLY, O_CREAT, O_EXCL } = constants;
// Absent on Windows, where they would be undefined: a planted link is not followed, a planted pipe not waited for.
const SAFELY = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function readWhole(path: string): Found | undefined {
  let fd: number;
  try {
    fd = openSync(path, READ_PLANTED);
  } catch {
    return undefined;
  }
  try {
    if (!fstatSync(fd).isFile()) return undefined;
    const bytes = readFileSync(fd);
    const whole = bytes.lastIndexOf('\n'.charCodeAt(0)) + 1;
    return { text: bytes.toString('utf8', 0, whole), torn: bytes.subarray(whole), whole };
  } finally {
    closeSync(fd);
  }
}

// Saved before it is cut off: who dies between the two finds it saved already.
function trim(runDir: string, path: string, { torn, whole }: Found): void {
  saveTorn(runDir, torn);
  const fd = openSync(path, O_RDWR | SAFELY);
  try {
    ftruncateSync(fd, whole);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Every recovery that dies may leave one more. */
const MAX_TORN = 100;

function saveTorn(runDir: string, torn: Uint8Array): void {
  for (let at = 0; at < MAX_TORN; at++) {
    const path = join(runDir, at === 0 ? 'events.torn' : `events.torn.${at}`);
    const found = readWhole(path);
    if (found !== undefined && found.whole === 0 && Buffer.compare(found.torn, torn) === 0) return;
    if (found === undefined && save(path, torn)) return;
  }
}

function save(path: string, bytes: Uint8Array): boolean {
  try {
    const fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | SAFELY, 0o600);
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    return true;
  } catch {
    // Half an event is worth less than the run's end.
    return false;
  }
}

function append(
  path: string,
  last: Event,
  state: RunState,
  outputPath: (nodeId: string) => string | undefined,
): void {
  const journal = new Journal(path, last.run_id, createRedactor([]), { after: last });
  const upToMs = last.mono_ms;
  try {
    for (const fact of closingFacts(state, { upToMs, outputPath })) reduce(state, journal.append(fact));
    const usage = usageOf(state);
    reduce(
      state,
      journal.append({
        type: 'pipe.aborted',
        reason: 'interrupted',
        duration_ms: upToMs,
        ...(usage !== undefined && { usage }),
      }),
    );
  } finally {
    journal.close();
  }
}

function captureOf(runDir: string, runId: string, nodeId: string): string | undefined {
  try {
    const isThere = lstatSync(join(runDir, 'nodes', `${nodeId}.out`)).isFile();
    return isThere ? `.omne/var/runs/${runId}/nodes/${nodeId}.out` : undefined;
  } catch {
    return undefined;
  }
}
