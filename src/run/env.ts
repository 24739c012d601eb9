import type { Env } from '../core/pipe.ts';
import { err, ok, type Result } from '../core/result.ts';
import { render } from '../core/template.ts';
import { contextOf, type Scope } from './scope.ts';

/** An environment as it came to be; the error says which value could not. */
export type Rendered = Result<ReadonlyMap<string, string>, string>;

/** No variable at all. */
export const NO_ENV: Rendered = ok(new Map());

/**
 * The environment of a node or a pipe as its author wrote it, laid over that of its surroundings: a value may read
 * those around, its own name among them, and those before it.
 */
export function renderEnv(env: Env, scope: Scope): Rendered {
  const around = scope.env;
  if (env.size === 0 || !around.ok) return around;
  const rendered = new Map(around.value);
  const context = contextOf(scope, rendered);
  for (const [name, template] of env) {
    const value = render(template, context);
    if (!value.ok) return err(`env ${name}: ${value.error}`);
    rendered.set(name, value.value);
  }
  return ok(rendered);
}
