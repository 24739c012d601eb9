import { parsePipe } from '../../src/core/parse.ts';
import type { Problem } from '../../src/core/problem.ts';
import type { Compiler } from '../../src/core/template.ts';

/**
 * Whether a mistake is one of shape, which schema/pipe.json finds as well. The others take more than the place and the
 * value itself: another key, another node, another file, or the names an expression may use.
 */
const IS_SHAPE: Readonly<Record<Problem['kind'], boolean>> = {
  // Keys and values.
  unknown_key: true,
  later_key: true,
  missing_key: true,
  bad_value: true,
  bad_id: true,
  bad_name: true,
  reserved_variable: true,
  reserved_output: true,
  reserved_item: true,
  empty_nodes: true,
  // Bodies, and what goes with them.
  no_kind: true,
  several_kinds: true,
  body_beside: true,
  parallel_beside: true,
  key_on_kind: true,
  key_out_of_place: true,
  control_outside_steps: true,
  control_outside_loop: true,
  join_inside_body: true,
  jump_outside_steps: true,
  recovers_without_failure: true,
  until_without_line: true,
  outputs_twice: true,
  // Expressions where none may stand, and those never closed.
  expression_misplaced: true,
  expression_in_script: true,
  expression_unterminated: true,
  // Of two keys that must differ, or agree.
  input_collision: false,
  unknown_option: false,
  duplicate_id: false,
  duplicate_dependency: false,
  // What names something.
  unknown_dependency: false,
  unknown_pool: false,
  unknown_step: false,
  jump_to_itself: false,
  cycle: false,
  trigger_without_dependencies: false,
  unknown_command: false,
  unreadable_command: false,
  hook_missing: false,
  hook_outside: false,
  hook_unusable: false,
  host_missing: false,
  include_cycle: false,
  include_outside: false,
  include_too_deep: false,
  unknown_with: false,
  missing_with: false,
  pipe_not_found: false,
  unreadable_pipe: false,
  // What an expression says, and a JSON Schema.
  expression_syntax: false,
  expression_not_alone: false,
  unknown_context: false,
  unknown_function: false,
  status_function: false,
  unknown_input_reference: false,
  foreign_truth: false,
  open_reference: false,
  unknown_reference: false,
  not_upstream: false,
  undeclared_output: false,
  unusable_schema: false,
  // The file before its content counts: no editor would come as far as the schema, or it says so itself.
  unknown_extension: false,
  empty_file: false,
  frontmatter_missing: false,
  frontmatter_late: false,
  frontmatter_unterminated: false,
  yaml_syntax: false,
  yaml_feature: false,
  yaml_limit: false,
  duplicate_key: false,
  more_problems: false,
  // What a run is given.
  unknown_input: false,
  missing_input: false,
  ill_typed_input: false,
  nul_in_input: false,
  input_too_large: false,
  inputs_too_large: false,
  ill_formed_inputs: false,
  input_given_twice: false,
  unreadable_stubs: false,
};

/** What is wrong with the shape of a pipe's text: what schema/pipe.json refuses, and nothing else. */
export function shapeProblems(text: string, path: string, compiler: Compiler): readonly Problem[] {
  const { pipe, problems } = parsePipe(text, path, compiler);
  const found = problems.filter(({ kind }) => IS_SHAPE[kind]);
  return pipe?.nodes.length === 0 ? [...found, { kind: 'empty_nodes', file: path }] : found;
}
