import type { TriggerRule } from '../../src/core/pipe.ts';

/** How a dependency stands, in DESIGN's words. */
export type Standing = 'completed' | 'failed' | 'skipped' | 'unsettled';

/** DESIGN §6's table spelled out once more, rule by rule, by looking at the dependencies themselves. */
export function expectedVerdict(
  rule: TriggerRule,
  dependencies: readonly Standing[],
): 'wait' | 'start' | 'upstream' | 'not_triggered' {
  const any = (...standings: Standing[]) => dependencies.some((one) => standings.includes(one));
  const every = (standing: Standing) => dependencies.every((one) => one === standing);
  if (rule === 'all_success') {
    if (any('failed', 'skipped')) return 'upstream';
    return any('unsettled') ? 'wait' : 'start';
  }
  if (rule === 'first_success') {
    if (any('completed')) return 'start';
    return any('unsettled') ? 'wait' : 'upstream';
  }
  if (any('unsettled')) return 'wait';
  if (rule === 'one_success') return any('completed') ? 'start' : 'upstream';
  if (rule === 'none_failed') return any('failed') ? 'upstream' : 'start';
  if (rule === 'none_failed_min_one_success') {
    if (any('failed')) return 'upstream';
    return any('completed') ? 'start' : 'upstream';
  }
  if (rule === 'one_failed') return any('failed') ? 'start' : 'not_triggered';
  if (rule === 'all_failed') return every('failed') ? 'start' : 'not_triggered';
  return 'start';
}
