import {
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '../core/result.ts';
import type { HostEnvironment } from './env.ts';
import { type GitCall, runGit } from './git.ts';
import type { GitPlace } from './git-place.ts';

/** Git at work on a repository of which it changes nothing: index and new objects are in a temporary folder. */
export interface Workshop {
  readonly place: GitPlace;
  readonly folder: string;
  readonly host: HostEnvironment;
  /** Ends what runs and what would be started. */
  readonly signal: AbortSignal;
  readonly git: (args: readonly string[], more?: GitOptions) => Promise<Result<Buffer, string>>;
  /** Deletes the temporary folder. */
  readonly close: () => void;
}

export type GitOptions = Pick<GitCall, 'stdin' | 'take' | 'index' | 'settings' | 'signal'>;

export interface WorkshopRequest {
  readonly place: GitPlace;
  readonly host: HostEnvironment;
  readonly signal: AbortSignal;
  readonly runId?: string;
}

/** Makes the temporary folder, with a copy of the user's index in it. Throws where that cannot be done. */
export function openWorkshop({ place, host, signal, runId }: WorkshopRequest): Workshop {
  const folder = mkdtempSync(join(host.all['RUNNER_TEMP'] || tmpdir(), 'omne-git-'));
  const close = () => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // A temporary folder that stays is no reason to fail.
    }
  };
  try {
    const index = join(folder, 'index');
    const objects = join(folder, 'objects');
    mkdirSync(objects);
    copyIndex(join(place.gitDir, 'index'), index);
    const git: Workshop['git'] = (args, more) =>
      runGit({ place, host, args, index, objects, signal, ...(runId !== undefined && { runId }), ...more });
    return { place, folder, host, signal, git, close };
  } catch (error) {
    close();
    throw error;
  }
}

// With the user's own index git need not read files that it knows to be unchanged.
function copyIndex(from: string, to: string): void {
  if (!existsSync(from)) return;
  const stat = lstatSync(from);
  if (!stat.isFile()) throw new Error('the index of the repository is not a regular file');
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  // Git reads again what is not clearly older than the index; a copy made now would make all files look so.
  const seconds = Math.floor(stat.mtimeMs / 1000);
  utimesSync(to, seconds, seconds);
}
