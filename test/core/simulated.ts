import type { Event } from '../../src/core/event.ts';
import type { Plan, PlanNode } from '../../src/core/plan.ts';
import { createSchedule, nextReady, nextSkip, observe, skipWaiting } from '../../src/core/schedule.ts';

/** How a node ends once its trigger is met; `skipped`: by its own condition. */
export type End = 'completed' | 'ignored' | 'failed' | 'skipped';

export interface Simulated {
  /** Those that started, in their order, and how the others stood at that moment. */
  readonly started: readonly { readonly id: string; readonly before: ReadonlyMap<string, End> }[];
}

/** The ends a node can have by itself, spelled out once more. */
export function endsOf({ when, onError, body }: PlanNode): readonly End[] {
  if (when?.source === 'false') return ['skipped'];
  const isIgnored = onError?.then === 'continue';
  const canFail = !isIgnored || body.kind === 'agent';
  return [
    'completed',
    ...(isIgnored ? (['ignored'] as const) : []),
    ...(canFail ? (['failed'] as const) : []),
    ...(when === undefined ? [] : (['skipped'] as const)),
  ];
}

/** Every combination of ends. */
export function* allOutcomes({ nodes }: Plan, from: readonly End[] = []): Generator<readonly End[]> {
  const node = nodes[from.length];
  if (node === undefined) {
    yield from;
    return;
  }
  for (const end of endsOf(node)) yield* allOutcomes({ nodes } as Plan, [...from, end]);
}

/** Runs a plan through the real schedule; `pick` says which of the running nodes ends next. */
export function simulate(
  plan: Plan,
  ends: readonly End[],
  pick: (count: number) => number = () => 0,
): Simulated {
  const schedule = createSchedule(plan);
  const started: { id: string; before: ReadonlyMap<string, End> }[] = [];
  const settled = new Map<string, End>();
  const running: PlanNode[] = [];
  const tell = (node: PlanNode, type: string, more: object = {}) =>
    observe(schedule, { type, node_id: node.id, ...more } as unknown as Event);
  const settle = (node: PlanNode, end: End) => {
    settled.set(node.id, end);
    if (end === 'skipped') tell(node, 'node.skipped');
    else if (end === 'failed') tell(node, 'node.failed');
    else tell(node, 'node.completed', end === 'ignored' ? { conclusion: 'failure_ignored' } : {});
    const isClosed = end === 'failed' && (plan.failureMode ?? 'continue') !== 'continue';
    if (isClosed) skipWaiting(schedule, 'stopped');
  };
  for (;;) {
    for (let skip = nextSkip(schedule); skip !== undefined; skip = nextSkip(schedule))
      settle(skip.node, 'skipped');
    const node = nextReady(schedule);
    if (node !== undefined) {
      if (ends[node.index] === 'skipped') settle(node, 'skipped');
      else {
        started.push({ id: node.id, before: new Map(settled) });
        tell(node, 'node.started');
        running.push(node);
      }
      continue;
    }
    if (running.length === 0) return { started };
    const [ending] = running.splice(pick(running.length), 1);
    settle(ending!, ends[ending!.index]!);
  }
}
