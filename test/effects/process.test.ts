import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type ProcessRequest, startProcess } from '../../src/effects/process.ts';
import { fixture, linux } from './processes.ts';

const env = { PATH: process.env['PATH']! };
const request = (more: Partial<ProcessRequest>): ProcessRequest => ({
  file: 'sh',
  args: [],
  cwd: '/',
  env,
  stdout: 'pipe',
  stderr: 'pipe',
  ...more,
});

async function run(more: Partial<ProcessRequest>) {
  const started = await startProcess(request(more));
  if (!started.ok) throw new Error(started.error);
  const chunks: Buffer[] = [];
  started.process.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const exit = await started.process.exited;
  await new Promise((resolve) => setTimeout(resolve, 50));
  return { exit, stdout: Buffer.concat(chunks).toString('utf8') };
}

describe.skipIf(process.platform === 'win32')('startProcess', () => {
  it.each([
    ['exit 0', { code: 0 }],
    ['exit 2', { code: 2 }],
    ['exit 255', { code: 255 }],
    ['/', { code: 126 }],
    ['omne-no-such-program', { code: 127 }],
    ['kill -SEGV $$', { signal: 'SIGSEGV' }],
    ['kill -KILL $$', { signal: 'SIGKILL' }],
  ])('%s ends so', async (script, exit) => {
    expect((await run({ args: ['-c', script] })).exit).toEqual(exit);
  });

  it.each([
    [{ file: 'omne-no-such-program' }, 'ENOENT', 'omne-no-such-program was not found (ENOENT)'],
    [
      { file: 'omne-no-such-program', stdin: 'text' },
      'ENOENT',
      'omne-no-such-program was not found (ENOENT)',
    ],
    [{ file: '/etc/passwd' }, 'EACCES', '/etc/passwd may not be executed (EACCES)'],
    [{ cwd: '/omne/no/such' }, 'ENOENT', 'the folder /omne/no/such does not exist (ENOENT)'],
    [
      { env: { ...env, SECRET: 'a\0b' } },
      'ERR_INVALID_ARG_VALUE',
      'an environment value or argument holds a NUL character',
    ],
  ] as const)('what cannot start says why: %j', async (more, code, error) => {
    expect(await startProcess(request(more))).toEqual({ ok: false, code, error });
  });

  it.skipIf(!linux)('names the value that is too large', async () => {
    expect(await startProcess(request({ env: { ...env, BIG: 'x'.repeat(200 * 1024) } }))).toEqual({
      ok: false,
      code: 'E2BIG',
      error:
        'an environment value or argument is too large for the system; the largest is BIG with 204800 characters (E2BIG)',
    });
    expect(await startProcess(request({ args: ['-c', 'x'.repeat(200 * 1024)] }))).toMatchObject({
      code: 'E2BIG',
      error: expect.stringContaining('the largest is an argument of 204800 characters'),
    });
  });

  it('hands text over on stdin, all of it', async () => {
    expect((await run({ args: ['-c', 'wc -c'], stdin: 'x'.repeat(1_000_000) })).stdout.trim()).toBe(
      '1000000',
    );
  });

  it('takes no harm from a child that does not read its stdin', async () => {
    for (const script of ['exit 0', 'exec <&-; sleep 0.1']) {
      expect((await run({ args: ['-c', script], stdin: 'x'.repeat(4_000_000) })).exit).toEqual({ code: 0 });
    }
  });

  it('gives an empty stdin otherwise, and no terminal', async () => {
    expect((await run({ args: ['-c', 'cat; echo end'] })).stdout).toBe('end\n');
    expect((await run({ args: [fixture('tty-reader.sh')] })).stdout).toBe('no terminal\n');
  });

  it('settles on exit while another process holds the pipe', async () => {
    const started = await startProcess(request({ args: ['-c', 'sleep 5 & exit 3'] }));
    if (!started.ok) throw new Error(started.error);
    const begin = performance.now();
    expect(await started.process.exited).toEqual({ code: 3 });
    expect(performance.now() - begin).toBeLessThan(3000);
    process.kill(-started.process.pid, 'SIGKILL');
  });

  it('makes the child leader of a group of its own', async () => {
    const { stdout } = await run({ args: ['-c', 'echo $$; exec ps -o pgid= -p $$'] });
    const [pid, group] = stdout.trim().split(/\s+/);
    expect(group).toBe(pid);
  });
});

// A process of its own: running out of descriptors is not for the test runner's.
describe.skipIf(!linux || Number(process.versions.node.split('.')[0]) < 22)('out of descriptors', () => {
  it('is a failed start, not an uncaught error', async () => {
    const url = new URL('../../src/effects/process.ts', import.meta.url).href;
    const program = `
      import { openSync } from 'node:fs';
      const { startProcess } = await import('${url}');
      const request = { file: 'sh', args: ['-c', ':'], cwd: '/', env: {}, stdout: 'pipe', stderr: 'pipe', stdin: 'x' };
      await startProcess(request);
      try { for (;;) openSync('/dev/null'); } catch {}
      const started = await startProcess(request);
      process.stdout.write(JSON.stringify(started));`;
    const child = spawn('sh', [
      '-c',
      'ulimit -n 64; exec "$0" --no-warnings --input-type=module -e "$1"',
      process.execPath,
      program,
    ]);
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { ok: false, code: 'EMFILE', error: 'too many open files (EMFILE)' },
    ]);
  });
});
