import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';

/** A living process; `start` tells it from a later one with the same pid. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly start: string;
}

/** The living processes of one moment. */
export type ProcessTable = ReadonlyMap<number, ProcessEntry>;

/** Whose process: what its environment said when it was started. */
export interface Mark {
  readonly runId: string;
  readonly nodeId: string;
}

/** Whether this system shows its processes as files. */
export const hasProcessTable = process.platform === 'linux' && existsSync('/proc/self/stat');

/**
 * Reads `/proc`; zombies are not in it, nor what vanished meanwhile. Empty where there is no `/proc`. Throws when we
 * are out of descriptors: an empty table would say that nobody is alive.
 */
export function readProcessTable(): ProcessTable {
  const table = new Map<number, ProcessEntry>();
  if (!hasProcessTable) return table;
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const entry = readEntry(pid);
    if (entry) table.set(pid, entry);
  }
  return table;
}

/** When this process started, in the unit of {@link ProcessEntry.start}; 0 where nobody knows. */
export const ownStart = (): number => Number(readEntry(process.pid)?.start ?? 0);

/** The same of another process; absent where it is no more, or where nobody knows. */
export function startOf(pid: number): number | undefined {
  const start = readEntry(pid)?.start;
  return start === undefined ? undefined : Number(start);
}

function readEntry(pid: number): ProcessEntry | undefined {
  const stat = read(`/proc/${pid}/stat`)?.toString('latin1');
  if (stat === undefined) return undefined;
  // The name in parentheses may hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group] = fields;
  const start = fields[19];
  if (start === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, parent: Number(parent), group: Number(group), start };
}

/** The processes among `roots` that are still themselves, and every living descendant of theirs. */
export function processTree(table: ProcessTable, roots: Iterable<ProcessEntry>): readonly ProcessEntry[] {
  const children = groupByParent(table.values());
  const found = new Set<ProcessEntry>();
  const waiting: ProcessEntry[] = [];
  for (const root of roots) {
    const now = table.get(root.pid);
    if (now?.start === root.start) waiting.push(now);
  }
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    if (found.has(entry)) continue;
    found.add(entry);
    waiting.push(...(children.get(entry.pid) ?? []));
  }
  return [...found];
}

function groupByParent(entries: Iterable<ProcessEntry>): Map<number, ProcessEntry[]> {
  const children = new Map<number, ProcessEntry[]>();
  for (const entry of entries) {
    const siblings = children.get(entry.parent);
    if (siblings) siblings.push(entry);
    else children.set(entry.parent, [entry]);
  }
  return children;
}

const marks = new WeakMap<ProcessEntry, { readonly mark: Mark | undefined }>();

/**
 * The mark of a process, from whole entries of its environment; absent where it has none or is not ours to read.
 * Throws when we are out of descriptors. Read once per entry: the nodes of a run share a table when they end together.
 */
export function markOf(entry: ProcessEntry): Mark | undefined {
  const known = marks.get(entry);
  if (known) return known.mark;
  const mark = readMark(entry.pid);
  marks.set(entry, { mark });
  return mark;
}

function readMark(pid: number): Mark | undefined {
  const environ = read(`/proc/${pid}/environ`);
  if (environ === undefined) return undefined;
  const runId = value(environ, 'OMNE_RUN_ID=');
  if (runId === undefined) return undefined;
  return { runId, nodeId: value(environ, 'OMNE_NODE_ID=') ?? '' };
}

// Entries end with NUL, so one begins at 0 or after a NUL.
function value(environ: Buffer, prefix: string): string | undefined {
  let at = environ.indexOf(prefix);
  while (at > 0 && environ[at - 1] !== 0) at = environ.indexOf(prefix, at + 1);
  if (at < 0) return undefined;
  const end = environ.indexOf(0, at);
  return environ.toString('utf8', at + prefix.length, end < 0 ? environ.length : end);
}

// One buffer for all: a process's whole environment can be 2 MiB, its first entries nearly always fit.
let shared = Buffer.alloc(16 * 1024);

/** The file's bytes, valid until the next call. */
function read(path: string): Buffer | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    let size = 0;
    for (;;) {
      const count = readSync(fd, shared, size, shared.length - size, null);
      if (count === 0) return shared.subarray(0, size);
      size += count;
      if (size === shared.length) shared = Buffer.concat([shared], shared.length * 2);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EMFILE' || code === 'ENFILE') throw error;
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
