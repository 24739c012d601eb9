import { err, ok, type Result } from '../core/result.ts';
import { suggest } from '../core/suggest.ts';

const { parseArgs } = process.getBuiltinModule('node:util');

export interface InitCommand {
  readonly kind: 'init';
  readonly template: (typeof TEMPLATES)[number];
  /** Relative to the current one. */
  readonly folder: string;
}

const TEMPLATES = ['gate', 'fix-loop'] as const;

/** Reads what comes after `omne init`; the error is a sentence for the user. */
export function readInit(rest: readonly string[]): Result<InitCommand, string> {
  try {
    const { values, positionals } = parseArgs({
      args: [...rest],
      options: { template: { type: 'string', default: 'gate' } },
      allowPositionals: true,
      strict: true,
    });
    const [folder = '.', ...more] = positionals;
    if (more.length > 0) return err('init takes one folder');
    const template = TEMPLATES.find((name) => name === values.template);
    if (template !== undefined) return ok({ kind: 'init', template, folder });
    const meant = suggest(values.template, TEMPLATES);
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    return err(`--template ${values.template}: ${TEMPLATES.join(' or ')}${hint}`);
  } catch (error) {
    return err((error as Error).message);
  }
}
