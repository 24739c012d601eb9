import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { inputNames, readActionRequest } from '../../src/shell/actions-inputs.ts';

const read = (inputs: Readonly<Record<string, string>>) =>
  readActionRequest(
    Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
  );

describe('readActionRequest', () => {
  test('only a pipe: the defaults', () => {
    expect(read({ pipe: ' ci.md ' })).toEqual({
      ok: true,
      value: {
        pipe: 'ci.md',
        inputs: '',
        workingDirectory: '.',
        log: 'grouped',
        artifact: 'always',
        summary: true,
      },
    });
  });

  test('everything', () => {
    const inputs = 'a: 1\nb: " x "\n';
    expect(
      read({
        pipe: 'ci',
        inputs,
        'working-directory': 'packages/a',
        'max-parallel': '8',
        timeout: '10m',
        log: 'quiet',
        artifact: 'on-failure',
        'artifact-name': 'my run',
        'retention-days': '7',
        summary: 'False',
        'resume-from': '123/omne-ci',
        token: ' t ',
      }),
    ).toEqual({
      ok: true,
      value: {
        pipe: 'ci',
        inputs,
        workingDirectory: 'packages/a',
        maxParallel: 8,
        timeoutMs: 600_000,
        log: 'quiet',
        artifact: 'on-failure',
        artifactName: 'my run',
        retentionDays: 7,
        summary: false,
        resumeFrom: { kind: 'workflow-run', id: 123, artifact: 'omne-ci' },
        token: 't',
      },
    });
  });

  test.each([
    ['last-attempt', { kind: 'last-attempt' }],
    ['9876543210', { kind: 'workflow-run', id: 9876543210 }],
    ['12/a name/with more', { kind: 'workflow-run', id: 12, artifact: 'a name/with more' }],
    ['out/run', { kind: 'folder', path: 'out/run' }],
    ['./12', { kind: 'folder', path: './12' }],
    ['12/', { kind: 'folder', path: '12/' }],
  ])('resume-from %j', (text, resumeFrom) => {
    expect(read({ pipe: 'ci', 'resume-from': text, token: 't' })).toMatchObject({
      ok: true,
      value: { resumeFrom },
    });
  });

  test('another workflow run needs a token', () => {
    expect(read({ pipe: 'ci', 'resume-from': '12' })).toEqual({
      ok: false,
      error: [
        'input `resume-from` names another workflow run: `token` must be given as well, such as `github.token`, with `permissions: actions: read`',
      ],
    });
    expect(read({ pipe: 'ci', 'resume-from': 'last-attempt' }).ok).toBe(true);
  });

  test('all mistakes at once, in words', () => {
    expect(
      read({
        'max-parallel': '0',
        timeout: '0.5s',
        log: 'strem',
        artifact: 'sometimes',
        'artifact-name': 'a/b',
        'retention-days': 'ten',
        summary: 'yes',
      }),
    ).toEqual({
      ok: false,
      error: [
        'input `pipe` is required: the path or the name of a pipe',
        'input `log` is "strem"; it must be one of `grouped`, `stream`, `quiet`; did you mean `stream`?',
        'input `artifact` is "sometimes"; it must be one of `always`, `on-failure`, `never`',
        'input `summary` is "yes"; it must be `true` or `false`',
        'input `max-parallel` is "0"; it must be a whole number from 1 to 1000',
        'input `timeout` is "0.5s"; it must be seconds as a number, or like `90s`, `10m`, `1h`, from 1 s to 24 h',
        'input `artifact-name` is "a/b"; it must be without `"`, `:`, `<`, `>`, `|`, `*`, `?`, `\\`, `/` and line breaks',
        'input `retention-days` is "ten"; it must be a whole number from 1 to 400',
      ],
    });
  });

  test.each(['-1', '1.5', '1e3', '1001', '0x10', '99999999999', ' 4 4 '])(
    'max-parallel %j is refused',
    (value) => {
      expect(read({ pipe: 'p', 'max-parallel': value }).ok).toBe(false);
    },
  );

  test('an environment without any input, and one with a long wrong value', () => {
    expect(readActionRequest({}).ok).toBe(false);
    const result = read({ pipe: 'p', log: 'x'.repeat(100_000) });
    expect(result.ok ? '' : result.error[0]).toHaveLength(
      80 + 'input `log` is ""; it must be one of `grouped`, `stream`, `quiet`'.length,
    );
  });
});

describe('action.yml', () => {
  const action = parse(readFileSync('action.yml', 'utf8')) as {
    inputs: Record<string, { description: string; required?: boolean; default?: string }>;
    outputs: Record<string, { description: string }>;
    runs: Record<string, string>;
  };

  test('has the inputs that are read, each with a description; its defaults mean the same as none', () => {
    expect(Object.keys(action.inputs)).toEqual([...inputNames]);
    const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? '']);
    expect(read({ ...Object.fromEntries(defaults), pipe: 'p' })).toEqual(read({ pipe: 'p' }));
    for (const input of Object.values(action.inputs)) {
      expect(input.description.length).toBeGreaterThan(20);
      expect(input.required === true || typeof input.default === 'string').toBe(true);
    }
  });

  test('has the outputs of the design, each with a description; post has an entry of its own', () => {
    expect(Object.keys(action.outputs)).toEqual([
      'status',
      'run-id',
      'run-dir',
      'events-file',
      'exit-reason',
      'failed-nodes',
      'nodes',
      'artifact-id',
      'artifact-url',
      'artifact-digest',
      'artifact-status',
      'cost-usd',
      'turns',
      'duration-ms',
    ]); // prettier-ignore
    for (const output of Object.values(action.outputs)) expect(output.description.length).toBeGreaterThan(20);
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js', post: 'dist/post.js' });
  });
});
