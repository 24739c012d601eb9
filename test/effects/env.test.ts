import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { childEnvironment } from '../../src/effects/env.ts';
import { createShell } from '../../src/effects/shell.ts';
import type { Child } from '../../src/run/ports.ts';
import { bash, never, newContext, read } from './processes.ts';

const child = (more: Partial<Child> = {}): Child => ({
  nodeId: 'n',
  attempt: 2,
  env: {},
  passEnv: [],
  variables: {},
  ...more,
});

/** What the runner gives an action, and what a hostile job might. */
const runner = {
  ACTIONS_RUNTIME_TOKEN: 'secret',
  ACTIONS_RUNTIME_URL: 'https://runtime',
  ACTIONS_RESULTS_URL: 'https://results',
  ACTIONS_CACHE_URL: 'https://cache',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'secret',
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://id',
  INPUT_PIPE: 'x.md',
  'INPUT_MAX-PARALLEL': '4',
  STATE_run: 'dir',
  GITHUB_OUTPUT: '/runner/output',
  GITHUB_STEP_SUMMARY: '/runner/summary',
  GITHUB_ENV: '/runner/env',
  GITHUB_PATH: '/runner/path',
  GITHUB_STATE: '/runner/state',
  RUNNER_TRACKING_ID: 'github_1',
  GITHUB_ACTIONS: 'true',
  GITHUB_REPOSITORY: 'o/r',
  BASH_ENV: '/tmp/evil',
  ENV: '/tmp/evil',
  LD_PRELOAD: '',
  NODE_OPTIONS: '--no-warnings',
  PS4: '$(evil)',
  'BASH_FUNC_git%%': '() { evil; }',
  OMNE_INPUT_OUTER: 'of another run',
  OMNE_GATE_NAME: 'of another run',
  OMNE_ITEM: 'of another run',
  OMNE_FILE_X: 'of another run',
};

describe('childEnvironment', () => {
  it('keeps the job and takes away what is the runner’s', () => {
    const env = childEnvironment(newContext(runner), child(), 'bash');
    expect(Object.keys(env).filter((name) => /^(ACTIONS_|INPUT_|STATE_)/.test(name))).toEqual([]);
    expect(env['OMNE_INPUT_OUTER']).toBeUndefined();
    expect(env['OMNE_GATE_NAME']).toBeUndefined();
    expect([env['OMNE_ITEM'], env['OMNE_FILE_X']]).toEqual([undefined, undefined]);
    expect(env).toMatchObject({
      RUNNER_TRACKING_ID: 'github_1',
      GITHUB_REPOSITORY: 'o/r',
      BASH_ENV: '/tmp/evil',
    });
  });

  it.each(['agent', 'gate'] as const)('an %s is not given code by the environment', (kind) => {
    const env = childEnvironment(newContext(runner), child(), kind);
    const kept = Object.keys(env).filter((name) =>
      /^(BASH_ENV|ENV|LD_PRELOAD|NODE_OPTIONS|PS4|BASH_FUNC_.*)$/.test(name),
    );
    expect(kept).toEqual([]);
  });

  it('tells every kind who and where it is', () => {
    const context = newContext();
    const { files, runId } = context;
    const variables = { OMNE_INPUT_TARGET: 'main', OMNE_ITEM: '{"a":1}', OMNE_INDEX: '0' };
    for (const kind of ['bash', 'agent', 'gate'] as const) {
      expect(childEnvironment(context, child({ variables }), kind)).toMatchObject({
        ...variables,
        OMNE_OUTPUT: files.commandFile('n', 'output'),
        GITHUB_OUTPUT: files.commandFile('n', 'output'),
        OMNE_RUN_ID: runId,
        OMNE_NODE_ID: 'n',
        OMNE_VOLUME_ROOT: files.root,
        OMNE_WORKTREE: files.worktree,
        OMNE_RUN_DIR: files.runDir,
        OMNE_ATTEMPT: '2',
      });
    }
  });

  it('lays the author’s env over it, but never over OMNE_*', () => {
    const context = newContext({ A: 'host', B: 'host' });
    const env = childEnvironment(
      context,
      child({
        env: { A: 'author', OMNE_RUN_ID: 'forged', OMNE_INPUT_X: 'forged', OMNE_OTHER: 'forged' },
        variables: { OMNE_INPUT_X: 'input' },
      }),
      'agent',
      { B: 'extra', C: 'extra', A: 'extra' },
    );
    expect(env).toMatchObject({
      A: 'author',
      B: 'extra',
      C: 'extra',
      OMNE_RUN_ID: context.runId,
      OMNE_INPUT_X: 'input',
    });
    expect(env['OMNE_OTHER']).toBeUndefined();
  });

  it('pass_env lets a stripped name through, never a token, never the runner’s files', () => {
    const context = newContext(runner);
    const passEnv = [...Object.keys(runner), 'OMNE_NOT_SET', 'constructor', '__proto__'];
    const env = childEnvironment(context, child({ passEnv }), 'gate');
    expect(env).toMatchObject({
      INPUT_PIPE: 'x.md',
      ACTIONS_RESULTS_URL: 'https://results',
      ACTIONS_ID_TOKEN_REQUEST_URL: 'https://id',
      NODE_OPTIONS: '--no-warnings',
    });
    expect(Object.values(env)).not.toContain('secret');
    expect(env['GITHUB_OUTPUT']).toBe(context.files.commandFile('n', 'output'));
    expect(Object.hasOwn(env, 'OMNE_NOT_SET') || Object.hasOwn(env, 'constructor')).toBe(false);
  });

  it('survives a variable named __proto__', () => {
    const env = childEnvironment(newContext(), child({ env: JSON.parse('{"__proto__": "x"}') }), 'bash');
    expect(Object.entries(env)).toContainEqual(['__proto__', 'x']);
  });

  it('is a snapshot', () => {
    const context = newContext({ BEFORE: '1' });
    process.env['AFTER'] = '1';
    const env = childEnvironment(context, child(), 'bash');
    delete process.env['AFTER'];
    expect([env['BEFORE'], env['AFTER']]).toEqual(['1', undefined]);
  });

  it.skipIf(process.platform === 'win32')(
    'makes the command files, private and empty, and follows nothing',
    () => {
      const { files, ...context } = newContext({ GITHUB_ACTIONS: 'true' });
      const victim = join(files.root, 'victim');
      mkdirSync(dirname(files.commandFile('n', 'env')), { recursive: true });
      symlinkSync(victim, files.commandFile('n', 'env'));
      writeFileSync(files.commandFile('n', 'output'), 'kept=1\n');
      childEnvironment({ ...context, files }, child(), 'bash');
      expect(existsSync(victim)).toBe(false);
      expect(read(files.commandFile('n', 'output'))).toBe('kept=1\n');
      for (const name of ['summary', 'path', 'state'] as const) {
        const stat = statSync(files.commandFile('n', name));
        expect([stat.size, stat.mode & 0o777]).toEqual([0, 0o600]);
      }
      rmSync(files.runDir, { recursive: true });
    },
  );
});

