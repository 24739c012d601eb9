import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { unstubbedReads } from '../core/assumed.ts';
import { foresee } from '../core/foresee.ts';
import { resolveInputs } from '../core/inputs.ts';
import type { Problem } from '../core/problem.ts';
import { err, ok, type Result } from '../core/result.ts';
import { parseStubs, type Stubs } from '../core/stubs.ts';
import { suggest } from '../core/suggest.ts';
import { worstCase } from '../core/worst-case.ts';
import { planText } from '../report/plan-text.ts';
import { type Console, refuse } from './console.ts';
import { EXIT } from './exit.ts';
import type { PlanCommand } from './flags.ts';
import { load } from './load.ts';
import { rehearse } from './rehearse.ts';

/** GitHub ends a job after six hours unless it says otherwise. */
const JOB_MS = 6 * 3_600_000;

/** `omne plan`: rehearses a pipe and says which nodes would run, and why; the exit code. Nothing is started or written. */
export async function planCommand(command: PlanCommand, console: Console): Promise<number> {
  const loaded = await load(command.pipe, console.folder);
  const { pipe, plan, file } = loaded;
  const sources = new Map(loaded.sources);
  const inputs = pipe === undefined ? ok([]) : resolveInputs(pipe.inputs, command.given);
  const stubs = readStubs(command.stub, console.folder, sources);
  const problems = [
    ...loaded.problems,
    ...(inputs.ok ? [] : inputs.error),
    ...(stubs.ok ? [] : stubs.error),
    ...(stubs.ok && plan !== undefined
      ? unknownIds(
          stubs.value,
          plan.nodes.map(({ id }) => id),
          command.stub,
        )
      : []),
  ];
  if (problems.length > 0 || !inputs.ok || !stubs.ok) return await refuse({ problems, sources }, console);
  if (pipe === undefined || plan === undefined || file === undefined) return EXIT.problem;
  const state = await rehearse(plan, inputs.value, stubs.value);
  console.out.write(
    planText({
      plan,
      state,
      assumed: unstubbedReads(pipe, stubs.value),
      warnings: foresee(pipe, plan, loaded.place),
      worst: worstCase(plan),
      jobMs: command.jobTimeoutMs ?? JOB_MS,
      file: file.name,
    }),
  );
  return EXIT.completed;
}

function readStubs(
  path: string | undefined,
  folder: string,
  sources: Map<string, string>,
): Result<Stubs, readonly Problem[]> {
  if (path === undefined) return ok(new Map());
  try {
    const text = readFileSync(resolve(folder, path), 'utf8');
    sources.set(path, text);
    return parseStubs(text, path);
  } catch (error) {
    // Without the path that Node names once more, from the root of the machine.
    const reason = (error as Error).message.split(', ', 1)[0]!;
    return err([{ kind: 'unreadable_stubs', path, reason }]);
  }
}

function unknownIds(stubs: Stubs, ids: readonly string[], file = ''): readonly Problem[] {
  const tops = new Set([...stubs.keys()].map((id) => id.split(/[/@]/, 1)[0] ?? ''));
  return [...tops].flatMap((top): readonly Problem[] => {
    if (ids.includes(top)) return [];
    const suggestion = suggest(top, ids);
    const named = { kind: 'unknown_reference' as const, of: 'node', name: top, file };
    return [{ ...named, ...(suggestion !== undefined && { suggestion }) }];
  });
}
