import { tmpdir } from 'node:os';
import type { HostEnvironment } from '../effects/env.ts';
import { stageRun } from '../effects/staging.ts';
import type { ActionRequest } from './actions-inputs.ts';
import { type ArtifactOutcome, artifactName, sanitiseName, uploadArtifact } from './artifact.ts';

/** A run directory to upload. */
export interface RunUpload {
  readonly runId: string;
  readonly runDir: string;
  readonly pipe: string;
  readonly asked: Pick<ActionRequest, 'artifactName' | 'retentionDays'>;
  readonly host: HostEnvironment;
  readonly secrets: readonly string[];
  /** An upload before this one was cut short: its name may be taken by what is left of it. */
  readonly isSecond?: boolean;
  /** Ends the upload at once; it then has failed. */
  readonly cancel?: AbortSignal;
}

/** Stages and uploads a run; never rejects. */
export async function uploadRun(upload: RunUpload): Promise<ArtifactOutcome> {
  const { runId, runDir, pipe, asked, host, secrets, cancel, isSecond = false } = upload;
  const env = host.all;
  try {
    const staging = await stageRun({ runDir, tempDir: env['RUNNER_TEMP'] ?? tmpdir(), secrets });
    try {
      const parts = { pipe, job: env['GITHUB_JOB'] ?? '', attempt: env['GITHUB_RUN_ATTEMPT'] ?? '', runId };
      const first = asked.artifactName === undefined ? artifactName(parts) : sanitiseName(asked.artifactName);
      const name = isSecond ? sanitiseName(`${first.slice(0, 250)}-post`) : first;
      const { folder, paths } = staging;
      const days = asked.retentionDays === undefined ? {} : { retentionDays: asked.retentionDays };
      return await uploadArtifact({ name, paths, folder, env, ...days, ...(cancel && { cancel }) });
    } finally {
      await staging.remove();
    }
  } catch (error) {
    return { status: 'failed', reason: (error as Error).message };
  }
}
