import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';
import type { HostEnvironment } from './env.ts';
import type { GitPlace } from './git-place.ts';
import { killLeftovers } from './kill.ts';
import { startProcess } from './process.ts';

/** One call of git. */
export interface GitCall {
  readonly place: GitPlace;
  readonly host: HostEnvironment;
  readonly args: readonly string[];
  /** More settings, as `name=value`. */
  readonly settings?: readonly string[];
  /** An index of ours instead of the user's. */
  readonly index?: string;
  /** Where new objects go instead of into the user's repository, whose own are still found. */
  readonly objects?: string;
  readonly stdin?: string | Uint8Array;
  /** Takes stdout as it comes; what it throws ends git and is the error. Absent: it is the answer. */
  readonly take?: (chunk: Buffer) => void;
  /** Ends git; its reason, if a string, is the error. */
  readonly signal?: AbortSignal;
  /** The run a filter's process is found by, should it stay. */
  readonly runId?: string;
}

/**
 * What a node may have written into the repository's config, overruled: nothing that git would run but the filters
 * that files need to be read and written (`filter.*`, such as LFS), nothing that hides a change, nothing fetched.
 */
const settings: Readonly<Record<string, string>> = {
  'core.hooksPath': process.platform === 'win32' ? 'NUL' : '/dev/null',
  'core.fsmonitor': 'false',
  'core.untrackedCache': 'false',
  'core.splitIndex': 'false',
  'core.pager': 'cat',
  'core.editor': 'false',
  'core.sshCommand': 'false',
  'core.alternateRefsCommand': 'false',
  'core.trustctime': 'true',
  'core.checkStat': 'default',
  'core.ignoreStat': 'false',
  'core.safecrlf': 'false',
  'core.protectHFS': 'true',
  'core.protectNTFS': 'true',
  'core.compression': '0',
  'core.looseCompression': '0',
  'core.fsync': 'none',
  'apply.whitespace': 'nowarn',
  'apply.ignoreWhitespace': 'no',
  'diff.suppressBlankEmpty': 'false',
  'credential.helper': '',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'protocol.allow': 'never',
  'submodule.recurse': 'false',
  // In a container the checkout belongs to somebody else, and the nodes ran in it already.
  'safe.directory': '*',
};
const config = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/**
 * Runs git at the top of a work tree; answers its stdout, or a short sentence with git's own last words. Of the
 * environment no `GIT_*` reaches it, nor what belongs to the runner; what it leaves behind is killed.
 */
export async function runGit(call: GitCall): Promise<Result<Buffer, string>> {
  const name = call.args[0] ?? '';
  if (call.signal?.aborted) return err(reasonOf(call.signal, name));
  const started = await startProcess({
    file: 'git',
    args: [...config, ...(call.settings ?? []).flatMap((setting) => ['-c', setting]), ...call.args],
    cwd: call.place.top,
    env: environment(call),
    ...(call.stdin !== undefined && { stdin: call.stdin }),
    stdout: 'pipe',
    stderr: 'pipe',
  });
  if (!started.ok) return err(`git ${name}: ${started.error}`);
  const { pid, stdout, stderr, exited } = started.process;
  const answer = createAnswer();
  let broken: string | undefined;
  let words = '';
  const stop = () => {
    broken ??= call.signal?.aborted ? reasonOf(call.signal, name) : undefined;
    stopProcess(pid);
  };
  stdout?.on('data', (chunk: Buffer) => {
    try {
      if (broken === undefined) (call.take ?? answer.take)(chunk);
    } catch (error) {
      broken = error instanceof Error ? error.message : String(error);
      stop();
    }
  });
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
  });
  call.signal?.addEventListener('abort', stop, { once: true });
  if (call.signal?.aborted) stop();
  const exit = await exited;
  // What a filter left may hold the pipe: nobody waits for it.
  killLeftovers(pid);
  await Promise.all([closed(stdout), closed(stderr)]);
  call.signal?.removeEventListener('abort', stop);
  if (broken !== undefined) return err(broken);
  if (exit.code === 0) return ok(answer.whole());
  const end = exit.code === undefined ? `was killed by ${exit.signal}` : `failed with exit code ${exit.code}`;
  return err(`git ${name} ${end}${lastWords(words)}`);
}

const largestAnswer = 128 * 1024 * 1024;

function createAnswer() {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const take = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > largestAnswer) throw new Error('git has too much to tell: there are too many changed files');
    chunks.push(chunk);
  };
  return { take, whole: () => Buffer.concat(chunks) };
}

// Only while it runs: until its exit was seen, its number is nobody else's.
function stopProcess(pid: number): void {
  try {
    if (process.platform === 'win32') process.kill(pid, 'SIGKILL');
    else killLeftovers(pid);
  } catch {
    // It has just ended.
  }
}

const reasonOf = (signal: AbortSignal, name: string) =>
  typeof signal.reason === 'string' ? signal.reason : `git ${name} was stopped`;

const lastWords = (words: string) => {
  const lines = words
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('hint:'));
  return lines.length === 0 || lines[0] === '' ? '' : `: ${lines.slice(-3).join('; ')}`;
};

function closed(stream: NodeJS.ReadableStream | null): Promise<void> {
  return new Promise((resolve) => {
    if (stream === null || (stream as { closed?: boolean }).closed) return resolve();
    const timer = setTimeout(resolve, 2_000);
    stream.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Asks git something short without waiting for anything else; undefined for whatever goes wrong. */
export function askGit({ place, host, args }: Pick<GitCall, 'place' | 'host' | 'args'>): string | undefined {
  try {
    const done = spawnSync('git', [...config, ...args], {
      cwd: place.top,
      env: environment({ place, host, args }),
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
      timeout: 5_000,
      windowsHide: true,
    });
    return done.status === 0 ? done.stdout.trim() : undefined;
  } catch {
    return undefined;
  }
}

function environment({ place, host, index, objects, runId }: GitCall): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(host.guarded)) if (!/^GIT_/i.test(name)) env[name] = value;
  env['LC_ALL'] = 'C';
  env['GIT_DIR'] = place.gitDir;
  // It overrules the config's `core.worktree` and `core.bare`.
  env['GIT_WORK_TREE'] = place.top;
  env['GIT_TERMINAL_PROMPT'] = '0';
  // A status would refresh the indexes of submodules.
  env['GIT_OPTIONAL_LOCKS'] = '0';
  // No other checkout has the replacements.
  env['GIT_NO_REPLACE_OBJECTS'] = '1';
  env['GIT_NO_LAZY_FETCH'] = '1';
  env['GIT_ALLOW_PROTOCOL'] = 'none';
  if (runId !== undefined) env['OMNE_RUN_ID'] = runId;
  if (index !== undefined) env['GIT_INDEX_FILE'] = index;
  if (objects !== undefined) {
    env['GIT_OBJECT_DIRECTORY'] = objects;
    env['GIT_ALTERNATE_OBJECT_DIRECTORIES'] = quoted(join(place.commonDir, 'objects'));
  }
  return env;
}

// A list with `:` between (`;` on Windows), quoted as C does where that would not be clear.
const quoted = (path: string) =>
  process.platform !== 'win32' && /[:"\\\n]/.test(path)
    ? `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`
    : path;
