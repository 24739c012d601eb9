import type { Failure } from '../core/failure.ts';
import type { Abort } from './ports.ts';

/** Why an aborted child failed: the run's own end says it all, its own deadline is worded by `own` with its seconds. */
export function abortedFailure(abort: Abort, own: (seconds: number) => Failure): Failure {
  switch (abort.kind) {
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'run_timeout':
      return { kind: 'timeout', cause: 'run', seconds: abort.seconds };
    case 'timeout':
    case 'gate_timeout':
      return own(abort.seconds);
  }
}
