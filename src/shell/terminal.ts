import type { Event } from '../core/event.ts';
import { type Glyphs, isTopLevel, plural, UNICODE } from '../report/words.ts';
import type { Clock } from '../run/ports.ts';
import { blockLines, type Line, type Running } from './block.ts';
import { paint } from './paint.ts';
import { columnsOf } from './width.ts';

export interface TerminalOptions {
  readonly write: (text: string) => void;
  readonly columns: () => number;
  /** Height of the screen; the block takes at most a third of it, at most ten lines. */
  readonly rows?: () => number;
  readonly color: boolean;
  readonly clock: Clock;
  /** How many nodes the plan has, children aside: what neither ran nor was skipped is waiting. */
  readonly total: number;
  readonly glyphs?: Glyphs;
  /** What a running node printed last; absent: nobody looks. */
  readonly lastLine?: (id: string) => string;
}

/** Live progress at the bottom of a terminal; lines of the log go above it. */
export interface Terminal {
  /** Writes whole lines above the block. */
  readonly print: (text: string) => void;
  readonly event: (event: Event) => void;
  /** Removes the block and gives the cursor back; synchronous, may be called again. */
  readonly close: () => void;
}

/** A terminal that redraws at most ten times a second. A run that is over before the first redraw shows no block. */
export function createTerminal(options: TerminalOptions): Terminal {
  const live = new LiveTerminal(options);
  return {
    print: (text) => live.print(text),
    event: (event) => live.event(event),
    close: () => live.close(),
  };
}

const REDRAW_MS = 100;
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';

class LiveTerminal {
  readonly #options: TerminalOptions;
  readonly #glyphs: Glyphs;
  readonly #startedMs: number;
  readonly #running = new Map<string, Running>();
  /** Of the top level. */
  readonly #counts = { running: 0, completed: 0, failed: 0, skipped: 0 };
  #widths: readonly number[] = [];
  #frame = 0;
  #isAtLineStart = true;
  #isCursorHidden = false;
  #isClosed = false;
  #forget: (() => void) | undefined;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#glyphs = options.glyphs ?? UNICODE;
    this.#startedMs = options.clock.now();
    this.#arm();
  }

  print(text: string): void {
    if (text === '') return;
    this.#options.write(this.#erased() + text);
    this.#isAtLineStart = text.endsWith('\n');
  }

  event(event: Event): void {
    switch (event.type) {
      case 'node.started':
        this.#start(event);
        return;
      case 'iteration.started':
        this.#say(event.node_id, `iteration ${event.iteration}`);
        return;
      case 'until.checked':
        this.#say(event.node_id, `iteration ${event.iteration}, ${event.passed ? 'passed' : 'not yet'}`);
        return;
      case 'node.expanded':
        this.#say(event.node_id, plural(event.count, 'item'));
        return;
      case 'node.retrying':
        this.#say(event.node_id, `retry ${event.retry} of ${event.of}`);
        return;
      case 'gate.passed':
        this.#say(event.node_id, 'gate passed');
        return;
      case 'node.completed':
      case 'node.failed':
        this.#end(event.node_id);
        this.#count(event.node_id, event.type === 'node.failed' ? 'failed' : 'completed');
        return;
      case 'node.skipped':
        this.#count(event.node_id, 'skipped');
        return;
      case 'node.reused':
        this.#count(event.node_id, event.status);
        return;
      case 'node.attempt_failed':
      case 'node.jumped':
      case 'pipe.started':
        return;
      case 'pipe.completed':
      case 'pipe.aborted':
        this.close();
        return;
      default:
        event satisfies never;
    }
  }

  close(): void {
    this.#forget?.();
    this.#forget = undefined;
    this.#isClosed = true;
    const text = this.#erased() + (this.#isCursorHidden ? SHOW_CURSOR : '');
    this.#isCursorHidden = false;
    if (text !== '') this.#options.write(text);
  }

  #start({ node_id: id, kind, parent }: Extract<Event, { type: 'node.started' }>): void {
    const around = parent ? this.#running.get(parent) : undefined;
    const startedMs = this.#options.clock.now();
    const node: Running = { id, startedMs, parent: around, state: kind, children: new Set() };
    around?.children.add(node);
    this.#running.set(id, node);
    if (isTopLevel(id)) this.#counts.running++;
  }

  #end(id: string): void {
    const node = this.#running.get(id);
    if (node === undefined) return;
    this.#running.delete(id);
    node.parent?.children.delete(node);
    if (isTopLevel(id)) this.#counts.running--;
  }

  #count(id: string, outcome: 'completed' | 'failed' | 'skipped'): void {
    if (isTopLevel(id)) this.#counts[outcome]++;
  }

  #say(id: string, state: string): void {
    const node = this.#running.get(id);
    if (node !== undefined) node.state = state;
  }

  #arm(): void {
    this.#forget = this.#options.clock.after(REDRAW_MS, () => {
      this.#draw();
      if (!this.#isClosed) this.#arm();
    });
  }

  // One write for all of it: the terminal never shows half a block.
  #draw(): void {
    const erased = this.#erased();
    const lines = this.#lines();
    this.#widths = lines.map((line) => columnsOf(line.text));
    const start = this.#isAtLineStart ? '' : '\n';
    this.#isAtLineStart = true;
    const hide = this.#isCursorHidden ? '' : HIDE_CURSOR;
    this.#isCursorHidden = true;
    const block = lines.map((line) => `${this.#coloured(line)}\n`).join('');
    this.#options.write(`${erased}${start}${hide}${block}`);
    this.#frame++;
  }

  // A narrower window wraps what was drawn: each line may take several rows now.
  #erased(): string {
    if (this.#widths.length === 0) return '';
    const columns = this.#columns();
    const rows = this.#widths.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
    this.#widths = [];
    return `\r\x1b[${rows}A\x1b[J`;
  }

  #columns(): number {
    return Math.max(2, this.#options.columns() || 80);
  }

  #lines(): readonly Line[] {
    const { rows, clock, total, lastLine = () => '' } = this.#options;
    const room = Math.max(1, Math.min(10, Math.floor((rows?.() ?? 24) / 3)) - 1);
    const { running, completed, failed, skipped } = this.#counts;
    const waiting = Math.max(0, total - running - completed - failed - skipped);
    return blockLines({
      roots: [...this.#running.values()].filter(({ parent }) => parent === undefined),
      tally: { ...this.#counts, waiting },
      now: clock.now(),
      startedMs: this.#startedMs,
      frame: this.#frame,
      columns: this.#columns(),
      room,
      glyphs: this.#glyphs,
      lastLine,
    });
  }

  #coloured({ mark, text }: Line): string {
    if (!this.#options.color || mark === undefined) return text;
    return text.replace(mark, () => paint(mark, 'running'));
  }
}
