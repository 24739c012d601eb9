import type { Aborts } from './aborts.ts';
import type { Clock } from './ports.ts';

/**
 * Puts what happens at once in a resumed run into the order of the run before. What is taken over settles within a
 * turn of the event loop, so a timer of no length comes when all of that is done. Then goes the first that calls others
 * off: in the earlier run they had come to their ends before. Only when nothing of that is left, something may run.
 */
export class Replay {
  readonly #clock: Clock;
  readonly #calls: { readonly at: number; readonly go: () => void }[] = [];
  readonly #waiting: (() => void)[] = [];
  #isQuiet = false;
  #forget: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The turn of one that was taken over and calls others off; `at` is when it did so then, as the number of an event. */
  toCallOff(at: number): Promise<void> {
    this.#isQuiet = false;
    return new Promise((go) => {
      this.#calls.push({ at, go });
      this.#arm();
    });
  }

  /** The turn of one that really runs; or its end, when it was called off before. */
  toRun(aborts: Aborts): Promise<void> {
    if (this.#isQuiet || aborts.aborted() !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const forget = aborts.watch(() => resolve());
      this.#waiting.push(() => {
        forget();
        resolve();
      });
      this.#arm();
    });
  }

  /** The run is over, and so is every wait. */
  close(): void {
    this.#forget?.();
    this.#forget = undefined;
  }

  #arm(): void {
    this.#forget ??= this.#clock.after(0, () => this.#next());
  }

  #next(): void {
    this.#forget = undefined;
    const first = Math.min(...this.#calls.map(({ at }) => at));
    const call = this.#calls.findIndex(({ at }) => at === first);
    if (call >= 0) {
      this.#arm();
      this.#calls.splice(call, 1)[0]!.go();
      return;
    }
    this.#isQuiet = true;
    for (const go of this.#waiting.splice(0)) go();
  }
}
