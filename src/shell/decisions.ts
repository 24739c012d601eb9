import { lstatSync } from 'node:fs';
import { type Decision, decisionsAgain, decisionsOf } from '../core/decisions.ts';
import { neutraliseLine } from '../core/neutralise.ts';
import { usesAgent } from '../core/pipe-tree.ts';
import type { Redactor } from '../core/redact.ts';
import type { HostEnvironment } from '../effects/env.ts';
import { createGrace } from '../effects/kill.ts';
import { createResults } from '../effects/results.ts';
import type { RunContext } from '../effects/run-context.ts';
import type { CaptureFiles } from '../effects/run-files.ts';
import { spoiltCaptures } from '../effects/staged-captures.ts';
import { decisionsText } from '../report/decisions-text.ts';
import type { Agent, Results } from '../run/ports.ts';
import type { RunSite } from './conduct.ts';
import { createJob } from './job.ts';
import type { Prepared } from './prepare.ts';
import { rehearseResume } from './rehearse-resume.ts';
import type { Resumption } from './resume.ts';

/** A run that is about to take something over. */
export interface AboutToResume {
  readonly prepared: Prepared & { readonly resumption: Resumption };
  readonly site: RunSite;
  readonly host: HostEnvironment;
  readonly redactor: Redactor;
  /** Where the earlier run was found, in words. */
  readonly from?: string;
}

/** What is taken over and what runs, as lines that a log may show; nothing is started or written for it. */
export async function decisionLines(about: AboutToResume): Promise<string[]> {
  const { prepared, redactor, from } = about;
  const { runId, worktree } = prepared.resumption;
  const lines = decisionsText({
    runId,
    ...(from !== undefined && { from }),
    ...(worktree !== undefined && { worktree }),
    decisions: await decisions(about),
  });
  return lines.map((line) => neutraliseLine(redactor.text(line)));
}

async function decisions({ prepared, site, host, redactor }: AboutToResume): Promise<readonly Decision[]> {
  const { plan, inputs, resumption } = prepared;
  const { past, again, captures } = resumption;
  if (past === undefined) return decisionsAgain(plan, again ?? 'nothing of the run is known');
  const { runId, files } = site;
  const job = createJob(prepared, { runId, runDir: files.runDir, redactor, ground: {} });
  const context: RunContext = {
    runId,
    files: { ...files, ...captures },
    host,
    redactor,
    grace: createGrace(),
  };
  const { text, outputFile } = createResults(context);
  const state = await rehearseResume({
    plan,
    inputs,
    about: job.about,
    digestOf: job.digestOf!,
    past,
    results: { text, outputFile, takeOver: whetherThere(captures) },
    hasSession: await sessionsOf(prepared, context),
  });
  return decisionsOf(plan, state);
}

// The copy itself looks more closely.
function whetherThere(captures: CaptureFiles): Results['takeOver'] {
  const isSpoilt = spoiltCaptures(captures);
  return (id, bytes = 0) => {
    const stat = lstatSync(captures.capture(id, 'out'), { throwIfNoEntry: false });
    return stat?.isFile() === true && stat.size >= bytes && !isSpoilt(id);
  };
}

async function sessionsOf({ plan }: Prepared, context: RunContext): Promise<Agent['hasSession']> {
  if (!usesAgent(plan)) return () => false;
  const { createAgent } = await import('../effects/agent.ts');
  return createAgent(context).hasSession;
}
