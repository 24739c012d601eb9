import { closeSync, constants, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Child } from '../run/ports.ts';
import { writeFresh } from './capture.ts';
import type { RunContext } from './run-context.ts';
import type { CommandFileName, RunFiles } from './run-files.ts';
import { needFolders } from './run-folders.ts';

/** This process's environment, taken once; every child's is built from it. */
export interface HostEnvironment {
  /** Everything, for our own use. */
  readonly all: Readonly<Record<string, string>>;
  /** What a script may see: less what belongs to the runner and this action. */
  readonly stripped: Readonly<Record<string, string>>;
  /** What an agent or a gate may see: also less what could change the program that judges. */
  readonly guarded: Readonly<Record<string, string>>;
}

/** Who gets the environment. */
export type ChildKind = 'bash' | 'agent' | 'gate';

// Windows finds a variable whatever its case.
const caseless = process.platform === 'win32' ? 'i' : '';
const runnersOwn = new RegExp(
  '^(?:INPUT_|STATE_|ACTIONS_RUNTIME_|ACTIONS_ID_TOKEN_|ACTIONS_RESULTS_URL$|ACTIONS_CACHE_URL$)',
  caseless,
);
/** The credentials among them: `pass_env` cannot let these through. */
const runnerToken = /^ACTIONS_(?:RUNTIME_|ID_TOKEN_)(?:.*_)?TOKEN$/i;
/** What an outer run told the child that we are. */
const outerRun =
  /^OMNE_(?:INPUT_|FILE_|(?:RUN_ID|NODE_ID|VOLUME_ROOT|WORKTREE|RUN_DIR|ATTEMPT|GATE_NAME|OUTPUT|ITEM|INDEX|ITERATION)$)/;
/** Code or options that bash, the loader or Node take from the environment. */
const injections = new RegExp(
  '^(?:BASH_ENV|ENV|LD_PRELOAD|NODE_OPTIONS|SHELLOPTS|BASHOPTS|PS4|BASH_FUNC_.*)$',
  caseless,
);

const commandFileNames: Readonly<Record<CommandFileName, string>> = {
  output: 'GITHUB_OUTPUT',
  summary: 'GITHUB_STEP_SUMMARY',
  env: 'GITHUB_ENV',
  path: 'GITHUB_PATH',
  state: 'GITHUB_STATE',
};
const commandFiles = Object.entries(commandFileNames) as readonly (readonly [CommandFileName, string])[];

/** Takes the environment once; what happens to `process.env` later reaches no child. */
export function snapshotEnvironment(): HostEnvironment {
  const all = { ...process.env } as Record<string, string>;
  const keep = (test: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => test(name)));
  const ours = (name: string) => !runnersOwn.test(name) && !outerRun.test(name);
  return { all, stripped: keep(ours), guarded: keep((name) => ours(name) && !injections.test(name)) };
}

/** `process.env` as it is now, for a package that spawns with it by itself. */
export function currentEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/**
 * The whole environment of a child (DESIGN §8), `extra` below what the pipe's author wrote. In a workflow it makes the
 * node's private command files, empty: `@actions/core` refuses a path that is not there. Elsewhere `>>` makes them.
 * A value too long for an environment goes to a file that `OMNE_FILE_<NAME>` names.
 */
export function childEnvironment(
  context: RunContext,
  child: Child,
  kind: ChildKind,
  extra?: Readonly<Record<string, string>>,
): Record<string, string> {
  const { files, host } = context;
  const env: Record<string, string> = { ...(kind === 'bash' ? host.stripped : host.guarded), ...extra };
  for (const name of child.passEnv) {
    const value = Object.hasOwn(host.all, name) ? host.all[name] : undefined;
    if (value !== undefined && !runnerToken.test(name) && !isOurs(name)) define(env, name, value);
  }
  for (const [file, name] of commandFiles) env[name] = files.commandFile(child.nodeId, file);
  env['OMNE_OUTPUT'] = files.commandFile(child.nodeId, 'output');
  prepareCommandFiles(context, child.nodeId, kind);
  for (const [name, value] of Object.entries(child.env)) {
    if (!isOurs(name)) set(env, [name, value], child.nodeId, files);
  }
  for (const entry of Object.entries(child.variables)) set(env, entry, child.nodeId, files);
  env['OMNE_RUN_ID'] = context.runId;
  env['OMNE_NODE_ID'] = child.nodeId;
  env['OMNE_VOLUME_ROOT'] = files.root;
  env['OMNE_WORKTREE'] = files.worktree;
  env['OMNE_RUN_DIR'] = files.runDir;
  env['OMNE_ATTEMPT'] = String(child.attempt);
  return env;
}

const isOurs = (name: string) => name.startsWith('OMNE_');

// Linux takes no longer `NAME=value`; a UTF-16 unit has at most three bytes.
const longestEntry = 131_071;
const surelyFits = 40_000;

function set(
  env: Record<string, string>,
  [name, value]: readonly [string, string],
  nodeId: string,
  files: RunFiles,
): void {
  const isLong =
    value.length > surelyFits && Buffer.byteLength(name) + 1 + Buffer.byteLength(value) > longestEntry;
  const path = isLong ? writeLong(files, nodeId, [name, value]) : undefined;
  if (path === undefined) {
    define(env, name, value);
    return;
  }
  // What the job has by that name is not what the pipe says.
  delete env[name];
  env[`OMNE_FILE_${isOurs(name) ? name.slice('OMNE_'.length) : name}`] = path;
}

// Where it cannot be written the start fails, and says which value is too large.
function writeLong(
  files: RunFiles,
  nodeId: string,
  [name, value]: readonly [string, string],
): string | undefined {
  const path = files.longValue(nodeId, name);
  try {
    writeFresh(path, value, files.runDir);
    return path;
  } catch {
    return undefined;
  }
}

// Assigning to `__proto__` would lose the variable.
function define(env: Record<string, string>, name: string, value: string): void {
  if (name === '__proto__')
    Object.defineProperty(env, name, { value, enumerable: true, writable: true, configurable: true });
  else env[name] = value;
}

// Never follows a planted link, never waits for a planted FIFO's reader.
const createOnly =
  constants.O_WRONLY | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function prepareCommandFiles({ files, host }: RunContext, nodeId: string, kind: ChildKind): void {
  const output = files.commandFile(nodeId, 'output');
  try {
    if (nodeId.includes('/')) needFolders(output, files.runDir);
  } catch {
    return;
  }
  if (host.all['GITHUB_ACTIONS'] !== 'true') return;
  // A gate follows its node's body, which had them made, unless that was a container.
  if (kind !== 'gate' || !existsSync(output)) makeCommandFiles(files, nodeId);
}

function makeCommandFiles(files: RunFiles, nodeId: string): void {
  for (const [file] of commandFiles) {
    const path = files.commandFile(nodeId, file);
    try {
      makeEmpty(path);
    } catch {
      // A missing command file harms only a script that uses it, and that says so itself.
    }
  }
}

function makeEmpty(path: string): void {
  try {
    closeSync(openSync(path, createOnly, 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, createOnly, 0o600));
  }
}
