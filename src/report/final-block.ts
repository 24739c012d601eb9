import { unabsorbedFailures } from '../core/conclude.ts';
import { jsonText } from '../core/json.ts';
import type { Plan } from '../core/plan.ts';
import { createSchedule, type Schedule, STATUS } from '../core/schedule.ts';
import type { NodeState, RunState } from '../core/state.ts';
import {
  clip,
  cost,
  countNodes,
  countWords,
  duration,
  type Glyphs,
  isTopLevel,
  nodeReason,
  oneLine,
  reusedWords,
  UNICODE,
  verdictWords,
} from './words.ts';

/** Where a reader finds the rest, as paths for people. */
export interface Places {
  readonly journal: string;
  readonly captures: string;
}

export interface FinalBlockOptions {
  readonly places: Places;
  /** With it, the block knows of every failure whether it was absorbed, also in an aborted run. */
  readonly plan?: Plan;
  readonly glyphs?: Glyphs;
  /** Whether the reader can call `omne`: then the block ends with the commands that say more. */
  readonly hasCommands?: boolean;
}

const MAX_FAILURES = 20;
const MAX_OUTPUTS = 10;
const MAX_VALUE = 200;

/** What a run says last: its verdict, what failed and why, what it put out, where the journal and the captures are. Ends with a line feed. */
export function finalBlock(state: RunState, options: FinalBlockOptions): string {
  const { places, plan, glyphs = UNICODE } = options;
  const absorbed = absorbedFailures(state, plan);
  const failed = failuresFirst(state, absorbed);
  const lines = [headline(state, absorbed.size, glyphs)];
  const width = Math.max(0, ...failed.slice(0, MAX_FAILURES).map((node) => node.id.length));
  for (const node of failed.slice(0, MAX_FAILURES)) {
    const suffix = absorbed.has(node.id) ? ' (absorbed)' : '';
    lines.push(`  ${glyphs.failed} ${node.id.padEnd(width)}  ${nodeReason(node)}${suffix}`);
  }
  if (failed.length > MAX_FAILURES) lines.push(`  and ${failed.length - MAX_FAILURES} more failed`);
  lines.push(...outputLines(state, glyphs));
  lines.push(`  journal   ${places.journal}`, `  captures  ${places.captures}`);
  if (options.hasCommands) lines.push(...commandLines(state, failed.find((node) => !isCalledOff(node))?.id));
  return `${lines.join('\n')}\n`;
}

// Of a run that simply completed nobody asks why.
function commandLines(state: RunState, failed: string | undefined): readonly string[] {
  const id = oneLine(state.runId);
  const skipped = [...state.nodes.values()].find(({ status }) => status === 'skipped')?.id;
  const node = state.cause ?? failed ?? (state.reason === 'nothing_ran' ? skipped : undefined);
  const explain = node === undefined ? [] : [`  explain   omne explain ${id} ${oneLine(node)}`];
  if (state.status === 'completed') return explain;
  return [...explain, `  report    omne report ${id}`, `  resume    omne resume ${id}`];
}

function headline(state: RunState, absorbed: number, glyphs: Glyphs): string {
  const mark = state.status === 'completed' ? glyphs.completed : glyphs.failed;
  const counts = countNodes(state);
  const words = countWords(counts, 'interrupted');
  const failed = `${counts.failed} failed`;
  const note = absorbed === counts.failed ? `${failed} (absorbed)` : `${failed} (${absorbed} absorbed)`;
  const parts = [
    `${mark} ${oneLine(state.pipe)} ${verdictWords(state, 'interrupted')}`,
    ...(state.status === 'running' ? [] : [duration(state.durationMs)]),
    absorbed > 0 ? words.replace(failed, note) : words,
    reusedWords(state),
    cost(state.usage?.cost_usd),
  ];
  return parts.filter((part) => part !== '').join(` ${glyphs.dot} `);
}

function outputLines({ outputs = {} }: RunState, { ellipsis }: Glyphs): readonly string[] {
  const all = Object.entries(outputs);
  const lines = all.slice(0, MAX_OUTPUTS).map(([name, value]) => {
    // Before anything is done to it, since a value may be large.
    const text = jsonText(value).slice(0, 2 * MAX_VALUE);
    return `  output    ${oneLine(name)} = ${clip(oneLine(text), MAX_VALUE, ellipsis)}`.trimEnd();
  });
  return all.length <= MAX_OUTPUTS ? lines : [...lines, `  and ${all.length - MAX_OUTPUTS} more outputs`];
}

// A child's failure is told in its parent's words.
const failedOf = (state: RunState) =>
  [...state.nodes.values()].filter((node) => node.status === 'failed' && isTopLevel(node.id));

const isCalledOff = ({ error }: NodeState) => error?.kind === 'cancelled';

function failuresFirst(state: RunState, absorbed: ReadonlySet<string>): readonly NodeState[] {
  const all = failedOf(state);
  // Who was called off has no failure of its own to tell.
  const failed = all.filter((node) => !isCalledOff(node));
  return [
    ...failed.filter((node) => !absorbed.has(node.id)),
    ...failed.filter((node) => absorbed.has(node.id)),
    ...all.filter(isCalledOff),
  ];
}

/** The failed nodes a sibling made good for. Of an aborted run only the plan can tell; without it none is named. */
export function absorbedFailures(state: RunState, plan?: Plan): ReadonlySet<string> {
  const failed = failedOf(state).map((node) => node.id);
  if (state.status === 'completed') return new Set(failed);
  if (plan === undefined || state.reason !== 'node_failed' || failed.length === 0) return new Set();
  const open = new Set(unabsorbedFailures(scheduleAfter(state, plan)));
  return new Set(failed.filter((id) => !open.has(id)));
}

function scheduleAfter(state: RunState, plan: Plan): Schedule {
  const schedule = createSchedule(plan);
  const { start, targets } = plan.graph.dependents;
  for (const { id, index } of plan.nodes) {
    const node = state.nodes.get(id);
    if (node === undefined) continue;
    const isIgnored = node.conclusion === 'failure_ignored';
    schedule.status[index] = isIgnored ? STATUS.ignored : STATUS[node.status];
    if (schedule.status[index] !== STATUS.completed) continue;
    for (let edge = start[index]!; edge < start[index + 1]!; edge++) schedule.completed[targets[edge]!]!++;
  }
  return schedule;
}
