import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/core/result.ts';
import type { ResumeFrom } from '../../src/shell/actions-inputs.ts';
import { type Fetched, fetchEarlier } from '../../src/shell/artifact-fetch.ts';
import { type ArtifactService, startArtifactService } from '../rig/artifact-service.ts';
import { tempVolume, type Volume } from '../rig/volume.ts';
import { zip } from '../rig/zip.ts';

// The process that asks the service starts from TypeScript here.
const stripsTypes = 'typescript' in process.features;

const NAME = 'omne-ci-test-1-abcdefgh';
const FILES = { 'events.jsonl': '{"a":1}\n', 'nodes/a.out': 'out\n' };

interface Asked {
  readonly from: Exclude<ResumeFrom, { kind: 'folder' }>;
  readonly token?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly limitMs?: number;
}

function fetch(volume: Volume, service: ArtifactService, asked: Asked): Promise<Result<Fetched, string>> {
  const all = {
    PATH: process.env['PATH'] ?? '',
    NODE_OPTIONS: '--no-warnings',
    GITHUB_SERVER_URL: 'http://github.localhost',
    GITHUB_API_URL: service.apiUrl,
    GITHUB_REPOSITORY: 'octo/repo',
    GITHUB_RUN_ID: '42',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_JOB: 'test',
    RUNNER_TEMP: volume.path('temp'),
    ACTIONS_RUNTIME_TOKEN: service.token,
    ACTIONS_RESULTS_URL: service.url,
    ...asked.env,
  };
  return fetchEarlier({
    from: asked.from,
    asked: asked.token === undefined ? {} : { token: asked.token },
    pipe: 'ci',
    host: { all, stripped: all, guarded: all },
    ...(asked.limitMs !== undefined && { call: { limitMs: asked.limitMs } }),
  });
}

const temp = () => tempVolume({ 'temp/.keep': '', 'outside.txt': 'mine' });
const run42: ResumeFrom = { kind: 'workflow-run', id: 42 };

