import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { findProgram, type Interpreter } from './interpreter.ts';

/**
 * The command line that starts a program on PATH, or nothing where there is none. Windows: what npm's `.cmd` shim
 * would start, since such a file cannot be spawned without a shell of ours.
 */
export function findAgent(name: string, env: Readonly<Record<string, string>>): Interpreter | undefined {
  const file = findProgram(name, env);
  if (file === undefined || !/\.(?:cmd|bat)$/i.test(file))
    return file === undefined ? undefined : { file, args: [] };
  const target = shimTarget(file);
  if (target === undefined || /\.exe$/i.test(target)) return { file: target ?? file, args: [] };
  return { file: findProgram('node', env) ?? process.execPath, args: [target] };
}

/** What an npm shim starts: the last program it names beside itself. */
export function shimTarget(shim: string): string | undefined {
  try {
    const text = readFileSync(shim, 'utf8');
    const names = [...text.matchAll(/"%(?:~dp0|dp0%)[\\/]?([^"%]+\.(?:exe|[cm]?js))"/gi)];
    const last = names.at(-1)?.[1];
    return last === undefined ? undefined : resolve(dirname(shim), last.replaceAll('\\', '/'));
  } catch {
    return undefined;
  }
}
