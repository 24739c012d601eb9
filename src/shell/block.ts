import { clip, duration, type Glyphs, UNICODE } from '../report/words.ts';
import { columnsOf, cutToColumns } from './width.ts';

/** A node that runs, as a terminal knows it. */
export interface Running {
  readonly id: string;
  readonly startedMs: number;
  readonly parent: Running | undefined;
  /** Its kind, or what it is at. */
  state: string;
  readonly children: Set<Running>;
}

/** How many nodes of the top level are at what. */
export interface Tally {
  readonly running: number;
  readonly completed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly waiting: number;
}

/** What a terminal's block is made of. */
export interface Scene {
  readonly roots: Iterable<Running>;
  readonly tally: Tally;
  readonly now: number;
  readonly startedMs: number;
  readonly frame: number;
  readonly columns: number;
  /** Lines for nodes, at least one. */
  readonly room: number;
  readonly glyphs: Glyphs;
  /** What a node printed last; empty for nothing. */
  readonly lastLine: (id: string) => string;
}

/** A line of the block; the mark in it may be painted. */
export interface Line {
  readonly mark?: string;
  readonly text: string;
}

/** The lines of a block, none wider than a column less than there are: a headline, and the tree of what runs. */
export function blockLines(scene: Scene): readonly Line[] {
  const lines = [headline(scene), ...treeLines(scene)];
  return lines.map((line) => ({ ...line, text: cutToColumns(line.text, scene.columns - 1).trimEnd() }));
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const ASCII_SPINNER = ['|', '/', '-', '\\'];

// Where the words do not fit the marks do, and where not even those, the first of them.
function headline({ tally, glyphs, frame, now, startedMs, columns }: Scene): Line {
  const frames = glyphs === UNICODE ? SPINNER : ASCII_SPINNER;
  const mark = frames[frame % frames.length]!;
  const { running, completed, failed, skipped, waiting } = tally;
  const shown = (count: number) => count > 0;
  const words = [
    `${running} running`,
    `${completed} done`,
    ...(shown(failed) ? [`${failed} failed`] : []),
    ...(shown(skipped) ? [`${skipped} skipped`] : []),
    ...(shown(waiting) ? [`${waiting} waiting`] : []),
  ];
  const head = `${mark} ${duration(now - startedMs)}  `;
  const long = `${head}${words.join(` ${glyphs.dot} `)}`;
  if (columnsOf(long) < columns) return { mark, text: long };
  const marks = [
    `${glyphs.running}${running}`,
    `${glyphs.completed}${completed}`,
    ...(shown(failed) ? [`${glyphs.failed}${failed}`] : []),
    ...(shown(skipped) ? [`${glyphs.skipped}${skipped}`] : []),
    ...(shown(waiting) ? [`${waiting} to go`] : []),
  ];
  while (marks.length > 1 && columnsOf(head + marks.join(' ')) >= columns) marks.pop();
  return { mark, text: head + marks.join(' ') };
}

interface Row {
  readonly node: Running;
  readonly depth: number;
}

function treeLines(scene: Scene): readonly Line[] {
  const { room, glyphs, columns } = scene;
  const all = rowsOf(scene.roots);
  const rows = all.slice(0, all.length > room ? Math.max(1, room - 1) : room);
  // A long id must not push the elapsed time off the screen.
  const most = Math.max(4, columns - 14);
  const names = rows.map(
    ({ node, depth }) => `${'  '.repeat(depth)}${glyphs.running} ${nameOf(node, depth)}`,
  );
  const width = Math.min(Math.max(0, ...names.map((name) => name.length)), most + 2);
  const lines = rows.map(({ node }, at): Line => {
    const name = clip(names[at]!, width, glyphs.ellipsis).padEnd(width);
    const elapsed = duration(scene.now - node.startedMs).padStart(7);
    return { mark: glyphs.running, text: `  ${name} ${elapsed}  ${detailOf(node, scene)}` };
  });
  const more = all.slice(rows.length).filter(({ node }) => node.children.size === 0).length;
  if (more > 0 && lines.length < room)
    lines.push({ text: `    ${glyphs.ellipsis} and ${more} more running` });
  return lines;
}

function rowsOf(nodes: Iterable<Running>, depth = 0): Row[] {
  return [...nodes].flatMap((node) => [{ node, depth }, ...rowsOf(node.children, depth + 1)]);
}

const nameOf = ({ id, parent }: Running, depth: number): string =>
  depth > 0 && parent !== undefined && id.startsWith(`${parent.id}/`) ? id.slice(parent.id.length + 1) : id;

function detailOf({ id, state, children }: Running, { lastLine, glyphs }: Scene): string {
  const last = children.size > 0 ? '' : lastLine(id);
  if (last === '') return state;
  return KINDS.has(state) ? last : `${state} ${glyphs.dot} ${last}`;
}

// What a node is of matters less than what it says.
const KINDS: ReadonlySet<string> = new Set(['bash', 'prompt', 'command', 'loop']);
