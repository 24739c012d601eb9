/** What the upload process is asked for. */
export interface WorkerRequest {
  readonly name: string;
  /** Absolute paths of files of ours below `folder`. */
  readonly paths: readonly string[];
  readonly folder: string;
  /** Absent: the repository's own default. */
  readonly retentionDays?: number;
}

/** What it answers, once. */
export type WorkerAnswer =
  | { readonly id: number; readonly digest?: string }
  | { readonly error: { readonly name: string; readonly message: string; readonly code: string } };

/** The file to fork: this module, wherever the bundler put it. */
export const workerUrl = import.meta.url;
/** The argument that makes it work instead of only being imported. */
export const workerArgument = 'omne-upload-artifact';

// In the upload process this module is the program.
if (process.argv[2] === workerArgument && process.send !== undefined) {
  // Our parent was killed: nobody wants the answer.
  process.once('disconnect', () => process.exit());
  process.once('message', (request) => {
    upload(request as WorkerRequest).then(tell, (error: unknown) => tell({ error: describe(error) }));
  });
  // The client throws some errors where nobody can catch them.
  process.once('uncaughtException', (error) => tell({ error: describe(error) }));
}

const tell = (answer: WorkerAnswer) => process.send?.(answer);

async function upload(request: WorkerRequest): Promise<WorkerAnswer> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const { name, paths, folder, retentionDays } = request;
  const { id, digest } = await new DefaultArtifactClient().uploadArtifact(name, [...paths], folder, {
    // Logs shrink to a quarter at level 1 already; the levels above cost time alone.
    compressionLevel: 1,
    ...(retentionDays !== undefined && { retentionDays }),
  });
  if (id === undefined) throw new Error('the service named no artifact');
  return { id, ...(digest !== undefined && { digest }) };
}

function describe(error: unknown) {
  if (!(error instanceof Error)) return { name: '', message: String(error), code: '' };
  const code = 'code' in error ? String(error.code) : '';
  return { name: error.name, message: error.message, code };
}
