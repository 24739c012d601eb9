import { parseDuration } from './duration.ts';
import { isMeant, readFields, type Scope, type Shape } from './fields.ts';
import { findFrontmatter } from './frontmatter.ts';
import { createPlaceAt, type PlaceAt } from './lines.ts';
import { isDeviceName, isId } from './names.ts';
import { readEnv, readPassEnv } from './parse-env.ts';
import { readInputSpecs } from './parse-inputs.ts';
import { readNode } from './parse-node.ts';
import { readPipeOutputs } from './parse-outputs.ts';
import { readPools } from './parse-pools.ts';
import { NO_STEPS, type NodeAt, withNames } from './parse-scope.ts';
import { occurrenceSpan } from './parse-template.ts';
import type { Pipe, PipeNode, PlaceOf } from './pipe.ts';
import type { Mistake, Problem } from './problem.ts';
import { err, ok, type Result } from './result.ts';
import { PIPE_FIELDS } from './schema.ts';
import type { Compiler, Names } from './template.ts';
import { readYaml } from './yaml.ts';
import { type Span, shownValue, type YamlEntry, type YamlMap, type YamlValue } from './yaml-value.ts';

/** A pipe file as far as it could be read, and everything wrong with its shape. */
export interface ParsedPipe {
  /** Absent only when nothing usable could be read; with problems it is for finding more of them, not for running. */
  readonly pipe?: Pipe;
  /** Holds the whole file: drop it once the plan is made. */
  readonly place: PlaceOf;
  readonly problems: readonly Problem[];
}

const MAX_PROBLEMS = 100;

/** The top level of a pipe. */
export const PIPE_SHAPE: Shape<typeof PIPE_FIELDS> = {
  fields: PIPE_FIELDS,
  others: ['inputs', 'env', 'outputs', 'pools', 'nodes'],
  templates: new Set(),
  nullable: new Set(['description', 'default_model', 'timeout', 'max_parallel']),
};

/** Reads a pipe file by its extension: Markdown with frontmatter, or YAML. Never throws; all problems at once. */
export function parsePipe(text: string, path: string, compiler: Compiler): ParsedPipe {
  const problems: Problem[] = [];
  let unreported = 0;
  const add = (problem: Problem) => {
    if (problems.length < MAX_PROBLEMS) problems.push({ ...problem, file: path });
    else unreported++;
  };
  const root = readRoot(text, path);
  if (!root.ok) {
    for (const problem of root.error) add(problem);
    return { problems, place: () => undefined };
  }
  const { map, placeAt } = root.value;
  const report = (mistake: Mistake, { start, end }: Span) => add({ ...mistake, place: placeAt(start, end) });
  const lineAt = (offset: number) => placeAt(offset, offset).line;
  const pipe = readPipe(map, { report, text, lineAt, compiler, names: NO_NAMES, pools: new Set() });
  problems.sort(byPlace);
  if (unreported > 0) problems.push({ kind: 'more_problems', count: unreported, file: path });
  return { ...(pipe !== undefined && { pipe }), place: createPlaceOf(map, text, placeAt), problems };
}

const NO_NAMES: Names = { inputs: [], roots: [], items: [] };

const byPlace = (a: Problem, b: Problem) =>
  (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0);

interface Root {
  readonly map: YamlMap;
  readonly placeAt: PlaceAt;
}

function readRoot(text: string, path: string): Result<Root, readonly Problem[]> {
  const at = (mistake: Mistake, offset: number) =>
    err([{ ...mistake, place: createPlaceAt(text)(offset, text.length) }]);
  const extension = /\.(md|ya?ml)$/i.exec(path)?.[1]?.toLowerCase();
  if (extension === undefined) return err([{ kind: 'unknown_extension' }]);
  if (text.trim() === '') return err([{ kind: 'empty_file' }]);
  const matter = extension === 'md' ? findFrontmatter(text) : ok({ from: 0, to: text.length });
  if (!matter.ok) return at(matter.error.mistake, matter.error.at);
  const { root, problems, placeAt } = readYaml(text, matter.value.from, matter.value.to);
  if (problems.length > 0) return err(problems);
  if (root === undefined) return at({ kind: 'empty_file' }, 0);
  if (root.kind === 'map') return ok({ map: root, placeAt });
  const expected = 'a map of `name`, `version`, `nodes` and more';
  const mistake: Problem = { kind: 'bad_value', got: shownValue(root), expected };
  return err([{ ...mistake, place: placeAt(root.start, root.end) }]);
}

