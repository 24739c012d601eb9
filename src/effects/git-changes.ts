import { relative, resolve, sep } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';
import { unhide } from './git-hidden.ts';
import { createEyes, type Eyes, lstat, type Present, pathOf, shown } from './git-paths.ts';
import { findGit } from './git-place.ts';
import { openWorkshop, type Workshop } from './git-workshop.ts';
import { movedAlong } from './moved-files.ts';

/**
 * What makes a work tree differ from its HEAD. Paths are relative to the top and hold one character per byte (latin1):
 * the name of a file need not be UTF-8.
 */
export interface Changes {
  /** Of HEAD's files those changed, deleted or of another kind now. */
  readonly tracked: readonly string[];
  /** Files that are not in HEAD, as far as they belong to the state. */
  readonly untracked: readonly string[];
  /** Of all of these, what is there: to be read into an index. */
  readonly present: readonly Present[];
  /** What an index may hold yet the state does not. */
  readonly absent: readonly string[];
  /** What no patch of this repository can carry: the rest of a sentence. */
  readonly uncarried?: string;
}

/** What is no part of a state. */
export interface Besides {
  /** A folder: what is not in HEAD there. */
  readonly folder?: string;
  /** What the pipe is read from, see {@link definitionOf}. */
  readonly definition?: readonly string[];
}

/** The kernel stamps files with the time of its last tick: 10 ms at most behind the clock. */
const tickMs = 10;

/** Never part of a state: our own runs, and where a known action leaves credentials in the checkout. */
const never = /(?:^|\/)\.omne\/(?:var|wt)\/|(?:^|\/)gha-creds-[0-9a-f]+\.json$/;

/**
 * What changed against HEAD: tracked files always; files that are not in HEAD when they are not ignored and their inode
 * changed at `since` or later. What was there before is none of the run's business: it may be a credential.
 * Nor is what is `besides` the state. A file of HEAD that was changed after `until` is an error, and a new file of that
 * time no part of the state.
 */
export async function changesOf(
  shop: Workshop,
  since: number,
  besides: Besides = {},
  until = Number.POSITIVE_INFINITY,
): Promise<Result<Changes, string>> {
  const looked = await unhide(shop);
  if (!looked.ok) return looked;
  const said = await shop.git([
    'status',
    '--porcelain=v2',
    '-z',
    '--untracked-files=all',
    '--no-renames',
    '--ignore-submodules=none',
  ]);
  if (!said.ok) return said;
  const { top } = shop.place;
  const entries = parse(said.value.toString('latin1')).filter(isCounted(top, besides));
  const found = sorted(entries, createEyes(top), { since, until });
  if (found.late !== undefined) return err(`${shown(found.late)} was changed after the run had ended`);
  const moved = await movedAlong(shop, found.deleted, found.old);
  if (!moved.ok) return moved;
  const uncarried = found.submodule ?? (await changedWithin(shop, found.nested, since));
  return ok({
    tracked: found.tracked,
    untracked: [...found.untracked, ...moved.value.map(({ path }) => path)],
    present: [...found.present, ...moved.value],
    absent: found.absent,
    ...(uncarried !== undefined && { uncarried }),
  });
}

function isCounted(top: string, { folder, definition = [] }: Besides): (entry: Entry) => boolean {
  const own = folder === undefined ? [] : starts(top, folder + sep);
  const defining = definition.flatMap((path) => starts(top, path));
  const isIn = (path: string, start: string) =>
    start.endsWith('/') ? path.startsWith(start) : path === start;
  return ({ kind, path }) =>
    !(kind !== 'tracked' && own.some((start) => isIn(path, start))) &&
    !defining.some((start) => isIn(path, start));
}

// A path as git spells it; nothing for one outside of the work tree, or for all of it.
function starts(top: string, path: string): readonly string[] {
  const below = relative(top, resolve(path)).split(sep).join('/');
  if (below === '' || below.startsWith('..')) return [];
  return [Buffer.from(path.endsWith(sep) ? `${below}/` : below).toString('latin1')];
}

/** One line of `git status --porcelain=v2`. */
type Entry =
  | { readonly kind: 'untracked'; readonly path: string }
  | {
      readonly kind: 'tracked';
      readonly path: string;
      readonly isInHead: boolean;
      readonly isDeleted: boolean;
      readonly isSubmodule: boolean;
      /** The object HEAD has by that path. */
      readonly object: string;
    };

function parse(text: string): readonly Entry[] {
  const entries: Entry[] = [];
  const items = text.split('\0');
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    if (item.startsWith('? ')) entries.push({ kind: 'untracked', path: item.slice(2) });
    const fields = fieldsBefore[item[0] ?? ''];
    if (fields === undefined) continue;
    const parts = item.split(' ');
    entries.push(tracked(parts, parts.slice(fields).join(' ')));
    // The name it had before follows.
    if (item[0] === '2') at++;
  }
  return entries;
}

// How many fields stand before the path.
const fieldsBefore: Readonly<Record<string, number>> = { '1': 8, '2': 9, u: 10 };

function tracked(parts: readonly string[], path: string): Entry {
  const [kind, xy, sub, mode] = parts as [string, string, string, string];
  return {
    kind: 'tracked',
    path,
    isInHead: kind === 'u' || mode !== '000000',
    isDeleted: xy[1] === 'D',
    isSubmodule: sub.startsWith('S'),
    object: kind === 'u' ? '' : parts[6]!,
  };
}

