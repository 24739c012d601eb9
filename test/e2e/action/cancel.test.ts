import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { verifyJournal } from '../../../src/core/verify.ts';
import { sha256 } from '../../../src/effects/crypto.ts';
import { findSurvivors, survivorsAfter } from '../../rig/survivors.ts';
import {
  artifactFiles,
  expectClosed,
  expectOnlyOurs,
  type Job,
  journalOf,
  killMain,
  pipeOf,
  runDirOf,
  runsOf,
  startJob,
} from './act.ts';

// Traps what it can, and so do a child and one in a session of its own.
const stubborn = `
trap 'echo no' INT TERM HUP
(trap '' INT TERM HUP; while :; do sleep 0.5; done) &
setsid sh -c 'trap "" INT TERM HUP; while :; do sleep 0.5; done' &
echo begun
echo $PPID > "$OMNE_NODE_ID.pid"; mv "$OMNE_NODE_ID.pid" main.pid
touch "ready-$OMNE_NODE_ID"
while :; do sleep 0.5; done
`;
const eight = Array.from({ length: 8 }, (_, n) => ({ id: `n${n}`, bash: stubborn }));
const pipe = pipeOf([...eight, { id: 'after', depends_on: ['n0'], bash: 'true' }], { max_parallel: 8 });
const allReady = (job: Job) => () => eight.every(({ id }) => existsSync(job.volume.path(`ready-${id}`)));
const runIdOf = (job: Job) => runsOf(job.volume.root)[0]!;
const onLinux = describe.runIf(process.platform === 'linux');

/** What every cancelled run looks like when main is over. */
function expectCancelled(job: Job, main: Awaited<ReturnType<Job['runner']['main']>>, code: number): void {
  expect(main).toMatchObject({ code, signal: null, isSuccess: false });
  expect(findSurvivors({ runId: runIdOf(job) })).toEqual([]);
  const journal = journalOf(job.volume.root);
  expectClosed(journal);
  expect(journal.filter((line) => line.type === 'node.started')).toHaveLength(8);
  expect(journal.at(-1)).toMatchObject({ type: 'pipe.aborted', reason: 'cancelled' });
  for (const line of journal.filter((one) => one.type === 'node.failed'))
    expect(line['error']).toMatchObject({ kind: 'cancelled' });
  expect(journal.find((line) => line.type === 'node.skipped')).toMatchObject({
    node_id: 'after',
    reason: 'cancelled',
  });
  expectOnlyOurs(main, { errors: ['p cancelled'] });
  expect(main.outputs).toMatchObject({
    status: 'cancelled',
    'exit-reason': 'cancelled',
    'node-n0': 'failed',
    'node-after': 'skipped',
  });
  expect(main.summary).toMatch(/^### ✗ <code>p<\/code> cancelled · /);
}

async function expectPostUploads(job: Job): Promise<void> {
  expect(job.service.artifacts.size).toBe(0);
  const post = await job.runner.post();
  expect(post).toMatchObject({ code: 0, summary: '' });
  expectOnlyOurs(post);
  const files = artifactFiles(job.service);
  expect(files.get('nodes/n0.out')?.toString()).toContain('begun\n');
  expect(files.get('events.jsonl')?.toString()).toContain('"pipe.aborted"');
}

onLinux('a cancelled run', () => {
  // The bound is the promise; a loaded machine gets a second chance.
  test('SIGINT while eight stubborn nodes run: all gone and told within 6 s, and post uploads', {
    retry: 1,
  }, async () => {
    await using job = await startJob({ 'p.yml': pipe });
    const main = await job.runner.main({ pipe: 'p.yml' }, { cancelWhen: allReady(job) });
    expectCancelled(job, main, 130);
    expect(main.cancelMs).toBeLessThan(6000);
    const artifact = ['artifact-status', 'artifact-id', 'artifact-url', 'artifact-digest'];
    expect(Object.keys(main.outputs).filter((name) => artifact.includes(name))).toEqual([]);
    await expectPostUploads(job);
  });

  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    test(`${signal} cancels alike`, { retry: 1 }, async () => {
      await using job = await startJob({ 'p.yml': pipe });
      const kill = killMain(job, signal);
      const ready = allReady(job);
      const started = { ms: 0 };
      const main = await job.runner.main(
        { pipe: 'p.yml' },
        {
          cancelWhen: () => {
            if (started.ms === 0 && ready()) {
              started.ms = performance.now();
              kill();
            }
            return false;
          },
        },
      );
      const tookMs = performance.now() - started.ms;
      expectCancelled(job, main, code);
      expect(tookMs).toBeLessThan(7000);
      await expectPostUploads(job);
    });
  }

  test('a second signal: nobody is waited for any longer', { retry: 1 }, async () => {
    await using job = await startJob({ 'p.yml': pipe });
    const main = await job.runner.main(
      { pipe: 'p.yml' },
      { cancelWhen: allReady(job), clock: { termMs: 300, killMs: 10_000 } },
    );
    expectCancelled(job, main, 130);
    expect(main.cancelMs).toBeLessThan(3000);
  });

  test('at the first word: SIGINT leaves nothing running', async () => {
    await using job = await startJob({ 'p.yml': pipe });
    const main = await job.runner.main({ pipe: 'p.yml' }, { cancelWhen: 'omne/run ' });
    expect(main.isSuccess).toBe(false);
    const post = await job.runner.post();
    expect(post).toMatchObject({ code: 0, errors: [] });
    for (const runId of runsOf(job.volume.root)) expect(await survivorsAfter({ runId }, 0)).toEqual([]);
  });

  test('never asks for an artifact, cancelled or not', async () => {
    await using job = await startJob({ 'p.yml': pipe });
    await job.runner.main({ pipe: 'p.yml', artifact: 'never' }, { cancelWhen: allReady(job) });
    expect((await job.runner.post()).code).toBe(0);
    expect(job.service.requests).toEqual([]);
  });
});

