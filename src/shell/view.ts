import type { Event } from '../core/event.ts';
import { lineOf } from '../core/journal-line.ts';
import type { Redactor } from '../core/redact.ts';
import type { RunState } from '../core/state.ts';
import { systemClock } from '../effects/clock.ts';
import type { RunSite } from './conduct.ts';
import type { Console } from './console.ts';
import type { RunCommand } from './flags.ts';
import { glyphsFor } from './glyphs.ts';
import { LastLines } from './last-lines.ts';
import { createLog } from './log.ts';
import type { Prepared } from './prepare.ts';
import { createTerminal } from './terminal.ts';

/** What the CLI shows of a run while it goes on. */
export interface View {
  readonly event: (event: Event, state: RunState) => void;
  /** A line of ours, above whatever is drawn. */
  readonly say: (line: string) => void;
  /** May be called again. */
  readonly close: () => Promise<void>;
}

/** What a view needs to know of its run. */
export interface Shown {
  readonly site: RunSite;
  readonly prepared: Prepared;
  readonly console: Console;
  readonly redactor: Redactor;
}

/** How it is shown. */
type Shows = Pick<RunCommand, 'json' | 'log'>;

/** The journal's events with `--json`, else the log, below it live progress where stdout is a terminal. */
export function openView(command: Shows, shown: Shown): View {
  if (command.json) return jsonView(shown.console);
  shown.console.out.write(`run_id=${shown.site.runId}\n`);
  return logView(command, shown);
}

function jsonView({ out, err }: Console): View {
  return {
    event: (event) => out.write(`${lineOf(event)}\n`),
    say: (line) => err.write(`${line}\n`),
    close: () => Promise.resolve(),
  };
}

function logView(command: Shows, { site, prepared, console, redactor }: Shown): View {
  const { out, host } = console;
  const color = out.isTerminal && !host.all['NO_COLOR'];
  const glyphs = glyphsFor(host);
  const live = out.isTerminal && host.all['TERM'] !== 'dumb' && !host.all['CI'];
  const lastLines = new LastLines(site.files, redactor, () => systemClock.now());
  const terminal = live
    ? createTerminal({
        write: out.write,
        columns: out.columns,
        rows: out.rows,
        color,
        clock: systemClock,
        total: prepared.plan.nodes.length,
        glyphs,
        lastLine: (id) => lastLines.of(id),
      })
    : undefined;
  const write = terminal?.print ?? out.write;
  const log = createLog({
    mode: command.log,
    // A workflow step that runs the CLI: the runner obeys what stands in its output.
    dialect: host.all['GITHUB_ACTIONS'] === 'true' ? 'actions' : 'plain',
    write,
    backlog: out.backlog,
    files: site.files,
    redactor,
    clock: systemClock,
    color,
    glyphs,
    plan: prepared.plan,
  });
  return {
    event: (event, state) => {
      terminal?.event(event);
      if (event.type === 'node.completed' || event.type === 'node.failed') lastLines.forget(event.node_id);
      log.event(event, state);
    },
    say: (line) => write(`${line}\n`),
    close: async () => {
      await log.close();
      terminal?.close();
    },
  };
}
