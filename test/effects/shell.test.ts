import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeFailure } from '../../src/core/failure.ts';
import type { RunContext } from '../../src/effects/run-context.ts';
import { createShell } from '../../src/effects/shell.ts';
import type { ShellRequest } from '../../src/run/ports.ts';
import {
  bash,
  eventually,
  fixture,
  hugeEnv,
  linux,
  never,
  newContext,
  newTag,
  read,
  tagged,
} from './processes.ts';

const out = (context: RunContext, id = 'n') => read(context.files.capture(id, 'out'));
const err = (context: RunContext, id = 'n') => read(context.files.capture(id, 'err'));

async function run(script: string, more: Partial<ShellRequest> = {}) {
  const context = newContext();
  const outcome = await createShell(context)(bash('n', script, more), never());
  return { context, outcome, text: outcome.failure && describeFailure(outcome.failure) };
}

describe.skipIf(process.platform === 'win32')('the shell', () => {
  it('runs a script in the worktree, its streams in two private files', async () => {
    const { context, outcome } = await run('pwd; echo problem >&2');
    expect(outcome).toEqual({});
    expect(out(context)).toBe(`${context.files.worktree}\n`);
    expect(err(context)).toBe('problem\n');
    for (const path of [context.files.capture('n', 'out'), context.files.script('n')]) {
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
  });

  it('keeps every byte: a split character, no newline at the end', async () => {
    const { context } = await run(
      `sh ${fixture('split-utf8.sh')}; sh ${fixture('no-newline.sh')}; printf '\\377\\0\\r'`,
    );
    expect(readFileSync(context.files.capture('n', 'out'))).toEqual(
      Buffer.concat([Buffer.from('€no newline at the end'), Buffer.from([255, 0, 13])]),
    );
  });

  it('stops at the first error, also inside a pipe', async () => {
    const { outcome, text } = await run('echo why >&2; false | true; echo not reached');
    expect(outcome.failure).toMatchObject({ kind: 'crash', cause: 'exit', exit: { code: 1 } });
    expect(text).toBe('why');
  });

  it('sh is sh', async () => {
    const { context, outcome } = await run('false | true; echo reached', { shell: 'sh' });
    expect([outcome, out(context)]).toEqual([{}, 'reached\n']);
  });

  it('says the signal that ended it', async () => {
    const { outcome } = await run('kill -KILL $$');
    expect(outcome.failure).toMatchObject({ cause: 'exit', exit: { signal: 'SIGKILL' } });
  });

  it('carries the last 1024 bytes of stderr, whole characters', async () => {
    const { outcome } = await run(
      `printf 'x%.0s' 1 >&2; for i in $(seq 1000); do printf '€' >&2; done; exit 1`,
    );
    const tail = outcome.failure && 'stderrTail' in outcome.failure ? outcome.failure.stderrTail : '';
    expect(tail).toBe('€'.repeat(341));
  });

  it('runs a script of 512 KiB', async () => {
    const { context, outcome } = await run(`${`# ${'x'.repeat(125)}\n`.repeat(4096)}echo end`);
    expect([outcome, out(context)]).toEqual([{}, 'end\n']);
  });

  it.skipIf(!linux)('fails clearly for an environment that is too large altogether', async () => {
    const { text } = await run('true', { env: hugeEnv() });
    expect(text).toBe(
      'dispatch error in node body: failed to spawn subprocess: an environment value or argument is too large for the system; the largest is V0 with 120000 characters (E2BIG)',
    );
  });

  it('fails clearly for an interpreter that is not there', async () => {
    const { text } = await run('true', { shell: 'cmd' });
    expect(text).toBe(
      'dispatch error in node body: failed to spawn subprocess: shell cmd was not found on PATH',
    );
  });

  it('fails clearly for a worktree that is gone', async () => {
    const context = newContext();
    const worktree = join(context.files.root, 'gone');
    const shell = createShell({ ...context, files: { ...context.files, worktree } });
    const { failure } = await shell(bash('n', 'true'), never());
    expect(describeFailure(failure!)).toContain(`the folder ${worktree} does not exist (ENOENT)`);
  });

  it('reads nothing from stdin', async () => {
    const { context } = await run('cat; echo end');
    expect(out(context)).toBe('end\n');
  });

  it('leaves no descriptor open', async () => {
    const context = newContext();
    const shell = createShell(context);
    const open = () => (linux ? readdirSync('/proc/self/fd').length : 0);
    await shell(bash('first', 'true'), never());
    const before = open();
    await shell(bash('ok', 'true'), never());
    await shell(bash('fails', 'false'), never());
    await shell(bash('missing', 'true', { shell: 'pwsh' }), never());
    await shell(bash('large', 'true', { env: hugeEnv() }), never());
    await shell(bash('long', 'true', { env: { A: 'x'.repeat(300_000) }, publishes: true }), never());
    await shell(bash('a/0/b', 'true', { isUntil: true }), never());
    mkdirSync(context.files.capture('planted', 'err'));
    await shell(bash('planted', 'true'), never());
    expect(open()).toBe(before);
  });
});

describe.skipIf(process.platform === 'win32')('what a script publishes', () => {
  const script = 'echo "a=$OMNE_ATTEMPT" >> "$OMNE_OUTPUT"; [ "$OMNE_OUTPUT" = "$GITHUB_OUTPUT" ]';

  it('is in a file that is there, private, and empty at first', async () => {
    const context = newContext();
    const shell = createShell(context);
    const path = context.files.commandFile('n', 'output');
    const look = `cat "$OMNE_OUTPUT"; ${script}`;
    for (const attempt of [1, 2]) {
      expect(await shell(bash('n', look, { publishes: true, attempt }), never())).toEqual({});
      expect([out(context), read(path)]).toEqual(['', `a=${attempt}\n`]);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is not written through a planted link', async () => {
    const context = newContext();
    const path = context.files.commandFile('n', 'output');
    const victim = join(context.files.root, 'victim');
    writeFileSync(victim, 'precious');
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(victim, path);
    expect(await createShell(context)(bash('n', script, { publishes: true }), never())).toEqual({});
    expect([read(victim), read(path)]).toEqual(['precious', 'a=1\n']);
  });

  it('fails the node where the file cannot be made', async () => {
    const context = newContext();
    const path = context.files.commandFile('n', 'output');
    mkdirSync(path, { recursive: true });
    const { failure } = await createShell(context)(bash('n', 'echo ran', { publishes: true }), never());
    expect(failure).toMatchObject({ kind: 'capture_failed', path });
    expect(existsSync(context.files.capture('n', 'out'))).toBe(false);
  });
});

describe.skipIf(process.platform === 'win32')('a loop’s until_bash', () => {
  it('has captures and a script of its own', async () => {
    const context = newContext();
    const shell = createShell(context);
    await shell(bash('n', 'echo body; echo body >&2'), never());
    const { failure } = await shell(
      bash('n', 'echo asked; echo why >&2; exit 7', { isUntil: true }),
      never(),
    );
    expect(failure).toMatchObject({ kind: 'crash', exit: { code: 7 }, stderrTail: 'why\n' });
    expect([out(context), err(context)]).toEqual(['body\n', 'body\n']);
    const { files } = context;
    expect(read(files.capture('n', 'until.out'))).toBe('asked\n');
    expect(read(files.capture('n', 'until.err'))).toBe('why\n');
    expect(read(files.script('n'))).toContain('echo body');
    expect(read(files.script('n', 'until'))).toContain('echo asked');
  });
});

describe.skipIf(!linux)('background children', () => {
  it.each(['pipe-holder.sh', 'pipe-holder-setsid.sh'])('%s: the node ends with its body', async (name) => {
    const tag = newTag();
    const begin = performance.now();
    const { context, outcome } = await run(`sh '${fixture(name)}' ${tag}`);
    expect(outcome).toEqual({});
    expect(performance.now() - begin).toBeLessThan(3000);
    expect(out(context)).toBe('from the parent\n');
    // What left the group lives until the sweep at the end of the run.
    if (name === 'pipe-holder.sh') expect(await eventually(() => tagged(tag).length === 0)).toBe(true);
    else expect(tagged(tag)).toHaveLength(1);
  });

  it('an abort before the start starts nothing', async () => {
    const context = newContext();
    const abort = new AbortController();
    abort.abort();
    const { failure } = await createShell(context)(bash('n', 'true'), abort.signal);
    expect(failure).toMatchObject({ kind: 'crash', cause: 'spawn' });
    expect(existsSync(context.files.capture('n', 'out'))).toBe(false);
  });

  it('an abort keeps what was written', async () => {
    const context = newContext();
    const abort = new AbortController();
    const done = createShell(context)(bash('n', 'echo partial; exec sleep 60'), abort.signal);
    expect(await eventually(() => existsSync(context.files.capture('n', 'out')) && out(context) !== '')).toBe(
      true,
    );
    abort.abort();
    expect((await done).failure).toMatchObject({ kind: 'crash', exit: { signal: 'SIGTERM' } });
    expect(out(context)).toBe('partial\n');
  });
});

describe.skipIf(process.platform === 'win32')('what a node planted in the run directory', () => {
  async function planted(plant: (path: string, victim: string) => void) {
    const context = newContext();
    const path = context.files.capture('n', 'out');
    const victim = join(context.files.root, 'victim');
    writeFileSync(victim, 'precious');
    mkdirSync(dirname(path), { recursive: true });
    plant(path, victim);
    const outcome = await createShell(context)(bash('n', 'echo pwned'), never());
    return { outcome, victim: read(victim), path };
  }

  it.each([
    ['a link', (path: string, victim: string) => symlinkSync(victim, path)],
    ['a hard link', (path: string, victim: string) => linkSync(victim, path)],
    ['a FIFO', (path: string) => void execFileSync('mkfifo', [path])],
    ['a folder', (path: string) => mkdirSync(path)],
    [
      'a link for the folder',
      (path: string, victim: string) => {
        rmSync(dirname(path), { recursive: true });
        symlinkSync(dirname(victim), dirname(path));
      },
    ],
  ])('%s is a failed capture, and nothing is followed', async (_name, plant) => {
    const { outcome, victim, path } = await planted(plant);
    expect(outcome.failure).toMatchObject({ kind: 'capture_failed', path });
    expect(victim).toBe('precious');
  });

  it('a link at the script is replaced', async () => {
    const context = newContext();
    const victim = join(context.files.root, 'victim');
    writeFileSync(victim, 'precious');
    mkdirSync(dirname(context.files.script('n')), { recursive: true });
    symlinkSync(victim, context.files.script('n'));
    expect(await createShell(context)(bash('n', 'echo ran'), never())).toEqual({});
    expect([out(context), read(victim)]).toEqual(['ran\n', 'precious']);
  });
});
