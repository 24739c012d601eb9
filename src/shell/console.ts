import type { HostEnvironment } from '../effects/env.ts';
import type { Output } from '../effects/output.ts';
import { EXIT } from './exit.ts';
import type { Refusal } from './prepare.ts';

/** What every command of the CLI works with. */
export interface Console {
  readonly out: Output;
  readonly err: Output;
  readonly host: HostEnvironment;
  readonly folder: string;
}

/** Shows every problem with its place; the exit code of a refusal. */
export async function refuse({ problems, sources }: Refusal, { err }: Console): Promise<number> {
  const { renderProblems } = await import('../core/code-frame.ts');
  err.write(renderProblems(problems, sources));
  err.write(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}; nothing ran\n`);
  return EXIT.problem;
}
