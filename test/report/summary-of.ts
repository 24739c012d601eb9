import { expect } from 'vitest';
import type { Fact } from '../../src/core/event.ts';
import type { Plan } from '../../src/core/plan.ts';
import { outlineOf } from '../../src/report/html/outline.ts';
import type { Tail } from '../../src/report/summary/failures.ts';
import { MAX_SUMMARY_BYTES, type SummaryOptions, summary } from '../../src/report/summary.ts';
import { stateOf } from './events.ts';
import { flawsOf } from './markdown-reader.ts';

/** As the shell gives it. */
export const further = {
  runDir: '/home/runner/work/repo/.omne/var/runs/r',
  artifact: { name: 'omne-feature-job-1-kc0tm9vn', workflowRun: '1234567', repository: 'octo/repo' },
};

/** What a summary is made of beside the journal. */
export interface Run extends SummaryOptions {
  readonly plan?: Plan;
}

/** The summary of a run of these facts. */
export function summaryOf(facts: readonly Fact[], { plan, ...options }: Run = {}): string {
  const state = stateOf(facts);
  return summary(state, { ...(plan && { outline: outlineOf(plan, state) }), ...options });
}

/** Sound, within its bound, and without the colours, which are the same in each. */
export function shown(text: string): string {
  expect(flawsOf(text)).toEqual([]);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_SUMMARY_BYTES);
  return text.replaceAll(/\n {2}classDef .*/g, '');
}

/** The end of a capture. */
export const tail = (name: string, lines: readonly string[], isCut = false): Tail => ({ name, lines, isCut });
