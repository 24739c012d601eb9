/** What agents consumed. What is unknown is absent, never 0. */
export interface Usage {
  readonly cost_usd?: number;
  readonly turns?: number;
  readonly input_tokens?: number;
  readonly output_tokens?: number;
}

const FIELDS = ['cost_usd', 'turns', 'input_tokens', 'output_tokens'] as const;

/** The sum of two usages; a field is present when either has it, and an empty sum is `undefined`. */
export function addUsage(a: Usage | undefined, b: Usage | undefined): Usage | undefined {
  const sum: { -readonly [K in keyof Usage]: number } = {};
  for (const field of FIELDS) {
    const left = known(a?.[field]);
    const right = known(b?.[field]);
    if (left !== undefined || right !== undefined) sum[field] = round((left ?? 0) + (right ?? 0));
  }
  return Object.keys(sum).length > 0 ? sum : undefined;
}

// A journal that somebody else wrote may have anything there; `null` is absent.
const known = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

// Sums of cents drift in binary; a millionth of a dollar is finer than any price list.
const round = (value: number) => Math.round(value * 1e6) / 1e6;
