import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize, resolve, sep } from 'node:path';
import type { Event, Kind, PipeStarted } from '../core/event.ts';
import { err, ok, type Result } from '../core/result.ts';
import { fold, type RunState } from '../core/state.ts';
import type { HostEnvironment } from '../effects/env.ts';
import { readJournal } from '../effects/journal.ts';
import type { Holder } from '../effects/lock.ts';
import { recoverRun } from '../effects/recover.ts';
import { plural } from '../report/words.ts';
import { siteOf } from './conduct.ts';
import { keepWorktree, wasTried } from './keep-worktree.ts';
import { collectSecrets } from './secrets.ts';

/** A run that is over, as its folder tells it. */
export interface EarlierRun {
  /** Its directory, or the folder of its artifact. */
  readonly runDir: string;
  readonly runId: string;
  readonly started: PipeStarted & Event;
  readonly events: readonly Event[];
  readonly state: RunState;
  /** It could not save its worktree itself: what is known of it is what was found just now. */
  readonly isSavedLate?: true;
}

/** Finds a run's folder by its id, the beginning of its id, its folder or its journal. */
export function findRun(root: string, folder: string, asked: string): Result<string, string> {
  const path = resolve(folder, asked);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile()) return ok(dirname(path));
  if (stat?.isDirectory() && hasJournal(path)) return ok(path);
  const runs = join(root, '.omne', 'var', 'runs');
  const names = runNames(runs);
  if (names.includes(asked)) return ok(join(runs, asked));
  const found = names.filter((name) => name.startsWith(asked));
  if (found.length === 1) return ok(join(runs, found[0]!));
  if (found.length === 0)
    return err(`there is no run \`${asked}\` in ${runs}, and no folder of that name with a journal`);
  // The newest are the likeliest: ids sort by time.
  const newest = found.sort().reverse().slice(0, MAX_NAMES);
  const more = found.length - newest.length;
  return err(
    `${plural(found.length, 'run')} begin with \`${asked}\`: ${newest.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  );
}

const MAX_NAMES = 5;

const hasJournal = (folder: string) =>
  statSync(join(folder, 'events.jsonl'), { throwIfNoEntry: false })?.isFile() === true;

/** The names of the run folders in the folder of all runs. */
export function runNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  } catch {
    return [];
  }
}

/** The volume a run directory belongs to; nothing for an artifact's folder. */
export function rootOfRun(runDir: string): string | undefined {
  const below = join('.omne', 'var', 'runs');
  const runs = dirname(runDir);
  return runs.endsWith(sep + below) ? runs.slice(0, -below.length - 1) || sep : undefined;
}

/**
 * The run folder that a downloaded artifact left: the folder itself, or the one folder in it, as
 * `actions/download-artifact` makes them when it is given no name.
 */
export function artifactFolder(folder: string): Result<string, string> {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    return err('there is no such folder');
  if (hasJournal(folder)) return ok(folder);
  const inside = runNames(folder).filter((name) => hasJournal(join(folder, name)));
  if (inside.length === 1) return ok(join(folder, inside[0]!));
  if (inside.length === 0) return err('there is no events.jsonl in it');
  return err(`several runs are in it: ${inside.slice(0, MAX_NAMES).join(', ')}; name one of them`);
}

/** Reads a run that is over, and closes one that was killed first; the error is the rest of a sentence about it. */
export async function endedRun(runDir: string, host: HostEnvironment): Promise<Result<EarlierRun, string>> {
  const found = readEarlier(runDir);
  if (!found.ok) return found;
  const { state, runId } = found.value;
  if (state.status === 'running') {
    // An artifact's folder has no lock that could say so, and no process: what carries the id in it is another's.
    const insist = rootOfRun(runDir) === undefined;
    const isSwept = insist || basename(runDir) !== runId;
    const recovered = await recoverRun(runDir, runId, { insist, isSwept });
    if (recovered.kind === 'held') return err(HELD[recovered.holder]);
  }
  const wasSaved = wasTried(runDir);
  await saveLate(runDir, host, collectSecrets([], host).values);
  const ended = readEarlier(runDir);
  const isSavedLate = ended.ok && !wasSaved && wasTried(runDir) && ended.value.state.reason === 'interrupted';
  return isSavedLate ? ok({ ...ended.value, isSavedLate }) : ended;
}

const HELD: Readonly<Record<Holder, string>> = {
  alive: 'still runs',
  gone: 'is being closed by somebody else',
  none: 'may still run: nothing says which process writes its journal',
  unknown: 'may still run: the process that writes its journal cannot be seen from here',
};

/**
 * Saves the worktree of a run that could not do it itself, as it is found now; the warning if that fails. Nothing for an
 * artifact's folder, and where it was saved before.
 */
export async function saveLate(
  runDir: string,
  host: HostEnvironment,
  secrets: readonly string[],
): Promise<string | undefined> {
  const root = rootOfRun(runDir);
  const found = readEarlier(runDir);
  if (root === undefined || !found.ok || wasTried(runDir)) return undefined;
  const { started, runId, state } = found.value;
  const path = worktreePath(started);
  // Its journal is not that of this folder: what it says was never so here.
  if (path === undefined || basename(runDir) !== runId) return undefined;
  const site = siteOf(root, join(root, path), runId);
  if (!existsSync(site.files.worktree)) return undefined;
  // What ended by itself had ended all it ran; of one that was killed nobody knows when it last wrote.
  const until = state.reason === 'interrupted' ? undefined : lastWritten(site.files.events);
  const { pipe_path: pipePath, worktree_since: since } = started;
  return await keepWorktree({ site, pipePath, host, secrets, since, until });
}

// By the clock that stamps the files of the worktree, too; the events' own times are whole seconds.
const lastWritten = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs;

/** Where in the volume a run's nodes ran; nothing where its journal says that it was outside. */
export function worktreePath({ worktree }: Pick<PipeStarted, 'worktree'>): string | undefined {
  const path = normalize(worktree || '.');
  return isAbsolute(path) || path.split(sep).includes('..') ? undefined : path;
}

/**
 * Whose results a resume of this run takes over: its own, or, where it ended before any script or agent of its own began,
 * those of the run it had taken over from. It may not have said of all of them that it did.
 */
export function sourceOf(earlier: EarlierRun, most = MAX_STEPS_BACK): EarlierRun {
  const { state, started, events, runDir } = earlier;
  if (most === 0 || state.status !== 'aborted' || !started.resumed_from || events.some(isOwnWork))
    return earlier;
  // An id, never a path: the journal may come from elsewhere.
  if (!/^[a-z0-9_-]+$/i.test(started.resumed_from)) return earlier;
  const before = readEarlier(join(dirname(runDir), started.resumed_from));
  return before.ok ? sourceOf(before.value, most - 1) : earlier;
}

// Somebody else's journals may name each other in a ring.
const MAX_STEPS_BACK = 100;

const LEAVES: ReadonlySet<string> = new Set<Kind>(['bash', 'prompt', 'command']);

// Only an agent's loop marks its iterations in a capture; the children of other loops speak for themselves.
const isOwnWork = (event: Event) =>
  (event.type === 'node.started' && LEAVES.has(event.kind)) ||
  (event.type === 'iteration.started' && typeof event.byte_offset === 'number');

function readEarlier(runDir: string): Result<EarlierRun, string> {
  let journal: ReturnType<typeof readJournal>;
  try {
    journal = readJournal(join(runDir, 'events.jsonl'));
  } catch {
    return err('has no journal that can be read');
  }
  const { events, broken } = journal;
  if (broken !== undefined) return err(`has a journal that breaks at line ${broken.line}: ${broken.reason}`);
  const [started] = events;
  if (started === undefined) return err('has an empty journal: it was ended before anything began');
  if (started.type !== 'pipe.started') return err('has a journal without a beginning');
  if (!isWhole(started)) return err('has a journal whose first event is not as it should be');
  const runId = started.run_id || basename(runDir);
  return ok({ runDir, runId, started, events, state: fold(events) });
}

// A journal that comes from elsewhere may hold anything, and its chain proves no more than that it was not cut.
function isWhole({ pipe, pipe_path: path, run_id: id, worktree, inputs }: PipeStarted & Event): boolean {
  const texts: readonly unknown[] = [pipe, path, id ?? '', worktree ?? ''];
  const rows: unknown = inputs;
  return (
    texts.every(isText) && Array.isArray(rows) && rows.every((row) => isText(row?.key) && isText(row?.value))
  );
}

const isText = (value: unknown): value is string => typeof value === 'string';
