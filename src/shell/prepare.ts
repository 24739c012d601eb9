import { OPEN } from '../core/expression-text.ts';
import { type Input, resolveInputs } from '../core/inputs.ts';
import { parsePipe } from '../core/parse.ts';
import type { Pipe } from '../core/pipe.ts';
import { type Plan, plan } from '../core/plan.ts';
import type { Problem } from '../core/problem.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Compile } from '../core/template.ts';
import type { HostEnvironment } from '../effects/env.ts';
import { findProgram } from '../effects/interpreter.ts';
import { restOptimiser } from '../effects/optimiser.ts';
import { findRoot, type PipeFile, readPipe, type Stock, takeStock } from '../effects/volume.ts';

/** What a user asked to run. */
export interface RunRequest {
  /** A path or a name. */
  readonly pipe: string;
  /** The folder paths are relative to. */
  readonly folder: string;
  readonly given: ReadonlyMap<string, string>;
  /** Laid over the pipe's own. */
  readonly maxParallel?: number;
  readonly timeoutMs?: number;
  readonly host: HostEnvironment;
}

/** Everything a run needs, checked: from here on nothing is the author's mistake. */
export interface Prepared {
  readonly root: string;
  readonly file: PipeFile;
  readonly plan: Plan;
  readonly inputs: readonly Input[];
  readonly stock: Stock;
}

/** Why nothing ran: every problem, and the texts they point into. */
export interface Refusal {
  readonly problems: readonly Problem[];
  readonly sources: ReadonlyMap<string, string>;
}

/** Reads, checks and plans a pipe with its inputs; all problems at once, nothing written. */
export async function prepare(request: RunRequest): Promise<Result<Prepared, Refusal>> {
  const loaded = await load(request.pipe, request.folder, request.host);
  const pipe = loaded.pipe;
  const inputs = pipe === undefined ? ok([]) : resolveInputs(pipe.inputs, request.given);
  const problems = [...loaded.problems, ...(inputs.ok ? [] : inputs.error)];
  const { plan: planned, stock, file } = loaded;
  if (
    problems.length > 0 ||
    planned === undefined ||
    stock === undefined ||
    file === undefined ||
    !inputs.ok
  ) {
    return err({ problems, sources: loaded.sources });
  }
  const { maxParallel = planned.maxParallel, timeoutMs = planned.timeoutMs } = request;
  const limits = { maxParallel, ...(timeoutMs !== undefined && { timeoutMs }) };
  return ok({ root: loaded.root, file, plan: { ...planned, ...limits }, inputs: inputs.value, stock });
}

// From about a hundred nodes on, what the optimiser costs each fork outweighs the millisecond of telling it to rest.
const LARGE_PIPE = 4096;

/** A pipe as far as it could be read, and all that is wrong with it. */
export interface Loaded {
  readonly root: string;
  readonly file?: PipeFile;
  readonly pipe?: Pipe;
  /** Absent when anything is wrong. */
  readonly plan?: Plan;
  readonly stock?: Stock;
  readonly problems: readonly Problem[];
  readonly sources: ReadonlyMap<string, string>;
}

/** Reads and plans a pipe; without a host nobody looks for an agent. */
export async function load(asked: string, folder: string, host?: HostEnvironment): Promise<Loaded> {
  const root = findRoot(folder);
  const read = readPipe(root, folder, asked);
  if (!read.ok) return { root, problems: [read.error], sources: new Map() };
  const file = read.value;
  if (file.text.length > LARGE_PIPE) restOptimiser();
  const sources = new Map([[file.name, file.text]]);
  const parsed = parsePipe(file.text, file.name, await compilerFor(file.text));
  const { pipe } = parsed;
  if (pipe === undefined) return { root, file, problems: parsed.problems, sources };
  const stock = takeStock(root, pipe);
  const agentFound = host === undefined ? {} : { agentFound: findProgram('claude', host.all) !== undefined };
  const planned = plan(pipe, { ...stock, ...agentFound }, parsed.place);
  const mistakes = planned.ok ? [] : planned.error.map((problem) => ({ ...problem, file: file.name }));
  const problems = [...parsed.problems, ...mistakes, ...stock.problems].sort(byPlace);
  return {
    root,
    file,
    pipe,
    ...(planned.ok && problems.length === 0 && { plan: planned.value }),
    stock,
    problems,
    sources,
  };
}

const byPlace = (a: Problem, b: Problem) => (a.place?.line ?? 0) - (b.place?.line ?? 0);

// Few pipes hold an expression, and its language is a package to load. A backslash may spell one in double quotes.
async function compilerFor(text: string): Promise<Compile> {
  if (!text.includes(OPEN) && !text.includes('\\')) return ok;
  return (await import('../core/expression.ts')).compileTemplate;
}
