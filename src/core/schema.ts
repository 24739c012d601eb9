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
const yes = field(() => z.literal(true, '`true`, or leave it out'));
const between = (least: number, most: number, expected: string) =>
  field(() => z.number(expected).check(z.refine((value) => value >= least && value <= most, expected)));
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
    nonEmptyText(UNTIL).check(
      z.refine((value) => !/[\r\n]/.test(value.trim()) && value.trim() !== 'BLOCKED', UNTIL),
    ),
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
  max: field(() =>
    z
      .number(RETRIES)
      .check(z.refine((value) => Number.isInteger(value) && value >= 1 && value <= 100, RETRIES)),
  ),
  delay: field(() =>
    z
      .union([z.string(), z.number()], DELAY)
      .check(z.refine((value) => parseDelay(value) !== undefined, DELAY)),
  ),
  backoff: between(1, 10, 'a number from 1 to 10'),
  jitter: between(0, 1, 'a number from 0 to 1'),
};

/** Seconds or a duration as {@link parseDuration} has it, or none at all, in milliseconds. */
export const parseDelay = (value: string | number): number | undefined =>
  value === 0 || /^0+[smh]?$/.test(String(value).trim()) ? 0 : parseDuration(value);

/** Keys of pipes and nodes that a later version brings. */
export const LATER_KEYS: ReadonlySet<string> = new Set(['budget', 'isolation', 'tournament', 'dispatch']);
