import { errorWords } from '../core/failure.ts';
import type { NodeSkip, NodeState } from '../core/state.ts';
import { jumperBefore, lastBefore, nameOf, parentOf, type Told } from './causes.ts';
import type { FailedAttempt } from './html/story.ts';
import {
  clip,
  conclusionWords,
  conditionWords,
  cost,
  duration,
  firstLine,
  type Glyphs,
  isTopLevel,
  oneLine,
  plural,
  sawWords,
  turns,
} from './words.ts';

/** What sentences about nodes are made of. */
export interface Teller {
  readonly told: Told;
  readonly glyphs: Glyphs;
  readonly isLive?: boolean;
}

/** A node and what became of it, on one line. */
export function headOf(node: NodeState, teller: Teller): string {
  const { glyphs } = teller;
  const isOver = node.status !== 'running' && node.status !== 'skipped';
  const parts = [
    `${glyphs[node.status]} ${oneLine(node.id)} ${fateWords(node, teller)}`,
    node.kind ?? '',
    isOver && !node.reused ? duration(node.durationMs) : '',
    turns(node.usage),
    cost(node.usage?.cost_usd),
  ];
  return parts.filter((part) => part !== '').join(` ${glyphs.dot} `);
}

function fateWords(node: NodeState, { told, isLive }: Teller): string {
  const { status, error, skip, conclusion } = node;
  if (node.interrupted) return 'was interrupted: the run ended while it ran';
  const words = conclusionWords(conclusion);
  const end = status === 'failed' && error !== undefined ? errorWords(error) : words;
  switch (status) {
    case 'skipped':
      return `was skipped${skip === undefined ? '' : `: ${skipSentence(skip)}`}`;
    case 'running':
      if (told.state.status === 'running') return isLive === false ? 'was running when the run died' : 'runs';
      return 'was running when the run ended';
    default: {
      if (error?.kind === 'cancelled' && status === 'failed') return 'was cancelled';
      const verb = node.reused ? `was reused: ${status}` : status;
      return end === '' ? verb : `${verb}${node.reused ? ',' : ':'} ${end}`;
    }
  }
}

function skipSentence({ reason, when }: NodeSkip): string {
  const words = SKIPPED[reason] ?? oneLine(reason);
  return when ? `${words}: ${conditionWords(when)}` : words;
}

const SKIPPED: Readonly<Record<NodeSkip['reason'], string>> = {
  upstream_failed: 'a node it depends on failed',
  upstream_skipped: 'a node it depends on was skipped',
  not_triggered: 'it waits for failures that did not come',
  when: 'its condition did not hold',
  branch_not_taken: 'a step before it left the body',
  jumped: 'a jump passed over it',
  stopped: 'the run was stopped',
  timeout: 'time ran out before it began',
  cancelled: 'all around it was called off before it began',
};

/** Why it began, or was taken over. */
export function whyItRan(node: NodeState, { told }: Teller): readonly string[] {
  const { state } = told;
  const from = state.resumedFrom === undefined ? 'an earlier run' : oneLine(state.resumedFrom);
  if (node.status === 'skipped') return placeLines(node, told);
  if (node.reused)
    return [
      ...placeLines(node, told),
      `taken over from ${from}: there it took ${duration(node.durationMs)}, and nothing it depends on has changed`,
      `why it came to that: omne explain ${from} ${oneLine(node.id)}`,
    ];
  const began = `began ${duration(node.startedMs)} into the run`;
  if (node.because)
    return [
      ...placeLines(node, told),
      `${takenWords(node.because)} taken over from ${from}: ${oneLine(node.because)}`,
    ];
  const jumper = jumperBefore(node, told);
  if (jumper !== undefined && told.stories.get(jumper.id)?.jumpedTo === nameOf(node))
    return [...placeLines(node, told), `${began}: ${oneLine(jumper.id)} jumped to it`];
  const last = lastBefore(node, told);
  const after = last === undefined ? 'before anything beside it had ended' : `${oneLine(last.id)} had ended`;
  return [...placeLines(node, told), last === undefined ? `${began}, ${after}` : `${began}, when ${after}`];
}

