import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect } from 'vitest';

const cli = resolve(import.meta.dirname, '../../dist/cli.js');

/** Limits of the runner and of all that it starts. */
export interface Limits {
  /** `ulimit -f`, in KiB. */
  readonly fileBlocks?: number;
  /** `ulimit -n`. */
  readonly descriptors?: number;
  /** A folder to be put first on PATH. */
  readonly path?: string;
  /** A program that is not over by then hangs. */
  readonly limitMs?: number;
}

/** What a limited program did. */
export interface Limited {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `omne …args` in the folder, under these limits; fails when it hangs. */
export async function limited(
  folder: string,
  args: readonly string[],
  limits: Limits = {},
): Promise<Limited> {
  const { fileBlocks, descriptors, path, limitMs = 30_000 } = limits;
  const set = [
    ...(fileBlocks === undefined ? [] : [`ulimit -f ${fileBlocks}`]),
    ...(descriptors === undefined ? [] : [`ulimit -n ${descriptors}`]),
    'exec "$@"',
  ];
  const child = spawn('bash', ['-c', set.join('; '), 'bash', process.execPath, cli, ...args], {
    cwd: folder,
    env: {
      PATH: [...(path === undefined ? [] : [path]), process.env['PATH'] ?? ''].join(':'),
      HOME: folder,
      LANG: 'C.UTF-8',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  child.stdout.on('data', (chunk: Buffer) => said.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.stderr.push(chunk));
  let hangs = false;
  const limit = setTimeout(() => {
    hangs = true;
    child.kill('SIGKILL');
  }, limitMs);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done) =>
    child.once('close', (...end) => done(end)),
  );
  clearTimeout(limit);
  const text = (name: 'stdout' | 'stderr') => Buffer.concat(said[name]).toString();
  expect(hangs, `${args.join(' ')} hangs: ${text('stderr')}`).toBe(false);
  return { code, signal, stdout: text('stdout'), stderr: text('stderr') };
}
