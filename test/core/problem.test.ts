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
  pipe_not_found: [{ kind: 'pipe_not_found', asked: 'x', searched: ['.omne/pipes/x.md'] }],
  unreadable_pipe: [{ kind: 'unreadable_pipe', path: 'x.md', reason: 'it is a folder' }],
  unreadable_command: [{ kind: 'unreadable_command', path: 'x.md', reason: 'it is a folder' }],
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
  bad_name: [
    { kind: 'bad_name', of: 'gate', name: '../x', where },
    { kind: 'bad_name', of: 'command', name: 'a/b', where },
    { kind: 'bad_name', of: 'input', name: 'a-b' },
    { kind: 'bad_name', of: 'variable', name: 'A B', where },
  ],
  reserved_variable: [
    { kind: 'reserved_variable', name: 'OMNE_X', why: 'ours' },
    { kind: 'reserved_variable', name: 'GITHUB_ENV', where, why: 'command_file' },
    { kind: 'reserved_variable', name: 'ACTIONS_RUNTIME_TOKEN', where, why: 'runner_token' },
  ],
  input_collision: [{ kind: 'input_collision', key: 'A', first: 'a' }],
  no_kind: [{ kind: 'no_kind', where }],
  several_kinds: [{ kind: 'several_kinds', where, kinds: ['bash', 'prompt'] }],
  key_on_kind: [{ kind: 'key_on_kind', where, key: 'model', body: 'bash' }],
  expression_syntax: [{ kind: 'expression_syntax', source: 'a +', message: "Unexpected symbol: '+'" }],
  expression_unterminated: [{ kind: 'expression_unterminated' }],
  unknown_context: [{ kind: 'unknown_context', name: 'github' }],
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
  const all = Object.values(samples).flatMap((group): readonly Mistake[] => group);
  expect(`\n${all.map((mistake) => describeProblem(mistake)).join('\n')}\n`).toMatchInlineSnapshot();
});
