import fc from 'fast-check';
import { fails, type Part, type Script, type Unnamed } from '../rig/fake-ports.ts';
import type { Disturbance } from './schedule-rules.ts';

/** Changes how long the nodes of a script take. */
export type Shuffle = (script: Script) => Script;

/**
 * Other times for the same nodes: rounded, so that many end in the same millisecond, and then moved by less than one, so
 * that they end in any order.
 */
export const shuffled: fc.Arbitrary<Shuffle> = fc
  .record({ seed: fc.nat(), round: fc.constantFrom(1, 1, 10, 40), isMoved: fc.boolean() })
  .map(({ seed, round, isMoved }) => (script) => ({
    ...script,
    others: (child) => {
      const part: Part<object> = script.others?.(child) ?? {};
      const { afterMs = 0 } = part;
      const ms = Math.floor(afterMs / round) * round;
      return { ...part, afterMs: ms + (isMoved ? fractionOf(child, seed) : 0) };
    },
  }));

/** How long it takes and how it ends, by its name and the seed. */
export function lengthOf({ name }: Unnamed, seed: number): Part<object> {
  const fraction = fractionOf({ port: 'shell', name, call: 0 }, seed);
  const isFailing = fractionOf({ port: 'shell', name, call: 1 }, seed) > 0.7;
  return { afterMs: 1 + Math.floor(fraction * 8), ...(isFailing && { reply: fails() }) };
}

// Exact in binary, so that sums of them are whole again.
function fractionOf({ name, call }: Unnamed, seed: number): number {
  let hash = seed;
  for (const letter of `${name}#${call}`) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  return ((hash ^ (hash >>> 13)) & 15) / 16;
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

/** A cancel, a timeout of the run or another failure mode, or several of them, or nothing. */
export const disturbance: fc.Arbitrary<Disturbance> = fc
  .record({
    cancelAtMs: maybe(fc.nat(150)),
    cancelAtSeq: maybe(fc.nat(60)),
    timeoutMs: maybe(fc.integer({ min: 1, max: 150 })),
    failureMode: maybe(fc.constantFrom('continue' as const, 'no_new' as const, 'kill' as const)),
  })
  .map(
    (drawn) =>
      Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined)) as Disturbance,
  );
