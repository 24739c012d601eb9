import type { Redactor } from '../core/redact.ts';
import type { HostEnvironment } from './env.ts';
import type { Grace } from './kill.ts';
import type { CaptureFiles, RunFiles } from './run-files.ts';

/** What every port of one run shares. */
export interface RunContext {
  readonly runId: string;
  readonly files: RunFiles;
  readonly host: HostEnvironment;
  /** The waits of all kill ladders of this run; a second signal cuts them short. */
  readonly grace: Grace;
  /** Replaces every secret; applied to agent text before it is written. */
  readonly redactor: Redactor;
  /** Where the captures of the run lie that this one resumes: its directory, or an artifact's folder. */
  readonly past?: CaptureFiles;
}