describe('a value too long for an environment', () => {
  const mostOf = (name: string) => 131_071 - name.length - 1;

  it.each(['bash', 'agent', 'gate'] as const)('goes to a private file that the %s finds', (kind) => {
    const context = newContext({ LONG: 'of the job' });
    const long = 'x'.repeat(mostOf('LONG') + 1);
    const item = `"${'ä'.repeat(65_530)}"`;
    const env = childEnvironment(
      context,
      child({
        env: { LONG: long, FITS: 'x'.repeat(mostOf('FITS')) },
        variables: { OMNE_ITEM: item, OMNE_INDEX: '1' },
      }),
      kind,
    );
    expect(
      Object.keys(env)
        .filter((name) => /^(LONG|FITS|OMNE_FILE_.*|OMNE_ITEM)$/.test(name))
        .sort(),
    ).toEqual(['FITS', 'OMNE_FILE_ITEM', 'OMNE_FILE_LONG']);
    expect(env['OMNE_FILE_LONG']).toBe(context.files.longValue('n', 'LONG'));
    expect(read(env['OMNE_FILE_LONG']!)).toBe(long);
    expect(read(env['OMNE_FILE_ITEM']!)).toBe(item);
    if (process.platform !== 'win32') expect(statSync(env['OMNE_FILE_ITEM']!).mode & 0o777).toBe(0o600);
  });

  it('is counted in bytes: 43,688 characters of three, 65,533 of two', () => {
    const count = (value: string) =>
      Object.keys(childEnvironment(newContext(), child({ env: { AB: value } }), 'bash')).includes('AB');
    expect([count('€'.repeat(43_689)), count('€'.repeat(43_690))]).toEqual([true, false]);
    expect([count('ä'.repeat(65_534)), count('ä'.repeat(65_535))]).toEqual([true, false]);
  });

  it.skipIf(process.platform === 'win32')(
    'replaces what was planted, and is left to fail where it cannot',
    () => {
      const context = newContext();
      const path = context.files.longValue('n', 'A');
      const victim = join(context.files.root, 'victim');
      mkdirSync(dirname(path), { recursive: true });
      symlinkSync(victim, path);
      mkdirSync(context.files.longValue('n', 'B'));
      const long = 'x'.repeat(200_000);
      const env = childEnvironment(context, child({ env: { A: long, B: long } }), 'gate');
      expect([existsSync(victim), read(path), env['B']]).toEqual([false, long, long]);
    },
  );

  it.skipIf(process.platform !== 'linux')('starts', async () => {
    const context = newContext();
    const script = 'printf %s "$LONG $(wc -c < "$OMNE_FILE_LONG") $FITS" | wc -c';
    const env = { LONG: 'x'.repeat(1 << 20), FITS: 'x'.repeat(mostOf('FITS')) };
    expect(await createShell(context)(bash('n', script, { env }), never())).toEqual({});
    expect(Number(read(context.files.capture('n', 'out')))).toBe(' 1048576 '.length + mostOf('FITS'));
  });
});

describe.skipIf(process.platform === 'win32')('the command files of a gate', () => {
  it('are made where no body made them: after a container', () => {
    const context = newContext({ GITHUB_ACTIONS: 'true' });
    childEnvironment(context, child(), 'gate');
    expect(read(context.files.commandFile('n', 'summary'))).toBe('');
    rmSync(context.files.commandFile('n', 'summary'));
    childEnvironment(context, child(), 'gate');
    expect(existsSync(context.files.commandFile('n', 'summary'))).toBe(false);
  });
});

describe.skipIf(process.platform === 'win32')('a script copied from a workflow', () => {
  it('writes its outputs into the node’s own file', async () => {
    const context = newContext({ ...runner, GITHUB_OUTPUT: '/dev/null' });
    const script = 'test -f "$GITHUB_STEP_SUMMARY"; echo a=b >> "$GITHUB_OUTPUT"; env';
    expect(await createShell(context)(bash('n', script, { env: { BASH_ENV: '' } }), never())).toEqual({});
    expect(read(context.files.commandFile('n', 'output'))).toBe('a=b\n');
    const seen = readFileSync(context.files.capture('n', 'out'), 'utf8');
    expect(seen).not.toMatch(/^(ACTIONS_|INPUT_|STATE_)|secret|\/runner\//m);
  });
});
