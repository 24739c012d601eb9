import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderProblems } from '../../src/core/code-frame.ts';
import { compiler } from '../../src/core/expression.ts';
import { parsePipe as parseWith } from '../../src/core/parse.ts';
import { describeProblem } from '../../src/core/problem.ts';

const parsePipe = (text: string, path: string) => parseWith(text, path, compiler);

const words = (text: string, path = 'p.yml') =>
  parsePipe(text, path).problems.map((problem) => {
    const { place } = problem;
    return `${place === undefined ? '' : `${place.line}:${place.column}: `}${describeProblem(problem)}`;
  });

const TOP = 'name: p\nversion: 1\n';
const inTop = (lines: string) => words(`${lines}\nversion: 1\nname: p\nnodes: [{ id: a, bash: x }]\n`);
const inNode = (lines: string) => {
  const indented = lines.split('\n').join('\n    ');
  return words(`${TOP}nodes:\n  - ${indented}\n    id: a\n`);
};
const inBash = (lines: string) => inNode(`bash: x\n${lines}`).map((line) => line.replace(/^\d+:\d+: /, ''));
const inLoop = (lines: string) =>
  inNode(`loop:\n  ${lines.split('\n').join('\n  ')}`).map((line) => line.replace(/^\d+:\d+: /, ''));

test('a whole pipe', () => {
  const text = `---
name: review
version: 1
description: Looks at a change
default_model: opus
max_parallel: 8
timeout: 1h
pass_env: [NPM_TOKEN]
env:
  VERSION: 1.10
  DEBUG: true
  TITLE: "PR: \${{ inputs.title }}"
inputs:
  title: { type: string, required: true, description: The title }
  env: { type: choice, options: [dev, prod], default: dev, secret: false }
  count: { type: number, default: 3 }
nodes:
  - id: build
    description: Compile
    bash: |
      make
    shell: bash
    timeout: 90
    env: { A: b }
  - id: judge
    prompt: Judge \${{ inputs.title }}
    model: haiku
    allowed_tools: [Read, Edit]
    depends_on: [build]
    trigger_rule: all_done
    gate: verdict
    pass_env: [X]
  - id: fix
    command: fix-it
  - id: again
    loop: { prompt: Again, until: " DONE ", max_iterations: 10, fresh_context: true }
---
# Documentation with \${{ anything }}
`;
  const { pipe, problems } = parsePipe(text, 'p.md');
  expect(problems).toEqual([]);
  const shown = JSON.parse(
    JSON.stringify(pipe, (_, value: unknown) => {
      if (value instanceof Map) return Object.fromEntries(value);
      return typeof value === 'object' && value !== null && 'source' in value
        ? { template: value.source }
        : value;
    }),
  );
  const common = {
    dependsOn: [],
    triggerRule: 'all_success',
    env: {},
    passEnv: [],
    allowedTools: [],
    recovers: false,
  };
  expect(shown).toEqual({
    name: 'review',
    description: 'Looks at a change',
    defaultModel: 'opus',
    maxParallel: 8,
    timeoutMs: 3_600_000,
    passEnv: ['NPM_TOKEN'],
    pools: {},
    outputs: {},
    env: { VERSION: '1.10', DEBUG: 'true', TITLE: { template: `PR: \${{ inputs.title }}` } },
    inputs: [
      { key: 'title', type: 'string', options: [], required: true, secret: false, description: 'The title' },
      {
        key: 'env',
        type: 'choice',
        options: ['dev', 'prod'],
        required: false,
        secret: false,
        default: 'dev',
      },
      { key: 'count', type: 'number', options: [], required: false, secret: false, default: 3 },
    ],
    nodes: [
      {
        ...common,
        path: ['nodes', 0],
        id: 'build',
        description: 'Compile',
        timeoutMs: 90_000,
        env: { A: 'b' },
        shell: 'bash',
        body: { kind: 'bash', script: 'make\n' },
      },
      {
        ...common,
        path: ['nodes', 1],
        id: 'judge',
        dependsOn: ['build'],
        triggerRule: 'all_done',
        gate: 'verdict',
        passEnv: ['X'],
        model: 'haiku',
        allowedTools: ['Read', 'Edit'],
        body: { kind: 'prompt', prompt: { template: `Judge \${{ inputs.title }}` } },
      },
      { ...common, path: ['nodes', 2], id: 'fix', body: { kind: 'command', command: 'fix-it' } },
      {
        ...common,
        path: ['nodes', 3],
        id: 'again',
        body: {
          kind: 'loop',
          turn: { prompt: 'Again' },
          until: 'DONE',
          maxIterations: 10,
          onExhausted: 'fail',
          freshContext: true,
        },
      },
    ],
  });
});

