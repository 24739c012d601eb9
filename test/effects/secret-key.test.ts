import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSecretKey, readSecretKey, secretsDigest } from '../../src/effects/secret-key.ts';
import { newFolder } from './repositories.ts';

describe('the key of secret inputs', () => {
  it('is random, private, and read back', () => {
    const [one, two] = [newFolder(), newFolder()];
    const key = createSecretKey(one);
    expect(key).toHaveLength(32);
    expect(statSync(join(one, 'secret.key')).mode & 0o777).toBe(0o600);
    expect(Buffer.from(readSecretKey(one)!).equals(key)).toBe(true);
    expect(Buffer.from(createSecretKey(two)).equals(key)).toBe(false);
  });

  it('is not where there is none, or something else', () => {
    const runDir = newFolder();
    const path = join(runDir, 'secret.key');
    expect(readSecretKey(runDir)).toBeUndefined();
    const other = join(newFolder(), 'other');
    writeFileSync(other, Buffer.alloc(32));
    for (const plant of [
      () => writeFileSync(path, Buffer.alloc(31)),
      () => writeFileSync(path, Buffer.alloc(33)),
      () => writeFileSync(path, ''),
      () => symlinkSync(other, path),
      () => linkSync(other, path),
      () => execFileSync('mkfifo', [path]),
      () => mkdirSync(path),
    ]) {
      rmSync(path, { recursive: true, force: true });
      plant();
      expect(readSecretKey(runDir)).toBeUndefined();
    }
  });

  it('is not written through what is planted', () => {
    const runDir = newFolder();
    const target = join(newFolder(), 'target');
    writeFileSync(target, 'untouched');
    symlinkSync(target, join(runDir, 'secret.key'));
    createSecretKey(runDir);
    expect(readFileSync(target, 'utf8')).toBe('untouched');
  });
});

describe('secretsDigest', () => {
  const key = Buffer.alloc(32, 7);
  const digest = (inputs: Record<string, string>, by: Uint8Array = key) =>
    secretsDigest(
      by,
      Object.entries(inputs).map(([name, value]) => ({ key: name, value })),
    );

  it('is the same for the same values in any order, and another for all else', () => {
    const all = [
      digest({ a: '1', b: '2' }),
      digest({ a: '2', b: '1' }),
      digest({ a: '1' }),
      digest({ a: '1', b: '' }),
      digest({}),
      digest({ a: '1"],["b","2' }),
      digest({ a: '1', b: '2' }, Buffer.alloc(32, 8)),
    ];
    expect(digest({ b: '2', a: '1' })).toBe(all[0]);
    expect(new Set(all).size).toBe(all.length);
    for (const each of all) expect(each).toMatch(/^hmac-sha256:[0-9a-f]{64}$/);
  });
});
