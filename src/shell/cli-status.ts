import { join } from 'node:path';
import { recoverRun } from '../effects/recover.ts';
import { type FoundRun, listRuns, readRun } from '../effects/runs.ts';
import { findRoot } from '../effects/volume.ts';
import { statusList, statusOf } from '../report/status.ts';
import type { Console } from './console.ts';
import { saveLate } from './earlier.ts';
import { EXIT } from './exit.ts';
import { describeFault } from './fault.ts';
import { glyphsFor } from './glyphs.ts';
import { collectSecrets } from './secrets.ts';

/** `omne status [run]`: every run of this volume, or one in full; what was killed is recovered first. */
export async function statusCommand(asked: string | undefined, console: Console): Promise<number> {
  const folder = join(findRoot(console.folder), '.omne', 'var', 'runs');
  return asked === undefined ? await showAll(folder, console) : await showOne(asked, folder, console);
}

async function showAll(folder: string, console: Console): Promise<number> {
  const runs: FoundRun[] = [];
  for (const run of listRuns(folder)) runs.push(await recovered(run, folder, console));
  console.out.write(
    runs.length === 0 ? `no runs in ${folder}\n` : statusList(runs, glyphsFor(console.host), Date.now()),
  );
  return EXIT.completed;
}

async function showOne(asked: string, folder: string, console: Console): Promise<number> {
  const runId = /^[A-Za-z0-9_-]+$/.test(asked) ? asked : '';
  const found = runId === '' ? undefined : readRun(join(folder, runId), runId);
  if (found?.state === undefined) {
    console.err.write(`omne: no run \`${asked}\` in ${folder}\n`);
    return EXIT.problem;
  }
  const run = await recovered(found, folder, console);
  console.out.write(statusOf(run, glyphsFor(console.host)));
  if (run.problem !== undefined)
    console.err.write(`warning: ${run.problem}; only what stands before it is shown\n`);
  else if (run.state?.status === 'running' && run.isLive === undefined) console.err.write(`${UNKNOWN}\n`);
  return EXIT.completed;
}

const UNKNOWN =
  'nobody here can tell whether it still runs: it left no lock, or runs in another container or on another machine';

async function recovered(run: FoundRun, folder: string, console: Console): Promise<FoundRun> {
  if (run.state?.status !== 'running' || run.isLive !== false) return run;
  const runDir = join(folder, run.runId);
  try {
    await recoverRun(runDir, run.runId);
    // Whoever resumes it may do so much later.
    await saveLate(runDir, console.host, collectSecrets([], console.host).values);
    return readRun(runDir, run.runId);
  } catch (error) {
    console.err.write(`warning: ${run.runId} cannot be recovered: ${describeFault(error)}\n`);
    return run;
  }
}
