import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastAttempt, newestOf, type Wanted } from '../core/earlier-artifact.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { HostEnvironment } from '../effects/env.ts';
import type { ActionRequest, ResumeFrom } from './actions-inputs.ts';
import { sanitiseName } from './artifact.ts';
import { askService, errorText, hasArtifactService, type ServiceCall } from './artifact-process.ts';
import type { ListedArtifact, WorkerError, WorkerRequest, WorkflowRun } from './artifact-worker.ts';

/** What a fetch came to: a folder of ours with the artifact's files, or why there is nothing to take over. */
export type Fetched =
  | { readonly kind: 'fetched'; readonly folder: string; readonly name: string; readonly of: string }
  | { readonly kind: 'nothing'; readonly why: string };

export interface FetchRequest {
  readonly from: Exclude<ResumeFrom, { kind: 'folder' }>;
  readonly asked: Pick<ActionRequest, 'artifactName' | 'token'>;
  /** The pipe's name. */
  readonly pipe: string;
  readonly host: HostEnvironment;
  readonly call?: Omit<ServiceCall, 'env'>;
}

/** Finds an earlier run's artifact and unpacks it below RUNNER_TEMP; the error is why it cannot be had. */
export async function fetchEarlier(request: FetchRequest): Promise<Result<Fetched, string>> {
  const { from, asked, pipe, host } = request;
  const env = host.all;
  const attempt = Number(env['GITHUB_RUN_ATTEMPT'] ?? 1);
  if (from.kind === 'last-attempt' && !(attempt > 1))
    return ok({ kind: 'nothing', why: 'this is the first attempt' });
  if (!hasArtifactService(env['GITHUB_SERVER_URL'])) {
    const why = 'this server gives no artifacts to @actions/artifact';
    // No attempt can have left one.
    return from.kind === 'last-attempt'
      ? ok({ kind: 'nothing', why })
      : err(`${why}; resume from a folder instead`);
  }
  const service = new Service(request);
  if (!service.isReachable) return err('the step knows no repository (GITHUB_REPOSITORY, GITHUB_RUN_ID)');
  const listed = await service.list();
  if (!listed.ok) return listed;
  const wanted: Wanted = {
    pipe: part(pipe),
    job: part(env['GITHUB_JOB'] || 'job'),
    ...(asked.artifactName !== undefined && { artifactName: sanitiseName(asked.artifactName) }),
  };
  const chosen = choose(listed.value, from, { ...wanted, attempt });
  if (!chosen.ok) return chosen;
  if ('why' in chosen.value) return ok({ kind: 'nothing', why: chosen.value.why });
  return await service.download(chosen.value);
}

const part = (text: string) => sanitiseName(text.slice(0, 64));

function choose(
  artifacts: readonly ListedArtifact[],
  from: FetchRequest['from'],
  wanted: Wanted & { readonly attempt: number },
): Result<ListedArtifact | { readonly why: string }, string> {
  if (from.kind === 'last-attempt') {
    const found = lastAttempt(artifacts, wanted);
    if (!found.ok)
      return ok({
        why: `several artifacts fit (${found.error.join(', ')}); give the step an \`artifact-name\` of its own`,
      });
    return ok(found.value ?? { why: 'no earlier attempt of this job left an artifact' });
  }
  const named = artifacts.filter(({ name }) => name === from.artifact).sort((a, b) => b.id - a.id);
  const found = from.artifact === undefined ? newestOf(artifacts, wanted) : named[0];
  if (found !== undefined) return ok(found);
  const what =
    from.artifact === undefined ? `artifact of the pipe \`${wanted.pipe}\`` : `artifact \`${from.artifact}\``;
  return err(`workflow run ${from.id} has no ${what}${listWords(artifacts)}`);
}

const MAX_NAMES = 10;

function listWords(artifacts: readonly ListedArtifact[]): string {
  if (artifacts.length === 0) return '; it has none at all, or they have expired';
  const names = artifacts.slice(0, MAX_NAMES).map(({ name }) => `\`${name}\``);
  const more = artifacts.length - names.length;
  return `; it has ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The artifacts of one workflow run. */
class Service {
  readonly #request: FetchRequest;
  readonly #of: WorkflowRun | undefined;
  readonly isReachable: boolean;

  constructor(request: FetchRequest) {
    this.#request = request;
    const { from, asked, host } = request;
    const [owner, repository] = (host.all['GITHUB_REPOSITORY'] ?? '').split('/');
    const id = from.kind === 'workflow-run' ? from.id : Number(host.all['GITHUB_RUN_ID']);
    this.isReachable = asked.token === undefined || Boolean(owner && repository && id);
    // Without a token the service shows this workflow run, and of its earlier attempts what it likes.
    this.#of =
      asked.token === undefined || !owner || !repository
        ? undefined
        : { id, owner, repository, token: asked.token };
  }

  async list(): Promise<Result<readonly ListedArtifact[], string>> {
    const answer = await this.#ask({ kind: 'list', ...(this.#of && { of: this.#of }) });
    if (!answer.ok) return answer;
    return 'artifacts' in answer.value ? ok(answer.value.artifacts) : err('the service listed no artifacts');
  }

  async download({ id, name, digest }: ListedArtifact): Promise<Result<Fetched, string>> {
    const { host, from } = this.#request;
    const folder = await mkdtemp(join(host.all['RUNNER_TEMP'] ?? tmpdir(), 'omne-resume-'));
    const order = { kind: 'download', id, folder, ...(digest && { digest }) } as const;
    const answer = await this.#ask({ ...order, ...(this.#of && { of: this.#of }) });
    if (answer.ok && 'isDamaged' in answer.value && !answer.value.isDamaged) {
      const of = from.kind === 'workflow-run' ? `workflow run ${from.id}` : 'an earlier attempt';
      return ok({ kind: 'fetched', folder, name, of });
    }
    await rm(folder, { recursive: true, force: true });
    return answer.ok ? err(`the artifact ${name} did not arrive as it was uploaded`) : answer;
  }

  async #ask(request: WorkerRequest): Promise<Result<Answer, string>> {
    const { host, asked, call = {} } = this.#request;
    try {
      const isQuiet = host.all['RUNNER_DEBUG'] !== '1';
      const answer = await askService(request, { env: host.all, isQuiet, ...call });
      return 'error' in answer ? err(this.#words(answer.error)) : ok(answer);
    } catch (error) {
      return err(errorText({ name: '', code: '', message: String((error as Error).message) }, [asked.token]));
    }
  }

  #words(error: WorkerError): string {
    const { host, asked, from } = this.#request;
    const text = errorText(error, [asked.token, host.all['ACTIONS_RUNTIME_TOKEN']]) || 'no reason was given';
    const run = from.kind === 'workflow-run' ? `workflow run ${from.id}` : 'this workflow run';
    if (asked.token === undefined)
      return `the artifacts of earlier attempts cannot be had: ${text}; give \`token\`, such as \`github.token\`, with \`permissions: actions: read\``;
    switch (error.status) {
      case 401:
        return `the \`token\` was refused (401): ${text}`;
      case 403:
        return `the \`token\` may not read artifacts (403): it needs \`permissions: actions: read\`: ${text}`;
      case 404:
        return `${run} was not found (404): it is of another repository, was deleted, or the \`token\` lacks \`actions: read\``;
      case 410:
        return `the artifact has expired (410)`;
      default:
        return `the artifacts of ${run} cannot be had: ${text}`;
    }
  }
}

type Answer = Exclude<Awaited<ReturnType<typeof askService>>, { error: WorkerError }>;
