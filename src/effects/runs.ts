import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fold, type RunState } from '../core/state.ts';
import { readJournal, refugeOf } from './journal.ts';
import { holderOf } from './lock.ts';

/** A run as found on disc. */
export interface FoundRun {
  readonly runId: string;
  /** Absent when the journal cannot be read. */
  readonly state?: RunState;
  /** What is wrong with the journal, if anything. */
  readonly problem?: string;
  /** Of a run without an end: whether the process that writes it lives; absent: nobody can tell. */
  readonly isLive?: boolean;
}

/** The runs in the folder of all runs, in no order. */
export function listRuns(folder: string): readonly FoundRun[] {
  let names: string[];
  try {
    names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  } catch {
    return [];
  }
  return names.map((runId) => readRun(join(folder, runId), runId));
}

/** Reads one run's journal; never throws. */
export function readRun(runDir: string, runId: string): FoundRun {
  try {
    const { events, broken, torn } = readJournal(join(runDir, 'events.jsonl'));
    const problem = broken === undefined ? tornWords(torn) : `journal line ${broken.line}: ${broken.reason}`;
    const state = fold(events);
    return {
      runId,
      state,
      ...(problem !== undefined && { problem }),
      ...(state.status === 'running' && liveness(runDir)),
    };
  } catch {
    return { runId, problem: 'no readable journal' };
  }
}

/** A run of this machine after its main step: in its directory, or where its journal took refuge from a node. */
export function readRunLeft(
  runDir: string,
  runId: string,
  tempDir: string,
): { readonly journalDir: string; readonly found: FoundRun } {
  const found = readRun(runDir, runId);
  if (found.state !== undefined) return { journalDir: runDir, found };
  const refuge = refugeOf(tempDir, runId);
  const kept = readRun(refuge, runId);
  return kept.state === undefined ? { journalDir: runDir, found } : { journalDir: refuge, found: kept };
}

function liveness(runDir: string): Pick<FoundRun, 'isLive'> {
  const holder = holderOf(runDir);
  return holder === 'alive' || holder === 'gone' ? { isLive: holder === 'alive' } : {};
}

const tornWords = (torn: string) =>
  torn === '' ? undefined : `the last ${torn.length} characters of the journal are a torn line`;
