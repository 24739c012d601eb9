import { describe, expect, test } from 'vitest';
import { payloads } from '../../rig/payloads.ts';
import { installStubClaude } from '../../rig/stub-claude.ts';
import {
  artifactFiles,
  captureOf,
  expectClosed,
  expectOnlyOurs,
  expectOutputs,
  journalOf,
  otherErrors,
  pipeOf,
  startJob,
} from './act.ts';

const corpus = Buffer.concat([
  Buffer.from(payloads.join('\n')),
  // Not UTF-8: a stray byte, half a character, then a command; and no line end at the end.
  Buffer.from([0x0a, 0xff, 0x0a, 0xe2, 0x80]),
  Buffer.from('\n::error::after half a character\n::error::last, without an end'),
]);

// Byte by byte, with a pause longer than the log's poll before every byte of one residue class.
const drip = `
import { readFileSync, writeSync } from 'node:fs';
const [file, fd, phase, every, pauseMs] = process.argv.slice(2);
const bytes = readFileSync(file);
const still = new Int32Array(new SharedArrayBuffer(4));
for (let at = 0; at < bytes.length; at++) {
  if (at % Number(every) === Number(phase)) Atomics.wait(still, 0, 0, Number(pauseMs));
  writeSync(Number(fd), bytes, at, 1);
}
`;
const files = { 'corpus.bin': corpus, 'drip.mjs': drip };
const shown = 'set-output name=status::completed';

