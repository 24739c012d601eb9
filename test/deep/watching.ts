import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, statfsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Volume } from '../rig/volume.ts';

const probe = pathToFileURL(resolve(import.meta.dirname, 'heap-probe.mjs')).href;
const cli = resolve(import.meta.dirname, '../../dist/cli.js');

/** One look at a process; memory in bytes. */
export interface Look {
  readonly peak: number;
  readonly memory: number;
  readonly descriptors: number;
}

/** What a watched run did. */
export interface Watched {
  readonly code: number | null;
  readonly durationMs: number;
  readonly looks: readonly Look[];
  readonly said: string;
}

/** How to watch. */
export interface Watching {
  readonly everyMs: number;
  readonly atEach?: (pid: number) => void;
  /** SIGUSR2 makes the runner collect its garbage and write here what it holds, in bytes. */
  readonly heap?: string;
}

/** Runs the CLI in the volume, stdout and stderr into a file, and looks at the runner every now and then. */
export async function watchRun(
  volume: Volume,
  args: readonly string[],
  watching: Watching,
): Promise<Watched> {
  const { everyMs, atEach = () => undefined, heap } = watching;
  const file = volume.path('said.txt');
  const fd = openSync(file, 'w');
  const from = performance.now();
  const probing = heap === undefined ? [] : ['--expose-gc', '--import', probe];
  const child = spawn(process.execPath, [...probing, cli, 'run', ...args], {
    cwd: volume.root,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: volume.root,
      LANG: 'C.UTF-8',
      ...(heap !== undefined && { OMNE_TEST_HEAP: heap }),
    },
    stdio: ['ignore', fd, fd],
  });
  closeSync(fd);
  let code: number | null | undefined;
  child.once('exit', (given) => {
    code = given;
  });
  const looks: Look[] = [];
  while (code === undefined) {
    const look = lookAt(child.pid!);
    if (look !== undefined) looks.push(look);
    atEach(child.pid!);
    await sleep(everyMs);
  }
  return { code, durationMs: performance.now() - from, looks, said: readFileSync(file, 'utf8') };
}

function lookAt(pid: number): Look | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kib = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
    const descriptors = readdirSync(`/proc/${pid}/fd`).length;
    const look = { peak: kib('VmHWM'), memory: kib('VmRSS'), descriptors };
    return look.memory === 0 ? undefined : look;
  } catch {
    return undefined;
  }
}

/** Bytes that can be written to the file system of a folder. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