test('a pipe as omne-cli writes it', () => {
  const text =
    '---\nname: f\nversion: 1\ninputs:\n  task:\n    type: string\nnodes:\n  - id: a\n    command: plan\n---\n';
  const { pipe, problems } = parsePipe(text, 'f.md');
  expect(problems).toEqual([]);
  expect(pipe?.inputs).toEqual([
    { key: 'task', type: 'string', options: [], required: false, secret: false },
  ]);
});

const TEN = `---
name: Ten Mistakes
version: 1
max_paralel: 8
inputs:
  title: { type: text }
nodes:
  - id: build
    bash: echo "\${{ inputs.title }}"
  - id: test
    depend_on: [build]
    bash: make test
    timeout: 5x
  - id: con
    prompt: \${{ inputs.titel }}
  - id: fix
    loop:
      command: fix
      until: BLOCKED
      max_iterations: 0
---
`;

test('ten mistakes are ten problems, each with its place', () => {
  const { problems, pipe } = parsePipe(TEN, '.omne/pipes/ten.md');
  expect(problems).toHaveLength(10);
  expect(pipe?.nodes.map((node) => [node.id, node.body?.kind])).toEqual([
    ['build', 'bash'],
    ['test', 'bash'],
    ['con', undefined],
    ['fix', undefined],
  ]);
  expect(`\n${renderProblems(problems, new Map([['.omne/pipes/ten.md', TEN]]))}`).toMatchInlineSnapshot(`
    "
    .omne/pipes/ten.md:2:7: error: pipe name \`Ten Mistakes\` is not allowed; write lower-case letters, digits, \`_\` and \`-\`, a letter or digit first, at most 64
      1 | ---
    > 2 | name: Ten Mistakes
        |       ^^^^^^^^^^^^
      3 | version: 1
    .omne/pipes/ten.md:4:1: error: unknown key \`max_paralel\` in the pipe; did you mean \`max_parallel\`?
      3 | version: 1
    > 4 | max_paralel: 8
        | ^^^^^^^^^^^
      5 | inputs:
    .omne/pipes/ten.md:6:18: error: \`type\` of input \`title\` is \`text\`; write one of \`string\`, \`number\`, \`boolean\`, \`choice\`
      5 | inputs:
    > 6 |   title: { type: text }
        |                  ^^^^
      7 | nodes:
    .omne/pipes/ten.md:9:17: error: \`\${{ inputs.title }}\` in the script of node \`build\`: expressions are never put into scripts, where a value could run as code; write \`env: { TITLE: "\${{ inputs.title }}" }\` on the node and \`"$TITLE"\` in the script
       8 |   - id: build
    >  9 |     bash: echo "\${{ inputs.title }}"
         |                 ^^^^^^^^^^^^^^^^^^^
      10 |   - id: test
    .omne/pipes/ten.md:11:5: error: unknown key \`depend_on\` in node \`test\`; did you mean \`depends_on\`?
      10 |   - id: test
    > 11 |     depend_on: [build]
         |     ^^^^^^^^^
      12 |     bash: make test
    .omne/pipes/ten.md:13:14: error: \`timeout\` of node \`test\` is \`5x\`; write seconds as a number, or \`90s\`, \`10m\`, \`1h\`; from 1 second to 24 hours
      12 |     bash: make test
    > 13 |     timeout: 5x
         |              ^^
      14 |   - id: con
    .omne/pipes/ten.md:14:9: error: node id \`con\` is the name of a Windows device; use another
      13 |     timeout: 5x
    > 14 |   - id: con
         |         ^^^
      15 |     prompt: \${{ inputs.titel }}
    .omne/pipes/ten.md:15:13: error: the pipe has no input \`titel\`; did you mean \`title\`?
      14 |   - id: con
    > 15 |     prompt: \${{ inputs.titel }}
         |             ^^^^^^^^^^^^^^^^^^^
      16 |   - id: fix
    .omne/pipes/ten.md:19:14: error: \`until\` of the loop of node \`fix\` is \`BLOCKED\`; write the line the agent ends with: a text of one line, not \`BLOCKED\`
      18 |       command: fix
    > 19 |       until: BLOCKED
         |              ^^^^^^^
      20 |       max_iterations: 0
    .omne/pipes/ten.md:20:23: error: \`max_iterations\` of the loop of node \`fix\` is the number \`0\`; write a whole number from 1 to 1000
      19 |       until: BLOCKED
    > 20 |       max_iterations: 0
         |                       ^
      21 | ---
    "
  `);
});

