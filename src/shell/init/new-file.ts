import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What became of a file that was to be new. */
export type NewFile = 'written' | 'kept' | { readonly failed: string };

/** Writes a file that is not there yet, and the folders around it; what is there, a link too, is left alone. */
export function writeNew(
  folder: string,
  path: string,
  content: { readonly text: string; readonly isExecutable: boolean },
): NewFile {
  const target = join(folder, path);
  try {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content.text, { flag: 'wx', mode: content.isExecutable ? 0o755 : 0o644 });
    return 'written';
  } catch (error) {
    const { code, path: at, message } = error as NodeJS.ErrnoException;
    return code === 'EEXIST' && at === target ? 'kept' : { failed: message };
  }
}
