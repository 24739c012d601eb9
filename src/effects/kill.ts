import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningProcess } from './process.ts';
import {
  hasProcessTable,
  type Mark,
  markOf,
  ownStart,
  type ProcessEntry,
  type ProcessTable,
  processTree,
  readProcessTable,
} from './process-table.ts';

/** All waits of a run's kill ladders. */
export interface Grace {
  /** Settles after `ms`, or when `until` does, or at once after {@link Grace.skip}; never rejects. */
  readonly wait: (ms: number, until?: Promise<unknown>) => Promise<void>;
  /** Ends every present wait and all future ones: somebody asked a second time. */
  readonly skip: () => void;
}

/** How to end a process. */
export interface Ending {
  /** An agent: SIGINT first and TERM a second later, so that it reports its cost. */
  readonly gentle: boolean;
  readonly marker: Mark;
  readonly grace: Grace;
}

const interruptMs = 1000;
const termMs = 3000;
const pollMs = 25;
const sweepRounds = 5;
const sweepPauseMs = 30;
/** How long a killed process may take to be gone. */
const goneMs = 2000;
const windows = process.platform === 'win32';

/** The waits of one run. */
export function createGrace(): Grace {
  const waiting = new Set<() => void>();
  let skipped = false;
  const wait = (ms: number, until?: Promise<unknown>) =>
    new Promise<void>((resolve) => {
      if (skipped) return resolve();
      const end = () => {
        clearTimeout(timer);
        waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      waiting.add(end);
      until?.then(end, end);
    });
  const skip = () => {
    skipped = true;
    for (const end of [...waiting]) end();
  };
  return { wait, skip };
}

/**
 * Ends the process, its group, its descendants and, on Linux, every process that carries the node's marker, wherever
 * it has re-parented itself. Settles when they are gone; other nodes' processes are never touched.
 */
export async function endProcess(child: RunningProcess, ending: Ending): Promise<void> {
  if (windows) {
    await (await import('./tree-kill.ts')).endTree(child.pid, 'SIGKILL');
    return settled(child);
  }
  const before = await freshTable();
  const leader = before.get(child.pid);
  // Descendants re-parent as their parents die: later nobody could tell whose they were.
  const kept = leader ? processTree(before, [leader]) : [];
  const gone = watchGroup(child);
  if (ending.gentle) {
    signalGroup(child.pid, 'SIGINT');
    await ending.grace.wait(interruptMs, gone.promise);
  }
  signalGroup(child.pid, 'SIGTERM');
  await ending.grace.wait(termMs, gone.promise);
  gone.stop();
  await killGroup(child, leader, kept);
  await sweep((entry) => isBelow(markOf(entry), ending.marker));
  await settled(child);
}

/** Ends what is left of the group of a process that has just exited by itself. */
export function killLeftovers(pid: number): void {
  if (!windows) signalGroup(pid, 'SIGKILL');
}

/** Ends every process that carries the run's marker; how many were found. 0 where there is no `/proc`. */
export function sweepRun(runId: string): Promise<number> {
  return sweep((entry) => markOf(entry)?.runId === runId);
}

/** The same for a run of this process: what is older than we are is not looked into, since we cannot have started it. */
export function sweepOwnRun(runId: string): Promise<number> {
  const since = ownStart();
  return sweep((entry) => Number(entry.start) >= since && markOf(entry)?.runId === runId);
}

async function killGroup(
  child: RunningProcess,
  leader: ProcessEntry | undefined,
  kept: readonly ProcessEntry[],
): Promise<void> {
  if (!hasProcessTable) {
    await (await import('./tree-kill.ts')).endTree(child.pid, 'SIGKILL');
    signalGroup(child.pid, 'SIGKILL');
    return;
  }
  const now = await freshTable();
  // A pid that names a group is not given out again; one with another start time is a stranger's new group.
  const holder = now.get(child.pid);
  if (!holder || !leader || holder.start === leader.start) signalGroup(child.pid, 'SIGKILL');
  for (const entry of processTree(now, kept)) signal(entry.pid, 'SIGKILL');
}

// What a process forks while we look is found in the next round.
async function sweep(isMarked: (entry: ProcessEntry) => boolean): Promise<number> {
  const found = new Set<string>();
  for (let round = 0; hasProcessTable && round < sweepRounds; round++) {
    const table = await freshTable();
    if (killMarked(table, isMarked, found) === 0) break;
    await sleep(sweepPauseMs);
  }
  return found.size;
}

function killMarked(
  table: ProcessTable,
  isMarked: (entry: ProcessEntry) => boolean,
  found: Set<string>,
): number {
  let alive = 0;
  for (const entry of table.values()) {
    try {
      if (entry.pid === process.pid || !isMarked(entry)) continue;
      found.add(`${entry.pid} ${entry.start}`);
      signal(entry.pid, 'SIGKILL');
    } catch {
      // Out of descriptors: whose process it is can be seen in the next round.
    }
    alive++;
  }
  return alive;
}

const isBelow = (mark: Mark | undefined, node: Mark) =>
  mark !== undefined &&
  mark.runId === node.runId &&
  (mark.nodeId === node.nodeId || mark.nodeId.startsWith(`${node.nodeId}/`));

let nextTable: Promise<ProcessTable> | undefined;

// Many nodes end at once: they share one reading, always one that begins after they asked.
function freshTable(): Promise<ProcessTable> {
  nextTable ??= new Promise((resolve) => {
    setImmediate(() => {
      nextTable = undefined;
      resolve(readPatiently());
    });
  });
  return nextTable;
}

// Descriptors come back as nodes end.
async function readPatiently(): Promise<ProcessTable> {
  for (let round = 0; round < sweepRounds; round++) {
    try {
      return readProcessTable();
    } catch {
      await sleep(sweepPauseMs);
    }
  }
  return new Map();
}

// The leader's exit is not the end: its children may be cleaning up still.
function watchGroup(child: RunningProcess): { readonly promise: Promise<void>; readonly stop: () => void } {
  let watching = true;
  const watch = async () => {
    await child.exited;
    while (watching && (await isGroupAlive(child.pid))) await sleep(pollMs);
  };
  return {
    promise: watch(),
    stop: () => {
      watching = false;
    },
  };
}

// A zombie nobody has reaped yet keeps its group, too; only the table tells.
async function isGroupAlive(pid: number): Promise<boolean> {
  if (!signalGroup(pid, 0)) return false;
  if (!hasProcessTable) return true;
  for (const entry of (await freshTable()).values()) if (entry.group === pid) return true;
  return false;
}

function signalGroup(pid: number, name: NodeJS.Signals | 0): boolean {
  return signal(-pid, name);
}

/** Whether there was something to signal. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  // Asked after every node, and the answer is nearly always an exception: its stack would be most of its cost.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return process.kill(pid, name);
  } catch {
    // ESRCH: gone. EPERM: not ours.
    return false;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

// A process stuck in the kernel never reports its end; nobody waits for that one.
async function settled(child: RunningProcess): Promise<void> {
  const limit = new AbortController();
  const late = sleep(goneMs, undefined, { signal: limit.signal }).catch(() => {});
  await Promise.race([child.exited, late]);
  limit.abort();
}
