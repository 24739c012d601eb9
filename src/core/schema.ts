import * as z from 'zod/mini';
import { parseDuration } from './duration.ts';
import { TRIGGER_RULES } from './pipe.ts';

// The message of each check completes the sentence "`key` is …; write …".
const TEXT = 'a text, in quotes where it looks like something else';
const DURATION = 'seconds as a number, or `90s`, `10m`, `1h`; from 1 second to 24 hours';
const PARALLEL = 'a whole number from 1 to 1000';
const BOOLEAN = '`true` or `false`';
const UNTIL = 'the line the agent ends with: a text of one line, not `BLOCKED`';

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
  z.string(expected).check(z.refine((value) => value.trim() !== '', expected));
const nonEmpty = (expected: string) => field(() => nonEmptyText(expected));
const textList = (expected: string) => z.array(nonEmptyText('a text that is not empty'), expected);
const texts = (expected: string) => field(() => textList(expected));
const boolean = field(() => z.boolean(BOOLEAN));
const whole = (expected: string) =>
  field(() =>
    z
      .number(expected)
      .check(z.refine((value) => Number.isInteger(value) && value >= 1 && value <= 1000, expected)),
  );
const duration = field(() =>
  z
    .union([z.string(), z.number()], DURATION)
    .check(z.refine((value) => parseDuration(value) !== undefined, DURATION)),
);
const oneOf = <const T extends readonly string[]>(values: T) =>
  field(() => z.enum(values, `one of ${values.map((value) => `\`${value}\``).join(', ')}`));

/** The interpreters a script can ask for. */
export const SHELLS = ['sh', 'bash', 'pwsh', 'cmd'] as const;

/** The top level, less `inputs`, `env` and `nodes`, which are read entry by entry. */
export const PIPE_FIELDS = {
  name: text,
  version: field(() => z.literal(1, '`1`, the only version there is')),
  description: text,
  default_model: nonEmpty('the name of a model'),
  max_parallel: whole(PARALLEL),
  timeout: duration,
  pass_env: texts('a list of variable names such as `[NPM_TOKEN]`'),
};

/** An input as declared, less `default`, whose shape is that of `type`. */
export const INPUT_FIELDS = {
  type: oneOf(['string', 'number', 'boolean', 'choice']),
  options: field(() =>
    textList('a list of texts such as `[dev, prod]`').check(
      z.refine(
        (values) => values.length > 0 && new Set(values).size === values.length,
        'at least one option, each once',
      ),
    ),
  ),
  required: boolean,
  secret: boolean,
  description: text,
};

/** A node's header and its simple bodies, less `env` and `loop`. */
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
  bash: nonEmpty('a script'),
  prompt: nonEmpty('a prompt'),
  command: text,
};

/** The body of a loop. */
export const LOOP_FIELDS = {
  command: text,
  prompt: nonEmpty('a prompt'),
  until: field(() =>
    nonEmptyText(UNTIL).check(
      z.refine((value) => !/[\r\n]/.test(value.trim()) && value.trim() !== 'BLOCKED', UNTIL),
    ),
  ),
  max_iterations: whole('a whole number from 1 to 1000'),
  fresh_context: boolean,
};

/** Keys of pipes and nodes that a later version brings. */
export const LATER_KEYS: ReadonlySet<string> = new Set([
  'when',
  'on_error',
  'outputs',
  'failure_mode',
  'pools',
  'budget',
  'isolation',
  'pool',
  'steps',
  'parallel',
  'each',
  'pipe',
  'tournament',
  'dispatch',
]);
