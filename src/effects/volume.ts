import { isUtf8 } from 'node:buffer';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { CommandFile, Hook } from '../core/catalog.ts';
import { parseCommandFile } from '../core/command-file.ts';
import type { Pipe } from '../core/pipe.ts';
import { allNodes } from '../core/pipe-tree.ts';
import { commandPaths } from '../core/plan-node.ts';
import type { Problem } from '../core/problem.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type HookFolders, readHook, type SealedHook } from './hooks.ts';
import type { RunFiles } from './run-files.ts';

/** The volume root: the nearest ancestor with `.omne/`, else the top of the git work tree, else the folder itself. */
export function findRoot(folder: string): string {
  return nearest(folder, '.omne') ?? nearest(folder, '.git') ?? resolve(folder);
}

function nearest(folder: string, name: string): string | undefined {
  let at = resolve(folder);
  for (;;) {
    if (existsSync(join(at, name))) return at;
    const parent = dirname(at);
    if (parent === at) return undefined;
    at = parent;
  }
}

const PIPE_FOLDERS = ['.omne/dist/pipes', '.omne/pipes', '.github/pipes'];
const PIPE_EXTENSIONS = ['.md', '.yml', '.yaml'];
const MAX_PIPE_BYTES = 1024 * 1024;

/** A pipe file as read. */
export interface PipeFile {
  /** Absolute. */
  readonly path: string;
  /** As people read it: relative to the volume root where it lies inside, with forward slashes. */
  readonly name: string;
  readonly text: string;
}

/** Finds a pipe by path or by name and reads it; never blocks on a FIFO, never reads more than 1 MiB. */
export function readPipe(root: string, folder: string, asked: string): Result<PipeFile, Problem> {
  const path = locate(root, folder, asked);
  if (path === undefined) return err(notFound(asked));
  const name = displayName(root, path);
  const bytes = readRegular(path, MAX_PIPE_BYTES);
  if (!bytes.ok) return err({ kind: 'unreadable_pipe', path: name, reason: bytes.error, file: name });
  if (!isUtf8(bytes.value)) {
    return err({ kind: 'unreadable_pipe', path: name, reason: 'it is not UTF-8 text', file: name });
  }
  return ok({ path, name, text: bytes.value.toString('utf8') });
}

function locate(root: string, folder: string, asked: string): string | undefined {
  const direct = resolve(folder, asked);
  if (extname(asked) !== '' || asked.includes('/') || asked.includes(sep)) {
    return existsSync(direct) ? direct : undefined;
  }
  const named = PIPE_FOLDERS.flatMap((below) =>
    PIPE_EXTENSIONS.map((extension) => join(root, below, asked + extension)),
  );
  return named.find((candidate) => existsSync(candidate)) ?? (existsSync(direct) ? direct : undefined);
}

function notFound(asked: string): Problem {
  const isName = extname(asked) === '' && !asked.includes('/');
  const searched = isName ? PIPE_FOLDERS.map((below) => `${below}/${asked}.md (.yml, .yaml)`) : [asked];
  return { kind: 'pipe_not_found', asked, searched };
}

function displayName(root: string, path: string): string {
  const inside = relative(root, path);
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside.split(sep).join('/');
}

function readRegular(path: string, maxBytes: number): Result<Buffer, string> {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    return err((error as Error).message);
  }
  try {
    const stat = fstatSync(fd);
    if (stat.isDirectory()) return err('it is a folder');
    if (!stat.isFile()) return err('it is not a regular file');
    if (stat.size > maxBytes) return err(`it has ${stat.size} bytes; at most ${maxBytes} are read`);
    return ok(readFileSync(fd));
  } catch (error) {
    return err((error as Error).message);
  } finally {
    closeSync(fd);
  }
}

/** What the volume holds for a pipe: commands and hooks it names, the hooks' bytes sealed as they are now. */
export interface Stock {
  readonly commands: ReadonlyMap<string, CommandFile>;
  readonly hooks: ReadonlyMap<string, Hook>;
  readonly sealed: ReadonlyMap<string, SealedHook>;
  readonly problems: readonly Problem[];
}

/** Looks up every command and hook the pipe names. */
export function takeStock(root: string, pipe: Pipe): Stock {
  const commands = new Map<string, CommandFile>();
  const hooks = new Map<string, Hook>();
  const sealed = new Map<string, SealedHook>();
  const folders: HookFolders = new Map();
  const problems: Problem[] = [];
  for (const name of new Set(commandNames(pipe))) {
    const found = readCommand(root, name);
    if (found === undefined) continue;
    if (found.ok) commands.set(name, found.value);
    else problems.push(found.error);
  }
  for (const name of new Set([...allNodes(pipe)].flatMap((node) => node.gate ?? []))) {
    const found = readHook(root, name, folders);
    hooks.set(name, found.hook);
    if (found.sealed !== undefined) sealed.set(name, found.sealed);
  }
  return { commands, hooks, sealed, problems };
}

function commandNames(pipe: Pipe): string[] {
  return [...allNodes(pipe)].flatMap(({ body }) => {
    if (body?.kind === 'command') return [body.command];
    return body?.kind === 'loop' && 'command' in body.turn ? [body.turn.command] : [];
  });
}

function readCommand(root: string, name: string): Result<CommandFile, Problem> | undefined {
  const path = commandPaths(name).find((candidate) => existsSync(join(root, candidate)));
  if (path === undefined) return undefined;
  const bytes = readRegular(join(root, path), MAX_PIPE_BYTES);
  if (!bytes.ok) return err({ kind: 'unreadable_command', path, reason: bytes.error, file: path });
  return parseCommandFile(bytes.value.toString('utf8'), path);
}

/** Makes the run's folders, and keeps `.omne/var` out of the user's commits. Throws a fault. */
export function makeRunFolders(files: RunFiles): void {
  try {
    mkdirSync(join(files.runDir, 'nodes'), { recursive: true, mode: 0o700 });
    mkdirSync(join(files.runDir, 'scripts'), { mode: 0o700 });
    mkdirSync(join(files.runDir, 'commands'), { mode: 0o700 });
    ignoreAll(join(files.root, '.omne', 'var'));
  } catch (error) {
    throw new Error(`the run directory ${files.runDir} cannot be made`, { cause: error });
  }
}

/** Keeps a folder of ours out of the user's commits; what is there already, a planted link too, stays as it is. */
export function ignoreAll(folder: string): void {
  try {
    writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
