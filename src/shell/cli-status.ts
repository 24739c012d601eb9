import { join } from 'node:path';
import { listRuns, readRun } from '../effects/runs.ts';
import { findRoot } from '../effects/volume.ts';
import { statusList, statusOf } from '../report/status.ts';
import type { Console } from './console.ts';
import { EXIT } from './exit.ts';

/** `omne status [run]`: every run of this volume, or one in full. */
export function statusCommand(asked: string | undefined, console: Console): number {
  const root = findRoot(console.folder);
  if (asked === undefined) {
    const runs = listRuns(root);
    console.out.write(
      runs.length === 0 ? `no runs in ${join(root, '.omne', 'var', 'runs')}\n` : statusList(runs),
    );
    return EXIT.completed;
  }
  const runId = /^[A-Za-z0-9_-]+$/.test(asked) ? asked : '';
  const run = runId === '' ? undefined : readRun(join(root, '.omne', 'var', 'runs', runId), runId);
  if (run?.state === undefined) {
    console.err.write(`omne: no run \`${asked}\` in ${join(root, '.omne', 'var', 'runs')}\n`);
    return EXIT.problem;
  }
  console.out.write(statusOf(run));
  if (run.problem !== undefined)
    console.err.write(`warning: ${run.problem}; only what stands before it is shown\n`);
  return EXIT.completed;
}
