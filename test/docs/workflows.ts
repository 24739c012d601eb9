import { parse } from 'yaml';

/** A step that runs a pipe, and the limit of its job. */
export interface StepOfOmne {
  readonly id?: string;
  readonly uses: string;
  readonly with: Readonly<Record<string, string>>;
  readonly timeoutMinutes: number | undefined;
}

interface Job {
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly (Partial<StepOfOmne> & { readonly uses?: string })[];
}

/** The steps of a workflow that run pipes. */
export function stepsOfOmne(workflow: string): readonly StepOfOmne[] {
  const { jobs } = parse(workflow) as { readonly jobs: Readonly<Record<string, Job>> };
  return Object.values(jobs).flatMap(({ steps = [], 'timeout-minutes': timeoutMinutes }) =>
    steps.flatMap((step) =>
      step.uses?.startsWith('omne/run@') === true
        ? [{ ...step, uses: step.uses, with: step.with ?? {}, timeoutMinutes }]
        : [],
    ),
  );
}
