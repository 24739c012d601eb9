import { type Input, resolveInputs } from '../core/inputs.ts';
import type { InputSpec } from '../core/pipe.ts';
import type { Plan } from '../core/plan.ts';
import type { Problem } from '../core/problem.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { HostEnvironment } from '../effects/env.ts';
import type { SealedHook } from '../effects/hooks.ts';
import type { PipeFile } from '../effects/volume.ts';
import { load } from './load.ts';
import type { Resumption } from './resume.ts';

/** What a user asked to run. */
export interface RunRequest {
  /** A path or a name. */
  readonly pipe: string;
  /** The folder paths are relative to. */
  readonly folder: string;
  /** Values of inputs as they are spelled; or what gives them, once it is known which there are. */
  readonly given: ReadonlyMap<string, string> | GivenFor;
  /** Laid over the pipe's own. */
  readonly maxParallel?: number;
  readonly timeoutMs?: number;
  readonly host: HostEnvironment;
}

/** Gives the inputs of a pipe. */
export type GivenFor = (specs: readonly InputSpec[]) => ReadonlyMap<string, string>;

/** Everything a run needs, checked: from here on nothing is the author's mistake. */
export interface Prepared {
  readonly root: string;
  readonly file: PipeFile;
  readonly plan: Plan;
  readonly inputs: readonly Input[];
  /** Every hook as it was when the pipe was read. */
  readonly sealed: ReadonlyMap<string, SealedHook>;
  /** What it takes over from an earlier run. */
  readonly resumption?: Resumption;
}

/** Why nothing ran: every problem, and the texts they point into. */
export interface Refusal {
  readonly problems: readonly Problem[];
  readonly sources: ReadonlyMap<string, string>;
}

/** Reads, checks and plans a pipe with its inputs; all problems at once, nothing written. */
export async function prepare(request: RunRequest): Promise<Result<Prepared, Refusal>> {
  const loaded = await load(request.pipe, request.folder, request.host);
  const { pipe, plan: planned, file, root, sealed } = loaded;
  const { given } = request;
  const inputs =
    pipe === undefined
      ? ok([])
      : resolveInputs(pipe.inputs, typeof given === 'function' ? given(pipe.inputs) : given);
  const problems = [...loaded.problems, ...(inputs.ok ? [] : inputs.error)];
  if (problems.length > 0 || planned === undefined || file === undefined || !inputs.ok) {
    return err({ problems, sources: loaded.sources });
  }
  const { maxParallel = planned.maxParallel, timeoutMs = planned.timeoutMs } = request;
  const limits = { maxParallel, ...(timeoutMs !== undefined && { timeoutMs }) };
  return ok({ root, file, plan: { ...planned, ...limits }, inputs: inputs.value, sealed });
}
