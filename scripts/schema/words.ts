import type { Json } from '../../src/core/json.ts';
import { LEAF_TIMEOUT_MS, MAX_VISITS } from '../../src/core/limits.ts';
import type {
  CONTROL_FIELDS,
  EACH_FIELDS,
  INPUT_FIELDS,
  LOOP_FIELDS,
  NODE_FIELDS,
  PARALLEL_FIELDS,
  PIPE_FIELDS,
  RETRY_FIELDS,
} from '../../src/core/schema.ts';

/** What an editor says of a key, and what may stand after it. */
export interface Words {
  readonly description: string;
  readonly examples: readonly [Json, ...Json[]];
  /** What counts where nothing is said; an editor would write a `default` of a schema into the file. */
  readonly preset?: string | number | boolean;
}

type All<K extends string> = Readonly<Record<K, Words>>;

/** The top level. */
export const PIPE_WORDS: All<keyof typeof PIPE_FIELDS | 'inputs' | 'env' | 'outputs' | 'pools' | 'nodes'> = {
  name: {
    description: "Names the pipe; a run's id begins with it. Lower-case letters, digits, `_` and `-`.",
    examples: ['pr-gate'],
  },
  version: { description: 'The version of this format: `1`.', examples: [1] },
  description: { description: 'For people.', examples: ['Cheap checks first, then a review.'] },
  inputs: {
    description:
      'What a run is given. A node finds each as `OMNE_INPUT_<NAME>`, an expression as `inputs.<name>`.',
    examples: [{ base: { type: 'string', default: 'origin/main' } }],
  },
  env: {
    description: 'Environment variables of every node and gate. Values may hold `${{ … }}`.',
    examples: [{ CI: 'true', CHANNEL: '${{ inputs.channel }}' }],
  },
  pass_env: {
    description: 'Variables of the caller that are normally stripped and that every node may see.',
    examples: [['NPM_TOKEN']],
  },
  default_model: {
    description: 'The model of agent nodes that name none.',
    examples: ['claude-sonnet-4-6'],
  },
  max_parallel: { description: 'How many nodes run at a time, 1 to 1000.', examples: [2], preset: 4 },
  timeout: {
    description: 'The budget of the whole run: seconds, or `90s`, `10m`, `1h`; 1 second to 24 hours.',
    examples: ['20m', 90],
  },
  failure_mode: {
    description:
      'What a failed node does to the others: `continue` nothing, `no_new` lets nothing new start, `kill` ends what runs as well.',
    examples: ['no_new'],
    preset: 'continue',
  },
  pools: {
    description: 'Caps that nodes share: names, and how many nodes of each run at a time.',
    examples: [{ llm: 3 }],
  },
  outputs: {
    description:
      'What the pipe hands on when all nodes have settled: the outputs of the step, or of the `pipe` node.',
    examples: [{ version: '${{ nodes.build.outputs.version }}' }],
  },
  nodes: { description: 'What runs, at least one.', examples: [[{ id: 'build', bash: 'make' }]] },
};

/** An input as declared. */
export const INPUT_WORDS: All<keyof typeof INPUT_FIELDS | 'default'> = {
  type: { description: 'The type of its value.', examples: ['string'] },
  options: { description: 'The values of a `choice`, each once.', examples: [['dev', 'prod']] },
  required: { description: 'Whether nothing runs without it.', examples: [true], preset: false },
  default: { description: 'Taken when none is given; a value of the type.', examples: ['origin/main', 3] },
  description: { description: 'For people.', examples: ['What the change is compared with.'] },
  secret: {
    description: 'Whether the value is redacted, and `***` in the journal.',
    examples: [true],
    preset: false,
  },
};

type Reader = 'env' | 'with' | 'when' | 'on_error' | 'outputs' | 'output_schema';
type Container = 'loop' | 'steps' | 'parallel' | 'each' | 'set' | 'return';

