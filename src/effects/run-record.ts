import { join } from 'node:path';
import type { Redactor } from '../core/redact.ts';
import { Journal, type JournalOptions } from './journal.ts';
import { takeLock } from './lock.ts';
import type { RunFiles } from './run-files.ts';
import { ignoreAll } from './volume.ts';

/** The journal of a run of this process, and the lock that says so. */
export interface RunRecord {
  readonly journal: Journal;
  /** Closes the journal; the lock stays where the journal has no end, so that others see that we left it so. */
  readonly close: () => void;
}

/** Begins the record of a new run; throws a fault where there is one, or where it cannot be written. */
export function openRecord(
  files: RunFiles,
  runId: string,
  redactor: Redactor,
  options: JournalOptions = {},
): RunRecord {
  const lock = takeLock(files.runDir);
  // Whoever removed the journal most likely removed all there was.
  const restored = () => {
    lock.renew();
    ignoreAgain(files.root);
  };
  try {
    const journal = new Journal(files.events, runId, redactor, { within: files.root, ...options, restored });
    const close = () => {
      journal.close();
      if (journal.hasEnded) lock.release();
    };
    return { journal, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function ignoreAgain(root: string): void {
  try {
    ignoreAll(join(root, '.omne', 'var'));
  } catch {
    // Then the user's git shows the run's folder.
  }
}
