import type { Failure } from '../core/failure.ts';
import type { Abort, Clock } from './ports.ts';

/** What can be ended at once: a run, a body with all its children, one call of a port. */
export interface Aborts {
  readonly aborted: () => Abort | undefined;
  /** Calls back once when it is aborted, never before it returned; the returned function forgets it. */
  readonly watch: (call: (abort: Abort) => void) => () => void;
  /** A part of it that can be ended by itself, and after `deadlineMs` is, for the reason given. */
  readonly open: (deadline?: Deadline) => OpenAborts;
}

/** An abort of one's own making; `release` once what it stands for has settled. */
export interface OpenAborts extends Aborts {
  readonly abort: (abort: Abort) => void;
  /** For a port; made when first asked for. */
  readonly signal: () => AbortSignal;
  readonly release: () => void;
}

export interface Deadline {
  readonly afterMs: number;
  readonly abort: Abort;
}

/** The aborts of one run. Plain sets of callbacks: a thousand listeners on one signal would cost more. */
export function createAborts(clock: Clock): OpenAborts {
  return openAborts(clock, undefined);
}

function openAborts(clock: Clock, parent: Aborts | undefined, deadline?: Deadline): OpenAborts {
  const watchers = new Set<(abort: Abort) => void>();
  const before = parent?.aborted();
  let why = before === undefined ? undefined : inherited(before);
  let controller: AbortController | undefined;
  const abort = (reason: Abort) => {
    if (why !== undefined) return;
    why = reason;
    controller?.abort(reason);
    for (const call of watchers) {
      watchers.delete(call);
      call(reason);
    }
  };
  const forgetParent = parent?.watch((reason) => abort(inherited(reason)));
  const forgetClock =
    deadline === undefined ? undefined : clock.after(deadline.afterMs, () => abort(deadline.abort));
  const self: OpenAborts = {
    abort,
    aborted: () => why,
    watch: (call) => {
      watchers.add(call);
      return () => watchers.delete(call);
    },
    signal: () => {
      if (controller === undefined) {
        controller = new AbortController();
        if (why !== undefined) controller.abort(why);
      }
      return controller.signal;
    },
    open: (own) => openAborts(clock, self, own),
    release: () => {
      forgetParent?.();
      forgetClock?.();
    },
  };
  return self;
}

// A body whose own time is up fails with `timeout`; what ran in it had time left and was called off.
const inherited = (abort: Abort): Abort =>
  abort.kind === 'timeout' || abort.kind === 'gate_timeout' ? { kind: 'cancelled' } : abort;

/** Why what was aborted failed: the end of all around it says it itself, its own deadline is worded by `own` with its seconds. */
export function abortedFailure(abort: Abort, own: (seconds: number) => Failure): Failure {
  switch (abort.kind) {
    case 'cancelled':
    case 'stopped':
      return { kind: 'cancelled' };
    case 'run_timeout':
      return { kind: 'timeout', cause: 'run', seconds: abort.seconds };
    case 'timeout':
    case 'gate_timeout':
      return own(abort.seconds);
  }
}

/** The failure of what was called off from outside; whose deadline that was is no matter of its own. */
export const outerFailure = (abort: Abort): Failure => abortedFailure(abort, () => ({ kind: 'cancelled' }));

/** The reason of a skip for what had not started when it was aborted. */
export function skipReason(abort: Abort): 'cancelled' | 'timeout' | 'stopped' {
  switch (abort.kind) {
    case 'run_timeout':
      return 'timeout';
    case 'stopped':
      return 'stopped';
    default:
      return 'cancelled';
  }
}
