import type { SkipReason } from '../core/event.ts';

/** Why a node never ran, in words that stand alone. */
export const SKIP_WORDS: Readonly<Partial<Record<SkipReason, string>>> = {
  upstream_failed: 'what it needs failed',
  upstream_skipped: 'what it needs was skipped',
  not_triggered: 'nothing triggered it',
  when: 'its condition did not hold',
  branch_not_taken: 'its branch was not taken',
  jumped: 'a jump passed over it',
  stopped: 'a step stopped the run',
  timeout: 'the time of the run was over',
  cancelled: 'the run was cancelled',
};
