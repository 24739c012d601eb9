import { createDigests } from '../core/digest.ts';
import type { NodeDigest, PipeStarted, RecordedInput } from '../core/event.ts';
import { inputText } from '../core/inputs.ts';
import type { PlanNode } from '../core/plan.ts';
import type { Redactor } from '../core/redact.ts';
import { sha256 } from '../effects/crypto.ts';
import type { SealedHook } from '../effects/hooks.ts';
import type { Job } from '../run/run.ts';
import { planDigest } from './digest.ts';
import type { Prepared } from './prepare.ts';
import { VERSION } from './version.ts';

/** What a run is told of where and from what it runs, for whoever resumes it. */
export type Ground = Pick<
  PipeStarted,
  'head' | 'worktree' | 'worktree_since' | 'secrets_digest' | 'resumed_from'
>;

/** Where a run is about to begin. */
export interface JobSite {
  readonly runId: string;
  readonly runDir: string;
  readonly redactor: Redactor;
  readonly ground: Ground;
}

/** What the engine is given of a prepared pipe; the caller adds how to call it off. */
export function createJob(prepared: Prepared, site: JobSite): Omit<Job, 'cancel'> {
  const { plan, inputs, resumption } = prepared;
  return {
    plan,
    started: startedFact(prepared, site),
    inputs: new Map(inputs.map(({ key, value }) => [key, value])),
    variables: inputVariables(prepared),
    about: new Map([
      ['id', site.runId],
      ['pipe', plan.name],
      ['dir', site.runDir],
    ]),
    digestOf: digestsOf(prepared, site.runId),
    ...(resumption?.past !== undefined && { past: resumption.past }),
    ...(resumption?.again !== undefined && { again: resumption.again }),
  };
}

/** What decides the result of each node of a prepared pipe. */
export function digestsOf({ plan, inputs, sealed }: Prepared, runId: string): (node: PlanNode) => NodeDigest {
  const known = new Map<string, string | undefined>();
  const hook = (gate: string) => {
    const found = sealed.get(gate);
    if (!known.has(gate)) known.set(gate, found && hookDigest(found));
    return known.get(gate);
  };
  const types = inputs.flatMap(({ key, value }) =>
    typeof value === 'string' ? [] : [`${key}: ${typeof value}`],
  );
  return createDigests(plan, { sha256, runId, hook, types });
}

// A hook may use whatever lies beside it.
function hookDigest({ name, files }: SealedHook): string {
  const rows = [...files].map(([path, { bytes, executable }]) => [path, executable, sha256(bytes)] as const);
  return sha256(JSON.stringify([name, rows.sort(([a], [b]) => (a < b ? -1 : 1))]));
}

/** Inputs as the journal shows them. */
export const recordedInputs = ({ inputs }: Prepared, redactor: Redactor): readonly RecordedInput[] =>
  inputs.map(({ key, value, secret }) => ({ key, value: secret ? HIDDEN : redactor.text(inputText(value)) }));

/** Those whose values the journal does not show, or not whole. */
export const hiddenInputs = ({ inputs }: Prepared, redactor: Redactor): readonly RecordedInput[] =>
  inputs
    .map(({ key, value, secret }) => ({ key, value: inputText(value), secret }))
    .filter(({ value, secret }) => secret || redactor.text(value) !== value)
    .map(({ key, value }) => ({ key, value }));

const HIDDEN = '***';

function startedFact(prepared: Prepared, { redactor, ground }: JobSite): PipeStarted {
  const { plan, file } = prepared;
  return {
    type: 'pipe.started',
    pipe: plan.name,
    inputs: recordedInputs(prepared, redactor),
    pipe_path: file.name,
    pipe_digest: `sha256:${sha256(file.text)}`,
    plan_digest: planDigest(plan),
    engine: `omne/run ${VERSION}`,
    ...ground,
  };
}

/** `OMNE_INPUT_<KEY>` of every input. */
const inputVariables = ({ inputs }: Prepared) =>
  Object.fromEntries(inputs.map(({ key, value }) => [`OMNE_INPUT_${key.toUpperCase()}`, inputText(value)]));
