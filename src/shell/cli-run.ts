import { resolve } from 'node:path';
import type { Event } from '../core/event.ts';
import { createRedactor } from '../core/redact.ts';
import { ok } from '../core/result.ts';
import type { RunState } from '../core/state.ts';
import { createGrace } from '../effects/kill.ts';
import { makeWorktree } from '../effects/worktree.ts';
import { conduct, newRunId, type RunSite, siteOf } from './conduct.ts';
import { type Console, refuse } from './console.ts';
import { EXIT, SIGNAL_EXIT } from './exit.ts';
import type { RunCommand } from './flags.ts';
import { type Prepared, prepare } from './prepare.ts';
import { collectSecrets } from './secrets.ts';
import { listenForSignals } from './signals.ts';
import { openView } from './view.ts';

/** `omne run`: prepares, runs, shows; the exit code. Rejects only with a fault. */
export async function runCommand(command: RunCommand, console: Console): Promise<number> {
  const { host, folder } = console;
  const { pipe, given, worktree } = command;
  const limits = {
    ...(command.maxParallel !== undefined && { maxParallel: command.maxParallel }),
    ...(command.timeoutMs !== undefined && { timeoutMs: command.timeoutMs }),
  };
  const prepared = prepare({ pipe, folder, given, host, ...limits });
  if (!prepared.ok) return refuse(prepared.error, console);
  const { root, plan } = prepared.value;
  const runId = newRunId(plan.name);
  const where = worktree ? await makeWorktree(root, runId, host) : ok(resolve(folder));
  if (!where.ok) {
    console.err.write(`omne: ${where.error}\n`);
    return EXIT.problem;
  }
  return await runAt(siteOf(root, where.value, runId), prepared.value, command, console);
}

async function runAt(
  site: RunSite,
  prepared: Prepared,
  command: RunCommand,
  console: Console,
): Promise<number> {
  const { host, err } = console;
  const secrets = collectSecrets(prepared.inputs, host);
  for (const key of secrets.tooShort) err.write(`warning: secret input ${key} is too short to be hidden\n`);
  const redactor = createRedactor(secrets.values);
  const grace = createGrace();
  const view = openView(command, { site, prepared, console, redactor });
  const cancellation = listenForSignals(grace.skip, (signal, first) => {
    view.say(first ? `${signal}: ending what runs; once more to kill at once` : `${signal}: killing`);
  });
  try {
    const notify = (event: Event, state: RunState) => view.event(event, state);
    const state = await conduct(prepared, site, {
      host,
      redactor,
      grace,
      cancel: cancellation.signal,
      notify,
    });
    await view.close();
    const by = cancellation.by();
    if (state.reason === 'cancelled' && by !== undefined) return SIGNAL_EXIT[by];
    return state.status === 'completed' ? EXIT.completed : EXIT.aborted;
  } finally {
    await view.close();
    cancellation.release();
  }
}