test.each([
  ['p.txt', 'name: p', ['a pipe file ends in `.md`, `.yml` or `.yaml`; rename it']],
  ['p.md', '', ['the pipe is empty; write at least `name`, `version: 1` and `nodes`']],
  ['p.yml', '\ufeff \n', ['the pipe is empty; write at least `name`, `version: 1` and `nodes`']],
  ['p.yml', '# only\n', ['1:1: the pipe is empty; write at least `name`, `version: 1` and `nodes`']],
  ['p.md', '---\n---\n', ['1:1: the pipe is empty; write at least `name`, `version: 1` and `nodes`']],
  [
    'p.md',
    '# x\n',
    [
      '1:1: the file has no frontmatter; begin it with a line `---`, the pipe in YAML, and another line `---`',
    ],
  ],
  [
    'p.md',
    '# x\n---\na: b\n---\n',
    [
      '1:1: text before the frontmatter; `---` must be the first line of the file, move the text below the closing `---`',
    ],
  ],
  ['p.md', '---\nname: p\n', ['1:1: the frontmatter never ends; close it with a line `---`']],
  ['p.md', '---\r\nname: "p\r\n---\r\n', ['3:1: not valid YAML: Missing closing "quote']],
  ['p.yaml', '- a\n', ['1:1: the pipe is a list; write a map of `name`, `version`, `nodes` and more']],
  ['p.yml', 'x', ['1:1: the pipe is `x`; write a map of `name`, `version`, `nodes` and more']],
  ['p.yml', 'name: p\nname: q\n', ['2:1: key `name` is given twice, first in line 1; keep one']],
  [
    'p.yml',
    '{}',
    [
      '1:1: the pipe has no `name`; write `name: my-pipe`',
      '1:1: the pipe has no `version`; write `version: 1`',
      '1:1: the pipe has no `nodes`; write a list `nodes:`',
    ],
  ],
])('file %s %j', (path, text, problems) => {
  expect(words(text, path)).toEqual(problems);
  expect(parsePipe(text, path).pipe).toBeUndefined();
});

test.each([
  ['nodes: {}', ['3:8: `nodes` is a map; write a list of nodes, each `- id: …`']],
  ['nodes:', ['3:1: `nodes` is empty; write a list of nodes, each `- id: …`']],
  ['nodes: []', []],
  [
    'nodes: [a, [b], null]',
    [
      '3:9: `nodes[0]` is `a`; write a map such as `{ id: build, bash: make }`',
      '3:12: `nodes[1]` is a list; write a map such as `{ id: build, bash: make }`',
      '3:17: `nodes[2]` is empty; write a map such as `{ id: build, bash: make }`',
    ],
  ],
])('%s', (text, problems) => {
  expect(words(TOP + text)).toEqual(problems);
});

