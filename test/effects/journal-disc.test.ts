import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { decodeJournal } from '../../src/core/journal-line.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { verifyJournal } from '../../src/core/verify.ts';
import { sha256 } from '../../src/effects/crypto.ts';
import { Journal } from '../../src/effects/journal.ts';
import { holderOf } from '../../src/effects/lock.ts';
import { recoverRun } from '../../src/effects/recover.ts';
import { programOf, runCommand } from '../rig/sources.ts';

const linux = process.platform === 'linux';
const runId = 'p-01jd0000000000000000000000';
const folder = () => mkdtempSync(join(tmpdir(), 'omne-disc-'));

/** The whole lines of a journal, which must be all of it. */
function wholeEvents(path: string): number {
  const { events, torn, broken } = decodeJournal(readFileSync(path, 'utf8'), sha256);
  expect({ torn, broken }).toEqual({ torn: '', broken: undefined });
  return events.length;
}

/** The mount and its end; `undefined` where we may not. */
const mounted = linux && process.getuid?.() === 0 ? folder() : undefined;
const isMounted =
  mounted !== undefined &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', mounted], { stdio: 'ignore' }).status === 0;

describe.runIf(isMounted)('a disc of 64 KiB (skipped where we may not mount one)', () => {
  const root = mounted!;
  afterAll(() => {
    execFileSync('umount', ['-l', root]);
  });

  test('takes whole lines until it is full, then a fault; nothing that was acknowledged is missing', async () => {
    const runDir = join(root, 'run');
    const ended = await runCommand(programOf('journal-writer', [runDir, runId, '5000']));
    expect(ended).toMatchObject({
      code: 70,
      stderr: expect.stringMatching(/^the journal cannot be written: ENOSPC/),
    });
    const path = join(runDir, 'events.jsonl');
    const acknowledged = ended.stdout.trim().split('\n').length;
    expect(acknowledged).toBeGreaterThan(100);
    expect(wholeEvents(path)).toBe(acknowledged);
    // It is over, and said so nowhere yet: there was no room to.
    expect(holderOf(runDir)).toBe('gone');
    const before = readFileSync(path, 'utf8');
    await expect(recoverRun(runDir, runId)).rejects.toThrow(/^the lock .* cannot be written$/);
    expect(readFileSync(path, 'utf8').startsWith(before)).toBe(true);
    wholeEvents(path);
    // Somebody makes room, if only by a copy to a larger disc.
    execFileSync('mount', ['-o', 'remount,size=1m', root]);
    expect(await recoverRun(runDir, runId)).toMatchObject({ kind: 'recovered' });
    expect(verifyJournal(readFileSync(path, 'utf8'), sha256).flaws).toEqual([]);
    rmSync(runDir, { recursive: true });
    execFileSync('mount', ['-o', 'remount,size=64k', root]);
  });

  test('a line of which only a part fits is taken back, however long it is; the journal takes none any more', () => {
    const path = join(root, 'events.jsonl');
    for (const length of [1, 4095, 4096, 4097, 70_000]) {
      const filler = join(root, 'filler');
      rmSync(path, { force: true });
      rmSync(filler, { force: true });
      const journal = new Journal(path, runId, createRedactor([]), { tempDir: tmpdir() });
      journal.append({ type: 'node.started', node_id: 'n', kind: 'bash' });
      try {
        writeFileSync(filler, Buffer.alloc(128 * 1024));
      } catch {
        // The disc is full now, but for what the journal's last page still holds.
      }
      const message = 'x'.repeat(Math.max(length, 5000));
      const append = () => journal.append({ type: 'pipe.aborted', reason: 'fault', message, duration_ms: 1 });
      const size = statSync(path).size;
      expect(append).toThrow('the journal cannot be written');
      rmSync(filler);
      expect(append).toThrow('the journal cannot be written');
      journal.close();
      expect([wholeEvents(path), statSync(path).size]).toEqual([1, size]);
    }
  });

  test('full before the run begins: nothing can be made', async () => {
    const filler = join(root, 'filler');
    try {
      writeFileSync(filler, Buffer.alloc(128 * 1024));
    } catch {
      // As meant.
    }
    const ended = await runCommand(programOf('journal-writer', [join(root, 'none'), runId, '1']));
    expect([ended.code, ended.stdout]).toEqual([70, '']);
    rmSync(filler);
  });

  test('the second copy needs no room there', () => {
    const path = join(root, 'events.jsonl');
    rmSync(path, { force: true });
    const journal = new Journal(path, runId, createRedactor([]), { tempDir: root });
    let count = 0;
    const append = () => {
      journal.append({ type: 'node.started', node_id: `n${count}`, kind: 'bash' });
      count++;
    };
    expect(() => {
      for (;;) append();
    }).toThrow('the journal cannot be written');
    journal.close();
    expect(wholeEvents(path)).toBe(count);
  });
});

// `ulimit -f` counts KiB in bash: the write over the limit is a short one, the next fails with EFBIG.
describe.runIf(linux)('files of at most 8 KiB', () => {
  test('whole lines up to there, then a fault', async () => {
    const runDir = join(folder(), 'run');
    const program = programOf('journal-writer', [runDir, runId, '500']);
    const ended = await runCommand(['bash', '-c', 'ulimit -f 8; exec "$@"', 'bash', ...program]);
    expect(ended).toMatchObject({
      code: 70,
      stderr: expect.stringMatching(/^the journal cannot be written: EFBIG/),
    });
    const path = join(runDir, 'events.jsonl');
    const acknowledged = ended.stdout.trim().split('\n').length;
    expect(wholeEvents(path)).toBe(acknowledged);
    expect(statSync(path).size).toBeGreaterThan(7000);
    expect(await recoverRun(runDir, runId)).toMatchObject({ kind: 'recovered' });
    expect(verifyJournal(readFileSync(path, 'utf8'), sha256).flaws).toEqual([]);
  });
});

test('two writers of one run: the second finds the lock, and the first goes on undisturbed', async () => {
  const runDir = join(folder(), 'run');
  mkdirSync(runDir);
  const both = await Promise.all(
    [1, 2].map(() => runCommand(programOf('journal-writer', [runDir, runId, '2000', 'always']))),
  );
  const [won, lost] = both[0]!.code === 0 ? both : both.toReversed();
  expect(won).toMatchObject({ code: 0, stderr: '' });
  expect(lost).toMatchObject({ code: 70, stdout: '' });
  expect(lost!.stderr).toMatch(/another process holds the lock|the journal .* cannot be created/);
  expect(verifyJournal(readFileSync(join(runDir, 'events.jsonl'), 'utf8'), sha256).flaws).toEqual([]);
});

test('what a failed write left and a node cut are different things: a poisoned journal stays poisoned', () => {
  const path = join(folder(), 'events.jsonl');
  const journal = new Journal(path, runId, createRedactor([]), { tempDir: join(path, 'none') });
  for (let at = 0; at < 1000; at++) journal.append({ type: 'node.started', node_id: `n${at}`, kind: 'bash' });
  truncateSync(path, 10);
  const append = () => journal.append({ type: 'node.started', node_id: 'x', kind: 'bash' });
  expect(append).toThrow(/cannot be restored/);
  expect(append).toThrow(/cannot be restored/);
  expect(readFileSync(path)).toHaveLength(10);
  journal.close();
});
