import type { JsonMap } from '../../src/core/json.ts';
import { PIPE_SHAPE } from '../../src/core/parse.ts';
import { INPUT_SHAPE } from '../../src/core/parse-inputs.ts';
import { type Field, INPUT_FIELDS, PIPE_FIELDS } from '../../src/core/schema.ts';
import { closed, described, mapOf, orNull, ref, type Schema, schemaOf, textOf } from './forms.ts';
import { DEFINITIONS, ENV, ID, INPUT_NAME, PASS_ENV } from './keys.ts';
import { NODES } from './nodes.ts';
import { PIPE_OUTPUT_PATTERN } from './patterns.ts';
import { INPUT_WORDS, PIPE_WORDS } from './words.ts';

/** Where the schema is found. */
export const SCHEMA_ID = 'https://raw.githubusercontent.com/omne/run/v1/schema/pipe.json';

function fieldsOf<K extends string>(
  fields: Readonly<Record<K, Field>>,
  { nullable }: { readonly nullable: ReadonlySet<string> },
): Schema {
  return Object.fromEntries(
    Object.entries<Field>(fields).map(([key, field]) => [
      key,
      nullable.has(key) ? orNull(schemaOf(field)) : schemaOf(field),
    ]),
  );
}

const withWords = <K extends string>(
  schemas: Schema,
  words: Readonly<Record<K, Parameters<typeof described>[1]>>,
): Schema =>
  Object.fromEntries(
    Object.entries(schemas).map(([key, schema]) => [key, described(schema as Schema, words[key as K])]),
  );

const DEFAULTS: readonly (readonly [type: string, of: string])[] = [
  ['string', 'string'],
  ['number', 'number'],
  ['boolean', 'boolean'],
  ['choice', 'string'],
];

const INPUT: Schema = {
  ...closed(withWords({ ...fieldsOf(INPUT_FIELDS, INPUT_SHAPE), default: {} }, INPUT_WORDS), ['type']),
  allOf: [
    {
      if: { required: ['type'], properties: { type: { const: 'choice' } } },
      then: { required: ['options'] },
      else: { properties: { options: false } },
    },
    ...DEFAULTS.map(([type, of]) => ({
      if: { required: ['type'], properties: { type: { const: type } } },
      then: { properties: { default: { type: [of, 'null'] } } },
    })),
  ],
};

const TOP: Schema = {
  ...fieldsOf(PIPE_FIELDS, PIPE_SHAPE),
  name: ID,
  pass_env: PASS_ENV,
  inputs: mapOf(INPUT_NAME, ref('input')),
  env: ENV,
  outputs: {
    ...mapOf(
      textOf(
        PIPE_OUTPUT_PATTERN,
        "letters, digits, _ and -, a letter or _ first; none of the Action's own, and no node-…",
      ),
      ref('value'),
    ),
    minProperties: 1,
  },
  pools: { ...mapOf(ID, { type: 'integer', minimum: 1, maximum: 1000 }), minProperties: 1 },
  nodes: { type: 'array', minItems: 1, items: ref('node') },
};

/** The JSON Schema of a pipe, draft 7: what every editor's server of YAML reads. */
export const pipeSchema = (): JsonMap => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: SCHEMA_ID,
  description:
    'A pipe of omne/run: a .yml file, or the frontmatter of a Markdown one. Written by npm run docs.',
  ...closed(withWords(TOP, PIPE_WORDS), ['name', 'version', 'nodes']),
  definitions: { ...DEFINITIONS, input: INPUT, ...NODES },
});
