import type { Failure } from '../../core/failure.ts';
import type { ScriptBody } from '../../core/plan.ts';
import { abortedFailure } from '../aborted.ts';
import type { Turn } from '../execute.ts';
import type { Abort, BodyOutcome } from '../ports.ts';

/** Runs a bash node. An aborted script failed by that abort, whatever it exited with. */
export async function runScript(body: ScriptBody, turn: Turn): Promise<BodyOutcome> {
  const { script, shell } = body;
  const request = { ...turn.child, script, ...(shell !== undefined && { shell }) };
  const outcome = await turn.ports.shell(request, turn.signal);
  const abort = turn.abort();
  return abort === undefined ? outcome : { ...outcome, failure: aborted(abort, outcome.failure) };
}

function aborted(abort: Abort, failure: Failure | undefined): Failure {
  const stderrTail = failure !== undefined && 'stderrTail' in failure ? failure.stderrTail : '';
  return abortedFailure(abort, () => ({ kind: 'timeout', cause: 'script', stderrTail }));
}
