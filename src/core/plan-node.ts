import type { Catalog, CommandFile, Hook } from './catalog.ts';
import type { Kind } from './event.ts';
import { givenMistakes } from './include-inputs.ts';
import { LEAF_TIMEOUT_MS } from './limits.ts';
import type { Body, IncludeBody, LoopBody, Path, Pipe, PipeNode, PlaceOf, TriggerRule } from './pipe.ts';
import type { AgentBody, LoopEnd, Plan, PlanBody, PlanNode, Pool } from './plan.ts';
import type { Mistake, Problem } from './problem.ts';
import type { Template } from './template.ts';

/** Tells a mistake and where it is; `occurrence` is the number of the `${{` there. */
export type Report = (mistake: Mistake, path: Path, occurrence?: number) => void;

/** What resolving a pipe's nodes needs. */
export interface Site {
  readonly pipe: Pipe;
  readonly catalog: Catalog;
  readonly report: Report;
  readonly place: PlaceOf;
  /** Takes the problems of an included pipe. */
  readonly adopt: (problems: readonly Problem[]) => void;
}

/** What a node has from the bodies around it. */
interface Around {
  readonly passEnv: readonly string[];
  /** Their ids, each with a `/` after it. */
  readonly prefix: string;
}

// The body of a loop or an `each` has no id of its own: it goes by that of the node it is in.
const inside = (prefix: string, id: string) => (id === '' ? prefix : `${prefix}${id}/`);

/** Resolves one node of a pipe with all its children; `undefined` after problems. */
export function createPlanner(site: Site): (node: PipeNode, index: number) => PlanNode | undefined {
  const planner = new Planner(site);
  const around = { passEnv: site.pipe.passEnv, prefix: '' };
  return (node, index) => planner.node(node, index, around);
}

class Planner {
  readonly #site: Site;
  /** One object per pool, so that its nodes share a cap. */
  readonly #pools: ReadonlyMap<string, Pool>;

  constructor(site: Site) {
    this.#site = site;
    this.#pools = new Map([...site.pipe.pools].map(([name, size]) => [name, { name, size }]));
  }

  node(node: PipeNode, index: number, around: Around): PlanNode | undefined {
    const prefix = inside(around.prefix, node.id);
    this.#checkHeader(node, prefix);
    const passEnv = around.passEnv.length === 0 ? node.passEnv : [...around.passEnv, ...node.passEnv];
    const { body } = node;
    const planned = body === undefined ? undefined : this.#body(node, body, { passEnv, prefix });
    if (body === undefined || planned === undefined) return undefined;
    const { path } = node;
    const line = this.#site.place(node.id === '' ? path : [...path, 'id'])?.line;
    const timeoutMs = timeoutOf(node, planned);
    const pool = node.pool === undefined ? undefined : this.#pools.get(node.pool);
    return {
      index,
      id: node.id,
      kind: kindOf(body),
      body: planned,
      triggerRule: node.triggerRule,
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(node.gate !== undefined && { gate: node.gate }),
      env: node.env,
      passEnv,
      ...(node.when !== undefined && { when: node.when }),
      ...(node.onError !== undefined && { onError: node.onError }),
      ...(node.recovers && { recovers: true }),
      ...(node.outputs !== undefined && { outputs: node.outputs }),
      ...(pool !== undefined && { pool }),
      ...(node.maxVisits !== undefined && { maxVisits: node.maxVisits }),
      ...(line !== undefined && { line }),
    };
  }