describe.runIf(stripsTypes)('fetchEarlier', () => {
  test('another workflow run’s newest artifact of the pipe is unpacked below RUNNER_TEMP', async () => {
    await using volume = await temp();
    await using service = await startArtifactService();
    service.put('coverage', zip({ 'x.txt': 'x' }));
    service.put(NAME, zip(FILES));
    const fetched = await fetch(volume, service, { from: run42, token: service.apiToken });
    if (!fetched.ok || fetched.value.kind !== 'fetched') return expect(fetched).toBe('fetched');
    expect(fetched.value).toMatchObject({ name: NAME, of: 'workflow run 42' });
    expect(dirname(fetched.value.folder)).toBe(volume.path('temp'));
    expect(readFileSync(join(fetched.value.folder, 'events.jsonl'), 'utf8')).toBe(FILES['events.jsonl']);
    expect(readFileSync(join(fetched.value.folder, 'nodes/a.out'), 'utf8')).toBe('out\n');
  });

  test('an artifact by name; one that is not there names what is', async () => {
    await using volume = await temp();
    await using service = await startArtifactService();
    service.put('mine', zip(FILES));
    const token = service.apiToken;
    const found = await fetch(volume, service, { from: { ...run42, artifact: 'mine' }, token });
    expect(found).toMatchObject({ ok: true, value: { kind: 'fetched', name: 'mine' } });
    const missing = await fetch(volume, service, { from: { ...run42, artifact: 'yours' }, token });
    expect(missing).toEqual({ ok: false, error: 'workflow run 42 has no artifact `yours`; it has `mine`' });
    const none = await fetch(volume, service, { from: run42, token });
    expect(none).toEqual({
      ok: false,
      error: 'workflow run 42 has no artifact of the pipe `ci`; it has `mine`',
    });
  });

  test('an earlier attempt’s, with a token and without', async () => {
    await using volume = await temp();
    await using service = await startArtifactService();
    service.put(NAME, zip(FILES));
    const from = { kind: 'last-attempt' } as const;
    for (const token of [{ token: service.apiToken }, {}]) {
      const fetched = await fetch(volume, service, { from, ...token });
      expect(fetched).toMatchObject({
        ok: true,
        value: { kind: 'fetched', name: NAME, of: 'an earlier attempt' },
      });
    }
    expect(service.requests.filter((one) => one.startsWith('GET /api/'))).toHaveLength(2);
  });

  test('the first attempt, and one that none before left anything for, have nothing to take over', async () => {
    await using volume = await temp();
    await using service = await startArtifactService();
    const from = { kind: 'last-attempt' } as const;
    expect(await fetch(volume, service, { from, env: { GITHUB_RUN_ATTEMPT: '1' } })).toEqual({
      ok: true,
      value: { kind: 'nothing', why: 'this is the first attempt' },
    });
    expect(service.requests).toEqual([]);
    expect(await fetch(volume, service, { from, token: service.apiToken })).toEqual({
      ok: true,
      value: { kind: 'nothing', why: 'no earlier attempt of this job left an artifact' },
    });
    expect(readdirSync(volume.path('temp'))).toEqual(['.keep']);
  });

  test.each([
    [401, 'the `token` was refused (401): Bad credentials', undefined],
    [403, 'the `token` may not read artifacts (403): it needs `permissions: actions: read`: ', { list: 403 }],
    [
      403,
      'the `token` may not read artifacts (403): it needs `permissions: actions: read`: ',
      { download: 403 },
    ],
    [404, 'workflow run 42 was not found (404): it is of another repository, was deleted', { list: 404 }],
    [410, 'the artifact has expired (410)', { download: 410 }],
  ] as const)('%d of the API: why, and what permission is needed', async (status, words, mishaps) => {
    await using volume = await temp();
    await using service = await startArtifactService(mishaps);
    service.put(NAME, zip(FILES));
    const token = status === 401 ? 'ghs_wrongwrongwrong' : service.apiToken;
    const fetched = await fetch(volume, service, { from: run42, token });
    expect(fetched).toEqual({ ok: false, error: expect.stringContaining(words) });
    expect(JSON.stringify(fetched)).not.toContain(token);
    expect(readdirSync(volume.path('temp'))).toEqual(['.keep']);
  });

  test('a service that never answers: said in time, nothing left', async () => {
    await using volume = await temp();
    await using service = await startArtifactService({ list: 'hang' });
    const fetched = await fetch(volume, service, { from: run42, token: service.apiToken, limitMs: 1500 });
    expect(fetched).toEqual({ ok: false, error: 'the download did not end within 1.5 s' });
  });

  test('GitHub Enterprise Server is not asked', async () => {
    await using volume = await temp();
    await using service = await startArtifactService();
    const env = { GITHUB_SERVER_URL: 'https://github.example.com' };
    const fetched = await fetch(volume, service, { from: run42, token: service.apiToken, env });
    expect(fetched).toEqual({
      ok: false,
      error: 'this server gives no artifacts to @actions/artifact; resume from a folder instead',
    });
    expect(await fetch(volume, service, { from: { kind: 'last-attempt' }, env })).toEqual({
      ok: true,
      value: { kind: 'nothing', why: 'this server gives no artifacts to @actions/artifact' },
    });
    expect(service.requests).toEqual([]);
  });

  test('no name in a zip leads out of the folder', async () => {
    await using volume = await temp();
    await using service = await startArtifactService();
    const hostile = {
      '../outside.txt': 'theirs',
      '../../outside.txt': 'theirs',
      'nodes/../../../outside.txt': 'theirs',
      '..\\outside.txt': 'theirs',
      [volume.path('outside.txt')]: 'theirs',
      'events.jsonl': '{}\n',
    };
    service.put(NAME, zip(hostile));
    const fetched = await fetch(volume, service, { from: run42, token: service.apiToken });
    expect(fetched.ok).toBe(true);
    expect(readFileSync(volume.path('outside.txt'), 'utf8')).toBe('mine');
    expect(readdirSync(volume.root).sort()).toEqual(['outside.txt', 'temp']);
    expect(readdirSync(volume.path('temp')).filter((name) => !name.startsWith('omne-resume-'))).toEqual([
      '.keep',
    ]);
  });
});
