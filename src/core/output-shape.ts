import type { Catalog } from './catalog.ts';
import { isJsonMap, type JsonMap } from './json.ts';
import type { Body, PipeNode } from './pipe.ts';
import type { ReferenceMistake } from './problem.ts';
import { suggest } from './suggest.ts';

/** What is known of a node's outputs before it runs. */
export type OutputShape =
  | { readonly kind: 'none' }
  /** A text, which has no parts. */
  | { readonly kind: 'text' }
  /** Read by number. */
  | { readonly kind: 'list' }
  | { readonly kind: 'names'; readonly names: readonly string[] }
  /** Whatever the node says. */
  | { readonly kind: 'open' };

/** The shape of what a node publishes. */
export function outputShape(node: PipeNode, catalog: Catalog): OutputShape {
  const { outputs, outputSchema, body } = node;
  if (outputSchema !== undefined) return schemaShape(outputSchema);
  switch (outputs?.from) {
    case 'text':
      return outputs.as === 'json' ? OPEN : { kind: outputs.as === 'text' ? 'text' : 'list' };
    case 'file':
      return { kind: 'names', names: outputs.names };
    case 'expressions':
      return { kind: 'names', names: [...outputs.values.keys()] };
    case undefined:
      return body === undefined ? OPEN : bodyShape(body, catalog);
  }
}

const OPEN: OutputShape = { kind: 'open' };

function bodyShape(body: Body, catalog: Catalog): OutputShape {
  switch (body.kind) {
    case 'each':
    case 'join':
      return { kind: 'list' };
    case 'parallel':
      return { kind: 'names', names: body.branches.map(({ id }) => id) };
    case 'loop':
      return 'node' in body.turn ? outputShape(body.turn.node, catalog) : { kind: 'none' };
    case 'steps': {
      const names = returnedNames(body.steps);
      return names.length === 0 ? { kind: 'none' } : { kind: 'names', names };
    }
    case 'pipe': {
      const included = catalog.includes?.get(body.path);
      return included?.kind === 'found' ? { kind: 'names', names: [...included.pipe.outputs.keys()] } : OPEN;
    }
    case 'control': {
      const { control } = body;
      return 'values' in control ? { kind: 'names', names: [...control.values.keys()] } : { kind: 'none' };
    }
    default:
      return { kind: 'none' };
  }
}

// `return` ends the nearest `steps`: those of bodies further in are theirs.
const returnedNames = (steps: readonly PipeNode[]): readonly string[] =>
  steps.flatMap(({ body }) =>
    body?.kind === 'control' && body.control.kind === 'return' ? [...body.control.values.keys()] : [],
  );

/** What may name properties beside `properties`. */
const ELSEWHERE = [
  'patternProperties',
  '$ref',
  '$dynamicRef',
  'anyOf',
  'oneOf',
  'allOf',
  'if',
  'dependentSchemas',
];

function schemaShape(schema: JsonMap): OutputShape {
  const { properties, additionalProperties = false } = schema;
  const hasOthers = additionalProperties !== false || ELSEWHERE.some((keyword) => keyword in schema);
  if (!isJsonMap(properties) || hasOthers) return OPEN;
  return { kind: 'names', names: Object.keys(properties) };
}

/** What is wrong with reading the output `name` of a node, or with reading its outputs at all. */
export function declaredOutput(
  node: string,
  shape: OutputShape,
  name: string | undefined,
): ReferenceMistake | undefined {
  if (shape.kind === 'open') return undefined;
  if (shape.kind === 'none') return { kind: 'undeclared_output', node };
  if (name === undefined) return undefined;
  const names = shape.kind === 'names' ? shape.names : [];
  if (names.some((known) => known.toLowerCase() === name.toLowerCase())) return undefined;
  if (shape.kind === 'list' && /^\d+$/.test(name)) return undefined;
  const suggestion = suggest(name, names);
  return { kind: 'undeclared_output', node, name, ...(suggestion !== undefined && { suggestion }) };
}
