import { parseDuration } from '../core/duration.ts';
import { err, ok, type Result } from '../core/result.ts';
import { suggest } from '../core/suggest.ts';
import { type ExplainCommand, readExplain } from './flags-explain.ts';
import { type InitCommand, readInit } from './flags-init.ts';
import { type ReportCommand, readReport } from './flags-report.ts';
import type { LogMode } from './log.ts';

// An `import` of node:util evaluates all its getters, three milliseconds on the way to the first node.
const { parseArgs } = process.getBuiltinModule('node:util');

/** What the command line asked for. */
export type Command =
  | RunCommand
  | ResumeCommand
  | InitCommand
  | { readonly kind: 'validate'; readonly pipes: readonly string[] }
  | { readonly kind: 'graph'; readonly pipe: string }
  | PlanCommand
  | { readonly kind: 'status'; readonly run?: string }
  | ExplainCommand
  | { readonly kind: 'verify'; readonly run: string }
  | ReportCommand
  | { readonly kind: 'help' }
  | { readonly kind: 'version' };

export interface RunCommand {
  readonly kind: 'run';
  readonly pipe: string;
  readonly given: ReadonlyMap<string, string>;
  readonly maxParallel?: number;
  readonly timeoutMs?: number;
  readonly log: LogMode;
  readonly worktree: boolean;
  readonly json: boolean;
  readonly fsync: Fsync;
}

/** When the journal is synced to disc: where it matters most, or after every event. */
export type Fsync = 'auto' | 'always';

export interface ResumeCommand extends Omit<RunCommand, 'kind' | 'pipe' | 'worktree'> {
  readonly kind: 'resume';
  /** A run's id or the beginning of it, its folder, or its journal. */
  readonly run: string;
  /** Shows what would be taken over, and stops. */
  readonly dryRun: boolean;
  /** Takes the worktree for what the run left. */
  readonly trustWorktree: boolean;
}

export interface PlanCommand {
  readonly kind: 'plan';
  readonly pipe: string;
  readonly given: ReadonlyMap<string, string>;
  /** Path of a file with stubs. */
  readonly stub?: string;
  /** The limit of the job that will run it. */
  readonly jobTimeoutMs?: number;
}

const COMMANDS = [
  'run',
  'resume',
  'validate',
  'report',
  'plan',
  'graph',
  'status',
  'explain',
  'verify',
  'init',
  'help',
  'version',
] as const;

/** Reads the command line; the error is a sentence for the user. */
export function parseFlags(argv: readonly string[]): Result<Command, string> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h') return ok({ kind: 'help' });
  const isKnown = COMMANDS.some((command) => command === name);
  if (isKnown && (rest.includes('--help') || rest.includes('-h'))) return ok({ kind: 'help' });
  switch (name) {
    case 'run':
      return runCommand(rest);
    case 'resume':
      return resumeCommand(rest);
    case 'validate':
      return rest.length === 0
        ? err('validate needs at least one pipe')
        : positional(rest, (pipes) => ({ kind: 'validate', pipes }));
    case 'plan':
      return planCommand(rest);
    case 'report':
      return readReport(rest);
    case 'graph':
      return one(rest, 'graph needs one pipe', (pipe) => ({ kind: 'graph', pipe }));
    case 'status':
      return rest.length === 0
        ? ok({ kind: 'status' })
        : one(rest, 'status takes one run', (run) => ({ kind: 'status', run }));
    case 'explain':
      return readExplain(rest);
    case 'verify':
      return one(rest, 'verify needs one run: its id, its folder or its journal', (run) => ({
        kind: 'verify',
        run,
      }));
    case 'init':
      return readInit(rest);
    case 'help':
      return rest.length === 0 || COMMANDS.some((command) => command === rest[0])
        ? ok({ kind: 'help' })
        : err(unknownCommand(rest[0] ?? ''));
    case 'version':
    case '--version':
    case '-V':
      return rest.length === 0 ? ok({ kind: 'version' }) : err('version takes nothing more');
    default:
      return err(unknownCommand(name));
  }
}

function unknownCommand(name: string): string {
  const meant = suggest(name, COMMANDS);
  return `unknown command \`${name}\`${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`;
}

function positional(
  rest: readonly string[],
  make: (values: readonly string[]) => Command,
): Result<Command, string> {
  const flag = rest.find((value) => value.startsWith('-') && value !== '-');
  return flag === undefined ? ok(make(rest)) : err(`unknown option \`${flag}\``);
}

function one(
  rest: readonly string[],
  words: string,
  make: (value: string) => Command,
): Result<Command, string> {
  const [value] = rest;
  return rest.length !== 1 || value === undefined ? err(words) : positional(rest, () => make(value));
}

const CONDUCT_OPTIONS = {
  input: { type: 'string', short: 'i', multiple: true },
  'max-parallel': { type: 'string', short: 'j' },
  timeout: { type: 'string' },
  log: { type: 'string' },
  json: { type: 'boolean' },
  fsync: { type: 'string' },
} as const;

const RUN_OPTIONS = { ...CONDUCT_OPTIONS, worktree: { type: 'boolean' } } as const;

