import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { createRedactor, latin1Of } from '../core/redact.ts';
import { type Present, pathOf } from './git-paths.ts';
import type { Workshop } from './git-workshop.ts';
import { READ_PLANTED } from './own-file.ts';

const chunkBytes = 1024 * 1024;

/** The first of the files in whose bytes one of the secrets stands. */
export async function secretFile(
  shop: Workshop,
  files: readonly Present[],
  secrets: readonly string[],
): Promise<string | undefined> {
  const known = secrets.filter((secret) => secret !== '').map(latin1Of);
  if (known.length === 0) return undefined;
  const redactor = createRedactor(known);
  const reach = Math.max(...known.map((secret) => secret.length)) - 1;
  const buffer = Buffer.alloc(chunkBytes + reach);
  for (const { path } of files) {
    if (shop.signal.aborted) return undefined;
    if (holds(pathOf(shop.place.top, path), buffer, { reach, has: (text) => redactor.text(text) !== text })) {
      return path;
    }
    await setImmediate();
  }
  return undefined;
}

interface Search {
  readonly reach: number;
  readonly has: (text: string) => boolean;
}

function holds(path: Buffer, buffer: Buffer, { reach, has }: Search): boolean {
  let fd: number | undefined;
  try {
    fd = openSync(path, READ_PLANTED);
    if (!fstatSync(fd).isFile()) return false;
    for (let kept = 0; ; ) {
      const read = readSync(fd, buffer, kept, chunkBytes, null);
      if (read === 0) return false;
      const end = kept + read;
      if (has(buffer.toString('latin1', 0, end))) return true;
      const from = Math.max(0, end - reach);
      buffer.copy(buffer, 0, from, end);
      kept = end - from;
    }
  } catch {
    // A link is text in the patch; what cannot be read is not in it.
    return false;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
