import { type CancelSignal, SIGNAL_EXIT } from './exit.ts';

/** How a run is called off from outside. */
export interface Cancellation {
  readonly signal: AbortSignal;
  /** The first signal that came, if one did. */
  readonly by: () => CancelSignal | undefined;
  /** Aborted by the next signal that comes. */
  readonly next: () => AbortSignal;
  /** Stops listening. */
  readonly release: () => void;
}

/** Listens for the cancelling signals: the first cancels, every further one calls `hurry`. */
export function listenForSignals(
  hurry: () => void,
  told: (signal: CancelSignal, first: boolean) => void,
): Cancellation {
  const controller = new AbortController();
  let by: CancelSignal | undefined;
  let next = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    const first = by === undefined;
    by ??= signal as CancelSignal;
    told(signal as CancelSignal, first);
    if (first) controller.abort();
    else hurry();
    next.abort(`it was ended by ${signal}`);
    next = new AbortController();
  };
  const names = (Object.keys(SIGNAL_EXIT) as CancelSignal[]).filter(
    (name) => name !== 'SIGBREAK' || process.platform === 'win32',
  );
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    by: () => by,
    next: () => next.signal,
    release: () => {
      for (const name of names) process.off(name, onSignal);
    },
  };
}
