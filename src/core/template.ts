import type { Json } from './json.ts';
import type { ExpressionMistake } from './problem.ts';
import type { Result } from './result.ts';

/** What an expression may read while a run goes on. Lookups are lazy: only what is named is ever made. */
export interface Context {
  readonly inputs: ReadonlyMap<string, Json>;
  /** The environment as the pipe wrote it: what the pipe, the bodies around and the node itself set. */
  readonly env: ReadonlyMap<string, string>;
  /** `id`, `pipe`, `dir`. */
  readonly run: ReadonlyMap<string, Json>;
  readonly vars: ReadonlyMap<string, Json>;
  /** `item`, `index`, `iteration`, and what `as` names. */
  readonly locals: ReadonlyMap<string, Json>;
  /** A node of the same pipe by its id; `undefined` while it has not settled. */
  readonly node: (id: string) => NodeView | undefined;
  /** The last visit of a step of the nearest `steps`; `undefined` before it. */
  readonly step: (id: string) => NodeView | undefined;
}

/** What an expression sees of a settled node. */
export interface NodeView {
  /** `completed`, `failure_ignored`, `failed` or `skipped`. */
  readonly status: string;
  readonly outputs?: Json;
  readonly exitCode?: number;
  readonly durationMs?: number;
  /** What the node said, without the line feeds at its end; the error is the rest of a sentence. */
  readonly text: () => Result<string, string>;
}

/** The names a context can have. */
export const ROOTS = [
  'inputs',
  'nodes',
  'env',
  'run',
  'item',
  'index',
  'iteration',
  'steps',
  'vars',
] as const;

export type Root = (typeof ROOTS)[number];

/** What a place of the pipe file may name; a template is checked against it when it is compiled. */
export interface Names {
  readonly inputs: readonly string[];
  readonly roots: readonly Root[];
  /** Names of items, as `each.as` gives them. */
  readonly items: readonly string[];
}

/** A text that may hold `${{ … }}`: a plain string where it does not. */
export type Template = string | Expression;

/** A template with at least one expression, compiled and checked at load. */
export interface Expression {
  readonly source: string;
  /** What it reads, for the checks that need the plan. */
  readonly references: readonly Reference[];
  /** The text with every expression evaluated; an evaluation that fails (`fromJSON` of no JSON) is the error's words. */
  readonly render: (context: Context) => Result<string, string>;
  /** The value where the text is one expression and nothing else, so that a list stays a list; else the text. */
  readonly value: (context: Context) => Result<Json, string>;
}

/** A name an expression reads: `nodes.build.outputs.version` has the root `nodes` and three keys. */
export interface Reference {
  readonly root: string;
  /** The keys after the root as far as they are written out; an index in brackets is its text. */
  readonly keys: readonly string[];
  /** Whether a key follows that is only known at run time: `nodes[inputs.x]`, `nodes.*`. */
  readonly isOpen: boolean;
  /** The number of the `${{` it stands in, from 0. */
  readonly occurrence: number;
}

/** Renders a template; a plain string renders to itself. */
export function render(template: Template, context: Context): Result<string, string> {
  return typeof template === 'string' ? { ok: true, value: template } : template.render(context);
}

/** The value of a template; a plain string is itself. */
export function evaluate(template: Template, context: Context): Result<Json, string> {
  return typeof template === 'string' ? { ok: true, value: template } : template.value(context);
}

/** A mistake in a template and the number of the `${{` it stands in, from 0. */
export interface TemplateFault {
  readonly mistake: ExpressionMistake;
  readonly occurrence: number;
}

/** The compiler of expressions; handed in, since few pipes need it loaded. */
export interface Compiler {
  /** A text with `${{ … }}`; a text without one stays a string. */
  readonly template: (source: string, names: Names) => Result<Template, readonly TemplateFault[]>;
  /** A single expression, with or without `${{ }}` around it: `when`, `while`, `each.in`. */
  readonly expression: (source: string, names: Names) => Result<Expression, readonly TemplateFault[]>;
}

const NOTHING: Context = {
  inputs: new Map(),
  env: new Map(),
  run: new Map(),
  vars: new Map(),
  locals: new Map(),
  node: () => undefined,
  step: () => undefined,
};

/** What a template always is; `undefined` for one that reads anything, and for one that cannot be evaluated. */
export function constantOf(template: Template): Json | undefined {
  if (typeof template !== 'string' && template.references.length > 0) return undefined;
  const value = evaluate(template, NOTHING);
  return value.ok ? value.value : undefined;
}