onLinux('a killed main', () => {
  test('post ends what it left, uploads, and writes the summary of what was interrupted', async () => {
    const first = { id: 'first', bash: 'echo early' };
    const nodes = [first, ...eight.map((node) => ({ ...node, depends_on: ['first'] }))];
    await using job = await startJob({ 'p.yml': pipeOf(nodes, { max_parallel: 8 }) });
    const kill = killMain(job, 'SIGKILL');
    const ready = allReady(job);
    const main = await job.runner.main({ pipe: 'p.yml' }, { cancelWhen: () => ready() && kill() });
    expect(main).toMatchObject({ code: null, signal: 'SIGKILL' });
    const runId = runIdOf(job);
    expect(findSurvivors({ runId }).length).toBeGreaterThanOrEqual(8);
    const post = await job.runner.post();
    expect(post.code).toBe(0);
    expectOnlyOurs(post);
    expect(findSurvivors({ runId })).toEqual([]);
    const files = artifactFiles(job.service);
    expect(files.get('nodes/first.out')?.toString()).toBe('early\n');
    expect(files.get('nodes/n7.out')?.toString()).toBe('begun\n');
    const journal = journalOf(job.volume.root);
    expectClosed(journal);
    expect(journal.at(-1)).toMatchObject({ type: 'pipe.aborted', reason: 'interrupted' });
    expect(files.get('events.jsonl')?.toString()).toBe(
      readFileSync(`${runDirOf(job.volume.root)}/events.jsonl`, 'utf8'),
    );
    expect(post.summary).toMatch(
      /^### ✗ <code>p<\/code> aborted&#58; interrupted · .*1 completed, 8 interrupted$/m,
    );
    expect(post.summary.match(/\| ✗ interrupted \|/g)).toHaveLength(8);
    expect(post.summary.match(/<summary>● <code>n\d<\/code> /g)).toHaveLength(8);
    expect(post.summary).toContain('stdout:\n\n```text\nbegun\n```');
    expect(post.summary).toContain('```mermaid\nflowchart LR');
    expect(post.summary).toContain(`-n ${[...job.service.artifacts.keys()][0]}\n`);
    const { flaws } = verifyJournal(files.get('events.jsonl')!.toString(), sha256);
    expect(flaws).toEqual([]);
  });

  test('before its first word left nothing: post does nothing, and above all does not run the pipe', async () => {
    await using job = await startJob({ 'p.yml': pipeOf([{ id: 'a', bash: 'true' }]) });
    const post = await job.runner.post();
    expect(post).toMatchObject({ code: 0, stdout: '', stderr: '', summary: '' });
    expect(runsOf(job.volume.root)).toEqual([]);
  });

  test('with artifact: never and summary: false it only ends what was left', async () => {
    await using job = await startJob({ 'p.yml': pipeOf(eight, { max_parallel: 8 }) });
    const kill = killMain(job, 'SIGKILL');
    const ready = allReady(job);
    await job.runner.main(
      { pipe: 'p.yml', artifact: 'never', summary: 'false' },
      { cancelWhen: () => ready() && kill() },
    );
    const post = await job.runner.post();
    expect(post).toMatchObject({ code: 0, summary: '' });
    expect(findSurvivors({ runId: runIdOf(job) })).toEqual([]);
    expect(job.service.requests).toEqual([]);
  });
});

