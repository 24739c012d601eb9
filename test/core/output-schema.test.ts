import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromJSONSchema } from 'zod';
import type { Json, JsonMap } from '../../src/core/json.ts';
import { answerOf, checkSchema, fitErrors } from '../../src/core/output-schema.ts';

const person = {
  type: 'object',
  required: ['name', 'tags'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 2, maxLength: 4, pattern: '^[a-z😀]+$' },
    age: { type: 'integer', minimum: 0, exclusiveMaximum: 150 },
    tags: { type: 'array', items: { enum: ['a', 'b', null] }, minItems: 1, maxItems: 3, uniqueItems: true },
  },
} as const;

// A literal with a `then` would look like a promise.
const CONDITIONAL = JSON.parse(
  '{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}',
) as JsonMap;

describe('fitErrors', () => {
  test.each<[JsonMap, Json, readonly string[]]>([
    [person, { name: 'ann', age: 3, tags: ['a', null] }, []],
    [person, null, ['it must be an object, not null']],
    [person, [], ['it must be an object, not an array']],
    [person, {}, ['`name` is missing', '`tags` is missing']],
    [person, { name: 'a', age: -1, tags: [] }, [
      '`name` must have at least 2 characters, not 1',
      '`age` must be at least 0, not -1',
      '`tags` must have at least 1 item, not 0',
    ]], // biome-ignore format: a table
    [person, { name: 'ANN', age: 150, tags: ['a', 'a', 'c', 'b'] }, [
      '`name` must match `^[a-z😀]+$`',
      '`age` must be less than 150, not 150',
      '`tags` must have at most 3 items, not 4',
      '`tags[2]` must be one of `"a"`, `"b"`, `null`',
      '`tags` must have no item twice',
    ]], // biome-ignore format: a table
    [person, { name: '😀😀😀😀', age: 1.5, tags: ['a'], more: 1, 'a\u001b `b`': 2 }, [
      '`age` must be an integer, not 1.5',
      '`more` is not allowed',
      '`["a\\u001b "b""]` is not allowed',
    ]], // biome-ignore format: a table
    [{ type: 'object', required: ['a'] }, {}, ['`a` is missing']],
    [{ required: ['a'], minLength: 2 }, {}, ['`a` is missing']],
    [{ required: ['a'], minLength: 2 }, 'x', ['it must have at least 2 characters, not 1']],
    [{ required: ['a'], minLength: 2 }, 7, []],
    [{ type: 'array', minItems: 1 }, [], ['it must have at least 1 item, not 0']],
    [{ type: ['string', 'null'] }, 5, ['it must be a string or null, not a number']],
    [{ type: 'number' }, 5, []],
    [{ type: 'integer' }, 5.0, []],
    [{ type: 'boolean' }, 'true', ['it must be a boolean, not a string']],
    [{ const: { a: [1], b: 2 } }, { b: 2, a: [1] }, []],
    [{ const: { a: [1] } }, { a: [2] }, ['it must be `{"a":[1]}`']],
    [{ const: null }, 0, ['it must be `null`']],
    [{ enum: [[1], { a: 1 }] }, [1], []],
    [{ type: 'string', enum: ['a', 1] }, 1, ['it must be a string, not a number']],
    [{ properties: { a: { default: 'x', type: 'string' } }, required: ['a'] }, {}, ['`a` is missing']],
    [{ multipleOf: 0.1 }, 0.3, []],
    [{ multipleOf: 0.1 }, 0.35, ['it must be a multiple of 0.1, not 0.35']],
    [{ maximum: 3, exclusiveMinimum: 1 }, 4, ['it must be at most 3, not 4']],
    [{ maximum: 3, exclusiveMinimum: 1 }, 1, ['it must be more than 1, not 1']],
    [{ prefixItems: [{ type: 'string' }], items: false }, ['a', 1], ['`[1]` is not allowed']],
    [{ items: [{ type: 'string' }], additionalItems: { type: 'null' } }, [1, null, 2], [
      '`[0]` must be a string, not a number',
      '`[2]` must be null, not a number',
    ]], // biome-ignore format: a table
    [{ contains: { type: 'string' } }, [1, 2], ['it must have at least 1 matching item, not 0']],
    [{ contains: true, minContains: 0, maxContains: 1 }, [1, 2], ['it must have at most 1 matching item, not 2']], // biome-ignore format: a table
    [{ minProperties: 1, maxProperties: 2 }, {}, ['it must have at least 1 key, not 0']],
    [{ patternProperties: { '^n_': { type: 'number' } }, additionalProperties: { type: 'string' } }, { n_a: 'x', b: 1, n_c: 1 }, [
      '`n_a` must be a number, not a string',
      '`b` must be a string, not a number',
    ]], // biome-ignore format: a table
    [{ propertyNames: { pattern: '^[a-z]+$' } }, { ok: 1, NO: 1 }, ['`NO` has a name that does not fit: it must match `^[a-z]+$`']], // biome-ignore format: a table
    [{ dependentRequired: { a: ['b'] } }, { a: 1 }, ['`b` is missing']],
    [{ dependentSchemas: { a: { required: ['b'] } } }, { a: 1 }, ['`b` is missing']],
    [{ not: { type: 'string' } }, 'x', ['it is what `not` forbids']],
    [{ not: { type: 'string' } }, 1, []],
    [CONDITIONAL, { a: 1 }, ['`b` is missing']], // biome-ignore format: a table
    [CONDITIONAL, {}, ['`c` is missing']],
    [{ allOf: [{ type: 'string' }, { minLength: 2 }] }, 'x', ['it must have at least 2 characters, not 1']],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'x', []],
    [{ anyOf: [{ required: ['a'] }, { required: ['b'] }] }, { c: 1 }, ['it fits none of 2 schemas; of the closest: `a` is missing']], // biome-ignore format: a table
    [{ anyOf: [{ type: 'string' }, { type: 'object', properties: { a: { type: 'string' } } }] }, { a: 1 }, ['it fits none of 2 schemas; of the closest: `a` must be a string, not a number']], // biome-ignore format: a table
    [{ oneOf: [{ type: 'number' }, { type: 'integer' }] }, 1, ['it fits 2 of 2 schemas, not one']],
    [{ oneOf: [{ type: 'number' }, { type: 'integer' }] }, 1.5, []],
    [{ oneOf: [{ const: 1 }] }, 2, ['it fits none of 1 schemas; of the closest: it must be `1`']],
    [{ $ref: '#/$defs/a%20b', $defs: { 'a%20b': false } }, 1, ['it is not allowed']],
    [{ properties: { a: { $ref: '#/$defs/x~1y', minLength: 3 } }, $defs: { 'x/y': { type: 'string' } } }, { a: 'z' }, ['`a` must have at least 3 characters, not 1']], // biome-ignore format: a table
    [{ type: 'object', properties: { next: { $ref: '#' } }, additionalProperties: false }, { next: { next: { x: 1 } } }, ['`next.next.x` is not allowed']], // biome-ignore format: a table
    [{ type: 'string', format: 'email' }, 'no address', []],
    [{ properties: { toString: { type: 'string' } } }, {}, []],
    [JSON.parse('{"properties":{"__proto__":{"type":"string"}},"required":["__proto__"]}'), JSON.parse('{"__proto__":1}'), ['`__proto__` must be a string, not a number']], // biome-ignore format: a table
    [{ required: ['toString', 'constructor'] }, {}, ['`toString` is missing', '`constructor` is missing']],
  ])('%j of %j', (schema, value, errors) => {
    expect(checkSchema(schema)).toBeUndefined();
    expect(fitErrors(schema, value)).toEqual(errors);
  });

  test('at most ten, and no time for the rest', () => {
    const begin = performance.now();
    const errors = fitErrors(
      { items: { type: 'string' } },
      Array.from({ length: 1_000_000 }, () => 1),
    );
    expect([errors.length, errors[9]]).toEqual([10, '`[9]` must be a string, not a number']);
    expect(performance.now() - begin).toBeLessThan(500);
  });

  test('a value nested without end is an error, not a crash', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as Json;
    for (const schema of [{}, { items: { $ref: '#' } }, { enum: [1] }] as const) {
      expect(fitErrors(schema, deep)).toEqual(['it is nested more than 200 deep']);
    }
    const most = JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`) as Json;
    expect(fitErrors({ items: { $ref: '#' } }, most)).toEqual([]);
    expect(fitErrors({ items: { $ref: '#' } }, [most])).toHaveLength(1);
    const slow: JsonMap = {
      anyOf: [{ $ref: '#/$defs/a' }],
      $defs: { a: { items: { $ref: '#' } } },
    };
    expect(fitErrors(slow, most)).toEqual([]);
    const wrong = JSON.parse(`${'['.repeat(199)}1${']'.repeat(199)}`) as Json;
    const [error] = fitErrors({ anyOf: [{ type: 'null' }, { type: 'array', items: { $ref: '#' } }] }, wrong);
    expect(error).toBe(
      `it fits none of 2 schemas; of the closest: \`${'[0]'.repeat(199)}\` must be null, not a number`,
    );
    expect(fitErrors({ $ref: '#' }, 1)).toEqual(['it is nested more than 1000 deep']);
  });

  // What zod's own reading of JSON Schema checks at all, it decides the same way.
  const { schema } = fc.letrec<{ schema: JsonMap }>((tie) => ({
    schema: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<JsonMap>(
        { type: 'string' },
        { type: 'boolean' },
        { type: 'null' },
        { type: 'integer' },
      ),
      fc.constantFrom<JsonMap>(
        { enum: ['a', 'b'] },
        { const: 1 },
        { enum: ['a', 1, null] },
        { type: ['string', 'null'] },
      ),
      fc.record({
        type: fc.constant('string'),
        minLength: fc.nat(2),
        maxLength: fc.integer({ min: 1, max: 3 }),
      }),
      fc.record({
        type: fc.constant('number'),
        minimum: fc.nat(2),
        exclusiveMaximum: fc.integer({ min: 1, max: 4 }),
      }),
      fc.record({
        type: fc.constant('array'),
        items: tie('schema'),
        minItems: fc.nat(2),
        uniqueItems: fc.boolean(),
      }),
      fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
      fc
        .tuple(
          fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('schema')),
          fc.subarray(['a', 'b', 'c']),
          fc.constantFrom<Json>(true, false, { type: 'string' }),
        )
        .map(([properties, required, additionalProperties]) => ({
          type: 'object',
          properties,
          required: required.filter((name) => Object.hasOwn(properties, name)),
          additionalProperties,
        })),
    ),
  }));
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<Json>('', 'a', 'b', 'abcd', 0, 1, 2.5, 7, true, null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('value'), { noNullPrototype: true }),
    ),
  }));

  test('agrees with zod', () => {
    const seen = { fits: 0, not: 0 };
    fc.assert(
      fc.property(schema, value, (schema, value) => {
        const fits = fitErrors(schema, value).length === 0;
        seen[fits ? 'fits' : 'not']++;
        expect(checkSchema(schema)).toBeUndefined();
        expect(fits).toBe(
          fromJSONSchema(schema as Parameters<typeof fromJSONSchema>[0]).safeParse(value).success,
        );
      }),
      { numRuns: 2000 },
    );
    // About 125 of 2,000 fit, give or take 11: both sides are met, by far more than chance could hide.
    expect(Math.min(seen.fits, seen.not)).toBeGreaterThan(50);
  });
});

