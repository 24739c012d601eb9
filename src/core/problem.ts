import { hostMissing } from './failure.ts';
import type { Place } from './place.ts';
import { unreachable } from './result.ts';

/** An author's mistake in a pipe or its inputs: what, and where. Never thrown. */
export type Problem = Mistake & {
  /** The file it stands in; absent for inputs given on the command line. */
  readonly file?: string;
  readonly place?: Place;
};

/** The mistakes, as data; {@link describeProblem} has the words. */
export type Mistake =
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
  | { readonly kind: 'host_missing'; readonly program: string; readonly node: string };

/** One sentence or two: what is wrong and what to write instead. */
export function describeProblem(problem: Mistake): string {
  switch (problem.kind) {
    case 'empty_nodes':
      return 'a pipe needs at least one node';
    case 'host_missing':
      return `${hostMissing(problem.program)}; node \`${problem.node}\` needs it`;
    default:
      return unreachable(problem as never);
  }
}
