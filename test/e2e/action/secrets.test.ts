import { describe, expect, test } from 'vitest';
import type { Step } from '../../rig/runner.ts';
import { installStubClaude } from '../../rig/stub-claude.ts';
import {
  artifactFiles,
  captureOf,
  expectOnlyOurs,
  type Job,
  journalOf,
  killMain,
  otherErrors,
  pipeOf,
  startJob,
} from './act.ts';

const inputSecret = 'hunter2-Zürich/of-the-input';
const token = 'ghx_0123456789abcdefghijklmnop';
const lines = ['first-line-of-the-key', 'second-line-of-the-key'];
const env = { DEPLOY_TOKEN: token, SIGNING_PRIVATE_KEY: lines.join('\n') };
const secrets = [inputSecret, token, ...lines];
const masks = [inputSecret, token, lines.join('\n'), ...lines];
const inputs = { key: { type: 'string', secret: true } };

/** What is told to everybody: the log without the masks, the summary and the outputs. */
const told = (step: Step) =>
  [
    ...[step.stdout, step.stderr]
      .flatMap((text) => text.split('\n'))
      .filter((line) => !line.startsWith('::add-mask::')),
    step.summary,
    JSON.stringify(step.outputs),
  ].join('\n');

/** No piece of a secret that is long enough to be one. */
function expectNone(text: string, where: string): void {
  for (const secret of secrets) {
    const form = Buffer.from(secret).toString('latin1');
    for (let at = 0; at + 14 <= form.length; at++) {
      if (text.includes(form.slice(at, at + 14))) expect.fail(`${where} has ${form.slice(at, at + 14)}`);
    }
  }
}

function expectHidden(step: Step, job: Job): void {
  expectNone(Buffer.from(told(step)).toString('latin1'), 'the log, the summary or the outputs');
  for (const [name, bytes] of artifactFiles(job.service)) expectNone(bytes.toString('latin1'), name);
}

// Piece by piece, with pauses: the log's poll and every pipe see halves.
const drip = `
import { writeSync } from 'node:fs';
const bytes = Buffer.from(process.env[process.argv[2]] + '\\n');
const still = new Int32Array(new SharedArrayBuffer(4));
for (let at = 0; at < bytes.length; at++) {
  if (at % 5 === 0) Atomics.wait(still, 0, 0, 60);
  writeSync(Number(process.argv[3]), bytes, at, 1);
}
`;
// A secret at every place across the boundaries of 64 KiB.
const wide = `
const secret = Buffer.from(process.env[process.argv[2]]);
const out = Buffer.alloc(65536 * (secret.length + 2), 'z');
for (let at = 0; at <= secret.length; at++) secret.copy(out, 65536 * (at + 1) - at);
process.stdout.write(out);
`;
const files = { 'drip.mjs': drip, 'wide.mjs': wide };

