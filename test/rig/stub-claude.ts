import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * What the stub does, in order: a string is a message of the assistant.
 *
 * ```ts
 * await using claude = await installStubClaude([
 *   { prompt: 'implement', steps: [{ run: 'echo x > a.txt' }, { tool: 'Edit' }, 'Done.'] },
 *   { prompt: 'fix', call: 1, steps: ['Still red.'] },
 *   { prompt: 'fix', call: 2, steps: ['Green now.\nALL_TASKS_COMPLETE\n', { hang: true }] },
 *   { node: 'review', replay: 'e403', exit: 1 },
 * ]);
 * await runCli(['run', 'pipe.md'], { cwd, path: [claude.bin] });
 * (await claude.calls()).map((call) => call.session); // ['none', 'start', 'resume', 'none']
 * ```
 */
export type StubStep =
  | string
  /** `same`: another block of the message before; `parent`: said by a sub-agent. */
  | { readonly say: string; readonly same?: boolean; readonly parent?: string }
  /** Any other stream line. */
  | { readonly line: string | object }
  /** Bytes as they are, without a newline. */
  | { readonly raw: string; readonly base64?: boolean }
  /** That many `x`, without a newline. */
  | { readonly fill: number }
  | {
      readonly tool: string;
      readonly input?: object;
      readonly output?: string;
      readonly error?: boolean;
      readonly denied?: boolean;
    }
  | { readonly stderr: string }
  /** Milliseconds. */
  | { readonly wait: number }
  /** A shell command in the worktree that must succeed. */
  | { readonly run: string }
  /** A shell command that outlives the agent and holds its stdout. */
  | { readonly spawn: string; readonly setsid?: boolean }
  | { readonly hang: true };

/** One behaviour; the first rule that fits a call is followed. */
export interface StubRule {
  /** Part of the prompt. */
  readonly prompt?: string;
  readonly node?: string;
  /** Only the n-th call (from 1) that `prompt` and `node` fit. */
  readonly call?: number;
  /** A recorded stream of `test/fixtures/claude-streams`, without `.jsonl`; then there is no init and no result of our own. */
  readonly replay?: string;
  readonly steps?: readonly StubStep[];
  /** Laid over the result line (success, the last text, 0.01 USD, 1 turn, 100 and 20 tokens); `false`: there is none. */
  readonly result?: object | false;
  /** `false`: no init line. */
  readonly init?: false;
  readonly stderr?: string;
  /** Default 0. */
  readonly exit?: number;
  /** Stays after all that. */
  readonly hang?: boolean;
  /** Bytes per write, and milliseconds after each. */
  readonly chunk?: number;
  readonly delay?: number;
  /** Signals without effect; otherwise SIGINT is exit 0, SIGTERM 143. */
  readonly ignore?: readonly ('SIGINT' | 'SIGTERM')[];
  /** Signals that give an error result with the cost first. Default: SIGINT, as the real one. */
  readonly report?: readonly ('SIGINT' | 'SIGTERM')[];
}

/** A call as the stub saw it. */
export interface StubCall {
  readonly pid: number;
  readonly args: readonly string[];
  readonly prompt: string;
  readonly node?: string;
  /** Names only. */
  readonly env: readonly string[];
  readonly cwd: string;
  readonly session: 'none' | 'start' | 'resume';
  readonly sessionId?: string;
  readonly model?: string;
  readonly allowedTools?: string;
}

/** A folder with an executable `claude`, gone with the test. */
export interface StubClaude extends AsyncDisposable {
  /** To be put first on PATH. */
  readonly bin: string;
  readonly calls: () => Promise<readonly StubCall[]>;
  /** Replaces the rules from the next call on. */
  readonly rules: (rules: readonly StubRule[]) => Promise<void>;
}

/** Installs the stub; `unread` makes it never read its prompt. Rules may be changed later. */
export async function installStubClaude(
  rules: readonly StubRule[] = [],
  options: { readonly unread?: boolean } = {},
): Promise<StubClaude> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'omne-claude-')));
  const bin = join(folder, 'bin');
  const script = join(folder, 'script.json');
  const log = join(folder, 'calls.jsonl');
  await mkdir(bin);
  await install(bin, script);
  const write = (next: readonly StubRule[]) =>
    writeFile(script, JSON.stringify({ log, rules: next, ...options }));
  await write(rules);
  return {
    bin,
    rules: write,
    calls: async () => {
      const text = existsSync(log) ? await readFile(log, 'utf8') : '';
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as StubCall);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

const stub = resolve(import.meta.dirname, 'stub-claude.mjs');

// The script's place is written into the program: a child's environment is no matter of the test's.
async function install(bin: string, script: string): Promise<void> {
  if (process.platform === 'win32') {
    await writeFile(
      join(bin, 'stub.mjs'),
      `process.env.STUB_CLAUDE_SCRIPT ??= ${JSON.stringify(script)};\nawait import(${JSON.stringify(new URL(`file:///${stub}`).href)});\n`,
    );
    await writeFile(join(bin, 'claude.cmd'), `@"${process.execPath}" "%~dp0stub.mjs" %*\r\n`);
    return;
  }
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const file = join(bin, 'claude');
  await writeFile(
    file,
    `#!/bin/sh\n: "\${STUB_CLAUDE_SCRIPT:=${script}}"\nexport STUB_CLAUDE_SCRIPT\nexec ${quoted(process.execPath)} ${quoted(stub)} "$@"\n`,
  );
  await chmod(file, 0o755);
}
