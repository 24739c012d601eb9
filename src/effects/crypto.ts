import { monotonicFactory, type ULIDFactory } from 'ulid';

// An `import` of node:crypto evaluates all its getters, WebCrypto among them; this takes the two functions we need.
const { hash, randomFillSync } = process.getBuiltinModule('node:crypto');

/** SHA-256 of bytes, or of a text's in UTF-8, as lowercase hex. */
export const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'hex');

/** The same as base64: how a page's policy names a script. */
export const sha256Base64 = (text: string): string => hash('sha256', text, 'base64');

/** A new lowercase ULID. */
export const newUlid = (): string => monotonicFactory(createRandom())().toLowerCase();

/**
 * A source of lowercase ULIDs, strictly increasing, and above `after` where that is given. Their time is in whole
 * seconds, as the journal's `ts`: within one the last is counted up, which is cheaper than drawing a new one.
 */
export function eventIds(after?: string): () => string {
  const next: ULIDFactory = monotonicFactory(createRandom());
  // The wall clock may have gone back since.
  const least = after === undefined ? 0 : timeOf(after) + 1000;
  return () => next(Math.max(Math.floor(Date.now() / 1000) * 1000, least)).toLowerCase();
}

// Ten digits of 32; what is none counts as 0. Someone may have made an id up that no clock can follow.
function timeOf(ulid: string): number {
  let ms = 0;
  for (const digit of ulid.slice(0, 10)) ms = ms * 32 + Math.max(0, DIGITS.indexOf(digit));
  return Math.min(ms, 2 ** 48 - 2000);
}

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

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
