import { err, ok, type Result } from '../core/result.ts';

const { parseArgs } = process.getBuiltinModule('node:util');

export interface ReportCommand {
  readonly kind: 'report';
  /** A run's id or the beginning of it, or its folder. */
  readonly run: string;
  readonly output?: string;
}

/** Reads what comes after `omne report`; the error is a sentence for the user. */
export function readReport(rest: readonly string[]): Result<ReportCommand, string> {
  try {
    const { values, positionals } = parseArgs({
      args: [...rest],
      options: { output: { type: 'string', short: 'o' } },
      allowPositionals: true,
      strict: true,
    });
    const [run, ...more] = positionals;
    if (run === undefined || more.length > 0) return err('report needs one run: its id or its folder');
    return ok({ kind: 'report', run, ...(values.output !== undefined && { output: values.output }) });
  } catch (error) {
    return err((error as Error).message);
  }
}
