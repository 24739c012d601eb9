import type { Catalog, CommandFile, Hook } from './catalog.ts';
import type { Kind } from './event.ts';
import { buildGraph, type Graph, type Rows } from './graph.ts';
import type { Env, Pipe, PipeNode, PlaceOf, TriggerRule } from './pipe.ts';
import type { Mistake, Problem } from './problem.ts';
import { err, ok, type Result } from './result.ts';
import { suggest } from './suggest.ts';
import type { Template } from './template.ts';

/** A pipe ready to run: every default filled in, every name resolved, the graph ordered. */
export interface Plan {
  readonly name: string;
  readonly nodes: readonly PlanNode[];
  readonly graph: Graph;
  readonly maxParallel: number;
  /** The whole run's budget; absent: none. */
  readonly timeoutMs?: number;
}

export interface PlanNode {
  readonly index: number;
  readonly id: string;
  readonly kind: Kind;
  readonly body: PlanBody;
  readonly triggerRule: TriggerRule;
  readonly timeoutMs: number;
  readonly gate?: string;
  /** The pipe's env with the node's laid over it. */
  readonly env: Env;
  readonly passEnv: readonly string[];
  /** Line of the node's `id` in the pipe file. */
  readonly line?: number;
}

export type PlanBody = ScriptBody | AgentBody | AgentLoopBody;

export interface ScriptBody {
  readonly kind: 'script';
  readonly script: string;
  readonly shell?: string;
}

export interface AgentBody {
  readonly kind: 'agent';
  readonly prompt: Template;
  readonly model?: string;
  readonly allowedTools: readonly string[];
}

export interface AgentLoopBody {
  readonly kind: 'loop';
  readonly turn: AgentBody;
  readonly until: string;
  readonly maxIterations: number;
  readonly freshContext: boolean;
}

export const DEFAULT_MAX_PARALLEL = 4;
export const DEFAULT_TIMEOUT_MS = 1_800_000;
/** More are only counted. */
const MAX_PROBLEMS = 100;
const NO_ENV: Env = new Map();

/** Resolves a pipe against what its volume holds. All problems at once; O(nodes + edges). */
export function plan(pipe: Pipe, catalog: Catalog, place: PlaceOf): Result<Plan, readonly Problem[]> {
  const problems: Problem[] = [];
  let found = 0;
  const report = (mistake: Mistake, ...path: (string | number)[]) => {
    found++;
    if (found > MAX_PROBLEMS) return;
    const at = place(['nodes', ...path]);
    problems.push(at === undefined ? mistake : { ...mistake, place: at });
  };
  if (pipe.nodes.length === 0) report({ kind: 'empty_nodes' });
  const index = indexIds(pipe.nodes, report, place);
  const graph = buildGraph(resolveEdges(pipe.nodes, index, report));
  if ('cycles' in graph) {
    for (const cycle of graph.cycles) {
      report({ kind: 'cycle', path: cycle.map((node) => pipe.nodes[node]!.id) }, cycle[0]!, 'depends_on');
    }
  }
  const nodes = pipe.nodes.map((node, at) => planNode(pipe, node, { at, catalog, report, place }));
  if (found > MAX_PROBLEMS) problems.push({ kind: 'more_problems', count: found - MAX_PROBLEMS });
  if (problems.length > 0 || 'cycles' in graph) return err(problems);
  return ok({
    name: pipe.name,
    nodes: nodes.filter((node) => node !== undefined),
    graph,
    maxParallel: pipe.maxParallel ?? DEFAULT_MAX_PARALLEL,
    ...(pipe.timeoutMs !== undefined && { timeoutMs: pipe.timeoutMs }),
  });
}

type Report = (mistake: Mistake, ...path: (string | number)[]) => void;

function indexIds(nodes: readonly PipeNode[], report: Report, place: PlaceOf): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]!;
    const key = node.id.toLowerCase();
    const first = index.get(key);
    if (first === undefined) {
      index.set(key, at);
      continue;
    }
    const firstLine = place(['nodes', first, 'id'])?.line;
    const firstId = nodes[first]!.id;
    report(
      { kind: 'duplicate_id', id: node.id, first: firstId, ...(firstLine !== undefined && { firstLine }) },
      at,
      'id',
    );
  }
  return index;
}

function resolveEdges(nodes: readonly PipeNode[], index: ReadonlyMap<string, number>, report: Report): Rows {
  const start = new Int32Array(nodes.length + 1);
  const targets = new Int32Array(nodes.reduce((count, node) => count + node.dependsOn.length, 0));
  // The last node that named each target: a set per node would cost more than all the rest of planning.
  const namedBy = new Int32Array(nodes.length).fill(-1);
  const missingBy = new Map<string, number>();
  let found = 0;
  for (let at = 0; at < nodes.length; at++) {
    const { id, dependsOn } = nodes[at]!;
    for (let i = 0; i < dependsOn.length; i++) {
      const name = dependsOn[i]!;
      const target = index.get(name);
      const isSecond = target === undefined ? missingBy.get(name) === at : namedBy[target] === at;
      if (isSecond) {
        report({ kind: 'duplicate_dependency', node: id, dependency: name }, at, 'depends_on', i);
      } else if (target === undefined) {
        missingBy.set(name, at);
        report(
          unknownDependency(id, name, missingBy.size > MAX_SUGGESTED ? [] : index.keys()),
          at,
          'depends_on',
          i,
        );
      } else {
        namedBy[target] = at;
        targets[found++] = target;
      }
    }
    start[at + 1] = found;
  }
  return { start, targets: targets.subarray(0, found) };
}

