import { askService, errorText, hasArtifactService, type ServiceCall } from './artifact-process.ts';
import type { UploadOrder, WorkerError } from './artifact-worker.ts';

/** What became of the artifact; an upload never decides whether a run is green. */
export type ArtifactOutcome =
  | { readonly status: 'uploaded'; readonly id: number; readonly url?: string; readonly digest?: string }
  | { readonly status: 'skipped' }
  /** The server has no artifact service that the client speaks to (GitHub Enterprise Server). */
  | { readonly status: 'unsupported' }
  | { readonly status: 'failed'; readonly reason: string };

export interface UploadRequest extends Omit<UploadOrder, 'kind'>, ServiceCall {}

/** Uploads the files as one artifact. Never rejects. */
export async function uploadArtifact(request: UploadRequest): Promise<ArtifactOutcome> {
  const { env, limitMs, cancel, isQuiet, ...order } = request;
  // Asked before the client is: it would warn of a temporary error that one may try again.
  if (!hasArtifactService(env['GITHUB_SERVER_URL'])) return { status: 'unsupported' };
  const call = { env, ...(limitMs !== undefined && { limitMs }), ...(cancel && { cancel }) };
  try {
    const answer = await askService({ kind: 'upload', ...order }, call);
    if ('error' in answer) return failed(answer.error, env);
    if (!('id' in answer)) throw new Error('the service named no artifact');
    const { id, digest } = answer;
    return { status: 'uploaded', id, ...urlOf(id, env), ...(digest !== undefined && { digest }) };
  } catch (error) {
    return { status: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

function failed(error: WorkerError, env: UploadRequest['env']): ArtifactOutcome {
  if (error.name === 'GHESNotSupportedError') return { status: 'unsupported' };
  const reason = errorText(error, [env['ACTIONS_RUNTIME_TOKEN']]);
  return { status: 'failed', reason: reason || 'the upload failed without a reason' };
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