function readPipe(map: YamlMap, scope: Scope): Pipe | undefined {
  const values = readFields(map, PIPE_SHAPE, scope);
  requireKey(map, 'name', '`name: my-pipe`', scope);
  requireKey(map, 'version', '`version: 1`', scope);
  requireKey(map, 'nodes', 'a list `nodes:`', scope);
  const name = values.name ?? '';
  const nameAt = map.entries.get('name')?.value;
  if (values.name !== undefined && !isId(name) && nameAt !== undefined) {
    scope.report({ kind: 'bad_id', of: 'pipe', id: name, reserved: isDeviceName(name) }, nameAt);
  }
  const inputs = readInputSpecs(map, scope);
  const keys = inputs.map((input) => input.key);
  const names: Names = { inputs: keys, roots: ['inputs', 'run', 'env'], items: [] };
  const pools = readPools(map, scope);
  const inPipe = { ...scope, names, pools: new Set(pools.keys()) };
  const inGraph = { ...inPipe, names: withNames(names, ['nodes']) };
  const {
    description,
    default_model: defaultModel,
    max_parallel: maxParallel,
    timeout,
    failure_mode: failureMode,
  } = values;
  const timeoutMs = timeout === undefined ? undefined : parseDuration(timeout);
  const env = readEnv(map, inPipe);
  const outputs = readPipeOutputs(map, inGraph);
  const passEnv = readPassEnv(map, scope);
  const nodes = readNodes(map, inGraph);
  if (nodes === undefined) return undefined;
  return {
    name,
    ...(description !== undefined && { description }),
    inputs,
    env,
    passEnv,
    ...(defaultModel !== undefined && { defaultModel }),
    ...(maxParallel !== undefined && { maxParallel }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(failureMode !== undefined && { failureMode }),
    pools,
    outputs,
    nodes,
  };
}

function readNodes(map: YamlMap, scope: Scope): readonly PipeNode[] | undefined {
  const entry = map.entries.get('nodes');
  if (entry === undefined) return undefined;
  const { key, value } = entry;
  if (value.kind === 'seq') return value.items.map((node, index) => readNode(node, topLevel(index), scope));
  const expected = 'a list of nodes, each `- id: …`';
  const at = value.start === value.end ? key : value;
  scope.report({ kind: 'bad_value', key: 'nodes', got: shownValue(value), expected }, at);
  return undefined;
}

const topLevel = (index: number): NodeAt => ({
  path: ['nodes', index],
  position: 'top',
  nameless: `nodes[${index}]`,
  where: `node ${index + 1}`,
  prefix: '',
  steps: NO_STEPS,
  isInLoop: false,
  foreign: [],
});

function requireKey(map: YamlMap, key: string, form: string, scope: Scope): void {
  if (!map.entries.has(key) && !isMeant(key, map, PIPE_SHAPE)) {
    scope.report({ kind: 'missing_key', key, form }, { start: map.start, end: map.start });
  }
}

const createPlaceOf =
  (root: YamlMap, text: string, placeAt: PlaceAt): PlaceOf =>
  (path, occurrence) => {
    let at: YamlValue = root;
    let key: Span | undefined;
    let isFound = true;
    for (const step of path) {
      const entry: YamlEntry | undefined = at.kind === 'map' ? at.entries.get(String(step)) : undefined;
      const next: YamlValue | undefined = at.kind === 'seq' ? at.items[Number(step)] : entry?.value;
      isFound = next !== undefined;
      if (next === undefined) break;
      at = next;
      key = entry?.key;
    }
    // A value that is not written out, or spread over lines below its key, shows at the key.
    const isBelow = key !== undefined && (at.start === at.end || at.kind !== 'scalar');
    const span = isBelow && key !== undefined ? key : at;
    const isCounted = isFound && !isBelow && at.kind === 'scalar' && occurrence !== undefined;
    const { start, end } = isCounted ? occurrenceSpan(text, span, occurrence) : span;
    return placeAt(start, end);
  };