describe('what a node prints is data', () => {
  for (const log of ['grouped', 'quiet']) {
    test(`${log}: on both streams, of nodes that complete and that fail`, async () => {
      const pipe = pipeOf([
        { id: 'good', bash: 'cat corpus.bin; cat corpus.bin >&2' },
        { id: 'bad', bash: 'cat corpus.bin; cat corpus.bin >&2; exit 3' },
        { id: 'bytes', bash: 'node drip.mjs corpus.bin 1 0 1 0; node drip.mjs corpus.bin 2 0 1 0; exit 1' },
      ]);
      await using job = await startJob({ ...files, 'p.yml': pipe });
      const main = await job.runner.main({ pipe: 'p.yml', log });
      expectOnlyOurs(main, { errors: [/^p aborted: (bad crash \(exit 3\)|bytes crash \(exit 1\))$/] });
      expectOutputs(main, ['good', 'bad', 'bytes']);
      expect(main.outputs['status']).toBe('aborted');
      for (const id of ['good', 'bad', 'bytes']) {
        for (const stream of ['out', 'err']) {
          expect(captureOf(job.volume.root, `${id}.${stream}`).equals(corpus)).toBe(true);
          expect(artifactFiles(job.service).get(`nodes/${id}.${stream}`)?.equals(corpus)).toBe(true);
        }
      }
      expect(main.stdout).toContain(shown);
      expectClosed(journalOf(job.volume.root));
      expect(main.summary).not.toMatch(/^\s*::|##\[/m);
    });
  }

  test('stream: cut by the poll at any byte', async () => {
    const every = 20;
    const nodes = Array.from({ length: every }, (_, phase) => ({
      id: `n${phase}`,
      bash: `node drip.mjs corpus.bin ${1 + (phase % 2)} ${phase} ${every} 125${phase % 5 === 0 ? '; exit 1' : ''}`,
    }));
    await using job = await startJob({ ...files, 'p.yml': pipeOf(nodes) });
    const main = await job.runner.main({ pipe: 'p.yml', log: 'stream', 'max-parallel': String(every) });
    expectOnlyOurs(main, { errors: [/^p aborted: n\d+ crash \(exit 1\)$/] });
    for (const [phase, { id }] of nodes.entries()) {
      const name = `${id}.${phase % 2 === 0 ? 'out' : 'err'}`;
      expect(captureOf(job.volume.root, name).equals(corpus)).toBe(true);
      expect(main.stdout).toContain(`[${id}] `);
    }
  });

  test('where a long output is cut, and where reading is, no command begins', async () => {
    // No line ends: what is left out ends in the middle, wherever that is.
    const wide = 'y::error::forged ##[error]forged\u2028';
    const make = (bytes: number, before: number) =>
      `node -e 'process.stdout.write("z".repeat(${before}) + ${JSON.stringify(wide)}.repeat(${Math.ceil(bytes / 36)}))'`;
    const nodes = Array.from({ length: 8 }, (_, n) => ({
      id: `n${n}`,
      bash: make(n < 4 ? 70_000 : 1_300_000, n * 5),
    }));
    const lines = {
      id: 'lines',
      bash: `node -e 'process.stdout.write("::error::forged\\r".repeat(100000))'`,
    };
    for (const log of ['grouped', 'stream']) {
      await using job = await startJob({ 'p.yml': pipeOf([...nodes, lines]) });
      expectOnlyOurs(await job.runner.main({ pipe: 'p.yml', log, artifact: 'never' }));
    }
  });

  test('input values, in the environment and in the log: the same text and no command', async () => {
    const value = payloads.filter((payload) => !payload.includes('\0')).join('\n');
    const pipe = pipeOf([{ id: 'a', bash: 'printf %s "$OMNE_INPUT_V"; exit 3' }], {
      inputs: { v: { type: 'string' } },
    });
    await using job = await startJob({ 'p.yml': pipe });
    // YAML takes no raw control characters, JSON escapes them.
    const main = await job.runner.main({ pipe: 'p.yml', inputs: JSON.stringify({ v: value }) });
    expectOnlyOurs(main, { errors: ['p aborted: a crash (exit 3)'] });
    expect(captureOf(job.volume.root, 'a.out').toString()).toBe(value);
    const unknown = await (await job.another()).main({
      pipe: 'p.yml',
      inputs: JSON.stringify({ [value]: value }),
    });
    expect(unknown.code).toBe(2);
    expectOnlyOurs(unknown, { errors: otherErrors(unknown) });
    expect(unknown.errors).toHaveLength(2);
    const typed = await (await job.another()).main({ pipe: 'p.yml', inputs: `v\r::error::x ##[error]y` });
    expect(typed.code).toBe(2);
    expectOnlyOurs(typed, { errors: otherErrors(typed) });
  });

  test('what a gate prints, and its name', async () => {
    const pipe = pipeOf([
      { id: 'a', gate: 'g', bash: 'true' },
      { id: 'b', gate: 'h', bash: 'true' },
    ]);
    await using job = await startJob({
      ...files,
      'p.yml': pipe,
      '.omne/hooks/g.sh': '#!/bin/sh\ncat corpus.bin; cat corpus.bin >&2; exit 1\n',
      '.omne/hooks/h.sh': '#!/bin/sh\ncat corpus.bin\n',
    });
    for (const log of ['grouped', 'stream', 'quiet']) {
      const main = await (await job.another()).main({ pipe: 'p.yml', log });
      expectOnlyOurs(main, { errors: [/^p aborted: a gate_failed/] });
      expect(main.outputs).toMatchObject({ 'node-a': 'failed', 'node-b': 'completed' });
      expect(main.stdout).toContain(shown);
    }
  });

  test('what an agent says, on its streams and about its failure', async () => {
    const text = payloads.join('\n');
    await using claude = await installStubClaude([
      { prompt: 'good', steps: [text], chunk: 7 },
      {
        prompt: 'bad',
        steps: [text],
        stderr: text,
        result: { is_error: true, subtype: 'error_during_execution', result: text },
        exit: 1,
      },
      { prompt: 'blocked', steps: [`${text}\nBLOCKED\n`] },
      { prompt: 'raw', steps: [{ raw: `${text}\n` }, 'fine'] },
    ]);
    const pipe = pipeOf(['good', 'bad', 'blocked', 'raw'].map((id) => ({ id, prompt: id })));
    await using job = await startJob({ 'p.yml': pipe }, { path: [claude.bin] });
    for (const log of ['grouped', 'stream', 'quiet']) {
      const main = await (await job.another()).main({ pipe: 'p.yml', log });
      expectOnlyOurs(main, { errors: [/^p aborted: (bad agent_error|blocked blocked)/] });
      expect(main.outputs).toMatchObject({
        status: 'aborted',
        'node-good': 'completed',
        'node-bad': 'failed',
      });
      expect(main.stdout).toContain(shown);
      expect(main.summary).not.toMatch(/^\s*::|##\[/m);
    }
  });

  test('the pipe’s own text in a code frame and in an annotation', async () => {
    const text = payloads.filter((payload) => !/[\0-\x08\x0b-\x1f\x7f-\x9f\ufeff]/.test(payload));
    const pipe = [
      'name: p',
      'version: 1',
      'nodes:',
      ...text.flatMap((payload, n) => [
        `  - id: n${n}`,
        `    ${JSON.stringify(payload)}: 1`,
        `    bash: "true"`,
      ]),
      `    ::error::here: 1`,
      '',
    ].join('\n');
    await using job = await startJob({
      'p.yml': pipe,
      'q.yml': `name: p\n::error::x\n##[error]y\n\r::error::z: [\n`,
    });
    for (const name of ['p.yml', 'q.yml']) {
      const main = await (await job.another()).main({ pipe: name });
      expect(main.code).toBe(2);
      const set = Object.entries(main.outputs).filter(([, value]) => value !== '');
      expect(Object.fromEntries(set)).toEqual({
        status: 'invalid',
        'exit-reason': 'invalid',
        'failed-nodes': '[]',
        nodes: '{}',
        'artifact-status': 'skipped',
      });
      expectOnlyOurs(main, { errors: otherErrors(main) });
      expect(main.errors.length).toBeLessThanOrEqual(10);
    }
  });

  test('a file name of the pipe: no property of the annotation is forged', async () => {
    const name = 'a,line=9::forged%0A::error::x.yml';
    await using job = await startJob({ [name]: 'name: p\nversion: 1\nnodes: []\n' });
    const main = await job.runner.main({ pipe: name });
    expectOnlyOurs(main, { errors: otherErrors(main) });
    expect(main.commands.find((command) => command.name === 'error')?.properties).toMatchObject({
      file: name,
      line: '3',
    });
  });

  test('the runner’s own files: a node’s are private ones, and what it writes there changes nothing of ours', async () => {
    const bash = [
      'for f in "$GITHUB_OUTPUT" "$GITHUB_ENV" "$GITHUB_STATE"; do echo "status=completed" >> "$f"; echo "omne_run_dir=/etc" >> "$f"; done',
      'echo /evil >> "$GITHUB_PATH"; echo "# evil" >> "$GITHUB_STEP_SUMMARY"',
      'env | grep -E "^(INPUT_|STATE_|ACTIONS_RUNTIME|ACTIONS_RESULTS|ACTIONS_ID)" || true',
      'exit 3',
    ].join('\n');
    await using job = await startJob({ 'p.yml': pipeOf([{ id: 'a', bash }]) });
    const main = await job.runner.main({ pipe: 'p.yml' });
    expectOnlyOurs(main, { errors: ['p aborted: a crash (exit 3)'] });
    expectOutputs(main, ['a']);
    expect(main.outputs['status']).toBe('aborted');
    expect(main.summary).not.toContain('evil');
    expect(Object.keys(job.runner.state).every((key) => key.startsWith('omne_'))).toBe(true);
    expect(job.runner.state['omne_run_dir']).toBe(main.outputs['run-dir']);
    expect(captureOf(job.volume.root, 'a.out').toString()).toBe('');
  });
});
