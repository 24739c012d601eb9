import { tmpdir } from 'node:os';
import type { HostEnvironment } from '../effects/env.ts';
import { stageRun } from '../effects/staging.ts';
import type { Outline } from '../report/html/outline.ts';
import type { ActionRequest } from './actions-inputs.ts';
import { type ArtifactOutcome, artifactName, sanitiseName, uploadArtifact } from './artifact.ts';
import { REPORT_NAME, stageReport } from './report.ts';

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
  /** Of its plan, where that is known. */
  readonly outline?: Outline;
  /** Hears why the report is missing, if it is. */
  readonly warn: (words: string) => void;
}

/** What the artifact of an upload is called. */
export function nameOf(upload: {
  readonly pipe: string;
  readonly runId: string;
  readonly asked: Pick<ActionRequest, 'artifactName'>;
  readonly host: HostEnvironment;
  readonly isSecond: boolean;
}): string {
  const { pipe, runId, asked, isSecond } = upload;
  const env = upload.host.all;
  const parts = { pipe, job: env['GITHUB_JOB'] ?? '', attempt: env['GITHUB_RUN_ATTEMPT'] ?? '', runId };
  const first = asked.artifactName === undefined ? artifactName(parts) : sanitiseName(asked.artifactName);
  return isSecond ? sanitiseName(`${first.slice(0, 250)}-post`) : first;
}

/** Stages a run, adds its report and uploads both; never rejects. */
export async function uploadRun(upload: RunUpload): Promise<ArtifactOutcome> {
  const { runId, runDir, pipe, asked, host, secrets, cancel, outline, warn, isSecond = false } = upload;
  const env = host.all;
  try {
    const staging = await stageRun({ runDir, tempDir: env['RUNNER_TEMP'] ?? tmpdir(), secrets });
    try {
      const name = nameOf({ pipe, runId, asked, host, isSecond });
      const report = await stageReport(staging, {
        secrets,
        ...(outline && { outline }),
        ...(cancel && { cancel }),
      });
      if (!report.ok && cancel?.aborted !== true) warn(`the artifact has no ${REPORT_NAME}: ${report.error}`);
      const { folder } = staging;
      const paths = report.ok ? [...staging.paths, report.value] : staging.paths;
      const days = asked.retentionDays === undefined ? {} : { retentionDays: asked.retentionDays };
      return await uploadArtifact({ name, paths, folder, env, ...days, ...(cancel && { cancel }) });
    } finally {
      await staging.remove();
    }
  } catch (error) {
    return { status: 'failed', reason: (error as Error).message };
  }
}
