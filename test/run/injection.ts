/** A call that the engine made of a port, in the order of all of them. */
export interface Call {
  /** As in `Ports`: `agent.call`. */
  readonly port: string;
  /** The node, and the fact's type. */
  readonly about: string;
}

/**
 * How a call goes wrong. A promise is rejected at once, or `late`: when the child would have ended. A fact is not kept
 * this once (`throw`), or from then on nothing is: the fact itself is lost (`gone`) or the last that was kept (`kept`).
 */
export type Way = 'throw' | 'reject' | 'late' | 'gone' | 'kept';

export interface Injection {
  /** Which of the calls, from 0. */
  readonly nth: number;
  readonly way: Way;
}

/** Every port that may fail; `notify` must not. */
export const PORTS = [
  ...['record', 'clock.now', 'clock.after', 'shell', 'agent.call', 'agent.newSessionId', 'agent.mark'],
  ...['agent.hasSession', 'gate', 'sweep', 'outputPath', 'results.text', 'results.outputFile'],
  ...['results.keepAttempt', 'results.takeOver', 'redact', 'random'],
] as const;

const PROMISES: ReadonlySet<string> = new Set(['shell', 'agent.call', 'gate', 'sweep']);

/** A clock that is asked by what it calls itself: nobody is there who could catch what it throws, and none does. */
export const WITHIN_TIMER = 'clock.after in a timer';

/** All the ways a call of this port can go wrong. */
export function waysOf(port: string): readonly Way[] {
  if (port === WITHIN_TIMER) return [];
  if (port === 'record') return ['throw', 'gone', 'kept'];
  return PROMISES.has(port) ? ['throw', 'reject', 'late'] : ['throw'];
}