test.each([
  ['__proto__: 1', ['1:1: unknown key `__proto__` in the pipe; leave it out']],
  ['constructor: 1', ['1:1: unknown key `constructor` in the pipe; leave it out']],
  ['toString: 1', ['1:1: unknown key `toString` in the pipe; leave it out']],
  ['desciption: x', ['1:1: unknown key `desciption` in the pipe; did you mean `description`?']],
  ['budget: 3', ['1:1: `budget` in the pipe is not supported yet; leave it out']],
  ['description:', []],
  [
    'description: 5',
    ['1:14: `description` is the number `5`; write a text, in quotes where it looks like something else'],
  ],
  [
    `description: \${{ x }}`,
    [
      `1:14: \`\${{ x }}\` is not evaluated here; expressions stand in \`env\`, \`prompt\`, \`when\`, \`outputs\` and the like (docs/flow/expressions.md)`,
    ],
  ],
  ['max_parallel: 0', ['1:15: `max_parallel` is the number `0`; write a whole number from 1 to 1000']],
  ['max_parallel: 1001', ['1:15: `max_parallel` is the number `1001`; write a whole number from 1 to 1000']],
  ['max_parallel: 1.5', ['1:15: `max_parallel` is the number `1.5`; write a whole number from 1 to 1000']],
  ['max_parallel: "4"', ['1:15: `max_parallel` is the text `4`; write a whole number from 1 to 1000']],
  ['default_model: ""', ['1:16: `default_model` is empty; write the name of a model']],
  ['pass_env: NPM_TOKEN', ['1:11: `pass_env` is `NPM_TOKEN`; write a list: `pass_env: [NPM_TOKEN]`']],
  [
    'pass_env: [A B, ACTIONS_RUNTIME_TOKEN, actions_id_token_request_url, ACTIONS_CACHE_URL]',
    [
      '1:12: variable name `A B` is not allowed; write letters, digits and `_`, not a digit first, at most 128',
      '1:17: variable `ACTIONS_RUNTIME_TOKEN` in the pipe belongs to the runner and never reaches a node; leave it out',
      '1:40: variable `actions_id_token_request_url` in the pipe belongs to the runner and never reaches a node; leave it out',
      '1:70: variable `ACTIONS_CACHE_URL` in the pipe belongs to the runner and never reaches a node; leave it out',
    ],
  ],
  ['env: [a]', ['1:6: `env` is a list; write a map such as `env: { NAME: value }`']],
  [
    'env: { A: [b], 1B: x, OMNE_X: y, GITHUB_ENV: z, C: }',
    [
      '1:11: `env.A` is a list; write a text, a number, `true` or `false`; for an empty text `""`',
      '1:16: variable name `1B` is not allowed; write letters, digits and `_`, not a digit first, at most 128',
      '1:23: variable `OMNE_X` in the pipe is set by omne itself; use another name',
      '1:34: variable `GITHUB_ENV` in the pipe is a file of the node itself and cannot be changed; use another name',
      '1:49: `env.C` is empty; write a text, a number, `true` or `false`; for an empty text `""`',
    ],
  ],
  ['inputs: [a]', ['1:9: `inputs` is a list; write a map such as `inputs: { name: { type: string } }`']],
  [
    'inputs: { a-b: { type: string }, __proto__: { type: string }, é: x }',
    [
      '1:11: input name `a-b` is not allowed; write letters, digits and `_`, not a digit first, at most 64, and no name JavaScript objects have',
      '1:34: input name `__proto__` is not allowed; write letters, digits and `_`, not a digit first, at most 64, and no name JavaScript objects have',
      '1:63: input name `é` is not allowed; write letters, digits and `_`, not a digit first, at most 64, and no name JavaScript objects have',
      '1:66: input `é` is `x`; write a map such as `{ type: string }`',
    ],
  ],
  [
    'inputs: { a: { type: string }, A: { type: string } }',
    ['1:32: inputs `A` and `a` are the same in upper case, as `OMNE_INPUT_…` spells them; rename one'],
  ],
  [
    'inputs: { a: { typ: string } }',
    [
      '1:11: input `a` has no `type`; write `type: string`',
      '1:16: unknown key `typ` in input `a`; did you mean `type`?',
    ],
  ],
  [
    'inputs: { a: { type: choice }, b: { type: string, options: [x] } }',
    [
      '1:11: input `a` has no `options`; write `options: [a, b]`',
      '1:51: `options` means nothing beside `type: string` in input `b`; leave it out',
    ],
  ],
  [
    'inputs: { a: { type: choice, options: [x, x] }, b: { type: choice, options: [x], default: y } }',
    [
      '1:39: `options` of input `a` is a list; write at least one option, each once',
      '1:91: `default` of input `b` is `y`; write one of `x`',
    ],
  ],
  [
    'inputs: { a: { type: string, default: 3 }, b: { type: number, default: "3" }, c: { type: boolean, default: no } }',
    [
      '1:39: `default` of input `a` is the number `3`; write a text, in quotes where it looks like something else',
      '1:72: `default` of input `b` is the text `3`; write a number',
      '1:108: `default` of input `c` is `no`; write `true` or `false`',
    ],
  ],
])('at the top level: %s', (lines, problems) => {
  expect(inTop(lines)).toEqual(problems);
});

