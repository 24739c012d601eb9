import { type Account, createAccountant } from '../core/claude-outcome.ts';
import type { ResultSignal, Signal } from '../core/claude-stream.ts';
import type { Redactor } from '../core/redact.ts';
import { redactJson } from '../core/redact-json.ts';
import { createScanner } from '../core/sentinel.ts';
import type { AgentCaptures } from './agent-captures.ts';
import { createLineSplitter } from './line-splitter.ts';

/** Understands an agent's stdout as it comes: captures it, and keeps what decides the call. */
export interface AgentListener {
  /** Takes the bytes as received; never throws. */
  readonly take: (bytes: Uint8Array) => void;
  /** The stream is over. */
  readonly end: () => void;
  /** From here on bytes are captured and no more: what we made the agent say is not its answer. */
  readonly close: () => void;
  /** The sentinel that was said first. */
  readonly sentinel: () => 'until' | 'blocked' | undefined;
  /** Whether a result was the last thing of weight: nothing more is expected. */
  readonly isDone: () => boolean;
  readonly account: () => Account;
  /** Why the stream could not be understood; a bug of ours, but the node's failure. */
  readonly broken: () => string | undefined;
}

/** What a listener needs to know of the call. */
export interface ListenerRequest {
  readonly parseLine: (line: string) => readonly Signal[];
  readonly until: string | undefined;
  readonly maxLineBytes: number;
  readonly redactor: Redactor;
}

const blocked = 'BLOCKED';

/** A listener for one call, writing to `captures`. */
export function createAgentListener(request: ListenerRequest, captures: AgentCaptures): AgentListener {
  const { parseLine, until, maxLineBytes, redactor } = request;
  const scanner = createScanner(until === undefined ? [blocked] : [blocked, until]);
  const accountant = createAccountant();
  let hit: string | undefined;
  let done = false;
  let closed = false;
  let broken: string | undefined;
  /** The message whose last line has no end yet. */
  let openLine: string | undefined;

  // Messages are told apart in the capture as they are by the scanner: none goes on in another's line.
  const write = (messageId: string, text: string) => {
    if (text === '') return;
    if (openLine !== undefined && openLine !== messageId) captures.text('\n');
    captures.text(text);
    openLine = text.endsWith('\n') ? undefined : messageId;
  };
  const hear = (signal: Signal) => {
    switch (signal.kind) {
      case 'result':
        hit ??= scanner.end();
        done = true;
        return accountant.add(redactResult(signal, redactor));
      case 'text':
        done = false;
        // What follows the sentinel is no part of the answer.
        if (hit !== undefined) return;
        write(signal.messageId, signal.text);
        hit = scanner.feed(signal.messageId, signal.text, signal.cut);
        return accountant.add(signal);
      case 'session':
      case 'tool':
        done = false;
        return accountant.add(signal);
      case 'tool_ok':
      case 'denied':
      case 'garbage':
        return accountant.add(signal);
    }
  };
  const guarded = (work: () => void) => {
    try {
      work();
    } catch (error) {
      broken ??= error instanceof Error ? error.message : String(error);
    }
  };
  const lines = createLineSplitter(
    {
      line: (line) => {
        if (closed) return;
        for (const signal of parseLine(line)) hear(signal);
      },
      tooLong: () => accountant.add({ kind: 'garbage' }),
    },
    maxLineBytes,
  );
  return {
    take: (bytes) => {
      captures.raw(bytes);
      guarded(() => lines.push(bytes));
    },
    end: () => {
      guarded(lines.end);
      if (!closed) hit ??= scanner.end();
      captures.finish();
    },
    close: () => {
      closed = true;
    },
    sentinel: () => (hit === undefined ? undefined : hit === blocked ? 'blocked' : 'until'),
    isDone: () => done,
    account: accountant.account,
    broken: () => broken,
  };
}

// Before anything is cut off it: half a secret would not be found.
function redactResult(signal: ResultSignal, redactor: Redactor): ResultSignal {
  return {
    ...signal,
    errors: signal.errors.map(redactor.text),
    ...(signal.text !== undefined && { text: redactor.text(signal.text) }),
    ...(signal.structured !== undefined && { structured: redactJson(signal.structured, redactor) }),
  };
}
