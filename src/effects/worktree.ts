import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HostEnvironment } from './env.ts';
import { startProcess } from './process.ts';

/** Makes a detached git worktree of HEAD at `.omne/wt/<run_id>` and returns its path; throws with git's words. */
export async function makeWorktree(root: string, runId: string, host: HostEnvironment): Promise<string> {
  const path = join(root, '.omne', 'wt', runId);
  mkdirSync(dirname(path), { recursive: true });
  const started = await startProcess({
    file: 'git',
    args: ['worktree', 'add', '--detach', '--quiet', path],
    cwd: root,
    env: { ...host.all, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  if (!started.ok) throw new Error(`git worktree add: ${started.error}`);
  const { stdout, stderr, exited } = started.process;
  stdout?.resume();
  let words = '';
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
  });
  const { code } = await exited;
  if (code !== 0) throw new Error(`git worktree add failed: ${words.trim()}`);
  return path;
}
