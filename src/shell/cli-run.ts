import { resolve } from 'node:path';
import { createRedactor } from '../core/redact.ts';
import { ok, type Result } from '../core/result.ts';
import { createGrace, type Grace } from '../effects/kill.ts';
import { makeWorktree } from '../effects/worktree.ts';
import { conduct, newRunId, type RunSite, siteOf } from './conduct.ts';
import { type Console, refuse } from './console.ts';
import { EXIT, exitCode } from './exit.ts';
import type { RunCommand } from './flags.ts';
import { type Prepared, prepare } from './prepare.ts';
import { collectSecrets } from './secrets.ts';
import { type Cancellation, listenForSignals } from './signals.ts';
import { openView } from './view.ts';

/** `omne run`: prepares, runs, shows; the exit code. Rejects only with a fault. */
export async function runCommand(command: RunCommand, console: Console): Promise<number> {
  const { host, folder } = console;
  const { pipe, given } = command;
  const prepared = await prepare({ pipe, folder, given, host, ...limitsOf(command) });
  if (!prepared.ok) return await refuse(prepared.error, console);
  return await underSignals(console, async (watch) => {
    const site = await chooseSite(prepared.value, command, console);
    if (!site.ok) {
      console.err.write(`omne: ${site.error}\n`);
      return EXIT.problem;
    }
    const secrets = hiddenValues(prepared.value, console);
    return await show(command, { prepared: prepared.value, site: site.value, secrets, console, watch });
  });
}

/** What the command line lays over the pipe's own limits. */
export const limitsOf = ({ maxParallel, timeoutMs }: Pick<RunCommand, 'maxParallel' | 'timeoutMs'>) => ({
  ...(maxParallel !== undefined && { maxParallel }),
  ...(timeoutMs !== undefined && { timeoutMs }),
});

async function chooseSite(
  { root, plan }: Prepared,
  { worktree }: RunCommand,
  { host, folder }: Console,
): Promise<Result<RunSite, string>> {
  const runId = newRunId(plan.name);
  const where = worktree ? await makeWorktree(root, runId, host) : ok(resolve(folder));
  return where.ok ? ok(siteOf(root, where.value, runId)) : where;
}

/** What a signal does while something runs. */
export interface Watch {
  readonly cancellation: Cancellation;
  readonly grace: Grace;
  /** Where is said what a signal did: stderr, until a run is shown. */
  readonly voice: { say: (line: string) => void };
}

/** Does something that signals cancel; its exit code. */
export async function underSignals(
  { err }: Console,
  act: (watch: Watch) => Promise<number>,
): Promise<number> {
  const grace = createGrace();
  const voice = { say: (line: string): void => void err.write(`${line}\n`) };
  const cancellation = listenForSignals(grace.skip, (signal, first) => {
    voice.say(first ? `${signal}: ending what runs; once more to kill at once` : `${signal}: killing`);
  });
  try {
    return await act({ cancellation, grace, voice });
  } finally {
    cancellation.release();
  }
}

/** A prepared run at its place. */
export interface ReadyRun {
  readonly prepared: Prepared;
  readonly site: RunSite;
  readonly secrets: readonly string[];
  readonly console: Console;
  readonly watch: Watch;
  /** Lines that come before what the run says. */
  readonly intro?: readonly string[];
}

/** Runs what is ready and shows it; the exit code. */
export async function show(
  command: Pick<RunCommand, 'json' | 'log' | 'fsync'>,
  { prepared, site, secrets, console, watch, intro = [] }: ReadyRun,
): Promise<number> {
  const redactor = createRedactor(secrets);
  const view = openView(command, { site, prepared, console, redactor });
  watch.voice.say = view.say;
  for (const line of intro) view.say(line);
  const { cancellation, grace } = watch;
  const { host } = console;
  const { fsync } = command;
  const around = { host, redactor, grace, fsync, cancel: cancellation.signal, notify: view.event };
  try {
    return exitCode(await conduct(prepared, site, around), cancellation.by());
  } finally {
    await view.close();
    await keep({ prepared, site, secrets, console, watch });
  }
}

// The journal is closed, and nobody waits for more than the prompt.
async function keep({ prepared, site, secrets, console, watch }: ReadyRun): Promise<void> {
  const { keepWorktree } = await import('./keep-worktree.ts');
  const since = prepared.resumption?.since;
  const signal = watch.cancellation.next();
  const { host } = console;
  const { name: pipePath } = prepared.file;
  const warning = await keepWorktree({ site, pipePath, host, secrets, since, signal });
  if (warning !== undefined) console.err.write(`warning: ${warning}\n`);
}

/** The values to hide; says which cannot be. */
export function hiddenValues(
  { inputs }: Pick<Prepared, 'inputs'>,
  { host, err }: Console,
): readonly string[] {
  const secrets = collectSecrets(inputs, host);
  for (const key of secrets.tooShort) err.write(`warning: secret input ${key} is too short to be hidden\n`);
  return secrets.values;
}
