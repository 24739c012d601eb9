import { hostMissing } from './failure.ts';
import type { FileMistake, InputMistake, Mistake, PlanMistake, YamlFeature } from './problem.ts';
import { quote } from './quote.ts';

type WordsFor<M extends Mistake> = {
  readonly [K in M['kind']]: (mistake: Extract<M, { kind: K }>) => string;
};

/** "; did you mean `x`?" where there is something to suggest. */
export const didYouMean = (suggestion: string | undefined): string =>
  suggestion === undefined ? '' : `; did you mean ${quote(suggestion)}?`;

const FEATURES: Readonly<Record<YamlFeature, string>> = {
  alias:
    'YAML aliases (`*name`) are not allowed in a pipe; write the value out, or quote a text that begins with `*`',
  anchor:
    'YAML anchors (`&name`) are not allowed in a pipe; write the value out, or quote a text that begins with `&`',
  tag: 'YAML tags (`!name`) are not allowed in a pipe; leave it out, or quote a text that begins with `!`',
  directive: 'YAML directives (`%…`) are not allowed in a pipe; leave the line out',
  merge_key: 'YAML merge keys (`<<`) are not allowed in a pipe; write the keys out',
  complex_key: 'a key must be a plain text; write `key: value`',
  several_documents: 'a pipe is one YAML document; leave out everything from the second `---` on',
  control_character:
    'control characters are not allowed in a pipe; leave it out, or write it as `"\\e"` in double quotes',
};

const SEARCHED = (searched: readonly string[]) => searched.map((path) => `\n  ${path}`).join('');

const mebibytes = (bytes: number) => `${bytes / 1_048_576} MiB`;

const FILE_WORDS: WordsFor<FileMistake> = {
  pipe_not_found: ({ asked, searched }) => `pipe ${quote(asked)} not found; looked for${SEARCHED(searched)}`,
  unreadable_pipe: ({ path, reason }) => `pipe ${quote(path)} cannot be read: ${reason}`,
  unreadable_command: ({ path, reason }) => `command file ${quote(path)} cannot be read: ${reason}`,
  unreadable_stubs: ({ path, reason }) => `stub file ${quote(path)} cannot be read: ${reason}`,
  unknown_extension: () => 'a pipe file ends in `.md`, `.yml` or `.yaml`; rename it',
  empty_file: () => 'the pipe is empty; write at least `name`, `version: 1` and `nodes`',
  frontmatter_missing: () =>
    'the file has no frontmatter; begin it with a line `---`, the pipe in YAML, and another line `---`',
  frontmatter_late: () =>
    'text before the frontmatter; `---` must be the first line of the file, move the text below the closing `---`',
  frontmatter_unterminated: () => 'the frontmatter never ends; close it with a line `---`',
  yaml_syntax: ({ message }) => `not valid YAML: ${message}`,
  yaml_feature: ({ feature }) => FEATURES[feature],
  yaml_limit: ({ limit, max }) => {
    if (limit === 'size') return `the pipe is larger than ${mebibytes(max)}; make it smaller`;
    if (limit === 'tokens') return `the pipe has more than ${max} YAML tokens; make it smaller`;
    return `nested deeper than ${max} levels; flatten it`;
  },
  duplicate_key: ({ key, firstLine }) =>
    `key ${quote(key)} is given twice, first in line ${firstLine}; keep one`,
  more_problems: ({ count }) => `and ${count} more ${count === 1 ? 'problem' : 'problems'} like these`,
};

