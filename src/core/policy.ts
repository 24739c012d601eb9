import type { ErrorKind, RecordedError } from './event.ts';
import type { ErrorPolicy, Retry } from './pipe.ts';

/** What follows a failed attempt. */
export type Next =
  | { readonly will: 'retry'; readonly delayMs: number }
  | { readonly will: 'continue' }
  | { readonly will: 'jump'; readonly to: string }
  | { readonly will: 'fail' };

/** Kinds no policy is asked about: a person has to look, or somebody called it off. */
const FINAL: ReadonlySet<ErrorKind> = new Set(['blocked', 'cancelled', 'host_missing']);

/** A day: no timer waits longer. */
const MAX_DELAY_MS = 86_400_000;

/** Whether a policy has a say in this failure. */
export const isFinal = ({ kind }: RecordedError): boolean => FINAL.has(kind);

/** Whether a policy says more than `fail`, so that its decisions are events. */
export const hasSay = (policy: ErrorPolicy | undefined): policy is ErrorPolicy =>
  policy !== undefined && (policy.retry !== undefined || policy.then !== 'fail');

/** What a policy makes of a failure after that many retries; `chance` from 0 up to 1 is for the jitter. */
export function nextAfter(
  policy: ErrorPolicy | undefined,
  error: RecordedError,
  retries: number,
  chance: number,
): Next {
  if (policy === undefined || isFinal(error)) return { will: 'fail' };
  const { retry, then } = policy;
  if (retry !== undefined && retries < retry.max && isRetried(retry, error)) {
    return { will: 'retry', delayMs: delayOf(retry, retries, chance) };
  }
  return typeof then === 'object' ? { will: 'jump', to: then.jump } : { will: then };
}

function isRetried({ on }: Retry, { kind, exit_code }: RecordedError): boolean {
  return on === undefined || on.includes(kind) || (exit_code !== undefined && on.includes(exit_code));
}

/** The wait before a further attempt; `chance` from 0 up to 1 shortens it by as much as the jitter leaves to it. */
export function delayOf({ delayMs, backoff, jitter }: Retry, retries: number, chance: number): number {
  const full = Math.min(MAX_DELAY_MS, delayMs * backoff ** retries);
  return Math.round(full * (1 - jitter * chance));
}
