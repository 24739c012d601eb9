import type { RunState } from '../core/state.ts';

/** What a process of ours exits with (DESIGN §10). */
export const EXIT = { completed: 0, aborted: 1, problem: 2, fault: 70 } as const;

/** 128 and the signal's number, as every shell spells a death by signal. */
export const SIGNAL_EXIT = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143, SIGBREAK: 130 } as const;

/** The signals that cancel a run. */
export type CancelSignal = keyof typeof SIGNAL_EXIT;

/** The exit code of a run that ended, and of the signal that cancelled it if one did. */
export function exitCode(state: RunState, by: CancelSignal | undefined): number {
  if (state.reason === 'cancelled' && by !== undefined) return SIGNAL_EXIT[by];
  return state.status === 'completed' ? EXIT.completed : EXIT.aborted;
}
