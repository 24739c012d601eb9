import type { Decision } from '../core/decisions.ts';
import { oneLine, plural } from './words.ts';

/** What is about to be resumed. */
export interface Resuming {
  /** The earlier run's id. */
  readonly runId: string;
  /** Where it was found, in words; absent where that is clear. */
  readonly from?: string;
  /** What was done about the worktree. */
  readonly worktree?: string;
  /** One for each node of the top level. */
  readonly decisions: readonly Decision[];
}

/** What is taken over from an earlier run and what runs, with the reasons: lines of a table, then how many are reused. */
export function decisionsText({ runId, from, worktree, decisions }: Resuming): string[] {
  const width = Math.max(0, ...decisions.map(({ id }) => id.length));
  const rows = decisions.map(({ id, verdict, why }) =>
    `  ${verdict.padEnd(5)}  ${id.padEnd(width)}  ${oneLine(why ?? '')}`.trimEnd(),
  );
  const reused = decisions.filter(({ verdict }) => verdict === 'reuse').length;
  return [
    `resuming ${oneLine(runId)}${from === undefined ? '' : ` (${oneLine(from)})`}`,
    ...rows,
    ...(worktree === undefined ? [] : [worktree]),
    `${reused} of ${plural(decisions.length, 'node')} reused`,
  ];
}
