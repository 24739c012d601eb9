import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import { snapshotEnvironment } from '../../src/effects/env.ts';
import { createGrace } from '../../src/effects/kill.ts';
import type { RunContext } from '../../src/effects/run-context.ts';
import { runFiles } from '../../src/effects/run-files.ts';
import type { ShellRequest } from '../../src/run/ports.ts';

export const linux = process.platform === 'linux';

const volumes: string[] = [];
const tags: string[] = [];

afterEach(() => {
  // What a failed test left, by its tag: independent of the code under test.
  for (const tag of tags.splice(0)) for (const pid of tagged(tag)) kill(pid);
  for (const volume of volumes.splice(0)) rmSync(volume, { recursive: true, force: true });
});

/** A run in a volume of its own, on this process's environment with `env` over it. */
export function newContext(env: Record<string, string> = {}): RunContext {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'omne-effects-')));
  volumes.push(root);
  mkdirSync(join(root, '.omne'));
  const runId = `pipe-${randomBytes(6).toString('hex')}`;
  return {
    runId,
    files: runFiles(root, root, runId),
    host: withEnvironment(env, snapshotEnvironment),
    grace: createGrace(),
    redactor: undefined as never,
  };
}

/** Calls back with `env` laid over `process.env`. */
export function withEnvironment<T>(env: Record<string, string>, call: () => T): T {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    return call();
  } finally {
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

export function bash(nodeId: string, script: string, more: Partial<ShellRequest> = {}): ShellRequest {
  return { nodeId, attempt: 1, env: {}, passEnv: [], variables: {}, script, ...more };
}

/** More than any system takes as an environment, no value of it too long by itself. */
export const hugeEnv = (): Record<string, string> =>
  Object.fromEntries(Array.from({ length: 70 }, (_, at) => [`V${at}`, 'x'.repeat(120_000 - at)]));

export const never = () => new AbortController().signal;

export const fixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/processes/${name}`, import.meta.url));

/** A word nobody else has on their command line. */
export function newTag(): string {
  const tag = `omne-test-${randomBytes(8).toString('hex')}`;
  tags.push(tag);
  return tag;
}

/** Pids of living processes with the tag among their arguments. */
export function tagged(tag: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && commandLine(pid).includes(`\0${tag}\0`));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {}
}

/** Waits until `test` holds; false when it did not within `ms`. */
export async function eventually(test: () => boolean, ms = 5000): Promise<boolean> {
  const end = performance.now() + ms;
  while (!test()) {
    if (performance.now() > end) return false;
    await sleep(10);
  }
  return true;
}

export const read = (path: string) => readFileSync(path, 'utf8');
