import { type ChildFailure, describeFailure, recordedError } from '../core/failure.ts';
import { unreachable } from '../core/result.ts';
import type { Ended } from './turn.ts';

/** The failure of a body whose children failed: the first one's; `blocked` and cancellation hide behind no other. */
export function childFailure(failed: readonly Ended[]): ChildFailure {
  const first = failed.find(isFinalChild) ?? failed[0];
  if (first?.failure === undefined) return unreachable(undefined as never);
  const message = describeFailure(first.failure);
  return {
    kind: 'child',
    child: first.id,
    error: recordedError(first.failure),
    ...(message !== undefined && { message }),
    others: failed.filter((one) => one !== first).map((one) => one.id),
  };
}

// Somebody has to look: nothing may ignore it.
const isFinalChild = ({ failure }: Ended) =>
  failure !== undefined && recordedError(failure).kind === 'blocked';

/** Whether a child ended because something around it did. */
export const isCalledOff = ({ failure }: Ended): boolean =>
  failure !== undefined && recordedError(failure).kind === 'cancelled';

/** Whether a body may pass over this failure of a child. */
export function isIgnorable({ failure }: Ended): boolean {
  if (failure === undefined) return true;
  const { kind } = recordedError(failure);
  return kind !== 'blocked' && kind !== 'cancelled';
}

/** Waits for all, whatever becomes of one; then the first rejection, if there was any. */
export async function settleAll<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}
