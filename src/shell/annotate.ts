import { isAbsolute, join, relative } from 'node:path';
import { neutraliseLine, neutraliseText } from '../core/neutralise.ts';
import { describeProblem, type Problem } from '../core/problem.ts';
import type { RunState } from '../core/state.ts';
import type { HostEnvironment } from '../effects/env.ts';
import { annotationsOf, annotationText, MAX_ANNOTATIONS } from '../report/annotations.ts';
import type { Outline } from '../report/html/outline.ts';
import type { Toolkit } from './toolkit.ts';

/** How many annotations there is room for beside the verdict, which is one as well. */
export const BESIDE_VERDICT: number = MAX_ANNOTATIONS - 1;

interface Ground {
  readonly root: string;
  readonly host: HostEnvironment;
}

/** Notes a problem at its place. */
export function annotateProblem(core: Toolkit, problem: Problem, { root, host }: Ground): void {
  const { place, file } = problem;
  core.error(neutraliseLine(annotationText(describeProblem(problem))), {
    title: 'omne: problem in the pipe',
    ...(file !== undefined && { file: inWorkspace(isAbsolute(file) ? file : join(root, file), host) }),
    ...(place !== undefined && { startLine: place.line, startColumn: place.column }),
  });
}

/** A run whose failed nodes are to be noted. */
export interface Noted {
  readonly state: RunState;
  readonly host: HostEnvironment;
  /** Both absent where the pipe is not known any more. */
  readonly outline?: Outline;
  readonly pipeFile?: string;
}

/** Notes every failed node at its line, as far as there is room; the number of the others. */
export function annotateFailures(core: Toolkit, { state, host, outline, pipeFile }: Noted): number {
  const { shown, more } = annotationsOf(state, outline);
  for (const { level, title, message, line } of shown) {
    const place = pipeFile !== undefined && line !== undefined;
    core[level](neutraliseText(message), {
      title: neutraliseLine(`omne: ${title}`),
      ...(place && { file: inWorkspace(pipeFile, host), startLine: line }),
    });
  }
  return more;
}

// An annotation finds its file by the path inside the repository.
function inWorkspace(path: string, host: HostEnvironment): string {
  const workspace = host.all['GITHUB_WORKSPACE'];
  const inside = workspace === undefined ? path : relative(workspace, path);
  return inside.startsWith('..') ? path : inside.replaceAll('\\', '/');
}
