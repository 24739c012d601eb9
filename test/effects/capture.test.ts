import { closeSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCapture, readTail, writeFresh } from '../../src/effects/capture.ts';
import { newContext, read } from './processes.ts';

function write(path: string, text: string, append: boolean): void {
  const fd = openCapture(path, { append, within: dirname(dirname(path)) });
  if (!fd.ok) throw new Error('not opened');
  writeSync(fd.value, text);
  closeSync(fd.value);
}

describe('openCapture', () => {
  it('begins anew or goes on', () => {
    const { files } = newContext();
    const path = files.capture('n', 'out');
    write(path, 'first', true);
    write(path, ' second', true);
    expect(read(path)).toBe('first second');
    write(path, 'third', false);
    expect(read(path)).toBe('third');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('says why it cannot', () => {
    const { files } = newContext();
    write(files.capture('n', 'out'), 'x', false);
    const path = join(files.capture('n', 'out'), 'below.out');
    expect(openCapture(path, { append: false, within: files.runDir })).toMatchObject({
      ok: false,
      error: { kind: 'capture_failed', path },
    });
  });
});

describe('readTail', () => {
  const tail = (text: string | Uint8Array, bytes: number) => {
    const { root } = newContext().files;
    const path = join(root, 'file');
    writeFresh(path, text, root);
    return readTail(path, bytes);
  };

  it.each([
    ['short', 10, 'short'],
    ['', 10, ''],
    ['longer than that', 4, 'that'],
    ['a€b', 4, '€b'],
    ['a€b', 3, 'b'],
    ['a€b', 2, 'b'],
    ['😀', 3, ''],
    ['x😀y', 5, '😀y'],
  ])('%j, %i bytes', (text, bytes, expected) => {
    expect(tail(text, bytes)).toBe(expected);
  });

  it('takes what is not there, and what is no text', () => {
    expect(readTail('/omne/no/such')).toBe('');
    expect(readTail('/')).toBe('');
    expect(tail(Buffer.alloc(10, 0x80), 6)).toHaveLength(3);
  });
});
