import { resolve } from 'node:path';
import { createRedactor } from '../core/redact.ts';
import { ok, type Result } from '../core/result.ts';
import { createGrace } from '../effects/kill.ts';
import { makeWorktree } from '../effects/worktree.ts';
import { conduct, newRunId, type RunSite, siteOf } from './conduct.ts';
import { type Console, refuse } from './console.ts';
import { EXIT, exitCode } from './exit.ts';
import type { RunCommand } from './flags.ts';
import { type Prepared, prepare } from './prepare.ts';
import { collectSecrets } from './secrets.ts';
import { listenForSignals } from './signals.ts';
import { openView } from './view.ts';

/** `omne run`: prepares, runs, shows; the exit code. Rejects only with a fault. */
export async function runCommand(command: RunCommand, console: Console): Promise<number> {
  const { host, folder } = console;
  const { pipe, given } = command;
  const limits = {
    ...(command.maxParallel !== undefined && { maxParallel: command.maxParallel }),
    ...(command.timeoutMs !== undefined && { timeoutMs: command.timeoutMs }),
  };
  const prepared = await prepare({ pipe, folder, given, host, ...limits });
  if (!prepared.ok) return await refuse(prepared.error, console);
  const grace = createGrace();
  let say = (line: string) => console.err.write(`${line}\n`);
  const cancellation = listenForSignals(grace.skip, (signal, first) => {
    say(first ? `${signal}: ending what runs; once more to kill at once` : `${signal}: killing`);
  });
  try {
    const site = await chooseSite(prepared.value, command, console);
    if (!site.ok) {
      console.err.write(`omne: ${site.error}\n`);
      return EXIT.problem;
    }
    const redactor = createRedactor(hiddenValues(prepared.value, console));
    const view = openView(command, { site: site.value, prepared: prepared.value, console, redactor });
    say = view.say;
    const { event: notify } = view;
    try {
      const around = { host, redactor, grace, cancel: cancellation.signal, notify };
      return exitCode(await conduct(prepared.value, site.value, around), cancellation.by());
    } finally {
      await view.close();
    }
  } finally {
    cancellation.release();
  }
}

async function chooseSite(
  { root, plan }: Prepared,
  { worktree }: RunCommand,
  { host, folder }: Console,
): Promise<Result<RunSite, string>> {
  const runId = newRunId(plan.name);
  const where = worktree ? await makeWorktree(root, runId, host) : ok(resolve(folder));
  return where.ok ? ok(siteOf(root, where.value, runId)) : where;
}

function hiddenValues({ inputs }: Prepared, { host, err }: Console): readonly string[] {
  const secrets = collectSecrets(inputs, host);
  for (const key of secrets.tooShort) err.write(`warning: secret input ${key} is too short to be hidden\n`);
  return secrets.values;
}
