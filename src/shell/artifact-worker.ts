/** What the process that speaks to the artifact service is asked for. */
export type WorkerRequest = UploadOrder | ListOrder | DownloadOrder;

export interface UploadOrder {
  readonly kind: 'upload';
  readonly name: string;
  /** Absolute paths of files of ours below `folder`. */
  readonly paths: readonly string[];
  readonly folder: string;
  /** Absent: the repository's own default. */
  readonly retentionDays?: number;
}

export interface ListOrder {
  readonly kind: 'list';
  /** Absent: what the service shows this job of its own workflow run. */
  readonly of?: WorkflowRun;
}

export interface DownloadOrder {
  readonly kind: 'download';
  readonly of?: WorkflowRun;
  readonly id: number;
  /** Where it is unpacked; of ours. */
  readonly folder: string;
  readonly digest?: string;
}

/** A workflow run as GitHub's API finds it. */
export interface WorkflowRun {
  readonly id: number;
  readonly owner: string;
  readonly repository: string;
  readonly token: string;
}

/** An artifact of a workflow run. */
export interface ListedArtifact {
  readonly id: number;
  readonly name: string;
  readonly digest?: string;
}

/** What it answers, once. */
export type WorkerAnswer =
  | { readonly id: number; readonly digest?: string }
  | { readonly artifacts: readonly ListedArtifact[] }
  | { readonly isDamaged: boolean }
  | { readonly error: WorkerError };

export interface WorkerError {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  /** Of an answer of GitHub's API. */
  readonly status?: number;
}

/** The file to fork: this module, wherever the bundler put it. */
export const workerUrl = import.meta.url;
/** The argument that makes it work instead of only being imported. */
export const workerArgument = 'omne-artifact';

// In that process this module is the program.
if (process.argv[2] === workerArgument && process.send !== undefined) {
  // Our parent was killed: nobody wants the answer.
  process.once('disconnect', () => process.exit());
  process.once('message', (request) => {
    perform(request as WorkerRequest).then(tell, (error: unknown) => tell({ error: describe(error) }));
  });
  // The client throws some errors where nobody can catch them.
  process.once('uncaughtException', (error) => tell({ error: describe(error) }));
}

const tell = (answer: WorkerAnswer) => process.send?.(answer);

function perform(request: WorkerRequest): Promise<WorkerAnswer> {
  switch (request.kind) {
    case 'upload':
      return upload(request);
    case 'list':
      return list(request);
    case 'download':
      return download(request);
  }
}

async function client() {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  return new DefaultArtifactClient();
}

async function upload({ name, paths, folder, retentionDays }: UploadOrder): Promise<WorkerAnswer> {
  const { id, digest } = await (await client()).uploadArtifact(name, [...paths], folder, {
    // Logs shrink to a quarter at level 1 already; the levels above cost time alone.
    compressionLevel: 1,
    ...(retentionDays !== undefined && { retentionDays }),
  });
  if (id === undefined) throw new Error('the service named no artifact');
  return { id, ...(digest !== undefined && { digest }) };
}

async function list({ of }: ListOrder): Promise<WorkerAnswer> {
  const { artifacts } = await (await client()).listArtifacts(findBy(of));
  return {
    artifacts: artifacts.map(({ id, name, digest }) => ({ id, name, ...(digest && { digest }) })),
  };
}

async function download({ of, id, folder, digest }: DownloadOrder): Promise<WorkerAnswer> {
  const options = { path: folder, ...(digest !== undefined && { expectedHash: digest }), ...findBy(of) };
  const { digestMismatch } = await (await client()).downloadArtifact(id, options);
  return { isDamaged: digestMismatch === true };
}

function findBy(of: WorkflowRun | undefined) {
  if (of === undefined) return {};
  const { token, id, owner, repository } = of;
  return {
    findBy: { token, workflowRunId: id, repositoryOwner: owner, repositoryName: repository },
  };
}

function describe(error: unknown): WorkerError {
  if (!(error instanceof Error)) return { name: '', message: String(error), code: '' };
  const code = 'code' in error ? String(error.code) : '';
  const status = 'status' in error && typeof error.status === 'number' ? { status: error.status } : {};
  return { name: error.name, message: error.message, code, ...status };
}
