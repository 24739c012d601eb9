import { lstatSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { readOwn } from './own-file.ts';
import type { CaptureFiles, CaptureStream } from './run-files.ts';

// As many files as are staged, with long names.
const largestManifest = 16 * 1024 * 1024;

/** What other nodes may have read of a node. */
const READ_BY_OTHERS: readonly CaptureStream[] = ['out', 'err'];

/**
 * Whether the captures of a node in an artifact are not what it printed: cut, or with a secret replaced, which shows in
 * their size. Never in a run directory, which has no manifest.
 */
export function spoiltCaptures({ runDir, capture }: CaptureFiles): (nodeId: string) => boolean {
  const sizes = originalSizes(runDir);
  if (sizes === undefined) return () => false;
  return (nodeId) =>
    READ_BY_OTHERS.some((stream) => {
      const path = capture(nodeId, stream);
      const size = lstatSync(path, { throwIfNoEntry: false })?.size;
      return size !== undefined && size !== sizes.get(relative(runDir, path).split(sep).join('/'));
    });
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
