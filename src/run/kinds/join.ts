import type { JoinBody } from '../../core/plan.ts';
import type { Outcome, Turn } from '../turn.ts';

/** The outputs of the named nodes as one list, in the order named; nothing stands for one that has none. */
export const runJoin = ({ of }: JoinBody, { scope }: Turn): Outcome => ({
  outputs: of.map((id) => scope.node(id)?.outputs ?? null),
});
