import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { installStubClaude } from '../../rig/stub-claude.ts';
import { pipeVolume, refused, runPipe } from './omne.ts';

const runners = {
  ACTIONS_RUNTIME_TOKEN: 'runner-token-1',
  ACTIONS_RUNTIME_URL: 'http://localhost:1/',
  ACTIONS_RESULTS_URL: 'http://localhost:1/',
  ACTIONS_CACHE_URL: 'http://localhost:1/',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-token-2',
  ACTIONS_ID_TOKEN_REQUEST_URL: 'http://localhost:1/',
  INPUT_PIPE: 'pipe.yml',
  'INPUT_WORKING-DIRECTORY': '.',
  STATE_run: 'x',
};
const commandFiles = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STATE'];

const pipe = `
name: env
version: 1
inputs: { who: { type: string, default: me } }
env: { EVERYWHERE: "for \${{ inputs.who }}", OVER: pipe }
nodes:
  - id: script
    env: { OVER: node }
    bash: |
      env -0
      echo a=b >> "$GITHUB_OUTPUT"
      printf 'c<<E\\nd\\nE\\n' >> "$GITHUB_OUTPUT"
      for file in "$GITHUB_STEP_SUMMARY" "$GITHUB_ENV" "$GITHUB_PATH" "$GITHUB_STATE"; do echo X=Y >> "$file"; done
  - { id: ai, prompt: "Hello \${{ inputs.who }}", gate: look, depends_on: [script] }
`;

const variables = (text: string) =>
  new Map(
    text
      .split('\0')
      .filter(Boolean)
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const),
  );

test("no child sees the runner's tokens, inputs or command files, and all see what is promised", async () => {
  await using claude = await installStubClaude([{ steps: [{ run: 'env -0 > ai.env' }, 'Hi.'] }]);
  await using volume = await pipeVolume(pipe, { '.omne/hooks/look.sh': 'env -0 > gate.env\n' });
  const outer = Object.fromEntries(commandFiles.map((name) => [name, volume.path(`runner-${name}`)]));
  for (const path of Object.values(outer)) await volume.write(path.slice(volume.root.length + 1), 'before\n');
  const run = await runPipe(volume, {
    path: [claude.bin],
    env: {
      ...runners,
      ...outer,
      RUNNER_TRACKING_ID: 'github_1',
      OMNE_INPUT_OUTER: 'of another run',
      OMNE_GATE_NAME: 'of another run',
      BASH_ENV: volume.path('bash-env'),
    },
  });
  expect(run.done.code).toBe(0);
  const children = {
    script: run.capture('script.out').toString(),
    ai: await volume.read('ai.env'),
    gate: await volume.read('gate.env'),
  };
  for (const [child, text] of Object.entries(children)) {
    const env = variables(text);
    expect(
      [...Object.keys(runners), 'OMNE_INPUT_OUTER'].filter((name) => env.has(name)),
      child,
    ).toEqual([]);
    expect([...env.values()].filter((value) => value.startsWith('runner-token'))).toEqual([]);
    expect(Object.fromEntries(env)).toMatchObject({
      RUNNER_TRACKING_ID: 'github_1',
      OMNE_RUN_ID: run.runId,
      OMNE_NODE_ID: child === 'script' ? 'script' : 'ai',
      OMNE_VOLUME_ROOT: volume.root,
      OMNE_WORKTREE: volume.root,
      OMNE_RUN_DIR: run.dir,
      OMNE_ATTEMPT: '1',
      OMNE_INPUT_WHO: 'me',
      EVERYWHERE: 'for me',
      OVER: child === 'script' ? 'node' : 'pipe',
    });
    expect(env.get('OMNE_GATE_NAME')).toBe(child === 'gate' ? 'look' : undefined);
    expect(env.has('BASH_ENV')).toBe(child === 'script');
    for (const name of commandFiles) {
      expect(env.get(name)).not.toBe(outer[name]);
      expect(env.get(name)?.startsWith(run.dir)).toBe(true);
    }
  }
  // A script copied from a workflow wrote to files of its own; the runner's are as they were.
  const own = variables(children.script).get('GITHUB_OUTPUT')!;
  expect(readFileSync(own, 'utf8')).toBe('a=b\nc<<E\nd\nE\n');
  for (const path of Object.values(outer)) expect(readFileSync(path, 'utf8')).toBe('before\n');
  expect((await claude.calls())[0]?.prompt).toBe('Hello me');
});

