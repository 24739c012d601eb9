import * as z from 'zod/mini';
import { parseDuration } from './duration.ts';
import type { ErrorKind } from './event.ts';
import { FAILURE_MODES, TRIGGER_RULES } from './pipe.ts';

// The message of each check completes the sentence "`key` is …; write …".
const TEXT = 'a text, in quotes where it looks like something else';
const DURATION = 'seconds as a number, or `90s`, `10m`, `1h`; from 1 second to 24 hours';
const PARALLEL = 'a whole number from 1 to 1000';
const BOOLEAN = '`true` or `false`';
const UNTIL = 'the line the agent ends with: a text of one line, not `BLOCKED`';

const VISITS = 'a whole number from 1 to 1000';
const JOIN = 'a list of at least one node id such as `[build, lint]`';
const RETRIES = 'a whole number from 1 to 100';
const DELAY = '`0`, seconds as a number, or `90s`, `10m`, `1h`, up to 24 hours';

/** What a check of ours says in the words of JSON Schema; a name stands for a form that is long. */
export type Form =
  | 'duration'
  | 'delay'
  | {
      readonly type?: 'integer';
      readonly pattern?: string;
      readonly minimum?: number;
      readonly maximum?: number;
      readonly uniqueItems?: true;
      readonly minItems?: number;
    };

const forms = new WeakMap<object, Form>();

/** The form of a schema whose checks only run; a run never asks. */
export const formOf = (schema: object): Form | undefined => forms.get(schema);

/** The schema with a check, and what that is in JSON Schema. */
function checked<S extends z.ZodMiniType>(
  schema: S,
  isRight: (value: z.output<S>) => boolean,
  { expected, form }: { readonly expected: string; readonly form: Form },
): S {
  const made = schema.check(z.refine(isRight, expected)) as S;
  forms.set(made, form);
  return made;
}

/** A field's schema, made when the first value of it is checked: a small pipe has few of all the fields. */
export type Field<S extends z.ZodMiniType = z.ZodMiniType> = () => S;

