import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Holder, holderOf, inheritLock, type Lock, takeLock } from '../../src/effects/lock.ts';
import { hasProcessTable, ownStart } from '../../src/effects/process-table.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'omne-lock-'));

const children: { kill: (signal: NodeJS.Signals) => unknown }[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** What a lock of ours says, with changes. */
function lockText(change: Readonly<Record<string, unknown>> = {}): string {
  const dir = folder();
  takeLock(dir);
  return JSON.stringify({ ...JSON.parse(readFileSync(join(dir, 'lock'), 'utf8')), ...change });
}

/** A run directory that was left with this lock. */
function left(text: string): string {
  const dir = folder();
  writeFileSync(join(dir, 'lock'), text);
  return dir;
}

/** The number of a process that is gone. */
async function deadPid(): Promise<number> {
  const child = spawn('true', { stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid!;
}

const isLock = (taken: Lock | Holder): taken is Lock => typeof taken !== 'string';

describe('a lock', () => {
  test('names the process that holds it, and is gone when it is released', () => {
    const dir = folder();
    expect(holderOf(dir)).toBe('none');
    const lock = takeLock(dir);
    expect(JSON.parse(readFileSync(join(dir, 'lock'), 'utf8'))).toMatchObject({
      pid: process.pid,
      start: ownStart(),
      host: hostname(),
    });
    expect([holderOf(dir), readdirSync(dir)]).toEqual(['alive', ['lock']]);
    lock.release();
    expect([holderOf(dir), readdirSync(dir)]).toEqual(['none', []]);
  });

  test('is taken once', () => {
    const dir = folder();
    takeLock(dir);
    expect(() => takeLock(dir)).toThrow(/^another process holds the lock of /);
    expect([inheritLock(dir), inheritLock(dir, hasProcessTable)]).toEqual(['alive', 'alive']);
  });

  test('comes back where a node removed it, and not over another one', () => {
    const dir = folder();
    const lock = takeLock(dir);
    rmSync(join(dir, 'lock'));
    lock.renew();
    expect(holderOf(dir)).toBe('alive');
    lock.renew();
    rmSync(dir, { recursive: true });
    lock.renew();
    lock.release();
  });
});

describe('who holds it', () => {
  test.runIf(hasProcessTable)('a living process of another start is another process', () => {
    expect(holderOf(left(lockText({ start: ownStart() - 1 })))).toBe('gone');
  });

  test('a process that is no more', async () => {
    expect(holderOf(left(lockText({ pid: await deadPid() })))).toBe('gone');
  });

  test.runIf(hasProcessTable)('a process before the machine was started again', () => {
    expect(holderOf(left(lockText({ boot: 'another' })))).toBe('gone');
  });

  test.runIf(hasProcessTable)('a process of another machine that sees the same folder', () => {
    expect(holderOf(left(lockText({ boot: 'another', host: 'another' })))).toBe('unknown');
  });

  test.runIf(hasProcessTable)('a process in another container', () => {
    expect(holderOf(left(lockText({ ns: 'pid:[1]' })))).toBe('unknown');
  });

  test('a living process of a system without /proc', async () => {
    const nothing = { start: 0, boot: '', ns: '' };
    expect(holderOf(left(lockText(nothing)))).toBe('alive');
    expect(holderOf(left(lockText({ ...nothing, pid: await deadPid() })))).toBe('gone');
    expect(holderOf(left(lockText({ ...nothing, host: 'another' })))).toBe('unknown');
  });

  test.each(['', '{', 'null', '[]', '{}', '{"pid":"1"}', '{"pid":-1,"start":0,"boot":"","ns":"","host":""}'])(
    'nobody knows: %s',
    (text) => {
      expect(holderOf(left(text))).toBe('unknown');
    },
  );

  test('nobody knows: a folder, a link', () => {
    const dir = folder();
    mkdirSync(join(dir, 'lock'));
    expect(holderOf(dir)).toBe('unknown');
    const other = folder();
    symlinkSync(join(dir, 'elsewhere'), join(other, 'lock'));
    expect(holderOf(other)).toBe(process.platform === 'win32' ? 'none' : 'unknown');
  });
});

describe('inheriting', () => {
  test('from one that is gone; the heir is the holder, and leaves nothing behind', async () => {
    const dir = left(lockText({ pid: await deadPid() }));
    const lock = inheritLock(dir);
    expect(isLock(lock)).toBe(true);
    expect([holderOf(dir), inheritLock(dir)]).toEqual(['alive', 'alive']);
    if (isLock(lock)) lock.release();
    expect([holderOf(dir), readdirSync(dir)]).toEqual(['none', []]);
  });

  test('from heirs that died, too', async () => {
    const pid = await deadPid();
    const dir = left(lockText({ pid }));
    for (let heir = 0; heir < 5; heir++) {
      const before = readdirSync(dir);
      expect(isLock(inheritLock(dir))).toBe(true);
      const mine = readdirSync(dir).find((name) => !before.includes(name))!;
      writeFileSync(join(dir, mine), lockText({ pid }));
      expect(holderOf(dir)).toBe('gone');
    }
    const last = inheritLock(dir);
    if (isLock(last)) last.release();
    expect(readdirSync(dir)).toEqual([]);
  });

  test('is given back as it was found', async () => {
    const dir = left(lockText({ pid: await deadPid() }));
    const lock = inheritLock(dir);
    if (isLock(lock)) lock.giveBack();
    expect([holderOf(dir), readdirSync(dir)]).toEqual(['gone', ['lock']]);
  });

  test('without a lock, or with one that nobody can judge, only for who insists', () => {
    const none = folder();
    expect([inheritLock(none), readdirSync(none)]).toEqual(['none', []]);
    expect(isLock(inheritLock(none, true))).toBe(true);
    for (const text of ['', lockText({ host: 'another', boot: 'another' })]) {
      const dir = left(text);
      expect(inheritLock(dir)).toBe('unknown');
      const lock = inheritLock(dir, true);
      expect([isLock(lock), holderOf(dir)]).toEqual([true, 'alive']);
    }
    const planted = folder();
    mkdirSync(join(planted, 'lock'));
    expect(inheritLock(planted)).toBe('unknown');
    expect([isLock(inheritLock(planted, true)), holderOf(planted)]).toEqual([true, 'alive']);
  });
});
