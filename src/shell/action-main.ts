import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseGivenInputs } from '../core/inputs.ts';
import { neutraliseLine } from '../core/neutralise.ts';
import { usesAgent } from '../core/pipe-tree.ts';
import type { Problem } from '../core/problem.ts';
import { createRedactor, type Redactor } from '../core/redact.ts';
import { systemClock } from '../effects/clock.ts';
import type { HostEnvironment } from '../effects/env.ts';
import { findProgram } from '../effects/interpreter.ts';
import { createGrace, type Grace } from '../effects/kill.ts';
import { wakeOptimiser } from '../effects/optimiser.ts';
import { stdout } from '../effects/output.ts';
import { findRoot } from '../effects/volume.ts';
import { firstLine } from '../report/words.ts';
import { markRun } from './action-state.ts';
import { type ActionRequest, readActionRequest } from './actions-inputs.ts';
import { conduct, newRunId, type RunSite, siteOf } from './conduct.ts';
import { EXIT, exitCode, SIGNAL_EXIT } from './exit.ts';
import { describeFault } from './fault.ts';
import { createLog } from './log.ts';
import { type Prepared, prepare, type Refusal } from './prepare.ts';
import { collectSecrets } from './secrets.ts';
import { type Cancellation, listenForSignals } from './signals.ts';
import { toolkit } from './toolkit.ts';
import { VERSION } from './version.ts';

// What is published is published after the run: its code and the toolkit's are not on the way to the first node.
const publishing = () => import('./publish.ts');

/** The Action's main step; sets the exit code and never rejects. */
export async function main(host: HostEnvironment): Promise<void> {
  try {
    process.exitCode = await act(host);
  } catch (error) {
    const { publishFault } = await publishing();
    await publishFault(describeFault(error));
    process.exitCode = EXIT.fault;
  }
}

