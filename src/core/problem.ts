import type { Place } from './place.ts';
import { PIPE_WORDS } from './problem-words.ts';
import { FLOW_WORDS } from './problem-words-flow.ts';
import { REFERENCE_WORDS } from './problem-words-reference.ts';
import { SHAPE_WORDS } from './problem-words-shape.ts';

/** An author's mistake in a pipe or its inputs: what, and where. Never thrown. */
export type Problem = Mistake & {
  /** The file it stands in; absent for inputs given on the command line. */
  readonly file?: string;
  readonly place?: Place;
};

/** The mistakes, as data; {@link describeProblem} has the words. */
export type Mistake =
  | PlanMistake
  | ReferenceMistake
  | FileMistake
  | ShapeMistake
  | FlowMistake
  | ExpressionMistake
  | InputMistake;

/** What is wrong with a pipe as a graph, and with what it names. */
export type PlanMistake =
  | { readonly kind: 'empty_nodes' }
  | {
      readonly kind: 'duplicate_id';
      readonly id: string;
      readonly first: string;
      readonly firstLine?: number;
    }
  | {
      readonly kind: 'unknown_dependency';
      readonly node: string;
      readonly missing: string;
      readonly suggestion?: string;
    }
  | { readonly kind: 'duplicate_dependency'; readonly node: string; readonly dependency: string }
  | { readonly kind: 'cycle'; readonly path: readonly string[] }
  | { readonly kind: 'trigger_without_dependencies'; readonly node: string; readonly rule: string }
  | {
      readonly kind: 'unknown_command';
      readonly node: string;
      readonly name: string;
      readonly searched: readonly string[];
    }
  | { readonly kind: 'hook_missing'; readonly node: string; readonly path: string }
  | {
      readonly kind: 'hook_outside';
      readonly node: string;
      readonly gate: string;
      readonly directory: string;
      readonly path: string;
    }
  | { readonly kind: 'hook_unusable'; readonly node: string; readonly path: string; readonly reason: string }
  | { readonly kind: 'host_missing'; readonly program: string; readonly node: string }
  | { readonly kind: 'unusable_schema'; readonly node: string; readonly reason: string }
  | { readonly kind: 'include_cycle'; readonly files: readonly string[] }
  | { readonly kind: 'include_outside'; readonly path: string }
  | { readonly kind: 'include_too_deep'; readonly max: number }
  | {
      readonly kind: 'unknown_with';
      readonly key: string;
      readonly pipe: string;
      readonly suggestion?: string;
    }
  | { readonly kind: 'missing_with'; readonly key: string; readonly pipe: string };

/** What is wrong with a name in an expression that only the whole pipe can tell. */
export type ReferenceMistake =
  | { readonly kind: 'open_reference'; readonly root: string }
  | {
      readonly kind: 'unknown_reference';
      /** `node`, `step`, `variable`, `environment variable`, `run property`, `property`. */
      readonly of: string;
      /** As written: `nodes.bild`. */
      readonly name: string;
      readonly suggestion?: string;
    }
  | { readonly kind: 'not_upstream'; readonly node: string; readonly of: string }
  | {
      readonly kind: 'undeclared_output';
      /** The node or step. */
      readonly node: string;
      /** Absent: it has no outputs at all. */
      readonly name?: string;
      readonly suggestion?: string;
    };

/** YAML that a pipe may not use, because it is hostile or says two things at once. */
export type YamlFeature =
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'directive'
  | 'merge_key'
  | 'complex_key'
  | 'several_documents'
  | 'control_character';

/** What is wrong with a file before its content counts. */
export type FileMistake =
  | { readonly kind: 'pipe_not_found'; readonly asked: string; readonly searched: readonly string[] }
  | { readonly kind: 'unreadable_pipe'; readonly path: string; readonly reason: string }
  | { readonly kind: 'unreadable_command'; readonly path: string; readonly reason: string }
  | { readonly kind: 'unreadable_stubs'; readonly path: string; readonly reason: string }
  | { readonly kind: 'unknown_extension' }
  | { readonly kind: 'empty_file' }
  | { readonly kind: 'frontmatter_missing' }
  | { readonly kind: 'frontmatter_late' }
  | { readonly kind: 'frontmatter_unterminated' }
  | { readonly kind: 'yaml_syntax'; readonly message: string }
  | { readonly kind: 'yaml_feature'; readonly feature: YamlFeature }
  | { readonly kind: 'yaml_limit'; readonly limit: 'size' | 'tokens' | 'depth'; readonly max: number }
  | { readonly kind: 'duplicate_key'; readonly key: string; readonly firstLine: number }
  | { readonly kind: 'more_problems'; readonly count: number };

/** What a name that was refused names. */
export type NameOf = 'gate' | 'command' | 'input' | 'variable' | 'output' | 'var' | 'item' | 'pool';