describe('secrets', () => {
  for (const log of ['grouped', 'stream', 'quiet']) {
    test(`${log}: masked before anything else, and nowhere in log, artifact, journal, summary and outputs`, async () => {
      const pipe = pipeOf(
        [
          { id: 'input', bash: 'node drip.mjs OMNE_INPUT_KEY 1; node drip.mjs DEPLOY_TOKEN 2' },
          { id: 'env', bash: 'node drip.mjs SIGNING_PRIVATE_KEY 1; node drip.mjs OMNE_INPUT_KEY 2; exit 3' },
          { id: 'wide-input', bash: 'node wide.mjs OMNE_INPUT_KEY' },
          { id: 'wide-token', bash: 'node wide.mjs DEPLOY_TOKEN; exit 1' },
          { id: 'gated', gate: 'g', bash: 'true' },
          { id: 'refused', gate: 'h', bash: 'true' },
        ],
        { inputs, max_parallel: 6 },
      );
      await using job = await startJob(
        {
          ...files,
          'p.yml': pipe,
          '.omne/hooks/g.sh': '#!/bin/sh\necho "$OMNE_INPUT_KEY $DEPLOY_TOKEN"\n',
          '.omne/hooks/h.sh': '#!/bin/sh\necho "$OMNE_INPUT_KEY"; echo "$DEPLOY_TOKEN" >&2; exit 1\n',
        },
        { env },
      );
      const main = await job.runner.main({
        pipe: 'p.yml',
        log,
        inputs: JSON.stringify({ key: inputSecret }),
      });
      expect(main.code).toBe(1);
      expectOnlyOurs(main, { errors: otherErrors(main), masks });
      const others = main.stdout.split('\n').findIndex((line) => !line.startsWith('::add-mask::'));
      expect(others).toBeGreaterThanOrEqual(masks.length);
      // They were printed: otherwise nothing is proven here.
      expect(captureOf(job.volume.root, 'input.out').toString()).toBe(`${inputSecret}\n`);
      expect(captureOf(job.volume.root, 'env.out').toString()).toBe(`${lines.join('\n')}\n`);
      expectHidden(main, job);
      const journal = journalOf(job.volume.root);
      expectNone(Buffer.from(JSON.stringify(journal)).toString('latin1'), 'the journal');
      expect(journal[0]?.['inputs']).toEqual([{ key: 'key', value: '***' }]);
      expect(
        journal.find((line) => line['node_id'] === 'env' && line.type === 'node.failed')?.['message'],
      ).toContain('***');
      expect(journal.find((line) => line.type === 'gate.passed')?.['stdout']).toBe('*** ***');
      expect(artifactFiles(job.service).get('nodes/input.out')?.toString()).toBe('***\n');
    });
  }

  test('an agent that repeats them', async () => {
    const words = `The key is ${inputSecret}, the token ${token}.`;
    await using claude = await installStubClaude([
      { prompt: 'fine', steps: [words], chunk: 3 },
      {
        prompt: 'fail',
        steps: [words],
        stderr: words,
        result: { is_error: true, subtype: 'error_during_execution', result: words },
        exit: 1,
      },
    ]);
    const pipe = pipeOf(
      [
        { id: 'fine', prompt: 'fine' },
        { id: 'fail', prompt: 'fail' },
      ],
      { inputs },
    );
    await using job = await startJob({ 'p.yml': pipe }, { env, path: [claude.bin] });
    const main = await job.runner.main({ pipe: 'p.yml', inputs: `key=${inputSecret}` });
    expectOnlyOurs(main, { errors: otherErrors(main), masks });
    expect(main.outputs).toMatchObject({ 'node-fine': 'completed', 'node-fail': 'failed' });
    expect(artifactFiles(job.service).get('nodes/fine.out')?.toString()).toContain(
      'The key is ***, the token ***.',
    );
    expectHidden(main, job);
  });

  test('too short to be hidden: said so, once, without the value', async () => {
    await using job = await startJob({ 'p.yml': pipeOf([{ id: 'a', bash: 'true' }], { inputs }) });
    const main = await job.runner.main({ pipe: 'p.yml', inputs: 'key=q7z' });
    expectOnlyOurs(main, { warnings: [/^secret input key is too short/] });
    expect(main.stdout).not.toContain('q7z');
  });

  for (const [what, before] of [
    ['', ''],
    [', also when a node has rewritten the pipe', 'sed -i s/true/false/ p.yml; '],
    [', also when the pipe is gone', 'rm p.yml; '],
  ] as const) {
    test(`post after a killed main hides them as well${what}`, async () => {
      const bash = `${before}echo $OMNE_INPUT_KEY; echo "$DEPLOY_TOKEN" >&2; echo $PPID > main.pid; sleep 60`;
      const pipe = pipeOf(
        [
          { id: 'a', bash: 'echo "$OMNE_INPUT_KEY"; exit 1' },
          { id: 'b', bash },
        ],
        { inputs },
      );
      await using job = await startJob({ 'p.yml': pipe }, { env });
      const main = await job.runner.main(
        { pipe: 'p.yml', inputs: `key=${inputSecret}` },
        { cancelWhen: killMain(job, 'SIGKILL') },
      );
      expect(main.signal).toBe('SIGKILL');
      const post = await job.runner.post();
      expect(post.code).toBe(0);
      expectOnlyOurs(post, { masks });
      expectHidden(post, job);
      expect(captureOf(job.volume.root, 'b.out').toString()).toBe(`${inputSecret}\n`);
      expect(artifactFiles(job.service).get('nodes/b.out')?.toString()).toBe('***\n');
    });
  }
});
