import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { checkRun } from '../../rig/invariants.ts';
import { parseCommands } from '../../rig/oracle.ts';
import { linux, pipeVolume, refused, runPipe } from './omne.ts';

const cli = resolve(import.meta.dirname, '../../../dist/cli.js');
const gibibyte = 1024 ** 3;
const line = `${'a line of 64 bytes that the runner would like: ::error::x'.padEnd(63, '.')}\n`;

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

function expectedDigest(bytes: number): string {
  const hash = createHash('sha256');
  const block = Buffer.from(line.repeat(16 * 1024));
  for (let done = 0; done < bytes; done += block.length) hash.update(block);
  return hash.digest('hex');
}

/** Runs the CLI and answers its exit code and the largest resident size the kernel knows of, in bytes. */
async function watched(args: readonly string[], cwd: string): Promise<{ code: number | null; peak: number }> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, LANG: 'C.UTF-8' };
  const child = spawn(process.execPath, [cli, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.resume();
  let over = false;
  const exited = new Promise<number | null>((done) => {
    child.once('exit', (code) => {
      over = true;
      done(code);
    });
  });
  let peak = 0;
  while (!over) {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peak = Math.max(peak, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024);
    await sleep(20);
  }
  return { code: await exited, peak };
}

const printer = (bytes: number) =>
  `name: big\nversion: 1\nnodes:\n- id: big\n  bash: |\n    head -c ${bytes} < <(yes '${line.trim()}')\n`;

describe.runIf(linux)('a node that prints without end', () => {
  test.each([
    ['2 GiB, shown when it ended', 2 * gibibyte, 'grouped'],
    ['256 MiB, shown as it comes', gibibyte / 4, 'stream'],
  ])(
    '%s: under 100 MB of memory, every byte in the capture',
    { timeout: 600_000 },
    async (_, bytes, mode) => {
      const { bavail, bsize } = await statfs(tmpdir());
      if (bavail * bsize < 5 * gibibyte) {
        console.warn(
          `skipped: ${tmpdir()} has ${Math.floor((bavail * bsize) / 2 ** 20)} MiB free, 5 GiB are due`,
        );
        return;
      }
      await using volume = await pipeVolume(printer(bytes));
      const { code, peak } = await watched(['run', 'pipe.yml', '--log', mode], volume.root);
      expect(code).toBe(0);
      expect(peak).toBeGreaterThan(10_000_000);
      expect(peak).toBeLessThan(100_000_000);
      const { dir } = await checkRun({ code }, volume.root);
      const capture = join(dir, 'nodes', 'big.out');
      expect((await stat(capture)).size).toBe(bytes);
      expect(await digestOf(capture)).toBe(expectedDigest(bytes));
    },
  );
});

describe('sizes', () => {
  test('a script of 512 KiB runs', async () => {
    const filler = `      : ${'x'.repeat(120)}\n`.repeat(4400);
    await using volume = await pipeVolume(
      `name: p\nversion: 1\nnodes:\n  - id: a\n    bash: |\n      echo start\n${filler}      wc -c < "$0"\n`,
    );
    const run = await runPipe(volume);
    const [start, size] = run.capture('a.out').toString().split('\n');
    expect(start).toBe('start');
    expect(Number(size)).toBeGreaterThan(512 * 1024);
  });

  // Not on the command line, where the system itself takes no argument longer than 128 KiB.
  const withInput = (bytes: number) =>
    `name: p\nversion: 1\ninputs:\n  big: { type: string, default: "${'y'.repeat(bytes)}" }\nnodes:\n` +
    '  - { id: a, bash: \'touch ran; printf %s "$OMNE_INPUT_BIG" | wc -c\' }\n';

  test('an input of 200 KiB is a problem that names the limit', async () => {
    await using volume = await pipeVolume(withInput(200 * 1024));
    expect(await refused(volume)).toBe(
      'error: input `big` takes 204815 bytes in the environment, and at most 131071 are possible; ' +
        "give a file's path instead\n1 problem; nothing ran\n",
    );
    await expect(volume.read('ran')).rejects.toThrow('ENOENT');
  });

  test('the largest that is let through arrives', async () => {
    const largest = 131_071 - 'OMNE_INPUT_BIG='.length;
    await using volume = await pipeVolume(withInput(largest), { 'over.yml': withInput(largest + 1) });
    await refused(volume, { pipe: 'over.yml' });
    const run = await runPipe(volume);
    expect(run.capture('a.out').toString().trim()).toBe(String(largest));
  });

  test('a value too large for the environment is in a file', async () => {
    const half = 'z'.repeat(120_000);
    await using volume = await pipeVolume(
      `name: p\nversion: 1\ninputs: { big: { type: string, default: "${half}" } }\nnodes:\n` +
        `  - { id: a, bash: 'wc -c < "$OMNE_FILE_TWICE"; echo "\${TWICE-unset}"', env: { TWICE: "\${{ inputs.big }}\${{ inputs.big }}" } }\n`,
    );
    const run = await runPipe(volume);
    expect(run.outcomes).toEqual({ a: 'completed' });
    expect(run.capture('a.out').toString()).toBe('240000\nunset\n');
  });

  test.runIf(linux)(
    'an environment that grew too large by a node fails the node in words, never the run',
    async () => {
      const half = 'z'.repeat(120_000);
      // Each of them fits; all together do not.
      const parts = Array.from({ length: 20 }, (_, at) => `P${at}: "\${{ inputs.big }}"`);
      await using volume = await pipeVolume(
        `name: p\nversion: 1\ninputs: { big: { type: string, default: "${half}" } }\nnodes:\n` +
          `  - { id: a, bash: "true", env: { ${parts.join(', ')} } }\n  - { id: b, bash: "true" }\n`,
      );
      const run = await runPipe(volume);
      expect(run.outcomes).toEqual({ a: 'failed:crash', b: 'completed' });
      expect(run.ended('a')).toMatchObject({
        message: expect.stringMatching(/too large.*with 120000.*E2BIG/),
      });
    },
  );
});

const hostile = Buffer.from(
  '::set-output name=status::completed\nx ##[add-mask]a\n\r::error::x\r\n \t::stop-commands::tok\r' +
    '\u00a0::add-mask::e\n\x1b]0;title\x07\x1b[2J##[group]é😀\n::endgroup::',
);
const cuts = Array.from({ length: 24 }, (_, at) => Math.floor((at * hostile.length) / 24));

// Each node prints the same bytes on both streams, cut elsewhere.
const hostilePipe = `
name: hostile
version: 1
max_parallel: 24
nodes:
${cuts
  .map(
    (cut) => `  - id: cut-${cut}
    bash: |
      head -c ${cut} payload; head -c ${cut} payload >&2; sleep 0.3
      tail -c +${cut + 1} payload; tail -c +${cut + 1} payload >&2
      [ ${cut % 2} = 0 ]`,
  )
  .join('\n')}
  - { id: last, bash: "true", trigger_rule: all_done, depends_on: [cut-0] }
`;

describe('output that looks like commands', () => {
  test.each(['grouped', 'stream', 'quiet'])(
    'in a workflow step, --log %s: the runner sees our groups and nothing else; captures are byte for byte',
    async (mode) => {
      await using volume = await pipeVolume(hostilePipe, { payload: hostile });
      const run = await runPipe(volume, { args: ['--log', mode], env: { GITHUB_ACTIONS: 'true' } });
      for (const cut of cuts) {
        expect(run.capture(`cut-${cut}.out`).equals(hostile)).toBe(true);
        expect(run.capture(`cut-${cut}.err`).equals(hostile)).toBe(true);
      }
      const commands = parseCommands(run.done.stdout);
      const groups = commands.filter(
        ({ name, message }) => name === 'group' && /^✓ cut-\d+ \(/.test(message),
      );
      const ends = commands.filter(({ line }) => line === '::endgroup::');
      expect(groups).toHaveLength(mode === 'grouped' ? cuts.filter((cut) => cut % 2 === 0).length : 0);
      expect(ends).toHaveLength(groups.length);
      expect(commands).toHaveLength(groups.length + ends.length);
      expect(parseCommands(run.done.stderr)).toEqual([]);
      if (mode !== 'quiet') expect(run.done.stdout).toContain('set-output name=status');
    },
  );

  test('on a terminal or in a file no control of theirs gets through', async () => {
    await using volume = await pipeVolume(hostilePipe, { payload: hostile });
    const run = await runPipe(volume);
    expect(run.done.stdout).not.toMatch(/[\0-\x08\x0b-\x1f\x7f\x9b]/);
    expect(run.done.stdout).not.toContain('\r');
  });
});
