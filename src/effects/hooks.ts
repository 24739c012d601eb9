import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Hook } from '../core/catalog.ts';

/** A hook as it was when the pipe was loaded: what runs later is these bytes, whatever became of the file. */
export interface SealedHook {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Relative to the volume root, with forward slashes. */
  readonly path: string;
}

/** What a look for a hook found, and its bytes where it can be used. */
export interface HookRead {
  readonly hook: Hook;
  readonly sealed?: SealedHook;
}

const folders = ['.omne/dist/hooks', '.omne/hooks'];
const extension = process.platform === 'win32' ? '.ps1' : '.sh';
/** More is no script: a gate is read into memory. */
const largestHook = 1024 * 1024;

/** Looks a gate's hook up in the volume (`dist` first), and seals it. Never throws. */
export function readHook(root: string, name: string): HookRead {
  const paths = folders.map((folder) => `${folder}/${name}${extension}`);
  if (/[/\\]|\.\.|\0/.test(name) || name === '') {
    return { hook: { kind: 'unusable', path: paths[0]!, reason: 'a gate is the plain name of a hook' } };
  }
  for (const [at, folder] of folders.entries()) {
    const found = readFrom(root, folder, paths[at]!, name);
    if (found) return found;
  }
  return { hook: { kind: 'missing', path: paths[0]! } };
}

function readFrom(root: string, folder: string, path: string, name: string): HookRead | undefined {
  const file = join(root, path);
  try {
    const real = realpathSync(file);
    const realFolder = realpathSync(join(root, folder));
    if (!real.startsWith(realFolder + sep)) {
      return { hook: { kind: 'outside', directory: folder, path: wirePath(root, real) } };
    }
    const reason = statSync(real).isFile() ? undefined : 'it is not a regular file';
    if (reason !== undefined) return unusable(path, reason);
    return seal(readFileSync(real), path, name);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // A link that leads nowhere is no hook either.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    return unusable(path, code === 'EACCES' ? 'it cannot be read' : message);
  }
}

function seal(bytes: Uint8Array, path: string, name: string): HookRead {
  const reason = flaw(bytes);
  if (reason !== undefined) return unusable(path, reason);
  return { hook: { kind: 'found', path }, sealed: { name, bytes, path } };
}

function flaw(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'it is empty';
  if (bytes.length > largestHook) return 'it is larger than 1 MiB';
  // `#!/bin/sh\r` names an interpreter nobody has, and every line would end in a carriage return.
  if (extension === '.sh' && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('\r\n')) {
    return 'it has Windows line ends (CRLF); save it with LF';
  }
  return undefined;
}

const unusable = (path: string, reason: string): HookRead => ({ hook: { kind: 'unusable', path, reason } });

function wirePath(root: string, path: string): string {
  return relative(realpathSync(root), path).split(sep).join('/');
}
