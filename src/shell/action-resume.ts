import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { neutraliseLine } from '../core/neutralise.ts';
import type { Redactor } from '../core/redact.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { HostEnvironment } from '../effects/env.ts';
import type { ActionRequest, ResumeFrom } from './actions-inputs.ts';
import type { RunSite } from './conduct.ts';
import { decisionLines } from './decisions.ts';
import { artifactFolder, endedRun } from './earlier.ts';
import type { Prepared } from './prepare.ts';
import { resumption } from './resume.ts';

/** What the Action resumes from, and who asks. */
export interface TakeUp {
  readonly from: ResumeFrom;
  readonly asked: Pick<ActionRequest, 'artifactName' | 'token'>;
  readonly prepared: Prepared;
  readonly site: RunSite;
  readonly host: HostEnvironment;
  readonly redactor: Redactor;
  readonly cancel: AbortSignal;
}

/** A run ready to begin, with what it takes over. */
export interface TakenUp {
  readonly prepared: Prepared;
  /** For the job log. */
  readonly lines: readonly string[];
  /** Deletes what was fetched; never rejects. */
  readonly dispose: () => Promise<void>;
}

/** Finds the earlier run, brings the worktree to what it left, and says what is taken over; the error is a sentence. */
export async function takeUp(request: TakeUp): Promise<Result<TakenUp, string>> {
  const { from, prepared, site, host, redactor } = request;
  const { worktree: folder } = site.files;
  const found = await findEarlier(request);
  if (!found.ok) return found;
  if ('why' in found.value) return ok(everything(prepared, found.value.why));
  const { runDir, name, dispose = nothing } = found.value;
  const earlier = await endedRun(runDir, host);
  if (!earlier.ok) {
    await dispose();
    // One that was killed before it began leaves nothing, and is nobody's mistake.
    if (from.kind === 'last-attempt') return ok(everything(prepared, `${name} ${earlier.error}`));
    return err(`input \`resume-from\`: ${name} ${earlier.error}`);
  }
  const here = { prepared, folder, host, redactor, trustWorktree: false, isTrial: false };
  const resumed = { ...prepared, resumption: await resumption(earlier.value, here) };
  const lines = await decisionLines({ prepared: resumed, site, host, redactor, from: name });
  return ok({ prepared: resumed, lines, dispose });
}

const nothing = () => Promise.resolve();

const everything = (prepared: Prepared, why: string): TakenUp => ({
  prepared,
  lines: [neutraliseLine(`resume-from: ${why}: everything runs`)],
  dispose: nothing,
});

interface FoundFolder {
  readonly runDir: string;
  /** In words. */
  readonly name: string;
  readonly dispose?: () => Promise<void>;
}

async function findEarlier({
  from,
  asked,
  prepared,
  site,
  host,
  cancel,
}: TakeUp): Promise<Result<FoundFolder | { readonly why: string }, string>> {
  if (from.kind === 'folder') {
    const found = artifactFolder(resolve(site.files.worktree, from.path));
    if (!found.ok) return err(`input \`resume-from\` is \`${from.path}\`: ${found.error}`);
    return ok({ runDir: found.value, name: from.path });
  }
  const { fetchEarlier } = await import('./artifact-fetch.ts');
  const fetched = await fetchEarlier({ from, asked, pipe: prepared.plan.name, host, call: { cancel } });
  if (!fetched.ok) return err(`input \`resume-from\`: ${fetched.error}`);
  if (fetched.value.kind === 'nothing') return ok({ why: fetched.value.why });
  const { folder: unpacked, name, of } = fetched.value;
  const dispose = () => rm(unpacked, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  const found = artifactFolder(unpacked);
  if (found.ok) return ok({ runDir: found.value, name: `artifact ${name} of ${of}`, dispose });
  await dispose();
  return err(`input \`resume-from\`: artifact ${name} of ${of} is of no run: ${found.error}`);
}