function field<S extends z.ZodMiniType>(make: () => S): Field<S> {
  let made: S | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const text = field(() => z.string(TEXT));
const nonEmptyText = (expected: string) =>
  checked(z.string(expected), (value) => value.trim() !== '', { expected, form: { pattern: '\\S' } });
const nonEmpty = (expected: string) => field(() => nonEmptyText(expected));
const textList = (expected: string) => z.array(nonEmptyText('a text that is not empty'), expected);
const texts = (expected: string) => field(() => textList(expected));
const boolean = field(() => z.boolean(BOOLEAN));
const whole = (expected: string, most = 1000) =>
  field(() =>
    checked(z.number(expected), (value) => Number.isInteger(value) && value >= 1 && value <= most, {
      expected,
      form: { type: 'integer', minimum: 1, maximum: most },
    }),
  );
const duration = field(() =>
  checked(z.union([z.string(), z.number()], DURATION), (value) => parseDuration(value) !== undefined, {
    expected: DURATION,
    form: 'duration',
  }),
);
const yes = field(() => z.literal(true, '`true`, or leave it out'));
const between = (least: number, most: number, expected: string) =>
  field(() =>
    checked(z.number(expected), (value) => value >= least && value <= most, {
      expected,
      form: { minimum: least, maximum: most },
    }),
  );
const oneOf = <const T extends readonly string[]>(values: T) =>
  field(() => z.enum(values, `one of ${values.map((value) => `\`${value}\``).join(', ')}`));

/** The interpreters a script can ask for. */
export const SHELLS = ['sh', 'bash', 'pwsh', 'cmd'] as const;

/** The top level, less `inputs`, `env`, `outputs`, `pools` and `nodes`, which are read entry by entry. */
export const PIPE_FIELDS = {
  name: text,
  version: field(() => z.literal(1, '`1`, the only version there is')),
  description: text,
  default_model: nonEmpty('the name of a model'),
  max_parallel: whole(PARALLEL),
  timeout: duration,
  failure_mode: oneOf(FAILURE_MODES),
  pass_env: texts('a list of variable names such as `[NPM_TOKEN]`'),
};

/** An input as declared, less `default`, whose shape is that of `type`. */
export const INPUT_FIELDS = {
  type: oneOf(['string', 'number', 'boolean', 'choice']),
  options: field(() =>
    checked(
      textList('a list of texts such as `[dev, prod]`'),
      (values) => values.length > 0 && new Set(values).size === values.length,
      { expected: 'at least one option, each once', form: { minItems: 1, uniqueItems: true } },
    ),
  ),
  required: boolean,
  secret: boolean,
  description: text,
};

/** A node's header and its simple bodies, less what has a reader of its own. */
export const NODE_FIELDS = {
  id: text,
  description: text,
  depends_on: texts('a list of node ids such as `[build, lint]`'),
  trigger_rule: oneOf(TRIGGER_RULES),
  timeout: duration,
  gate: text,
  pass_env: texts('a list of variable names such as `[NPM_TOKEN]`'),
  shell: oneOf(SHELLS),
  model: nonEmpty('the name of a model'),
  allowed_tools: texts('a list of tools such as `[Read, Edit]`'),
  recovers: boolean,
  pool: nonEmpty('the name of a pool'),
  max_visits: whole(VISITS),
  bash: nonEmpty('a script'),
  prompt: nonEmpty('a prompt'),
  command: text,
  join: field(() => textList(JOIN).check(z.minLength(1, JOIN))),
  pipe: nonEmpty('the path or the name of a pipe'),
};

/** What is a loop's own, whatever it repeats; less `while`. */
export const LOOP_FIELDS = {
  until: field(() =>
    checked(nonEmptyText(UNTIL), (value) => !/[\r\n]/.test(value.trim()) && value.trim() !== 'BLOCKED', {
      expected: UNTIL,
      form: { pattern: '^\\s*(?!BLOCKED\\s*$)\\S(?:[^\\r\\n]*\\S)?\\s*$' },
    }),
  ),
  until_bash: nonEmpty('a script that ends the loop by exiting with 0'),
  max_iterations: whole('a whole number from 1 to 1000'),
  on_exhausted: oneOf(['fail', 'complete']),
  fresh_context: boolean,
};

/** An agent's turn in a loop. */
export const TURN_FIELDS = {
  command: text,
  prompt: nonEmpty('a prompt'),
};

/** `parallel` as a map, less its `branches`. */
export const PARALLEL_FIELDS = {
  max_parallel: whole(PARALLEL),
  fail_fast: boolean,
  ignore_errors: boolean,
};

/** What is the own of `each`, less `in`. */
export const EACH_FIELDS = {
  as: text,
  max_parallel: whole(PARALLEL),
  on_item_error: oneOf(['fail', 'continue']),
};

/** The steps that run nothing, less `set` and `return`. */
export const CONTROL_FIELDS = {
  jump: nonEmpty('the id of a step beside it'),
  break: yes,
  continue: yes,
  skip: yes,
  stop: yes,
};

// A person looks at the one and asked for the other: no policy is asked about them.
const RETRIED: Readonly<Record<Exclude<ErrorKind, 'blocked' | 'cancelled' | 'host_missing'>, true>> = {
  crash: true,
  timeout: true,
  max_iterations_exceeded: true,
  gate_failed: true,
  gate_timeout: true,
  agent_error: true,
  no_output: true,
  permission_denied: true,
  capture_failed: true,
  outputs_invalid: true,
  schema_invalid: true,
  max_visits_exceeded: true,
};

/** The kinds of failure that `on` can name. */
export const RETRIED_KINDS: readonly string[] = Object.keys(RETRIED);

/** `retry` as a map, less `on`. */
export const RETRY_FIELDS = {
  max: whole(RETRIES, 100),
  delay: field(() =>
    checked(z.union([z.string(), z.number()], DELAY), (value) => parseDelay(value) !== undefined, {
      expected: DELAY,
      form: 'delay',
    }),
  ),
  backoff: between(1, 10, 'a number from 1 to 10'),
  jitter: between(0, 1, 'a number from 0 to 1'),
};

/** Seconds or a duration as {@link parseDuration} has it, or none at all, in milliseconds. */
export const parseDelay = (value: string | number): number | undefined =>
  value === 0 || /^0+[smh]?$/.test(String(value).trim()) ? 0 : parseDuration(value);

/** Keys of pipes and nodes that a later version brings. */
export const LATER_KEYS: ReadonlySet<string> = new Set(['budget', 'isolation', 'tournament', 'dispatch']);
