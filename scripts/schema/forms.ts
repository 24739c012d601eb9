import * as z from 'zod/mini';
import type { Json } from '../../src/core/json.ts';
import { type Field, formOf } from '../../src/core/schema.ts';
import { DELAY, DURATION, NO_EXPRESSION, TEMPLATE } from './patterns.ts';
import type { Words } from './words.ts';

/** A JSON Schema in the making. */
export type Schema = { [key: string]: Json };

// What is too long to stand beside the check it means. A pattern asks of texts alone, a bound of numbers.
const LONG: Readonly<Record<'duration' | 'delay', Schema>> = {
  duration: { type: ['number', 'string'], minimum: 1, maximum: 86_400, pattern: DURATION },
  delay: {
    type: ['number', 'string'],
    anyOf: [{ const: 0 }, { minimum: 1 }],
    maximum: 86_400,
    pattern: DELAY,
  },
};

/** A field as JSON Schema: what zod says of its type, and the forms of the checks that only run. */
export function schemaOf(field: Field): Schema {
  const made = z.toJSONSchema(field(), {
    target: 'draft-7',
    override: ({ zodSchema, jsonSchema }) => {
      const form = formOf(zodSchema);
      // A long form says all there is to say of the types.
      if (typeof form === 'string') delete jsonSchema.anyOf;
      Object.assign(jsonSchema, typeof form === 'string' ? LONG[form] : form);
    },
  }) as Schema;
  delete made['$schema'];
  return withoutExpressions({ ...made, errorMessage: `write ${expectedBy(field)}` });
}

/** The words of a field's own message. */
function expectedBy(field: Field): string {
  const { error } = z.safeParse(field(), Symbol('of no type'));
  return error!.issues[0]!.message;
}

/** A text of which more than one pattern is asked. */
export const patterns = (...parts: readonly (readonly [pattern: string, expected: string])[]): Schema => ({
  allOf: parts.map(([pattern, expected]) => ({ pattern, errorMessage: `write ${expected}` })),
});

/** What to do where an expression cannot stand. */
export const NO_EXPRESSION_WORDS = 'it without ${{ … }}: here it is not evaluated';

/** The schema, whose texts hold no expression. */
function withoutExpressions(schema: Schema): Schema {
  const { items, pattern, errorMessage } = schema;
  if (items !== undefined) return { ...schema, items: withoutExpressions(items as Schema) };
  if (schema['type'] !== 'string' || schema['enum'] !== undefined) return schema;
  if (pattern === undefined) return { ...schema, pattern: NO_EXPRESSION };
  const { pattern: _, ...rest } = schema;
  const expected = String(errorMessage ?? 'write a text that is not empty').replace(/^write /, '');
  return { ...rest, ...patterns([String(pattern), expected], [NO_EXPRESSION, NO_EXPRESSION_WORDS]) };
}

/** The schema, or nothing after the key. */
export function orNull(schema: Schema): Schema {
  const { type, enum: values, anyOf } = schema;
  const more: Schema = {};
  if (type !== undefined) more['type'] = [...(Array.isArray(type) ? (type as Json[]) : [type]), 'null'];
  if (Array.isArray(values)) more['enum'] = [...(values as Json[]), null];
  if (Array.isArray(anyOf)) more['anyOf'] = [...(anyOf as Json[]), { type: 'null' }];
  return { ...schema, ...more };
}

/** A text of a grammar. */
export const textOf = (pattern: string, expected: string): Schema => ({
  type: 'string',
  pattern,
  errorMessage: `write ${expected}`,
});

/** Data that holds no expression. */
export const DATA: Schema = {
  type: ['object', 'array', 'string', 'number', 'boolean', 'null'],
  pattern: NO_EXPRESSION,
  items: { $ref: '#/definitions/data' },
  additionalProperties: { $ref: '#/definitions/data' },
};

/** A text with expressions, a number or a truth. */
export const VALUE: Schema = {
  type: ['string', 'number', 'boolean'],
  pattern: TEMPLATE,
  errorMessage: 'write a text, a number, true or false; close each ${{ with }}',
};

/** A map of names of a grammar and values. */
export const mapOf = (names: Schema, values: Schema): Schema => ({
  type: 'object',
  propertyNames: names,
  additionalProperties: values,
});

/** A key of which an editor says something. */
export function described(schema: Schema, { description: words, examples, preset }: Words): Schema {
  const description = preset === undefined ? words : `${words} Default: \`${preset}\`.`;
  return {
    description: description.replaceAll('`', ''),
    ...(description.includes('`') && { markdownDescription: description }),
    ...schema,
    examples,
  };
}

/** A map of which every key is known. */
export const closed = (properties: Schema, required: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
  additionalProperties: false,
});

/** A reference to a definition. */
export const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` });
