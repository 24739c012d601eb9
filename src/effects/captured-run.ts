import { closeSync, statfsSync } from 'node:fs';
import type { Exit, Failure } from '../core/failure.ts';
import { giveRoom, openCapture, readTail } from './capture.ts';
import { monotonicMs } from './clock.ts';
import { endProcess, type Grace, killLeftovers } from './kill.ts';
import { type ProcessRequest, type RunningProcess, startProcess } from './process.ts';
import type { Mark } from './process-table.ts';

/** A process whose output goes straight into two files; no byte of it passes through here. */
export interface CapturedRequest extends Omit<ProcessRequest, 'stdin' | 'stdout' | 'stderr'> {
  /** The capture files' paths. */
  readonly stdout: string;
  readonly stderr: string;
  /** The run directory they lie in. */
  readonly within: string;
  readonly marker: Mark;
  readonly grace: Grace;
  /** Whether the tails are wanted of a process that ended well, too. */
  readonly tails: 'always' | 'on-failure';
}

/** How it ended; after an abort the exit is whatever the ladder made of it. */
export type CapturedEnd =
  | { readonly kind: 'exit'; readonly exit: Exit; readonly stdoutTail: string; readonly stderrTail: string }
  | { readonly kind: 'not-started'; readonly error: string }
  | { readonly kind: 'capture'; readonly failure: Failure };

const briefMs = 10;

interface Captures {
  readonly stdout: number;
  readonly stderr: number;
}

/** Runs it to its end, or to the end of its ladder when `signal` aborts; never rejects, and always closes the files. */
export async function runCaptured(request: CapturedRequest, signal: AbortSignal): Promise<CapturedEnd> {
  if (signal.aborted) return { kind: 'not-started', error: 'ended before it began' };
  const { within } = request;
  // Before the process: where descriptors run out, this must be what fails.
  const stdout = openCapture(request.stdout, { append: false, within });
  if (!stdout.ok) return { kind: 'capture', failure: stdout.error };
  try {
    const stderr = openCapture(request.stderr, { append: false, within });
    if (!stderr.ok) return { kind: 'capture', failure: stderr.error };
    try {
      return await runInto({ stdout: stdout.value, stderr: stderr.value }, request, signal);
    } finally {
      closeSync(stderr.value);
    }
  } finally {
    closeSync(stdout.value);
  }
}

async function runInto(
  captures: Captures,
  request: CapturedRequest,
  signal: AbortSignal,
): Promise<CapturedEnd> {
  const { file, args, cwd, env, verbatimArguments = false } = request;
  const started = await startProcess({ file, args, cwd, env, verbatimArguments, ...captures });
  if (!started.ok) return { kind: 'not-started', error: started.error };
  const startedAt = monotonicMs();
  const exit = await waitOrEnd(started.process, request, signal);
  // The look costs as much as a node of a millisecond would notice; on a full disc the journal stops that one.
  const suspicious = exit.code !== 0 || monotonicMs() - startedAt > briefMs;
  if (suspicious && isFull(request.stderr)) {
    killLeftovers(started.process.pid);
    giveRoom(captures.stdout);
    giveRoom(captures.stderr);
    return {
      kind: 'capture',
      failure: { kind: 'capture_failed', path: request.stdout, error: 'no space left on device' },
    };
  }
  const wanted = request.tails === 'always' || exit.code !== 0;
  return {
    kind: 'exit',
    exit,
    stdoutTail: wanted ? readTail(captures.stdout) : '',
    stderrTail: wanted ? readTail(captures.stderr) : '',
  };
}

// Not `await exited, then see`: once the ladder is through, nobody waits for a process that is stuck in the kernel.
function waitOrEnd(child: RunningProcess, request: CapturedRequest, signal: AbortSignal): Promise<Exit> {
  return new Promise((resolve) => {
    let ending = false;
    const end = () => {
      ending = true;
      const ended = endProcess(child, { gentle: false, marker: request.marker, grace: request.grace });
      const exited = Promise.race([child.exited, ended.then((): Exit => ({ signal: 'SIGKILL' }))]);
      void ended.then(() => resolve(exited));
    };
    void child.exited.then((exit) => {
      if (ending) return;
      signal.removeEventListener('abort', end);
      // Beside the next node's start, not before it: most groups are empty, and that costs an exception.
      setImmediate(killLeftovers, child.pid);
      resolve(exit);
    });
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

// A script that lost output for want of space may still end well; its capture would be a lie.
function isFull(path: string): boolean {
  try {
    const { blocks, bfree, bavail } = statfsSync(path);
    return blocks > 0 && (process.getuid?.() === 0 ? bfree : bavail) === 0;
  } catch {
    return false;
  }
}
