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
const hidden: HiddenInputs = { recorded: 'h1', current: 'h1', isAny: true };
const none: HiddenInputs = { isAny: false };

const bare: Ground = { pipe: 'ci', inputs: [] };
const withInputs = (...pairs: readonly string[]): Ground =>
  ground({
    inputs: pairs.map((pair) => {
      const [key = '', value = ''] = pair.split('=');
      return { key, value };
    }),
  });
const NO_KEY = 'secret inputs cannot be compared: the key the run hashed them with is not here';
const NOTHING_RECORDED = 'the run recorded nothing to compare secret inputs with';

describe('the ground of a run', () => {
  it.each<readonly [string, Ground, Ground, HiddenInputs, string | undefined]>([
    ['all the same', ground(), ground(), hidden, undefined],
    ['no secrets', withInputs(), withInputs(), none, undefined],
    ['not in git, both times', bare, bare, none, undefined],
    ['another pipe', ground(), ground({ pipe: 'cd' }), hidden, 'the run was one of the pipe ci'],
    ['another commit', ground(), ground({ head: b }), hidden, 'HEAD is bbbbbbbbb, it was aaaaaaaaa'],
    ['no commit any more', withInputs(), bare, none, 'there is no commit, it was aaaaaaaaa'],
    ['none was recorded', bare, withInputs(), none, 'the run recorded no commit'],
    [
      'an input of another value',
      ground(),
      withInputs('base=dev', 'token=***'),
      hidden,
      'the input `base` changed',
    ],
    ['in another order', ground(), withInputs('token=***', 'base=main'), hidden, undefined],
    ['one less, one more', ground(), withInputs('token=***', 'x='), hidden, 'the inputs `x`, `base` changed'],
    ['many', withInputs(), withInputs(...'abcde'), none, 'the inputs `a`, `b`, `c` and 2 more changed'],
    ['another secret', ground(), ground(), { ...hidden, current: 'h2' }, 'a secret input changed'],
    ['no key', ground(), ground(), { recorded: 'h1', isAny: true }, NO_KEY],
    ['nothing to compare with', ground(), ground(), { isAny: true }, NOTHING_RECORDED],
  ])('%s', (...[_, recorded, now, secrets, words]) => {
    expect(groundChange(recorded, now, secrets)).toBe(words);
  });
});
