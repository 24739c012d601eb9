import * as z from 'zod/mini';
import { parseDuration } from './duration.ts';
import { TRIGGER_RULES } from './pipe.ts';

// The message of each check completes the sentence "`key` is …; write …".
const TEXT = 'a text, in quotes where it looks like something else';
const DURATION = 'seconds as a number, or `90s`, `10m`, `1h`; from 1 second to 24 hours';
const PARALLEL = 'a whole number from 1 to 1000';
const BOOLEAN = '`true` or `false`';
const UNTIL = 'the line the agent ends with: a text of one line, not `BLOCKED`';

const text = z.string(TEXT);
const nonEmpty = (expected: string) =>
  z.string(expected).check(z.refine((value) => value.trim() !== '', expected));
const texts = (expected: string) => z.array(nonEmpty('a text that is not empty'), expected);
const whole = (expected: string) =>
  z
    .number(expected)
    .check(z.refine((value) => Number.isInteger(value) && value >= 1 && value <= 1000, expected));
const duration = z
  .union([z.string(), z.number()], DURATION)
  .check(z.refine((value) => parseDuration(value) !== undefined, DURATION));
const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `one of ${values.map((value) => `\`${value}\``).join(', ')}`);

/** The interpreters a script can ask for. */
export const SHELLS = ['sh', 'bash', 'pwsh', 'cmd'] as const;

/** The top level, less `inputs`, `env` and `nodes`, which are read entry by entry. */
export const PIPE_FIELDS = {
  name: text,
  version: z.literal(1, '`1`, the only version there is'),
  description: text,
  default_model: nonEmpty('the name of a model'),
  max_parallel: whole(PARALLEL),
  timeout: duration,
  pass_env: texts('a list of variable names such as `[NPM_TOKEN]`'),
};

/** An input as declared, less `default`, whose shape is that of `type`. */
export const INPUT_FIELDS = {
  type: oneOf(['string', 'number', 'boolean', 'choice']),
  options: texts('a list of texts such as `[dev, prod]`').check(
    z.refine(
      (values) => values.length > 0 && new Set(values).size === values.length,
      'at least one option, each once',
    ),
  ),
  required: z.boolean(BOOLEAN),
  secret: z.boolean(BOOLEAN),
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
  until: nonEmpty(UNTIL).check(
    z.refine((value) => !/[\r\n]/.test(value.trim()) && value.trim() !== 'BLOCKED', UNTIL),
  ),
  max_iterations: whole('a whole number from 1 to 1000'),
  fresh_context: z.boolean(BOOLEAN),
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
