import type { UntilChecked } from '../../core/event.ts';
import type { Failure } from '../../core/failure.ts';
import { LEAF_TIMEOUT_MS } from '../../core/limits.ts';
import type { LoopEnd } from '../../core/plan.ts';
import type { NodeView } from '../../core/template.ts';
import { isTruthy } from '../../core/truth.ts';
import { isLeaf } from '../leaf.ts';
import { withPlace } from '../place.ts';
import type { ShellRequest } from '../ports.ts';
import { contextOf } from '../scope.ts';
import { abortOf, changedSince, type Outcome, type Turn } from '../turn.ts';

/** Whether an iteration was the last; a failure ends the loop as well. */
export type Verdict = { readonly isOver: boolean } | { readonly failure: Failure };

/** Asks the ends of a loop that are not the agent's to say: `until_bash` and `while`. */
export async function askEnds(end: LoopEnd, iteration: number, turn: Turn): Promise<Verdict> {
  const { untilBash: script, untilShell: shell } = end;
  const then = script === undefined ? undefined : answerThen(iteration, turn);
  if (then !== undefined) {
    turn.scope.record(then);
    if (then.passed) return { isOver: true };
  } else if (script !== undefined) {
    const check = { script, ...(shell !== undefined && { shell }), isUntil: true };
    const verdict = await askScript(check, iteration, turn);
    if ('failure' in verdict || verdict.isOver) return verdict;
  }
  return askWhile(end, turn);
}

// Of a run that is resumed: every iteration up to this one is as it was.
function answerThen(iteration: number, turn: Turn): UntilChecked | undefined {
  const { node, id, attempt, scope } = turn;
  const { resume } = scope.engine;
  if (resume === undefined || isLeaf(node.body)) return undefined;
  const then = resume.before(id)?.attempts[attempt - 1]?.untilChecked.get(iteration);
  if (then === undefined || changedSince(turn) !== undefined) return undefined;
  const { passed, exit_code: code } = then;
  const exit = typeof code === 'number' ? { exit_code: code } : {};
  return { type: 'until.checked', node_id: id, iteration, passed, ...exit };
}

function askWhile({ while: goOn }: LoopEnd, { scope, context }: Turn): Verdict {
  if (goOn === undefined) return { isOver: false };
  const value = goOn.value(contextOf(scope, context.env));
  if (!value.ok) return { failure: { kind: 'crash', cause: 'expression', error: `while: ${value.error}` } };
  return { isOver: !isTruthy(value.value) };
}

type Check = Pick<ShellRequest, 'script' | 'shell' | 'isUntil'>;

// It is red until it is green: any exit but 0 asks for another iteration, a script that cannot run does not.
async function askScript(check: Check, iteration: number, turn: Turn): Promise<Verdict> {
  const { scope, id, child, node } = turn;
  const seconds = LEAF_TIMEOUT_MS / 1000;
  const deadline = { afterMs: LEAF_TIMEOUT_MS, abort: { kind: 'timeout', seconds } } as const;
  const variables = { ...child.variables, OMNE_ITERATION: String(iteration) };
  const request = { ...child, variables, ...check };
  const asked = await withPlace(turn, turn.aborts, async () => {
    // A loop that is a leaf has its deadline; of any other the script is a leaf by itself.
    const aborts = turn.aborts.open(isLeaf(node.body) ? undefined : deadline);
    try {
      const outcome = await scope.engine.ports.shell(request, aborts.signal());
      return { ...outcome, isLate: aborts.aborted() !== undefined };
    } finally {
      aborts.release();
    }
  });
  if (asked.isCalledOff || abortOf(turn) !== undefined) return { isOver: false };
  const { failure, isLate } = asked.value;
  if (isLate) return { failure: { kind: 'timeout', cause: 'body', nodeId: `${id} until_bash`, seconds } };
  const exit = failure !== undefined && 'exit' in failure ? failure.exit : undefined;
  if (failure !== undefined && exit === undefined) return { failure };
  scope.record({
    type: 'until.checked',
    node_id: id,
    iteration,
    passed: failure === undefined,
    ...(failure === undefined ? { exit_code: 0 } : exit?.code !== undefined && { exit_code: exit.code }),
  });
  return { isOver: failure === undefined };
}

/** The end of a loop that ran out of iterations. */
export function exhausted(end: LoopEnd, nodeId: string, outcome: Outcome): Outcome {
  if (end.onExhausted === 'complete') return { ...outcome, conclusion: 'exhausted' };
  const { until, maxIterations: iterations } = end;
  const failure: Failure = {
    kind: 'max_iterations_exceeded',
    nodeId,
    iterations,
    ...(until !== undefined && { until }),
  };
  return { ...outcome, failure };
}

/** The turn as the iteration sees it. */
export function iterationTurn(turn: Turn, iteration: number, steps?: ReadonlyMap<string, NodeView>): Turn {
  const locals = new Map([...turn.scope.locals, ['iteration', iteration] as const]);
  const scope = { ...turn.scope, locals, ...(steps !== undefined && { steps }) };
  const variables = { ...turn.child.variables, OMNE_ITERATION: String(iteration) };
  return {
    ...turn,
    scope,
    context: contextOf(scope, turn.context.env),
    child: { ...turn.child, variables },
  };
}
