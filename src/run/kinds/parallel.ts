import { recordedError } from '../../core/failure.ts';
import type { JsonMap } from '../../core/json.ts';
import type { PlanParallelBody } from '../../core/plan.ts';
import { fanOut } from '../fan.ts';
import { childId, viewOf } from '../scope.ts';
import type { Ended, Outcome, Turn } from '../turn.ts';

/** Runs all branches at once and waits for all of them. */
export async function runParallel(body: PlanParallelBody, turn: Turn): Promise<Outcome> {
  const { branches, failFast, ignoreErrors } = body;
  const results: JsonMap[] = [];
  const { failure, signal } = await fanOut(turn, {
    count: branches.length,
    branch: (at) => {
      const node = branches[at]!;
      return { node, id: childId(turn.id, node.id, turn.attempt), changes: {} };
    },
    maxParallel: body.maxParallel ?? branches.length,
    failFast,
    ignoreErrors,
    takesContinue: false,
    tellsUnbegun: true,
    ended: (at, ended) => {
      results[at] = resultOf(ended, turn);
    },
  });
  if (failure !== undefined) return { failure };
  if (signal?.kind === 'stop') return { signal };
  const outputs = Object.fromEntries(branches.map(({ id }, at) => [id, results[at] ?? null]));
  return { outputs, ...(signal !== undefined && { signal }) };
}

function resultOf(ended: Ended, { scope }: Turn): JsonMap {
  const view = viewOf(scope.engine, ended.id);
  const kind = ended.failure === undefined ? undefined : recordedError(ended.failure).kind;
  return {
    status: view?.status ?? ended.status,
    ...(view?.outputs !== undefined && { outputs: view.outputs }),
    ...(view?.exitCode !== undefined && { exit_code: view.exitCode }),
    ...(kind !== undefined && { error_kind: kind }),
  };
}
