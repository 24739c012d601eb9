import { Ajv } from 'ajv';
import { shapeProblems } from '../../scripts/schema/shape.ts';
import { compiler } from '../../src/core/expression.ts';
import type { Json } from './schema-pipes.ts';

/** Whether a schema accepts a value; unknown keywords are words for editors. */
export function acceptedBy(schema: object): (value: unknown) => boolean {
  const ajv = new Ajv({ strict: false, validateSchema: false });
  const check = ajv.compile(schema);
  return (value) => check(value);
}

/** Whether the parser finds nothing wrong with the shape of a pipe; JSON is YAML. */
export const isRight = (pipe: Json): boolean =>
  shapeProblems(JSON.stringify(pipe), 'pipe.yml', compiler).length === 0;