interface Sorted {
  readonly tracked: string[];
  readonly untracked: string[];
  readonly present: Present[];
  readonly absent: string[];
  /** Gone from HEAD: path and object. */
  readonly deleted: Map<string, string>;
  /** Untracked and older. */
  readonly old: Present[];
  /** Folders that are repositories of their own. */
  readonly nested: string[];
  submodule?: string;
  /** Of HEAD, and changed after all was over. */
  late?: string;
}

/** When what counts was changed, in milliseconds since the epoch. */
interface Span {
  readonly since: number;
  readonly until: number;
}

function sorted(entries: readonly Entry[], eyes: Eyes, span: Span): Sorted {
  const found: Sorted = {
    tracked: [],
    untracked: [],
    present: [],
    absent: [],
    deleted: new Map(),
    old: [],
    nested: [],
  };
  // Taken out of the index yet still there, a file is both: HEAD decides.
  const inHead = new Set(
    entries.flatMap((entry) => (entry.kind === 'tracked' && entry.isInHead ? [entry.path] : [])),
  );
  for (const entry of entries) {
    const isOurs = entry.kind === 'tracked' && entry.isInHead;
    if (isOurs) sortTracked(entry, eyes, { found, ...span });
    else if (!inHead.has(entry.path)) sortNew(entry, eyes, { found, ...span });
  }
  return found;
}

function sortTracked(entry: Entry & { kind: 'tracked' }, eyes: Eyes, { found, until }: Sorting): void {
  const { path } = entry;
  if (entry.isSubmodule)
    found.submodule ??= `the submodule ${shown(path)} has changes, which a patch does not carry`;
  found.tracked.push(path);
  const stat = eyes.look(path);
  const isThere = stat !== undefined && (!stat.isDirectory() || entry.isSubmodule);
  if (isThere) {
    found.present.push({ path, bytes: Number(stat.size) });
    if (Number(stat.ctimeMs) > until + tickMs) found.late ??= path;
  } else {
    // What a sparse checkout left out is not there, and not deleted either.
    if (entry.isDeleted || entry.object === '') found.absent.push(path);
    found.deleted.set(path, entry.object);
  }
}

interface Sorting extends Span {
  readonly found: Sorted;
}

function sortNew(entry: Entry, eyes: Eyes, { found, since, until }: Sorting): void {
  const { path } = entry;
  const isSubmodule = entry.kind === 'tracked' && entry.isSubmodule;
  if (isSubmodule || path.endsWith('/')) {
    found.nested.push(path.replace(/\/$/, ''));
    if (isSubmodule) found.absent.push(path);
    return;
  }
  const stat = eyes.look(path);
  const isPart =
    stat !== undefined &&
    !never.test(path) &&
    !stat.isDirectory() &&
    Number(stat.ctimeMs) >= since - tickMs &&
    Number(stat.ctimeMs) <= until + tickMs;
  if (isPart) {
    found.untracked.push(path);
    found.present.push({ path, bytes: Number(stat.size) });
    return;
  }
  if (entry.kind === 'tracked') found.absent.push(path);
  if (stat !== undefined && !never.test(path)) found.old.push({ path, bytes: Number(stat.size) });
}

async function changedWithin(
  shop: Workshop,
  nested: readonly string[],
  since: number,
): Promise<string | undefined> {
  for (const path of nested) {
    if (await isChanged(shop, path, since)) {
      return `${shown(path)} is a repository of its own with changes in it, which a patch does not carry`;
    }
  }
  return undefined;
}

async function isChanged(shop: Workshop, path: string, since: number): Promise<boolean> {
  const folder = pathOf(shop.place.top, path).toString();
  const place = findGit(folder);
  if (place?.top !== folder) return true;
  for (const file of ['HEAD', 'logs/HEAD']) {
    const stat = lstat(`${place.gitDir}/${file}`);
    if (stat && Number(stat.ctimeMs) >= since - tickMs) return true;
  }
  const { host, signal } = shop;
  const inside = openWorkshop({ place, host, signal });
  try {
    const changes = await changesOf(inside, since);
    return (
      !changes.ok ||
      changes.value.present.length + changes.value.tracked.length > 0 ||
      changes.value.uncarried !== undefined
    );
  } finally {
    inside.close();
  }
}

/** Brings the workshop's index to the state. */
export async function readIn(shop: Workshop, changes: Changes): Promise<Result<void, string>> {
  const eyes = createEyes(shop.place.top);
  // What is there by that name, or lies beyond a link, git does not take for deleted.
  const isForced = (path: string) => eyes.look(path) !== undefined || !eyes.isReached(path);
  const forced = changes.absent.filter(isForced);
  const gone = changes.absent.filter((path) => !isForced(path));
  for (const [paths, how] of [
    [forced, ['--force-remove']],
    [
      [...gone, ...changes.present.map(({ path }) => path)],
      ['--add', '--remove', '--replace'],
    ],
  ] as const) {
    if (paths.length === 0) continue;
    const stdin = Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');
    const done = await shop.git(['update-index', ...how, '-z', '--stdin'], { stdin });
    if (!done.ok) return err(done.error);
  }
  return ok(undefined);
}
