import type { Denial, ResultSignal, Signal } from './claude-stream.ts';
import type { Exit, Failure } from './failure.ts';
import type { Json } from './json.ts';
import { addUsage, type Usage } from './usage.ts';

/** Everything an agent's stream said that matters when it is over. */
export interface Account {
  /** The last result. */
  readonly result?: ResultSignal;
  /** Whether the assistant said anything but blanks. */
  readonly said: boolean;
  /** The tools that were refused and not granted later. */
  readonly denied: readonly string[];
  readonly usage?: Usage;
  readonly sessionId?: string;
  /** How many lines were no JSON objects. */
  readonly garbage: number;
}

/** Gathers an account signal by signal; it holds no text but the last result's. */
export interface Accountant {
  readonly add: (signal: Signal) => void;
  readonly account: () => Account;
}

/** An empty account, in the order of the stream from here on. */
export function createAccountant(): Accountant {
  const tools = createToolLedger();
  let result: ResultSignal | undefined;
  let usage: Usage | undefined;
  let sessionId: string | undefined;
  let said = false;
  let garbage = 0;
  const add = (signal: Signal): void => {
    switch (signal.kind) {
      case 'session':
        sessionId = signal.id;
        return;
      case 'text':
        said ||= signal.text.trim() !== '';
        return;
      case 'result':
        usage = addResult(usage, signal);
        result = signal;
        for (const denial of signal.denials) tools.deny(denial);
        return;
      case 'garbage':
        garbage++;
        return;
      case 'tool':
        tools.use(signal.useId, signal.name);
        return;
      case 'tool_ok':
        tools.succeed(signal.useId);
        return;
      case 'denied':
        tools.deny(signal);
    }
  };
  const account = (): Account => ({
    said,
    garbage,
    denied: tools.denied(),
    ...(result !== undefined && { result }),
    ...(usage !== undefined && { usage }),
    ...(sessionId !== undefined && { sessionId }),
  });
  return { add, account };
}

// Each result tells of its own turns and tokens; the total alone, where there is no more, covers those before it.
function addResult(before: Usage | undefined, result: ResultSignal): Usage | undefined {
  const { turns, inputTokens, outputTokens, costUsd, totalCostUsd } = result;
  const sum = addUsage(before, {
    ...(turns !== undefined && { turns }),
    ...(inputTokens !== undefined && { input_tokens: inputTokens }),
    ...(outputTokens !== undefined && { output_tokens: outputTokens }),
    ...(costUsd !== undefined && { cost_usd: costUsd }),
  });
  return costUsd === undefined && totalCostUsd !== undefined ? { ...sum, cost_usd: totalCostUsd } : sum;
}

function createToolLedger() {
  let now = 0;
  const uses = new Map<string, { readonly tool: string; readonly at: number }>();
  const succeeded = new Map<string, number>();
  const refused = new Map<string, number>();
  return {
    use: (useId: string, tool: string) => {
      uses.set(useId, { tool, at: ++now });
    },
    succeed: (useId: string) => {
      const use = uses.get(useId);
      if (use) succeeded.set(use.tool, ++now);
    },
    // Some versions tell of a denial in the result only: it happened where its use stands.
    deny: ({ tool, useId }: Denial) => {
      const use = useId === undefined ? undefined : uses.get(useId);
      refused.set(tool, Math.max(refused.get(tool) ?? 0, use?.at ?? ++now));
    },
    denied: () => [...refused].filter(([tool, at]) => at > (succeeded.get(tool) ?? 0)).map(([tool]) => tool),
  };
}

/** How the agent's process ended, and what it had said. */
export interface Ending {
  readonly exit: Exit;
  /** We ended it because it stayed after its result: the exit is then our doing. */
  readonly lingered: boolean;
  readonly account: Account;
  readonly stderrTail: string;
}

/** What came of a call: structurally the port's outcome. */
export interface Outcome {
  readonly failure?: Failure;
  readonly usage?: Usage;
  readonly sessionId?: string;
  /** The answer as a value; never beside a failure. */
  readonly structured?: Json;
}

/** Judges an ended call. Neither exit code nor subtype is enough alone; a sentinel is the caller's business. */
export function classify(ending: Ending): Outcome {
  const { usage, sessionId, result } = ending.account;
  const failure = judge(ending);
  const structured = failure === undefined ? result?.structured : undefined;
  return {
    ...(failure !== undefined && { failure }),
    ...(usage !== undefined && { usage }),
    ...(sessionId !== undefined && { sessionId }),
    ...(structured !== undefined && { structured }),
  };
}

function judge({ exit, lingered, account, stderrTail }: Ending): Failure | undefined {
  const { result, said, denied } = account;
  const clean = exit.code === 0;
  if (!result && clean) return { kind: 'agent_error', cause: 'no_result', stderrTail };
  if (!result) return { kind: 'crash', cause: 'exit', exit, stderrTail };
  if (result.subtype === SCHEMA_MISSED) return { kind: 'schema_invalid', errors: schemaErrors(result) };
  if (result.isError || result.subtype !== 'success')
    return { kind: 'agent_error', cause: 'reported', detail: detail(result), exit: lingered ? {} : exit };
  if (!clean && !lingered) return { kind: 'crash', cause: 'exit', exit, stderrTail };
  if (isSilent(result, said)) return { kind: 'no_output' };
  if (denied.length > 0) return { kind: 'permission_denied', tools: denied };
  return undefined;
}

const SCHEMA_MISSED = 'error_max_structured_output_retries';
const MAX_ERRORS = 10;

function schemaErrors({ errors }: ResultSignal): readonly string[] {
  const said = errors.map((error) => shorten(error.trim())).filter((error) => error !== '');
  return said.length === 0 ? ['the agent never gave one that does'] : said.slice(0, MAX_ERRORS);
}

function isSilent({ text, structured }: ResultSignal, said: boolean): boolean {
  if (structured !== undefined) return false;
  return text === undefined ? !said : text.trim() === '';
}

const detailLength = 1000;

// The limit's or the API's name stands beside the words: those differ from version to version.
function detail(result: ResultSignal): string {
  const { text, errors, subtype, apiStatus, terminalReason } = result;
  const said = shorten((text ?? '').trim() === '' ? errors.join('\n').trim() : text!.trim());
  const names = [
    ...(subtype === 'success' ? [] : [subtype === '' ? 'no subtype' : subtype]),
    ...(apiStatus === undefined ? [] : [`api_error_status ${apiStatus}`]),
    ...(terminalReason === undefined ? [] : [`terminal_reason ${terminalReason}`]),
  ];
  if (names.length === 0) return said === '' ? 'the agent reported an error' : said;
  return `${said === '' ? 'the agent reported an error' : said} (${names.map(shorten).join(', ')})`;
}

function shorten(text: string): string {
  if (text.length <= detailLength) return text;
  // Never half a character.
  return `${text.slice(0, detailLength).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
