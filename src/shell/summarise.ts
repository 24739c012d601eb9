import { createRedactor } from '../core/redact.ts';
import type { RunState } from '../core/state.ts';
import type { HostEnvironment } from '../effects/env.ts';
import { captureFiles } from '../effects/run-files.ts';
import { ailing } from '../report/ailing.ts';
import type { Outline } from '../report/html/outline.ts';
import { MAX_EXPLAINED } from '../report/summary/failures.ts';
import type { Further } from '../report/summary/further.ts';
import { summary } from '../report/summary.ts';
import type { ActionRequest } from './actions-inputs.ts';
import { hasArtifactService } from './artifact-process.ts';
import { withoutSecrets } from './report.ts';
import { readTails } from './tails.ts';
import { nameOf } from './upload.ts';

/** A run that is to be summarised. */
export interface Summarised {
  readonly state: RunState;
  readonly runDir: string;
  readonly asked: Pick<ActionRequest, 'artifact' | 'artifactName'>;
  readonly host: HostEnvironment;
  readonly secrets: readonly string[];
  readonly outline?: Outline;
  /** An upload was cut short: the next one has another name. */
  readonly isSecond?: boolean;
}

/** The job summary of a run, with the ends of the captures its directory still has; no secret is in it. */
export function runSummary(run: Summarised): string {
  const { state, runDir, secrets, outline } = run;
  const redactor = createRedactor(secrets);
  const nodes = ailing(state, outline).slice(0, MAX_EXPLAINED);
  const text = summary(state, {
    ...(outline && { outline: withoutSecrets(outline, secrets) }),
    tails: readTails(
      nodes.map(({ node }) => node),
      captureFiles(runDir),
      redactor,
    ),
    further: furtherOf(run),
  });
  return redactor.text(text);
}

function furtherOf({ state, runDir, asked, host, isSecond = false }: Summarised): Further {
  const { artifact } = asked;
  const isWanted = artifact === 'always' || (artifact === 'on-failure' && state.status !== 'completed');
  const workflowRun = host.all['GITHUB_RUN_ID'];
  const repository = host.all['GITHUB_REPOSITORY'];
  const isPossible = hasArtifactService(host.all['GITHUB_SERVER_URL']);
  if (!isWanted || !isPossible || workflowRun === undefined || repository === undefined) return { runDir };
  const name = nameOf({ pipe: state.pipe, runId: state.runId, asked, host, isSecond });
  return { runDir, artifact: { name, workflowRun, repository } };
}
