import { describe, expect, test } from 'vitest';
import { flawsOf } from '../../report/markdown-reader.ts';
import { expectOnlyOurs, type Job, otherErrors, pipeOf, runsOf, startJob } from './act.ts';

const invalid = { status: 'invalid', 'exit-reason': 'invalid', 'artifact-status': 'skipped' };

/** Nothing ran, nothing lies about, and post has nothing to do. */
async function expectNothing(job: Job, pathIn = ''): Promise<void> {
  expect(runsOf(job.volume.path(pathIn))).toEqual([]);
  const post = await job.runner.post();
  expect(post).toMatchObject({ code: 0, stdout: '', stderr: '', outputs: {}, summary: '' });
  expect(job.service.requests).toEqual([]);
}

describe('an invalid pipe', () => {
  test('every problem is an annotation on its line, exit 2, no run', async () => {
    const pipe = [
      'name: p',
      'version: 1',
      'nodes:',
      '  - id: a',
      '    bash: "true"',
      '    gaet: check',
      '  - id: b',
      '    depends_on: [aa]',
      '    bash: "true"',
      '',
    ].join('\n');
    await using job = await startJob({ '.github/pipes/p.yml': pipe });
    const main = await job.runner.main({ pipe: 'p' });
    expect(main).toMatchObject({ code: 2, isSuccess: false, outputs: invalid });
    expect(main.summary).toMatch(/^### ✗ <code>p<\/code> invalid · 2 problems; nothing ran\n/);
    expect(main.summary).toContain('    gaet: check');
    expect(flawsOf(main.summary)).toEqual([]);
    const errors = main.commands.filter((command) => command.name === 'error');
    expect(
      errors.map(({ properties, message }) => [
        properties['file'],
        properties['line'],
        properties['col'],
        message,
      ]),
    ).toEqual([
      ['.github/pipes/p.yml', '6', '5', expect.stringContaining('did you mean `gate`')],
      [
        '.github/pipes/p.yml',
        '8',
        expect.stringMatching(/^\d+$/),
        expect.stringContaining('did you mean `a`'),
      ],
      [undefined, undefined, undefined, '2 problems; nothing ran'],
    ]);
    expectOnlyOurs(main, { errors: otherErrors(main) });
    // The code frame is in the log.
    expect(main.stdout).toContain('    gaet: check');
    await expectNothing(job);
  });

  test('below the workspace: the annotation’s file is the path inside the repository', async () => {
    await using job = await startJob({ 'sub/.omne/pipes/p.yml': 'name: p\nversion: 1\nnodes: []\n' });
    const main = await job.runner.main({ pipe: 'p', 'working-directory': 'sub' });
    expect(main.code).toBe(2);
    expect(main.commands.find((command) => command.name === 'error')?.properties).toMatchObject({
      file: 'sub/.omne/pipes/p.yml',
      line: '3',
    });
    await expectNothing(job, 'sub');
  });

  test('thirty mistakes: ten errors, the last counts them all, the log has every one', async () => {
    const nodes = Array.from({ length: 30 }, (_, n) => ({ id: `n${n}`, bash: 'true', [`wrong${n}`]: 1 }));
    await using job = await startJob({ 'p.yml': pipeOf(nodes) });
    const main = await job.runner.main({ pipe: 'p.yml' });
    expect(main.code).toBe(2);
    expect(main.errors).toHaveLength(10);
    expect(main.errors.at(-1)).toBe('30 problems; nothing ran (and 21 more in the log)');
    for (let n = 0; n < 30; n++) expect(main.stdout).toContain(`wrong${n}`);
    await expectNothing(job);
  });

  test('no such pipe', async () => {
    await using job = await startJob({ 'p.yml': pipeOf([{ id: 'a', bash: 'true' }]) });
    const main = await job.runner.main({ pipe: 'q.yml' });
    expect(main).toMatchObject({ code: 2, outputs: invalid });
    expectOnlyOurs(main, { errors: [/q\.yml/, '1 problem; nothing ran'] });
    await expectNothing(job);
  });

  test('an agent is needed and none is there: before anything runs', async () => {
    const pipe = pipeOf([
      { id: 'first', bash: 'touch ran' },
      { id: 'ask', depends_on: ['first'], prompt: 'hello' },
    ]);
    await using job = await startJob({ 'p.yml': pipe }, { env: { PATH: '/usr/bin:/bin' } });
    const main = await job.runner.main({ pipe: 'p.yml' });
    expect(main).toMatchObject({ code: 2, outputs: invalid });
    expectOnlyOurs(main, { errors: [/claude.*`ask`/, '1 problem; nothing ran'] });
    await expectNothing(job);
  });
});

describe('invalid inputs', () => {
  const pipe = pipeOf([{ id: 'a', bash: 'true' }], {
    inputs: { n: { type: 'number', required: true }, who: { type: 'string' } },
  });

  test('of the pipe: missing, unknown, ill-typed', async () => {
    await using job = await startJob({ 'p.yml': pipe });
    const missing = await job.runner.main({ pipe: 'p.yml', inputs: 'wo=x' });
    expect(missing).toMatchObject({ code: 2, outputs: invalid });
    expectOnlyOurs(missing, {
      errors: [/no input `wo`.*did you mean `who`/, /input `n` is required/, '2 problems; nothing ran'],
    });
    const typed = await (await job.another()).main({ pipe: 'p.yml', inputs: '{"n": "many"}' });
    expectOnlyOurs(typed, { errors: [/input `n` is `many`/, '1 problem; nothing ran'] });
    const broken = await (await job.another()).main({ pipe: 'p.yml', inputs: '{"n": [' });
    expect(broken).toMatchObject({ code: 2, outputs: invalid });
    expect(broken.errors.length).toBeGreaterThan(1);
    await expectNothing(job);
  });

  test('of the step: all of them at once', async () => {
    await using job = await startJob({ 'p.yml': pipe });
    const main = await job.runner.main({
      pipe: '',
      log: 'groupd',
      artifact: '::set-output name=status::completed',
      'max-parallel': '0',
      timeout: 'soon\n::error::x',
      'retention-days': '1e3',
      summary: 'maybe',
    });
    expect(main).toMatchObject({ code: 2, outputs: invalid });
    expectOnlyOurs(main, {
      errors: [
        /`pipe` is required/,
        /did you mean `grouped`/,
        /input `artifact`/,
        /input `summary`/,
        /input `max-parallel`/,
        /input `timeout`/,
        /input `retention-days`/,
        "7 problems in the step's inputs; nothing ran",
      ],
    });
    await expectNothing(job);
  });
});

test('no run directory can be made: a fault, exit 70, and words that say what is wrong', async () => {
  await using job = await startJob({
    'p.yml': pipeOf([{ id: 'a', bash: 'touch ran' }]),
    '.omne/var': 'a file\n',
  });
  const main = await job.runner.main({ pipe: 'p.yml' });
  expect(main).toMatchObject({ code: 70, isSuccess: false });
  expect(main.outputs).toMatchObject({ status: 'fault', 'exit-reason': 'fault' });
  expectOnlyOurs(main, { errors: [/^fault: .*\.omne\/var/] });
  const post = await job.runner.post();
  expect(post.code).toBe(0);
  expect(post.errors).toEqual([]);
});
