import type { PipeStarted } from '../../src/core/event.ts';
import type { Plan } from '../../src/core/plan.ts';
import type { RunState } from '../../src/core/state.ts';
import { type Job, run } from '../../src/run/run.ts';
import { FakePorts, type Script } from '../rig/fake-ports.ts';

export const STARTED: PipeStarted = {
  type: 'pipe.started',
  pipe: 'test',
  inputs: [],
  pipe_path: 'test.md',
  pipe_digest: 'sha256:00',
  plan_digest: 'sha256:11',
  engine: 'test',
};

export interface Begun {
  readonly fake: FakePorts;
  readonly cancel: AbortController;
  readonly finished: Promise<RunState>;
}

interface Options
  extends Partial<Pick<Job, 'inputs' | 'variables' | 'about' | 'digestOf' | 'past' | 'again'>> {
  readonly cancel?: AbortController;
}

/** Starts a run on fake ports; time stands until the test moves it. */
export function begin(plan: Plan, script: Script = {}, options: Options = {}): Begun {
  const { cancel = new AbortController(), ...rest } = options;
  const given = { inputs: new Map(), variables: {}, about: new Map(), ...rest };
  const fake = new FakePorts(script);
  const job: Job = { plan, started: STARTED, ...given, cancel: cancel.signal };
  const finished = run(job, fake.ports);
  // A fault is the test's to look at; until it does, it is no unhandled one.
  finished.catch(() => undefined);
  return { fake, cancel, finished };
}

/** Runs a plan to its end and returns the fake that saw it. */
export async function play(plan: Plan, script: Script = {}, options: Options = {}): Promise<FakePorts> {
  const { fake, finished } = begin(plan, script, options);
  await fake.until(finished);
  return fake;
}

/** The same, cancelled at that time. */
export async function playCancelled(plan: Plan, atMs: number, script: Script = {}): Promise<FakePorts> {
  const { fake, cancel, finished } = begin(plan, script);
  fake.at(atMs, () => cancel.abort());
  await fake.until(finished);
  return fake;
}

/** What the journal of a whole run tells, line by line. */
export async function tell(
  plan: Plan,
  script: Script = {},
  options: Options = {},
): Promise<readonly string[]> {
  return (await play(plan, script, options)).story;
}
