import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program to run; its environment is the whole one. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Where a program's stdout goes: a file in its folder, `/dev/null`, or a pipe that the bench reads and drops. */
export type Sink = 'file' | 'null' | 'pipe';

/** How a run went; `startedMs` is in milliseconds since the epoch, from right before the spawn. */
export interface Run {
  readonly wallMs: number;
  readonly startedMs: number;
}

const limitMs = 180_000;

/** Runs a program and times it from before the spawn to its exit; rejects unless it exits with 0. */
export async function time(command: Command, sink: Sink = 'file'): Promise<Run> {
  const { file, args, cwd, env } = command;
  const said = join(cwd, 'said.log');
  const log = openSync(said, 'w');
  const stdout = sink === 'file' ? log : sink === 'null' ? 'ignore' : 'pipe';
  try {
    const startedMs = performance.timeOrigin + performance.now();
    const begin = performance.now();
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', stdout, log] });
    child.stdout?.resume();
    const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
    const end = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(signal ?? String(code)));
    });
    const wallMs = performance.now() - begin;
    clearTimeout(limit);
    if (end !== '0') {
      const tail = readFileSync(said, 'utf8').slice(-2000);
      throw new Error(`${[file, ...args].join(' ')} in ${cwd} ended with ${end}:\n${tail}`);
    }
    return { wallMs, startedMs };
  } finally {
    closeSync(log);
  }
}

// ru_maxrss would not do: it survives exec, so a child of a big parent begins with the parent's size, and wait4 adds
// the largest grandchild. VmHWM is this process's own, since its exec.
const PEAK = `process.on('exit', () => {
  const fs = require('node:fs');
  let kib = process.resourceUsage().maxRSS;
  try { kib = Number(/VmHWM:\\s*(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]); } catch {}
  fs.writeFileSync(process.env.BENCH_PEAK_FILE + process.pid, String(kib));
});
`;

/**
 * Peak memory in MiB of a Node program itself, without its children: it writes its own VmHWM down as it exits. Of Node
 * processes that it forks with its own options, the largest counts.
 */
export async function peak(command: Command, sink: Sink = 'file'): Promise<number> {
  const folder = mkdtempSync(join(command.cwd, 'peak-'));
  const preload = join(folder, 'peak.cjs');
  writeFileSync(preload, PEAK);
  const args = ['--require', preload, ...command.args];
  await time({ ...command, args, env: { ...command.env, BENCH_PEAK_FILE: join(folder, 'pid-') } }, sink);
  const files = readdirSync(folder).filter((name) => name.startsWith('pid-'));
  const peaks = files.map((name) => Number(readFileSync(join(folder, name), 'utf8')) / 1024);
  rmSync(folder, { recursive: true });
  return Math.max(...peaks);
}

/** Something to time: `reset` is not counted. */
export interface Trial {
  readonly name: string;
  readonly reset: () => void;
  readonly run: () => Promise<number>;
}

/** Milliseconds by trial, one value a round. */
export type Samples = ReadonlyMap<string, readonly number[]>;

/** Runs every trial once a round, in a new random order each round. */
export async function interleave(trials: readonly Trial[], rounds: number): Promise<Samples> {
  const samples = new Map(trials.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const trial of shuffled(trials)) {
      trial.reset();
      samples.get(trial.name)?.push(await trial.run());
    }
  }
  return samples;
}

function shuffled<T>(values: readonly T[]): readonly T[] {
  return values
    .map((value) => ({ value, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

/** The ratios of two trials, round by round; empty when either was not run. */
export function paired(samples: Samples, name: string, against: string): readonly number[] {
  const base = samples.get(against) ?? [];
  return (samples.get(name) ?? []).map((value, round) => value / base[round]!).filter(Number.isFinite);
}

/** The middle value; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
