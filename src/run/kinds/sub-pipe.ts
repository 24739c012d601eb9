import type { ChildFailure } from '../../core/failure.ts';
import { type Input, inputText, resolveInputs } from '../../core/inputs.ts';
import { jsonText } from '../../core/json.ts';
import type { Plan, SubPipeBody } from '../../core/plan.ts';
import type { Problem } from '../../core/problem.ts';
import type { NodeState } from '../../core/state.ts';
import { GraphRun } from '../graph-run.ts';
import { evaluateAll } from '../publish.ts';
import { childId, type Scope, viewOf } from '../scope.ts';
import type { Cap } from '../slots.ts';
import { innerScope, type Outcome, type Turn } from '../turn.ts';
import { expressionFailed } from './agent.ts';

/** Runs another pipe with inputs of its own; its nodes are this one's children, and see nothing of what is around it. */
export async function runSubPipe(body: SubPipeBody, turn: Turn): Promise<Outcome> {
  const given = evaluateAll(body.with, turn.context);
  if (!given.ok) return expressionFailed(`with ${given.error}`);
  const texts = new Map(Object.entries(given.value).map(([key, value]) => [key, jsonText(value)]));
  const inputs = resolveInputs(body.inputs, texts);
  if (!inputs.ok) return expressionFailed(await wordsOf(inputs.error, turn));
  const { plan } = body;
  const { state } = turn.scope.engine;
  const scope = scopeOf(plan, inputs.value, turn);
  const names = {
    prefix: `${turn.id}/`,
    suffix: turn.attempt === 1 ? '' : `@${turn.attempt}`,
    rank: () => turn.scope.rank,
  };
  const graph = new GraphRun(plan, scope, names);
  const { failures, isStopped, fault } = await graph.over();
  // A body does not end before what runs in it.
  if (fault !== undefined) throw fault.error;
  if (isStopped) return { signal: { kind: 'stop' } };
  if (failures.length > 0) return { failure: failureOf(failures.map((id) => state.nodes.get(id)!)) };
  if (plan.outputs === undefined || plan.outputs.size === 0) return {};
  const outputs = evaluateAll(plan.outputs, graph.context());
  return outputs.ok ? { outputs: outputs.value } : expressionFailed(`outputs ${outputs.error}`);
}

// The words of all problems are many; few runs need any.
async function wordsOf(problems: readonly Problem[], { scope }: Turn): Promise<string> {
  const { describeProblem } = await import('../../core/problem.ts');
  const { redact } = scope.engine.ports;
  // Before it is quoted, which cuts it.
  const clean = (problem: Problem) =>
    'got' in problem ? { ...problem, got: jsonText(redact(problem.got)) } : problem;
  return problems.map((problem) => describeProblem(clean(problem))).join('; ');
}

function scopeOf(plan: Plan, inputs: readonly Input[], turn: Turn): Scope {
  const { engine, caps } = turn.scope;
  const own: Cap = { limit: plan.maxParallel, used: 0 };
  const variables = Object.fromEntries(
    inputs.map(({ key, value }) => [`OMNE_INPUT_${key.toUpperCase()}`, inputText(value)]),
  );
  return innerScope(turn, {
    caps: [...caps, own],
    inputs: new Map(inputs.map(({ key, value }) => [key, value])),
    variables,
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
