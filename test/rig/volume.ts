import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of its own for one test, gone with it. */
export interface Volume extends AsyncDisposable {
  /** Absolute, without links on the way. */
  readonly root: string;
  readonly path: (...parts: string[]) => string;
  readonly read: (path: string) => Promise<string>;
  /** Writes a file and its folders; a name that ends with `.sh`, or that begins with `#!`, becomes executable. */
  readonly write: (path: string, content: string | Uint8Array) => Promise<void>;
}

export interface VolumeOptions {
  /** A git repository with one commit of all files. */
  readonly git?: boolean;
  /** Part of the folder's name: for spaces and quotes in paths. */
  readonly name?: string;
}

/** A temporary folder with these files: path → content. */
export async function tempVolume(
  files: Readonly<Record<string, string | Uint8Array>> = {},
  options: VolumeOptions = {},
): Promise<Volume> {
  const root = await realpath(await mkdtemp(join(tmpdir(), `omne-${options.name ?? 'test'}-`)));
  const path = (...parts: string[]) => join(root, ...parts);
  const write: Volume['write'] = async (name, content) => {
    await mkdir(dirname(path(name)), { recursive: true });
    await writeFile(path(name), content);
    const start = typeof content === 'string' ? content.slice(0, 2) : '';
    if (name.endsWith('.sh') || start === '#!') await chmod(path(name), 0o755);
  };
  for (const [name, content] of Object.entries(files)) await write(name, content);
  if (options.git === true) commitAll(root);
  return {
    root,
    path,
    write,
    read: (name) => readFile(path(name), 'utf8'),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function commitAll(cwd: string): void {
  const git = (...args: string[]) => execFileSync('git', args, { cwd, stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'commit.gpgsign=false'];
  git(...who, 'commit', '-q', '--allow-empty', '-m', 'start');
}
