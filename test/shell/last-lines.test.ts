import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRedactor } from '../../src/core/redact.ts';
import { runFiles } from '../../src/effects/run-files.ts';
import { LastLines } from '../../src/shell/last-lines.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'omne-last-'));
  mkdirSync(join(root, '.omne/var/runs/r/nodes'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function rig(secrets: readonly string[] = []) {
  const files = runFiles(root, root, 'r');
  let nowMs = 0;
  const read = new LastLines(files, createRedactor(secrets), () => nowMs);
  const lines = {
    of: (id: string) => {
      nowMs += 1000;
      return read.of(id);
    },
    soon: (id: string, ms: number) => {
      nowMs += ms;
      return read.of(id);
    },
  };
  const print = (text: string, stream: 'out' | 'err' = 'out') =>
    appendFileSync(files.capture('a', stream), text);
  return { files, lines, print };
}

it('is what was printed last, also before its line is over', () => {
  const { lines, print } = rig();
  expect(lines.of('a')).toBe('');
  print('one\ntwo\n\n');
  expect(lines.of('a')).toBe('two');
  print('thr');
  expect(lines.of('a')).toBe('thr');
  print('\r 50%\r 60%');
  expect(lines.of('a')).toBe('60%');
});

it('is of the stream that was written last', () => {
  const { files, lines, print } = rig();
  print('out\n');
  print('err\n', 'err');
  utimesSync(files.capture('a', 'out'), 1, 1);
  expect(lines.of('a')).toBe('err');
  utimesSync(files.capture('a', 'err'), 0, 0);
  expect(lines.of('a')).toBe('out');
});

it('is inert, short, and of a file of any length', () => {
  const { lines, print } = rig();
  print(`${'x'.repeat(99)}\n`.repeat(10_000));
  print('\x1b[31mred\x1b[0m\x1b[2J\x07\ttab');
  expect(lines.of('a')).toBe('red tab');
  print(`\n${'y'.repeat(5000)}`);
  expect(lines.of('a')).toBe('y'.repeat(200));
});

it('tells no secret: none that stands before the part that is shown, none that is not whole yet', () => {
  const secret = 'hunter2-hunter2-hunter2';
  const { lines, print } = rig([secret]);
  for (const char of secret) {
    print(char);
    expect(lines.of('a')).toMatch(/^(\*\*\*)?$/);
  }
  expect(lines.of('a')).toBe('***');
  for (let shift = 1; shift < secret.length; shift++) {
    const other = rig([secret]);
    rmSync(other.files.capture('a', 'out'));
    other.print(`${'h'.repeat(500)}${secret}${'e'.repeat(1024 - shift)}`);
    expect(other.lines.of('a')).not.toMatch(/unter|ter2/);
  }
});

it('follows no link', () => {
  const { files, lines } = rig();
  appendFileSync(join(root, 'elsewhere'), 'not for you\n');
  symlinkSync(join(root, 'elsewhere'), files.capture('a', 'out'));
  expect(lines.of('a')).toBe('');
});

it('is read again after a while only', () => {
  const { lines, print } = rig();
  print('one\n');
  expect(lines.of('a')).toBe('one');
  print('two\n');
  expect(lines.soon('a', 199)).toBe('one');
  expect(lines.soon('a', 1)).toBe('two');
});

it('costs a hundredth of the time, however long a read takes', () => {
  const { files } = rig();
  let nowMs = 0;
  // Every look at this clock takes five milliseconds.
  const lines = new LastLines(files, createRedactor([]), () => {
    nowMs += 5;
    return nowMs;
  });
  appendFileSync(files.capture('a', 'out'), 'one\n');
  expect(lines.of('a')).toBe('one');
  appendFileSync(files.capture('a', 'out'), 'two\n');
  const began = nowMs;
  while (lines.of('a') === 'one');
  expect(nowMs - began).toBeGreaterThanOrEqual(500);
});
