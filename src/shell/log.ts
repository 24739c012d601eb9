import type { Event, NodeCompleted, NodeFailed } from '../core/event.ts';
import type { Plan } from '../core/plan.ts';
import type { Redactor } from '../core/redact.ts';
import type { RunState } from '../core/state.ts';
import type { CaptureStream, RunFiles } from '../effects/run-files.ts';
import { hasBytes, readEnds } from '../effects/tail.ts';
import { finalBlock } from '../report/final-block.ts';
import { duration, eventLine, type Glyphs, UNICODE } from '../report/words.ts';
import type { Clock } from '../run/ports.ts';
import {
  type CaptureTextOptions,
  createCaptureText,
  type Dialect,
  isStuck,
  LiveCapture,
  safeLine,
} from './capture-text.ts';
import { Heartbeat } from './heartbeat.ts';
import { painted } from './paint.ts';

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

const POLL_MS = 100;
/** Of a capture whose reader lags far behind. */
const STUCK_ENDS = { head: 1024, end: 4 * 1024 };

type Ended = Extract<Event, NodeCompleted | NodeFailed>;

class RunLog {
  readonly #options: LogOptions;
  readonly #glyphs: Glyphs;
  readonly #safe: (line: string) => string;
  readonly #heartbeat: Heartbeat;
  readonly #backlog: () => number;
  readonly #followed = new Map<string, readonly LiveCapture[]>();
  #forgetPoll: (() => void) | undefined;

  constructor(options: LogOptions) {
    this.#options = options;
    this.#glyphs = options.glyphs ?? UNICODE;
    this.#safe = safeLine(options.dialect, options.color);
    this.#backlog = options.backlog ?? (() => 0);
    this.#heartbeat = new Heartbeat(options.clock, this.#glyphs, (line) => this.#line(line));
  }

  event(event: Event, state: RunState): void {
    switch (event.type) {
      case 'pipe.started':
        return;
      case 'node.started':
        this.#started(event);
        return;
      case 'iteration.started':
      case 'gate.passed':
      case 'node.skipped':
        this.#announce(event);
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
    this.#forgetPoll?.();
    this.#forgetPoll = undefined;
    for (const id of [...this.#followed.keys()]) this.#unfollow(id);
  }

  #started(event: Extract<Event, { type: 'node.started' }>): void {
    const { mode } = this.#options;
    if (mode === 'quiet') return;
    this.#announce(event);
    this.#heartbeat.start(event.node_id);
    if (mode === 'stream') this.#follow(event.node_id, event.kind === 'bash' ? ['out', 'err'] : ['out']);
  }

  #announce(event: Event): void {
    if (this.#options.mode === 'quiet') return;
    const line = eventLine(event, this.#glyphs);
    if (line !== undefined) this.#line(line);
  }

  #ended(event: Ended, state: RunState): void {
    this.#heartbeat.end(event.node_id);
    this.#unfollow(event.node_id);
    const hasFailed = event.type === 'node.failed';
    switch (this.#options.mode) {
      case 'stream':
        this.#announce(event);
        if (hasFailed) this.#replay(event, this.#unstreamed(event, state));
        return;
      case 'quiet':
        if (hasFailed) this.#group(event, state);
        return;
      case 'grouped':
        this.#group(event, state);
        return;
    }
  }

  // A failure stays open: nobody should have to unfold what went wrong.
  #group(event: Ended, state: RunState): void {
    const streams = this.#printed(event, state);
    const line = eventLine(event, this.#glyphs) ?? '';
    if (streams.length === 0) {
      this.#line(line);
      return;
    }
    const rule = this.#rule();
    if (this.#options.dialect === 'plain') {
      this.#line(`${rule} ${line}`);
      this.#replay(event, streams);
      this.#line(rule);
    } else if (event.type === 'node.failed') {
      this.#line(line);
      this.#replay(event, streams);
    } else {
      const title = `${this.#glyphs.completed} ${event.node_id} (${duration(event.duration_ms)})`;
      this.#options.write(`::group::${title}\n`);
      this.#replay(event, streams);
      this.#options.write('::endgroup::\n');
    }
  }

  /** The streams worth showing that have any bytes, in the order they are shown. */
  #printed(event: Ended, state: RunState): readonly CaptureStream[] {
    const { files } = this.#options;
    const isScript = state.nodes.get(event.node_id)?.kind === 'bash';
    const wanted: CaptureStream[] = ['out'];
    // An agent's stderr is its own chatter, unless it went wrong.
    if (isScript || event.type === 'node.failed') wanted.push('err');
    if (isGateFailure(event)) wanted.push('gate.out', 'gate.err');
    return wanted.filter((stream) => hasBytes(files.capture(event.node_id, stream)));
  }

  #unstreamed(event: Ended, state: RunState): readonly CaptureStream[] {
    const isScript = state.nodes.get(event.node_id)?.kind === 'bash';
    return this.#printed(event, state).filter(
      (stream) => stream !== 'out' && !(isScript && stream === 'err'),
    );
  }

  #replay(event: Ended, streams: readonly CaptureStream[]): void {
    const prefix = this.#options.mode === 'stream' ? `[${event.node_id}] ` : '';
    for (const stream of streams) {
      // Unnamed where nothing else came before it: then there is nothing to tell it from.
      if (stream !== streams[0] || stream.startsWith('gate'))
        this.#line(`${this.#rule()} ${STREAM_WORDS[stream]}`);
      const text = createCaptureText(this.#text(event.node_id, stream, prefix));
      const file = this.#options.files.capture(event.node_id, stream);
      readEnds(file, text, isStuck(this.#backlog()) ? STUCK_ENDS : undefined);
      text.end();
    }
  }

  #follow(id: string, streams: readonly CaptureStream[]): void {
    const heard = () => this.#heartbeat.heard(id);
    const followed = streams.map((stream) => {
      const file = this.#options.files.capture(id, stream);
      const text = this.#text(id, stream, `[${id}] `);
      return new LiveCapture({ file, text, backlog: this.#backlog, heard });
    });
    this.#followed.set(id, followed);
    this.#forgetPoll ??= this.#options.clock.after(POLL_MS, () => this.#poll());
  }

  #poll(): void {
    for (const followed of this.#followed.values()) {
      for (const capture of followed) capture.poll();
    }
    this.#forgetPoll =
      this.#followed.size === 0 ? undefined : this.#options.clock.after(POLL_MS, () => this.#poll());
  }

  #unfollow(id: string): void {
    for (const capture of this.#followed.get(id) ?? []) capture.end();
    this.#followed.delete(id);
  }

  #text(id: string, stream: CaptureStream, prefix: string): CaptureTextOptions {
    const { write, redactor, files } = this.#options;
    const path = files.wirePath(files.capture(id, stream));
    return { write, redactor, safe: this.#safe, prefix, path, glyphs: this.#glyphs };
  }

  #final(state: RunState): void {
    const { files, plan } = this.#options;
    const places = {
      journal: files.wirePath(files.events),
      captures: `${files.wirePath(files.runDir)}/nodes`,
    };
    const block = finalBlock(state, { places, glyphs: this.#glyphs, ...(plan !== undefined && { plan }) });
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

const isGateFailure = (event: Ended) =>
  event.type === 'node.failed' && (event.error.kind === 'gate_failed' || event.error.kind === 'gate_timeout');

const STREAM_WORDS: Readonly<Record<CaptureStream, string>> = {
  out: 'stdout',
  err: 'stderr',
  'stream.jsonl': 'stream',
  'gate.out': 'gate stdout',
  'gate.err': 'gate stderr',
};
