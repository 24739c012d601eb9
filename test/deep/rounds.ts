/** How many rounds a deep test makes: `OMNE_DEEP_<name>`, or its default. */
export function rounds(name: string, usual: number): number {
  const given = Number(process.env[`OMNE_DEEP_${name}`]);
  return Number.isInteger(given) && given > 0 ? given : usual;
}

/** Numbers from 0 to 1 that a seed decides: a failed round is repeated with `OMNE_SEED`. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed of this run of the tests, told so that it can be given again. */
export function chosenSeed(): number {
  const seed = Number(process.env['OMNE_SEED'] ?? Date.now() % 1_000_000);
  console.log(`OMNE_SEED=${seed}`);
  return seed;
}

/** Makes `count` rounds, `workers` at a time; the results in the order of the rounds. The first failure ends all. */
export async function inTurns<Result>(
  count: number,
  workers: number,
  round: (at: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const work = async () => {
    while (next < count) {
      const at = next++;
      results[at] = await round(at).catch((error: unknown) => {
        next = count;
        throw new Error(`round ${at}: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      });
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return results;
}

/** The value below which this part of all values lies (0.99: p99). */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