test.each([
  ...[
    '../x',
    'a/b',
    'a\\b',
    '.',
    '..',
    '-rf',
    'a b',
    'a.',
    'a:b',
    'x.out',
    '🚀',
    'Build',
    'a'.repeat(65),
    'lpt¹',
  ].map((id) => [id, false] as const),
  ...['con', 'nul', 'com1', 'lpt9', 'CON'].map((id) => [id, true] as const),
])('id %s is refused', (id, reserved) => {
  const { problems } = parsePipe(`${TOP}nodes: [{ id: ${JSON.stringify(id)}, bash: x }]`, 'p.yml');
  expect(problems).toMatchObject([{ kind: 'bad_id', of: 'node', id, reserved }]);
});

test.each(['a', '0', 'a-b_c', 'a'.repeat(64), 'constructor', 'console'])('id %s is fine', (id) => {
  expect(words(`${TOP}nodes: [{ id: ${JSON.stringify(id)}, bash: x }]`)).toEqual([]);
});

const onBash: [string, unknown[]][] = [
  ['timeout: 90s', []],
  ['timeout:', []],
  ...['5x', '0', '-1', '.inf', '1e9', '25h', '[1]', 'true'].map((value): [string, unknown[]] => [
    `timeout: ${value}`,
    [
      expect.stringMatching(
        /^`timeout` of node `a` is .*; write seconds as a number, or `90s`, `10m`, `1h`; from 1 second to 24 hours$/,
      ),
    ],
  ]),
  ['depends_on: b', ['`depends_on` of node `a` is `b`; write a list: `depends_on: [b]`']],
  [
    'depends_on: [b, 1, ""]',
    [
      '`depends_on[1]` of node `a` is the number `1`; write a text that is not empty',
      '`depends_on[2]` of node `a` is empty; write a text that is not empty',
    ],
  ],
  ['depends_on:', ['`depends_on` of node `a` is empty; write a list of node ids such as `[build, lint]`']],
  [
    'trigger_rule: one_sucess',
    [
      '`trigger_rule` of node `a` is `one_sucess`; write one of `all_success`, `one_success`, `first_success`, `none_failed`, `none_failed_min_one_success`, `one_failed`, `all_failed`, `all_done`, `always`. Did you mean `one_success`?',
    ],
  ],
  [
    'shell: zsh',
    ['`shell` of node `a` is `zsh`; write one of `sh`, `bash`, `pwsh`, `cmd`. Did you mean `sh`?'],
  ],
  ['model: opus', ['`model` means nothing beside `bash` in node `a`; leave it out']],
  ['allowed_tools: [Read]', ['`allowed_tools` means nothing beside `bash` in node `a`; leave it out']],
  ['gates: x', ['unknown key `gates` in node `a`; did you mean `gate`?']],
  ['depend_on: [x]', ['unknown key `depend_on` in node `a`; did you mean `depends_on`?']],
  ['hasOwnProperty: 1', ['unknown key `hasOwnProperty` in node `a`; leave it out']],
  ['isolation: x', ['`isolation` in node `a` is not supported yet; leave it out']],
  ...['../x', 'a/b', 'a\\b', '..', '""', 'a..b', 'nul.sh'].map((gate): [string, unknown[]] => [
    `gate: ${gate}`,
    [
      expect.stringMatching(
        /^gate name `.*` in node `a` is not allowed; write the name of a hook without folder and extension/,
      ),
    ],
  ]),
  ['env: { A: 5, B: 1.10 }', []],
];

test.each(onBash)('on a bash node: %s', (lines, problems) => {
  expect(inBash(lines)).toEqual(problems);
});

test.each([
  [
    'description: x',
    [
      'node `a` has nothing to run; give it one of `bash`, `prompt`, `command`, `loop`, `steps`, `parallel`, `each`, `join`, `pipe`',
    ],
  ],
  ['bash: x\nprompt: y', ['node `a` has `bash` and `prompt`; keep one']],
  ['bash: "  "', ['`bash` of node `a` is empty; write a script']],
  ['bash: [x]', ['`bash` of node `a` is a list; write a script']],
  ['bash: 5', ['`bash` of node `a` is the number `5`; write a script']],
  ['prompt: " "', ['`prompt` of node `a` is empty; write a prompt']],
  ['bsh: x', ['unknown key `bsh` in node `a`; did you mean `bash`?']],
  ['tournament: []', ['`tournament` in node `a` is not supported yet; leave it out']],
  [
    'command: ../x',
    [
      'command name `../x` in node `a` is not allowed; write the name of a command file without folder and extension, of letters, digits, `_`, `-` and `.`',
    ],
  ],
  ['prompt: x\nshell: bash', ['`shell` means nothing beside `prompt` in node `a`; leave it out']],
  ['prompt: x\nmodel:\nbash:', []],
  [`prompt: a \${{ inputs.x }}`, ['the pipe has no input `x`; declare it under `inputs`']],
  [
    'loop: x',
    ['`loop` of node `a` is `x`; write a map of `command` or `prompt`, `until` and `max_iterations`'],
  ],
])('a body: %s', (lines, problems) => {
  expect(inNode(lines).map((line) => line.replace(/^\d+:\d+: /, ''))).toEqual(problems);
});

