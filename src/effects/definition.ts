import { join, resolve, sep } from 'node:path';

// Where pipes, commands and hooks are looked for.
const FOLDERS = [
  '.omne/pipes',
  '.omne/hooks',
  '.omne/dist',
  '.omne/core',
  '.github/pipes',
  '.claude/commands',
];

/**
 * What a pipe is read from: its file, and the folders of pipes, commands and hooks, which end with a separator. Digests
 * tell what of it changed for which node, so it is no part of a worktree's state.
 */
export const definitionOf = (root: string, pipePath: string): readonly string[] => [
  resolve(root, pipePath),
  ...FOLDERS.map((folder) => join(root, folder) + sep),
];
