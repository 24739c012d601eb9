import type { Clock } from '../../src/run/ports.ts';

export interface FakeClock extends Clock {
  /** Moves time on, firing what is due in order. */
  readonly advance: (ms: number) => void;
  /** How many timers are armed. */
  readonly armed: () => number;
}

/** A clock whose time is a number. */
export function fakeClock(): FakeClock {
  let now = 0;
  const timers = new Set<{ readonly atMs: number; readonly call: () => void }>();
  return {
    now: () => now,
    after: (delayMs, call) => {
      const timer = { atMs: now + delayMs, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: (ms) => {
      const until = now + ms;
      for (;;) {
        const due = [...timers].filter((timer) => timer.atMs <= until).sort((a, b) => a.atMs - b.atMs)[0];
        if (due === undefined) break;
        timers.delete(due);
        now = due.atMs;
        due.call();
      }
      now = until;
    },
    armed: () => timers.size,
  };
}
