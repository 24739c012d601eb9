import type { CaptureStream } from '../effects/run-files.ts';
import type { Clock } from '../run/ports.ts';
import { LiveCapture, type LiveCaptureOptions } from './capture-text.ts';

const POLL_MS = 100;

/** The streams of one running node. */
type Followed = ReadonlyMap<CaptureStream, LiveCapture>;

/** The captures of all running nodes, shown while they grow. */
export class LiveCaptures {
  readonly #clock: Clock;
  readonly #open: (id: string, stream: CaptureStream) => LiveCaptureOptions;
  readonly #followed = new Map<string, Followed>();
  #forgetPoll: (() => void) | undefined;

  constructor(clock: Clock, open: (id: string, stream: CaptureStream) => LiveCaptureOptions) {
    this.#clock = clock;
    this.#open = open;
  }

  follow(id: string, streams: readonly CaptureStream[]): void {
    this.#followed.set(
      id,
      new Map(streams.map((stream) => [stream, new LiveCapture(this.#open(id, stream))])),
    );
    this.#forgetPoll ??= this.#clock.after(POLL_MS, () => this.#poll());
  }

  /** Shows the rest of the node's streams and releases their files; the streams of which anything was shown. */
  unfollow(id: string): ReadonlySet<CaptureStream> {
    const shown = new Set<CaptureStream>();
    for (const [stream, capture] of this.#followed.get(id) ?? []) if (capture.end()) shown.add(stream);
    this.#followed.delete(id);
    return shown;
  }

  close(): void {
    this.#forgetPoll?.();
    this.#forgetPoll = undefined;
    for (const id of [...this.#followed.keys()]) this.unfollow(id);
  }

  #poll(): void {
    for (const followed of this.#followed.values()) {
      for (const capture of followed.values()) capture.poll();
    }
    this.#forgetPoll = this.#followed.size === 0 ? undefined : this.#clock.after(POLL_MS, () => this.#poll());
  }
}
