import { describe, expect, test } from 'vitest';
import { expectOnlyOurs, pipeOf, runDirOf, startJob } from './act.ts';

const green = pipeOf([{ id: 'a', bash: 'echo hello' }]);
const red = pipeOf([{ id: 'a', bash: 'exit 3' }]);
const errors = ['p aborted: a crash (exit 3)'];

describe('when', () => {
  for (const [mode, pipe, status] of [
    ['always', green, 'uploaded'],
    ['always', red, 'uploaded'],
    ['on-failure', green, 'skipped'],
    ['on-failure', red, 'uploaded'],
    ['never', green, 'skipped'],
    ['never', red, 'skipped'],
  ] as const) {
    test(`${mode} on ${pipe === green ? 'completed' : 'aborted'}: ${status}`, async () => {
      await using job = await startJob({ 'p.yml': pipe });
      const main = await job.runner.main({ pipe: 'p.yml', artifact: mode });
      expectOnlyOurs(main, pipe === green ? {} : { errors });
      expect(main.outputs['artifact-status']).toBe(status);
      expect(job.service.artifacts.size).toBe(status === 'uploaded' ? 1 : 0);
      if (status === 'skipped')
        expect(main.outputs).toMatchObject({ 'artifact-id': '', 'artifact-url': '', 'artifact-digest': '' });
      expect((await job.runner.post()).stdout).toBe('');
      expect(job.service.artifacts.size).toBe(status === 'uploaded' ? 1 : 0);
    });
  }
});

test('the name: pipe, job, attempt and run; or the one asked for; kept for the days asked', async () => {
  await using job = await startJob({ 'p.yml': green }, { env: { GITHUB_JOB: 'build' }, runAttempt: 3 });
  const main = await job.runner.main({ pipe: 'p.yml', 'retention-days': '5' });
  const name = `omne-p-build-3-${main.outputs['run-id']!.slice(-8)}`;
  expect([...job.service.artifacts.keys()]).toEqual([name]);
  const days = (Date.parse(job.service.artifacts.get(name)!.expiresAt ?? '') - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(5);
  await (await job.another()).main({ pipe: 'p.yml', 'artifact-name': 'mine' });
  expect([...job.service.artifacts.keys()]).toEqual([name, 'mine']);
});

describe('an upload that fails is a warning with the paths, and the run stays green', () => {
  test('the name is taken', async () => {
    await using job = await startJob({ 'p.yml': green });
    await (await job.another()).main({ pipe: 'p.yml', 'artifact-name': 'mine' });
    const runDir = runDirOf(job.volume.root);
    const main = await job.runner.main({ pipe: 'p.yml', 'artifact-name': 'mine' });
    expect(main).toMatchObject({ code: 0, isSuccess: true });
    expect(main.outputs).toMatchObject({
      status: 'completed',
      'artifact-status': 'failed',
      'artifact-id': '',
    });
    expect(main.outputs['run-dir']).not.toBe(runDir);
    expectOnlyOurs(main, {
      warnings: [/^the artifact was not uploaded: .*already exists.*; the run's files are in \//],
    });
    expect(main.warnings[0]).toContain(main.outputs['run-dir']);
    // It would fail again.
    expect((await job.runner.post()).stdout).toBe('');
  });

  test('the blob store refuses', async () => {
    await using job = await startJob({ 'p.yml': green }, { mishaps: { blob: 403 } });
    const main = await job.runner.main({ pipe: 'p.yml' });
    expect(main).toMatchObject({ code: 0 });
    expect(main.outputs['artifact-status']).toBe('failed');
    expect(main.warnings).toHaveLength(1);
    expect(main.warnings[0]).toContain(main.outputs['run-dir']);
    // Commands aside, which is how a value is hidden, a signed URL's signature is nowhere.
    const shown =
      main.stdout
        .split('\n')
        .filter((line) => !line.startsWith('::add-mask::'))
        .join('\n') + main.stderr;
    expect(shown).not.toContain(encodeURIComponent(job.service.signature));
    expect(shown).not.toContain(job.service.token);
  });

  test('the service answers 500 all the time', async () => {
    await using job = await startJob({ 'p.yml': green }, { mishaps: { create: 500 } });
    const main = await job.runner.main({ pipe: 'p.yml' }, { limitMs: 120_000 });
    expect(main).toMatchObject({ code: 0 });
    expect(main.outputs).toMatchObject({ status: 'completed', 'artifact-status': 'failed' });
    expect(main.warnings.at(-1)).toContain(main.outputs['run-dir']);
  }, 130_000);

  test('nobody listens', async () => {
    const job = await startJob({ 'p.yml': green });
    await job.service[Symbol.asyncDispose]();
    const main = await job.runner.main({ pipe: 'p.yml' }, { limitMs: 120_000 });
    expect(main).toMatchObject({ code: 0 });
    expect(main.outputs).toMatchObject({ status: 'completed', 'artifact-status': 'failed' });
    expect(main.warnings.at(-1)).toContain(main.outputs['run-dir']);
    await job.runner[Symbol.asyncDispose]();
    await job.volume[Symbol.asyncDispose]();
  }, 130_000);

  test('a server without the service (GHES): one warning, nothing asked', async () => {
    await using job = await startJob({ 'p.yml': green }, { serverUrl: 'https://git.example.com' });
    const main = await job.runner.main({ pipe: 'p.yml' });
    expect(main).toMatchObject({ code: 0 });
    expect(main.outputs).toMatchObject({ status: 'completed', 'artifact-status': 'unsupported' });
    expectOnlyOurs(main, { warnings: [/^this server takes no artifacts .*; the run's files are in \//] });
    expect(main.warnings[0]).toContain(main.outputs['run-dir']);
    expect(job.service.requests).toEqual([]);
  });
});
