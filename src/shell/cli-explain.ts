import { basename, join } from 'node:path';
import type { Event } from '../core/event.ts';
import { err, ok, type Result } from '../core/result.ts';
import { readJournal } from '../effects/journal.ts';
import { holderOf } from '../effects/lock.ts';
import { findRoot } from '../effects/volume.ts';
import { explain } from '../report/explain.ts';
import type { Console } from './console.ts';
import { findRun, runNames } from './earlier.ts';
import { EXIT } from './exit.ts';
import type { ExplainCommand } from './flags-explain.ts';
import { glyphsFor } from './glyphs.ts';

/** `omne explain [run] <node>`: why a node of a run ran, was skipped, reused or failed; the exit code. Changes nothing. */
export function explainCommand({ run, node }: ExplainCommand, console: Console): number {
  const { out, err: stderr, host, folder } = console;
  const root = findRoot(folder);
  const found = run === undefined ? newestRun(root, node) : findRun(root, folder, run);
  const read = found.ok ? readEvents(found.value) : found;
  if (!found.ok || !read.ok) {
    stderr.write(`omne: ${read.ok ? '' : read.error}\n`);
    return EXIT.problem;
  }
  const holder = holderOf(found.value);
  const isLive = holder === 'alive' ? true : holder === 'gone' ? false : undefined;
  const { events, problem } = read.value;
  const text = explain(events, node, { glyphs: glyphsFor(host), ...(isLive !== undefined && { isLive }) });
  if (problem !== undefined) stderr.write(`warning: ${problem}; only what stands before it is known\n`);
  if (!text.ok) {
    stderr.write(`omne: ${text.error}\n`);
    return EXIT.problem;
  }
  out.write(text.value);
  return EXIT.completed;
}

// The ULID at the end of a run's id begins with its time.
function newestRun(root: string, node: string): Result<string, string> {
  const runs = join(root, '.omne', 'var', 'runs');
  const names = runNames(runs);
  if (names.includes(node)) return err(`explain needs a node of ${node}: omne explain ${node} <node>`);
  const newest = [...names].sort((a, b) => (a.slice(-26) < b.slice(-26) ? 1 : -1))[0];
  return newest === undefined ? err(`no runs in ${runs}`) : ok(join(runs, newest));
}

interface ReadEvents {
  readonly events: readonly Event[];
  /** What is wrong with the journal, if anything. */
  readonly problem?: string;
}

function readEvents(runDir: string): Result<ReadEvents, string> {
  try {
    const { events, broken } = readJournal(join(runDir, 'events.jsonl'));
    if (events.length === 0) return err(`the journal of ${basename(runDir)} is empty`);
    const problem = broken === undefined ? {} : { problem: `journal line ${broken.line}: ${broken.reason}` };
    return ok({ events, ...problem });
  } catch {
    return err(`${basename(runDir)} has no readable journal`);
  }
}