// A look at every id for every misspelt one would cost their product.
const MAX_SUGGESTED = 20;

function unknownDependency(node: string, missing: string, ids: Iterable<string>): Mistake {
  const suggestion = suggest(missing, ids);
  return { kind: 'unknown_dependency', node, missing, ...(suggestion !== undefined && { suggestion }) };
}

interface Site {
  readonly at: number;
  readonly catalog: Catalog;
  readonly report: Report;
  readonly place: PlaceOf;
}

function planNode(pipe: Pipe, node: PipeNode, site: Site): PlanNode | undefined {
  checkTrigger(node, site);
  checkGate(node, site);
  checkAgent(node, site);
  const body = planBody(pipe, node, site);
  if (node.body === undefined || body === undefined) return undefined;
  const line = site.place(['nodes', site.at, 'id'])?.line;
  return {
    index: site.at,
    id: node.id,
    kind: node.body.kind,
    body,
    triggerRule: node.triggerRule,
    timeoutMs: node.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    ...(node.gate !== undefined && { gate: node.gate }),
    env: mergeEnv(pipe.env, node.env),
    passEnv: pipe.passEnv.length === 0 ? node.passEnv : [...pipe.passEnv, ...node.passEnv],
    ...(line !== undefined && { line }),
  };
}

const WITHOUT_DEPENDENCIES: ReadonlySet<TriggerRule> = new Set(['all_success', 'all_done', 'always']);

function checkTrigger(node: PipeNode, { at, report }: Site): void {
  if (node.dependsOn.length > 0 || WITHOUT_DEPENDENCIES.has(node.triggerRule)) return;
  report({ kind: 'trigger_without_dependencies', node: node.id, rule: node.triggerRule }, at, 'trigger_rule');
}

function checkGate(node: PipeNode, { at, report, catalog }: Site): void {
  if (node.gate === undefined) return;
  const mistake = hookMistake(node.id, node.gate, catalog.hooks.get(node.gate));
  if (mistake !== undefined) report(mistake, at, 'gate');
}

function hookMistake(node: string, gate: string, hook: Hook | undefined): Mistake | undefined {
  switch (hook?.kind) {
    case 'missing':
      return { kind: 'hook_missing', node, path: hook.path };
    case 'outside':
      return { kind: 'hook_outside', node, gate, directory: hook.directory, path: hook.path };
    case 'unusable':
      return { kind: 'hook_unusable', node, path: hook.path, reason: hook.reason };
    default:
      return undefined;
  }
}

function checkAgent({ id, body }: PipeNode, { at, report, catalog }: Site): void {
  if (body === undefined || body.kind === 'bash' || catalog.agentFound !== false) return;
  report({ kind: 'host_missing', program: 'claude', node: id }, at, body.kind);
}

function planBody(pipe: Pipe, node: PipeNode, site: Site): PlanBody | undefined {
  const { body } = node;
  if (body === undefined) return undefined;
  switch (body.kind) {
    case 'bash':
      return { kind: 'script', script: body.script, ...(node.shell !== undefined && { shell: node.shell }) };
    case 'loop': {
      const turn = agentBody(pipe, node, body.turn, site);
      if (turn === undefined) return undefined;
      const { until, maxIterations, freshContext } = body;
      return { kind: 'loop', turn, until, maxIterations, freshContext };
    }
    default:
      return agentBody(pipe, node, body, site);
  }
}

type Turn = { readonly prompt: Template } | { readonly command: string };

function agentBody(pipe: Pipe, node: PipeNode, turn: Turn, site: Site): AgentBody | undefined {
  const file = 'command' in turn ? commandFile(node, turn.command, site) : undefined;
  if ('command' in turn && file === undefined) return undefined;
  const model = node.model ?? file?.model ?? pipe.defaultModel;
  const allowedTools = node.allowedTools.length > 0 ? node.allowedTools : (file?.allowedTools ?? []);
  const prompt = 'prompt' in turn ? turn.prompt : (file?.body ?? '');
  return { kind: 'agent', prompt, ...(model !== undefined && { model }), allowedTools };
}

function commandFile(node: PipeNode, name: string, { at, catalog, report }: Site): CommandFile | undefined {
  const file = catalog.commands.get(name);
  if (file !== undefined) return file;
  const where = node.body?.kind === 'loop' ? ['loop', 'command'] : ['command'];
  report({ kind: 'unknown_command', node: node.id, name, searched: commandPaths(name) }, at, ...where);
  return undefined;
}

/** Where a command file may lie, relative to the volume root, the first found wins. */
export function commandPaths(name: string): readonly string[] {
  const below = (base: string) => [
    `${base}/cmds/${name}.md`,
    `${base}/skills/${name}.md`,
    `${base}/skills/${name}/SKILL.md`,
  ];
  return [...below('.omne/dist'), ...below('.omne/core'), `.claude/commands/${name}.md`];
}

function mergeEnv(pipe: Env, node: Env): Env {
  if (node.size === 0) return pipe.size === 0 ? NO_ENV : pipe;
  return pipe.size === 0 ? node : new Map([...pipe, ...node]);
}
