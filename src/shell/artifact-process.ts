import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WorkerAnswer, WorkerRequest } from './artifact-worker.ts';

/** How the artifact service is asked. */
export interface ServiceCall {
  /** The step's whole environment, runtime token included. */
  readonly env: Readonly<Record<string, string>>;
  /** Default: {@link serviceLimitMs}. */
  readonly limitMs?: number;
  /** Ends it at once; it then has failed. */
  readonly cancel?: AbortSignal;
  /** Keeps what the client says out of the job log. */
  readonly isQuiet?: boolean;
}

/** The server ends a cancelled job after five minutes; the client alone would wait longer. */
export const serviceLimitMs = 240_000;

const lingerMs = 500;
// The client leaves its garbage to a collector that waits for 16 MB of it; this way a third of its memory is saved.
// What it unpacks with warns of itself.
const execArgv = ['--max-semi-space-size=1', '--no-deprecation'];
// glibc would keep a pool for each of the threads that compress and read.
const lean = { MALLOC_ARENA_MAX: '1' };

/**
 * Asks the artifact service; rejects when no answer comes. A process of its own does the work: a client that hangs or
 * dies takes nothing with it, and its memory is never ours.
 */
export async function askService(request: WorkerRequest, call: ServiceCall): Promise<WorkerAnswer> {
  const { env, cancel, limitMs = serviceLimitMs } = call;
  const { workerUrl, workerArgument } = await import('./artifact-worker.ts');
  const what = request.kind === 'upload' ? 'upload' : 'download';
  const log = call.isQuiet === true ? 'ignore' : 'inherit';
  const worker = fork(fileURLToPath(workerUrl), [workerArgument], {
    env: { ...env, ...lean },
    execArgv,
    stdio: ['ignore', log, 'inherit', 'ipc'],
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
        reject(new Error(`the ${what} process ended with ${signal ?? code}`)),
      );
      const late = `the ${what} did not end within ${limitMs / 1000} s`;
      timer = setTimeout(() => reject(new Error(late)), limitMs);
      onCancel = () => reject(new Error(`the ${what} was cancelled`));
      cancel?.addEventListener('abort', onCancel);
      if (cancel?.aborted === true) onCancel();
      // A worker that could not even start says so by its exit.
      worker.send(request, () => {});
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

/** What went wrong, without any token or signed address: it is shown. */
export function errorText(
  { name, message, code }: { readonly name: string; readonly message: string; readonly code: string },
  tokens: readonly (string | undefined)[],
): string {
  // Azure's errors may come without words.
  const spoken = message.trim().split('\n')[0] ?? '';
  const words = spoken === '' ? [name, code].filter((part) => part !== '').join(' ') : spoken;
  const hidden = tokens.reduce<string>(
    (text, token) => (token ? text.replaceAll(token, '***') : text),
    words,
  );
  // A signed URL's query is a credential.
  return hidden.replace(/\?\S*sig=\S*/g, '?…');
}

/** Whether the server has the service: the hosts that the client accepts, by its own rule. */
export function hasArtifactService(serverUrl: string | undefined): boolean {
  if (serverUrl === undefined || serverUrl === '') return true;
  if (!URL.canParse(serverUrl)) return false;
  const { hostname } = new URL(serverUrl);
  return hostname === 'github.com' || hostname.endsWith('.ghe.com') || hostname.endsWith('.localhost');
}
