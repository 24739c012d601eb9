import type { IterationStarted } from '../../core/event.ts';
import type { Failure } from '../../core/failure.ts';
import type { AgentLoopBody } from '../../core/plan.ts';
import { render } from '../../core/template.ts';
import { addUsage, type Usage } from '../../core/usage.ts';
import type { Session } from '../ports.ts';
import type { GoesOn } from '../take-over.ts';
import { abortOf, type Outcome, type Turn } from '../turn.ts';
import { agentAborted, callAgent } from './agent.ts';
import { askEnds, exhausted, iterationTurn } from './loop-end.ts';

/** Calls the agent again and again until an end is reached; one deadline covers all iterations, a failed one fails the loop. */
export async function runLoop(body: AgentLoopBody, turn: Turn): Promise<Outcome> {
  const { agent } = turn.scope.engine.ports;
  const { id, goesOn } = turn;
  const sessionId = body.freshContext ? undefined : (goesOn?.sessionId ?? agent.newSessionId());
  const session = sessionId === undefined ? {} : { sessionId };
  let usage: Usage | undefined;
  const ended = (failure?: Failure): Outcome => ({
    ...(failure !== undefined && { failure }),
    ...(usage !== undefined && { usage }),
    ...session,
  });
  const first = goesOn?.iteration ?? 1;
  for (let iteration = first; iteration <= body.maxIterations; iteration++) {
    const before = abortOf(turn);
    if (before !== undefined) return ended(agentAborted(before, id, 'loop'));
    // The marker of the one it goes on with was taken over.
    const offset = goesOn?.iteration === iteration ? goesOn.byteOffset : agent.mark(id, iteration);
    if (typeof offset !== 'number') return ended(offset);
    turn.scope.record(iterationFact(id, { iteration, byteOffset: offset, ...session }));
    const inside = iterationTurn(turn, iteration);
    const prompt = render(body.turn.prompt, inside.context);
    if (!prompt.ok) return ended({ kind: 'crash', cause: 'expression', error: prompt.error });
    const reply = await callAgent(body.turn, inside, {
      prompt: prompt.value,
      session: sessionFor(sessionId, iteration),
      capture: 'append',
      ...(body.until !== undefined && { until: body.until }),
    });
    usage = addUsage(usage, reply.usage);
    if (reply.sentinel === 'until') return ended();
    if (reply.sentinel === 'blocked') return ended({ kind: 'blocked', cause: 'loop', nodeId: id, iteration });
    const during = abortOf(turn);
    // An iteration that came to its own end although the budget was gone leaves none for the next.
    const over = reply.failure === undefined ? 'loop' : 'agent';
    if (during !== undefined) return ended(agentAborted(during, id, over));
    if (reply.failure !== undefined) return ended(reply.failure);
    const verdict = await askEnds(body, iteration, inside);
    const asking = abortOf(turn);
    if (asking !== undefined) return ended(agentAborted(asking, id, 'loop'));
    if ('failure' in verdict) return ended(verdict.failure);
    if (verdict.isOver) return ended();
  }
  return exhausted(body, id, ended());
}

function iterationFact(id: string, { iteration, byteOffset, sessionId }: GoesOn): IterationStarted {
  const session = sessionId === undefined ? {} : { session_id: sessionId };
  return { type: 'iteration.started', node_id: id, iteration, byte_offset: byteOffset, ...session };
}

function sessionFor(id: string | undefined, iteration: number): Session {
  if (id === undefined) return { kind: 'none' };
  return iteration === 1 ? { kind: 'start', id } : { kind: 'resume', id };
}
