import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { ArtifactService } from './artifact-service.ts';
import { runtimeToken } from './artifact-service.ts';
import { type Cancel, type Launched, launch, type Moment } from './launch.ts';
import { type LogCommand, parseCommands, parseEnvFile } from './oracle.ts';
import { tempVolume, type Volume } from './volume.ts';

const repository = resolve(import.meta.dirname, '../..');

/** The runner's clock after a cancel, in ms after SIGINT. */
export const runnerClock = { termMs: 7500, killMs: 10_000 };

export interface RunnerOptions {
  /** The checkout; nodes run here. */
  readonly workspace: Volume;
  /** The action's program. Default: this repository's `dist/index.js`. */
  readonly action?: string;
  /** Its metadata, for the inputs' defaults; `null` for an action without. Default: this repository's `action.yml`. */
  readonly metadata?: string | null;
  /** Absent: a results service that refuses every connection. */
  readonly service?: ArtifactService;
  /** Default: `http://github.localhost`. Another host than GitHub's is GHES to the client. */
  readonly serverUrl?: string;
  /** Of the job, as `env:` would: reaches main and post. */
  readonly env?: Readonly<Record<string, string>>;
  readonly runAttempt?: number;
}

export interface StepOptions {
  /** Cancel at this moment: SIGINT, SIGTERM after 7.5 s, SIGKILL after 10 s, to the action's process alone. */
  readonly cancelWhen?: Moment;
  readonly clock?: typeof runnerClock;
  /** Other signals than the runner's, at the same moment. */
  readonly signals?: Cancel['signals'];
  readonly limitMs?: number;
}

/** What the runner knows of a step when it is over. */
export interface Step extends Launched {
  /** From both streams. */
  readonly commands: readonly LogCommand[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly exported: Readonly<Record<string, string>>;
  readonly addedPath: readonly string[];
  readonly summary: string;
  /** What `::add-mask::` named. */
  readonly masks: readonly string[];
  /** By the runner's rule: exit code 0 and no signal. */
  readonly isSuccess: boolean;
  /** Messages of the `error` commands. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** A runner with one job: run the action's main step, then its post step with the state main saved. */
export interface Runner extends AsyncDisposable {
  readonly main: (inputs: Readonly<Record<string, string>>, options?: StepOptions) => Promise<Step>;
  readonly post: (options?: StepOptions) => Promise<Step>;
  /** What main and post saved so far. */
  readonly state: Readonly<Record<string, string>>;
  readonly temp: string;
}

/** Sets a runner up; its own folders are gone when it is disposed. */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const home = await tempVolume(
    { 'home/.keep': '', 'temp/.keep': '', 'event.json': '{}' },
    { name: 'runner' },
  );
  const defaults = await inputDefaults(options.metadata);
  const state: Record<string, string> = {};
  let inputs: Record<string, string> = {};
  let steps = 0;
  const mainProgram = resolve(options.action ?? join(repository, 'dist/index.js'));
  // An action of one file does both; ours has a post beside it.
  const beside = join(dirname(mainProgram), 'post.js');
  const postProgram = existsSync(beside) ? beside : mainProgram;
  const step = async (program: string, own: StepOptions): Promise<Step> => {
    const files = await commandFiles(home, `step-${steps++}`);
    const launched = await launch({
      args: [program],
      cwd: options.workspace.root,
      env: {
        ...baseEnv(home, options),
        ...files.env,
        ...inputEnv(inputs),
        ...stateEnv(state),
        ...options.env,
      },
      limitMs: own.limitMs ?? 60_000,
      ...(own.cancelWhen !== undefined && {
        cancel: { when: own.cancelWhen, signals: own.signals ?? cancelSignals(own.clock ?? runnerClock) },
      }),
    });
    const commands = [...parseCommands(launched.stdout), ...parseCommands(launched.stderr)];
    const messages = (name: string) => commands.filter((c) => c.name === name).map((c) => c.message);
    const outputs = record(commands, 'set-output');
    Object.assign(state, record(commands, 'save-state'), await files.pairs('GITHUB_STATE'));
    return {
      ...launched,
      commands,
      outputs: { ...outputs, ...(await files.pairs('GITHUB_OUTPUT')) },
      exported: { ...record(commands, 'set-env'), ...(await files.pairs('GITHUB_ENV')) },
      addedPath: (await files.text('GITHUB_PATH')).split('\n').filter((line) => line !== ''),
      summary: await files.text('GITHUB_STEP_SUMMARY'),
      masks: messages('add-mask'),
      isSuccess: launched.code === 0,
      errors: messages('error'),
      warnings: messages('warning'),
    };
  };
  return {
    main: (given, own = {}) => {
      inputs = { ...defaults, ...given };
      return step(mainProgram, own);
    },
    post: (own = {}) => step(postProgram, own),
    state,
    temp: home.path('temp'),
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

// The old commands still work, so a forged one must show.
function record(commands: readonly LogCommand[], name: string): Record<string, string> {
  return Object.fromEntries(
    commands.filter((command) => command.name === name).map((c) => [c.properties['name'] ?? '', c.message]),
  );
}

const cancelSignals = (clock: typeof runnerClock) => [
  { atMs: 0, name: 'SIGINT' as const },
  { atMs: clock.termMs, name: 'SIGTERM' as const },
  { atMs: clock.killMs, name: 'SIGKILL' as const },
];

const inputEnv = (inputs: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  );

const stateEnv = (state: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));

async function inputDefaults(metadata: string | null | undefined): Promise<Record<string, string>> {
  if (metadata === null) return {};
  const text = await readFile(metadata ?? join(repository, 'action.yml'), 'utf8');
  const { inputs = {} } = parse(text) as { inputs?: Record<string, { default?: unknown }> };
  // The runner gives every declared input, without a default as an empty one.
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { default: value }]) => [name, String(value ?? '')]),
  );
}

