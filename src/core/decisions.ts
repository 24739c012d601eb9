import type { SkipReason } from './event.ts';
import type { Plan, PlanNode } from './plan.ts';
import type { NodeSkip, NodeState, RunState } from './state.ts';

/** What becomes of a node of the top level when a run is resumed. */
export interface Decision {
  readonly id: string;
  /** `part`: some of it is reused, or it goes on where it was. */
  readonly verdict: 'reuse' | 'run' | 'part' | 'skip';
  readonly why?: string;
}

/**
 * A row for each node of the top level, in the order of the file, from a rehearsal of the resumed run: there every
 * process that would run failed as `host_missing`.
 */
export function decisionsOf(plan: Plan, state: RunState): readonly Decision[] {
  const below = nodesBelow(state);
  const decisions = new Map<number, Decision>();
  for (const index of plan.graph.order) {
    const node = plan.nodes[index]!;
    const told = state.nodes.get(node.id);
    const after = afterWhat(plan, node, decisions);
    decisions.set(index, decide(node.id, { told, below: below.get(node.id) ?? [], after }));
  }
  return plan.nodes.map(({ index }) => decisions.get(index)!);
}

/** The rows where nothing may be reused, for one reason. */
export const decisionsAgain = ({ nodes }: Plan, why: string): readonly Decision[] =>
  nodes.map(({ id }) => ({ id, verdict: 'run', why }));

function nodesBelow({ nodes }: RunState): ReadonlyMap<string, readonly NodeState[]> {
  const below = new Map<string, NodeState[]>();
  for (const node of nodes.values()) {
    const end = node.id.indexOf('/');
    if (end < 0) continue;
    const top = node.id.slice(0, end);
    const list = below.get(top) ?? [];
    below.set(top, list);
    list.push(node);
  }
  return below;
}

// The first dependency that does not come out as it did.
function afterWhat({ graph, nodes }: Plan, { index }: PlanNode, decisions: ReadonlyMap<number, Decision>) {
  const { start, targets } = graph.dependencies;
  for (let edge = start[index]!; edge < start[index + 1]!; edge++) {
    const { verdict } = decisions.get(targets[edge]!)!;
    if (verdict === 'run' || verdict === 'part')
      return `after \`${nodes[targets[edge]!]!.id}\`, which runs again`;
  }
  return undefined;
}

interface Told {
  readonly told: NodeState | undefined;
  readonly below: readonly NodeState[];
  readonly after: string | undefined;
}

function decide(id: string, { told, below, after }: Told): Decision {
  if (told?.reused) return { id, verdict: 'reuse' };
  if (told?.skip !== undefined) return skipped(id, told.skip, after);
  const reused = below.filter((node) => node.reused).length;
  const isSame = told !== undefined && told.because === undefined && ![told, ...below].some(wouldRun);
  if (isSame) return { id, verdict: 'reuse' };
  const because = told?.because?.startsWith('after ') && after !== undefined ? after : told?.because;
  if (because?.startsWith('goes on at ')) return { id, verdict: 'part', why: because };
  if (reused > 0) return { id, verdict: 'part', why: partly(reused, below) };
  const why = because ?? below.find(wouldRun)?.because ?? after;
  return { id, verdict: 'run', ...(why !== undefined && { why }) };
}

const wouldRun = ({ error, reused }: NodeState) => error?.kind === 'host_missing' && !reused;

// Only what runs processes counts, and what may run once it is known what comes before it.
function partly(reused: number, below: readonly NodeState[]): string {
  const parents = new Set(below.map(({ parent }) => parent));
  const open = below.filter(
    (node) =>
      !node.reused &&
      !parents.has(node.id) &&
      (wouldRun(node) || (node.skip !== undefined && !DECIDED.has(node.skip.reason))),
  );
  return `${reused} of ${reused + open.length} reused`;
}

const DECIDED: ReadonlySet<SkipReason> = new Set(['when', 'branch_not_taken', 'jumped', 'not_triggered']);

// What a failure of the rehearsal kept from running may run.
function skipped(id: string, { reason, cause, when }: NodeSkip, after: string | undefined): Decision {
  if (reason !== 'when' && after !== undefined) return { id, verdict: 'run', why: after };
  return { id, verdict: 'skip', why: reason === 'when' ? `when: ${when ?? 'false'}` : words(reason, cause) };
}

function words(reason: SkipReason, cause: string | undefined): string {
  if (reason === 'upstream_failed' && cause !== undefined) return `\`${cause}\` failed`;
  if (reason === 'upstream_skipped' && cause !== undefined) return `\`${cause}\` is skipped`;
  return reason === 'not_triggered' ? 'nothing calls for it' : reason.replaceAll('_', ' ');
}
