import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addUsage, type Usage } from '../../src/core/usage.ts';

describe('a sum of usages', () => {
  test.each<{ a: Usage | undefined; b: Usage | undefined; sum: Usage | undefined }>([
    { a: undefined, b: undefined, sum: undefined },
    { a: {}, b: undefined, sum: undefined },
    { a: { turns: 0 }, b: undefined, sum: { turns: 0 } },
    { a: undefined, b: { cost_usd: 0.25 }, sum: { cost_usd: 0.25 } },
    { a: { turns: 2 }, b: { cost_usd: 1 }, sum: { turns: 2, cost_usd: 1 } },
    { a: { cost_usd: 0.1 }, b: { cost_usd: 0.2 }, sum: { cost_usd: 0.3 } },
    { a: { cost_usd: 0.000_001 }, b: { cost_usd: 0.000_002 }, sum: { cost_usd: 0.000_003 } },
    {
      a: { cost_usd: 1, turns: 2, input_tokens: 3, output_tokens: 4 },
      b: { cost_usd: 10, turns: 20, input_tokens: 30, output_tokens: 40 },
      sum: { cost_usd: 11, turns: 22, input_tokens: 33, output_tokens: 44 },
    },
  ])('$a and $b: $sum', ({ a, b, sum }) => {
    expect(addUsage(a, b)).toEqual(sum);
    expect(addUsage(b, a)).toEqual(sum);
  });

  test('what neither has is absent, never 0 and never undefined', () => {
    expect(Object.keys(addUsage({ turns: 1 }, { turns: 2 })!)).toEqual(['turns']);
  });

  test('cents do not drift over many sums', () => {
    let total: Usage | undefined;
    for (let i = 0; i < 10_000; i++) total = addUsage(total, { cost_usd: 0.01 });
    expect(total).toEqual({ cost_usd: 100 });
  });

  test('it does not matter how a sum is grouped', () => {
    const cents = fc.nat(100_000).map((n) => n / 100);
    const usage = fc.record({ cost_usd: cents, turns: fc.nat(50) }, { requiredKeys: [] });
    fc.assert(
      fc.property(usage, usage, usage, (a, b, c) => {
        expect(addUsage(addUsage(a, b), c)).toEqual(addUsage(a, addUsage(b, c)));
      }),
    );
  });
});
