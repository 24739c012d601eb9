import type { JsonMap } from '../../src/core/json.ts';
import { NODE_SHAPE } from '../../src/core/parse-node.ts';
import { KEYWORDS, TEXTS } from '../../src/core/parse-outputs.ts';
import {
  CONTROL_FIELDS,
  EACH_FIELDS,
  type Field,
  LOOP_FIELDS,
  NODE_FIELDS,
  PARALLEL_FIELDS,
  RETRIED_KINDS,
  RETRY_FIELDS,
} from '../../src/core/schema.ts';
import {
  closed,
  DATA,
  described,
  mapOf,
  orNull,
  patterns,
  ref,
  type Schema,
  schemaOf,
  textOf,
  VALUE,
} from './forms.ts';
import {
  CONDITION,
  FILE_PATTERN,
  ID_PATTERN,
  INPUT_PATTERN,
  ITEM_PATTERN,
  NO_EXPRESSION,
  OUTPUT_PATTERN,
  PASSED_PATTERN,
  POLICY,
  STEP_POLICY,
  TEMPLATE,
  VARIABLE_PATTERN,
} from './patterns.ts';
import {
  EACH_WORDS,
  LOOP_WORDS,
  NODE_WORDS,
  PARALLEL_WORDS,
  POLICY_WORDS,
  RETRY_WORDS,
  THEN_WORDS,
} from './words.ts';

const NAME = 'letters, digits and _, not a digit first, at most 64';
const NAME_OF_OUTPUT = 'letters, digits, _ and -, a letter or _ first, at most 64';
const VARIABLE =
  'letters, digits and _, not a digit first; none of OMNE_…, the command files and the tokens of the runner';

/** Names of inputs, outputs and variables. */
export const INPUT_NAME = textOf(INPUT_PATTERN, NAME);
const OUTPUT_NAME = textOf(OUTPUT_PATTERN, NAME_OF_OUTPUT);
const VAR_NAME = INPUT_NAME;

/** An id, and what else shares its grammar. */
export const ID = textOf(
  ID_PATTERN,
  'lower-case letters, digits, _ and -, a letter or digit first, at most 64; no name of a Windows device',
);

const FILE_NAME = textOf(FILE_PATTERN, 'a name without folder and extension, of letters, digits, _, - and .');

/** `env`, anywhere. */
export const ENV: Schema = mapOf(textOf(VARIABLE_PATTERN, VARIABLE), ref('value'));

/** `pass_env`, anywhere. */
export const PASS_ENV: Schema = { type: 'array', items: textOf(PASSED_PATTERN, VARIABLE) };

/** One expression. */
const condition = (types: readonly string[]): Schema => ({
  type: types,
  pattern: CONDITION,
  errorMessage: 'write an expression such as inputs.deploy == true',
});

const TEXT_OR_NUMBER_OR_TRUTH = ['string', 'number', 'boolean'];
const some = (schema: Schema): Schema => ({ ...schema, minProperties: 1 });
const script = (expected: string): Schema => ({
  type: 'string',
  ...patterns(
    ['\\S', expected],
    [NO_EXPRESSION, 'env: { NAME: … } and read "$NAME": no ${{ … }} reaches a script'],
  ),
});
const PROMPT: Schema = {
  type: 'string',
  ...patterns(['\\S', 'a prompt'], [TEMPLATE, '}} where an expression ends']),
};
const whole = (least: number, most: number): Schema => ({ type: 'integer', minimum: least, maximum: most });

const RETRY: Schema = closed(
  {
    ...Object.fromEntries(
      Object.entries(RETRY_FIELDS).map(([key, field]) => [
        key,
        described(schemaOf(field), RETRY_WORDS[key as keyof typeof RETRY_FIELDS]),
      ]),
    ),
    on: described(
      { type: 'array', minItems: 1, items: { anyOf: [{ enum: [...RETRIED_KINDS] }, whole(0, 255)] } },
      RETRY_WORDS.on,
    ),
  },
  ['max'],
);

const JUMP: Schema = closed({ jump: described({ type: 'string', pattern: '\\S' }, THEN_WORDS.jump) }, [
  'jump',
]);

