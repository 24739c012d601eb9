import { describe, expect, it } from 'vitest';
import { lastAttempt, newestOf } from '../../src/core/earlier-artifact.ts';

const artifacts = (...names: string[]) => names.map((name, at) => ({ id: at + 1, name }));
const wanted = { pipe: 'ci', job: 'test' };

describe('the newest artifact of a workflow run', () => {
  it.each([
    [['omne-ci-test-1-abcdefgh'], 'omne-ci-test-1-abcdefgh'],
    [['omne-ci-test-1-abcdefgh', 'omne-ci-test-2-bbbbbbbb', 'coverage'], 'omne-ci-test-2-bbbbbbbb'],
    [['omne-ci-test-1-abcdefgh', 'omne-ci-test-1-abcdefgh-post'], 'omne-ci-test-1-abcdefgh-post'],
    // That of another job is better than none.
    [['omne-ci-test-1-abcdefgh', 'omne-ci-lint-1-bbbbbbbb'], 'omne-ci-test-1-abcdefgh'],
    [['omne-ci-lint-1-bbbbbbbb'], 'omne-ci-lint-1-bbbbbbbb'],
    [['omne-other-test-1-abcdefgh', 'omne-ci', 'omne-ci-test-1-short', 'ci'], undefined],
    [[], undefined],
  ])('of %j is %j', (names, name) => {
    expect(newestOf(artifacts(...names), wanted)?.name).toBe(name);
  });
});

describe('the artifact of the last attempt', () => {
  const of = (names: readonly string[], attempt: number, artifactName?: string) => {
    const own = artifactName === undefined ? {} : { artifactName };
    const found = lastAttempt(artifacts(...names), { ...wanted, attempt, ...own });
    return found.ok ? found.value?.name : found.error;
  };
  const first = 'omne-ci-test-1-abcdefgh';
  const second = 'omne-ci-test-2-bbbbbbbb';
  it.each([
    [[first], 2, first],
    // Not of its own attempt, whatever came last.
    [[second, first], 3, second],
    [[first, second], 2, first],
    [[first], 1, undefined],
    [[first, `${first}-post`], 2, `${first}-post`],
    // The second attempt left none.
    [[first, 'omne-ci-lint-2-bbbbbbbb'], 3, first],
    [['omne-ci-test-10-cccccccc', 'omne-ci-test-9-dddddddd'], 11, 'omne-ci-test-10-cccccccc'],
    [['omne-ci-testing-1-abcdefgh', 'omne-ci-test-x-1-abcdefgh', 'omne-ci-test-1-'], 2, undefined],
    [[], 2, undefined],
  ])('of %j for attempt %d is %j', (names, attempt, name) => {
    expect(of(names, attempt)).toEqual(name);
  });

  it('is none where several runs of that attempt fit: jobs of a matrix share their name', () => {
    const other = 'omne-ci-test-1-zzzzzzzz';
    expect(of([first, other], 2)).toEqual([first, other]);
    expect(of([first, other, second], 3)).toBe(second);
  });

  it('under a name of the step’s own is the newest of that name', () => {
    expect(of([first, 'linux', 'windows'], 2, 'linux')).toBe('linux');
    expect(of(['linux', 'linux-post'], 2, 'linux')).toBe('linux-post');
    expect(of([first], 2, 'linux')).toBeUndefined();
  });
});