const LOOP = 'the loop of node `a`';
const UNTIL = 'write the line the agent ends with: a text of one line, not `BLOCKED`';

test.each([
  ['prompt: x\nuntil: DONE\nmax_iterations: 1000', []],
  ['command: x\nuntil: "  (a+)+$ "\nmax_iterations: 1\nfresh_context: true', []],
  [
    'until: DONE\nmax_iterations: 1',
    [`${LOOP} has no \`command\`; write \`command: name\` or \`prompt: text\``],
  ],
  [
    'prompt: x\ncommand: y\nuntil: D\nmax_iterations: 1',
    [`${LOOP} has \`command\` and \`prompt\`; keep one`],
  ],
  [
    'prompt: x',
    [
      `${LOOP} has no \`until\`; write \`until: DONE\`, \`until_bash: npm test\` or \`while: …\``,
      `${LOOP} has no \`max_iterations\`; write \`max_iterations: 10\``,
    ],
  ],
  ['prompt: x\nuntil: " BLOCKED "\nmax_iterations: 1', [`\`until\` of ${LOOP} is \` BLOCKED \`; ${UNTIL}`]],
  ['prompt: x\nuntil: " "\nmax_iterations: 1', [`\`until\` of ${LOOP} is empty; ${UNTIL}`]],
  ['prompt: x\nuntil: "a\\nb"\nmax_iterations: 1', [`\`until\` of ${LOOP} is \`a\\nb\`; ${UNTIL}`]],
  [
    'prompt: x\nuntil: no\nmax_iterations: 1e9',
    [`\`max_iterations\` of ${LOOP} is the number \`1e9\`; write a whole number from 1 to 1000`],
  ],
  [
    'prompt: x\nuntil: 1\nmax_iterations: 0\nfresh_context: yes',
    [
      `\`until\` of ${LOOP} is the number \`1\`; ${UNTIL}`,
      `\`max_iterations\` of ${LOOP} is the number \`0\`; write a whole number from 1 to 1000`,
      `\`fresh_context\` of ${LOOP} is \`yes\`; write \`true\` or \`false\``,
    ],
  ],
  [
    'prompt: x\nuntl: D\nuntil: D\nmax_iterations: 1\nbash: x',
    [
      `${LOOP} has \`bash\` and \`prompt\`; keep one`,
      `unknown key \`untl\` in ${LOOP}; did you mean \`until\`?`,
    ],
  ],
])('a loop: %s', (lines, problems) => {
  expect(inLoop(lines)).toEqual(problems);
});

test.each([
  ['', `\`"$PR_TITLE"\``],
  ['\n    shell: pwsh', `\`$env:PR_TITLE\``],
  ['\n    shell: cmd', '`%PR_TITLE%`'],
])('an expression in a script shows the env form, at its own place%s', (more, use) => {
  const text = `${TOP}nodes:\n  - id: a\n    bash: |\n      one\n      two \${{ inputs.pr-title }}${more}\n`;
  expect(words(text)).toEqual([
    `7:11: \`\${{ inputs.pr-title }}\` in the script of node \`a\`: expressions are never put into scripts, where a value could run as code; write \`env: { PR_TITLE: "\${{ inputs.pr-title }}" }\` on the node and ${use} in the script`,
  ]);
});

test('a template names the place of the expression', () => {
  const text = `${TOP}nodes:\n  - id: a\n    prompt: |\n      \${{ 1 }}\n      and \${{ github.sha }}\n`;
  expect(words(text)).toEqual([
    '7:11: unknown name `github` in an expression; here these can be read: `inputs`, `run`, `env`, `nodes`',
  ]);
});