async function commandFiles(home: Volume, step: string) {
  const names = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'];
  const folder = home.path('temp', '_runner_file_commands', step);
  await mkdir(folder, { recursive: true });
  const env = Object.fromEntries(names.map((name) => [name, join(folder, name.toLowerCase())]));
  for (const path of Object.values(env)) await writeFile(path, '');
  // A node may have removed one: to the runner that is an empty one.
  const text = (name: string) => readFile(env[name]!, 'utf8').catch(() => '');
  return { env, text, pairs: async (name: string) => Object.fromEntries(parseEnvFile(await text(name))) };
}

function baseEnv(home: Volume, options: RunnerOptions): Record<string, string> {
  const serverUrl = options.serverUrl ?? 'http://github.localhost';
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home.path('home'),
    LANG: 'C.UTF-8',
    TMPDIR: home.path('temp'),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: 'omne',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: options.service?.apiUrl ?? `${serverUrl}/api`,
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: home.path('event.json'),
    GITHUB_JOB: 'job',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'octo/repo',
    GITHUB_RUN_ATTEMPT: String(options.runAttempt ?? 1),
    GITHUB_RUN_ID: '1234567',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_SERVER_URL: serverUrl,
    GITHUB_SHA: '0'.repeat(40),
    GITHUB_WORKFLOW: 'ci',
    GITHUB_WORKSPACE: options.workspace.root,
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'self-hosted',
    RUNNER_NAME: 'rig',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: home.path('temp'),
    RUNNER_TOOL_CACHE: home.path('temp'),
    RUNNER_TRACKING_ID: 'github_rig',
    ACTIONS_RUNTIME_TOKEN: options.service?.token ?? runtimeToken(),
    ACTIONS_RUNTIME_URL: options.service?.url ?? 'http://127.0.0.1:9/',
    ACTIONS_RESULTS_URL: options.service?.url ?? 'http://127.0.0.1:9/',
  };
}