function onError(canJump: boolean): Schema {
  const then: Schema = { enum: ['fail', 'continue'] };
  const retry: Schema = { anyOf: [whole(1, 100), ref('retry')] };
  return {
    anyOf: [
      textOf(
        canJump ? STEP_POLICY : POLICY,
        canJump ? 'fail, continue, retry=N, jump=<step> or a map' : 'fail, continue, retry=N or a map',
      ),
      some(
        closed({
          retry: described(retry, POLICY_WORDS.retry),
          then: described(canJump ? { anyOf: [then, JUMP] } : then, POLICY_WORDS.then),
        }),
      ),
    ],
  };
}

/** What an agent's, a script's and a container's outputs can be. */
export const OUTPUTS: Readonly<Record<'agent' | 'script' | 'container', Schema>> = {
  agent: { enum: [...TEXTS] },
  script: {
    anyOf: [{ enum: [...TEXTS] }, { type: 'array', minItems: 1, uniqueItems: true, items: OUTPUT_NAME }],
  },
  container: some(mapOf(OUTPUT_NAME, ref('value'))),
};

const OUTPUT_SCHEMA: Schema = {
  type: 'object',
  anyOf: KEYWORDS.map((key) => ({ required: [key] })),
  additionalProperties: ref('data'),
  errorMessage: 'write a JSON Schema such as { type: object, properties: { ok: { type: boolean } } }',
};

/** The keys of nodes that mean the same wherever they stand, by their names. */
function nodeKeys(): Schema {
  const fields: Readonly<Record<string, Field>> = { ...NODE_FIELDS, ...CONTROL_FIELDS };
  const own: Schema = {
    id: ID,
    gate: orNull(FILE_NAME),
    pass_env: PASS_ENV,
    command: orNull(FILE_NAME),
    bash: orNull(script('a script')),
    prompt: orNull(PROMPT),
    env: ENV,
    when: condition(TEXT_OR_NUMBER_OR_TRUTH),
    on_error: onError(false),
    outputs: {},
    output_schema: OUTPUT_SCHEMA,
    with: some(mapOf(INPUT_NAME, ref('value'))),
    set: some(mapOf(VAR_NAME, ref('value'))),
    return: some(mapOf(OUTPUT_NAME, ref('value'))),
  };
  const plain = Object.keys(fields).filter((key) => !(key in own));
  const schemas: Schema = { ...own };
  for (const key of plain) {
    const schema = schemaOf(fields[key]!);
    schemas[key] = NODE_SHAPE.nullable.has(key) ? orNull(schema) : schema;
  }
  return Object.fromEntries(
    Object.entries(schemas).map(([key, schema]) => [
      key,
      described(schema as Schema, NODE_WORDS[key as keyof typeof NODE_WORDS]),
    ]),
  );
}

const fieldsOf = (
  fields: Readonly<Record<string, Field>>,
  prefix: string,
  words: Readonly<Record<string, Parameters<typeof described>[1]>>,
): Schema =>
  Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [
      `${prefix}${key}`,
      described(schemaOf(field), words[key]!),
    ]),
  );

/** Every definition that is no node; a loop's, an `each`'s and a `parallel`'s own keys have it before their names. */
export const DEFINITIONS: JsonMap = {
  value: VALUE,
  data: DATA,
  retry: RETRY,
  ...nodeKeys(),
  on_error_of_step: described(onError(true), NODE_WORDS.on_error),
  ...fieldsOf(LOOP_FIELDS, 'loop_', LOOP_WORDS),
  loop_until_bash: described(script('a script that ends the loop by exiting with 0'), LOOP_WORDS.until_bash),
  loop_while: described(condition(TEXT_OR_NUMBER_OR_TRUTH), LOOP_WORDS.while),
  ...fieldsOf(PARALLEL_FIELDS, 'parallel_', PARALLEL_WORDS),
  ...fieldsOf(EACH_FIELDS, 'each_', EACH_WORDS),
  each_as: described(
    textOf(ITEM_PATTERN, `a name that means nothing else in expressions: ${NAME}`),
    EACH_WORDS.as,
  ),
  each_in: described(
    { anyOf: [condition(['string']), { type: 'array', items: ref('data') }] },
    EACH_WORDS.in,
  ),
};
