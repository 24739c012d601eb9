import {
  ACTION_OUTPUTS,
  COMMAND_FILES,
  DEVICE,
  FILE_NAME,
  ID,
  INPUT_KEY,
  OUTPUT,
  PASSED_VARIABLE,
  RUNNER_TOKEN,
  VARIABLE,
} from '../../src/core/names.ts';
import { TAKEN } from '../../src/core/parse-each.ts';

// Regular expressions as JSON Schema has them: no flags, not anchored by themselves, read with `u` by some and without
// by others, so they hold nothing that means two things.

/** A word in any case. */
const anyCase = (word: string): string =>
  word.replace(/[A-Za-z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);

const inner = (regexp: RegExp): string => regexp.source.replace(/^\^|\$$/g, '');
const either = (words: readonly string[]): string => `(?:${words.join('|')})`;
const not = (pattern: string): string => `(?!${pattern})`;
const whole = (pattern: string): string => `^${pattern}$`;

const INHERITED = not(`${either(Object.getOwnPropertyNames(Object.prototype).toSorted())}$`);
const RESERVED = not(
  either([
    anyCase('OMNE_'),
    ...[...COMMAND_FILES].map((name) => `${anyCase(name)}$`),
    anyCase(inner(RUNNER_TOKEN)),
  ]),
);

/** The grammars of names; each matches what the function of its name in src/core/names.ts allows. */
export const ID_PATTERN: string = whole(not(`${inner(DEVICE)}$`) + inner(ID));
export const INPUT_PATTERN: string = whole(INHERITED + inner(INPUT_KEY));
export const OUTPUT_PATTERN: string = whole(INHERITED + inner(OUTPUT));
export const PIPE_OUTPUT_PATTERN: string = whole(
  not(either([anyCase('node-'), ...ACTION_OUTPUTS.map((name) => `${anyCase(name)}$`)])) +
    INHERITED +
    inner(OUTPUT),
);
export const VARIABLE_PATTERN: string = whole(RESERVED + inner(VARIABLE));
export const PASSED_PATTERN: string = whole(RESERVED + inner(PASSED_VARIABLE));
export const FILE_PATTERN: string = whole(
  not('.*\\.\\.') + not(`${anyCase(inner(DEVICE))}(?:\\.|$)`) + inner(FILE_NAME),
);
export const ITEM_PATTERN: string = whole(
  not(`${either(TAKEN.map(anyCase))}$`) + INHERITED + inner(INPUT_KEY),
);

/** A text that holds no expression. */
export const NO_EXPRESSION: string = `^${not('[\\s\\S]*\\$\\{\\{')}`;

const PLAIN = '[^$]*(?:\\$(?!\\{\\{)[^$]*)*';
const EXPRESSION = "\\$\\{\\{[^'}]*(?:(?:'[^']*'|\\}(?!\\}))[^'}]*)*\\}\\}";

/** A text in which each expression is closed; `}}` inside a quoted text closes nothing. */
export const TEMPLATE: string = whole(`${PLAIN}(?:${EXPRESSION}${PLAIN})*`);

/** A text that is not blank; if an expression opens it, each is closed. */
export const CONDITION: string = `^\\s*(?=\\S)(?:${not('\\$\\{\\{')}|(?:${EXPRESSION}${PLAIN})+$)`;

const DECIMALS = '(?:\\.\\d{1,3})?';
const NAUGHT = '(?:\\.0{1,3})?';
const SECONDS = `(?:${either(['[1-9]\\d{0,3}', '[1-7]\\d{4}', '8[0-5]\\d{3}', '86[0-3]\\d{2}'])}${DECIMALS}|86400${NAUGHT})s?`;
const PART_OF_MINUTE = '0*\\.(?:01[7-9]|0[2-9]\\d?|[1-9]\\d{0,2})';
const MINUTES = `(?:${either(['[1-9]\\d{0,2}', '1[0-3]\\d{2}', '14[0-3]\\d'])}${DECIMALS}|1440${NAUGHT}|${PART_OF_MINUTE})m`;
const PART_OF_HOUR = '0*\\.(?:00[1-9]|0[1-9]\\d?|[1-9]\\d{0,2})';
const HOURS = `(?:${either(['[1-9]', '1\\d', '2[0-3]'])}${DECIMALS}|24${NAUGHT}|${PART_OF_HOUR})h`;
const SPAN = `(?=\\d{1,8}(?!\\d))0*${either([SECONDS, MINUTES, HOURS])}`;

/** One second to 24 hours as a text: `90`, `90s`, `10m`, `1h`. */
export const DURATION: string = whole(`\\s*${SPAN}\\s*`);

/** The same, or none at all. */
export const DELAY: string = whole(`\\s*(?:0+[smh]?|${SPAN})\\s*`);

const FAIL_OR_CONTINUE = either([anyCase('fail'), anyCase('continue')]);
const RETRY = `${anyCase('retry')}\\s*=\\s*(?:0{0,2}[1-9]|0?[1-9]\\d|100)`;
const JUMP = `${anyCase('jump')}\\s*=\\s*(?:"[^"]+"|'[^']+'|[^"'\\s=,]+)`;

/** `on_error` as a text: of a step, and of what can jump nowhere. */
export const STEP_POLICY: string = whole(`\\s*${either([FAIL_OR_CONTINUE, RETRY, JUMP])}\\s*`);
export const POLICY: string = whole(`\\s*${either([FAIL_OR_CONTINUE, RETRY])}\\s*`);
