import { describe, expect, it } from 'vitest';
import { type Ground, groundChange, type HiddenInputs } from '../../src/core/ground.ts';

const a = 'a'.repeat(40);
const b = 'b'.repeat(40);
const ground = (over: Partial<Ground> = {}): Ground => ({
  pipe: 'ci',
  head: a,
  inputs: [
    { key: 'base', value: 'main' },
    { key: 'token', value: '***' },
  ],
  ...over,
});
const hidden: HiddenInputs = { then: 'h1', now: 'h1', isAny: true };
const none: HiddenInputs = { isAny: false };

describe('the ground of a run', () => {
  it.each<[string, Ground, Ground, HiddenInputs, string | undefined]>([
    ['all the same', ground(), ground(), hidden, undefined],
    ['no secrets', ground({ inputs: [] }), ground({ inputs: [] }), none, undefined],
    ['not in git, both times', { pipe: 'ci', inputs: [] }, { pipe: 'ci', inputs: [] }, none, undefined],
    ['another pipe', ground(), ground({ pipe: 'cd' }), hidden, 'the run was one of the pipe ci'],
    ['another commit', ground(), ground({ head: b }), hidden, 'HEAD is bbbbbbbbb, it was aaaaaaaaa'],
    [
      'no commit any more',
      ground(),
      { pipe: 'ci', inputs: [] },
      hidden,
      'there is no commit, it was aaaaaaaaa',
    ],
    ['none was recorded', { pipe: 'ci', inputs: [] }, ground(), hidden, 'the run recorded no commit'],
    [
      'an input of another value',
      ground(),
      ground({
        inputs: [
          { key: 'base', value: 'dev' },
          { key: 'token', value: '***' },
        ],
      }),
      hidden,
      'the input `base` changed',
    ],
    [
      'in another order',
      ground(),
      ground({
        inputs: [
          { key: 'token', value: '***' },
          { key: 'base', value: 'main' },
        ],
      }),
      hidden,
      undefined,
    ],
    [
      'one less and one more',
      ground(),
      ground({
        inputs: [
          { key: 'token', value: '***' },
          { key: 'x', value: '' },
        ],
      }),
      hidden,
      'the inputs `x`, `base` changed',
    ],
    [
      'many',
      ground({ inputs: [] }),
      ground({ inputs: ['a', 'b', 'c', 'd', 'e'].map((key) => ({ key, value: '1' })) }),
      none,
      'the inputs `a`, `b`, `c` and 2 more changed',
    ],
    ['another secret', ground(), ground(), { ...hidden, now: 'h2' }, 'a secret input changed'],
    [
      'no key',
      ground(),
      ground(),
      { then: 'h1', isAny: true },
      'secret inputs cannot be compared: the key the run hashed them with is not here',
    ],
    [
      'nothing to compare with',
      ground(),
      ground(),
      { isAny: true },
      'the run recorded nothing to compare secret inputs with',
    ],
  ])('%s', (_, then, now, secrets, words) => {
    expect(groundChange(then, now, secrets)).toBe(words);
  });
});