const takenWords = (because: string) => (because.startsWith('goes on at ') ? 'in part' : 'not');

function placeLines(node: NodeState, { state, bodies, stories }: Told): readonly string[] {
  const parent = state.nodes.get(parentOf(node));
  if (parent === undefined) return [];
  const id = oneLine(parent.id);
  const visit = /@(\d+)$/.exec(node.id)?.[1];
  const again = visit === undefined ? '' : `, visit ${visit}`;
  switch (parent.kind) {
    case 'loop':
      return [
        `iteration ${nameOf(node)} of ${parent.iterations || (bodies.get(parent.id)?.length ?? 0)} of ${id}${again}`,
      ];
    case 'each': {
      const items = stories.get(parent.id)?.items;
      return [
        `item ${nameOf(node)} (from 0) of ${items === undefined ? id : `the ${plural(items, 'item')} of ${id}`}${again}`,
      ];
    }
    case 'steps':
      return [`a step of ${id}${again}`];
    case 'parallel':
      return [`a branch of ${id}${again}`];
    case 'pipe':
      return [`a node of the pipe that ${id} includes${again}`];
    default:
      return [`a child of ${id}${again}`];
  }
}

const MAX_ATTEMPTS = 20;

/** What it went through: what its condition saw, items, iterations, attempts, gates, jumps. */
export function whatHappened(node: NodeState, { told, glyphs }: Teller): readonly string[] {
  const story = told.stories.get(node.id);
  const saw = sawWords(node.skip?.saw).map((words) => `it saw: ${words}`);
  const callOff = runCalledOff(node, told);
  if (story === undefined) return [...saw, ...callOff];
  const attempts = story.attempts.filter(({ event }) => event.attempt > 1 || event.will !== 'fail');
  const hidden = attempts.length - MAX_ATTEMPTS;
  return [
    ...saw,
    ...(story.items === undefined ? [] : [plural(story.items, 'item')]),
    ...(hidden > 0 ? [`${hidden} earlier attempts ${glyphs.ellipsis}`] : []),
    ...attempts.slice(-MAX_ATTEMPTS).map((attempt) => attemptLine(attempt, node, told)),
    ...(node.attempt > 1 && node.status === 'completed' && attempts.at(-1)?.event.attempt !== node.attempt
      ? [`attempt ${node.attempt} completed`]
      : []),
    ...iterationLines(node, told),
    ...gateLines(node, told),
    ...(story.jumpedTo === undefined ? [] : [`then jumped to ${oneLine(story.jumpedTo)}`]),
    ...callOff,
  ];
}

function attemptLine({ event, startedMs, endedMs }: FailedAttempt, node: NodeState, told: Told): string {
  const { attempt, error, message, will } = event;
  const words = message ? firstLine(message) : '';
  const why = words === '' ? errorWords(error) : `${errorWords(error)}: ${words}`;
  const wait = told.stories.get(node.id)?.waits.find((one) => one.startedMs >= endedMs);
  const waited = wait === undefined ? 0 : wait.endedMs - wait.startedMs;
  const then =
    will === 'retry' && waited > 0 ? `${WILL.retry} after ${duration(waited)}` : (WILL[will] ?? will);
  return `attempt ${attempt} failed after ${duration(endedMs - startedMs)}: ${why}; ${then}`;
}

const WILL = {
  retry: 'tried again',
  continue: 'its failure is ignored (on_error)',
  jump: 'jumped (on_error)',
  fail: 'not tried again',
} as const;

function iterationLines(node: NodeState, { stories }: Told): readonly string[] {
  const iterations = stories.get(node.id)?.iterations ?? [];
  if (iterations.length === 0) return node.iterations > 0 ? [plural(node.iterations, 'iteration')] : [];
  const asked = iterations.filter(({ until }) => until !== undefined);
  const said = asked.slice(-MAX_ATTEMPTS).map(({ iteration, until }) => {
    const exit = until!.exitCode === undefined ? '' : ` (exit ${until!.exitCode})`;
    return `${iteration} ${until!.passed ? 'passed' : `not yet${exit}`}`;
  });
  const more = asked.length > MAX_ATTEMPTS ? '… ' : '';
  const last = iterations.at(-1)!.iteration;
  return [
    `${plural(last, 'iteration')}${said.length === 0 ? '' : `; until_bash: ${more}${said.join(', ')}`}`,
  ];
}

