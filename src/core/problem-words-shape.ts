import type { ExpressionMistake, NameOf, ShapeMistake } from './problem.ts';
import { didYouMean } from './problem-words.ts';
import { quote } from './quote.ts';

type ShapeOrExpression = ShapeMistake | ExpressionMistake;
type Words = {
  readonly [K in ShapeOrExpression['kind']]: (mistake: Extract<ShapeOrExpression, { kind: K }>) => string;
};

const of = (where: string | undefined) => (where === undefined ? '' : ` of ${where}`);
const inside = (where: string | undefined) => (where === undefined ? 'the pipe' : where);

const NAMES: Readonly<Record<NameOf, string>> = {
  gate: 'write the name of a hook without folder and extension, of letters, digits, `_`, `-` and `.`',
  command:
    'write the name of a command file without folder and extension, of letters, digits, `_`, `-` and `.`',
  input: 'write letters, digits and `_`, not a digit first, at most 64, and no name JavaScript objects have',
  variable: 'write letters, digits and `_`, not a digit first, at most 128',
  output:
    'write letters, digits, `_` and `-`, a letter or `_` first, at most 64, and no name JavaScript objects have',
  var: 'write letters, digits and `_`, not a digit first, at most 64, and no name JavaScript objects have',
  item: 'write letters, digits and `_`, not a digit first, at most 64, and no name JavaScript objects have',
  pool: 'write lower-case letters, digits, `_` and `-`, a letter or digit first, at most 64',
};

const RESERVED: Readonly<Record<'ours' | 'command_file' | 'runner_token', string>> = {
  ours: 'is set by omne itself; use another name',
  command_file: 'is a file of the node itself and cannot be changed; use another name',
  runner_token: 'belongs to the runner and never reaches a node; leave it out',
};

const INSIDE: Readonly<Record<'each' | 'loop', (body: string) => string>> = {
  each: (body) => `each: { in: …, ${body}: … }`,
  loop: (body) => `loop: { ${body}: …, until_bash: …, max_iterations: … }`,
};

/** The words for keys, values and expressions. */
export const SHAPE_WORDS: Words = {
  unknown_key: ({ key, where, suggestion }) =>
    `unknown key ${quote(key)} in ${inside(where)}${didYouMean(suggestion) || '; leave it out'}`,
  later_key: ({ key, where }) => `${quote(key)} in ${inside(where)} is not supported yet; leave it out`,
  missing_key: ({ key, where, form }) => `${inside(where)} has no ${quote(key)}; write ${form}`,
  bad_value: badValue,
  unknown_option: (mistake) => badValue({ ...mistake, key: 'default' }),
  bad_id: ({ of: what, id, reserved }) => {
    const subject = what === 'node' ? 'node id' : 'pipe name';
    if (reserved) return `${subject} ${quote(id)} is the name of a Windows device; use another`;
    return `${subject} ${quote(id)} is not allowed; write lower-case letters, digits, \`_\` and \`-\`, a letter or digit first, at most 64`;
  },
  bad_name: ({ of: what, name, where }) =>
    `${what === 'var' ? 'variable' : what} name ${quote(name)}${where === undefined ? '' : ` in ${where}`} is not allowed; ${NAMES[what]}`,
  reserved_variable: ({ name, where, why }) => `variable ${quote(name)} in ${inside(where)} ${RESERVED[why]}`,
  input_collision: ({ key, first }) =>
    `inputs ${quote(key)} and ${quote(first)} are the same in upper case, as \`OMNE_INPUT_…\` spells them; rename one`,
  no_kind: ({ where }) =>
    `${where} has nothing to run; give it one of \`bash\`, \`prompt\`, \`command\`, \`loop\`, \`steps\`, \`parallel\`, \`each\`, \`join\`, \`pipe\``,
  several_kinds: ({ where, kinds }) => `${where} has ${kinds.map(quote).join(' and ')}; keep one`,
  body_beside: ({ where, container, body }) =>
    `${where} has ${quote(container)} and ${quote(body)}; write the body inside: \`${INSIDE[container](body)}\``,
  parallel_beside: ({ where, key }) =>
    `${quote(key)} in ${where} belongs to its \`parallel\`; write \`parallel: { branches: […], ${key}: … }\``,
  key_on_kind: ({ where, key, body }) =>
    `${quote(key)} means nothing beside ${quote(body)} in ${where}; leave it out`,
  expression_syntax: ({ source, message }) => `expression ${quote(source)} cannot be read: ${message}`,
  expression_unterminated: () => `\`\${{\` is never closed; write \`\${{ … }}\``,
  foreign_truth: badValue,
  expression_not_alone: ({ source }) =>
    `${quote(source)} is more than one expression; \`when\`, \`while\` and \`in\` hold one: write it without text around it`,
  unknown_context: ({ name, known }) =>
    `unknown name ${quote(name)} in an expression; ${known.length === 0 ? 'nothing can be read here' : `here these can be read: ${known.map(quote).join(', ')}`}`,
  unknown_function: ({ name, suggestion }) =>
    `unknown function ${quote(name)} in an expression${didYouMean(suggestion)}`,
  status_function: ({ name }) =>
    `\`${name}()\` has no place here; \`trigger_rule\` says when a node starts, from how its dependencies ended`,
  unknown_input_reference: ({ name, suggestion }) =>
    `the pipe has no input ${quote(name)}${didYouMean(suggestion) || '; declare it under `inputs`'}`,
  expression_in_script: ({ where, source, variable, use }) =>
    `${quote(source)} in the script of ${where}: expressions are never put into scripts, where a value could run as code; write \`env: { ${variable}: ${quotedYaml(source)} }\` on the node and ${use} in the script`,
  expression_misplaced: ({ source }) =>
    `${quote(source)} is not evaluated here; expressions stand in \`env\`, \`prompt\`, \`when\`, \`outputs\` and the like (docs/flow/expressions.md)`,
};

interface BadValue {
  readonly key?: string;
  readonly where?: string;
  readonly got: string;
  readonly expected: string;
  readonly suggestion?: string;
}

function badValue({ key, where, got, expected, suggestion }: BadValue): string {
  const subject = key === undefined ? inside(where) : `${quote(key)}${of(where)}`;
  return `${subject} is ${got}; write ${expected}${suggestion === undefined ? '' : `. Did you mean ${quote(suggestion)}?`}`;
}

const quotedYaml = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
