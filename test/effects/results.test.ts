import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/core/redact.ts';
import { chance } from '../../src/effects/chance.ts';
import { createResults } from '../../src/effects/results.ts';
import type { RunContext } from '../../src/effects/run-context.ts';
import { CAPTURE_STREAMS } from '../../src/effects/run-files.ts';
import { newContext, read } from './processes.ts';

const id = 'drain/2/poll';

function scene(secrets: readonly string[] = []) {
  const context: RunContext = { ...newContext(), redactor: createRedactor(secrets) };
  const { files } = context;
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
  return { files, write, results: createResults(context) };
}

const value = (text: string) => ({ ok: true, value: text });

describe('what a node said', () => {
  it.each<[string | Uint8Array, string]>([
    ['', ''],
    ['v1\n', 'v1'],
    ['v1', 'v1'],
    [' a\nb \r\n\n\r\n', ' a\nb '],
    ['\n\r\n\n', ''],
    ['a\r', 'a\r'],
    ['€😀\n', '€😀'],
    [Uint8Array.of(0x61, 0xff, 0x62, 0xe2, 0x82), 'a\ufffdb\ufffd'],
  ])('%j', (content, text) => {
    const { files, write, results } = scene();
    write(files.capture(id, 'out'), content);
    expect(results.text(id)).toEqual(value(text));
  });

  it('is nothing where nothing was written', () => {
    const { results, files } = scene();
    expect(results.text(id)).toEqual(value(''));
    mkdirSync(join(files.runDir, 'nodes/drain/2'), { recursive: true });
    expect(results.text(id)).toEqual(value(''));
  });

  it('from a byte on, as an iteration’s', () => {
    const { files, write, results } = scene();
    write(files.capture('n', 'out'), '\nää first\nsecond\n');
    expect(results.text('n', 12)).toEqual(value('second'));
    expect(results.text('n', 999)).toEqual(value(''));
  });

  it('has no secrets, also not one that ends in a line feed', () => {
    const { files, write, results } = scene(['open-sesame', 'pem-end\n']);
    write(files.capture('n', 'out'), 'key open-sesame pem-end\n');
    expect(results.text('n')).toEqual(value('key *** ***'));
  });

  it('is 1 MiB at most, of which a flood of line feeds costs no time', () => {
    const { files, write, results } = scene();
    const path = write(files.capture('n', 'out'), `${'\n'.repeat(1024 * 1024 - 1)}x`);
    const begin = performance.now();
    expect(results.text('n')).toMatchObject({ ok: true });
    expect(performance.now() - begin).toBeLessThan(500);
    truncateSync(path, 1024 * 1024 + 1);
    expect(results.text('n')).toEqual({ ok: false, error: 'has 1.1 MiB; at most 1 MiB can be read' });
    expect(results.text('n', 1)).toMatchObject({ ok: true });
    truncateSync(path, 3 * 1024 * 1024);
    expect(results.text('n')).toEqual({ ok: false, error: 'has 3.0 MiB; at most 1 MiB can be read' });
  });

  it.skipIf(process.platform === 'win32')(
    'is read from no link, FIFO or folder, and through no linked folder',
    () => {
      const { files, write, results } = scene();
      const victim = write(join(files.root, 'elsewhere/poll.out'), 'private');
      const irregular = { ok: false, error: 'is not a regular file' };
      mkdirSync(join(files.runDir, 'nodes/drain'), { recursive: true });
      symlinkSync(victim, files.capture('link', 'out'));
      expect(results.text('link')).toEqual(irregular);
      execFileSync('mkfifo', [files.capture('fifo', 'out')]);
      expect(results.text('fifo')).toEqual(irregular);
      mkdirSync(files.capture('folder', 'out'));
      expect(results.text('folder')).toEqual(irregular);
      symlinkSync(dirname(victim), join(files.runDir, 'nodes/drain/2'));
      expect(results.text(id)).toEqual(value(''));
    },
  );
});

describe('what a node published', () => {
  it('is read as it is, without secrets, or empty', () => {
    const { files, write, results } = scene(['open-sesame']);
    expect(results.outputFile(id)).toEqual(value(''));
    write(files.commandFile(id, 'output'), 'a=open-sesame\n\n');
    expect(results.outputFile(id)).toEqual(value('a=***\n\n'));
    truncateSync(files.commandFile(id, 'output'), 2.5 * 1024 * 1024);
    expect(results.outputFile(id)).toEqual({ ok: false, error: 'has 2.5 MiB; at most 1 MiB can be read' });
  });
});

describe('a failed attempt', () => {
  it('keeps every capture it has, under its own number', () => {
    const { files, write, results } = scene();
    for (const stream of CAPTURE_STREAMS) write(files.capture(id, stream), stream);
    write(files.capture('drain/2/poll@2', 'out'), 'another node');
    const kept = results.keepAttempt(id, 1);
    expect(kept).toBe(`${files.wirePath(files.runDir)}/nodes/drain/2/poll.attempt-1.out`);
    expect(readFileSync(join(files.root, kept), 'utf8')).toBe('out');
    for (const stream of CAPTURE_STREAMS) {
      expect(existsSync(files.capture(id, stream))).toBe(false);
      expect(read(files.attemptCapture(id, 1, stream))).toBe(stream);
    }
    expect(read(files.capture('drain/2/poll@2', 'out'))).toBe('another node');
    write(files.capture(id, 'out'), 'second');
    results.keepAttempt(id, 2);
    expect(read(files.attemptCapture(id, 2, 'out'))).toBe('second');
    expect(readdirSync(dirname(files.capture(id, 'out')))).toHaveLength(9);
  });

  it('that has none, or is stood in the way of, is no fault', () => {
    const { files, write, results } = scene();
    expect(results.keepAttempt('n', 1)).toMatch(/nodes\/n\.attempt-1\.out$/);
    write(files.capture('n', 'out'), 'x');
    mkdirSync(join(files.attemptCapture('n', 1, 'out'), 'full'), { recursive: true });
    results.keepAttempt('n', 1);
    expect(read(files.capture('n', 'out'))).toBe('x');
  });
});

it('chance is from 0 up to 1', () => {
  const drawn = Array.from({ length: 100 }, chance);
  expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true);
  expect(new Set(drawn).size).toBeGreaterThan(90);
});
