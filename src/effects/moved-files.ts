import { lstatSync, readlinkSync } from 'node:fs';
import { ok, type Result } from '../core/result.ts';
import { type Present, pathOf } from './git-paths.ts';
import type { Workshop } from './git-workshop.ts';

const { createHash } = process.getBuiltinModule('node:crypto');

/**
 * Of the old untracked files those that are HEAD's, moved with their folder: a rename stamps the folder and not what is
 * in it. They have the name and the content of a file that is gone; so nothing is told that HEAD does not tell.
 */
export async function movedAlong(
  shop: Workshop,
  deleted: ReadonlyMap<string, string>,
  old: readonly Present[],
): Promise<Result<readonly Present[], string>> {
  const objects = new Set(deleted.values());
  const names = new Set([...deleted.keys()].map(nameOf));
  const candidates = old.filter(({ path }) => names.has(nameOf(path)));
  if (candidates.length === 0) return ok([]);
  const { top } = shop.place;
  const isLink = ({ path }: Present) => lstatSync(pathOf(top, path)).isSymbolicLink();
  const links = candidates.filter(isLink);
  const files = candidates.filter((file) => !links.includes(file));
  const stdin = Buffer.from(files.map(({ path }) => `${quoted(path)}\n`).join(''), 'latin1');
  const said =
    files.length === 0 ? ok(Buffer.alloc(0)) : await shop.git(['hash-object', '--stdin-paths'], { stdin });
  if (!said.ok) return said;
  const hashes = said.value.toString('latin1').split('\n');
  const algorithm = [...objects].some((object) => object.length === 64) ? 'sha256' : 'sha1';
  return ok([
    ...files.filter((_, at) => objects.has(hashes[at]!)),
    ...links.filter(({ path }) => objects.has(linkObject(pathOf(top, path), algorithm))),
  ]);
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

const quoted = (path: string) =>
  `"${path.replace(/[\\"]/g, '\\$&').replace(/[\x00-\x1f\x7f-\xff]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`;

function linkObject(path: Buffer, algorithm: string): string {
  const target = readlinkSync(path, 'buffer');
  return createHash(algorithm).update(`blob ${target.length}\0`).update(target).digest('hex');
}