/** A node: its header, its bodies and the controls. */
export const NODE_WORDS: All<keyof typeof NODE_FIELDS | keyof typeof CONTROL_FIELDS | Reader | Container> = {
  id: {
    description: 'Names the node among those beside it: lower-case letters, digits, `_` and `-`, at most 64.',
    examples: ['run-tests'],
  },
  description: { description: 'For people.', examples: ['The fast part of the tests.'] },
  depends_on: { description: 'The nodes that come first.', examples: [['build', 'lint']] },
  trigger_rule: {
    description: 'What must have become of the nodes it depends on.',
    examples: ['one_success'],
    preset: 'all_success',
  },
  recovers: {
    description: 'With `one_failed` or `all_failed`: it makes good for the failure that started it.',
    examples: [true],
    preset: false,
  },
  when: {
    description: 'An expression: the node runs only if it is true, else it is skipped.',
    examples: ['inputs.deploy == true', '${{ !inputs.dry_run }}'],
  },
  on_error: {
    description:
      'What follows a failure: `fail`, `continue`, `retry=3`, in steps `jump=<step>`, or a map of `retry` and `then`.',
    examples: ['continue', 'retry=3', { retry: { max: 3, delay: '10s', backoff: 2 }, then: 'continue' }],
    preset: 'fail',
  },
  timeout: {
    description: `The node's deadline, for each attempt: seconds, or \`90s\`, \`10m\`, \`1h\`. ${LEAF_TIMEOUT_MS / 1000} seconds where nothing is said; none for a container.`,
    examples: ['10m', 90],
  },
  gate: {
    description:
      'A hook that must pass after the body: `.omne/hooks/<name>.sh`, without folder and extension.',
    examples: ['tests-pass'],
  },
  env: {
    description: "Environment variables, laid over the pipe's. Values may hold `${{ … }}`.",
    examples: [{ TITLE: '${{ inputs.title }}' }],
  },
  pass_env: {
    description:
      "Variables of the caller that are normally stripped and that this node may see, beside the pipe's.",
    examples: [['NPM_TOKEN']],
  },
  shell: {
    description: 'The interpreter of the script; bash, else sh, where nothing is said.',
    examples: ['bash'],
  },
  model: {
    description: "The agent's model; `default_model` where nothing is said.",
    examples: ['claude-opus-4-6'],
  },
  allowed_tools: {
    description: 'The tools the agent may use beside those its own settings allow.',
    examples: [['Read', 'Grep', 'Bash(git diff *)']],
  },
  pool: {
    description: 'One of the `pools` of the pipe: it takes a place there while it runs.',
    examples: ['llm'],
  },
  max_visits: {
    description: 'How often the step may be visited, 1 to 1000.',
    examples: [3],
    preset: MAX_VISITS,
  },
  outputs: {
    description:
      'What it publishes. Of a script `text`, `lines`, `json` or the names it writes to `$OMNE_OUTPUT`; of an agent `text`, `lines` or `json`; of a body that holds nodes a map of names and values.',
    examples: ['json', ['version', 'sha'], { version: '${{ steps.build.outputs.version }}' }],
  },
  output_schema: {
    description: "A JSON Schema that the agent's answer must fit. The answer, parsed, is the node's outputs.",
    examples: [{ type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] }],
  },
  with: {
    description: 'The inputs of the pipe. Values may hold `${{ … }}`.',
    examples: [{ who: '${{ nodes.name.outputs }}', times: 2 }],
  },
  bash: {
    description: 'A script. It holds no `${{ … }}`: give it values in `env`, and read them as `"$NAME"`.',
    examples: ['npm test', 'echo one\necho two\n'],
  },
  prompt: {
    description: 'A text for the agent. It may hold `${{ … }}`.',
    examples: ['Review the change between ${{ inputs.base }} and HEAD.'],
  },
  command: {
    description: 'A command file whose body is the prompt: its name, without folder and extension.',
    examples: ['review'],
  },
  loop: {
    description:
      'A body, or an agent, again and again until an end is reached: `until`, `until_bash` or `while`.',
    examples: [{ prompt: 'Mend the tests.', until_bash: 'npm test', max_iterations: 5 }],
  },
  steps: {
    description: 'Nodes one after the other, and controls.',
    examples: [
      [
        { id: 'build', bash: 'make' },
        { id: 'test', bash: 'make test' },
      ],
    ],
  },
  parallel: {
    description: 'Nodes at the same time, as a list or as a map with `branches`.',
    examples: [
      [
        { id: 'types', bash: 'npm run types' },
        { id: 'lint', bash: 'npm run lint' },
      ],
    ],
  },
  each: {
    description: 'A body for each item of a list.',
    examples: [{ in: 'nodes.files.outputs', as: 'file', bash: 'wc -l "$OMNE_ITEM"' }],
  },
  join: {
    description: 'Waits for nodes and makes one list of their outputs. It runs nothing.',
    examples: [['first', 'second']],
  },
  pipe: {
    description: 'Another pipe: a path, relative to this file, or a name. `with` gives it its inputs.',
    examples: ['parts/greet.yml'],
  },
  set: {
    description: 'Gives variables a value: `vars.<name>`.',
    examples: [{ tries: 0 }, { tries: '${{ add(vars.tries, 1) }}' }],
  },
  return: {
    description: 'Ends the nearest `steps`; these are its outputs.',
    examples: [{ answer: '${{ steps.ask.outputs }}' }],
  },
  jump: { description: 'Goes on at a step beside it, forwards or backwards.', examples: ['ask'] },
  break: { description: 'Ends the nearest `loop` or `each`.', examples: [true] },
  continue: {
    description: 'Ends the iteration or the item of the nearest `loop` or `each`.',
    examples: [true],
  },
  skip: { description: 'Ends the nearest `steps`, without outputs.', examples: [true] },
  stop: { description: 'Ends the run: it is completed, whatever was still to come.', examples: [true] },
};

