import type { Failure } from '../../core/failure.ts';
import type { AgentLoopBody } from '../../core/plan.ts';
import { addUsage, type Usage } from '../../core/usage.ts';
import type { Turn } from '../execute.ts';
import type { BodyOutcome, Session } from '../ports.ts';
import { agentAborted, callAgent } from './agent.ts';

/** Calls the agent again and again until it says `until`; one deadline covers all iterations, a failed one fails the loop. */
export async function runLoop(body: AgentLoopBody, turn: Turn): Promise<BodyOutcome> {
  const { agent } = turn.ports;
  const { id } = turn.node;
  const sessionId = body.freshContext ? undefined : agent.newSessionId();
  const session = sessionId === undefined ? {} : { sessionId };
  let usage: Usage | undefined;
  const ended = (failure?: Failure): BodyOutcome => ({
    ...(failure !== undefined && { failure }),
    ...(usage !== undefined && { usage }),
    ...session,
  });
  for (let iteration = 1; iteration <= body.maxIterations; iteration++) {
    const before = turn.abort();
    if (before !== undefined) return ended(agentAborted(before, id, 'loop'));
    const offset = agent.mark(id, iteration);
    if (typeof offset !== 'number') return ended(offset);
    turn.record({ type: 'iteration.started', node_id: id, iteration, byte_offset: offset });
    const call = { session: sessionFor(sessionId, iteration), capture: 'append', until: body.until } as const;
    const reply = await callAgent(body.turn, turn, call);
    usage = addUsage(usage, reply.usage);
    if (reply.sentinel === 'until') return ended();
    if (reply.sentinel === 'blocked') return ended({ kind: 'blocked', cause: 'loop', nodeId: id, iteration });
    const during = turn.abort();
    // An iteration that came to its own end although the budget was gone leaves none for the next.
    const over = reply.failure === undefined ? 'loop' : 'agent';
    if (during !== undefined) return ended(agentAborted(during, id, over));
    if (reply.failure !== undefined) return ended(reply.failure);
  }
  return ended({
    kind: 'max_iterations_exceeded',
    nodeId: id,
    iterations: body.maxIterations,
    until: body.until,
  });
}

function sessionFor(id: string | undefined, iteration: number): Session {
  if (id === undefined) return { kind: 'none' };
  return iteration === 1 ? { kind: 'start', id } : { kind: 'resume', id };
}
