import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a program did. */
export interface Launched {
  readonly pid: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
  /** From the first signal to the end; absent when none was sent. */
  readonly cancelMs?: number;
}

/** When to act: once this text stands in either stream, or once this says so (asked each 10 ms). */
export type Moment = string | (() => boolean | Promise<boolean>);

/** Signals to send, the first at `when`, each `atMs` after that. */
export interface Cancel {
  readonly when: Moment;
  readonly signals: readonly { readonly atMs: number; readonly name: NodeJS.Signals }[];
}

export interface Launch {
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cancel?: Cancel;
  /** After this the program is killed and the launch fails. Default 60 s. */
  readonly limitMs?: number;
  /** Written to stdin, which otherwise is empty. */
  readonly stdin?: string;
}

/** Runs this Node (`process.execPath`) with `args` and collects both streams until they are closed. */
export async function launch(options: Launch): Promise<Launched> {
  const started = performance.now();
  const child = spawn(process.execPath, options.args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.stdin ?? '');
  const out = collect(child.stdout);
  const err = collect(child.stderr);
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const done = new AbortController();
  let cancelledAt: number | undefined;
  const cancelling = options.cancel
    ? followCancel(options.cancel, { seen: () => [out(), err()], signal: done.signal }, (name) => {
        cancelledAt ??= performance.now();
        child.kill(name);
      })
    : undefined;
  const limitMs = options.limitMs ?? 60_000;
  let isLate = false;
  const limit = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, limitMs);
  const exit = await exited;
  const endedAt = performance.now();
  clearTimeout(limit);
  done.abort();
  await cancelling;
  await drained(child);
  if (isLate) throw new Error(`not done after ${limitMs} ms\nstdout: ${tail(out())}\nstderr: ${tail(err())}`);
  return {
    pid: child.pid!,
    ...exit,
    stdout: out(),
    stderr: err(),
    durationMs: endedAt - started,
    ...(cancelledAt !== undefined && { cancelMs: endedAt - cancelledAt }),
  };
}

const tail = (text: string) => text.slice(-2000);

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

// A survivor of the program may hold the streams for ever.
async function drained(child: {
  readonly stdout: NodeJS.ReadableStream;
  readonly stderr: NodeJS.ReadableStream;
}) {
  const limit = new AbortController();
  const ended = Promise.all(
    [child.stdout, child.stderr].map(
      (stream) =>
        new Promise<void>((resolve) =>
          'closed' in stream && stream.closed ? resolve() : void stream.once('close', resolve),
        ),
    ),
  );
  await Promise.race([ended, sleep(1000, undefined, { signal: limit.signal }).catch(() => {})]);
  limit.abort();
}

interface Watch {
  readonly seen: () => readonly string[];
  readonly signal: AbortSignal;
}

async function followCancel(
  cancel: Cancel,
  watch: Watch,
  send: (name: NodeJS.Signals) => void,
): Promise<void> {
  const { when } = cancel;
  const isNow = typeof when === 'string' ? () => watch.seen().some((text) => text.includes(when)) : when;
  try {
    while (!(await isNow())) await sleep(10, undefined, { signal: watch.signal });
    let atMs = 0;
    for (const step of cancel.signals) {
      if (step.atMs > atMs) await sleep(step.atMs - atMs, undefined, { signal: watch.signal });
      atMs = step.atMs;
      if (watch.signal.aborted) return;
      send(step.name);
    }
  } catch {
    // The program ended first.
  }
}
