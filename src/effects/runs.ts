import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fold, type RunState } from '../core/state.ts';
import { readJournal } from './journal.ts';

/** A run as found on disc. */
export interface FoundRun {
  readonly runId: string;
  /** Absent when the journal cannot be read. */
  readonly state?: RunState;
  /** What is wrong with the journal, if anything. */
  readonly problem?: string;
}

/** The runs below a volume root, in no order. */
export function listRuns(root: string): readonly FoundRun[] {
  const folder = join(root, '.omne', 'var', 'runs');
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
    return { runId, state: fold(events), ...(problem !== undefined && { problem }) };
  } catch {
    return { runId, problem: 'no readable journal' };
  }
}

const tornWords = (torn: string) =>
  torn === '' ? undefined : `the last ${torn.length} characters of the journal are a torn line`;
