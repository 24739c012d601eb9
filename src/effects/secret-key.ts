import { join } from 'node:path';
import { writeFresh } from './capture.ts';
import { readOwn } from './own-file.ts';

// An `import` of node:crypto evaluates all its getters, WebCrypto among them.
const { createHmac, randomBytes } = process.getBuiltinModule('node:crypto');

const keyBytes = 32;
const keyPath = (runDir: string) => join(runDir, 'secret.key');

/** A random key in `<runDir>/secret.key` (0600), which is staged nowhere. Throws where it cannot be written. */
export function createSecretKey(runDir: string): Uint8Array {
  const key = randomBytes(keyBytes);
  writeFresh(keyPath(runDir), key, runDir);
  return key;
}

/** That run's key; undefined where there is none, or none of ours. Never throws. */
export function readSecretKey(runDir: string): Uint8Array | undefined {
  const key = readOwn(keyPath(runDir), keyBytes);
  return key?.length === keyBytes ? key : undefined;
}

/**
 * What tells whether the secret inputs are the same and nothing about their values: HMAC-SHA-256 over them, by name, as
 * `hmac-sha256:<hex>`. To compare with an earlier run's, use that run's key.
 */
export function secretsDigest(
  key: Uint8Array,
  inputs: readonly { readonly key: string; readonly value: string }[],
): string {
  const sorted = inputs
    .map((input) => [input.key, input.value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `hmac-sha256:${createHmac('sha256', key).update(JSON.stringify(sorted)).digest('hex')}`;
}
