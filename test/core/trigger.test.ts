import { describe, expect, test } from 'vitest';
import { TRIGGER_RULES, type TriggerRule } from '../../src/core/pipe.ts';
import { type Tally, verdict } from '../../src/core/trigger.ts';
import { expectedVerdict, type Standing } from './trigger-oracle.ts';

const STANDINGS = [
  'completed',
  'ignored',
  'failed',
  'skipped',
  'unsettled',
] as const satisfies readonly Standing[];

const tally = (dependencies: readonly Standing[]): Tally => {
  const count = (standing: Standing) => dependencies.filter((one) => one === standing).length;
  return {
    total: dependencies.length,
    completed: count('completed'),
    ignored: count('ignored'),
    failed: count('failed'),
    unsettled: count('unsettled'),
  };
};

const WORDS = { S: 'start', '-': 'wait', U: 'upstream', N: 'not_triggered' } as const;
const LETTERS = { c: 'completed', i: 'ignored', f: 'failed', s: 'skipped', u: 'unsettled' } as const;

// Two dependencies; c completed, i ignored, f failed, s skipped, u unsettled.
// S start, - wait, U skipped because of them, N skipped because nothing called for the node.
const TWO: Readonly<Record<TriggerRule, string>> = {
  //                            cc cf cs cu ff fs fu ss su uu ic if is iu ii
  all_success: '                 S  U  U  -  U  U  U  U  U  -  S  U  U  -  S',
  one_success: '                 S  S  S  -  U  U  -  U  -  -  S  U  U  -  U',
  first_success: '               S  S  S  S  U  U  -  U  -  -  S  U  U  -  U',
  none_failed: '                 S  U  S  -  U  U  -  S  -  -  S  U  S  -  S',
  none_failed_min_one_success: ' S  U  S  -  U  U  -  U  -  -  S  U  U  -  U',
  one_failed: '                  N  S  N  -  S  S  -  N  -  -  N  S  N  -  N',
  all_failed: '                  N  N  N  -  S  N  -  N  -  -  N  N  N  -  N',
  all_done: '                    S  S  S  -  S  S  -  S  -  -  S  S  S  -  S',
  always: '                      S  S  S  -  S  S  -  S  -  -  S  S  S  -  S',
};
const PAIRS = ['cc', 'cf', 'cs', 'cu', 'ff', 'fs', 'fu', 'ss', 'su', 'uu', 'ic', 'if', 'is', 'iu', 'ii'];

describe.each(TRIGGER_RULES)('%s', (rule) => {
  test('over two dependencies, by the table', () => {
    const letters = TWO[rule].trim().split(/\s+/) as (keyof typeof WORDS)[];
    const expected = Object.fromEntries(PAIRS.map((pair, i) => [pair, WORDS[letters[i]!]]));
    const actual = PAIRS.map((pair) => {
      const [a, b] = [...pair] as (keyof typeof LETTERS)[];
      return [pair, verdict(rule, tally([LETTERS[a!], LETTERS[b!]]))];
    });
    expect(Object.fromEntries(actual)).toEqual(expected);
  });

  test.each([1, 2, 3])('over %i, every combination against the words of the design', (count) => {
    const combinations = combine(count);
    expect(combinations).toHaveLength(5 ** count);
    const actual = combinations.map((deps) => [deps.join(), verdict(rule, tally(deps))]);
    expect(actual).toEqual(combinations.map((deps) => [deps.join(), expectedVerdict(rule, deps)]));
  });
});

test.each(['all_success', 'all_done', 'always'] as const)('%s starts without dependencies', (rule) => {
  expect(verdict(rule, tally([]))).toBe('start');
});

test('only first_success and a lost all_success are decided before all dependencies settled', () => {
  const early = TRIGGER_RULES.flatMap((rule) =>
    combine(3)
      .filter((deps) => deps.includes('unsettled') && verdict(rule, tally(deps)) !== 'wait')
      .map((deps) => `${rule} ${verdict(rule, tally(deps))} ${deps.includes('completed')}`),
  );
  expect([...new Set(early)].sort()).toEqual([
    'all_success upstream false',
    'all_success upstream true',
    'first_success start true',
  ]);
});

function combine(count: number): readonly (readonly Standing[])[] {
  if (count === 0) return [[]];
  return combine(count - 1).flatMap((rest) => STANDINGS.map((one) => [...rest, one]));
}
