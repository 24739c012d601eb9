import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inputText, parseGivenInputs } from '../core/inputs.ts';
import { neutraliseLine } from '../core/neutralise.ts';
import { usableSecrets } from '../core/secret-names.ts';
import type { HostEnvironment } from '../effects/env.ts';
import { readJournal } from '../effects/journal.ts';
import { sweepRun } from '../effects/kill.ts';
import { recoverRun } from '../effects/recover.ts';
import { readRunLeft } from '../effects/runs.ts';
import { findRoot } from '../effects/volume.ts';
import type { ActionState } from './action-state.ts';
import { readActionRequest } from './actions-inputs.ts';
import { annotateFailures } from './annotate.ts';
import { saveLate } from './earlier.ts';
import { describeFault } from './fault.ts';
import { load } from './load.ts';
import { tellArtifact, writeSummary } from './publish.ts';
import { type KnownPlan, knownPlan } from './report-plan.ts';
import { collectSecrets } from './secrets.ts';
import { runSummary } from './summarise.ts';
import { toolkit } from './toolkit.ts';
import { uploadRun } from './upload.ts';

/** The Action's post step: ends what a killed main left, uploads and summarises what main could not. Never rejects. */
export async function post(host: HostEnvironment, state: ActionState): Promise<void> {
  const { runId, runDir } = state;
  if (runId === undefined || runDir === undefined) return;
  try {
    await sweepRun(runId);
    await recover(host, runDir, runId);
    if (!state.isUploaded || !state.isSummarised || !state.isAnnotated)
      await finish(host, { ...state, runId, runDir });
  } catch (error) {
    (await toolkit()).warning(`omne post: ${describeFault(error)}`);
  }
}

const tempDirOf = ({ all }: HostEnvironment) => all['RUNNER_TEMP'] ?? tmpdir();

// Main is over, whatever its lock says: the runner waits for its end before it starts post.
async function recover(host: HostEnvironment, runDir: string, runId: string): Promise<void> {
  try {
    const { journalDir, found } = readRunLeft(runDir, runId, tempDirOf(host));
    if (found.state?.status === 'running')
      await recoverRun(journalDir, runId, { insist: true, isSwept: true });
  } catch (error) {
    // The journal then is as main left it, and is uploaded so.
    (await toolkit()).warning(`omne post: the run was not recovered: ${describeFault(error)}`);
  }
}

type RunLeft = ActionState & { readonly runId: string; readonly runDir: string };

async function finish(host: HostEnvironment, left: RunLeft): Promise<void> {
  const core = await toolkit();
  const asked = readActionRequest(host.all);
  if (!asked.ok) return;
  const { artifact, artifactName, retentionDays } = asked.value;
  const secrets = await secretsOf(host, asked.value, left.secretInputs);
  for (const value of secrets) core.setSecret(value);
  const { journalDir, found } = readRunLeft(left.runDir, left.runId, tempDirOf(host));
  const plan = await planLeft(journalDir, resolve(asked.value.workingDirectory));
  if (found.state !== undefined) {
    const { state } = found;
    const { runDir, isUploading: isSecond } = left;
    const outline = plan && { outline: plan.outline };
    if (!left.isAnnotated)
      annotateFailures(core, { state, host, ...outline, ...(plan && { pipeFile: plan.file }) });
    if (asked.value.summary && !left.isSummarised) {
      const run = { state, runDir, asked: asked.value, host, secrets, isSecond, ...outline };
      await writeSummary(core, runSummary(run));
    }
  }
  // Before anybody else works in it.
  const warning = await saveLate(left.runDir, host, secrets);
  if (warning !== undefined) core.warning(neutraliseLine(warning));
  const isGreen = found.state?.status === 'completed';
  if (left.isUploaded || artifact === 'never' || (artifact === 'on-failure' && isGreen)) return;
  const names = {
    ...(artifactName !== undefined && { artifactName }),
    ...(retentionDays !== undefined && { retentionDays }),
  };
  const pipe = found.state?.pipe ?? left.runId.slice(0, -27);
  const outcome = await uploadRun({
    runId: left.runId,
    runDir: left.runDir,
    pipe,
    asked: names,
    host,
    secrets,
    isSecond: left.isUploading,
    ...(plan && { outline: plan.outline }),
    warn: (words) => core.warning(words),
  });
  tellArtifact(core, outcome, left.runDir);
}

// A node may have changed the pipe: its digest in the journal says whether it is the one that ran.
async function planLeft(journalDir: string, folder: string): Promise<KnownPlan | undefined> {
  try {
    return await knownPlan(readJournal(join(journalDir, 'events.jsonl')).events, findRoot(folder));
  } catch {
    return undefined;
  }
}

// Main said which inputs are secret, since a node may have rewritten the pipe; only defaults are read from there.
async function secretsOf(
  host: HostEnvironment,
  asked: { readonly pipe: string; readonly inputs: string; readonly workingDirectory: string },
  keys: readonly string[],
): Promise<readonly string[]> {
  const given = parseGivenInputs(asked.inputs);
  const values = given.ok ? given.value : new Map<string, string>();
  const { pipe } = await load(asked.pipe, resolve(asked.workingDirectory));
  const specs = (pipe?.inputs ?? []).filter((input) => keys.includes(input.key));
  const texts = keys.flatMap((key) => {
    const chosen = values.get(key) ?? specs.find((input) => input.key === key)?.default;
    return chosen === undefined ? [] : [inputText(chosen)];
  });
  return usableSecrets([...collectSecrets([], host).values, ...texts]).values;
}
