import type { Json } from './json.ts';

/** A tool the agent was refused. */
export interface Denial {
  readonly tool: string;
  /** Which use of it; absent where the agent does not say. */
  readonly useId?: string;
}

/** The agent's own account of a turn. What it does not say is absent. */
export interface ResultSignal {
  readonly kind: 'result';
  readonly isError: boolean;
  readonly subtype: string;
  /** The answer; some endings have none. */
  readonly text?: string;
  /** The answer as a value, where a schema was asked for and the agent kept to it. */
  readonly structured?: Json;
  readonly errors: readonly string[];
  readonly terminalReason?: string;
  readonly apiStatus?: number;
  readonly denials: readonly Denial[];
  readonly turns?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** What was spent since the result before this one, in USD. */
  readonly costUsd?: number;
  /** What was spent in the whole process, or, depending on the version, in the whole session. */
  readonly totalCostUsd?: number;
}

/** What one line of an agent's stream says. */
export type Signal =
  /** A turn begins, in this conversation. */
  | { readonly kind: 'session'; readonly id: string }
  /** Text of the assistant itself; `cut` when it broke off. */
  | { readonly kind: 'text'; readonly messageId: string; readonly text: string; readonly cut: boolean }
  | { readonly kind: 'tool'; readonly useId: string; readonly name: string }
  | { readonly kind: 'tool_ok'; readonly useId: string }
  | ({ readonly kind: 'denied' } & Denial)
  | ResultSignal
  | { readonly kind: 'garbage' };

type Fields = Readonly<Record<string, unknown>>;

/**
 * The signals of one stream-json line of Claude Code. A line of an unknown type has none; one that is not a JSON
 * object is garbage. Never throws.
 */
export function parseClaudeLine(line: string): readonly Signal[] {
  if (line.trim() === '') return [];
  const value = parseObject(line);
  if (!value) return [{ kind: 'garbage' }];
  switch (value['type']) {
    case 'system':
      return system(value);
    case 'conversation_reset':
      return session(value['new_conversation_id']);
    case 'assistant':
      return assistant(value);
    case 'user':
      return toolResults(value);
    case 'result':
      return [...session(value['session_id']), result(value)];
    default:
      return [];
  }
}

function parseObject(line: string): Fields | undefined {
  try {
    return object(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function system(value: Fields): readonly Signal[] {
  if (value['subtype'] === 'init') return session(value['session_id']);
  if (value['subtype'] !== 'permission_denied') return [];
  return denials([value]).map((denial) => ({ kind: 'denied', ...denial }));
}

function session(id: unknown): readonly Signal[] {
  return typeof id === 'string' && id !== '' ? [{ kind: 'session', id }] : [];
}

function assistant(value: Fields): readonly Signal[] {
  const message = object(value['message']);
  const messageId = string(message?.['id']) ?? '';
  // A sub-agent talks to the assistant, not for it.
  const isOwn = (value['parent_tool_use_id'] ?? null) === null;
  const cut = value['aborted'] === true;
  return blocks(message).flatMap((block): readonly Signal[] => {
    const { type, text, id, name } = block;
    if (type === 'text' && typeof text === 'string')
      return isOwn ? [{ kind: 'text', messageId, text, cut }] : [];
    if (type !== 'tool_use' || typeof id !== 'string' || typeof name !== 'string') return [];
    return [{ kind: 'tool', useId: id, name }];
  });
}

function toolResults(value: Fields): readonly Signal[] {
  return blocks(object(value['message'])).flatMap((block): readonly Signal[] => {
    const useId = block['tool_use_id'];
    if (block['type'] !== 'tool_result' || typeof useId !== 'string' || block['is_error'] === true) return [];
    return [{ kind: 'tool_ok', useId }];
  });
}

function result(value: Fields): ResultSignal {
  const models = object(value['model_usage_since_last_result']);
  const spent = models && Object.values(models).map((model) => object(model) ?? {});
  const tokens = countTokens(object(value['usage']), spent ?? []);
  const costUsd = costOf(spent, tokens);
  const text = string(value['result']);
  const structured = value['structured_output'] as Json | undefined;
  const terminalReason = string(value['terminal_reason']);
  const apiStatus = number(value['api_error_status']);
  const turns = number(value['num_turns']);
  const totalCostUsd = number(value['total_cost_usd']);
  return {
    kind: 'result',
    isError: value['is_error'] === true,
    subtype: string(value['subtype']) ?? '',
    errors: list(value['errors']).filter((error) => typeof error === 'string'),
    denials: denials(list(value['permission_denials'])),
    ...(text !== undefined && { text }),
    ...(structured !== undefined && structured !== null && { structured }),
    ...(terminalReason !== undefined && { terminalReason }),
    ...(apiStatus !== undefined && { apiStatus }),
    ...(turns !== undefined && { turns }),
    ...tokens,
    ...(costUsd !== undefined && { costUsd }),
    ...(totalCostUsd !== undefined && { totalCostUsd }),
  };
}

interface Tokens {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
}

// An interrupted turn says 0 in `usage` and the truth per model.
function countTokens(usage: Fields | undefined, spent: readonly Fields[]): Tokens {
  const inputTokens = number(usage?.['input_tokens']);
  const outputTokens = number(usage?.['output_tokens']);
  if ((inputTokens ?? 0) + (outputTokens ?? 0) === 0 && spent.length > 0)
    return { inputTokens: total(spent, 'inputTokens'), outputTokens: total(spent, 'outputTokens') };
  return {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
  };
}

// An empty list means that nothing was spent, unless the tokens beside it say otherwise.
function costOf(spent: readonly Fields[] | undefined, tokens: Tokens): number | undefined {
  if (!spent) return undefined;
  const used = (tokens.inputTokens ?? 0) + (tokens.outputTokens ?? 0) > 0;
  return spent.length === 0 && used ? undefined : total(spent, 'costUSD');
}

const total = (spent: readonly Fields[], field: string) =>
  spent.reduce((sum, model) => sum + (number(model[field]) ?? 0), 0);

function denials(values: readonly unknown[]): readonly Denial[] {
  return values.flatMap((value) => {
    const { tool_name: tool, tool_use_id: useId } = object(value) ?? {};
    if (typeof tool !== 'string') return [];
    return [{ tool, ...(typeof useId === 'string' && { useId }) }];
  });
}

const blocks = (message: Fields | undefined): readonly Fields[] =>
  list(message?.['content'])
    .map(object)
    .filter((block) => block !== undefined);

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const object = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

const string = (value: unknown) => (typeof value === 'string' ? value : undefined);

const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
