import { lstatSync, type Stats } from 'node:fs';
import { type FileHandle, mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRedactor, latin1Of, type Redactor } from '../core/redact.ts';
import { READ_PLANTED } from './own-file.ts';
import { copyRedacted, type Redaction } from './redacted-copy.ts';

/** What to stage for upload. */
export interface StagingRequest {
  readonly runDir: string;
  /** Where the staging folder is made: RUNNER_TEMP or the system's; outside `.omne`. */
  readonly tempDir: string;
  /** In their raw form; replaced in every file, whatever its encoding. */
  readonly secrets: readonly string[];
  /** Further files, by their name in the artifact. */
  readonly extra?: readonly ExtraFile[];
}

export type ExtraFile =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly path: string };

/** Why a file does not travel. */
export type SkipCause =
  | 'not_regular'
  | 'linked'
  | 'unreadable'
  | 'name_not_portable'
  | 'name_holds_secret'
  | 'too_many_files';

export interface SkippedFile {
  /** Relative to the run directory, with forward slashes, redacted. */
  readonly path: string;
  readonly reason: SkipCause;
}

export interface StagedFile {
  /** Relative to the staging folder, with forward slashes. */
  readonly path: string;
  /** Of the original. */
  readonly bytes: number;
  /** Only its beginning and its end were taken. */
  readonly isCut: boolean;
}

/** A run directory made fit for upload. */
export interface Staging {
  readonly folder: string;
  /** Absolute paths of every staged file, `manifest.json` included. */
  readonly paths: readonly string[];
  readonly files: readonly StagedFile[];
  readonly skipped: readonly SkippedFile[];
  /** Deletes the staging folder; never rejects. */
  readonly remove: () => Promise<void>;
}

/** More files than this in one run directory are somebody's flood; the rest is only counted. */
export const maxStagedFiles = 10_000;
const worktreeFiles = ['worktree.patch', 'worktree.json'];
/** Characters an artifact's file names may not have, and `\`, which Windows takes for a folder's end. */
const notPortable = /[":<>|*?\\\x00-\x1f]/;

/**
 * Copies `events.jsonl`, `nodes/**` and the state of the worktree of a run directory, and what else is given, into a new folder: regular files with
 * one name only, never through a link, redacted, cut to 64 MiB each. What was left out stands in `manifest.json`.
 * Rejects when the staging folder cannot be written.
 */
export async function stageRun(request: StagingRequest): Promise<Staging> {
  const folder = await mkdtemp(join(request.tempDir, 'omne-artifact-'));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  try {
    const latin1 = request.secrets.map(latin1Of);
    const tray: Tray = {
      folder,
      text: createRedactor(request.secrets),
      bytes: { redactor: createRedactor(latin1), reach: Math.max(0, ...latin1.map((s) => s.length - 1)) },
      files: [],
      skipped: [],
    };
    await stageFile(tray, join(request.runDir, 'events.jsonl'), 'events.jsonl');
    await stageFolder(tray, join(request.runDir, 'nodes'), 'nodes');
    for (const name of worktreeFiles) {
      // Most of what a run can be has none.
      if (lstat(join(request.runDir, name))) await stageFile(tray, join(request.runDir, name), name);
    }
    for (const file of request.extra ?? []) await stageExtra(tray, file);
    await writeManifest(tray);
    const paths = [...tray.files.map((file) => join(folder, file.path)), join(folder, 'manifest.json')];
    return { folder, paths, files: tray.files, skipped: tray.skipped, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A staging under way. */
interface Tray {
  readonly folder: string;
  readonly text: Redactor;
  readonly bytes: Redaction;
  readonly files: StagedFile[];
  readonly skipped: SkippedFile[];
}

const skip = (tray: Tray, path: string, reason: SkipCause) => {
  if (tray.skipped.length < maxStagedFiles) tray.skipped.push({ path: tray.text.text(path), reason });
};

async function stageFolder(tray: Tray, source: string, path: string): Promise<void> {
  const names = await folderNames(source);
  if (names === undefined) return skip(tray, path, 'not_regular');
  for (const name of names) {
    const from = join(source, name);
    const to = `${path}/${name}`;
    const stat = lstat(from);
    if (stat?.isDirectory()) await stageFolder(tray, from, to);
    else await stageFile(tray, from, to);
  }
}

// A missing folder is an empty one: nothing ran.
async function folderNames(folder: string): Promise<readonly string[] | undefined> {
  const stat = lstat(folder);
  if (!stat) return [];
  if (!stat.isDirectory()) return undefined;
  const names = await readdir(folder).catch(() => undefined);
  return names?.sort();
}

function lstat(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

async function stageExtra(tray: Tray, file: ExtraFile): Promise<void> {
  if ('path' in file) return stageFile(tray, file.path, file.name);
  const text = tray.text.text(file.text);
  const target = join(tray.folder, file.name);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await writeFile(target, text, { flag: 'wx', mode: 0o600 });
  tray.files.push({ path: file.name, bytes: Buffer.byteLength(file.text), isCut: false });
}

async function stageFile(tray: Tray, source: string, path: string): Promise<void> {
  if (tray.files.length >= maxStagedFiles) return skip(tray, path, 'too_many_files');
  if (notPortable.test(path)) return skip(tray, path, 'name_not_portable');
  if (tray.text.text(path) !== path) return skip(tray, path, 'name_holds_secret');
  const opened = await openRegular(source);
  if (opened === undefined) return;
  if (typeof opened === 'string') return skip(tray, path, opened);
  try {
    const target = join(tray.folder, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const copied = await copyRedacted(opened, target, tray.bytes);
    if (copied.isWhole) tray.files.push({ path, bytes: copied.bytes, isCut: copied.isCut });
    else await rm(target, { force: true }).then(() => skip(tray, path, 'unreadable'));
  } finally {
    await opened.close();
  }
}

// What was opened is what is checked.
async function openRegular(path: string): Promise<FileHandle | SkipCause | undefined> {
  const before = lstat(path);
  // A name that is not UTF-8 is there, yet not by this text.
  if (before === undefined) return path.endsWith('events.jsonl') ? undefined : 'unreadable';
  // Windows has no O_NOFOLLOW; elsewhere this only saves opening a device.
  if (!before.isFile()) return 'not_regular';
  let file: FileHandle;
  try {
    file = await open(path, READ_PLANTED);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ELOOP' ? 'not_regular' : 'unreadable';
  }
  const stat = await file.stat();
  if (stat.isFile() && stat.nlink === 1) return file;
  await file.close();
  return stat.isFile() ? 'linked' : 'not_regular';
}

async function writeManifest(tray: Tray): Promise<void> {
  const manifest = {
    files: tray.files.map(({ path, bytes, isCut }) => ({ path, bytes, ...(isCut && { cut: true }) })),
    skipped: tray.skipped,
  };
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  await writeFile(join(tray.folder, 'manifest.json'), text, { flag: 'wx', mode: 0o600 });
}
