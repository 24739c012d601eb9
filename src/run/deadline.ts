import type { Abort, Clock } from './ports.ts';

/** Everything of a run that can be aborted at once. */
export interface Aborts {
  /** A signal that aborts with the run, or by itself when `abort` is due after `delayMs`. */
  readonly deadline: (delayMs: number, abort: Abort) => Deadline;
  /** Aborts all present and future deadlines. */
  readonly abortAll: (abort: Abort) => void;
  readonly aborted: () => Abort | undefined;
}

/** One child's signal; `release` once the child has settled. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Why it was aborted, if it was. */
  readonly abort: () => Abort | undefined;
  readonly release: () => void;
}

/** The aborts of one run. A plain set of controllers: a thousand listeners on one signal would cost more. */
export function createAborts(clock: Clock): Aborts {
  const live = new Set<AbortController>();
  let whole: Abort | undefined;
  return {
    deadline: (delayMs, abort) => {
      const controller = new AbortController();
      live.add(controller);
      const forget = clock.after(delayMs, () => controller.abort(abort));
      if (whole !== undefined) controller.abort(whole);
      return {
        signal: controller.signal,
        abort: () => (controller.signal.aborted ? (controller.signal.reason as Abort) : undefined),
        release: () => {
          forget();
          live.delete(controller);
        },
      };
    },
    abortAll: (abort) => {
      if (whole !== undefined) return;
      whole = abort;
      for (const controller of live) controller.abort(abort);
    },
    aborted: () => whole,
  };
}
