import { dirname, isAbsolute } from 'node:path';
import type { Catalog, Included } from '../core/catalog.ts';
import { parsePipe } from '../core/parse.ts';
import type { Pipe, PipeNode, PlaceOf } from '../core/pipe.ts';
import { allNodes } from '../core/pipe-tree.ts';
import { needsCompiler, PLAIN_COMPILER } from '../core/plain-compiler.ts';
import type { Plan } from '../core/plan.ts';
import { plan } from '../core/plan-pipe.ts';
import type { Mistake, Problem } from '../core/problem.ts';
import { err, type Result } from '../core/result.ts';
import type { Compiler } from '../core/template.ts';
import type { HostEnvironment } from '../effects/env.ts';
import type { SealedHook } from '../effects/hooks.ts';
import { findProgram } from '../effects/interpreter.ts';
import { restOptimiser } from '../effects/optimiser.ts';
import { findRoot, type PipeFile, readPipe, takeStock } from '../effects/volume.ts';

/** A pipe as far as it could be read, and all that is wrong with it. */
export interface Loaded {
  readonly root: string;
  readonly file?: PipeFile;
  readonly pipe?: Pipe;
  /** Absent when anything is wrong. */
  readonly plan?: Plan;
  /** Where its values stand in its file. */
  readonly place: PlaceOf;
  /** The hooks it and the pipes it includes name. */
  readonly sealed: ReadonlyMap<string, SealedHook>;
  readonly problems: readonly Problem[];
  readonly sources: ReadonlyMap<string, string>;
}

// From about a hundred nodes on, what the optimiser costs each fork outweighs the millisecond of telling it to rest.
const LARGE_PIPE = 4096;
const MAX_DEPTH = 8;

/** Reads and plans a pipe with the pipes it includes; without a host nobody looks for an agent. */
export async function load(asked: string, folder: string, host?: HostEnvironment): Promise<Loaded> {
  const root = findRoot(folder);
  const read = readPipe(root, folder, asked);
  const nothing = { root, sealed: new Map(), place: () => undefined };
  if (!read.ok) return { ...nothing, problems: [read.error], sources: new Map() };
  const file = read.value;
  if (file.text.length > LARGE_PIPE) restOptimiser();
  const agentFound = host === undefined ? {} : { agentFound: findProgram('claude', host.all) !== undefined };
  const loading = new Loading(root, agentFound);
  const one = await loading.file(file, []);
  const planned = one.plan();
  const found = planned === undefined || planned.ok ? [] : planned.error;
  const problems = [...loading.problems, ...found].sort(byFileAndPlace([...loading.sources.keys()]));
  return {
    root,
    file,
    ...(one.pipe !== undefined && { pipe: one.pipe }),
    ...(planned?.ok === true && problems.length === 0 && { plan: planned.value }),
    place: one.place,
    sealed: loading.sealed,
    problems,
    sources: loading.sources,
  };
}