  #checkHeader(node: PipeNode, prefix: string): void {
    const { report, catalog } = this.#site;
    const { id, path, gate, body } = node;
    const isFree = body?.kind !== 'join' && node.dependsOn.length === 0;
    if (isFree && !WITHOUT_DEPENDENCIES.has(node.triggerRule)) {
      const { triggerRule: rule } = node;
      report({ kind: 'trigger_without_dependencies', node: id, rule }, [...path, 'trigger_rule']);
    }
    const name = prefix.slice(0, -1);
    const refused = gate === undefined ? undefined : hookMistake(name, gate, catalog.hooks.get(gate));
    if (refused !== undefined) report(refused, [...path, 'gate']);
    if (body !== undefined && isAgent(body) && catalog.agentFound === false) {
      report({ kind: 'host_missing', program: 'claude', node: name }, [...path, body.kind]);
    }
  }

  #body(node: PipeNode, body: Body, around: Around): PlanBody | undefined {
    switch (body.kind) {
      case 'bash': {
        const { shell } = node;
        return { kind: 'script', script: body.script, ...(shell !== undefined && { shell }) };
      }
      case 'prompt':
      case 'command':
        return this.#agent(node, body, [...node.path, 'command'], around.prefix);
      case 'loop':
        return this.#loop(node, body, around);
      case 'steps': {
        const steps = this.#all(body.steps, around);
        return steps && { kind: 'steps', steps };
      }
      case 'parallel': {
        const branches = this.#all(body.branches, around);
        return branches && { ...body, branches };
      }
      case 'each': {
        const child = this.node(body.node, 0, around);
        const { node: _, ...rest } = body;
        return child && { ...rest, child };
      }
      case 'pipe':
        return this.#include(node, body);
      case 'join':
      case 'control':
        return body;
    }
  }

  #all(nodes: readonly PipeNode[], around: Around): readonly PlanNode[] | undefined {
    const planned = nodes.map((node, at) => this.node(node, at, around));
    const sound = planned.filter((node) => node !== undefined);
    return sound.length < nodes.length ? undefined : sound;
  }

  #loop(node: PipeNode, body: LoopBody, around: Around): PlanBody | undefined {
    const end = loopEnd(body, node.shell);
    if ('node' in body.turn) {
      const child = this.node(body.turn.node, 0, around);
      return child && { kind: 'repeat', child, ...end };
    }
    const turn = this.#agent(node, body.turn, [...node.path, 'loop', 'command'], around.prefix);
    return turn && { kind: 'loop', turn, ...end, freshContext: body.freshContext };
  }

  #agent(node: PipeNode, turn: Turn, path: Path, prefix: string): AgentBody | undefined {
    const file = 'command' in turn ? this.#commandFile(turn.command, path, prefix) : undefined;
    if ('command' in turn && file === undefined) return undefined;
    const model = node.model ?? file?.model ?? this.#site.pipe.defaultModel;
    const allowedTools = node.allowedTools.length > 0 ? node.allowedTools : (file?.allowedTools ?? []);
    const prompt = 'prompt' in turn ? turn.prompt : (file?.body ?? '');
    const { outputSchema: schema } = node;
    return {
      kind: 'agent',
      prompt,
      ...(model !== undefined && { model }),
      allowedTools,
      ...(schema !== undefined && { schema }),
    };
  }

  #commandFile(name: string, path: Path, prefix: string): CommandFile | undefined {
    const file = this.#site.catalog.commands.get(name);
    if (file !== undefined) return file;
    const searched = commandPaths(name);
    this.#site.report({ kind: 'unknown_command', node: prefix.slice(0, -1), name, searched }, path);
    return undefined;
  }

  #include(node: PipeNode, body: IncludeBody): PlanBody | undefined {
    const { report, catalog, adopt } = this.#site;
    const included = catalog.includes?.get(body.path);
    if (included === undefined) return undefined;
    if (included.kind === 'unusable') {
      report(included.mistake, [...node.path, 'pipe']);
      return undefined;
    }
    for (const { mistake, key } of givenMistakes(body.with, included.pipe)) {
      report(mistake, key === undefined ? [...node.path, 'pipe'] : [...node.path, 'with', key]);
    }
    const planned = included.plan();
    if (!planned.ok) {
      adopt(planned.error);
      return undefined;
    }
    return {
      kind: 'pipe',
      plan: widened(planned.value, included.pipe),
      inputs: included.pipe.inputs,
      with: body.with,
    };
  }
}

/** A pipe of its own runs four nodes at a time; an included one has no cap but those around it, unless it names one. */
const widened = (plan: Plan, { maxParallel }: Pipe): Plan =>
  maxParallel === undefined ? { ...plan, maxParallel: Number.POSITIVE_INFINITY } : plan;

const isAgent = (body: Body): boolean =>
  body.kind === 'prompt' || body.kind === 'command' || (body.kind === 'loop' && !('node' in body.turn));

function kindOf(body: Body): Kind {
  return body.kind === 'control' ? body.control.kind : body.kind;
}

function timeoutOf({ timeoutMs }: PipeNode, body: PlanBody): number | undefined {
  switch (body.kind) {
    case 'script':
    case 'agent':
    case 'loop':
      return timeoutMs ?? LEAF_TIMEOUT_MS;
    case 'pipe':
      return least(timeoutMs, body.plan.timeoutMs);
    default:
      return timeoutMs;
  }
}

const least = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

function loopEnd(body: LoopBody, shell: string | undefined): LoopEnd {
  const { until, untilBash, while: goOn, maxIterations, onExhausted } = body;
  return {
    ...(until !== undefined && { until }),
    ...(untilBash !== undefined && { untilBash, ...(shell !== undefined && { untilShell: shell }) }),
    ...(goOn !== undefined && { while: goOn }),
    maxIterations,
    ...(onExhausted !== 'fail' && { onExhausted }),
  };
}

const WITHOUT_DEPENDENCIES: ReadonlySet<TriggerRule> = new Set(['all_success', 'all_done', 'always']);

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

type Turn = { readonly prompt: Template } | { readonly command: string };

/** Where a command file may lie, relative to the volume root, the first found wins. */
export function commandPaths(name: string): readonly string[] {
  const below = (base: string) => [
    `${base}/cmds/${name}.md`,
    `${base}/skills/${name}.md`,
    `${base}/skills/${name}/SKILL.md`,
  ];
  return [...below('.omne/dist'), ...below('.omne/core'), `.claude/commands/${name}.md`];
}
