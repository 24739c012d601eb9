import {
  closeSync,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
} from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Hook } from '../core/catalog.ts';
import { err, ok, type Result } from '../core/result.ts';
import { READ_PLANTED } from './own-file.ts';

/** A hook as it was when the pipe was loaded: what runs later is these bytes, whatever became of the files. */
export interface SealedHook {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Relative to the volume root, with forward slashes. */
  readonly path: string;
  /** Its whole hooks folder, the hook (the last part of `path`) included. */
  readonly files: HookFiles;
}

/** The files below a hooks folder by their path in it, with forward slashes; links are the files they lead to. */
export type HookFiles = ReadonlyMap<string, HookFile>;

/** A file of a hooks folder. */
export interface HookFile {
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

/** The hooks folders one load has read, by their real path; the error is why a hook in it is unusable. */
export type HookFolders = Map<string, Result<HookFiles, string>>;

/** What a look for a hook found, and its bytes where it can be used. */
export interface HookRead {
  readonly hook: Hook;
  readonly sealed?: SealedHook;
}

const folders = ['.omne/dist/hooks', '.omne/hooks'];
const extension = process.platform === 'win32' ? '.ps1' : '.sh';
/** More is no script: a gate is read into memory. */
const largestHook = 1024 * 1024;
/** A hooks folder stays in memory, and is written for every gate. */
const largestFolder = 16 * 1024 * 1024;
const mostFiles = 1000;

/**
 * Looks a gate's hook up in the volume (`dist` first), and seals it with its folder. Calls that share `read` read each
 * folder once. Never throws.
 */
export function readHook(root: string, name: string, read: HookFolders = new Map()): HookRead {
  const paths = folders.map((folder) => `${folder}/${name}${extension}`);
  if (/[/\\]|\.\.|\0/.test(name) || name === '') {
    return { hook: { kind: 'unusable', path: paths[0]!, reason: 'a gate is the plain name of a hook' } };
  }
  for (const folder of folders) {
    const found = readFrom(root, folder, name, read);
    if (found) return found;
  }
  return { hook: { kind: 'missing', path: paths[0]! } };
}

function readFrom(root: string, folder: string, name: string, read: HookFolders): HookRead | undefined {
  const path = `${folder}/${name}${extension}`;
  try {
    const real = realpathSync(join(root, path));
    const realFolder = realpathSync(join(root, folder));
    if (!real.startsWith(realFolder + sep)) {
      return { hook: { kind: 'outside', directory: folder, path: wirePath(root, real) } };
    }
    const file = readRegular(real, largestHook);
    if (!file.ok) return unusable(path, hookFlaws[file.error]);
    const reason = flaw(file.value.bytes);
    if (reason !== undefined) return unusable(path, reason);
    return seal(file.value, path, name, readOnce(realFolder, read));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // A link that leads nowhere is no hook either.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    return unusable(path, code === 'EACCES' ? 'it cannot be read' : message);
  }
}

function seal(file: HookFile, path: string, name: string, folder: Result<HookFiles, string>): HookRead {
  if (!folder.ok) return unusable(path, folder.error);
  // The bytes that were checked, should the folder have changed meanwhile or spell the name in another case.
  const files = new Map(folder.value).set(name + extension, file);
  return { hook: { kind: 'found', path }, sealed: { name, bytes: file.bytes, path, files } };
}
const hookFlaws = { irregular: 'it is not a regular file', large: 'it is larger than 1 MiB' };

function flaw(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'it is empty';
  // `#!/bin/sh\r` names an interpreter nobody has, and every line would end in a carriage return.
  if (extension === '.sh' && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('\r\n')) {
    return 'it has Windows line ends (CRLF); save it with LF';
  }
  return undefined;
}

function readOnce(folder: string, read: HookFolders): Result<HookFiles, string> {
  const files = read.get(folder) ?? readFolder(folder);
  read.set(folder, files);
  return files;
}

// Whatever goes wrong here makes the hook unusable, never missing: another folder's hook must not take its place.
function readFolder(top: string): Result<HookFiles, string> {
  try {
    return walk(top);
  } catch (error) {
    return err(`its folder cannot be read: ${(error as Error).message}`);
  }
}

interface Folder {
  readonly real: string;
  /** Its path in the hooks folder with a slash at the end; empty for the hooks folder itself. */
  readonly prefix: string;
  /** The real paths of itself and of what it lies in: a link to one of them would never end. */
  readonly chain: readonly string[];
}

function walk(top: string): Result<HookFiles, string> {
  const files = new Map<string, HookFile>();
  const queue: Folder[] = [{ real: top, prefix: '', chain: [top] }];
  let room = largestFolder;
  for (const { real, prefix, chain } of queue) {
    for (const entry of readdirSync(real, { withFileTypes: true })) {
      const found = follow(top, real, entry);
      const name = prefix + entry.name;
      if (found?.kind === 'folder' && !chain.includes(found.real)) {
        // A few folders that link to each other have endlessly many paths.
        if (queue.length > mostFiles) return err('its folder holds more than 1,000 folders');
        queue.push({ real: found.real, prefix: `${name}/`, chain: [...chain, found.real] });
      }
      if (found?.kind !== 'file') continue;
      if (files.size === mostFiles) return err('its folder holds more than 1,000 files');
      const file = readRegular(found.real, room);
      if (!file.ok && file.error === 'large') return err('its folder holds more than 16 MiB');
      if (!file.ok) continue;
      files.set(name, file.value);
      room -= file.value.bytes.length;
    }
  }
  return ok(files);
}

interface Found {
  readonly kind: 'file' | 'folder';
  readonly real: string;
}

// Nothing for what leads out of the hooks folder, or nowhere, and for what is neither file nor folder.
function follow(top: string, folder: string, entry: Dirent): Found | undefined {
  const path = join(folder, entry.name);
  if (!entry.isSymbolicLink()) return foundAt(path, entry);
  try {
    const real = realpathSync(path);
    return real.startsWith(top + sep) ? foundAt(real, lstatSync(real)) : undefined;
  } catch {
    return undefined;
  }
}

function foundAt(real: string, type: Pick<Dirent, 'isFile' | 'isDirectory'>): Found | undefined {
  if (type.isFile()) return { kind: 'file', real };
  return type.isDirectory() ? { kind: 'folder', real } : undefined;
}

function readRegular(path: string, mostBytes: number): Result<HookFile, keyof typeof hookFlaws> {
  if (!lstatSync(path).isFile()) return err('irregular');
  const fd = openSync(path, READ_PLANTED);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return err('irregular');
    if (stat.size > mostBytes) return err('large');
    return ok({ bytes: readFileSync(fd), executable: (stat.mode & 0o111) !== 0 });
  } finally {
    closeSync(fd);
  }
}

const unusable = (path: string, reason: string): HookRead => ({ hook: { kind: 'unusable', path, reason } });

function wirePath(root: string, path: string): string {
  return relative(realpathSync(root), path).split(sep).join('/');
}
