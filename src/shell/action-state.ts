import { appendFileSync } from 'node:fs';
import type { HostEnvironment } from '../effects/env.ts';

/** What main left for post. */
export interface ActionState {
  readonly runId?: string;
  readonly runDir?: string;
  /** Names of the secret inputs: a node may have rewritten the pipe since. */
  readonly secretInputs: readonly string[];
  /** An upload began; unless {@link isUploaded}, it was cut short. */
  readonly isUploading: boolean;
  /** Nothing is left to be uploaded. */
  readonly isUploaded: boolean;
  /** The job summary is written. */
  readonly isSummarised: boolean;
  /** The failed nodes are noted on the pipe file. */
  readonly isAnnotated: boolean;
}

const PREFIX = 'STATE_';

/** The state main left; `undefined` in main itself. */
export function stateOf(host: HostEnvironment): ActionState | undefined {
  const get = (name: keyof typeof NAMES) => host.all[`${PREFIX}${NAMES[name]}`];
  if (get('started') === undefined) return undefined;
  const runId = get('runId');
  const runDir = get('runDir');
  return {
    ...(runId !== undefined && { runId }),
    ...(runDir !== undefined && { runDir }),
    secretInputs: (get('secretInputs') ?? '').split(' ').filter((key) => key !== ''),
    isUploading: get('uploading') === 'true',
    isUploaded: get('uploaded') === 'true',
    isSummarised: get('summarised') === 'true',
    isAnnotated: get('annotated') === 'true',
  };
}

const NAMES = {
  started: 'omne_started',
  runId: 'omne_run_id',
  runDir: 'omne_run_dir',
  secretInputs: 'omne_secret_inputs',
  uploading: 'omne_uploading',
  uploaded: 'omne_uploaded',
  summarised: 'omne_summarised',
  annotated: 'omne_annotated',
} as const;

/** Tells post that main began. */
export const markStarted = (host: HostEnvironment): void => save(host, 'started', 'true');

/**
 * Tells post where the run lies and which inputs are secret: before the first node, since nobody knows how main will
 * end.
 */
export function markRun(
  host: HostEnvironment,
  run: { readonly runId: string; readonly runDir: string; readonly secretInputs: readonly string[] },
): void {
  save(host, 'secretInputs', run.secretInputs.join(' '));
  save(host, 'runDir', run.runDir);
  save(host, 'runId', run.runId);
}

/** Tells post that an upload begins: the service may keep the name of one that is cut short. */
export const markUploading = (host: HostEnvironment): void => save(host, 'uploading', 'true');

/** Tells post that the artifact needs nothing more. */
export const markUploaded = (host: HostEnvironment): void => save(host, 'uploaded', 'true');

/** Tells post that the summary is written. */
export const markSummarised = (host: HostEnvironment): void => save(host, 'summarised', 'true');

/** Tells post that the failed nodes are noted. */
export const markAnnotated = (host: HostEnvironment): void => save(host, 'annotated', 'true');

// By hand, since loading the toolkit would cost more than the rest of the way to the first node. A value with a line
// break could add lines of its own to the file: it is not saved, and post then has nothing to do.
function save(host: HostEnvironment, name: keyof typeof NAMES, value: string): void {
  const file = host.all['GITHUB_STATE'];
  if (file === undefined || /[\r\n]/.test(value)) return;
  try {
    appendFileSync(file, `${NAMES[name]}=${value}\n`);
  } catch {
    // A node may have removed the runner's file. Then post does twice what it need not do, or nothing.
  }
}
