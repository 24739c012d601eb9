import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Exit } from '../core/failure.ts';

/** One child process to start: no shell, no inherited handles. */
export interface ProcessRequest {
  /** A program's path, or its name to be found on the child's PATH. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The child's whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Written to the child and closed; absent: `/dev/null`. */
  readonly stdin?: string | Uint8Array;
  readonly stdout: number | 'pipe';
  readonly stderr: number | 'pipe';
  /** Windows: `args` are quoted already, as `cmd` wants them. */
  readonly verbatimArguments?: boolean;
}

/** A started child, leader of a process group of its own (POSIX). */
export interface RunningProcess {
  readonly pid: number;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** The child's own end, whoever still holds its pipes; never rejects. */
  readonly exited: Promise<Exit>;
}

/** What came of a start; `code` is Node's (`ENOENT`, `E2BIG`, `EMFILE`, `ERR_INVALID_ARG_VALUE` …). */
export type Started =
  | { readonly ok: true; readonly process: RunningProcess }
  | { readonly ok: false; readonly code: string; readonly error: string };

const detached = process.platform !== 'win32';

/** Starts the process; never throws or rejects: what `spawn` throws and what it emits are both the answer. */
export function startProcess(request: ProcessRequest): Promise<Started> {
  let child: ChildProcess;
  try {
    child = spawn(request.file, request.args, {
      cwd: request.cwd,
      env: request.env,
      detached,
      windowsHide: true,
      windowsVerbatimArguments: request.verbatimArguments === true,
      stdio: [request.stdin === undefined ? 'ignore' : 'pipe', request.stdout, request.stderr],
    });
  } catch (error) {
    return Promise.resolve(notStarted(error, request));
  }
  // Without a pid the reason follows as an event; after EMFILE the child does not even have streams.
  if (child.pid === undefined) return failedStart(child, request);
  return Promise.resolve({ ok: true, process: running(child, child.pid, request.stdin) });
}

function running(child: ChildProcess, pid: number, stdin: string | Uint8Array | undefined): RunningProcess {
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve(exit(code, signal)));
  });
  child.on('error', ignore);
  child.stdout?.on('error', ignore);
  child.stderr?.on('error', ignore);
  if (stdin !== undefined && child.stdin) {
    // A child that does not read its stdin to the end is no error of ours: EPIPE.
    child.stdin.on('error', ignore);
    child.stdin.end(stdin);
  }
  return { pid, stdout: child.stdout, stderr: child.stderr, exited };
}

function failedStart(child: ChildProcess, request: ProcessRequest): Promise<Started> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      child.stdin?.destroy();
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(notStarted(error, request));
    });
    child.stdin?.on('error', ignore);
  });
}

function notStarted(error: unknown, request: ProcessRequest): Started {
  const code = (error as NodeJS.ErrnoException).code ?? 'UNKNOWN';
  return { ok: false, code, error: reason(code, error, request) };
}

function reason(code: string, error: unknown, request: ProcessRequest): string {
  switch (code) {
    case 'ENOENT':
      // The same code for a missing program, a missing interpreter and a missing folder.
      if (!existsSync(request.cwd)) return `the folder ${request.cwd} does not exist (ENOENT)`;
      return `${request.file} was not found (ENOENT)`;
    case 'EACCES':
      return `${request.file} may not be executed (EACCES)`;
    case 'E2BIG':
      return `an environment value or argument is too large for the system; ${largest(request)} (E2BIG)`;
    case 'EMFILE':
    case 'ENFILE':
      return `too many open files (${code})`;
    case 'EAGAIN':
      return 'the system allows no more processes (EAGAIN)';
    case 'ERR_INVALID_ARG_VALUE':
      // Node's text quotes the value, which may be a secret.
      return 'an environment value or argument holds a NUL character';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

function largest(request: ProcessRequest): string {
  let name = '';
  let size = 0;
  for (const [key, value] of Object.entries(request.env)) {
    if (value.length > size) [name, size] = [key, value.length];
  }
  const argument = request.args.reduce((most, arg) => Math.max(most, arg.length), 0);
  if (argument > size) return `the largest is an argument of ${argument} characters`;
  return `the largest is ${name} with ${size} characters`;
}

// Node gives exactly one of the two.
function exit(code: number | null, signal: NodeJS.Signals | null): Exit {
  return signal === null ? { code: code ?? 0 } : { signal };
}

const ignore = () => {};
