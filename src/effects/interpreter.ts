import { accessSync, constants, statSync } from 'node:fs';
import { basename, delimiter, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { err, ok, type Result } from '../core/result.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A program and what stands before the script among its arguments. */
export interface Interpreter {
  readonly file: string;
  readonly args: readonly string[];
}

/** How a script is run: what its file must look like, and the command line for it. */
export interface ScriptRunner {
  /** `.ps1`, `.cmd`: these interpreters go by it. */
  readonly extension: string;
  /** The text to write for a script. */
  readonly wrap: (script: string) => string;
  readonly command: (path: string) => Interpreter & { readonly verbatimArguments?: boolean };
}

const windows = process.platform === 'win32';

/** The absolute path of a program on PATH, or of a path that is one; nothing is spawned. */
export function findProgram(name: string, env: Environment): string | undefined {
  if (name === '') return undefined;
  if (name.includes('/') || (windows && name.includes('\\')))
    return candidates(resolve(name), env).find(isProgram);
  for (const folder of searchPath(env)) {
    const found = candidates(join(folder, name), env).find(isProgram);
    if (found !== undefined) return found;
  }
  return undefined;
}

function searchPath(env: Environment): readonly string[] {
  // An empty entry would be the current folder, where a pull request decides what lies there.
  return (variable(env, 'PATH') ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => resolve(folder));
}

function candidates(path: string, env: Environment): readonly string[] {
  if (!windows || extname(path) !== '') return [path];
  const extensions = (variable(env, 'PATHEXT') ?? '.COM;.EXE;.BAT;.CMD').split(';');
  return extensions
    .filter((extension) => extension !== '')
    .map((extension) => path + extension.toLowerCase());
}

function variable(env: Environment, name: string): string | undefined {
  if (!windows) return env[name];
  const key = Object.keys(env).find((key) => key.toUpperCase() === name);
  return key === undefined ? undefined : env[key];
}

function isProgram(path: string): boolean {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** bash where there is one; on Windows the one that came with Git, never WSL's, which sees other paths. */
export function findBash(env: Environment): string | undefined {
  if (!windows) return findProgram('bash', env);
  const git = findProgram('git', env);
  const roots = [
    ...(git === undefined ? [] : [dirname(dirname(git)), dirname(dirname(dirname(git)))]),
    ...['ProgramFiles', 'ProgramW6432'].flatMap((name) => {
      const folder = variable(env, name.toUpperCase());
      return folder === undefined ? [] : [join(folder, 'Git')];
    }),
  ];
  const gits = roots.map((root) => join(root, 'bin', 'bash.exe')).find(isProgram);
  if (gits !== undefined) return gits;
  const other = findProgram('bash', env);
  return other !== undefined && /\\(?:system32|windowsapps)\\/i.test(other) ? undefined : other;
}

/** How to run scripts of `shell`; without one bash where it exists, else sh. The error is a sentence's end. */
export function scriptRunner(shell: string | undefined, env: Environment): Result<ScriptRunner, string> {
  if (shell === undefined) {
    const bash = findBash(env);
    if (bash !== undefined) return ok(posix(bash, bashOptions));
    const sh = findProgram('sh', env);
    return sh === undefined ? err('neither bash nor sh was found on PATH') : ok(posix(sh, ['-e']));
  }
  const build = shells.get(shell);
  if (!build) return err(`shell ${shell} is not one of ${[...shells.keys()].join(', ')}`);
  const file = shell === 'bash' ? findBash(env) : findProgram(shell, env);
  return file === undefined ? err(`shell ${shell} was not found on PATH`) : ok(build(file));
}

const bashOptions = ['--noprofile', '--norc', '-eo', 'pipefail'];

const shells: ReadonlyMap<string, (file: string) => ScriptRunner> = new Map([
  ['bash', (file: string) => posix(file, bashOptions)],
  ['sh', (file: string) => posix(file, ['-e'])],
  ['pwsh', pwsh],
  ['cmd', cmd],
]);

function posix(file: string, options: readonly string[]): ScriptRunner {
  return {
    extension: '',
    wrap: (script) => script,
    command: (path) => ({ file, args: [...options, path] }),
  };
}

// The first and last line are GitHub's: stop at the first error, end with the last program's exit code.
function pwsh(file: string): ScriptRunner {
  return {
    extension: '.ps1',
    wrap: (script) =>
      `$ErrorActionPreference = 'stop'\n${script}\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }\n`,
    command: (path) => ({ file, args: ['-NoLogo', '-NonInteractive', '-File', path] }),
  };
}

function cmd(file: string): ScriptRunner {
  return {
    extension: '.cmd',
    wrap: (script) => `@echo off\r\n${script.replace(/\r?\n/g, '\r\n')}`,
    // /S takes the outer quotes away and leaves those around a path with spaces.
    command: (path) => ({
      file,
      args: ['/D', '/E:ON', '/V:OFF', '/S', '/C', `"CALL "${path}""`],
      verbatimArguments: true,
    }),
  };
}

/** What runs a hook: the interpreter its first line names, bash (else sh) where it names none. */
export function hookInterpreter(bytes: Uint8Array, env: Environment): Result<Interpreter, string> {
  if (windows) return powershell(env);
  const named = shebang(bytes);
  if (named === undefined) {
    const shell = findBash(env) ?? findProgram('sh', env);
    return shell === undefined ? err('neither bash nor sh was found on PATH') : ok({ file: shell, args: [] });
  }
  const file = findInterpreter(named.file, env);
  if (file !== undefined) return ok({ file, args: named.args });
  return err(`the hook's interpreter ${named.file} was not found`);
}

function findInterpreter(name: string, env: Environment): string | undefined {
  if (isAbsolute(name) && isProgram(name)) return name;
  const program = basename(name);
  return findProgram(program, env) ?? (program === 'bash' ? findProgram('sh', env) : undefined);
}

function powershell(env: Environment): Result<Interpreter, string> {
  const file = findProgram('pwsh', env) ?? findProgram('powershell', env);
  if (file === undefined) return err('neither pwsh nor powershell was found on PATH');
  return ok({ file, args: ['-NoLogo', '-NoProfile', '-NonInteractive', '-File'] });
}

/** The interpreter and its options as a `#!` line names them, `env` resolved; absent where there is no such line. */
export function shebang(bytes: Uint8Array): Interpreter | undefined {
  const line = Buffer.from(bytes.subarray(0, 512)).toString('utf8').split(/\r?\n/, 1)[0]!;
  if (!line.startsWith('#!')) return undefined;
  let words = line.slice(2).trim().split(/\s+/);
  if (basename(words[0]!) === 'env') {
    const name = words.findIndex((word, at) => at > 0 && !word.startsWith('-') && !word.includes('='));
    words = name < 0 ? [] : words.slice(name);
  }
  const [file, ...args] = words;
  return file === undefined || file === '' ? undefined : { file, args };
}
