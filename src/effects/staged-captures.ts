import { lstatSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { readOwn } from './own-file.ts';

// As many files as are staged, with long names.
const largestManifest = 16 * 1024 * 1024;

/**
 * The captures in an artifact that are not what their nodes printed: cut, or with a secret replaced, which shows in their
 * size. By whole path; none in a run directory, which has no manifest.
 */
export function changedCaptures(runDir: string): (path: string) => boolean {
  const sizes = originalSizes(runDir);
  if (sizes === undefined) return () => false;
  return (path) => {
    const original = sizes.get(relative(runDir, path).split(sep).join('/'));
    return original === undefined || original !== lstatSync(path, { throwIfNoEntry: false })?.size;
  };
}

function originalSizes(runDir: string): ReadonlyMap<string, number> | undefined {
  const text = readOwn(join(runDir, 'manifest.json'), largestManifest)?.toString('utf8');
  if (text === undefined) return undefined;
  try {
    const { files } = JSON.parse(text) as { readonly files: readonly { path: string; bytes: number }[] };
    return new Map(files.map(({ path, bytes }) => [path, bytes]));
  } catch {
    // Somebody else's: nothing is known of any file.
    return new Map();
  }
}
