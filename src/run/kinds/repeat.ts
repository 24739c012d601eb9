import type { RepeatBody } from '../../core/plan.ts';
import { ok } from '../../core/result.ts';
import { childFailure } from '../children.ts';
import { childId, viewOf } from '../scope.ts';
import { abortOf, changedSince, type Ended, innerScope, type Outcome, type Turn } from '../turn.ts';
import { askEnds, exhausted, iterationTurn, type Verdict } from './loop-end.ts';

/** Runs a body again and again until an end is reached; every iteration is a child. */
export async function runRepeat(body: RepeatBody, turn: Turn): Promise<Outcome> {
  let last: Ended | undefined;
  for (let iteration = 1; iteration <= body.maxIterations; iteration++) {
    if (abortOf(turn) !== undefined) return {};
    turn.scope.record({ type: 'iteration.started', node_id: turn.id, iteration });
    const inside = iterationTurn(turn, iteration);
    const changed = turn.scope.engine.resume && { changed: changedSince(turn) };
    const scope = innerScope(inside, { variables: inside.child.variables, ...changed });
    last = await scope.engine.execute(body.child, scope, childId(turn.id, iteration, turn.attempt));
    if (last.status === 'failed') return { failure: childFailure([last]) };
    const { signal } = last;
    if (signal?.kind === 'stop') return { signal };
    if (signal?.kind === 'break') return resultOf(last);
    const after = iterationTurn(turn, iteration, last.steps);
    const said = saidIt(body.until, last, turn);
    const verdict = 'failure' in said || said.isOver ? said : await askEnds(body, iteration, after);
    if ('failure' in verdict) return { failure: verdict.failure };
    if (verdict.isOver) return resultOf(last);
  }
  return exhausted(body, turn.id, last === undefined ? {} : resultOf(last));
}

function resultOf({ outputs, steps }: Ended): Outcome {
  return { ...(outputs !== undefined && { outputs }), ...(steps !== undefined && { steps }) };
}

function saidIt(until: string | undefined, { id }: Ended, { scope }: Turn): Verdict {
  if (until === undefined) return { isOver: false };
  const text = viewOf(scope.engine, id)?.text() ?? ok('');
  if (!text.ok)
    return { failure: { kind: 'outputs_invalid', error: `until: what ${id} printed ${text.error}` } };
  return { isOver: text.value.split('\n').some((line) => line.trim() === until) };
}
