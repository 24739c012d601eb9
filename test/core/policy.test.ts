import { describe, expect, test } from 'vitest';
import type { RecordedError } from '../../src/core/event.ts';
import type { ErrorPolicy, Retry } from '../../src/core/pipe.ts';
import { hasSay, isFinal, nextAfter } from '../../src/core/policy.ts';
import { onError } from './plan-of.ts';

const crash: RecordedError = { kind: 'crash', exit_code: 3 };
const retry = (more: Partial<Retry> = {}): Retry => ({ max: 2, delayMs: 0, backoff: 1, jitter: 0, ...more });

describe('what follows a failed attempt', () => {
  test.each<{ policy: ErrorPolicy | undefined; retries: number; next: object }>([
    { policy: undefined, retries: 0, next: { will: 'fail' } },
    { policy: onError('fail'), retries: 0, next: { will: 'fail' } },
    { policy: onError('continue'), retries: 0, next: { will: 'continue' } },
    { policy: onError({ jump: 'x' }), retries: 0, next: { will: 'jump', to: 'x' } },
    { policy: onError('fail', retry()), retries: 0, next: { will: 'retry', delayMs: 0 } },
    { policy: onError('fail', retry()), retries: 1, next: { will: 'retry', delayMs: 0 } },
    { policy: onError('fail', retry()), retries: 2, next: { will: 'fail' } },
    { policy: onError('continue', retry()), retries: 2, next: { will: 'continue' } },
    { policy: onError({ jump: 'x' }, retry()), retries: 2, next: { will: 'jump', to: 'x' } },
    {
      policy: onError('continue', retry({ on: ['timeout', 4] })),
      retries: 0,
      next: { will: 'continue' },
    },
    {
      policy: onError('fail', retry({ on: ['timeout', 3] })),
      retries: 0,
      next: { will: 'retry', delayMs: 0 },
    },
    {
      policy: onError('fail', retry({ on: ['crash'] })),
      retries: 0,
      next: { will: 'retry', delayMs: 0 },
    },
  ])('$policy after $retries retries: $next', ({ policy, retries, next }) => {
    expect(nextAfter(policy, crash, retries, 0)).toEqual(next);
  });

  test.each(['blocked', 'cancelled'] as const)('%s is final, whatever the policy says', (kind) => {
    const policy: ErrorPolicy = onError('continue', retry({ on: [kind] }));
    expect([isFinal({ kind }), nextAfter(policy, { kind }, 0, 0)]).toEqual([true, { will: 'fail' }]);
  });

  test('a failure without an exit code is no exit code', () => {
    const policy: ErrorPolicy = onError('fail', retry({ on: [0] }));
    expect(nextAfter(policy, { kind: 'timeout' }, 0, 0)).toEqual({ will: 'fail' });
  });
});

test.each<{ more: Partial<Retry>; retries: number; chance: number; delayMs: number }>([
  { more: { delayMs: 1000 }, retries: 1, chance: 0.9, delayMs: 1000 },
  { more: { delayMs: 1000, backoff: 2 }, retries: 0, chance: 0, delayMs: 1000 },
  { more: { delayMs: 1000, backoff: 2 }, retries: 1, chance: 0, delayMs: 2000 },
  { more: { delayMs: 1000, jitter: 0.5 }, retries: 0, chance: 0, delayMs: 1000 },
  { more: { delayMs: 1000, jitter: 0.5 }, retries: 0, chance: 0.5, delayMs: 750 },
  { more: { delayMs: 1000, jitter: 1 }, retries: 0, chance: 0.999, delayMs: 1 },
  { more: { delayMs: 3_600_000, backoff: 10, max: 100 }, retries: 99, chance: 0, delayMs: 86_400_000 },
])('a wait of $more after $retries retries: $delayMs ms', ({ more, retries, chance, delayMs }) => {
  const policy: ErrorPolicy = onError('fail', retry({ max: 100, ...more }));
  expect(nextAfter(policy, crash, retries, chance)).toEqual({ will: 'retry', delayMs });
});

test.each<{ policy: ErrorPolicy | undefined; says: boolean }>([
  { policy: undefined, says: false },
  { policy: onError('fail'), says: false },
  { policy: onError('continue'), says: true },
  { policy: onError('fail', retry()), says: true },
])('whether $policy has a say: $says', ({ policy, says }) => {
  expect(hasSay(policy)).toBe(says);
});
