import type { UploadArtifactResponse } from '@actions/artifact';

/** What became of the artifact; an upload never decides whether a run is green. */
export type ArtifactOutcome =
  | { readonly status: 'uploaded'; readonly id: number; readonly url?: string; readonly digest?: string }
  | { readonly status: 'skipped' }
  /** The server has no artifact service that the client speaks to (GitHub Enterprise Server). */
  | { readonly status: 'unsupported' }
  | {
      readonly status: 'failed';
      readonly reason: string;
      /** The client may hold the process alive for ever: exit by force once all output has drained. */
      readonly isStuck: boolean;
    };

export interface UploadRequest {
  readonly name: string;
  /** Absolute paths of files of ours below `folder`. */
  readonly paths: readonly string[];
  readonly folder: string;
  /** Absent: the repository's own default. */
  readonly retentionDays?: number;
  /** The job's environment: GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: {@link uploadLimitMs}. */
  readonly limitMs?: number;
}

/** The server ends a cancelled job after five minutes; the client alone would wait longer. */
export const uploadLimitMs = 240_000;

/** Uploads the files as one artifact. Never rejects. */
export async function uploadArtifact(request: UploadRequest): Promise<ArtifactOutcome> {
  // Asked before the client is: it would warn of a temporary error that one may try again.
  if (!hasArtifactService(request.env['GITHUB_SERVER_URL'])) return { status: 'unsupported' };
  const limit = new AbortController();
  try {
    const response = await Promise.race([upload(request), timeout(request, limit.signal)]);
    if (response === 'late') return { status: 'failed', reason: lateReason(request), isStuck: true };
    if (response.id === undefined)
      return { status: 'failed', reason: 'the service named no artifact', isStuck: false };
    return {
      status: 'uploaded',
      id: response.id,
      ...optional('url', artifactUrl(response.id, request.env)),
      ...optional('digest', response.digest),
    };
  } catch (error) {
    return failed(error);
  } finally {
    limit.abort();
  }
}

const optional = <K extends string>(key: K, value: string | undefined) =>
  (value === undefined || value === '' ? {} : { [key]: value }) as { readonly [P in K]?: string };

async function upload(request: UploadRequest): Promise<UploadArtifactResponse> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  return await new DefaultArtifactClient().uploadArtifact(request.name, [...request.paths], request.folder, {
    // Logs shrink to a quarter at level 1 already; the levels above cost time alone.
    compressionLevel: 1,
    ...(request.retentionDays !== undefined && { retentionDays: request.retentionDays }),
  });
}

function timeout(request: UploadRequest, signal: AbortSignal): Promise<'late'> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('late'), request.limitMs ?? uploadLimitMs);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}

const lateReason = (request: UploadRequest) =>
  `the upload did not end within ${Math.round((request.limitMs ?? uploadLimitMs) / 1000)} s`;

function failed(error: unknown): ArtifactOutcome {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  if (name === 'GHESNotSupportedError') return { status: 'unsupported' };
  // Azure's errors may come without words.
  const code = String((error as { code?: unknown } | null)?.code ?? '');
  const words = message.trim().split('\n')[0] || [name, code].filter((part) => part !== '').join(' ');
  const reason = withoutQueries(words || 'the upload failed without a reason');
  return { status: 'failed', reason, isStuck: /progress stalled/i.test(message) };
}

// A signed URL's query is a credential, and a reason is shown.
const withoutQueries = (words: string) => words.replace(/\?[^\s'"]*sig=[^\s'"]*/g, '?…');

/** The hosts that the client accepts, by its own rule: github.com, `*.ghe.com`, `*.localhost`. */
function hasArtifactService(serverUrl: string | undefined): boolean {
  if (serverUrl === undefined || serverUrl === '') return true;
  if (!URL.canParse(serverUrl)) return false;
  const { hostname } = new URL(serverUrl);
  return hostname === 'github.com' || hostname.endsWith('.ghe.com') || hostname.endsWith('.localhost');
}

function artifactUrl(id: number, env: UploadRequest['env']): string | undefined {
  const repository = env['GITHUB_REPOSITORY'];
  const run = env['GITHUB_RUN_ID'];
  if (repository === undefined || run === undefined) return undefined;
  return `${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${repository}/actions/runs/${run}/artifacts/${id}`;
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
