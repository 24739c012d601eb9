import type { NodeDigest } from '../core/event.ts';
import type { Failure } from '../core/failure.ts';
import type { Input } from '../core/inputs.ts';
import type { Json } from '../core/json.ts';
import type { Past } from '../core/past.ts';
import type { Plan, PlanNode } from '../core/plan.ts';
import type { RunState } from '../core/state.ts';
import { widened } from '../core/widened.ts';
import type { Agent, Ports, Results } from '../run/ports.ts';
import { rehearsal } from './rehearse.ts';

/** What a resumed run would have. */
export interface Resumed {
  readonly plan: Plan;
  readonly inputs: readonly Input[];
  /** What `run` is in expressions. */
  readonly about: ReadonlyMap<string, Json>;
  readonly digestOf: (node: PlanNode) => NodeDigest;
  readonly past: Past;
  /** Of the earlier run; `takeOver` only says whether it could be done. */
  readonly results: Pick<Results, 'takeOver' | 'text' | 'outputFile'>;
  readonly hasSession: Agent['hasSession'];
}

/**
 * What a resumed run would take over: the engine itself runs the plan, and every process that would run fails at once
 * as `host_missing`. Nothing is started or written.
 */
export function rehearseResume(resumed: Resumed): Promise<RunState> {
  const { plan, digestOf, past, about } = resumed;
  const { plan: wide, original } = widened(plan);
  const job = { past, about, digestOf: (node: PlanNode) => digestOf(original.get(node) ?? node) };
  return rehearsal(wide, resumed.inputs, { job, ports: (bare) => portsOf(bare, resumed) });
}

const failure: Failure = { kind: 'host_missing', program: 'rehearsal' };

const portsOf = (bare: Ports, { results, hasSession }: Resumed): Ports => ({
  ...bare,
  shell: () => Promise.resolve({ failure }),
  agent: { ...bare.agent, call: () => Promise.resolve({ failure }), hasSession },
  gate: () => Promise.resolve({ failure }),
  results: { ...bare.results, ...results },
});
