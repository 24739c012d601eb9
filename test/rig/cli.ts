import { join, resolve } from 'node:path';
import { type Cancel, type Launched, launch, type Moment } from './launch.ts';

const repository = resolve(import.meta.dirname, '../..');

export interface CliOptions {
  readonly cwd: string;
  /** Added to a clean environment of PATH, HOME (`cwd`) and LANG. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders to look in before PATH: where a stub agent lies. */
  readonly path?: readonly string[];
  /** Default: this repository's `dist/cli.js`. */
  readonly program?: string;
  readonly cancel?: { readonly when: Moment; readonly signals?: Cancel['signals'] };
  readonly limitMs?: number;
  readonly stdin?: string;
}

/** Runs `node dist/cli.js …args` and collects what it said; a cancel without signals is one SIGINT. */
export function runCli(args: readonly string[], options: CliOptions): Promise<Launched> {
  const { cancel } = options;
  const path = [...(options.path ?? []), process.env['PATH'] ?? ''].join(
    process.platform === 'win32' ? ';' : ':',
  );
  return launch({
    args: [resolve(options.program ?? join(repository, 'dist/cli.js')), ...args],
    cwd: options.cwd,
    env: { PATH: path, HOME: options.cwd, LANG: 'C.UTF-8', ...options.env },
    ...(options.limitMs !== undefined && { limitMs: options.limitMs }),
    ...(options.stdin !== undefined && { stdin: options.stdin }),
    ...(cancel && {
      cancel: { when: cancel.when, signals: cancel.signals ?? [{ atMs: 0, name: 'SIGINT' as const }] },
    }),
  });
}
