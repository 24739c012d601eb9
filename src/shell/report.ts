import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json } from '../core/json.ts';
import { createRedactor } from '../core/redact.ts';
import { redactJson } from '../core/redact-json.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Staging } from '../effects/staging.ts';
import type { Outline } from '../report/html/outline.ts';
import type { ReportRequest } from './report-file.ts';
import type { ReportAnswer } from './report-worker.ts';

/** The report's name in the artifact. */
export const REPORT_NAME = 'report.html';

/** A page of this size takes seconds; what takes this long is not worth waiting for. */
const LIMIT_MS = 60_000;
// The same thrift as for the upload: little garbage waits, and no pools for threads.
const execArgv = ['--max-semi-space-size=1', '--optimize-for-size'];
const env = { MALLOC_ARENA_MAX: '1' };

export interface ReportOptions {
  readonly secrets: readonly string[];
  readonly outline?: Outline;
  /** Ends it at once. */
  readonly cancel?: AbortSignal;
}

/**
 * Adds the report to a staged run: its path, or in words why there is none. Never rejects. A process of its own draws it:
 * what that costs is never our memory, and the runner's signals are heard meanwhile.
 */
export async function stageReport(staging: Staging, options: ReportOptions): Promise<Result<string, string>> {
  const { secrets, outline, cancel } = options;
  const { folder, files } = staging;
  const target = join(folder, REPORT_NAME);
  try {
    const answer = await ask(
      {
        folder,
        files: files.filter(({ path }) => path.startsWith('nodes/')),
        target,
        base: '',
        secrets,
        ...(outline && { outline: withoutSecrets(outline, secrets) }),
      },
      cancel,
    );
    return answer.error === undefined ? ok(target) : err(answer.error);
  } catch (error) {
    return err((error as Error).message);
  }
}

/** The outline with every secret replaced: a condition may name one. */
export const withoutSecrets = (outline: Outline, secrets: readonly string[]): Outline =>
  redactJson(outline as unknown as Json, createRedactor(secrets)) as unknown as Outline;

async function ask(request: ReportRequest, cancel: AbortSignal | undefined): Promise<ReportAnswer> {
  const { workerUrl, workerArgument } = await import('./report-worker.ts');
  const worker = fork(fileURLToPath(workerUrl), [workerArgument], {
    env,
    execArgv,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const exited = new Promise<void>((resolve) =>
    worker.once('exit', () => resolve()).once('error', () => resolve()),
  );
  let timer: NodeJS.Timeout | undefined;
  let onCancel = () => {};
  try {
    return await new Promise<ReportAnswer>((resolve, reject) => {
      worker.once('message', (message) => resolve(message as ReportAnswer));
      worker.once('error', reject);
      worker.once('exit', (code, signal) => reject(new Error(`its process ended with ${signal ?? code}`)));
      timer = setTimeout(() => reject(new Error(`it was not there within ${LIMIT_MS / 1000} s`)), LIMIT_MS);
      onCancel = () => reject(new Error('the run was cancelled'));
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

async function end(worker: ChildProcess, exited: Promise<void>): Promise<void> {
  worker.kill('SIGKILL');
  await exited;
}
