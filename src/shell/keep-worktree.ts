import type { HostEnvironment } from '../effects/env.ts';
import { saveWorktree, startOfRun } from '../effects/worktree-state.ts';
import type { RunSite } from './conduct.ts';

/** A run that is over, and what its worktree is saved by. */
export interface RunOver {
  readonly site: RunSite;
  readonly host: HostEnvironment;
  readonly secrets: readonly string[];
  /** From when on files count as the run's own; absent: from its start. */
  readonly since?: number | undefined;
}

/** Saves what a run left of its worktree, for whoever resumes it; the warning if it could not. Never rejects. */
export async function keepWorktree({ site, host, secrets, since }: RunOver): Promise<string | undefined> {
  const { files, runId } = site;
  const from = since ?? startOfRun(runId);
  if (from === undefined) return undefined;
  const { worktree: folder, runDir } = files;
  const saved = await saveWorktree({ folder, runDir, since: from, host, secrets });
  return saved.ok
    ? undefined
    : `the worktree was not saved, so the run cannot be resumed exactly: ${saved.error}`;
}
