import type { Clock } from '../run/ports.ts';

/** Milliseconds on the monotonic clock; `performance.now` would load a module of its own. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** The machine's monotonic clock. `after` holds the process alive until it fires or is forgotten. */
export const systemClock: Clock = {
  now: monotonicMs,
  after: (delayMs, call) => {
    // A timer beyond 2^31 - 1 ms would fire at once.
    const timer = setTimeout(call, Math.min(delayMs, MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

const MAX_TIMER_MS = 2 ** 31 - 1;

/** The wall clock as the journal writes it: UTC, `YYYY-MM-DDTHH:MM:SSZ`. */
export const wallClock = (): string => `${new Date().toISOString().slice(0, 19)}Z`;