/** What is a loop's own. */
export const LOOP_WORDS: All<keyof typeof LOOP_FIELDS | 'while'> = {
  until: {
    description: 'Ends the loop when a whole line of what the agent said or the script printed equals it.',
    examples: ['DONE'],
  },
  until_bash: {
    description: 'A script, run after each iteration, that ends the loop by exiting with 0.',
    examples: ['npm test'],
  },
  while: {
    description: 'An expression, looked at after each iteration: the loop ends when it is not true.',
    examples: ['iteration < 3', 'steps.left.outputs > 0'],
  },
  max_iterations: { description: 'How often at most, 1 to 1000.', examples: [5] },
  on_exhausted: {
    description: 'What `max_iterations` without an end means: `fail` or `complete`.',
    examples: ['complete'],
    preset: 'fail',
  },
  fresh_context: {
    description: "An agent's loop: whether each iteration begins a new conversation.",
    examples: [true],
    preset: false,
  },
};

/** `parallel` as a map. */
export const PARALLEL_WORDS: All<keyof typeof PARALLEL_FIELDS | 'branches'> = {
  branches: { description: 'The nodes, at least one.', examples: [[{ id: 'lint', bash: 'npm run lint' }]] },
  max_parallel: { description: 'How many branches at a time, 1 to 1000.', examples: [2] },
  fail_fast: {
    description: 'Whether the first failure cancels the other branches.',
    examples: [false],
    preset: true,
  },
  ignore_errors: {
    description: 'Whether the node completes although branches failed.',
    examples: [true],
    preset: false,
  },
};

/** What is the own of `each`. */
export const EACH_WORDS: All<keyof typeof EACH_FIELDS | 'in'> = {
  in: {
    description: 'What to go through: an expression, or a list, which holds any data and no expressions.',
    examples: ['nodes.files.outputs', ['a', 'b']],
  },
  as: { description: 'A name for the item in expressions, beside `item`.', examples: ['file'] },
  max_parallel: { description: 'How many items at a time, 1 to 1000.', examples: [2] },
  on_item_error: {
    description: '`fail`: the first failed item cancels the others; `continue`: failed items are left out.',
    examples: ['continue'],
    preset: 'fail',
  },
};

/** `on_error` as a map. */
export const POLICY_WORDS: All<'retry' | 'then'> = {
  retry: {
    description: 'How often it is tried again, 1 to 100, or a map that says more.',
    examples: [3, { max: 3, delay: '10s' }],
  },
  then: {
    description:
      'What follows when no further attempt does: `fail`, `continue`, in steps `{ jump: <step> }`.',
    examples: ['continue'],
    preset: 'fail',
  },
};

/** `retry` as a map. */
export const RETRY_WORDS: All<keyof typeof RETRY_FIELDS | 'on'> = {
  max: { description: 'Further attempts after the first, 1 to 100.', examples: [3] },
  delay: {
    description: 'The wait before the first of them: `0`, seconds, or `90s`, `10m`, `1h`, up to 24 hours.',
    examples: ['10s'],
    preset: 0,
  },
  backoff: { description: 'What the wait is multiplied with each time, 1 to 10.', examples: [2], preset: 1 },
  jitter: {
    description: 'The part of each wait that is left to chance, 0 to 1.',
    examples: [0.5],
    preset: 0,
  },
  on: {
    description: 'Kinds of failure and exit codes that are tried again; all where nothing is said.',
    examples: [['timeout', 75]],
  },
};

/** `then` as a map. */
export const THEN_WORDS: All<'jump'> = {
  jump: { description: 'The step beside it where it goes on.', examples: ['clean-up'] },
};
