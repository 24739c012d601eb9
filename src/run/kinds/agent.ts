import type { Failure } from '../../core/failure.ts';
import type { Json, JsonMap } from '../../core/json.ts';
import type { AgentBody } from '../../core/plan.ts';
import type { Result } from '../../core/result.ts';
import { render } from '../../core/template.ts';
import { addUsage } from '../../core/usage.ts';
import { abortedFailure } from '../aborts.ts';
import type { Abort, AgentReply, AgentRequest } from '../ports.ts';
import { abortOf, type Outcome, type Turn } from '../turn.ts';

/** Runs a prompt or command node: one call, in a conversation of its own. */
export async function runAgent(body: AgentBody, turn: Turn): Promise<Outcome> {
  if (body.schema !== undefined) return await runWithSchema(body, body.schema, turn);
  const prompt = render(body.prompt, turn.context);
  if (!prompt.ok) return expressionFailed(prompt.error);
  const call = { prompt: prompt.value, session: { kind: 'none' }, capture: 'replace' } as const;
  return outcomeOf(await callAgent(body, turn, call), turn);
}

/** The outcome of a prompt whose expression failed. */
export const expressionFailed = (error: string): Outcome => ({
  failure: { kind: 'crash', cause: 'expression', error },
});

function outcomeOf(reply: AgentReply, turn: Turn): Outcome {
  const { sentinel, structured: _, ...outcome } = reply;
  if (sentinel === 'blocked') return { ...outcome, failure: { kind: 'blocked', cause: 'agent' } };
  const abort = abortOf(turn);
  return abort === undefined ? outcome : { ...outcome, failure: agentAborted(abort, turn.id, 'agent') };
}

/** What differs between a single call and an iteration. */
export type Call = Pick<AgentRequest, 'prompt' | 'session' | 'capture' | 'until'>;

/** One call of the agent. */
export async function callAgent(body: AgentBody, turn: Turn, call: Call): Promise<AgentReply> {
  const { model, allowedTools, schema } = body;
  const request = {
    ...turn.child,
    allowedTools,
    ...(model !== undefined && { model }),
    ...(schema !== undefined && { schema }),
    ...call,
  };
  return await turn.scope.engine.ports.agent.call(request, turn.aborts.signal());
}

/** The failure of an agent or loop that was aborted; `loop` words it as a budget gone before an iteration began. */
export const agentAborted = (abort: Abort, nodeId: string, cause: 'agent' | 'loop'): Failure =>
  abortedFailure(abort, (seconds) => ({ kind: 'timeout', cause, nodeId, seconds }));

// An answer that does not fit is sent back once, with what is wrong with it, in the same conversation.
async function runWithSchema(body: AgentBody, schema: JsonMap, turn: Turn): Promise<Outcome> {
  const prompt = render(body.prompt, turn.context);
  if (!prompt.ok) return expressionFailed(prompt.error);
  const { agent } = turn.scope.engine.ports;
  const id = agent.newSessionId();
  const first = await callAgent(body, turn, {
    prompt: prompt.value,
    session: { kind: 'start', id },
    capture: 'replace',
  });
  const once = outcomeOf(first, turn);
  if (once.failure !== undefined) return once;
  const answer = await fittingAnswer(first, schema, textOf(turn));
  if (answer.ok) return { ...once, outputs: answer.value };
  // The capture is that of the answer that counts; the first one stays beside it.
  turn.scope.engine.ports.results.keepAttempt(turn.id, turn.attempt);
  const second = await callAgent(body, turn, {
    prompt: correction(schema, answer.error),
    session: { kind: 'resume', id },
    capture: 'replace',
  });
  const twice = outcomeOf(second, turn);
  const usage = addUsage(once.usage, twice.usage);
  const outcome = { ...twice, ...(usage !== undefined && { usage }) };
  if (outcome.failure !== undefined) return outcome;
  const corrected = await fittingAnswer(second, schema, textOf(turn));
  if (corrected.ok) return { ...outcome, outputs: corrected.value };
  return { ...outcome, failure: { kind: 'schema_invalid', errors: corrected.error } };
}

function textOf({ id, scope }: Turn): string {
  const text = scope.engine.ports.results.text(id);
  return text.ok ? text.value : '';
}

const correction = (schema: JsonMap, errors: readonly string[]) =>
  `Your answer does not fit the JSON Schema it must fit:\n${errors.map((error) => `- ${error}`).join('\n')}\n\nThe schema:\n${JSON.stringify(schema)}\n\nAnswer again, with the corrected JSON and nothing else.`;

// The validator is large; few pipes have a schema.
async function fittingAnswer(
  reply: AgentReply,
  schema: JsonMap,
  text: string,
): Promise<Result<Json, readonly string[]>> {
  const { answerOf, fitErrors } = await import('../../core/output-schema.ts');
  const answer =
    reply.structured === undefined ? answerOf(text) : { ok: true as const, value: reply.structured };
  if (!answer.ok) return { ok: false, error: [answer.error] };
  const errors = fitErrors(schema, answer.value);
  return errors.length === 0 ? answer : { ok: false, error: errors };
}
