import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderProblems } from '../core/code-frame.ts';
import { neutraliseLine, neutraliseText } from '../core/neutralise.ts';
import type { RunState } from '../core/state.ts';
import type { HostEnvironment } from '../effects/env.ts';
import { stdout } from '../effects/output.ts';
import { readRunLeft } from '../effects/runs.ts';
import { outlineOf } from '../report/html/outline.ts';
import { outputsOf } from '../report/outputs.ts';
import { refusalSummary } from '../report/refusal.ts';
import { verdictWords } from '../report/words.ts';
import { markAnnotated, markSummarised, markUploaded, markUploading } from './action-state.ts';
import type { ActionRequest } from './actions-inputs.ts';
import { annotateFailures, annotateProblem, BESIDE_VERDICT } from './annotate.ts';
import type { ArtifactOutcome } from './artifact.ts';
import type { RunSite } from './conduct.ts';
import { EXIT } from './exit.ts';
import type { Prepared, Refusal } from './prepare.ts';
import { runSummary } from './summarise.ts';
import { type Toolkit, toolkit } from './toolkit.ts';

/** A run that is over, and what its publication needs. */
export interface OverRun {
  readonly state: RunState;
  readonly site: RunSite;
  readonly prepared: Prepared;
  readonly asked: ActionRequest;
  readonly host: HostEnvironment;
  readonly secrets: readonly string[];
  readonly cancel: AbortSignal;
}

/**
 * Publishes a run: outputs first, since whatever comes after may be cut short, then the summary, the artifact, and the
 * verdict. After a cancel the artifact is left to post, which has the time main no longer has.
 */
export async function publishRun(run: OverRun): Promise<void> {
  const { state, site, asked, host } = run;
  const core = await toolkit();
  setOutputs(core, {
    ...outputsOf(state),
    'run-dir': site.files.runDir,
    'events-file': site.files.events,
  });
  const outline = outlineOf(run.prepared.plan, state);
  const more = annotateFailures(core, { state, host, outline, pipeFile: run.prepared.file.path });
  markAnnotated(host);
  if (asked.summary) {
    const { runDir } = site.files;
    await writeSummary(core, runSummary({ state, runDir, asked, host, secrets: run.secrets, outline }));
    markSummarised(host);
  }
  // After a cancel both are left to post.
  if (!run.cancel.aborted) await saveState(core, run);
  if (!run.cancel.aborted) await publishArtifact(core, run);
  if (state.status !== 'completed')
    core.setFailed(neutraliseLine(`${state.pipe} ${verdictWords(state, 'interrupted')}${moreWords(more)}`));
}

const moreWords = (more: number) => (more > 0 ? ` (and ${more} more failed nodes)` : '');

async function saveState(core: Toolkit, run: OverRun): Promise<void> {
  const { site, host, secrets, prepared, cancel: signal } = run;
  const { keepWorktree } = await import('./keep-worktree.ts');
  const since = prepared.resumption?.since;
  const { name: pipePath } = prepared.file;
  const warning = await keepWorktree({ site, pipePath, host, secrets, since, signal });
  // What a cancel cut short post does.
  if (warning !== undefined && !signal.aborted) core.warning(neutraliseLine(warning));
}

async function publishArtifact(core: Toolkit, run: OverRun): Promise<void> {
  const { state, site, asked, host, secrets, cancel } = run;
  const wanted =
    asked.artifact === 'always' || (asked.artifact === 'on-failure' && state.status !== 'completed');
  const { uploadRun } = await import('./upload.ts');
  const { runId, files } = site;
  const outline = outlineOf(run.prepared.plan, state);
  const warn = (words: string) => core.warning(words);
  const request = {
    runId,
    runDir: files.runDir,
    pipe: state.pipe,
    asked,
    host,
    secrets,
    cancel,
    outline,
    warn,
  };
  if (wanted) markUploading(host);
  const outcome: ArtifactOutcome = wanted
    ? await grouped(core, () => uploadRun(request))
    : { status: 'skipped' };
  // What was cut short is left to post as well.
  if (cancel.aborted && outcome.status === 'failed') return;
  markUploaded(host);
  setOutputs(core, artifactOutputs(outcome));
  tellArtifact(core, outcome, site.files.runDir);
}

// The client talks a lot; nobody reads it while all is well.
const grouped = <T>(core: Toolkit, act: () => Promise<T>) => core.group('Upload the artifact', act);

/** Says what became of the artifact; a failure is a warning that names the files, never a red run. */
export function tellArtifact(core: Toolkit, outcome: ArtifactOutcome, runDir: string): void {
  switch (outcome.status) {
    case 'uploaded':
      core.info(`artifact: ${outcome.url ?? outcome.id}`);
      return;
    case 'failed':
      core.warning(`the artifact was not uploaded: ${outcome.reason}; the run's files are in ${runDir}`);
      return;
    case 'unsupported':
      core.warning(`this server takes no artifacts from @actions/artifact; the run's files are in ${runDir}`);
      return;
    case 'skipped':
      return;
  }
}

