import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WorkerAnswer, WorkerRequest } from './artifact-worker.ts';

/** What became of the artifact; an upload never decides whether a run is green. */
export type ArtifactOutcome =
  | { readonly status: 'uploaded'; readonly id: number; readonly url?: string; readonly digest?: string }
  | { readonly status: 'skipped' }
  /** The server has no artifact service that the client speaks to (GitHub Enterprise Server). */
  | { readonly status: 'unsupported' }
  | { readonly status: 'failed'; readonly reason: string };

export interface UploadRequest extends WorkerRequest {
  /** The step's whole environment, runtime token included. */
  readonly env: Readonly<Record<string, string>>;
  /** Default: {@link uploadLimitMs}. */
  readonly limitMs?: number;
  /** Ends the upload at once; it then has failed. */
  readonly cancel?: AbortSignal;
}

/** The server ends a cancelled job after five minutes; the client alone would wait longer. */
export const uploadLimitMs = 240_000;

const lingerMs = 500;
// The client leaves its garbage to a collector that waits for 16 MB of it; this way a third of its memory is saved.
const execArgv = ['--max-semi-space-size=1'];
// glibc would keep a pool for each of the threads that compress and read.
const lean = { MALLOC_ARENA_MAX: '1' };

/**
 * Uploads the files as one artifact. Never rejects. A process of its own does the work and talks to the job log: a
 * client that hangs or dies takes nothing with it, and its memory is never ours.
 */
export async function uploadArtifact(request: UploadRequest): Promise<ArtifactOutcome> {
  // Asked before the client is: it would warn of a temporary error that one may try again.
  if (!hasArtifactService(request.env['GITHUB_SERVER_URL'])) return { status: 'unsupported' };
  try {
    const answer = await askWorker(request);
    if ('error' in answer) return failed(answer.error, request.env);
    const { id, digest } = answer;
    return { status: 'uploaded', id, ...urlOf(id, request.env), ...(digest !== undefined && { digest }) };
  } catch (error) {
    return { status: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function askWorker(request: UploadRequest): Promise<WorkerAnswer> {
  const { name, paths, folder, retentionDays, env, cancel } = request;
  const limitMs = request.limitMs ?? uploadLimitMs;
  const { workerUrl, workerArgument } = await import('./artifact-worker.ts');
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
  const worker = fork(fileURLToPath(workerUrl), [workerArgument], {
    env: { ...env, ...lean },
    execArgv,
    stdio: [...stdio],
  });
  const exited = new Promise<void>((resolve) =>
    worker.once('exit', () => resolve()).once('error', () => resolve()),
  );
  let timer: NodeJS.Timeout | undefined;
  let onCancel = () => {};
  try {
    return await new Promise<WorkerAnswer>((resolve, reject) => {
      worker.once('message', (message) => resolve(message as WorkerAnswer));
      worker.once('error', reject);
      worker.once('exit', (code, signal) =>
        reject(new Error(`the upload process ended with ${signal ?? code}`)),
      );
      const late = `the upload did not end within ${limitMs / 1000} s`;
      timer = setTimeout(() => reject(new Error(late)), limitMs);
      onCancel = () => reject(new Error('the upload was cancelled'));
      cancel?.addEventListener('abort', onCancel);
      if (cancel?.aborted === true) onCancel();
      const asked: WorkerRequest = {
        name,
        paths,
        folder,
        ...(retentionDays !== undefined && { retentionDays }),
      };
      // A worker that could not even start says so by its exit.
      worker.send(asked, () => {});
    });
  } finally {
    clearTimeout(timer);
    cancel?.removeEventListener('abort', onCancel);
    await end(worker, exited);
  }
}

// After a stalled upload the client keeps its process alive for ever.
async function end(worker: ChildProcess, exited: Promise<void>): Promise<void> {
  const timer = setTimeout(() => worker.kill('SIGKILL'), lingerMs);
  if (worker.connected) worker.disconnect();
  await exited;
  clearTimeout(timer);
}

function failed(
  error: Extract<WorkerAnswer, { error: object }>['error'],
  env: UploadRequest['env'],
): ArtifactOutcome {
  if (error.name === 'GHESNotSupportedError') return { status: 'unsupported' };
  // Azure's errors may come without words.
  const spoken = error.message.trim().split('\n')[0] ?? '';
  const words = spoken === '' ? [error.name, error.code].filter((part) => part !== '').join(' ') : spoken;
  const token = env['ACTIONS_RUNTIME_TOKEN'] ?? '';
  const reason = token === '' ? words : words.replaceAll(token, '***');
  // A signed URL's query is a credential, and a reason is shown.
  return {
    status: 'failed',
    reason: reason.replace(/\?\S*sig=\S*/g, '?…') || 'the upload failed without a reason',
  };
}

/** The hosts that the client accepts, by its own rule: github.com, `*.ghe.com`, `*.localhost`. */
function hasArtifactService(serverUrl: string | undefined): boolean {
  if (serverUrl === undefined || serverUrl === '') return true;
  if (!URL.canParse(serverUrl)) return false;
  const { hostname } = new URL(serverUrl);
  return hostname === 'github.com' || hostname.endsWith('.ghe.com') || hostname.endsWith('.localhost');
}

function urlOf(id: number, env: UploadRequest['env']): { readonly url?: string } {
  const repository = env['GITHUB_REPOSITORY'];
  const run = env['GITHUB_RUN_ID'];
  if (repository === undefined || run === undefined) return {};
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  return { url: `${server}/${repository}/actions/runs/${run}/artifacts/${id}` };
}

/** What an artifact is called when nobody named it. */
export interface ArtifactNameParts {
  readonly pipe: string;
  /** GITHUB_JOB. */
  readonly job: string;
  /** GITHUB_RUN_ATTEMPT. */
  readonly attempt: string;
  readonly runId: string;
}

/** `omne-<pipe>-<job>-<attempt>-<last 8 of the run's ulid>`: unique among the runs of a job and its attempts. */
export function artifactName(parts: ArtifactNameParts): string {
  const words = [parts.pipe || 'pipe', parts.job || 'job', parts.attempt || '1'].map((part) =>
    part.slice(0, 64),
  );
  return sanitiseName(['omne', ...words, parts.runId.slice(-8)].join('-'));
}

/** The name with every character an artifact may not have replaced by `-`, at most 255 characters, never empty. */
export function sanitiseName(name: string): string {
  const clean = name
    .replace(/[":<>|*?\\/\x00-\x1f\x7f]/g, '-')
    .slice(0, 255)
    .trim();
  return clean === '' || clean === '.' || clean === '..' ? 'omne-run' : clean;
}
