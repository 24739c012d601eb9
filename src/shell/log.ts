import type { AttemptFailed, Event, Kind, NodeCompleted, NodeFailed, UntilChecked } from '../core/event.ts';
import type { Plan } from '../core/plan.ts';
import type { Redactor } from '../core/redact.ts';
import type { RunState } from '../core/state.ts';
import type { CaptureStream, RunFiles } from '../effects/run-files.ts';
import { readEnds } from '../effects/tail.ts';
import { finalBlock } from '../report/final-block.ts';
import { conclusionWords, duration, eventLine, type Glyphs, UNICODE, usageWords } from '../report/words.ts';
import type { Clock } from '../run/ports.ts';
import {
  type CaptureTextOptions,
  createCaptureText,
  type Dialect,
  isStuck,
  STREAM_WORDS,
  safeLine,
} from './capture-text.ts';
import { Heartbeat } from './heartbeat.ts';
import { LiveCaptures } from './live-captures.ts';
import { painted } from './paint.ts';
import { type Printed, printedOf, printedUntil } from './printed.ts';

/** `grouped`: a node's output when it ended; `stream`: prefixed lines as they come; `quiet`: failures and the end. */
export type LogMode = 'grouped' | 'stream' | 'quiet';

export interface LogOptions {
  readonly mode: LogMode;
  readonly dialect: Dialect;
  /** Takes whole lines only. */
  readonly write: (text: string) => void;
  /** How much was written that the reader has not taken yet, in characters; without it all counts as taken. */
  readonly backlog?: () => number;
  readonly files: RunFiles;
  readonly redactor: Redactor;
  readonly clock: Clock;
  /** Colours in the plain dialect, ours and the nodes'; off where the reader knows none. */
  readonly color: boolean;
  readonly glyphs?: Glyphs;
  /** Lets the last words name absorbed failures of an aborted run. */
  readonly plan?: Plan;
}

/** The job log of one run, fed by its events. */
export interface Log {
  readonly event: (event: Event, state: RunState) => void;
  /** Writes what still running nodes printed so far, stops all timers and releases all files. */
  readonly close: () => Promise<void>;
}

/** The log of a run; everything a node printed is redacted, split into lines and inert before it is written. */
export function createLog(options: LogOptions): Log {
  const log = new RunLog(options);
  return {
    event: (event, state) => log.event(event, state),
    close: async () => log.close(),
  };
}

/** Of a capture whose reader lags far behind. */
const STUCK_ENDS = { head: 1024, end: 4 * 1024 };

type Ended = Extract<Event, NodeCompleted | NodeFailed>;

class RunLog {
  readonly #options: LogOptions;
  readonly #glyphs: Glyphs;
  readonly #safe: (line: string) => string;
  readonly #heartbeat: Heartbeat;
  readonly #backlog: () => number;
  readonly #live: LiveCaptures;

