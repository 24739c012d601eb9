import type { Catalog } from '../../src/core/catalog.ts';
import { renderProblems } from '../../src/core/code-frame.ts';
import { compiler } from '../../src/core/expression.ts';
import { parsePipe } from '../../src/core/parse.ts';
import type { Pipe, PlaceOf } from '../../src/core/pipe.ts';
import type { Plan } from '../../src/core/plan.ts';
import { plan } from '../../src/core/plan-pipe.ts';
import { describeProblem, type Problem } from '../../src/core/problem.ts';

/** A pipe file read and planned as the shell does it. */
export interface Planned {
  readonly pipe: Pipe;
  readonly place: PlaceOf;
  /** Absent after problems. */
  readonly plan?: Plan;
  readonly problems: readonly Problem[];
  readonly text: string;
}

/** Reads and plans a pipe with these `nodes` and what stands beside them; its shape must be right. */
export function planYaml(nodes: string, top = '', catalog: Partial<Catalog> = {}): Planned {
  const text = `name: demo\nversion: 1\n${top}nodes:\n${nodes}`;
  const { pipe, place, problems } = parsePipe(text, 'p.yml', compiler);
  if (pipe === undefined || problems.length > 0)
    throw new Error(`the test's pipe: ${problems.map(describeProblem).join('; ') || 'unreadable'}`);
  const planned = plan(pipe, { commands: new Map(), hooks: new Map(), ...catalog }, place);
  if (planned.ok) return { pipe, place, plan: planned.value, problems: [], text };
  const found = planned.error.map((problem) => ({ file: 'p.yml', ...problem }));
  return { pipe, place, problems: found, text };
}

/** The plan of what has no problems. */
export function soundPlan(nodes: string, top = '', catalog: Partial<Catalog> = {}): Plan {
  const { plan: sound, problems } = planYaml(nodes, top, catalog);
  if (sound === undefined) throw new Error(problems.map(describeProblem).join('; '));
  return sound;
}

/** All problems with their frames, as a terminal shows them. */
export const shown = ({ problems, text }: Planned): string =>
  renderProblems(problems, new Map([['p.yml', text]]));

/** Each problem as `line:column+length words`. */
export const problemLines = ({ problems }: Planned): readonly string[] =>
  problems.map((problem) => `${placeText(problem)} ${describeProblem(problem)}`);

/** What a problem's caret stands below. */
export const marked = ({ problems, text }: Planned): readonly string[] =>
  problems.map(({ place }) => {
    if (place === undefined) return '';
    const line = text.split('\n')[place.line - 1] ?? '';
    return line.slice(place.column - 1, place.column - 1 + place.length);
  });

const placeText = ({ place }: Problem) =>
  place === undefined ? '?' : `${place.line}:${place.column}+${place.length}`;

/** What a catalog says of another pipe under this path. */
export const including = (path: string, { pipe, plan: sound }: Planned): Pick<Catalog, 'includes'> => ({
  includes: new Map([[path, { kind: 'found', pipe, plan: () => ({ ok: true, value: sound! }) }]]),
});
