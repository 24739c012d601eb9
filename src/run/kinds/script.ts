import type { Failure } from '../../core/failure.ts';
import type { ScriptBody } from '../../core/plan.ts';
import { abortedFailure } from '../aborts.ts';
import type { Abort } from '../ports.ts';
import { abortOf, type Outcome, type Turn } from '../turn.ts';

/** Runs a bash node. An aborted script failed by that abort, whatever it exited with. */
export async function runScript(body: ScriptBody, turn: Turn): Promise<Outcome> {
  const { script, shell } = body;
  const { node, scope, child, aborts } = turn;
  const request = {
    ...child,
    script,
    ...(shell !== undefined && { shell }),
    ...(node.outputs?.from === 'file' && { publishes: true }),
  };
  const outcome = await scope.engine.ports.shell(request, aborts.signal());
  const abort = abortOf(turn);
  return abort === undefined ? outcome : { ...outcome, failure: aborted(abort, outcome.failure) };
}

function aborted(abort: Abort, failure: Failure | undefined): Failure {
  const stderrTail = failure !== undefined && 'stderrTail' in failure ? failure.stderrTail : '';
  return abortedFailure(abort, () => ({ kind: 'timeout', cause: 'script', stderrTail }));
}
