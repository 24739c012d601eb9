import { parseDuration } from '../core/duration.ts';
import { err, ok, type Result } from '../core/result.ts';
import { suggest } from '../core/suggest.ts';

/** What the workflow asked the Action for. */
export interface ActionRequest {
  /** A path or a name. */
  readonly pipe: string;
  /** As written: a YAML or JSON map, or lines of `key=value`. */
  readonly inputs: string;
  /** Relative to the workspace, or absolute. */
  readonly workingDirectory: string;
  /** Absent: the pipe's own. */
  readonly maxParallel?: number;
  /** Absent: the pipe's own. */
  readonly timeoutMs?: number;
  readonly log: (typeof logModes)[number];
  readonly artifact: (typeof artifactModes)[number];
  /** Absent: a name made of pipe, job, attempt and run. */
  readonly artifactName?: string;
  /** Absent: the repository's own. */
  readonly retentionDays?: number;
  readonly summary: boolean;
  /** Absent: nothing is taken over. */
  readonly resumeFrom?: ResumeFrom;
  /** For artifacts of other workflow runs. */
  readonly token?: string;
}

/** Where an earlier run is: its folder, another workflow run's artifact, or one of an earlier attempt of this job. */
export type ResumeFrom =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'workflow-run'; readonly id: number; readonly artifact?: string }
  | { readonly kind: 'last-attempt' };

/** The inputs of `action.yml`, in its order. */
export const inputNames = [
  'pipe',
  'inputs',
  'working-directory',
  'max-parallel',
  'timeout',
  'log',
  'artifact',
  'artifact-name',
  'retention-days',
  'summary',
  'resume-from',
  'token',
] as const;
type InputName = (typeof inputNames)[number];

const logModes = ['grouped', 'stream', 'quiet'] as const;
const artifactModes = ['always', 'on-failure', 'never'] as const;
const maxParallelLimit = 1000;
const maxRetentionDays = 400;

/** Reads the Action's inputs from the step's environment (`INPUT_…`); the error is one sentence for each mistake. */
export function readActionRequest(
  env: Readonly<Record<string, string | undefined>>,
): Result<ActionRequest, readonly string[]> {
  const mistakes: string[] = [];
  const reader = createReader(env, mistakes);
  const pipe = reader.text('pipe');
  if (pipe === undefined) mistakes.push('input `pipe` is required: the path or the name of a pipe');
  const request: ActionRequest = {
    pipe: pipe ?? '',
    inputs: env[variable('inputs')] ?? '',
    workingDirectory: reader.text('working-directory') ?? '.',
    log: reader.choice('log', logModes),
    artifact: reader.choice('artifact', artifactModes),
    summary: reader.boolean('summary', true),
    ...defined('maxParallel', reader.integer('max-parallel', maxParallelLimit)),
    ...defined('timeoutMs', reader.duration('timeout')),
    ...defined('artifactName', reader.artifactName('artifact-name')),
    ...defined('retentionDays', reader.integer('retention-days', maxRetentionDays)),
    ...defined('resumeFrom', resumeFrom(reader.text('resume-from'))),
    ...defined('token', reader.text('token')),
  };
  if (request.resumeFrom?.kind === 'workflow-run' && request.token === undefined) mistakes.push(NEEDS_TOKEN);
  return mistakes.length === 0 ? ok(request) : err(mistakes);
}

const NEEDS_TOKEN =
  'input `resume-from` names another workflow run: `token` must be given as well, such as `github.token`, with `permissions: actions: read`';

// A folder whose name is a number is written with `./` before it.
function resumeFrom(text: string | undefined): ResumeFrom | undefined {
  if (text === undefined) return undefined;
  if (text === 'last-attempt') return { kind: 'last-attempt' };
  const [, id, artifact] = /^(\d{1,15})(?:\/(.+))?$/.exec(text) ?? [];
  if (id === undefined) return { kind: 'folder', path: text };
  return { kind: 'workflow-run', id: Number(id), ...(artifact !== undefined && { artifact }) };
}

/** How the runner names an input's variable: hyphens stay. */
const variable = (name: InputName) => `INPUT_${name.toUpperCase()}`;

const defined = <K extends string, T>(key: K, value: T | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: T };

function createReader(env: Readonly<Record<string, string | undefined>>, mistakes: string[]) {
  const text = (name: InputName) => {
    const value = env[variable(name)]?.trim();
    return value === '' ? undefined : value;
  };
  const refuse = (name: InputName, value: string, wanted: string) => {
    mistakes.push(`input \`${name}\` is ${JSON.stringify(value.slice(0, 80))}; it must be ${wanted}`);
  };
  return {
    text,
    choice: <T extends string>(name: InputName, options: readonly [T, ...T[]]): T => {
      const value = text(name);
      const found = value === undefined ? options[0] : options.find((option) => option === value);
      if (found !== undefined) return found;
      const meant = suggest(value ?? '', options);
      const list = options.map((option) => `\`${option}\``).join(', ');
      refuse(name, value ?? '', `one of ${list}${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`);
      return options[0];
    },
    boolean: (name: InputName, otherwise: boolean): boolean => {
      const value = text(name);
      if (value === undefined) return otherwise;
      // YAML 1.2 booleans, as core.getBooleanInput takes them.
      if (/^(?:true|True|TRUE)$/.test(value)) return true;
      if (!/^(?:false|False|FALSE)$/.test(value)) refuse(name, value, '`true` or `false`');
      return false;
    },
    integer: (name: InputName, max: number): number | undefined => {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = /^\d{1,9}$/.test(value) ? Number(value) : 0;
      if (number >= 1 && number <= max) return number;
      refuse(name, value, `a whole number from 1 to ${max}`);
      return undefined;
    },
    duration: (name: InputName): number | undefined => {
      const value = text(name);
      if (value === undefined) return undefined;
      const ms = parseDuration(value);
      if (ms === undefined)
        refuse(name, value, 'seconds as a number, or like `90s`, `10m`, `1h`, from 1 s to 24 h');
      return ms;
    },
    artifactName: (name: InputName): string | undefined => {
      const value = text(name);
      if (value === undefined || !/[":<>|*?\\/\x00-\x1f]/.test(value)) return value;
      refuse(name, value, 'without `"`, `:`, `<`, `>`, `|`, `*`, `?`, `\\`, `/` and line breaks');
      return undefined;
    },
  };
}