describe('a signal during the upload', () => {
  const quick = pipeOf([{ id: 'a', bash: 'echo hello; echo $PPID > main.pid' }]);

  test('SIGINT: main ends at once with all outputs but the artifact’s, and post uploads', async () => {
    await using job = await startJob({ 'p.yml': quick }, { mishaps: { blob: 'hang' } });
    const uploading = () => job.service.requests.some((request) => request.startsWith('PUT /blob/'));
    const main = await job.runner.main({ pipe: 'p.yml' }, { cancelWhen: uploading });
    expect(main.signal).toBeNull();
    expect(main.cancelMs).toBeLessThan(6000);
    expect(main.outputs).toMatchObject({ status: 'completed', 'node-a': 'completed' });
    expectOnlyOurs(main, { warnings: main.warnings });
    delete job.service.mishaps.blob;
    const post = await job.runner.post();
    expect(post).toMatchObject({ code: 0, summary: '' });
    expectOnlyOurs(post);
    expect(artifactFiles(job.service).get('nodes/a.out')?.toString()).toBe('hello\n');
  });

  test('SIGKILL: the upload’s own process goes with main, and post uploads', async () => {
    await using job = await startJob(
      { 'p.yml': quick },
      { mishaps: { blob: 'hang' }, env: { RIG_TAG: 'upload-kill' } },
    );
    const uploading = () => job.service.requests.some((request) => request.startsWith('PUT /blob/'));
    const kill = killMain(job, 'SIGKILL');
    const main = await job.runner.main({ pipe: 'p.yml' }, { cancelWhen: () => uploading() && kill() });
    expect(main.signal).toBe('SIGKILL');
    if (process.platform === 'linux')
      expect(await survivorsAfter({ env: 'RUNNER_TEMP', value: job.runner.temp }, 5000)).toEqual([]);
    delete job.service.mishaps.blob;
    const post = await job.runner.post();
    expect(post.code).toBe(0);
    expectOnlyOurs(post);
    expect(artifactFiles(job.service).get('nodes/a.out')?.toString()).toBe('hello\n');
  });
});

test('a run that completed is told with all outputs even when the upload hangs and the step is killed', async () => {
  await using job = await startJob(
    { 'p.yml': pipeOf([{ id: 'a', bash: 'echo $PPID > main.pid' }]) },
    { mishaps: { create: 'hang' } },
  );
  const kill = killMain(job, 'SIGKILL');
  const main = await job.runner.main(
    { pipe: 'p.yml' },
    { cancelWhen: () => job.service.requests.length > 0 && kill() },
  );
  expect(main.outputs).toMatchObject({ status: 'completed', 'node-a': 'completed' });
  expect(Object.keys(main.outputs).filter((name) => name.startsWith('artifact'))).toEqual([]);
});
