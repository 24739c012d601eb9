import type { Failure } from '../../core/failure.ts';
import type { AgentBody } from '../../core/plan.ts';
import { render } from '../../core/template.ts';
import { abortedFailure } from '../aborted.ts';
import type { Turn } from '../execute.ts';
import type { Abort, AgentReply, AgentRequest, BodyOutcome } from '../ports.ts';

/** Runs a prompt or command node: one call, in a conversation of its own. */
export async function runAgent(body: AgentBody, turn: Turn): Promise<BodyOutcome> {
  const reply = await callAgent(body, turn, { session: { kind: 'none' }, capture: 'replace' });
  const { sentinel, ...outcome } = reply;
  if (sentinel === 'blocked') return { ...outcome, failure: { kind: 'blocked', cause: 'agent' } };
  const abort = turn.abort();
  return abort === undefined ? outcome : { ...outcome, failure: agentAborted(abort, turn.node.id, 'agent') };
}

/** What differs between a single call and an iteration. */
export type Call = Pick<AgentRequest, 'session' | 'capture' | 'until'>;

/** One call of the agent with the body's rendered prompt. */
export async function callAgent(body: AgentBody, turn: Turn, call: Call): Promise<AgentReply> {
  const prompt = render(body.prompt, turn.context);
  if (!prompt.ok) return { failure: { kind: 'crash', cause: 'expression', error: prompt.error } };
  const { model, allowedTools } = body;
  const request = {
    ...turn.child,
    prompt: prompt.value,
    allowedTools,
    ...(model !== undefined && { model }),
    ...call,
  };
  return await turn.ports.agent.call(request, turn.signal);
}

/** The failure of an agent or loop that was aborted; `loop` words it as a budget gone before an iteration began. */
export const agentAborted = (abort: Abort, nodeId: string, cause: 'agent' | 'loop'): Failure =>
  abortedFailure(abort, (seconds) => ({ kind: 'timeout', cause, nodeId, seconds }));
