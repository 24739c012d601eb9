import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeFresh } from '../effects/capture.ts';
import { definitionOf } from '../effects/definition.ts';
import type { HostEnvironment } from '../effects/env.ts';
import { readSavedWorktree } from '../effects/saved-worktree.ts';
import { saveWorktree, startOfRun } from '../effects/worktree-state.ts';
import type { RunSite } from './conduct.ts';

/** A run that is over, and what its worktree is saved by. */
export interface RunOver {
  readonly site: RunSite;
  /** The pipe's file, as the journal has it. */
  readonly pipePath: string;
  readonly host: HostEnvironment;
  readonly secrets: readonly string[];
  /** From when on files count as the run's own; absent: from its start. */
  readonly since?: number | undefined;
  /** When it ended, where it is saved later. */
  readonly until?: number | undefined;
  /** Ends it: then it counts as not tried. */
  readonly signal?: AbortSignal;
}

/** Saves what a run left of its worktree, for whoever resumes it; the warning if it could not. Never rejects. */
export async function keepWorktree(over: RunOver): Promise<string | undefined> {
  const { site, pipePath, host, secrets, since, until, signal } = over;
  const { files, runId } = site;
  const from = since ?? startOfRun(runId);
  if (from === undefined) return undefined;
  const { worktree: folder, runDir } = files;
  const saved = await saveWorktree({
    folder,
    runDir,
    since: from,
    until,
    definition: definitionOf(files.root, pipePath),
    host,
    secrets,
    ...(signal && { signal }),
  });
  if (!saved.ok && signal?.aborted) return `the worktree was not saved: ${saved.error}`;
  if (saved.ok && saved.value !== undefined) return undefined;
  // A repository that is made there later holds whatever it holds then.
  leaveWord(runDir, saved.ok ? 'it is not in git, has no commit, or there is no git' : saved.error);
  if (saved.ok) return undefined;
  return `the worktree was not saved, so the run cannot be resumed exactly: ${saved.error}`;
}

/** Whether it was tried already: what is found later need not be what the run left. */
export const wasTried = (runDir: string): boolean =>
  readSavedWorktree(runDir) !== undefined || existsSync(join(runDir, UNSAVED));

const UNSAVED = 'worktree.unsaved';

function leaveWord(runDir: string, reason: string): void {
  try {
    writeFresh(join(runDir, UNSAVED), `${reason}\n`, runDir);
  } catch {
    // The warning has said it.
  }
}
