import type { Event, Fact } from '../core/event.ts';
import type { Failure } from '../core/failure.ts';
import type { Input } from '../core/inputs.ts';
import type { Plan } from '../core/plan.ts';
import { rehearsed, stubText } from '../core/rehearsed.ts';
import { ok } from '../core/result.ts';
import type { RunState } from '../core/state.ts';
import { type Stub, type Stubs, stubFor } from '../core/stubs.ts';
import type { Clock, Ports } from '../run/ports.ts';
import { type Job, run } from '../run/run.ts';

/** Runs a plan through the engine itself, with nothing behind its ports: the state is what a run would come to. */
export function rehearse(plan: Plan, inputs: readonly Input[], stubs: Stubs): Promise<RunState> {
  return rehearsal(rehearsed(plan, stubs), inputs, { stubs });
}

/** What a rehearsal is to have beside its plan. */
export interface Rehearsal {
  readonly stubs?: Stubs;
  readonly job?: Partial<Pick<Job, 'past' | 'digestOf' | 'about'>>;
  /** Lays something else behind its ports. */
  readonly ports?: (bare: Ports) => Ports;
}

/** Runs a plan as it is given, in virtual time. */
export async function rehearsal(
  plan: Plan,
  inputs: readonly Input[],
  { stubs = new Map(), job = {}, ports = (bare) => bare }: Rehearsal,
): Promise<RunState> {
  const time = createVirtualTime();
  let isOver = false;
  const finished = run(
    {
      plan,
      started: {
        type: 'pipe.started',
        pipe: plan.name,
        inputs: [],
        pipe_path: '',
        pipe_digest: '',
        plan_digest: '',
        engine: '',
      },
      inputs: new Map(inputs.map(({ key, value }) => [key, value])),
      variables: {},
      about: new Map([
        ['id', 'rehearsal'],
        ['pipe', plan.name],
        ['dir', ''],
      ]),
      cancel: new AbortController().signal,
      ...job,
    },
    ports(createPorts(stubs, time.clock)),
  ).finally(() => {
    isOver = true;
  });
  // A back-off passes as soon as nothing else can happen.
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    if (!isOver) time.pass();
  }
  return await finished;
}

function createVirtualTime(): { readonly clock: Clock; readonly pass: () => void } {
  const timers = new Map<() => void, number>();
  let nowMs = 0;
  return {
    clock: {
      now: () => nowMs,
      after: (delayMs, call) => {
        const once = () => call();
        timers.set(once, nowMs + delayMs);
        return () => timers.delete(once);
      },
    },
    pass: () => {
      const [next] = [...timers].sort((a, b) => a[1] - b[1]);
      if (next === undefined) return;
      timers.delete(next[0]);
      nowMs = next[1];
      next[0]();
    },
  };
}

function createPorts(stubs: Stubs, clock: Clock): Ports {
  let seq = 0;
  const stamp = (fact: Fact): Event => ({
    ...fact,
    id: '',
    ts: '',
    run_id: 'rehearsal',
    seq: seq++,
    mono_ms: clock.now(),
    h: '',
  });
  return {
    record: stamp,
    clock,
    shell: (request) =>
      Promise.resolve(request.isUntil === true ? {} : outcome(stubFor(stubs, request.nodeId))),
    agent: {
      call: (request) =>
        Promise.resolve({
          ...outcome(stubFor(stubs, request.nodeId)),
          ...(request.until !== undefined && { sentinel: 'until' as const }),
        }),
      newSessionId: () => 'rehearsal',
      mark: () => 0,
      hasSession: () => false,
    },
    gate: () => Promise.resolve({}),
    sweep: () => Promise.resolve(),
    outputPath: (id) => id,
    results: {
      text: (id) => ok(stubText(stubs, id)),
      outputFile: () => ok(''),
      keepAttempt: (id) => id,
      takeOver: () => false,
    },
    redact: (value) => value,
    random: () => 0,
    notify: () => undefined,
  };
}

function outcome(stub: Stub | undefined) {
  if (stub?.status === 'failed') return { failure: failureOf(stub) };
  return stub?.outputs === undefined ? {} : { outputs: stub.outputs };
}

function failureOf({ kind = 'crash', exitCode = 1 }: Stub): Failure {
  if (kind === 'crash') return { kind, cause: 'exit', exit: { code: exitCode }, stderrTail: '' };
  return { kind: 'child', child: 'the stub', error: { kind }, others: [] };
}