describe('checkSchema', () => {
  test.each<[JsonMap, string]>([
    [
      { type: 'strng' },
      '`type` must be one or more of string, number, integer, boolean, object, array, null',
    ],
    [{ type: [] }, '`type` must be one or more of string, number, integer, boolean, object, array, null'],
    [{ properties: { a: { minLength: '3' } } }, '`properties.a.minLength` must be a whole number from 0 up'],
    [{ properties: { a: 5 } }, '`properties.a` must be a schema: a map, true or false'],
    [{ properties: [] }, '`properties` must be a map of schemas'],
    [{ required: 'a' }, '`required` must be a list of names'],
    [{ required: [1] }, '`required` must be a list of names'],
    [{ dependentRequired: { a: 'b' } }, '`dependentRequired` must be a map of lists of names'],
    [{ anyOf: {} }, '`anyOf` must be a list of schemas'],
    [{ anyOf: [{}, { pattern: '(' }] }, '`anyOf[1].pattern` must be a regular expression'],
    [{ patternProperties: { '(': {} } }, '`patternProperties` must have regular expressions as keys: `(`'],
    [{ items: { multipleOf: 0 } }, '`items.multipleOf` must be a number above 0'],
    [{ items: [{ maximum: '1' }] }, '`items[0].maximum` must be a number'],
    [{ exclusiveMinimum: true }, '`exclusiveMinimum` must be a number'],
    [{ enum: [] }, '`enum` must be a list of at least one value'],
    [{ uniqueItems: 1 }, '`uniqueItems` must be true or false'],
    [{ not: null }, '`not` must be a schema: a map, true or false'],
    [{ unevaluatedProperties: false }, '`unevaluatedProperties` is not supported'],
    [{ properties: { a: { $id: 'x' } } }, '`properties.a.$id` is not supported'],
    [{ $ref: 1 }, '`$ref` must be text'],
    [{ $ref: 'https://example.com/s.json' }, '`$ref` leads out of the schema: `https://example.com/s.json`'],
    [{ $ref: 'other.json#/a' }, '`$ref` leads out of the schema: `other.json#/a`'],
    [{ properties: { 'a b': { $ref: '#/$defs/x' } } }, '`properties["a b"].$ref` leads nowhere: `#/$defs/x`'],
    [{ $ref: '#name' }, '`$ref` leads nowhere: `#name`'],
    [{ $ref: '#/type', type: 'string' }, '`$ref` leads nowhere: `#/type`'],
    [{ $ref: '#' }, 'its $ref go round in a circle'],
    [{ properties: { a: { $ref: '#/properties/a' } } }, 'its $ref go round in a circle'],
    [{ $defs: { a: { anyOf: [{ $ref: '#/$defs/b' }] }, b: { not: { $ref: '#/$defs/a' } } } }, 'its $ref go round in a circle'], // biome-ignore format: a table
    [{ description: 'x'.repeat(131_072) }, 'it is longer than 128 KiB'],
  ])('%j', (schema, reason) => {
    expect(checkSchema(schema)).toBe(reason);
  });

  test.each<[JsonMap]>([
    [{}],
    [person],
    [{ $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'https://example.com/x', title: 't' }],
    [{ properties: { $id: { type: 'string' }, unevaluatedItems: {}, properties: { type: 'array' } } }],
    [{ properties: { children: { items: { $ref: '#' } } } }],
    [{ default: { type: 'nonsense' }, 'x-own': { required: 1 }, examples: [{ $ref: '#' }] }],
    [{ allOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/a' }], $defs: { a: true } }],
    [{ pattern: '^[\\w\\-]+$' }],
  ])('%j can be used', (schema) => {
    expect(checkSchema(schema)).toBeUndefined();
  });

  test('a schema nested without end', () => {
    let schema: JsonMap = {};
    for (let depth = 0; depth < 300; depth++) schema = { not: schema };
    expect(checkSchema(schema)).toBe('it is nested more than 200 deep');
  });
});

describe('answerOf', () => {
  test.each<[string, Json]>([
    ['{"a":1}', { a: 1 }],
    [' \n[1]\n', [1]],
    ['"text"', 'text'],
    ['42', 42],
    ["I'll look.\ntrue\n", true],
    ['thinking [1] about it\n[1, 2]', [1, 2]],
    ['null', null],
    ['Here it is:\n```json\n{"a": 1}\n```\nDone.', { a: 1 }],
    ['```json\n{"a": 1}\n```\nBetter:\n```JSON  \r\n{"a": 2}\r\n```', { a: 2 }],
    ['```json\n{"a": "```"}\n```', { a: '```' }],
    ['```json\nbroken\n```\n{"a":1}', { a: 1 }],
    ['```\n{"a":1}\n```', { a: 1 }],
    ['Sure! {"a":{"b":[1]}} Anything else?', { a: { b: [1] } }],
    ['Sure! [{"a":1},{"b":2}].', [{ a: 1 }, { b: 2 }]],
    ['As in [1]: {"a":"long enough"}', { a: 'long enough' }],
    ['```json\n[1]', [1]],
  ])('%j', (text, value) => {
    expect(answerOf(text)).toEqual({ ok: true, value });
  });

  test.each(['', 'no', '{', '}{', '{a:1}', '```json\n```', 'undefined', '{"a":1} and {"b":2}'])(
    '%j holds none',
    (text) => {
      expect(answerOf(text)).toEqual({ ok: false, error: 'it holds no JSON' });
    },
  );

  test('a flood of brackets costs its length', () => {
    const begin = performance.now();
    for (const flood of ['{', '[', '```json\n', '{"a":'].map((part) => part.repeat(1 << 17))) answerOf(flood);
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});