/** What is wrong with a pipe's keys and values; `where` is such as "node `build`" and absent at the top level. */
export type ShapeMistake =
  | {
      readonly kind: 'unknown_key';
      readonly key: string;
      readonly where?: string;
      readonly suggestion?: string;
    }
  | { readonly kind: 'later_key'; readonly key: string; readonly where?: string }
  | { readonly kind: 'missing_key'; readonly key: string; readonly where?: string; readonly form: string }
  | {
      readonly kind: 'bad_value';
      /** The key, such as `timeout` or `depends_on[1]`; absent for the whole of `where`. */
      readonly key?: string;
      readonly where?: string;
      /** The value as shown: `"5x"`, `a list`, `nothing`. */
      readonly got: string;
      /** Completes "write …". */
      readonly expected: string;
      readonly suggestion?: string;
    }
  /** A default that is none of the `options` beside it. */
  | {
      readonly kind: 'unknown_option';
      readonly where?: string;
      readonly got: string;
      readonly expected: string;
      readonly suggestion?: string;
    }
  | { readonly kind: 'bad_id'; readonly of: 'node' | 'pipe'; readonly id: string; readonly reserved: boolean }
  | {
      readonly kind: 'bad_name';
      readonly of: NameOf;
      readonly name: string;
      readonly where?: string;
    }
  | {
      readonly kind: 'reserved_variable';
      readonly name: string;
      readonly where?: string;
      readonly why: 'ours' | 'command_file' | 'runner_token';
    }
  | { readonly kind: 'input_collision'; readonly key: string; readonly first: string }
  | { readonly kind: 'no_kind'; readonly where: string }
  | { readonly kind: 'several_kinds'; readonly where: string; readonly kinds: readonly string[] }
  /** `each` or `loop`, with a body beside it that goes into it. */
  | {
      readonly kind: 'body_beside';
      readonly where: string;
      readonly container: 'each' | 'loop';
      readonly body: string;
    }
  /** A key of the `parallel` that stands beside it. */
  | { readonly kind: 'parallel_beside'; readonly where: string; readonly key: string }
  | { readonly kind: 'key_on_kind'; readonly where: string; readonly key: string; readonly body: string };

/** What is wrong with where a key, a body or a jump of a node stands. */
export type FlowMistake =
  /** `is` completes "which is …", such as "a step"; absent where the place itself says so. */
  | { readonly kind: 'key_out_of_place'; readonly where: string; readonly key: string; readonly is?: string }
  | { readonly kind: 'control_outside_steps'; readonly where: string; readonly body: string }
  | { readonly kind: 'control_outside_loop'; readonly where: string; readonly body: string }
  | { readonly kind: 'join_inside_body'; readonly where: string }
  | { readonly kind: 'jump_outside_steps'; readonly where: string }
  | { readonly kind: 'jump_to_itself'; readonly where: string }
  | {
      readonly kind: 'unknown_step';
      readonly where: string;
      readonly missing: string;
      readonly suggestion?: string;
    }
  | {
      readonly kind: 'unknown_pool';
      readonly where: string;
      readonly name: string;
      readonly suggestion?: string;
    }
  | { readonly kind: 'recovers_without_failure'; readonly where: string }
  | { readonly kind: 'until_without_line'; readonly where: string; readonly body: string }
  | { readonly kind: 'outputs_twice'; readonly where: string }
  | { readonly kind: 'reserved_output'; readonly name: string; readonly why: 'action' | 'node' }
  | { readonly kind: 'reserved_item'; readonly name: string; readonly where: string };

/** What is wrong with a `${{ … }}`. */
export type ExpressionMistake =
  | { readonly kind: 'expression_syntax'; readonly source: string; readonly message: string }
  | { readonly kind: 'expression_unterminated' }
  /** `yes`, `no`, `on` or `off` as a condition: a truth in YAML 1.1, here a name that nothing has. */
  | {
      readonly kind: 'foreign_truth';
      readonly key: string;
      readonly where?: string;
      readonly got: string;
      readonly expected: string;
      readonly suggestion: string;
    }
  | { readonly kind: 'expression_not_alone'; readonly source: string }
  | { readonly kind: 'unknown_context'; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'unknown_function'; readonly name: string; readonly suggestion?: string }
  | { readonly kind: 'status_function'; readonly name: string }
  | {
      readonly kind: 'unknown_input_reference';
      readonly name: string;
      readonly suggestion?: string;
    }
  | {
      readonly kind: 'expression_in_script';
      readonly where: string;
      readonly source: string;
      readonly variable: string;
      /** How the script reads it, such as `"$TITLE"`. */
      readonly use: string;
    }
  | { readonly kind: 'expression_misplaced'; readonly source: string };

/** What is wrong with the values a run was given. */
export type InputMistake =
  | { readonly kind: 'unknown_input'; readonly key: string; readonly suggestion?: string }
  | { readonly kind: 'missing_input'; readonly key: string }
  | {
      readonly kind: 'ill_typed_input';
      readonly key: string;
      readonly got: string;
      readonly expected: string;
    }
  | { readonly kind: 'nul_in_input'; readonly key: string }
  | {
      readonly kind: 'input_too_large';
      readonly key: string;
      readonly bytes: number;
      readonly maxBytes: number;
    }
  | { readonly kind: 'inputs_too_large'; readonly bytes: number; readonly maxBytes: number }
  | { readonly kind: 'ill_formed_inputs'; readonly got: string }
  | { readonly kind: 'input_given_twice'; readonly key: string };

type Words = { readonly [K in Mistake['kind']]: (mistake: Extract<Mistake, { kind: K }>) => string };

const WORDS: Words = { ...PIPE_WORDS, ...SHAPE_WORDS, ...FLOW_WORDS, ...REFERENCE_WORDS };

/** One sentence or two: what is wrong and what to write instead. */
export function describeProblem(problem: Mistake): string {
  const words = WORDS[problem.kind] as (mistake: Mistake) => string;
  return words(problem);
}
