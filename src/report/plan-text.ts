import type { Warning } from '../core/foresee.ts';
import type { Plan, PlanNode } from '../core/plan.ts';
import type { RunState } from '../core/state.ts';
import type { WorstCase } from '../core/worst-case.ts';
import { flat, treeOf } from './tree.ts';
import { duration, nodeReason, oneLine, UNICODE, verdictWords } from './words.ts';

/** What a rehearsal and the looks at the plan came to. */
export interface Outlook {
  readonly plan: Plan;
  readonly state: RunState;
  /** Outputs taken for nothing, since no stub gives them. */
  readonly assumed: readonly string[];
  readonly warnings: readonly Warning[];
  readonly worst: WorstCase;
  /** The limit of the job that runs it. */
  readonly jobMs: number;
  /** `file`, for the places of warnings. */
  readonly file: string;
}

/** Which nodes would run and why, in the journal's words; then what is doubtful, and how long it may take at worst. */
export function planText(outlook: Outlook): string {
  const { state, assumed, warnings } = outlook;
  const lines = [...nodeLines(outlook), '', `the run would be ${verdictWords(state, 'running')}`];
  for (const read of assumed) lines.push(`taken for nothing: ${read}; --stub gives it a value`);
  for (const warning of warnings) lines.push(warningLine(warning, outlook.file));
  lines.push(...timeLines(outlook));
  return `${lines.join('\n')}\n`;
}

function nodeLines({ plan, state }: Outlook): string[] {
  const rows = [...flat(treeOf(state))].map(({ node, depth }) => {
    const planned = depth === 0 ? plan.nodes.find(({ id }) => id === node.id) : undefined;
    const reason = nodeReason(node);
    const why = reason === '' && planned !== undefined ? triggerWords(planned, plan) : reason;
    const mark = UNICODE[node.status];
    return {
      id: `${'  '.repeat(depth)}${mark} ${oneLine(node.id)}`,
      kind: planned?.kind ?? node.kind ?? '',
      why,
      status: wouldBe(node),
    };
  });
  const width = (pick: (row: (typeof rows)[number]) => string) =>
    Math.max(0, ...rows.map((row) => pick(row).length));
  const [idWidth, kindWidth, statusWidth] = [
    width((r) => r.id),
    width((r) => r.kind),
    width((r) => r.status),
  ];
  return rows.map(({ id, kind, status, why }) =>
    `${id.padEnd(idWidth)}  ${kind.padEnd(kindWidth)}  ${status.padEnd(statusWidth)}  ${why}`.trimEnd(),
  );
}

function wouldBe({ status, conclusion }: { readonly status: string; readonly conclusion?: string }): string {
  if (status === 'skipped') return 'skipped';
  if (status === 'failed') return 'fails';
  return conclusion === 'failure_ignored' ? 'fails, ignored' : 'runs';
}

function triggerWords(node: PlanNode, { graph, nodes }: Plan): string {
  const { start, targets } = graph.dependencies;
  const ids = [...targets.subarray(start[node.index], start[node.index + 1])].map((at) => nodes[at]!.id);
  if (ids.length === 0) return '';
  return `after ${ids.join(', ')}${node.triggerRule === 'all_success' ? '' : ` (${node.triggerRule})`}`;
}

/** A warning as one line, with its place. */
export function warningLine(warning: Warning, file: string): string {
  const { place } = warning;
  const at = place === undefined ? '' : `:${place.line}:${place.column}`;
  return `${file}${at}: warning: ${warningWords(warning)}`;
}

function warningWords(warning: Warning): string {
  switch (warning.kind) {
    case 'dead_node':
      if (warning.failureMode !== undefined)
        return `node \`${warning.node}\` can never start: \`${warning.rule}\` asks for a failure, and \`failure_mode: ${warning.failureMode}\` starts nothing after one`;
      return `node \`${warning.node}\` can never start: no way its dependencies can end meets \`${warning.rule}\``;
    case 'never_when':
      return `node \`${warning.node}\` never runs: its \`when\` is always false`;
    case 'may_be_missing':
      return `node \`${warning.node}\` reads \`${warning.read}\`, but \`${warning.of}\` need not have ${warning.isRunEnough ? 'run' : 'completed'} by then; ask with \`exists(…)\`, or let it depend on \`${warning.of}\``;
  }
}

function timeLines({ plan, worst, jobMs }: Outlook): string[] {
  const path = worst.path.length > 1 ? ` along ${pathWords(worst.path)}` : '';
  const { ms } = worst;
  const { timeoutMs } = plan;
  if (ms === undefined && timeoutMs !== undefined)
    return [
      `worst case: ${duration(timeoutMs)}, the run's own timeout; nothing else bounds it${path}`,
      ...(timeoutMs > jobMs ? [beyondJob(jobMs)] : []),
    ];
  if (ms === undefined) return [`worst case: nothing bounds it${path}; give the nodes on it a \`timeout\``];
  const lines = [`worst case: ${duration(ms)}${path}, if every node takes as long as its deadline allows`];
  if (timeoutMs !== undefined && ms > timeoutMs)
    lines.push(`warning: that is more than the run's own timeout of ${duration(timeoutMs)}`);
  if (ms > jobMs && (timeoutMs === undefined || timeoutMs > jobMs)) lines.push(beyondJob(jobMs));
  return lines;
}

const MAX_PATH = 20;

function pathWords(path: readonly string[]): string {
  const half = MAX_PATH / 2;
  const shown = path.length > MAX_PATH ? [...path.slice(0, half), '…', ...path.slice(-half)] : path;
  return shown.join(' → ');
}

const beyondJob = (jobMs: number) => `warning: that is more than the job's limit of ${duration(jobMs)}`;