const RESUME_OPTIONS = {
  ...CONDUCT_OPTIONS,
  'dry-run': { type: 'boolean' },
  'trust-worktree': { type: 'boolean' },
} as const;

function runCommand(rest: readonly string[]): Result<Command, string> {
  const parsed = attempt(() =>
    parseArgs({ args: [...rest], options: RUN_OPTIONS, allowPositionals: true, strict: true }),
  );
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  const [pipe] = positionals;
  if (pipe === undefined || positionals.length > 1) return err('run needs one pipe: a path or a name');
  const common = conductOptions(values);
  if (!common.ok) return common;
  return ok({ kind: 'run', pipe, ...common.value, worktree: values.worktree ?? false });
}

function resumeCommand(rest: readonly string[]): Result<Command, string> {
  const parsed = attempt(() =>
    parseArgs({ args: [...rest], options: RESUME_OPTIONS, allowPositionals: true, strict: true }),
  );
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  const [run] = positionals;
  if (run === undefined || positionals.length > 1) return err('resume needs one run: its id or its folder');
  const common = conductOptions(values);
  if (!common.ok) return common;
  const dryRun = values['dry-run'] ?? false;
  return ok({
    kind: 'resume',
    run,
    ...common.value,
    dryRun,
    trustWorktree: values['trust-worktree'] ?? false,
  });
}

interface ConductValues {
  readonly input?: string[];
  readonly 'max-parallel'?: string;
  readonly timeout?: string;
  readonly log?: string;
  readonly json?: boolean;
  readonly fsync?: string;
}

type ConductOptions = Omit<RunCommand, 'kind' | 'pipe' | 'worktree'>;

function conductOptions(values: ConductValues): Result<ConductOptions, string> {
  const given = givenInputs(values.input ?? []);
  if (!given.ok) return given;
  const maxParallel =
    values['max-parallel'] === undefined ? ok(undefined) : wholeNumber(values['max-parallel']);
  if (!maxParallel.ok) return maxParallel;
  const timeoutMs = values.timeout === undefined ? ok(undefined) : duration(values.timeout);
  if (!timeoutMs.ok) return timeoutMs;
  const log = logMode(values.log ?? 'grouped');
  if (!log.ok) return log;
  const fsync = fsyncMode(values.fsync ?? 'auto');
  if (!fsync.ok) return fsync;
  return ok({
    given: given.value,
    ...(maxParallel.value !== undefined && { maxParallel: maxParallel.value }),
    ...(timeoutMs.value !== undefined && { timeoutMs: timeoutMs.value }),
    log: log.value,
    json: values.json ?? false,
    fsync: fsync.value,
  });
}

const PLAN_OPTIONS = {
  input: CONDUCT_OPTIONS.input,
  stub: { type: 'string' },
  'job-timeout': { type: 'string' },
} as const;

function planCommand(rest: readonly string[]): Result<Command, string> {
  const parsed = attempt(() =>
    parseArgs({ args: [...rest], options: PLAN_OPTIONS, allowPositionals: true, strict: true }),
  );
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  const [pipe] = positionals;
  if (pipe === undefined || positionals.length > 1) return err('plan needs one pipe: a path or a name');
  const given = givenInputs(values.input ?? []);
  if (!given.ok) return given;
  const jobTimeoutMs =
    values['job-timeout'] === undefined ? ok(undefined) : duration(values['job-timeout'], 'job-timeout');
  if (!jobTimeoutMs.ok) return jobTimeoutMs;
  return ok({
    kind: 'plan',
    pipe,
    given: given.value,
    ...(values.stub !== undefined && { stub: values.stub }),
    ...(jobTimeoutMs.value !== undefined && { jobTimeoutMs: jobTimeoutMs.value }),
  });
}

function attempt<T>(read: () => T): Result<T, string> {
  try {
    return ok(read());
  } catch (error) {
    return err((error as Error).message);
  }
}

function givenInputs(pairs: readonly string[]): Result<ReadonlyMap<string, string>, string> {
  const given = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at <= 0) return err(`--input ${pair}: write it as key=value`);
    const key = pair.slice(0, at);
    if (given.has(key)) return err(`--input ${key} is given twice`);
    given.set(key, pair.slice(at + 1));
  }
  return ok(given);
}

function wholeNumber(text: string): Result<number, string> {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 1000) return ok(value);
  return err(`--max-parallel ${text}: a whole number from 1 to 1000`);
}

function duration(text: string, option = 'timeout'): Result<number, string> {
  const ms = parseDuration(text);
  return ms === undefined ? err(`--${option} ${text}: 1 s to 24 h, as 90, 90s, 10m or 1h`) : ok(ms);
}

function logMode(text: string): Result<LogMode, string> {
  if (text === 'grouped' || text === 'stream' || text === 'quiet') return ok(text);
  return err(`--log ${text}: grouped, stream or quiet`);
}

function fsyncMode(text: string): Result<Fsync, string> {
  return text === 'auto' || text === 'always' ? ok(text) : err(`--fsync ${text}: auto or always`);
}