async function act(host: HostEnvironment): Promise<number> {
  const asked = readActionRequest(host.all);
  if (!asked.ok) return await (await publishing()).publishInvalid(asked.error);
  const { pipe, workingDirectory, inputs, maxParallel, timeoutMs } = asked.value;
  const folder = resolve(workingDirectory);
  const given = parseGivenInputs(inputs);
  const mistakes = [
    ...folderMistakes(workingDirectory, folder),
    ...(given.ok ? [] : await inputMistakes(given.error)),
  ];
  if (!given.ok || mistakes.length > 0) return await (await publishing()).publishInvalid(mistakes);
  const limits = {
    ...(maxParallel !== undefined && { maxParallel }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
  const prepared = await prepare({ pipe, folder, given: given.value, host, ...limits });
  if (!prepared.ok) return await refuse(prepared.error, asked.value, findRoot(folder), host);
  return await runAt(folder, prepared.value, asked.value, host);
}

async function inputMistakes(problems: readonly Problem[]): Promise<readonly string[]> {
  const { describeProblem } = await import('../core/problem.ts');
  return problems.map((problem) => {
    const line = problem.place === undefined ? '' : ` line ${problem.place.line}`;
    return `input \`inputs\`${line}: ${describeProblem(problem)}`;
  });
}

function folderMistakes(asked: string, folder: string): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return [`input \`working-directory\` is \`${asked}\`, which is no folder`];
}

async function refuse(
  refusal: Refusal,
  asked: ActionRequest,
  root: string,
  host: HostEnvironment,
): Promise<number> {
  const { publishRefusal } = await publishing();
  return await publishRefusal(refusal, asked, root, host);
}

async function runAt(
  folder: string,
  prepared: Prepared,
  asked: ActionRequest,
  host: HostEnvironment,
): Promise<number> {
  const secrets = collectSecrets(prepared.inputs, host);
  const tokens = runnerTokens(host);
  await hide(
    secrets.values.filter((value) => !tokens.includes(value)),
    secrets.tooShort,
  );
  const redactor = createRedactor(secrets.values);
  const site = siteOf(prepared.root, folder, newRunId(prepared.plan.name));
  const grace = createGrace();
  const { write } = stdout();
  const cancellation = listenForSignals(grace.skip, (signal, first) => {
    write(first ? `omne: ${signal}: ending what runs\n` : `omne: ${signal}: killing\n`);
  });
  write(`omne/run ${VERSION} · pipe ${prepared.plan.name} · run ${site.runId}\n`);
  try {
    const ready = { prepared, site, asked, host, secrets: secrets.values, redactor, grace, cancellation };
    if (asked.resumeFrom === undefined) return await perform(ready);
    const { takeUp } = await import('./action-resume.ts');
    const { signal: cancel } = cancellation;
    const request = { from: asked.resumeFrom, asked, prepared, site, host, redactor, cancel };
    const taken = await takeUp(request);
    const by = cancellation.by();
    if (!taken.ok && by !== undefined) {
      await (await publishing()).publishCancelled();
      return SIGNAL_EXIT[by];
    }
    if (!taken.ok) return await (await publishing()).publishInvalid([taken.error]);
    for (const line of taken.value.lines) write(`${line}\n`);
    return await perform({ ...ready, prepared: taken.value.prepared }).finally(taken.value.dispose);
  } finally {
    cancellation.release();
  }
}

/** A run that may begin, and all it needs. */
interface Ready {
  readonly prepared: Prepared;
  readonly site: RunSite;
  readonly asked: ActionRequest;
  readonly host: HostEnvironment;
  readonly secrets: readonly string[];
  readonly redactor: Redactor;
  readonly grace: Grace;
  readonly cancellation: Cancellation;
}

async function perform(ready: Ready): Promise<number> {
  const { prepared, site, asked, host, secrets, redactor, grace, cancellation } = ready;
  const secretInputs = prepared.inputs.filter((input) => input.secret).map((input) => input.key);
  markRun(host, { runId: site.runId, runDir: site.files.runDir, secretInputs });
  const { write, backlog } = stdout();
  const log = createLog({
    mode: asked.log,
    dialect: 'actions',
    write,
    backlog,
    files: site.files,
    redactor,
    clock: systemClock,
    color: true,
    plan: prepared.plan,
  });
  const { signal: cancel } = cancellation;
  try {
    const around = { host, redactor, grace, cancel, notify: log.event };
    // While the first nodes run: the toolkit's 50 ms are nobody's wait. Node loads what `import` asks for at once, so
    // the first nodes, which start in this turn's microtasks, need it asked for a turn later.
    const nextTurn = new Promise((resolve) => setImmediate(resolve));
    const meanwhile = nextTurn.then(() =>
      Promise.all([hide(runnerTokens(host)), tellAgent(prepared, host, write), toolkit()]),
    );
    const [state] = await Promise.all([conduct(prepared, site, around), meanwhile]);
    await log.close();
    wakeOptimiser();
    const { publishRun } = await publishing();
    await publishRun({ state, site, prepared, asked, host, secrets, cancel });
    return exitCode(state, cancellation.by());
  } catch (error) {
    const { publishFault } = await publishing();
    await publishFault(describeFault(error), site, host);
    return EXIT.fault;
  } finally {
    await log.close();
  }
}

// These every step has, and the runner hides them by itself: no first node waits for the toolkit because of them.
const runnerTokens = ({ all }: HostEnvironment): readonly string[] =>
  ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'].flatMap((name) => all[name] || []);

// The runner hides these in the log from here on; loading the toolkit this early is the price of having secrets.
async function hide(values: readonly string[], tooShort: readonly string[] = []): Promise<void> {
  if (values.length === 0 && tooShort.length === 0) return;
  const core = await toolkit();
  for (const value of values) core.setSecret(value);
  for (const key of tooShort)
    core.warning(`secret input ${key} is too short to be hidden: at least 6 characters`);
}

// Which agent judged belongs into the log; asking it takes a second, so the nodes do not wait for the answer.
async function tellAgent(
  { plan }: Prepared,
  host: HostEnvironment,
  write: (text: string) => void,
): Promise<void> {
  const program = !usesAgent(plan) ? undefined : findProgram('claude', host.all);
  if (program === undefined) return;
  const { agentVersion } = await import('./agent-probe.ts');
  const version = (await agentVersion(program)) ?? 'does not answer --version';
  write(`agent: ${program}: ${neutraliseLine(firstLine(version))}\n`);
}