const PLAN_WORDS: WordsFor<PlanMistake> = {
  empty_nodes: () => 'a pipe needs at least one node',
  duplicate_id: ({ id, first, firstLine }) => {
    const where = firstLine === undefined ? '' : ` in line ${firstLine}`;
    if (id === first) return `two nodes have the id ${quote(id)}, the first${where || ' above'}; rename one`;
    return `node ids ${quote(id)} and ${quote(first)}${where} differ only in case; rename one`;
  },
  unknown_dependency: ({ node, missing, suggestion }) =>
    `node ${quote(node)} depends on ${quote(missing)}, which is no node${didYouMean(suggestion)}`,
  duplicate_dependency: ({ node, dependency }) =>
    `node ${quote(node)} depends on ${quote(dependency)} twice; leave one out`,
  cycle: ({ path }) => `nodes depend on each other in a circle: ${cyclePath(path)}; break it`,
  trigger_without_dependencies: ({ node, rule }) =>
    `node ${quote(node)} has \`trigger_rule: ${rule}\` but no \`depends_on\`; give it dependencies or leave the rule out`,
  unknown_command: ({ node, name, searched }) =>
    `node ${quote(node)} runs command ${quote(name)}, which has no file; looked for${SEARCHED(searched)}`,
  hook_missing: ({ node, path }) =>
    `node ${quote(node)}: gate hook ${path} missing at dispatch time; create it`,
  hook_outside: ({ node, gate, directory, path }) =>
    `node ${quote(node)}: gate \`${gate}\` resolves outside ${directory}: ${path}; put the hook itself there`,
  hook_unusable: ({ node, path, reason }) =>
    `node ${quote(node)}: gate hook ${path} cannot be used: ${reason}`,
  host_missing: ({ program, node }) => `${hostMissing(program)}; node ${quote(node)} needs it`,
  unusable_schema: ({ node, reason }) =>
    `the \`output_schema\` of node ${quote(node)} cannot be used: ${reason}`,
  include_cycle: ({ files }) => `pipes include each other in a circle: ${cyclePath(files)}; break it`,
  include_outside: ({ path }) => `pipe ${quote(path)} lies outside the volume; include one that lies inside`,
  include_too_deep: ({ max }) => `pipes include each other more than ${max} deep; flatten them`,
  unknown_with: ({ key, pipe, suggestion }) =>
    `pipe ${quote(pipe)} has no input ${quote(key)}${didYouMean(suggestion) || '; leave it out'}`,
  missing_with: ({ key, pipe }) => `pipe ${quote(pipe)} needs input ${quote(key)}; give it in \`with\``,
};

// A cycle may be long, and may or may not repeat its first node at its end.
function cyclePath(path: readonly string[]): string {
  const closed = path.length > 1 && path[0] === path.at(-1) ? path : [...path, path[0] ?? ''];
  const shown = closed.length > 22 ? [...closed.slice(0, 20), '…', closed.at(-1) ?? ''] : closed;
  return shown.join(' → ');
}

const INPUT_WORDS: WordsFor<InputMistake> = {
  unknown_input: ({ key, suggestion }) => `the pipe has no input ${quote(key)}${didYouMean(suggestion)}`,
  missing_input: ({ key }) => `input ${quote(key)} is required; give it as \`${key}=value\``,
  ill_typed_input: ({ key, got, expected }) => `input ${quote(key)} is ${quote(got)}; give it ${expected}`,
  nul_in_input: ({ key }) =>
    `input ${quote(key)} holds a NUL character, which no environment variable can; leave it out`,
  input_too_large: ({ key, bytes, maxBytes }) =>
    `input ${quote(key)} takes ${bytes} bytes in the environment, and at most ${maxBytes} are possible; give a file's path instead`,
  inputs_too_large: ({ bytes, maxBytes }) =>
    `the inputs take ${bytes} bytes together, and at most ${maxBytes} are possible; give a file's path instead`,
  ill_formed_inputs: ({ got }) =>
    `inputs: ${quote(got)} is no \`key=value\`; write one per line, or a YAML or JSON map`,
  input_given_twice: ({ key }) => `input ${quote(key)} is given twice; keep one`,
};

/** The words for pipes as files and graphs, and for given inputs. */
export const PIPE_WORDS: WordsFor<FileMistake | PlanMistake | InputMistake> = {
  ...FILE_WORDS,
  ...PLAN_WORDS,
  ...INPUT_WORDS,
};