function gateLines(node: NodeState, { stories }: Told): readonly string[] {
  const passed = (stories.get(node.id)?.gates ?? []).map(({ gate, stdout }) => {
    const words = stdout ? firstLine(stdout) : '';
    return `gate ${oneLine(gate)} passed${words === '' ? '' : `: ${words}`}`;
  });
  const kind = node.status === 'failed' ? node.error?.kind : undefined;
  if (kind === 'gate_failed') return [...passed, 'its gate refused it'];
  return kind === 'gate_timeout' ? [...passed, 'its gate did not answer in time'] : passed;
}

// Of what was called off and no node was the reason for it.
function runCalledOff({ status, error, skip }: NodeState, { state }: Told): readonly string[] {
  const isOff = (status === 'failed' && error?.kind === 'cancelled') || skip?.reason === 'cancelled';
  const isLate = skip?.reason === 'timeout';
  if (!isOff && !isLate) return [];
  if (state.reason === 'cancelled') return ['the run was cancelled'];
  return state.reason === 'timeout' ? ["the run's timeout passed"] : [];
}

const MAX_LINES = 20;
const MAX_LINE = 200;

/** The words of a failure, its last lines, and where its output is. */
export function failureLines(node: NodeState, { glyphs }: Teller): readonly string[] {
  const { status, message, cause, error, outputPath, attempt } = node;
  const isTold = status === 'failed' || node.conclusion === 'failure_ignored';
  if (!isTold || error?.kind === 'cancelled') return [];
  const all = (message ?? '').split(/\r\n|[\r\n]/).map((line) => clip(oneLine(line).trimEnd(), MAX_LINE));
  // Whose failure is a child's says what the child says, and who else failed.
  const own = cause === undefined ? all : all.filter((line) => line.startsWith('also failed: '));
  const lines = own.filter((line) => line !== '');
  const left = lines.length - MAX_LINES;
  // An attempt that was not the last has told of itself.
  const shown = attempt > 1 && lines.length === 1 ? [] : lines.slice(-MAX_LINES);
  const mark = cause === undefined ? '| ' : '';
  return [
    ...(left > 0 ? [`${mark}${glyphs.ellipsis} ${plural(left, 'line')} before these`] : []),
    ...shown.map((line) => `${mark}${line}`),
    ...(outputPath ? [`output: ${oneLine(outputPath)}${node.kind === 'bash' ? ' and .err' : ''}`] : []),
  ];
}

const MAX_NAMES = 8;

/** What it meant for the others and for the run. */
export function whatFollowed(node: NodeState, { told, glyphs }: Teller): readonly string[] {
  const { state } = told;
  const all = [...state.nodes.values()];
  const skipped = all.filter(({ skip }) => skip?.cause === node.id).map(({ id }) => id);
  const failed = all.filter(({ cause }) => cause === node.id).map(({ id }) => id);
  return [
    ...(failed.length > 0 ? [`because of it failed: ${names(failed, glyphs)}`] : []),
    ...(skipped.length > 0 ? [`because of it skipped: ${names(skipped, glyphs)}`] : []),
    ...(node.status === 'failed' && isTopLevel(node.id) ? runLines(node, told) : []),
  ];
}

function names(ids: readonly string[], { ellipsis }: Glyphs): string {
  const more = ids.length > MAX_NAMES ? ` ${ellipsis} and ${ids.length - MAX_NAMES} more` : '';
  return `${ids.slice(0, MAX_NAMES).map(oneLine).join(', ')}${more}`;
}

// Of a failure beside another one that ended the run only the plan could tell whether it was absorbed.
function runLines(node: NodeState, { state }: Told): readonly string[] {
  if (state.status === 'completed') return ['absorbed: the run completed all the same'];
  if (state.reason !== 'node_failed' || state.cause === undefined) return [];
  if (state.cause === node.id) return ['the run was aborted because of it'];
  return node.error?.kind === 'cancelled' ? [] : [`the run was aborted because of ${oneLine(state.cause)}`];
}
