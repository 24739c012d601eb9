import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';
import type { HostEnvironment } from './env.ts';
import { startProcess } from './process.ts';
import { ignoreAll } from './volume.ts';

/**
 * Makes a detached git worktree of HEAD, or of a commit, at `.omne/wt/<run_id>`: its path, or git's words. One that was
 * removed by hand and that git still knows of may be made again.
 */
export async function makeWorktree(
  root: string,
  runId: string,
  host: HostEnvironment,
  commit?: string,
): Promise<Result<string, string>> {
  const path = join(root, '.omne', 'wt', runId);
  makeFolder(dirname(path));
  const again = commit === undefined ? [] : ['--force'];
  const at = commit === undefined ? [] : [commit];
  const started = await startProcess({
    file: 'git',
    args: ['worktree', 'add', '--detach', '--quiet', ...again, path, ...at],
    cwd: root,
    env: { ...host.all, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  if (!started.ok) return err(`git worktree add: ${started.error}`);
  const { stdout, stderr, exited } = started.process;
  stdout?.resume();
  let words = '';
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
  });
  const { code } = await exited;
  return code === 0 ? ok(path) : err(`git worktree add failed: ${words.trim()}`);
}

// `git add -A` in the checkout would take a worktree for an embedded repository.
function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  ignoreAll(folder);
}
