import { duration, type Glyphs } from '../report/words.ts';
import type { Clock } from '../run/ports.ts';

/** How long a node may be silent before the log says that it lives. */
export const SILENCE_MS = 60_000;

const MAX_NAMES = 8;

/** Says of nodes that nothing was heard of for a minute that they still run, all of them in one line. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #glyphs: Glyphs;
  readonly #write: (line: string) => void;
  readonly #nodes = new Map<string, { readonly startedMs: number; dueMs: number }>();
  #forget: (() => void) | undefined;

  constructor(clock: Clock, glyphs: Glyphs, write: (line: string) => void) {
    this.#clock = clock;
    this.#glyphs = glyphs;
    this.#write = write;
  }

  start(id: string): void {
    const now = this.#clock.now();
    this.#nodes.set(id, { startedMs: now, dueMs: now + SILENCE_MS });
    // One timer for all nodes: whoever starts later is due later.
    this.#forget ??= this.#clock.after(SILENCE_MS, () => this.#beat());
  }

  /** The node was heard of. */
  heard(id: string): void {
    const node = this.#nodes.get(id);
    if (node !== undefined) node.dueMs = this.#clock.now() + SILENCE_MS;
  }

  end(id: string): void {
    this.#nodes.delete(id);
  }

  close(): void {
    this.#forget?.();
    this.#forget = undefined;
    this.#nodes.clear();
  }

  #beat(): void {
    this.#forget = undefined;
    const now = this.#clock.now();
    const due: string[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const [id, node] of this.#nodes) {
      // Who is due within a second is named now: a timer each would be a line each.
      if (node.dueMs <= now + 1000) {
        due.push(`${id} ${duration(now - node.startedMs)}`);
        node.dueMs = now + SILENCE_MS;
      }
      next = Math.min(next, node.dueMs);
    }
    if (due.length > 0) this.#write(this.#line(due));
    if (this.#nodes.size > 0) this.#forget = this.#clock.after(next - now, () => this.#beat());
  }

  #line(due: readonly string[]): string {
    const more = due.length > MAX_NAMES ? ` and ${due.length - MAX_NAMES} more` : '';
    return `${this.#glyphs.running} still running: ${due.slice(0, MAX_NAMES).join(', ')}${more}`;
  }
}
