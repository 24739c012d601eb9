import type { ExpressionMistake } from './problem.ts';
import type { Result } from './result.ts';

/** What an expression may read. */
export interface Context {
  readonly inputs: ReadonlyMap<string, string | number | boolean>;
}

/** A text that may hold `${{ … }}`: a plain string where it does not. */
export type Template = string | Expression;

/** A template with at least one expression, compiled and checked at load. */
export interface Expression {
  readonly source: string;
  /** The text with every expression evaluated; an evaluation that fails (`fromJSON` of no JSON) is the error's words. */
  readonly render: (context: Context) => Result<string, string>;
}

/** Renders a template; a plain string renders to itself. */
export function render(template: Template, context: Context): Result<string, string> {
  return typeof template === 'string' ? { ok: true, value: template } : template.render(context);
}

/** A mistake in a template and the number of the `${{` it stands in, from 0. */
export interface TemplateFault {
  readonly mistake: ExpressionMistake;
  readonly occurrence: number;
}

/** Compiles a text with `${{ … }}` and checks its names; handed in, since few pipes need the compiler loaded. */
export type Compile = (
  source: string,
  inputs: readonly string[],
) => Result<Template, readonly TemplateFault[]>;
