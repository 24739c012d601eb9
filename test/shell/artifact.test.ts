import { describe, expect, test } from 'vitest';
import { artifactName, sanitiseName, type UploadRequest, uploadArtifact } from '../../src/shell/artifact.ts';
import { type ArtifactService, startArtifactService } from '../rig/artifact-service.ts';
import { findSurvivors } from '../rig/survivors.ts';
import { tempVolume, type Volume } from '../rig/volume.ts';

// The upload process starts from TypeScript here.
const stripsTypes = 'typescript' in process.features;

function request(
  volume: Volume,
  service: ArtifactService | undefined,
  more: Partial<UploadRequest> = {},
): UploadRequest {
  return {
    name: 'omne-p-j-1-abc',
    paths: [volume.path('events.jsonl'), volume.path('nodes/a.out')],
    folder: volume.root,
    ...more,
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_OPTIONS: '--no-warnings',
      GITHUB_SERVER_URL: 'http://github.localhost',
      GITHUB_REPOSITORY: 'octo/repo',
      GITHUB_RUN_ID: '42',
      ACTIONS_RUNTIME_TOKEN: service?.token ?? '',
      ACTIONS_RESULTS_URL: service?.url ?? 'http://127.0.0.1:9',
      RIG_TAG: volume.root,
      ...more.env,
    },
  };
}

const files = { 'events.jsonl': '{"a":1}\n', 'nodes/a.out': 'out\n' };

describe.runIf(stripsTypes)('uploadArtifact', () => {
  test('a zip with the files at their places, kept for the days asked, with id, url and digest', async () => {
    await using volume = await tempVolume(files);
    await using service = await startArtifactService();
    const outcome = await uploadArtifact(request(volume, service, { retentionDays: 3 }));
    const stored = service.artifacts.get('omne-p-j-1-abc');
    expect(outcome).toEqual({
      status: 'uploaded',
      id: stored?.id,
      url: `http://github.localhost/octo/repo/actions/runs/42/artifacts/${stored?.id}`,
      digest: stored?.digest.slice('sha256:'.length),
    });
    const zipped = service.files('omne-p-j-1-abc');
    expect([...zipped.keys()].sort()).toEqual(['events.jsonl', 'nodes/a.out']);
    expect(zipped.get('nodes/a.out')?.toString()).toBe('out\n');
    const days = (Date.parse(stored?.expiresAt ?? '') - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(3);
  });

  test('a name that is taken: failed, with the service’s reason', async () => {
    await using volume = await tempVolume(files);
    await using service = await startArtifactService({ create: 409 });
    const outcome = await uploadArtifact(request(volume, service));
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('an artifact with this name already exists'),
    });
  });

  test('a blob store that refuses: failed, and neither the signature nor the token in the reason', async () => {
    await using volume = await tempVolume(files);
    await using service = await startArtifactService({ blob: 403 });
    const outcome = await uploadArtifact(request(volume, service));
    expect(outcome.status).toBe('failed');
    const words = JSON.stringify(outcome);
    expect(words).not.toContain(service.signature);
    expect(words).not.toContain(encodeURIComponent(service.signature));
    expect(words).not.toContain(service.token);
    expect(outcome).not.toMatchObject({ reason: '' });
  });

  test('a service that is not there, and one without a token: failed', async () => {
    await using volume = await tempVolume(files);
    const gone = await startArtifactService();
    const env = request(volume, gone);
    await gone[Symbol.asyncDispose]();
    expect(await uploadArtifact(env)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    expect(await uploadArtifact(request(volume, undefined))).toMatchObject({
      status: 'failed',
      reason: 'Unable to get the ACTIONS_RUNTIME_TOKEN env variable',
    });
  });

  test('a file that is gone: failed, nothing thrown', async () => {
    await using volume = await tempVolume(files);
    await using service = await startArtifactService();
    const outcome = await uploadArtifact(
      request(volume, service, { paths: [volume.path('nodes/gone.out')] }),
    );
    expect(outcome).toMatchObject({ status: 'failed', reason: expect.stringContaining('does not exist') });
  });

  test.each([['create'], ['blob'], ['finalize']] as const)(
    'a %s that never answers: failed in time, nothing left',
    async (at) => {
      await using volume = await tempVolume(files);
      await using service = await startArtifactService({ [at]: 'hang' });
      const started = performance.now();
      const outcome = await uploadArtifact(request(volume, service, { limitMs: 2000 }));
      expect(outcome).toEqual({ status: 'failed', reason: 'the upload did not end within 2 s' });
      expect(performance.now() - started).toBeLessThan(4000);
      if (process.platform === 'linux')
        expect(findSurvivors({ env: 'RIG_TAG', value: volume.root })).toEqual([]);
    },
  );

  test('the client’s own stall, after which its process never exits: failed, nothing left', async () => {
    await using volume = await tempVolume(files);
    await using service = await startArtifactService({ blob: 'hang' });
    const stalling = request(volume, service);
    const outcome = await uploadArtifact({
      ...stalling,
      env: { ...stalling.env, ACTIONS_ARTIFACT_UPLOAD_TIMEOUT_MS: '500' },
    });
    expect(outcome).toEqual({ status: 'failed', reason: 'Upload progress stalled.' });
    if (process.platform === 'linux')
      expect(findSurvivors({ env: 'RIG_TAG', value: volume.root })).toEqual([]);
  });
});

test('GHES is unsupported, and no client is started to find out', async () => {
  await using volume = await tempVolume(files);
  for (const url of ['https://github.example.com', 'http://localhost', 'http://127.0.0.1', 'nonsense']) {
    const { env, ...rest } = request(volume, undefined);
    expect(await uploadArtifact({ ...rest, env: { ...env, GITHUB_SERVER_URL: url } })).toEqual({
      status: 'unsupported',
    });
  }
});

test('an upload process that cannot start: failed', async () => {
  await using volume = await tempVolume(files);
  const { env, ...rest } = request(volume, undefined);
  const outcome = await uploadArtifact({ ...rest, env: { ...env, NODE_OPTIONS: '--no-such-option' } });
  expect(outcome).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining('the upload process ended with 9'),
  });
});

test('names: unique per run and attempt, fit for an artifact', () => {
  const runId = 'ci-01jd2k3v4w5x6y7z8a9b0c1d2e';
  expect(artifactName({ pipe: 'ci', job: 'build', attempt: '2', runId })).toBe('omne-ci-build-2-9b0c1d2e');
  expect(artifactName({ pipe: '', job: 'a/b:c', attempt: '', runId })).toBe('omne-pipe-a-b-c-1-9b0c1d2e');
  expect(
    artifactName({ pipe: 'p'.repeat(500), job: 'j'.repeat(500), attempt: '1', runId }).length,
  ).toBeLessThan(256);
  expect(sanitiseName('a"b<c>d|e*f?g\\h\ni')).toBe('a-b-c-d-e-f-g-h-i');
  expect(sanitiseName('  ')).toBe('omne-run');
  expect(sanitiseName('..')).toBe('omne-run');
});
