import type { NodeState, RunState } from '../../core/state.ts';
import { lookOf } from '../html/look.ts';
import { flat, treeOf } from '../tree.ts';
import { clip, duration, isTopLevel, oneLine, UNICODE } from '../words.ts';
import { MAX_DRAWN } from './graph.ts';
import { byteLength, code, details, fenceOf, numberOf, row, table } from './markdown.ts';

const CELLS = 40;
const DAY_MS = 86_400_000;

/** When each node ran: a Gantt chart, or above {@link MAX_DRAWN} bars in a table; empty where less than two ran. */
export function timelineSection(state: RunState, room: number): string {
  const all = [...flat(treeOf(state))].flatMap(({ node }) => (ran(node) ? [node] : []));
  const top = all.filter(({ id }) => isTopLevel(id));
  const drawn = all.length <= MAX_DRAWN ? all : top;
  if (all.length < 2 || all.every(({ startedMs }) => numberOf(startedMs) === 0)) return '';
  const spanMs = Math.max(
    1,
    numberOf(state.durationMs),
    ...all.slice(0, 10_000).map((node) => endOf(node, 0)),
  );
  if (drawn.length > MAX_DRAWN || spanMs > 9 * DAY_MS) return bars(top, spanMs, room);
  const text = `#### Timeline\n\n${fenceOf(gantt(drawn, spanMs), 'mermaid')}\n`;
  return byteLength(text) <= room ? text : '';
}

// Controls and joins take no time; what was taken over took it in another run.
// Of an interrupted node the journal may know no more than that it began.
const ran = ({ status, reused, interrupted, durationMs }: NodeState) =>
  status !== 'skipped' &&
  !reused &&
  (status === 'running' || interrupted === true || numberOf(durationMs) > 0);

const endOf = (node: NodeState, spanMs: number) => {
  const startedMs = numberOf(node.startedMs);
  return node.status === 'running' ? Math.max(spanMs, startedMs) : startedMs + numberOf(node.durationMs);
};

const TAGS: Readonly<Partial<Record<ReturnType<typeof lookOf>, string>>> = {
  completed: 'done, ',
  failed: 'crit, ',
  cancelled: 'crit, ',
  interrupted: 'active, ',
};

// Clock times of a day without a change of clocks, read and shown in the same zone, whichever the reader's is.
function gantt(nodes: readonly NodeState[], spanMs: number): string {
  const tasks = nodes.map((node, at) => {
    const startedMs = numberOf(node.startedMs);
    // A bar that nobody could see is no bar.
    const endedMs = Math.max(endOf(node, spanMs), startedMs + spanMs / 200);
    const took = node.status === 'running' ? '' : ` ${duration(node.durationMs)}`;
    // The mark keeps an id such as `section` or `title` from being Mermaid's word.
    const look = lookOf(node, false);
    const mark = UNICODE[look === 'interrupted' ? 'running' : node.status];
    const name = `${mark} ${plainName(node.id)}${took}`;
    return `  ${name} :${TAGS[look] ?? ''}t${at}, ${clock(startedMs)}, ${clock(endedMs)}`;
  });
  const axis = spanMs < 10_000 ? '%S.%Ls' : spanMs < 3_600_000 ? '%M:%S' : '%H:%M';
  const lines = [
    'gantt',
    '  dateFormat YYYY-MM-DD HH:mm:ss.SSS',
    `  axisFormat ${axis}`,
    '  todayMarker off',
  ];
  return [...lines, ...tasks].join('\n');
}

// Mermaid's grammar of Gantt charts has no way to quote.
const plainName = (id: string) => clip(oneLine(id), 60).replaceAll(/[^A-Za-z0-9_./@-]/g, '_');

function clock(ms: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const time = [ms / 3_600_000, ms / 60_000, ms / 1000].map((value, at) =>
    two(at === 0 ? value % 24 : value % 60),
  );
  return `2000-01-0${1 + Math.floor(ms / DAY_MS)} ${time.join(':')}.${String(Math.floor(ms % 1000)).padStart(3, '0')}`;
}

function bars(nodes: readonly NodeState[], spanMs: number, room: number): string {
  const cell = (ms: number) => Math.min(CELLS, Math.max(0, (ms / spanMs) * CELLS));
  const rows = nodes.map((node) => {
    const from = Math.min(CELLS - 1, Math.floor(cell(numberOf(node.startedMs))));
    const to = Math.max(from + 1, Math.ceil(cell(endOf(node, spanMs))));
    const bar = '░'.repeat(from) + '█'.repeat(to - from) + '░'.repeat(CELLS - to);
    const took = node.status === 'running' ? '' : duration(node.durationMs);
    return row([
      `${UNICODE[node.status]} ${code(node.id)}`,
      duration(numberOf(node.startedMs)),
      took,
      `<code>${bar}</code>`,
    ]);
  });
  const header = `| Node | Began | Took | 0 to ${duration(spanMs)} |\n| --- | ---: | ---: | --- |\n`;
  const body = table(header, rows, room - 100);
  return body === '' ? '' : details(`Timeline: ${rows.length} nodes in ${duration(spanMs)}`, body);
}