// The pipe that was asked for comes first, the others as they were met.
function byFileAndPlace(files: readonly string[]): (a: Problem, b: Problem) => number {
  const rank = new Map(files.map((file, at) => [file, at]));
  const rankOf = ({ file = '' }: Problem) => rank.get(file) ?? files.length;
  return (a, b) =>
    rankOf(a) - rankOf(b) ||
    (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
    (a.place?.column ?? 0) - (b.place?.column ?? 0);
}

interface LoadedFile {
  readonly pipe?: Pipe;
  readonly place: PlaceOf;
  readonly plan: () => Result<Plan, readonly Problem[]> | undefined;
}

/** One pipe and what it includes while they are read; every file is read once. */
class Loading {
  readonly problems: Problem[] = [];
  readonly sources = new Map<string, string>();
  readonly sealed = new Map<string, SealedHook>();
  readonly #root: string;
  readonly #agentFound: Pick<Catalog, 'agentFound'>;
  readonly #known = new Map<string, LoadedFile>();

  constructor(root: string, agentFound: Pick<Catalog, 'agentFound'>) {
    this.#root = root;
    this.#agentFound = agentFound;
  }

  async file(file: PipeFile, including: readonly PipeFile[]): Promise<LoadedFile> {
    const known = this.#known.get(file.path);
    if (known !== undefined) return known;
    this.sources.set(file.name, file.text);
    const parsed = parsePipe(file.text, file.name, await compilerFor(file.text));
    this.problems.push(...parsed.problems);
    const { pipe, place } = parsed;
    const loaded: LoadedFile =
      pipe === undefined
        ? { place, plan: () => undefined }
        : await this.#stock({ pipe, place, file }, including);
    this.#known.set(file.path, loaded);
    return loaded;
  }

  async #stock(parsed: ParsedFile, including: readonly PipeFile[]): Promise<LoadedFile> {
    const { pipe, place, file } = parsed;
    const stock = takeStock(this.#root, pipe);
    this.problems.push(...stock.problems);
    for (const [name, hook] of stock.sealed) this.sealed.set(name, hook);
    await this.#checkSchemas(parsed);
    const includes = await this.#includes(pipe, [...including, file]);
    const catalog: Catalog = { ...stock, ...this.#agentFound, includes };
    let planned: Result<Plan, readonly Problem[]> | undefined;
    return {
      pipe,
      place,
      plan: () => {
        planned ??= inFile(plan(pipe, catalog, place), file.name);
        return planned;
      },
    };
  }

  async #includes(pipe: Pipe, chain: readonly PipeFile[]): Promise<ReadonlyMap<string, Included>> {
    const includes = new Map<string, Included>();
    for (const node of allNodes(pipe)) {
      if (node.body?.kind !== 'pipe' || includes.has(node.body.path)) continue;
      const included = await this.#include(node.body.path, chain);
      if (included !== undefined) includes.set(node.body.path, included);
    }
    return includes;
  }

  // One with problems of its own is left out: they are told already.
  async #include(asked: string, chain: readonly PipeFile[]): Promise<Included | undefined> {
    const unusable = (mistake: Mistake): Included => ({ kind: 'unusable', mistake });
    const read = readPipe(this.#root, dirname(chain.at(-1)!.path), asked);
    if (!read.ok) {
      // It shows where the pipe is included.
      const { file: _, ...mistake } = read.error;
      return unusable(mistake);
    }
    const file = read.value;
    if (isAbsolute(file.name)) return unusable({ kind: 'include_outside', path: asked });
    const from = chain.findIndex(({ path }) => path === file.path);
    if (from !== -1) {
      return unusable({ kind: 'include_cycle', files: [...chain.slice(from), file].map(({ name }) => name) });
    }
    if (chain.length > MAX_DEPTH) return unusable({ kind: 'include_too_deep', max: MAX_DEPTH });
    const { pipe, plan: planIncluded } = await this.file(file, chain);
    if (pipe === undefined) return undefined;
    return { kind: 'found', pipe, plan: () => planIncluded()! };
  }

  // The validator is large; few pipes have a schema.
  async #checkSchemas({ pipe, place, file }: ParsedFile): Promise<void> {
    const nodes = [...allNodes(pipe)].filter(hasSchema);
    if (nodes.length === 0) return;
    const { checkSchema } = await import('../core/output-schema.ts');
    for (const { outputSchema, path, id } of nodes) {
      const reason = checkSchema(outputSchema);
      if (reason === undefined) continue;
      const at = place([...path, 'output_schema']);
      const mistake = { kind: 'unusable_schema' as const, node: id, reason };
      this.problems.push({ ...mistake, file: file.name, ...(at !== undefined && { place: at }) });
    }
  }
}

interface ParsedFile {
  readonly pipe: Pipe;
  readonly place: PlaceOf;
  readonly file: PipeFile;
}

type WithSchema = PipeNode & { readonly outputSchema: NonNullable<PipeNode['outputSchema']> };

const hasSchema = (node: PipeNode): node is WithSchema => node.outputSchema !== undefined;

function inFile(planned: Result<Plan, readonly Problem[]>, file: string): Result<Plan, readonly Problem[]> {
  // Those of an included pipe name theirs already.
  if (planned.ok) return planned;
  return err(planned.error.map((problem) => (problem.file === undefined ? { ...problem, file } : problem)));
}

// Few pipes hold an expression, and its language is a package to load.
async function compilerFor(text: string): Promise<Compiler> {
  return needsCompiler(text) ? (await import('../core/expression.ts')).compiler : PLAIN_COMPILER;
}
