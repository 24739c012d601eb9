import { err, ok, type Result } from '../core/result.ts';

export interface ExplainCommand {
  readonly kind: 'explain';
  /** A run's id or the beginning of it, its folder, or its journal; absent: the newest run. */
  readonly run?: string;
  /** The whole id of a node. */
  readonly node: string;
}

/** Reads what comes after `omne explain`; the error is a sentence for the user. */
export function readExplain(rest: readonly string[]): Result<ExplainCommand, string> {
  const flag = rest.find((value) => value.startsWith('-'));
  if (flag !== undefined) return err(`unknown option \`${flag}\``);
  const [first, second, ...more] = rest;
  if (first === undefined || more.length > 0)
    return err('explain needs one node, of the newest run, or a run and one of its nodes');
  return ok(
    second === undefined ? { kind: 'explain', node: first } : { kind: 'explain', run: first, node: second },
  );
}
