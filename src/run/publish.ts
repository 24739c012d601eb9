import { parseEnvFile } from '../core/env-file.ts';
import type { Failure } from '../core/failure.ts';
import type { Json } from '../core/json.ts';
import { parseJson } from '../core/json-depth.ts';
import type { OutputSpec } from '../core/pipe.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type Context, evaluate, type Template } from '../core/template.ts';
import { contextOf } from './scope.ts';
import type { Outcome, Turn } from './turn.ts';

/** As much as a line of the journal should carry. */
const MAX_OUTPUTS = 1024 * 1024;
/** Characters that one can take in JSON: `\u0001`. */
const MOST_ESCAPED = 6;

/** The outcome of a body that did well, with what the node publishes; one that cannot be published is a failure. */
export function publish(outcome: Outcome, turn: Turn): Outcome {
  const spec = turn.node.outputs;
  const { outputs: made, ...rest } = outcome;
  const outputs = spec === undefined ? ok(made) : outputsOf(spec, outcome, turn);
  if (!outputs.ok) return { ...rest, failure: outputs.error };
  const flaw = sizeFlaw(outputs.value);
  if (flaw !== undefined) return { ...rest, failure: invalid(flaw) };
  return outputs.value === undefined ? rest : { ...rest, outputs: outputs.value };
}

/** What is wrong with the size of outputs; nothing where they can be published. */
export function sizeFlaw(outputs: Json | undefined): string | undefined {
  const isSmall = typeof outputs === 'string' && outputs.length * MOST_ESCAPED <= MAX_OUTPUTS;
  if (isSmall || (typeof outputs !== 'string' && (typeof outputs !== 'object' || outputs === null)))
    return undefined;
  const { length } = JSON.stringify(outputs);
  if (length <= MAX_OUTPUTS) return undefined;
  return `the outputs have ${length} characters as JSON; at most ${MAX_OUTPUTS} can be published`;
}

const invalid = (error: string): Failure => ({ kind: 'outputs_invalid', error });

function outputsOf(spec: OutputSpec, outcome: Outcome, turn: Turn): Result<Json | undefined, Failure> {
  switch (spec.from) {
    case 'text':
      return printed(spec.as, turn);
    case 'file':
      return written(turn);
    case 'expressions': {
      const steps = outcome.steps ?? turn.scope.steps;
      const context = contextOf({ ...turn.scope, steps }, turn.context.env);
      const values = evaluateAll(spec.values, context);
      return values.ok ? values : err({ kind: 'crash', cause: 'expression', error: values.error });
    }
  }
}

/** Every value of a map of templates; the error names the first that failed. */
export function evaluateAll(
  templates: ReadonlyMap<string, Template>,
  context: Context,
): Result<Readonly<Record<string, Json>>, string> {
  const values: [string, Json][] = [];
  for (const [name, template] of templates) {
    const value = evaluate(template, context);
    if (!value.ok) return err(`${name}: ${value.error}`);
    values.push([name, value.value]);
  }
  return ok(Object.fromEntries(values));
}

function printed(as: 'text' | 'lines' | 'json', { id, scope }: Turn): Result<Json, Failure> {
  const { ports, state } = scope.engine;
  const text = ports.results.text(id, state.nodes.get(id)?.textFrom);
  if (!text.ok) return err(invalid(`what it printed ${text.error}`));
  if (as === 'text') return ok(text.value);
  if (as === 'lines') return ok(text.value === '' ? [] : text.value.split(/\r?\n/));
  const value = parseJson(text.value);
  return value.ok ? value : err(invalid(`what it printed ${value.error}`));
}

function written({ id, scope }: Turn): Result<Json, Failure> {
  const text = scope.engine.ports.results.outputFile(id);
  if (!text.ok) return err(invalid(`$OMNE_OUTPUT ${text.error}`));
  const values = parseEnvFile(text.value);
  return values.ok ? ok(Object.fromEntries(values.value)) : err(invalid(`$OMNE_OUTPUT: ${values.error}`));
}