const artifactOutputs = (outcome: ArtifactOutcome) => ({
  'artifact-status': outcome.status,
  'artifact-id': outcome.status === 'uploaded' ? String(outcome.id) : '',
  'artifact-url': outcome.status === 'uploaded' ? (outcome.url ?? '') : '',
  'artifact-digest': outcome.status === 'uploaded' ? (outcome.digest ?? '') : '',
});

function setOutputs(core: Toolkit, outputs: Readonly<Record<string, string>>): void {
  try {
    for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
  } catch (error) {
    // A node may have removed the runner's file: the verdict and the artifact are worth more than a stack trace.
    core.warning(`the outputs were not set: ${neutraliseLine((error as Error).message)}`);
  }
}

// What a workflow can rely on when nothing ran: `fromJSON` finds JSON.
const NOTHING_RAN = {
  'run-id': '',
  'run-dir': '',
  'events-file': '',
  'failed-nodes': '[]',
  nodes: '{}',
  'cost-usd': '',
  turns: '',
  'duration-ms': '',
  'artifact-status': 'skipped',
  'artifact-id': '',
  'artifact-url': '',
  'artifact-digest': '',
};

/** Writes the step's part of the job summary; a runner without one is no reason to fail. */
export async function writeSummary(core: Toolkit, text: string): Promise<void> {
  try {
    // Over whatever a node put there that found the file: together they might be more than GitHub takes.
    await core.summary.addRaw(text, true).write({ overwrite: true });
  } catch (error) {
    core.warning(`the job summary was not written: ${(error as Error).message}`);
  }
}

/** A step's inputs were wrong: says so, sets the outputs; the exit code. */
export async function publishInvalid(mistakes: readonly string[]): Promise<number> {
  const core = await toolkit();
  setOutputs(core, { ...NOTHING_RAN, status: 'invalid', 'exit-reason': 'invalid' });
  for (const mistake of mistakes.slice(0, BESIDE_VERDICT)) core.error(neutraliseLine(mistake));
  core.setFailed(`${count(mistakes.length)} in the step's inputs; nothing ran`);
  return EXIT.problem;
}

/** The step was cancelled before anything ran. */
export async function publishCancelled(): Promise<void> {
  setOutputs(await toolkit(), { ...NOTHING_RAN, status: 'cancelled', 'exit-reason': 'cancelled' });
}

/** The pipe or its inputs were wrong: every problem on its line and in the log; the exit code. */
export async function publishRefusal(
  { problems, sources }: Refusal,
  asked: Pick<ActionRequest, 'pipe' | 'summary'>,
  root: string,
  host: HostEnvironment,
): Promise<number> {
  const core = await toolkit();
  setOutputs(core, { ...NOTHING_RAN, status: 'invalid', 'exit-reason': 'invalid' });
  const rendered = renderProblems(problems, sources);
  stdout().write(`${neutraliseText(rendered)}\n`);
  if (asked.summary) await writeSummary(core, refusalSummary(asked.pipe, problems.length, rendered));
  for (const problem of problems.slice(0, BESIDE_VERDICT)) annotateProblem(core, problem, { root, host });
  const more = problems.length - BESIDE_VERDICT;
  core.setFailed(`${count(problems.length)}; nothing ran${more > 0 ? ` (and ${more} more in the log)` : ''}`);
  return EXIT.problem;
}

const count = (n: number) => `${n} ${n === 1 ? 'problem' : 'problems'}`;

/**
 * A fault of ours or the machine's: the verdict nobody else can give, and what the journal tells up to there. Summary and
 * artifact are left to post.
 */
export async function publishFault(words: string, site?: RunSite, host?: HostEnvironment): Promise<void> {
  const core = await toolkit();
  setOutputs(core, {
    ...NOTHING_RAN,
    ...(site !== undefined && faultyRun(site, host)),
    status: 'fault',
    'exit-reason': 'fault',
  });
  core.setFailed(`fault: ${neutraliseLine(words)}`);
}

function faultyRun({ runId, files }: RunSite, host: HostEnvironment | undefined): Record<string, string> {
  const { journalDir, found } = readRunLeft(files.runDir, runId, host?.all['RUNNER_TEMP'] ?? tmpdir());
  return {
    ...(found.state !== undefined && outputsOf(found.state)),
    'run-id': runId,
    'run-dir': files.runDir,
    'events-file': join(journalDir, 'events.jsonl'),
  };
}
