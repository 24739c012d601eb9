import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect } from 'vitest';
import { type CliOptions, runCli } from '../../rig/cli.ts';
import { checkRun, type RunRecord } from '../../rig/invariants.ts';
import type { Launched } from '../../rig/launch.ts';
import { tempVolume, type Volume, type VolumeOptions } from '../../rig/volume.ts';

/** The tests here read `/proc` and send signals. */
export const linux = process.platform === 'linux';

/** A volume with `pipe.yml`, and an `.omne` so that no folder above it is taken for the root. */
export const pipeVolume = (
  pipe: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
  options: VolumeOptions = {},
): Promise<Volume> => tempVolume({ '.omne/keep': '', 'pipe.yml': pipe, ...files }, options);

/** What differs from `omne run pipe.yml` in the volume's root. */
export interface RunOptions extends Partial<CliOptions> {
  readonly pipe?: string;
  readonly args?: readonly string[];
}

export interface PipeRun extends RunRecord {
  readonly done: Launched;
}

/** Runs a pipe, checks every invariant, and that `run_id=` is the first line (the first event with `--json`). */
export async function runPipe(volume: Volume, options: RunOptions = {}): Promise<PipeRun> {
  const { pipe = 'pipe.yml', args = [], ...rest } = options;
  const done = await runCli(['run', pipe, ...args], { cwd: volume.root, ...rest });
  if (![0, 1, 129, 130, 143].includes(done.code ?? -1)) throw new Error(`exit ${done.code}: ${done.stderr}`);
  const record = await checkRun(done, volume.root);
  const first = args.includes('--json') ? `{"type":"pipe.started",` : `run_id=${record.runId}\n`;
  expect(done.stdout.slice(0, first.length)).toBe(first);
  return { ...record, done };
}

/** Runs what must be refused: exit 2, nothing on stdout, no run directory; what stderr says. */
export async function refused(volume: Volume, options: RunOptions = {}): Promise<string> {
  const { pipe = 'pipe.yml', args = [], ...rest } = options;
  const done = await runCli(['run', pipe, ...args], { cwd: volume.root, ...rest });
  expect({ code: done.code, stdout: done.stdout }, done.stderr).toEqual({ code: 2, stdout: '' });
  expect(existsSync(volume.path('.omne/var'))).toBe(false);
  return done.stderr;
}

/** This PATH less every folder that has a `claude`. */
export const pathWithoutClaude = (): string =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !existsSync(join(folder, 'claude')))
    .join(delimiter);
