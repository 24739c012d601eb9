import type { Catalog } from './catalog.ts';
import type { Cycles, Graph } from './graph.ts';
import { declaredOutput, outputShape } from './output-shape.ts';
import type { Env, Path, Pipe, PipeNode } from './pipe.ts';
import { allNodes, childrenOf, stepsAfter, templatesOf } from './pipe-tree.ts';
import type { Report } from './plan-node.ts';
import type { ReferenceMistake } from './problem.ts';
import { suggest } from './suggest.ts';
import type { Reference, Template } from './template.ts';

/** What the checks need to know of the whole pipe. */
export interface Whole {
  readonly graph: Graph | Cycles;
  readonly index: ReadonlyMap<string, number>;
  readonly catalog: Catalog;
  readonly report: Report;
}

/** Checks every name in every expression that the place alone cannot tell: nodes, steps, variables, outputs. */
export function checkReferences(pipe: Pipe, whole: Whole): void {
  if ('cycles' in whole.graph) return;
  const checker = new Checker(pipe, { ...whole, graph: whole.graph });
  checker.pipe();
}

/** Where an expression stands. */
interface Where {
  /** The top-level node it is in; absent for the pipe's own. */
  readonly top?: number;
  readonly env: ReadonlySet<string>;
  readonly steps: readonly PipeNode[];
  readonly vars: ReadonlySet<string>;
}

const RUN = ['id', 'pipe', 'dir'];
const PROPERTIES = ['status', 'outputs', 'text', 'exit_code', 'duration_ms'];
const NO_NAMES: ReadonlySet<string> = new Set();

class Checker {
  readonly #pipe: Pipe;
  readonly #whole: Whole & { readonly graph: Graph };
  readonly #isUpstream: (target: number, node: number) => boolean;

  constructor(pipe: Pipe, whole: Whole & { readonly graph: Graph }) {
    this.#pipe = pipe;
    this.#whole = whole;
    this.#isUpstream = createUpstream(whole.graph);
  }

  pipe(): void {
    const { env, nodes, outputs } = this.#pipe;
    const bare: Where = { env: NO_NAMES, steps: [], vars: NO_NAMES };
    this.#env(env, bare, ['env']);
    const all = { ...bare, env: new Set(env.keys()) };
    for (const [name, value] of outputs) this.#template(value, all, ['outputs', name]);
    for (const [at, node] of nodes.entries()) {
      // Most of a large pipe is this.
      if (node.body?.kind === 'bash' && node.when === undefined && node.env.size === 0) continue;
      this.#node(node, { ...all, top: at, vars: varsOf(node) });
    }
  }

  #node(node: PipeNode, where: Where): void {
    this.#env(node.env, where, [...node.path, 'env']);
    const own = node.env.size === 0 ? where : { ...where, env: new Set([...where.env, ...node.env.keys()]) };
    const after = { ...own, steps: stepsAfter(node.body) ?? own.steps };
    for (const { template, path, isAfter } of templatesOf(node)) {
      this.#template(template, isAfter ? after : own, path);
    }
    const inside = node.body?.kind === 'steps' ? { ...own, steps: node.body.steps } : own;
    for (const child of childrenOf(node.body)) this.#node(child, inside);
  }

  // A value may read what stands before it.
  #env(env: Env, where: Where, path: Path): void {
    const known = new Set(where.env);
    for (const [name, value] of env) {
      this.#template(value, { ...where, env: known }, [...path, name]);
      known.add(name);
    }
  }

  #template(template: Template, where: Where, path: Path): void {
    if (typeof template === 'string') return;
    for (const reference of template.references) {
      const mistake = this.#reference(reference, where);
      if (mistake !== undefined) this.#whole.report(mistake, path, reference.occurrence);
    }
  }

  #reference(reference: Reference, where: Where): ReferenceMistake | undefined {
    const [key] = reference.keys;
    switch (reference.root) {
      case 'env':
        return checkKnown({ of: 'environment variable', root: 'env', key, known: where.env });
      case 'vars':
        return checkKnown({ of: 'variable', root: 'vars', key, known: where.vars });
      case 'run':
        return checkKnown({ of: 'run property', root: 'run', key, known: RUN });
      case 'nodes':
        return this.#nodeReference(reference, where);
      case 'steps':
        return this.#stepReference(reference, where);
      default:
        return undefined;
    }
  }

  #nodeReference(reference: Reference, { top }: Where): ReferenceMistake | undefined {
    const { index } = this.#whole;
    const [id] = reference.keys;
    if (id === undefined) return { kind: 'open_reference', root: 'nodes' };
    const target = index.get(id.toLowerCase());
    if (target === undefined) return unknown('node', `nodes.${id}`, suggest(id, index.keys()));
    const node = this.#pipe.nodes[target]!;
    if (top !== undefined && !this.#isUpstream(target, top)) {
      return { kind: 'not_upstream', node: node.id, of: this.#pipe.nodes[top]!.id };
    }
    return this.#property(node, reference);
  }

  #stepReference(reference: Reference, { steps }: Where): ReferenceMistake | undefined {
    const [id] = reference.keys;
    if (id === undefined) return { kind: 'open_reference', root: 'steps' };
    const step = steps.find((one) => one.id === id.toLowerCase());
    if (step !== undefined) return this.#property(step, reference);
    const ids = steps.map((one) => one.id);
    return unknown('step', `steps.${id}`, suggest(id, ids));
  }

  #property(node: PipeNode, { root, keys }: Reference): ReferenceMistake | undefined {
    const [, property, name] = keys;
    if (property === undefined) return undefined;
    const lower = property.toLowerCase();
    if (!PROPERTIES.includes(lower)) {
      return unknown('property', `${root}.${node.id}.${property}`, suggest(lower, PROPERTIES));
    }
    return lower === 'outputs'
      ? declaredOutput(node.id, outputShape(node, this.#whole.catalog), name)
      : undefined;
  }
}

interface Known {
  readonly of: string;
  readonly root: string;
  readonly key: string | undefined;
  readonly known: Iterable<string>;
}

function checkKnown({ of, root, key, known }: Known): ReferenceMistake | undefined {
  if (key === undefined) return undefined;
  const names = [...known];
  if (names.some((name) => name.toLowerCase() === key.toLowerCase())) return undefined;
  return unknown(of, `${root}.${key}`, suggest(key, names));
}

const unknown = (of: string, name: string, suggestion: string | undefined) => ({
  kind: 'unknown_reference' as const,
  of,
  name,
  ...(suggestion !== undefined && { suggestion }),
});

function varsOf(node: PipeNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { body } of allNodes({ nodes: [node] })) {
    if (body?.kind !== 'control' || body.control.kind !== 'set') continue;
    for (const name of body.control.values.keys()) names.add(name);
  }
  return names;
}

// Most read what they depend on. For the others the node's ancestors are marked, once for all that it reads.
function createUpstream({ size, dependencies }: Graph): (target: number, node: number) => boolean {
  const { start, targets } = dependencies;
  const markedBy = new Int32Array(size).fill(-1);
  let marked = -1;
  return (target, node) => {
    if (marked !== node) {
      if (targets.subarray(start[node], start[node + 1]).includes(target)) return true;
      marked = node;
      const waiting = [node];
      for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
        for (let edge = start[at]!; edge < start[at + 1]!; edge++) {
          const dependency = targets[edge]!;
          if (markedBy[dependency] === node) continue;
          markedBy[dependency] = node;
          waiting.push(dependency);
        }
      }
    }
    return markedBy[target] === node;
  };
}