test('pass_env lets a stripped name through, but no token of the runner', async () => {
  await using volume = await pipeVolume(
    'name: p\nversion: 1\npass_env: [INPUT_PIPE]\nnodes: [{ id: a, bash: \'echo "$INPUT_PIPE"\' }]\n',
    { 'bad.yml': 'name: p\nversion: 1\nnodes: [{ id: a, bash: env, pass_env: [ACTIONS_RUNTIME_TOKEN] }]\n' },
  );
  expect(await refused(volume, { pipe: 'bad.yml', env: runners })).toContain(
    'variable `ACTIONS_RUNTIME_TOKEN` in node `a` belongs to the runner and never reaches a node',
  );
  const run = await runPipe(volume, { env: runners });
  expect(run.capture('a.out').toString()).toBe('pipe.yml\n');
});

// Everything a shell, an expression or a terminal could take for its own.
const hostile = `$(touch pwned) \`touch pwned\`; touch pwned & "x" 'y' \\n %s \${{ inputs.other }} $HOME ! * ~ #é😀
second line\t | touch pwned > pwned`;

test('an input value does nothing by itself and arrives byte for byte', async () => {
  await using claude = await installStubClaude();
  await using volume = await pipeVolume(`
name: inputs
version: 1
inputs: { title: { type: string }, other: { type: string, default: never } }
nodes:
  - { id: direct, bash: 'printf %s "$OMNE_INPUT_TITLE"' }
  - { id: named, bash: 'printf %s "$TITLE"', env: { TITLE: "\${{ inputs.title }}" } }
  - { id: told, prompt: "<\${{ inputs.title }}>" }
`);
  const run = await runPipe(volume, { args: ['--input', `title=${hostile}`], path: [claude.bin] });
  expect(run.done.code).toBe(0);
  expect(run.capture('direct.out').toString()).toBe(hostile);
  expect(run.capture('named.out').toString()).toBe(hostile);
  expect((await claude.calls()).map((call) => call.prompt)).toEqual([`<${hostile}>`]);
  expect(existsSync(volume.path('pwned'))).toBe(false);
  expect(run.events[0]).toMatchObject({
    inputs: [
      { key: 'title', value: hostile },
      { key: 'other', value: 'never' },
    ],
  });
});

test('an expression in a script is a problem that shows the env form', async () => {
  await using volume = await pipeVolume(
    `name: p\nversion: 1\ninputs: { title: { type: string } }\nnodes:\n- id: a\n  bash: echo "\${{ inputs.title }}"\n`,
  );
  const words = await refused(volume, { args: ['-i', 'title=$(touch pwned)'] });
  expect(words).toMatch(/^pipe\.yml:6:\d+: error: /);
  expect(words).toContain(
    `write \`env: { TITLE: "\${{ inputs.title }}" }\` on the node and \`"$TITLE"\` in the script`,
  );
  expect(existsSync(volume.path('pwned'))).toBe(false);
});

test('a project in a folder with spaces, quotes and a dollar', async () => {
  await using volume = await pipeVolume(
    'name: p\nversion: 1\nnodes: [{ id: a, bash: \'pwd; cat "$OMNE_RUN_DIR/scripts/a" >/dev/null\', gate: g }]\n',
    { '.omne/hooks/g.sh': '#!/usr/bin/env bash\n[ "$PWD" = "$OMNE_VOLUME_ROOT" ]\n' },
    { name: `a b'c"$(d)` },
  );
  const run = await runPipe(volume);
  expect(run.outcomes).toEqual({ a: 'completed' });
  expect(run.capture('a.out').toString()).toBe(`${volume.root}\n`);
});
