import { err, ok, type Result } from './result.ts';

/** What of an artifact decides whether it is looked at. */
export interface NamedArtifact {
  /** Grows with time. */
  readonly id: number;
  readonly name: string;
}

/** Whose artifact is looked for. */
export interface Wanted {
  /** As they stand in a name: see {@link artifactPrefix}. */
  readonly pipe: string;
  readonly job: string;
  /** What the step calls its artifact itself. */
  readonly artifactName?: string;
}

/** What an artifact that nobody named begins with; all parts sanitised already. */
const artifactPrefix = (pipe: string, job: string): string => `omne-${pipe}-${job}-`;

/** The end of such a name: the attempt, the end of the run's id, and whether `post` uploaded it. */
const TAIL = /^(\d+)-([0-9a-z]{8})(?:-post)?$/;

/** The newest artifact of a workflow run that may be the pipe's, that of the same job first. */
export function newestOf<T extends NamedArtifact>(
  artifacts: readonly T[],
  { pipe, job }: Wanted,
): T | undefined {
  const named = (prefix: string) => artifacts.filter(({ name }) => name.startsWith(prefix));
  const ofJob = named(artifactPrefix(pipe, job)).filter(({ name }) =>
    TAIL.test(name.slice(artifactPrefix(pipe, job).length)),
  );
  return (
    newest(ofJob) ??
    newest(named(`omne-${pipe}-`).filter(({ name }) => /-\d+-[0-9a-z]{8}(?:-post)?$/.test(name)))
  );
}

/**
 * The artifact of the last attempt before this one that has any; nothing where none has. An error where several runs of
 * that attempt fit: the jobs of a matrix and two steps with one pipe cannot be told apart by name.
 */
export function lastAttempt<T extends NamedArtifact>(
  artifacts: readonly T[],
  wanted: Wanted & { readonly attempt: number },
): Result<T | undefined, readonly string[]> {
  const { artifactName } = wanted;
  // Under a name of one's own every attempt has its own, and what is newer is of a later one.
  if (artifactName !== undefined) {
    return ok(
      newest(artifacts.filter(({ name }) => name === artifactName || name === `${artifactName}-post`)),
    );
  }
  const prefix = artifactPrefix(wanted.pipe, wanted.job);
  const tails = artifacts.flatMap((artifact) => {
    const [, attempt, run] =
      (artifact.name.startsWith(prefix) && TAIL.exec(artifact.name.slice(prefix.length))) || [];
    return attempt === undefined || Number(attempt) >= wanted.attempt
      ? []
      : [{ artifact, attempt: Number(attempt), run }];
  });
  const last = Math.max(...tails.map(({ attempt }) => attempt));
  const found = tails.filter(({ attempt }) => attempt === last);
  if (new Set(found.map(({ run }) => run)).size > 1) return err(found.map(({ artifact }) => artifact.name));
  return ok(newest(found.map(({ artifact }) => artifact)));
}

function newest<T extends NamedArtifact>(artifacts: readonly T[]): T | undefined {
  return artifacts.reduce<T | undefined>(
    (best, artifact) => (best === undefined || artifact.id > best.id ? artifact : best),
    undefined,
  );
}
