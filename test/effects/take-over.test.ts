import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/core/redact.ts';
import { createResults } from '../../src/effects/results.ts';
import type { RunContext } from '../../src/effects/run-context.ts';
import { CAPTURE_STREAMS, captureFiles } from '../../src/effects/run-files.ts';
import { newContext } from './processes.ts';
import { newFolder } from './repositories.ts';

const posix = process.platform !== 'win32';
const id = 'drain/2/poll';

function scene() {
  const past = captureFiles(newFolder());
  const context: RunContext = { ...newContext(), redactor: createRedactor([]), past };
  const { files } = context;
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
  return { past, files, write, results: createResults(context) };
}

/** All files below a folder: path → content. */
function filesIn(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path, 'latin1')]),
  );
}

describe('takeOver', () => {
  it('takes nothing of an artifact that was cut, or in which a secret was replaced', () => {
    const { past, write, results } = scene();
    for (const name of ['whole', 'cut', 'hidden', 'unnamed']) write(past.capture(name, 'out'), 'token ***\n');
    write(past.capture('err', 'out'), '');
    write(past.capture('err', 'err'), '***');
    const files = [
      { path: 'nodes/whole.out', bytes: 10 },
      { path: 'nodes/cut.out', bytes: 70_000_000, cut: true },
      { path: 'nodes/hidden.out', bytes: 21 },
      { path: 'nodes/err.out', bytes: 0 },
      { path: 'nodes/err.err', bytes: 12 },
    ];
    write(join(past.runDir, 'manifest.json'), JSON.stringify({ files, skipped: [] }));
    const taken = ['whole', 'cut', 'hidden', 'unnamed', 'err'].map((name) => results.takeOver(name));
    expect(taken).toEqual([true, false, false, false, false]);
  });

  it('takes nothing of an artifact whose list of files nobody can read', () => {
    const { past, write, results } = scene();
    write(past.capture('a', 'out'), 'a');
    write(join(past.runDir, 'manifest.json'), '[');
    expect(results.takeOver('a')).toBe(false);
  });

  it('copies all captures and attempts of the node and of no other, as private files', () => {
    const { past, files, write, results } = scene();
    const expected: Record<string, string> = {};
    for (const stream of CAPTURE_STREAMS) {
      write(past.capture(id, stream), `now ${stream} \xff`);
      write(past.capture(`${id}-2`, stream), 'another node');
      write(past.capture(`${id}/child`, stream), 'a child');
      expected[`nodes/${id}.${stream}`] = readFileSync(past.capture(id, stream), 'latin1');
      for (const attempt of [1, 3, 4]) {
        write(past.attemptCapture(id, attempt, stream), `attempt ${attempt} ${stream}`);
        expected[`nodes/${id}.attempt-${attempt}.${stream}`] = `attempt ${attempt} ${stream}`;
      }
    }
    expect(results.takeOver(id)).toBe(true);
    expect(filesIn(files.runDir)).toEqual(expected);
    expect(statSync(files.capture(id, 'out')).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(files.capture(id, 'out'))).mode & 0o777).toBe(0o700);
  });

  it('takes `out` alone, empty ones too; without it there is nothing to take', () => {
    const { past, files, write, results } = scene();
    write(past.capture('a', 'out'), '');
    write(past.capture('b', 'err'), 'e');
    expect(results.takeOver('a')).toBe(true);
    expect(results.takeOver('b')).toBe(false);
    expect(results.takeOver('c')).toBe(false);
    expect(filesIn(files.runDir)).toEqual({ 'nodes/a.out': '' });
  });

  it('up to a byte: the beginning of `out`, `err` and the stream, nothing else', () => {
    const { past, files, write, results } = scene();
    for (const stream of CAPTURE_STREAMS) write(past.capture('n', stream), `0123456789 ${stream}`);
    write(past.attemptCapture('n', 1, 'out'), 'x');
    expect(results.takeOver('n', 4)).toBe(true);
    const taken = { 'nodes/n.err': '0123456789 err', 'nodes/n.stream.jsonl': '0123456789 stream.jsonl' };
    expect(filesIn(files.runDir)).toEqual({ ...taken, 'nodes/n.out': '0123' });
    expect(results.takeOver('n', 0)).toBe(true);
    expect(filesIn(files.runDir)).toEqual({ ...taken, 'nodes/n.out': '' });
    rmSync(join(files.runDir, 'nodes'), { recursive: true });
    expect(results.takeOver('n', 15)).toBe(false);
    expect(filesIn(files.runDir)).toEqual({});
  });

  it('large captures, byte for byte', () => {
    const { past, files, write, results } = scene();
    const bytes = Buffer.alloc(17 * 1024 * 1024 + 5, 'omne run ');
    write(past.capture('n', 'out'), bytes);
    execFileSync('chmod', ['644', past.capture('n', 'out')]);
    write(past.capture('m', 'out'), bytes.subarray(0, 3 * 1024 * 1024 + 1));
    expect(results.takeOver('n') && results.takeOver('m')).toBe(true);
    expect(readFileSync(files.capture('n', 'out')).equals(bytes)).toBe(true);
    expect(statSync(files.capture('n', 'out')).mode & 0o777).toBe(0o600);
    expect(statSync(files.capture('m', 'out')).size).toBe(3 * 1024 * 1024 + 1);
    expect(results.takeOver('n', 16 * 1024 * 1024 + 1)).toBe(true);
    expect(statSync(files.capture('n', 'out')).size).toBe(16 * 1024 * 1024 + 1);
  });

  it('a capture that claims more than the disc has is not copied', () => {
    const { past, files, write, results } = scene();
    truncateSync(write(past.capture('n', 'out'), ''), 2 ** 43);
    expect(results.takeOver('n')).toBe(false);
    expect(filesIn(files.runDir)).toEqual({});
  });

  it.runIf(posix)('what is no file of its own ends it, and nothing stays', () => {
    const plants: ((path: string, other: string) => void)[] = [
      (path, other) => symlinkSync(other, path),
      (path, other) => linkSync(other, path),
      (path) => execFileSync('mkfifo', [path]),
      (path) => mkdirSync(path),
      (path) => symlinkSync('/nonexistent', path),
    ];
    for (const plant of plants) {
      for (const place of ['out', 'err', 'gate.err', 'attempt-1.out'] as const) {
        const { past, files, write, results } = scene();
        for (const stream of CAPTURE_STREAMS) write(past.capture(id, stream), 'x');
        const path = place === 'attempt-1.out' ? past.attemptCapture(id, 1, 'out') : past.capture(id, place);
        rmSync(path, { force: true });
        plant(path, write(join(past.runDir, 'other'), 'secret'));
        expect(results.takeOver(id)).toBe(false);
        expect(filesIn(files.runDir)).toEqual({});
      }
    }
  });

  it.runIf(posix)('a folder of the earlier run that is a link is not gone through', () => {
    const { past, files, write, results } = scene();
    write(past.capture(id, 'out'), 'x');
    const elsewhere = join(newFolder(), 'elsewhere');
    renameSync(join(past.runDir, 'nodes/drain'), elsewhere);
    symlinkSync(elsewhere, join(past.runDir, 'nodes/drain'));
    expect(results.takeOver(id)).toBe(false);
    expect(filesIn(files.runDir)).toEqual({});
  });

  it.runIf(posix)('what is planted where the copies go is replaced, never written through', () => {
    const { past, files, write, results } = scene();
    write(past.capture(id, 'out'), 'x');
    write(past.capture(id, 'err'), 'y');
    const target = write(join(newFolder(), 'target'), 'untouched');
    mkdirSync(dirname(files.capture(id, 'out')), { recursive: true });
    symlinkSync(target, files.capture(id, 'out'));
    linkSync(target, files.capture(id, 'err'));
    expect(results.takeOver(id)).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe('untouched');
    expect(readFileSync(files.capture(id, 'out'), 'utf8')).toBe('x');
    const elsewhere = newFolder();
    rmSync(join(files.runDir, 'nodes'), { recursive: true });
    symlinkSync(elsewhere, join(files.runDir, 'nodes'));
    expect(results.takeOver(id)).toBe(false);
    expect(readdirSync(elsewhere)).toEqual([]);
    rmSync(join(files.runDir, 'nodes'));
    mkdirSync(files.capture(id, 'err'), { recursive: true });
    expect(results.takeOver(id)).toBe(false);
    expect(existsSync(files.capture(id, 'out'))).toBe(false);
  });

  it('nothing without an earlier run', () => {
    const context: RunContext = { ...newContext(), redactor: createRedactor([]) };
    expect(createResults(context).takeOver('n')).toBe(false);
  });
});
