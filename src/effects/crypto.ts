import { monotonicFactory, type ULIDFactory } from 'ulid';

// An `import` of node:crypto evaluates all its getters, WebCrypto among them; this takes the two functions we need.
const { createHash, randomFillSync } = process.getBuiltinModule('node:crypto');

/** SHA-256 of a text's UTF-8 bytes as lowercase hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A source of lowercase ULIDs, strictly increasing. */
export function ulids(): () => string {
  const next: ULIDFactory = monotonicFactory(createRandom());
  return () => next().toLowerCase();
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
