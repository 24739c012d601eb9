import type { Event } from '../core/event.ts';
import { usesAgent } from '../core/pipe-tree.ts';
import type { Redactor } from '../core/redact.ts';
import { redactJson } from '../core/redact-json.ts';
import type { RunState } from '../core/state.ts';
import { chance } from '../effects/chance.ts';
import { systemClock } from '../effects/clock.ts';
import { newUlid } from '../effects/crypto.ts';
import type { HostEnvironment } from '../effects/env.ts';
import { createGate } from '../effects/gate.ts';
import { headOf } from '../effects/git-head.ts';
import type { Journal, JournalOptions } from '../effects/journal.ts';
import { type Grace, sweepOwnRun } from '../effects/kill.ts';
import { createResults } from '../effects/results.ts';
import type { RunContext } from '../effects/run-context.ts';
import { type RunFiles, runFiles } from '../effects/run-files.ts';
import { openRecord } from '../effects/run-record.ts';
import { createSecretKey, secretsDigest } from '../effects/secret-key.ts';
import { createShell } from '../effects/shell.ts';
import { makeRunFolders } from '../effects/volume.ts';
import type { Agent, Ports } from '../run/ports.ts';
import { run } from '../run/run.ts';
import type { Fsync } from './flags.ts';
import { createJob, type Ground, hiddenInputs } from './job.ts';
import type { Prepared } from './prepare.ts';

/** Where a run will lie; nothing is written yet. */
export interface RunSite {
  readonly runId: string;
  readonly files: RunFiles;
}

/** A run's id and paths; `worktree` is where its nodes run. */
export const siteOf = (root: string, worktree: string, runId: string): RunSite => ({
  runId,
  files: runFiles(root, worktree, runId),
});

/** `<pipe>-<lowercase ulid>`. */
export const newRunId = (pipe: string): string => `${pipe}-${newUlid()}`;

/** What surrounds a run. */
export interface Surroundings {
  readonly host: HostEnvironment;
  readonly redactor: Redactor;
  readonly grace: Grace;
  readonly cancel: AbortSignal;
  /** Absent: `auto`. */
  readonly fsync?: Fsync;
  readonly notify: (event: Event, state: RunState) => void;
}

/** Runs a prepared pipe in its own run directory; rejects only with a fault. */
export async function conduct(prepared: Prepared, site: RunSite, around: Surroundings): Promise<RunState> {
  const { files, runId } = site;
  makeRunFolders(files);
  const record = openRecord(files, runId, around.redactor, journalOptions(files, around));
  try {
    const { resumption } = prepared;
    const context: RunContext = {
      runId,
      files,
      ...pick(around),
      ...(resumption?.past !== undefined && { past: resumption.captures }),
    };
    const ports = await createPorts(prepared, context, { journal: record.journal, notify: around.notify });
    const ground = groundOf(prepared, context);
    const job = createJob(prepared, { runId, runDir: files.runDir, redactor: around.redactor, ground });
    return await run({ ...job, cancel: around.cancel }, ports);
  } finally {
    record.close();
  }
}

const pick = ({ host, grace, redactor }: Surroundings) => ({ host, grace, redactor });

interface Record {
  readonly journal: Journal;
  readonly notify: Surroundings['notify'];
}

async function createPorts(
  prepared: Prepared,
  context: RunContext,
  { journal, notify }: Record,
): Promise<Ports> {
  const { files, runId } = context;
  return {
    record: (fact) => journal.append(fact),
    clock: systemClock,
    shell: createShell(context),
    agent: await createAgentPort(prepared, context),
    gate: createGate(context, prepared.sealed),
    sweep: () => sweepOwnRun(runId),
    outputPath: (nodeId) => files.wirePath(files.capture(nodeId, 'out')),
    results: createResults(context),
    redact: (value) => redactJson(value, context.redactor),
    random: chance,
    notify,
  };
}

// The agent's code is loaded only for a pipe that has agent nodes: most starts need none of it.
async function createAgentPort(prepared: Prepared, context: RunContext): Promise<Agent> {
  if (!usesAgent(prepared.plan)) return NO_AGENT;
  const { createAgent } = await import('../effects/agent.ts');
  return createAgent(context);
}

const noAgent = (): never => {
  throw new Error('an agent was asked for in a plan without agent nodes');
};

const NO_AGENT: Agent = { call: noAgent, newSessionId: noAgent, mark: noAgent, hasSession: noAgent };

// Of a volume that is removed as a whole the journal is to be found elsewhere, not in a new one.
const journalOptions = ({ root }: RunFiles, { host, fsync }: Surroundings): JournalOptions => {
  const tempDir = host.all['RUNNER_TEMP'];
  return { within: root, ...(fsync !== undefined && { fsync }), ...(tempDir && { tempDir }) };
};

function groundOf(prepared: Prepared, { files, host, redactor }: RunContext): Ground {
  const head = headOf(files.worktree, host);
  const hidden = hiddenInputs(prepared, redactor);
  const { resumption } = prepared;
  return {
    ...(head !== undefined && { head }),
    worktree: files.wirePath(files.worktree) || '.',
    ...(hidden.length > 0 && { secrets_digest: secretsDigest(createSecretKey(files.runDir), hidden) }),
    ...(resumption !== undefined && { resumed_from: resumption.runId }),
    ...(resumption?.since !== undefined && { worktree_since: resumption.since }),
  };
}
