import type { ChildFailure } from '../../core/failure.ts';
import { inputText, resolveInputs } from '../../core/inputs.ts';
import { type Json, jsonText } from '../../core/json.ts';
import type { Plan, SubPipeBody } from '../../core/plan.ts';
import { describeProblem, type Problem } from '../../core/problem.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { NodeState } from '../../core/state.ts';
import { GraphRun } from '../graph-run.ts';
import { evaluateAll } from '../publish.ts';
import { childId, contextOf, type Scope, viewOf } from '../scope.ts';
import type { Cap } from '../slots.ts';
import { innerScope, type Outcome, type Turn } from '../turn.ts';
import { expressionFailed } from './agent.ts';

/** Runs another pipe with inputs of its own; its nodes are this one's children, and see nothing of what is around it. */
export async function runSubPipe(body: SubPipeBody, turn: Turn): Promise<Outcome> {
  const inputs = inputsOf(body, turn);
  if (!inputs.ok) return expressionFailed(inputs.error);
  const { plan } = body;
  const { state } = turn.scope.engine;
  const scope = scopeOf(plan, inputs.value, turn);
  const names = {
    prefix: `${turn.id}/`,
    suffix: turn.attempt === 1 ? '' : `@${turn.attempt}`,
    rank: () => turn.scope.rank,
  };
  const { failures, isStopped } = await new GraphRun(plan, scope, names).over();
  if (isStopped) return { signal: { kind: 'stop' } };
  if (failures.length > 0) return { failure: failureOf(failures.map((id) => state.nodes.get(id)!)) };
  if (plan.outputs === undefined || plan.outputs.size === 0) return {};
  const outputs = evaluateAll(plan.outputs, contextOf(scope));
  return outputs.ok ? { outputs: outputs.value } : expressionFailed(`outputs ${outputs.error}`);
}

function inputsOf(
  body: SubPipeBody,
  turn: Turn,
): Result<ReadonlyMap<string, string | number | boolean>, string> {
  const given = evaluateAll(body.with, turn.context);
  if (!given.ok) return err(`with ${given.error}`);
  const texts = new Map(Object.entries(given.value).map(([key, value]) => [key, jsonText(value)]));
  const inputs = resolveInputs(body.inputs, texts);
  const { redact } = turn.scope.engine.ports;
  // Before it is quoted, which cuts it.
  const clean = (problem: Problem) =>
    'got' in problem ? { ...problem, got: jsonText(redact(problem.got)) } : problem;
  if (!inputs.ok) return err(inputs.error.map((problem) => describeProblem(clean(problem))).join('; '));
  return ok(new Map(inputs.value.map(({ key, value }) => [key, value])));
}

function scopeOf(plan: Plan, inputs: ReadonlyMap<string, string | number | boolean>, turn: Turn): Scope {
  const { engine, caps } = turn.scope;
  const own: Cap = { limit: plan.maxParallel, used: 0 };
  const variables = Object.fromEntries(
    [...inputs].map(([key, value]) => [`OMNE_INPUT_${key.toUpperCase()}`, inputText(value)]),
  );
  return innerScope(turn, {
    caps: [...caps, own],
    inputs: new Map<string, Json>(inputs),
    variables,
    around: undefined,
    node: (id) => viewOf(engine, childId(turn.id, id, turn.attempt)),
    steps: new Map(),
    vars: new Map(),
    locals: new Map(),
  });
}

// As in any body, `blocked` hides behind no other.
function failureOf(failed: readonly NodeState[]): ChildFailure {
  const first = failed.find(({ error }) => error?.kind === 'blocked') ?? failed[0]!;
  const { id, error = { kind: 'crash' }, message } = first;
  const others = failed
    .filter((one) => one !== first && one.error?.kind !== 'cancelled')
    .map((one) => one.id);
  return { kind: 'child', child: id, error, ...(message !== undefined && { message }), others };
}
