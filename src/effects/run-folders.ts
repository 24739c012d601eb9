import { lstatSync, mkdirSync } from 'node:fs';
import { sep } from 'node:path';

/**
 * Makes the folders below `within` that a file of ours lies in (0700), and checks those that are there: O_NOFOLLOW
 * protects the last name only, and a folder swapped for a link would lead elsewhere. Throws.
 */
export function needFolders(path: string, within: string): void {
  for (let at = end(path, within.length); at >= 0; at = end(path, at)) needFolder(path.slice(0, at));
}

/** Whether all of those folders are there, and folders. Never throws. */
export function hasFolders(path: string, within: string): boolean {
  try {
    for (let at = end(path, within.length); at >= 0; at = end(path, at)) {
      if (lstatSync(path.slice(0, at), { throwIfNoEntry: false })?.isDirectory() !== true) return false;
    }
    return true;
  } catch {
    return false;
  }
}

const end = (path: string, after: number) => path.indexOf(sep, after + 1);

function needFolder(folder: string): void {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (!stat) mkdirSync(folder, { recursive: true, mode: 0o700 });
  else if (!stat.isDirectory()) throw new Error('its folder is not a folder of ours');
}
