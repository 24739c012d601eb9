import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  END_BYTES,
  HEAD_BYTES,
  hasBytes,
  LAG_BYTES,
  LAST_BYTES,
  POLL_BYTES,
  readEnds,
  Tail,
  type TailSink,
} from '../../src/effects/tail.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'omne-tail-'));
  path = join(folder, 'a.out');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a sink was told, chunks joined between marks. */
function recorder() {
  const told: string[] = [];
  let text = '';
  let prelude = 0;
  let largest = 0;
  const mark = (line: string) => {
    if (prelude > 0) told.push(`<prelude ${prelude}>`);
    prelude = 0;
    if (text !== '') told.push(text);
    text = '';
    if (line !== '') told.push(line);
  };
  const sink: TailSink = {
    chunk: (bytes) => {
      largest = Math.max(largest, bytes.length);
      text += Buffer.from(bytes).toString('latin1');
    },
    skipped: (bytes) => mark(`<skipped ${bytes}>`),
    prelude: (bytes) => {
      prelude += bytes.length;
    },
    shrank: () => mark('<shrank>'),
  };
  const take = () => {
    mark('');
    return told.splice(0);
  };
  return { sink, take, largest: () => largest };
}

describe('Tail', () => {
  it('gives what was appended, and nothing twice', () => {
    const tail = new Tail(path);
    const { sink, take } = recorder();
    tail.poll(sink);
    expect(take()).toEqual([]);
    writeFileSync(path, 'one');
    tail.poll(sink);
    tail.poll(sink);
    expect(take()).toEqual(['one']);
    appendFileSync(path, 'two');
    tail.poll(sink);
    expect(take()).toEqual(['two']);
    tail.close();
    tail.close();
  });

  it('reads a file that shrank from its start again, and says so', () => {
    const tail = new Tail(path);
    const { sink, take } = recorder();
    writeFileSync(path, 'before');
    tail.poll(sink);
    truncateSync(path);
    appendFileSync(path, 'x');
    tail.poll(sink);
    expect(take()).toEqual(['before', '<shrank>', 'x']);
    tail.close();
  });

  it('reads 256 KiB per poll, the rest with the next ones', () => {
    const tail = new Tail(path);
    const { sink, take, largest } = recorder();
    writeFileSync(path, `${'a'.repeat(POLL_BYTES)}${'b'.repeat(POLL_BYTES)}c`);
    tail.poll(sink);
    expect(take()).toEqual(['a'.repeat(POLL_BYTES)]);
    tail.poll(sink);
    tail.poll(sink);
    expect(take()).toEqual([`${'b'.repeat(POLL_BYTES)}c`]);
    expect(largest()).toBeLessThanOrEqual(16 * 1024);
    tail.poll(sink);
    expect(take()).toEqual([]);
    tail.close();
  });

  it('more than 1 MiB behind, skips ahead and says how far', () => {
    const tail = new Tail(path);
    const { sink, take } = recorder();
    writeFileSync(path, 'a'.repeat(10));
    tail.poll(sink);
    appendFileSync(path, 'b'.repeat(LAG_BYTES) + 'c'.repeat(POLL_BYTES));
    tail.poll(sink);
    expect(take()).toEqual([
      'a'.repeat(10),
      `<skipped ${LAG_BYTES}>`,
      '<prelude 65536>',
      'c'.repeat(POLL_BYTES),
    ]);
    tail.close();
  });

  it('gives nothing while there is no room, and loses nothing by it', () => {
    const tail = new Tail(path);
    const { sink, take } = recorder();
    writeFileSync(path, 'x'.repeat(20_000));
    tail.poll(sink, () => false);
    expect(take()).toEqual([]);
    let asked = 0;
    tail.poll(sink, () => asked++ < 2);
    expect(take()).toEqual(['x'.repeat(16 * 1024)]);
    tail.poll(sink);
    expect(take()).toEqual(['x'.repeat(20_000 - 16 * 1024)]);
    tail.close();
  });

  it('finish gives the rest, at most 1 MiB; without room only the end', () => {
    const { sink, take } = recorder();
    writeFileSync(path, 'x'.repeat(LAG_BYTES));
    new Tail(path).finish(sink);
    expect(take()).toEqual(['x'.repeat(LAG_BYTES)]);
    appendFileSync(path, 'y');
    new Tail(path).finish(sink);
    expect(take()).toEqual(['<skipped 1>', '<prelude 1>', `${'x'.repeat(LAG_BYTES - 1)}y`]);
    new Tail(path).finish(sink, () => false);
    const skipped = LAG_BYTES + 1 - LAST_BYTES;
    expect(take()).toEqual([`<skipped ${skipped}>`, '<prelude 65536>', `${'x'.repeat(LAST_BYTES - 1)}y`]);
    new Tail(path).finish(sink, () => false, 1);
    expect(take().at(-1)).toBe('y');
    new Tail(join(folder, 'missing')).finish(sink);
    expect(take()).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('follows no link, waits for no FIFO, reads no folder', () => {
    writeFileSync(join(folder, 'secret'), 'secret');
    symlinkSync(join(folder, 'secret'), join(folder, 'link'));
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    mkdirSync(join(folder, 'folder'));
    const { sink, take } = recorder();
    for (const name of ['link', 'fifo', 'folder', 'missing', 'secret/below']) {
      const tail = new Tail(join(folder, name));
      tail.poll(sink);
      tail.close();
      expect(readEnds(join(folder, name), sink)).toBe(false);
      expect(hasBytes(join(folder, name))).toBe(false);
    }
    expect(take()).toEqual([]);
  });
});

describe('readEnds', () => {
  it('gives a short file whole, an empty one not at all', () => {
    const { sink, take } = recorder();
    writeFileSync(path, '');
    expect(readEnds(path, sink)).toBe(false);
    const whole = 'x'.repeat(HEAD_BYTES + END_BYTES);
    writeFileSync(path, whole);
    expect(readEnds(path, sink)).toBe(true);
    expect(take()).toEqual([whole]);
  });

  it('gives the first 64 KiB and the last 1 MiB of a long one', () => {
    const { sink, take } = recorder();
    writeFileSync(path, 'h'.repeat(HEAD_BYTES) + 'm'.repeat(100) + 'e'.repeat(END_BYTES));
    readEnds(path, sink);
    expect(take()).toEqual(['h'.repeat(HEAD_BYTES), '<skipped 100>', '<prelude 100>', 'e'.repeat(END_BYTES)]);
  });

  it('gives other ends where asked', () => {
    const { sink, take } = recorder();
    writeFileSync(path, 'hhmmmee');
    readEnds(path, sink, { head: 2, end: 2 });
    expect(take()).toEqual(['hh', '<skipped 3>', '<prelude 3>', 'ee']);
  });

  it('a 200 MB capture leaves memory flat', () => {
    writeFileSync(path, '');
    truncateSync(path, 200_000_000);
    let bytes = 0;
    const count = (chunk: Uint8Array) => {
      bytes += chunk.length;
    };
    const sink: TailSink = { chunk: count, skipped: () => {}, prelude: () => {}, shrank: () => {} };
    const before = process.memoryUsage().rss;
    readEnds(path, sink);
    const tail = new Tail(path);
    tail.poll(sink);
    tail.close();
    expect(bytes).toBe(HEAD_BYTES + END_BYTES + POLL_BYTES);
    expect(process.memoryUsage().rss - before).toBeLessThan(16 * 1024 * 1024);
  });
});
