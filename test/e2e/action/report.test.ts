import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { artifactFiles, killMain, pipeOf, startJob } from './act.ts';

const reportOf = (job: Awaited<ReturnType<typeof startJob>>) =>
  artifactFiles(job.service).get('report.html')?.toString() ?? '';

test('the artifact holds the report, made of what is in the artifact', async () => {
  const nodes = [
    { id: 'a', bash: 'echo "<i>said</i> $MY_TOKEN"' },
    { id: 'b', depends_on: ['a'], bash: 'echo oh >&2; exit 4' },
  ];
  await using job = await startJob({ 'p.yml': pipeOf(nodes) }, { env: { MY_TOKEN: 'a-token-of-mine' } });
  const main = await job.runner.main({ pipe: 'p.yml' });
  expect(main.outputs['artifact-status']).toBe('uploaded');
  const page = reportOf(job);
  expect(page).toContain('&lt;i&gt;said&lt;/i&gt; ***\n');
  expect(page).not.toContain('a-token-of-mine');
  expect(page).toContain('<svg id="graph"');
  expect(page).toContain('aborted: b crash (exit 4)');
  expect(page).toContain('href="nodes/b.err"');
});

describe.runIf(process.platform === 'linux')('of a killed main the report is made by post', () => {
  const pipe = pipeOf([
    { id: 'a', bash: 'echo early' },
    { id: 'b', depends_on: ['a'], bash: 'echo $PPID > main.pid; echo half; touch ready; sleep 60' },
    { id: 'c', depends_on: ['b'], bash: 'true' },
  ]);

  test.each([
    ['with the pipe it ran', pipe, true],
    ['without it when it was changed', `${pipe}\n`, false],
  ])('%s', async (_, after, hasGraph) => {
    await using job = await startJob({ 'p.yml': pipe });
    const kill = killMain(job, 'SIGKILL');
    const main = await job.runner.main(
      { pipe: 'p.yml' },
      { cancelWhen: () => existsSync(job.volume.path('ready')) && kill() },
    );
    expect(main.signal).toBe('SIGKILL');
    writeFileSync(job.volume.path('p.yml'), after);
    const post = await job.runner.post();
    expect(post.code).toBe(0);
    const page = reportOf(job);
    expect(page).toContain('aborted: interrupted');
    expect(page).toContain('The run ended while this node ran.');
    expect(page).toContain('half\n');
    expect(page.includes('<svg id="graph"')).toBe(hasGraph);
  });
});
