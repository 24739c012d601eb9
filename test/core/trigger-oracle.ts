import type { TriggerRule } from '../../src/core/pipe.ts';

/** How a dependency stands, in DESIGN's words; `ignored`: it completed, but only because its failure was ignored. */
export type Standing = 'completed' | 'ignored' | 'failed' | 'skipped' | 'unsettled';

type Verdict = 'wait' | 'start' | 'upstream' | 'not_triggered';

/**
 * DESIGN §6's table spelled out once more, rule by rule, by looking at the dependencies themselves. An ignored failure is
 * fine where nothing may have failed, no success where one is asked for, and no failure where one is.
 */
export function expectedVerdict(rule: TriggerRule, dependencies: readonly Standing[]): Verdict {
  const any = (...standings: Standing[]) => dependencies.some((one) => standings.includes(one));
  const every = (...standings: Standing[]) => dependencies.every((one) => standings.includes(one));
  const isSettled = !any('unsettled');
  switch (rule) {
    case 'all_success':
      if (any('failed', 'skipped')) return 'upstream';
      return isSettled ? 'start' : 'wait';
    case 'first_success':
      if (any('completed')) return 'start';
      return isSettled ? 'upstream' : 'wait';
    case 'one_success':
      if (!isSettled) return 'wait';
      return any('completed') ? 'start' : 'upstream';
    case 'none_failed':
      if (!isSettled) return 'wait';
      return every('completed', 'ignored', 'skipped') ? 'start' : 'upstream';
    case 'none_failed_min_one_success':
      if (!isSettled) return 'wait';
      return every('completed', 'ignored', 'skipped') && any('completed') ? 'start' : 'upstream';
    case 'one_failed':
      if (!isSettled) return 'wait';
      return any('failed') ? 'start' : 'not_triggered';
    case 'all_failed':
      if (!isSettled) return 'wait';
      return every('failed') ? 'start' : 'not_triggered';
    case 'all_done':
    case 'always':
      return isSettled ? 'start' : 'wait';
  }
}
