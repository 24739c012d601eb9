import { setTimeout as sleep } from 'node:timers/promises';
import treeKill from 'tree-kill';
import { currentEnvironment } from './env.ts';
import { findProgram } from './interpreter.ts';

/** How long the program behind it may take. */
const goneMs = 2000;
const windows = process.platform === 'win32';

/**
 * Ends a process and its descendants by `tree-kill`, for systems without `/proc`. Does nothing where the program it
 * would spawn is missing: that error is one nobody could catch.
 */
export async function endTree(pid: number, name: NodeJS.Signals): Promise<void> {
  const lister = windows ? undefined : process.platform === 'darwin' ? 'pgrep' : 'ps';
  if (lister !== undefined && findProgram(lister, currentEnvironment()) === undefined) return;
  try {
    const limit = new AbortController();
    const late = sleep(goneMs, undefined, { signal: limit.signal }).catch(() => {});
    const done = new Promise<void>((resolve) => treeKill(pid, name, () => resolve()));
    await Promise.race([done, late]);
    limit.abort();
  } catch {
    // What could not be ended this way, the group's signal ends or nothing does.
  }
}
