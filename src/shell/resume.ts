import { type Ground, groundChange, type WorktreeVerdict } from '../core/ground.ts';
import { type Past, pastOf } from '../core/past.ts';
import type { Redactor } from '../core/redact.ts';
import { definitionOf } from '../effects/definition.ts';
import type { HostEnvironment } from '../effects/env.ts';
import { headOf } from '../effects/git-head.ts';
import { type CaptureFiles, captureFiles } from '../effects/run-files.ts';
import { readSavedWorktree, type SavedWorktree } from '../effects/saved-worktree.ts';
import { readSecretKey, secretsDigest } from '../effects/secret-key.ts';
import { applyPatch } from '../effects/worktree-patch.ts';
import { compareWorktree } from '../effects/worktree-state.ts';
import { type EarlierRun, sourceOf } from './earlier.ts';
import { hiddenInputs, recordedInputs } from './job.ts';
import type { Prepared } from './prepare.ts';

/** What a run takes over from an earlier one. */
export interface Resumption {
  /** The earlier run's id. */
  readonly runId: string;
  readonly captures: CaptureFiles;
  /** Absent: nothing may be taken over. */
  readonly past?: Past;
  /** Why nothing may be. */
  readonly again?: string;
  /** What was, or would be, done about the worktree. */
  readonly worktree?: string;
  /** It is the worktree alone that is in the way. */
  readonly isWorktreeOnly?: boolean;
  /** From when on files count as the run's own, where the worktree is what the earlier one left. */
  readonly since?: number;
}

/** Where a run is about to begin, and how far one may go to make it what the earlier run left. */
export interface ResumeSite {
  readonly prepared: Prepared;
  /** Where nodes run. */
  readonly folder: string;
  readonly host: HostEnvironment;
  readonly redactor: Redactor;
  /** The worktree is what it should be, says the user. */
  readonly trustWorktree: boolean;
  /** Changes nothing: a patch that would be applied is taken for applied. */
  readonly isTrial: boolean;
  /** The folder is a git worktree that will be made anew, at the commit the run left. */
  readonly isMissing?: boolean;
}

/** Compares the ground with that of an earlier run, and brings the worktree to what that run left. Never rejects. */
export async function resumption(asked: EarlierRun, site: ResumeSite): Promise<Resumption> {
  const earlier = sourceOf(asked);
  const { runDir, runId, started, events } = earlier;
  const base = { runId, captures: captureFiles(runDir) };
  const saved = readSavedWorktree(runDir);
  const change = groundChange(groundThen(started, saved), groundNow(site, saved), hidden(earlier, site));
  if (change !== undefined) return { ...base, again: change };
  const standing = await bringWorktree(saved, earlier, site);
  if ('different' in standing) return { ...base, again: standing.different, isWorktreeOnly: true };
  return { ...base, past: pastOf(events), ...standing };
}

// A run may have made commits of its own: what counts is where it left the worktree.
const groundThen = (started: Ground, saved: SavedWorktree | undefined): Ground => ({
  pipe: started.pipe,
  inputs: started.inputs,
  ...headField(saved?.head ?? started.head),
});

function groundNow(
  { prepared, folder, host, redactor, isMissing }: ResumeSite,
  saved?: SavedWorktree,
): Ground {
  return {
    pipe: prepared.plan.name,
    inputs: recordedInputs(prepared, redactor),
    ...headField(isMissing === true ? saved?.head : headOf(folder, host)),
  };
}

// An omne-cli journal may have null for what is absent.
const headField = (head: string | null | undefined) => (head ? { head } : {});

function hidden({ runDir, started }: EarlierRun, { prepared, redactor }: ResumeSite) {
  const inputs = hiddenInputs(prepared, redactor);
  const key = readSecretKey(runDir);
  return {
    recorded: started.secrets_digest,
    current: key === undefined ? undefined : secretsDigest(key, inputs),
    isAny: inputs.length > 0,
  };
}

type Standing = { readonly worktree?: string; readonly since?: number } | { readonly different: string };

async function bringWorktree(
  saved: SavedWorktree | undefined,
  { runDir, isSavedLate }: EarlierRun,
  site: ResumeSite,
): Promise<Standing> {
  if (site.trustWorktree) {
    return { worktree: 'worktree: taken as it is (--trust-worktree)', ...(saved && sinceOf(saved)) };
  }
  const verdict = await verdictOn(saved, runDir, site);
  if (typeof verdict === 'object') return verdict;
  if (saved === undefined) return {};
  if (verdict === 'same') return { ...sinceOf(saved), ...(isSavedLate && { worktree: AS_FOUND }) };
  if (site.isTrial) return { worktree: 'worktree: would be restored from worktree.patch' };
  const applied = await applyPatch(site.folder, saved, runDir, site.host);
  if (!applied.ok) return { different: `the worktree cannot be restored: ${applied.error}` };
  return { worktree: 'worktree: restored from worktree.patch' };
}

// A state without changes has no new files, and what came into the worktree since is none of the run's.
const sinceOf = ({ since, patch }: SavedWorktree) => (patch?.bytes === 0 ? {} : { since });

async function verdictOn(
  saved: SavedWorktree | undefined,
  runDir: string,
  { prepared, folder, host, isMissing }: ResumeSite,
): Promise<WorktreeVerdict> {
  if (saved === undefined) return { different: NOT_SAVED };
  if (isMissing === true) return 'clean';
  const definition = definitionOf(prepared.root, prepared.file.path);
  return await compareWorktree(folder, saved, host, { folder: runDir, definition });
}

const AS_FOUND =
  'worktree: taken as it is now: the run was killed before it could save it, and nobody knows what changed since';

const NOT_SAVED = 'nobody knows how the run left its worktree: it is not in git, or could not be saved';
