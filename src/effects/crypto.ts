import { monotonicFactory, type ULIDFactory } from 'ulid';

// An `import` of node:crypto evaluates all its getters, WebCrypto among them; this takes the two functions we need.
const { hash, randomFillSync } = process.getBuiltinModule('node:crypto');

/** SHA-256 of bytes, or of a text's in UTF-8, as lowercase hex. */
export const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'hex');

/** A new lowercase ULID. */
export const newUlid = (): string => monotonicFactory(createRandom())().toLowerCase();

/**
 * A source of lowercase ULIDs, strictly increasing. Their time is in whole seconds, as the journal's `ts`: within one
 * the last is counted up, which is cheaper than drawing a new one.
 */
export function eventIds(): () => string {
  const next: ULIDFactory = monotonicFactory(createRandom());
  return () => next(Math.floor(Date.now() / 1000) * 1000).toLowerCase();
}

// The package's own source would ask for one random byte at a time.
function createRandom(): () => number {
  const pool = new Uint8Array(64);
  let used = pool.length;
  return () => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    return pool[used++]! / 256;
  };
}