test('a node with mistakes stays for those that depend on it', () => {
  const { pipe } = parsePipe(
    `${TOP}nodes:\n  - 7\n  - bash: x\n  - { id: Bad Id }\n  - { id: b, depends_on: Bad Id, bash: y }\n`,
    'p.yml',
  );
  expect(pipe?.nodes.map((node) => [node.id, node.dependsOn, node.body?.kind])).toEqual([
    ['nodes[0]', [], undefined],
    ['nodes[1]', [], 'bash'],
    ['Bad Id', [], undefined],
    ['b', ['Bad Id'], 'bash'],
  ]);
});

test('places: of the value, of the key where the value is below it, of the nearest there is', () => {
  const { place } = parsePipe(
    `---\n${TOP}nodes:\n  - id: build\n    bash: x\n    depends_on:\n      - lint\n---\n`,
    'p.md',
  );
  const at = (...path: (string | number)[]) => {
    const found = place(path);
    return `${found?.line}:${found?.column}+${found?.length}`;
  };
  expect(at('nodes', 0, 'id')).toBe('5:9+5');
  expect(at('nodes', 0, 'depends_on')).toBe('7:5+10');
  expect(at('nodes', 0, 'depends_on', 0)).toBe('8:9+4');
  expect(at('nodes', 0, 'gate')).toBe('5:5+9');
  expect(at('nodes', 7)).toBe('4:1+5');
  expect(at()).toBe('2:1+7');
});

test('a hundred problems are shown, the rest counted', () => {
  const nodes = Array.from({ length: 5000 }, (_, at) => `  - { id: n${at}, bsh: x }\n`).join('');
  const { problems } = parsePipe(`${TOP}nodes:\n${nodes}`, 'p.yml');
  expect(problems).toHaveLength(101);
  expect(problems.at(-1)).toEqual({ kind: 'more_problems', count: 4900, file: 'p.yml' });
});

test('no text makes it throw, and nothing reaches a prototype', () => {
  const piece = fc.constantFrom(
    'name: p\n',
    'version: 1\n',
    'nodes:\n',
    '  - id: a\n',
    '    bash: |\n',
    '      x\n',
    '---\n',
    '__proto__:\n',
    'constructor: ',
    '    prompt: ',
    `\${{ `,
    ' }}',
    'inputs',
    '[',
    ']',
    '{',
    '}',
    ': ',
    '- ',
    '"',
    "'",
    '\t',
    '\r\n',
    '&a',
    '*a',
    '!t',
    '#',
    '%',
    '\ufeff',
    '\0',
    '\ud800',
    '>',
    '|',
    '?',
    ',',
    '    loop: {',
    '    loop: { steps: [',
    '    steps:\n      - id: b\n        ',
    '    each: { in: ',
    '    parallel: [',
    'while: ',
    'when: ',
    'on_error: ',
    'outputs: ',
    'jump: ',
    'set: { ',
    'env: ',
  );
  const text = fc.oneof(
    fc
      .array(fc.oneof(piece, fc.string({ maxLength: 5, unit: 'binary' })), { maxLength: 40 })
      .map((all) => all.join('')),
    fc.string({ maxLength: 200, unit: 'binary' }),
  );
  fc.assert(
    fc.property(text, fc.constantFrom('p.md', 'p.yml'), (source, path) => {
      const { problems } = parsePipe(source, path);
      renderProblems(problems, new Map([[path, source]]));
    }),
    { numRuns: 500 },
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('a pipe of 1,000 nodes and 47,500 edges', () => {
  const layer = (at: number) => Array.from({ length: 50 }, (_, node) => `l${at}n${node}`);
  const nodes = Array.from({ length: 20 }, (_, at) =>
    layer(at).map(
      (id) =>
        `  - id: ${id}\n    bash: "true"\n${at > 0 ? `    depends_on: [${layer(at - 1).join(', ')}]\n` : ''}`,
    ),
  );
  const started = performance.now();
  const { pipe, problems } = parsePipe(`${TOP}nodes:\n${nodes.flat().join('')}`, 'p.yml');
  expect(problems).toEqual([]);
  expect(pipe?.nodes.reduce((edges, node) => edges + node.dependsOn.length, 0)).toBe(47_500);
  expect(performance.now() - started).toBeLessThan(5000);
});
