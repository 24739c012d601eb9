import type { TriggerRule } from './pipe.ts';

/** How a node's dependencies stand. */
export interface Tally {
  readonly total: number;
  readonly completed: number;
  /** Completed, but only because their failure was ignored: fine, and no success. */
  readonly ignored: number;
  readonly failed: number;
  readonly unsettled: number;
}

/** `upstream`: a dependency that failed or was skipped is the reason; `not_triggered`: nothing called for the node. */
export type Verdict = 'wait' | 'start' | 'upstream' | 'not_triggered';

/** What a trigger rule makes of its dependencies; the whole table of rules. */
export function verdict(rule: TriggerRule, tally: Tally): Verdict {
  const { total, completed, ignored, failed, unsettled } = tally;
  const skipped = total - completed - ignored - failed - unsettled;
  if (rule === 'all_success' && failed + skipped > 0) return 'upstream';
  if (rule === 'first_success' && completed > 0) return 'start';
  if (unsettled > 0) return 'wait';
  return SETTLED[rule](tally) ? 'start' : ELSE[rule];
}

const SETTLED: Readonly<Record<TriggerRule, (tally: Tally) => boolean>> = {
  all_success: ({ total, completed, ignored }) => completed + ignored === total,
  one_success: ({ completed }) => completed > 0,
  first_success: ({ completed }) => completed > 0,
  none_failed: ({ failed }) => failed === 0,
  none_failed_min_one_success: ({ completed, failed }) => failed === 0 && completed > 0,
  one_failed: ({ failed }) => failed > 0,
  all_failed: ({ total, failed }) => failed === total,
  all_done: () => true,
  always: () => true,
};

const ELSE: Readonly<Record<TriggerRule, 'upstream' | 'not_triggered'>> = {
  all_success: 'upstream',
  one_success: 'upstream',
  first_success: 'upstream',
  none_failed: 'upstream',
  none_failed_min_one_success: 'upstream',
  one_failed: 'not_triggered',
  all_failed: 'not_triggered',
  all_done: 'upstream',
  always: 'upstream',
};