  constructor(options: LogOptions) {
    const { clock, files } = options;
    this.#options = options;
    this.#glyphs = options.glyphs ?? UNICODE;
    this.#safe = safeLine(options.dialect, options.color);
    this.#backlog = options.backlog ?? (() => 0);
    this.#heartbeat = new Heartbeat(clock, this.#glyphs, (line) => this.#line(line));
    this.#live = new LiveCaptures(clock, (id, stream) => {
      const file = files.capture(id, stream);
      const heard = () => this.#heartbeat.heard(id);
      return { file, text: this.#text(file, `[${id}] `), backlog: this.#backlog, heard };
    });
  }

  event(event: Event, state: RunState): void {
    switch (event.type) {
      case 'pipe.started':
        return;
      case 'node.started':
        this.#started(event);
        return;
      case 'iteration.started':
        this.#announce(event);
        // Its iterations are nodes of their own: nothing is printed by the loop itself.
        if (event.byte_offset === undefined) this.#forget(event.node_id);
        return;
      case 'gate.passed':
      case 'node.skipped':
      case 'node.expanded':
      case 'node.jumped':
      case 'node.reused':
        this.#announce(event);
        return;
      case 'node.retrying':
        this.#announce(event);
        this.#follow(event.node_id, kindOf(event, state));
        return;
      case 'until.checked':
        this.#checked(event);
        return;
      case 'node.attempt_failed':
        this.#attemptFailed(event, state);
        return;
      case 'node.completed':
      case 'node.failed':
        this.#ended(event, state);
        return;
      case 'pipe.completed':
      case 'pipe.aborted':
        this.close();
        this.#final(state);
        return;
      default:
        event satisfies never;
    }
  }

  close(): void {
    this.#heartbeat.close();
    this.#live.close();
  }

  #started(event: Extract<Event, { type: 'node.started' }>): void {
    if (this.#options.mode === 'quiet') return;
    this.#announce(event);
    if (!PRINTS.has(event.kind)) return;
    this.#heartbeat.start(event.node_id);
    this.#follow(event.node_id, event.kind);
  }

  #follow(id: string, kind: Kind | undefined): void {
    if (this.#options.mode !== 'stream' || kind === undefined || !PRINTS.has(kind)) return;
    this.#live.follow(id, kind === 'bash' ? ['out', 'err'] : ['out']);
  }

  #forget(id: string): ReadonlySet<CaptureStream> {
    this.#heartbeat.end(id);
    return this.#live.unfollow(id);
  }

  #announce(event: Event): void {
    if (this.#options.mode === 'quiet') return;
    const line = eventLine(event, this.#glyphs);
    if (line !== undefined) this.#line(line);
  }

  #checked(event: UntilChecked & Event): void {
    if (event.passed || this.#options.mode === 'quiet') {
      this.#announce(event);
      return;
    }
    const line = eventLine(event, this.#glyphs) ?? '';
    this.#show(line, printedUntil(event.node_id, this.#options.files), line);
  }

  // The line of the terminal event that may follow has no room for what happened here.
  #attemptFailed(event: AttemptFailed & Event, state: RunState): void {
    const line = eventLine(event, this.#glyphs);
    if (line === undefined || this.#options.mode === 'quiet') return;
    const shown = this.#live.unfollow(event.node_id);
    const all = printedOf(event, state, this.#options.files);
    const printed = { ...all, streams: all.streams.filter((stream) => !shown.has(stream)) };
    // In a stream what a short attempt printed stands before its end, as all that was shown while it ran.
    const isStream = this.#options.mode === 'stream';
    if (isStream) this.#replay(printed);
    this.#show(line, isStream ? { ...printed, streams: [] } : printed);
  }

  #ended(event: Ended, state: RunState): void {
    const shown = this.#forget(event.node_id);
    const hasFailed = event.type === 'node.failed';
    const { mode } = this.#options;
    if (mode === 'quiet' && !hasFailed) return;
    const printed = printedOf(event, state, this.#options.files);
    const line = withTools(eventLine(event, this.#glyphs) ?? '', printed);
    // Of an ignored failure the attempt has shown it all.
    if (!hasFailed && (mode === 'stream' || event.conclusion === 'failure_ignored')) {
      this.#line(line);
      return;
    }
    const streams = printed.streams.filter((stream) => !shown.has(stream));
    this.#show(line, { ...printed, streams }, hasFailed ? undefined : withTools(this.#title(event), printed));
  }

  #title({ node_id, duration_ms, conclusion, usage }: NodeCompleted): string {
    const took = [duration(duration_ms), ...usageWords(usage)].join(', ');
    const words = `${this.#glyphs.completed} ${node_id} (${took})`;
    return `${words} ${conclusionWords(conclusion)}`.trimEnd();
  }

  // Without a title it stays open, as a failure does: nobody should have to unfold what went wrong.
  #show(line: string, printed: Printed, title?: string): void {
    const { mode, dialect, write } = this.#options;
    if (printed.streams.length === 0) {
      this.#line(line);
    } else if (mode === 'stream' || (dialect === 'actions' && title === undefined)) {
      this.#line(line);
      this.#replay(printed);
    } else if (dialect === 'plain') {
      this.#line(`${this.#rule()} ${line}`);
      this.#replay(printed);
      this.#line(this.#rule());
    } else {
      write(`::group::${this.#safe(title ?? line)}\n`);
      this.#replay(printed);
      write('::endgroup::\n');
    }
  }

  #replay({ id, file, streams }: Printed): void {
    const prefix = this.#options.mode === 'stream' ? `[${id}] ` : '';
    for (const stream of streams) {
      // Unnamed where nothing else came before it: then there is nothing to tell it from.
      if (stream !== streams[0] || !BODY.has(stream)) this.#line(`${this.#rule()} ${STREAM_WORDS[stream]}`);
      const text = createCaptureText(this.#text(file(stream), prefix));
      readEnds(file(stream), text, isStuck(this.#backlog()) ? STUCK_ENDS : undefined);
      text.end();
    }
  }

  #text(file: string, prefix: string): CaptureTextOptions {
    const { write, redactor, files } = this.#options;
    return { write, redactor, safe: this.#safe, prefix, path: files.wirePath(file), glyphs: this.#glyphs };
  }

  #final(state: RunState): void {
    const { files, plan, dialect } = this.#options;
    const places = {
      journal: files.wirePath(files.events),
      captures: `${files.wirePath(files.runDir)}/nodes`,
    };
    const hasCommands = dialect === 'plain';
    const known = { places, glyphs: this.#glyphs, hasCommands, ...(plan !== undefined && { plan }) };
    const block = finalBlock(state, known);
    for (const line of block.trimEnd().split('\n')) this.#line(line);
  }

  // Our own lines carry words of others too: messages, gates.
  #line(line: string): void {
    const { dialect, color, write } = this.#options;
    const safe = this.#safe(line);
    write(`${color && dialect === 'plain' ? painted(safe, this.#glyphs) : safe}\n`);
  }

  #rule(): string {
    return this.#glyphs === UNICODE ? '──' : '--';
  }
}

const withTools = (line: string, { tools }: Printed) => (tools === '' ? line : `${line}  tools: ${tools}`);

const kindOf = ({ node_id }: { readonly node_id: string }, state: RunState) => state.nodes.get(node_id)?.kind;

/** The kinds that have a capture; of loops only some. */
const PRINTS: ReadonlySet<Kind> = new Set(['bash', 'prompt', 'command', 'loop']);

const BODY: ReadonlySet<CaptureStream> = new Set(['out', 'err']);
