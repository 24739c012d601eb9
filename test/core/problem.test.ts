import { expect, test } from 'vitest';
import { describeProblem, type Mistake } from '../../src/core/problem.ts';

type Samples = { readonly [K in Mistake['kind']]: readonly Extract<Mistake, { kind: K }>[] };

const where = 'node `build`';
const samples: Samples = {
  empty_nodes: [{ kind: 'empty_nodes' }],
  duplicate_id: [
    { kind: 'duplicate_id', id: 'a', first: 'a', firstLine: 4 },
    { kind: 'duplicate_id', id: 'a', first: 'a' },
    { kind: 'duplicate_id', id: 'Build', first: 'build', firstLine: 4 },
  ],
  unknown_dependency: [
    { kind: 'unknown_dependency', node: 'a', missing: 'biuld', suggestion: 'build' },
    { kind: 'unknown_dependency', node: 'a', missing: 'x' },
  ],
  duplicate_dependency: [{ kind: 'duplicate_dependency', node: 'a', dependency: 'b' }],
  cycle: [
    { kind: 'cycle', path: ['a', 'b', 'a'] },
    { kind: 'cycle', path: ['a', 'a'] },
    { kind: 'cycle', path: ['a', 'b'] },
    { kind: 'cycle', path: [...Array.from({ length: 30 }, (_, at) => `n${at}`), 'n0'] },
  ],
  trigger_without_dependencies: [{ kind: 'trigger_without_dependencies', node: 'a', rule: 'one_success' }],
  unknown_command: [{ kind: 'unknown_command', node: 'a', name: 'x', searched: ['p/x.md', 'q/x.md'] }],
  hook_missing: [{ kind: 'hook_missing', node: 'a', path: '.omne/hooks/g.sh' }],
  hook_outside: [{ kind: 'hook_outside', node: 'a', gate: 'g', directory: '.omne/hooks', path: '/etc/g.sh' }],
  hook_unusable: [{ kind: 'hook_unusable', node: 'a', path: '.omne/hooks/g.sh', reason: 'it is a folder' }],
  host_missing: [{ kind: 'host_missing', program: 'claude', node: 'a' }],
  unusable_schema: [{ kind: 'unusable_schema', node: 'a', reason: 'it is too large' }],
  include_cycle: [{ kind: 'include_cycle', files: ['a.yml', 'b.yml', 'a.yml'] }],
  include_outside: [{ kind: 'include_outside', path: '../x.yml' }],
  include_too_deep: [{ kind: 'include_too_deep', max: 8 }],
  unknown_with: [
    { kind: 'unknown_with', key: 'titel', pipe: 'p', suggestion: 'title' },
    { kind: 'unknown_with', key: 'x', pipe: 'p' },
  ],
  missing_with: [{ kind: 'missing_with', key: 'title', pipe: 'p' }],
  open_reference: [{ kind: 'open_reference', root: 'nodes' }],
  unknown_reference: [
    { kind: 'unknown_reference', of: 'node', name: 'nodes.biuld', suggestion: 'build' },
    { kind: 'unknown_reference', of: 'step', name: 'steps.x' },
  ],
  not_upstream: [
    { kind: 'not_upstream', node: 'a', of: 'b' },
    { kind: 'not_upstream', node: 'a', of: 'a' },
  ],
  undeclared_output: [
    { kind: 'undeclared_output', node: 'a', name: 'versoin', suggestion: 'version' },
    { kind: 'undeclared_output', node: 'a', name: 'x' },
    { kind: 'undeclared_output', node: 'a' },
  ],
  pipe_not_found: [{ kind: 'pipe_not_found', asked: 'x', searched: ['.omne/pipes/x.md'] }],
  unreadable_pipe: [{ kind: 'unreadable_pipe', path: 'x.md', reason: 'it is a folder' }],
  unreadable_command: [{ kind: 'unreadable_command', path: 'x.md', reason: 'it is a folder' }],
  unreadable_stubs: [{ kind: 'unreadable_stubs', path: 'x.yml', reason: 'it is a folder' }],
  unknown_extension: [{ kind: 'unknown_extension' }],
  empty_file: [{ kind: 'empty_file' }],
  frontmatter_missing: [{ kind: 'frontmatter_missing' }],
  frontmatter_late: [{ kind: 'frontmatter_late' }],
  frontmatter_unterminated: [{ kind: 'frontmatter_unterminated' }],
  yaml_syntax: [{ kind: 'yaml_syntax', message: 'Missing closing "quote' }],
  yaml_feature: (
    [
      'alias',
      'anchor',
      'tag',
      'directive',
      'merge_key',
      'complex_key',
      'several_documents',
      'control_character',
    ] as const
  ).map((feature) => ({ kind: 'yaml_feature', feature })),
  yaml_limit: [
    { kind: 'yaml_limit', limit: 'size', max: 1_048_576 },
    { kind: 'yaml_limit', limit: 'tokens', max: 200_000 },
    { kind: 'yaml_limit', limit: 'depth', max: 32 },
  ],
  duplicate_key: [{ kind: 'duplicate_key', key: 'a', firstLine: 3 }],
  more_problems: [
    { kind: 'more_problems', count: 1 },
    { kind: 'more_problems', count: 2 },
  ],
  unknown_key: [
    { kind: 'unknown_key', key: 'gates', where, suggestion: 'gate' },
    { kind: 'unknown_key', key: '__proto__' },
  ],
  later_key: [{ kind: 'later_key', key: 'when', where }],
  missing_key: [{ kind: 'missing_key', key: 'id', where, form: '`id: build`' }],
  bad_value: [
    { kind: 'bad_value', key: 'shell', where, got: '`zsh`', expected: 'one of `sh`', suggestion: 'sh' },
    { kind: 'bad_value', got: 'a list', expected: 'a map' },
    { kind: 'bad_value', key: 'version', got: 'empty', expected: '`1`' },
  ],
  bad_id: [
    { kind: 'bad_id', of: 'node', id: 'A b\u202e', reserved: false },
    { kind: 'bad_id', of: 'pipe', id: 'nul', reserved: true },
  ],
  key_out_of_place: [
    { kind: 'key_out_of_place', where, key: 'depends_on', is: 'a step' },
    { kind: 'key_out_of_place', where: 'the loop of node `a`', key: 'id' },
  ],
  control_outside_steps: [{ kind: 'control_outside_steps', where, body: 'set' }],
  control_outside_loop: [{ kind: 'control_outside_loop', where, body: 'break' }],
  join_inside_body: [{ kind: 'join_inside_body', where }],
  jump_outside_steps: [{ kind: 'jump_outside_steps', where }],
  jump_to_itself: [{ kind: 'jump_to_itself', where }],
  unknown_step: [
    { kind: 'unknown_step', where, missing: 'biuld', suggestion: 'build' },
    { kind: 'unknown_step', where, missing: 'x' },
  ],
  unknown_pool: [
    { kind: 'unknown_pool', where, name: 'lmm', suggestion: 'llm' },
    { kind: 'unknown_pool', where, name: 'x' },
  ],
  recovers_without_failure: [{ kind: 'recovers_without_failure', where }],
  until_without_line: [{ kind: 'until_without_line', where: 'the loop of node `a`', body: 'steps' }],
  outputs_twice: [{ kind: 'outputs_twice', where }],
  reserved_output: [
    { kind: 'reserved_output', name: 'status', why: 'action' },
    { kind: 'reserved_output', name: 'node-a', why: 'node' },
  ],
  unknown_option: [
    { kind: 'unknown_option', where: 'input `env`', got: '`y`', expected: 'one of `x`' },
    {
      kind: 'unknown_option',
      where: 'input `env`',
      got: '`prd`',
      expected: 'one of `prod`',
      suggestion: 'prod',
    },
  ],
  foreign_truth: [
    {
      kind: 'foreign_truth',
      key: 'when',
      where,
      got: '`yes`',
      expected: 'an expression',
      suggestion: 'true',
    },
  ],
  reserved_item: [{ kind: 'reserved_item', name: 'env', where }],
  bad_name: [
    { kind: 'bad_name', of: 'gate', name: '../x', where },
    { kind: 'bad_name', of: 'command', name: 'a/b', where },
    { kind: 'bad_name', of: 'input', name: 'a-b' },
    { kind: 'bad_name', of: 'variable', name: 'A B', where },
    { kind: 'bad_name', of: 'output', name: 'a b', where },
    { kind: 'bad_name', of: 'var', name: 'a-b', where },
    { kind: 'bad_name', of: 'item', name: '1', where },
    { kind: 'bad_name', of: 'pool', name: 'A' },
  ],
  reserved_variable: [
    { kind: 'reserved_variable', name: 'OMNE_X', why: 'ours' },
    { kind: 'reserved_variable', name: 'GITHUB_ENV', where, why: 'command_file' },
    { kind: 'reserved_variable', name: 'ACTIONS_RUNTIME_TOKEN', where, why: 'runner_token' },
  ],
  input_collision: [{ kind: 'input_collision', key: 'A', first: 'a' }],
  no_kind: [{ kind: 'no_kind', where }],
  several_kinds: [{ kind: 'several_kinds', where, kinds: ['bash', 'prompt'] }],
  body_beside: [
    { kind: 'body_beside', where, container: 'each', body: 'bash' },
    { kind: 'body_beside', where, container: 'loop', body: 'steps' },
  ],
  parallel_beside: [{ kind: 'parallel_beside', where, key: 'fail_fast' }],
  key_on_kind: [{ kind: 'key_on_kind', where, key: 'model', body: 'bash' }],
  expression_syntax: [{ kind: 'expression_syntax', source: 'a +', message: "Unexpected symbol: '+'" }],
  expression_unterminated: [{ kind: 'expression_unterminated' }],
  expression_not_alone: [{ kind: 'expression_not_alone', source: `a \${{ run.id }}` }],
  unknown_context: [
    { kind: 'unknown_context', name: 'github', known: ['inputs', 'run'] },
    { kind: 'unknown_context', name: 'github', known: [] },
  ],
  unknown_function: [
    { kind: 'unknown_function', name: 'fromjsn', suggestion: 'fromjson' },
    { kind: 'unknown_function', name: 'constructor' },
  ],
  status_function: [{ kind: 'status_function', name: 'failure' }],
  unknown_input_reference: [
    { kind: 'unknown_input_reference', name: 'titel', suggestion: 'title' },
    { kind: 'unknown_input_reference', name: 'x' },
  ],
  expression_in_script: [
    {
      kind: 'expression_in_script',
      where,
      source: `\${{ inputs.title }}`,
      variable: 'TITLE',
      use: '`"$TITLE"`',
    },
  ],
  expression_misplaced: [{ kind: 'expression_misplaced', source: `\${{ inputs.title }}` }],
  unknown_input: [
    { kind: 'unknown_input', key: 'titel', suggestion: 'title' },
    { kind: 'unknown_input', key: 'x' },
  ],
  missing_input: [{ kind: 'missing_input', key: 'title' }],
  ill_typed_input: [{ kind: 'ill_typed_input', key: 'count', got: 'ten', expected: 'a number' }],
  nul_in_input: [{ kind: 'nul_in_input', key: 'title' }],
  input_too_large: [{ kind: 'input_too_large', key: 'title', bytes: 131_072, maxBytes: 131_071 }],
  inputs_too_large: [{ kind: 'inputs_too_large', bytes: 2_000_000, maxBytes: 1_048_576 }],
  ill_formed_inputs: [{ kind: 'ill_formed_inputs', got: 'x' }],
  input_given_twice: [{ kind: 'input_given_twice', key: 'x' }],
};

