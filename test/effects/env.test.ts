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
};

describe('childEnvironment', () => {
  it('keeps the job and takes away what is the runner’s', () => {
    const env = childEnvironment(newContext(runner), child(), 'bash');
    expect(Object.keys(env).filter((name) => /^(ACTIONS_|INPUT_|STATE_)/.test(name))).toEqual([]);
    expect(env['OMNE_INPUT_OUTER']).toBeUndefined();
    expect(env['OMNE_GATE_NAME']).toBeUndefined();
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
    const context = { ...newContext(), inputEnv: { OMNE_INPUT_TARGET: 'main' } };
    const { files, runId } = context;
    for (const kind of ['bash', 'agent', 'gate'] as const) {
      expect(childEnvironment(context, child(), kind)).toMatchObject({
        OMNE_RUN_ID: runId,
        OMNE_NODE_ID: 'n',
        OMNE_VOLUME_ROOT: files.root,
        OMNE_WORKTREE: files.worktree,
        OMNE_RUN_DIR: files.runDir,
        OMNE_ATTEMPT: '2',
        OMNE_INPUT_TARGET: 'main',
      });
    }
  });

  it('lays the author’s env over it, but never over OMNE_*', () => {
    const context = { ...newContext({ A: 'host', B: 'host' }), inputEnv: { OMNE_INPUT_X: 'input' } };
    const env = childEnvironment(
      context,
      child({ env: { A: 'author', OMNE_RUN_ID: 'forged', OMNE_INPUT_X: 'forged', OMNE_OTHER: 'forged' } }),
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