test('every problem has its words', () => {
  const all = Object.values(samples).flat();
  expect(`\n${all.map((mistake) => describeProblem(mistake)).join('\n')}\n`).toMatchInlineSnapshot(`
    "
    a pipe needs at least one node
    two nodes have the id \`a\`, the first in line 4; rename one
    two nodes have the id \`a\`, the first above; rename one
    node ids \`Build\` and \`build\` in line 4 differ only in case; rename one
    node \`a\` depends on \`biuld\`, which is no node; did you mean \`build\`?
    node \`a\` depends on \`x\`, which is no node
    node \`a\` depends on \`b\` twice; leave one out
    nodes depend on each other in a circle: a → b → a; break it
    nodes depend on each other in a circle: a → a; break it
    nodes depend on each other in a circle: a → b → a; break it
    nodes depend on each other in a circle: n0 → n1 → n2 → n3 → n4 → n5 → n6 → n7 → n8 → n9 → n10 → n11 → n12 → n13 → n14 → n15 → n16 → n17 → n18 → n19 → … → n0; break it
    node \`a\` has \`trigger_rule: one_success\` but no \`depends_on\`; give it dependencies or leave the rule out
    node \`a\` runs command \`x\`, which has no file; looked for
      p/x.md
      q/x.md
    node \`a\`: gate hook .omne/hooks/g.sh missing at dispatch time; create it
    node \`a\`: gate \`g\` resolves outside .omne/hooks: /etc/g.sh; put the hook itself there
    node \`a\`: gate hook .omne/hooks/g.sh cannot be used: it is a folder
    claude binary not found on PATH; node \`a\` needs it
    the \`output_schema\` of node \`a\` cannot be used: it is too large
    pipes include each other in a circle: a.yml → b.yml → a.yml; break it
    pipe \`../x.yml\` lies outside the volume; include one that lies inside
    pipes include each other more than 8 deep; flatten them
    pipe \`p\` has no input \`titel\`; did you mean \`title\`?
    pipe \`p\` has no input \`x\`; leave it out
    pipe \`p\` needs input \`title\`; give it in \`with\`
    \`nodes\` must be followed by a name that is written out; write \`nodes.<id>\`
    there is no node \`nodes.biuld\`; did you mean \`build\`?
    there is no step \`steps.x\`
    node \`b\` reads node \`a\`, which need not have ended by then; add it to \`depends_on\`
    node \`a\` reads itself, and has not ended by then; what its own steps did is in \`steps\`
    \`a\` has no output \`versoin\`; did you mean \`version\`?
    \`a\` has no output \`x\`; declare it in its \`outputs\`
    \`a\` publishes no outputs; give it \`outputs\`
    pipe \`x\` not found; looked for
      .omne/pipes/x.md
    pipe \`x.md\` cannot be read: it is a folder
    command file \`x.md\` cannot be read: it is a folder
    stub file \`x.yml\` cannot be read: it is a folder
    a pipe file ends in \`.md\`, \`.yml\` or \`.yaml\`; rename it
    the pipe is empty; write at least \`name\`, \`version: 1\` and \`nodes\`
    the file has no frontmatter; begin it with a line \`---\`, the pipe in YAML, and another line \`---\`
    text before the frontmatter; \`---\` must be the first line of the file, move the text below the closing \`---\`
    the frontmatter never ends; close it with a line \`---\`
    not valid YAML: Missing closing "quote
    YAML aliases (\`*name\`) are not allowed in a pipe; write the value out, or quote a text that begins with \`*\`
    YAML anchors (\`&name\`) are not allowed in a pipe; write the value out, or quote a text that begins with \`&\`
    YAML tags (\`!name\`) are not allowed in a pipe; leave it out, or quote a text that begins with \`!\`
    YAML directives (\`%…\`) are not allowed in a pipe; leave the line out
    YAML merge keys (\`<<\`) are not allowed in a pipe; write the keys out
    a key must be a plain text; write \`key: value\`
    a pipe is one YAML document; leave out everything from the second \`---\` on
    control characters are not allowed in a pipe; leave it out, or write it as \`"\\e"\` in double quotes
    the pipe is larger than 1 MiB; make it smaller
    the pipe has more than 200000 YAML tokens; make it smaller
    nested deeper than 32 levels; flatten it
    key \`a\` is given twice, first in line 3; keep one
    and 1 more problem like these
    and 2 more problems like these
    unknown key \`gates\` in node \`build\`; did you mean \`gate\`?
    unknown key \`__proto__\` in the pipe; leave it out
    \`when\` in node \`build\` is not supported yet; leave it out
    node \`build\` has no \`id\`; write \`id: build\`
    \`shell\` of node \`build\` is \`zsh\`; write one of \`sh\`. Did you mean \`sh\`?
    the pipe is a list; write a map
    \`version\` is empty; write \`1\`
    node id \`A b\\u202e\` is not allowed; write lower-case letters, digits, \`_\` and \`-\`, a letter or digit first, at most 64
    pipe name \`nul\` is the name of a Windows device; use another
    \`depends_on\` means nothing in node \`build\`, which is a step; leave it out
    \`id\` means nothing in the loop of node \`a\`; leave it out
    \`set\` in node \`build\` means something only as a step; put it into \`steps\`
    \`break\` in node \`build\` is inside no \`loop\` and no \`each\`; \`skip\` ends the steps around it
    \`join\` in node \`build\` can only stand among the \`nodes\` of the pipe; move it there
    \`on_error\` of node \`build\` jumps, which only a step can; write \`continue\`, or put the node into \`steps\`
    node \`build\` jumps to itself; name another step, or write \`on_error: retry=3\`
    node \`build\` jumps to \`biuld\`, which is no step beside it; did you mean \`build\`?
    node \`build\` jumps to \`x\`, which is no step beside it
    node \`build\` is in pool \`lmm\`, which the pipe does not have; did you mean \`llm\`?
    node \`build\` is in pool \`x\`, which the pipe does not have; declare it under \`pools\`
    \`recovers\` of node \`build\` needs \`trigger_rule: one_failed\` or \`all_failed\`: nothing else starts a node by a failure
    \`until\` of the loop of node \`a\` waits for a line, and \`steps\` prints none; write \`until_bash\` or \`while\`
    node \`build\` has \`outputs\` and \`output_schema\`; keep one
    output \`status\` of the pipe is an output the Action has itself; use another name
    output \`node-a\` of the pipe begins with \`node-\`, as the outputs of nodes do; use another name
    \`default\` of input \`env\` is \`y\`; write one of \`x\`
    \`default\` of input \`env\` is \`prd\`; write one of \`prod\`. Did you mean \`prod\`?
    \`when\` of node \`build\` is \`yes\`; write an expression. Did you mean \`true\`?
    item name \`env\` in node \`build\` means something else in expressions; use another
    gate name \`../x\` in node \`build\` is not allowed; write the name of a hook without folder and extension, of letters, digits, \`_\`, \`-\` and \`.\`
    command name \`a/b\` in node \`build\` is not allowed; write the name of a command file without folder and extension, of letters, digits, \`_\`, \`-\` and \`.\`
    input name \`a-b\` is not allowed; write letters, digits and \`_\`, not a digit first, at most 64, and no name JavaScript objects have
    variable name \`A B\` in node \`build\` is not allowed; write letters, digits and \`_\`, not a digit first, at most 128
    output name \`a b\` in node \`build\` is not allowed; write letters, digits, \`_\` and \`-\`, a letter or \`_\` first, at most 64, and no name JavaScript objects have
    variable name \`a-b\` in node \`build\` is not allowed; write letters, digits and \`_\`, not a digit first, at most 64, and no name JavaScript objects have
    item name \`1\` in node \`build\` is not allowed; write letters, digits and \`_\`, not a digit first, at most 64, and no name JavaScript objects have
    pool name \`A\` is not allowed; write lower-case letters, digits, \`_\` and \`-\`, a letter or digit first, at most 64
    variable \`OMNE_X\` in the pipe is set by omne itself; use another name
    variable \`GITHUB_ENV\` in node \`build\` is a file of the node itself and cannot be changed; use another name
    variable \`ACTIONS_RUNTIME_TOKEN\` in node \`build\` belongs to the runner and never reaches a node; leave it out
    inputs \`A\` and \`a\` are the same in upper case, as \`OMNE_INPUT_…\` spells them; rename one
    node \`build\` has nothing to run; give it one of \`bash\`, \`prompt\`, \`command\`, \`loop\`, \`steps\`, \`parallel\`, \`each\`, \`join\`, \`pipe\`
    node \`build\` has \`bash\` and \`prompt\`; keep one
    node \`build\` has \`each\` and \`bash\`; write the body inside: \`each: { in: …, bash: … }\`
    node \`build\` has \`loop\` and \`steps\`; write the body inside: \`loop: { steps: …, until_bash: …, max_iterations: … }\`
    \`fail_fast\` in node \`build\` belongs to its \`parallel\`; write \`parallel: { branches: […], fail_fast: … }\`
    \`model\` means nothing beside \`bash\` in node \`build\`; leave it out
    expression \`a +\` cannot be read: Unexpected symbol: '+'
    \`\${{\` is never closed; write \`\${{ … }}\`
    \`a \${{ run.id }}\` is more than one expression; \`when\`, \`while\` and \`in\` hold one: write it without text around it
    unknown name \`github\` in an expression; here these can be read: \`inputs\`, \`run\`
    unknown name \`github\` in an expression; nothing can be read here
    unknown function \`fromjsn\` in an expression; did you mean \`fromjson\`?
    unknown function \`constructor\` in an expression
    \`failure()\` has no place here; \`trigger_rule\` says when a node starts, from how its dependencies ended
    the pipe has no input \`titel\`; did you mean \`title\`?
    the pipe has no input \`x\`; declare it under \`inputs\`
    \`\${{ inputs.title }}\` in the script of node \`build\`: expressions are never put into scripts, where a value could run as code; write \`env: { TITLE: "\${{ inputs.title }}" }\` on the node and \`"$TITLE"\` in the script
    \`\${{ inputs.title }}\` is not evaluated here; expressions stand in \`env\`, \`prompt\`, \`when\`, \`outputs\` and the like (docs/flow/expressions.md)
    the pipe has no input \`titel\`; did you mean \`title\`?
    the pipe has no input \`x\`
    input \`title\` is required; give it as \`title=value\`
    input \`count\` is \`ten\`; give it a number
    input \`title\` holds a NUL character, which no environment variable can; leave it out
    input \`title\` takes 131072 bytes in the environment, and at most 131071 are possible; give a file's path instead
    the inputs take 2000000 bytes together, and at most 1048576 are possible; give a file's path instead
    inputs: \`x\` is no \`key=value\`; write one per line, or a YAML or JSON map
    input \`x\` is given twice; keep one
    "
  `);
});
