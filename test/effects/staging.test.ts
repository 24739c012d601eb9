import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stageRun } from '../../src/effects/staging.ts';
import { tempVolume, type Volume } from '../rig/volume.ts';

const mib = 1024 * 1024;
const posix = process.platform !== 'win32';

async function stage(volume: Volume, secrets: readonly string[] = [], more: object = {}) {
  mkdirSync(volume.path('tmp'), { recursive: true });
  const staging = await stageRun({
    runDir: volume.path('run'),
    tempDir: volume.path('tmp'),
    secrets,
    ...more,
  });
  const read = (path: string) => readFileSync(`${staging.folder}/${path}`);
  return { ...staging, read, manifest: JSON.parse(read('manifest.json').toString()) as unknown };
}

describe('stageRun', () => {
  test('the state of the worktree where there is one, redacted; never the key, the lock, torn bytes', async () => {
    await using volume = await tempVolume({
      'run/events.jsonl': '{}\n',
      'run/worktree.patch': '+pass open-sesame\n',
      'run/worktree.json': '{"version":1}\n',
      'run/secret.key': 'k',
      'run/lock': 'l',
      'run/events.torn': 't',
    });
    const staged = await stage(volume, ['open-sesame']);
    const names = ['events.jsonl', 'worktree.patch', 'worktree.json'];
    expect(staged.files.map(({ path }) => path)).toEqual(names);
    expect(staged.skipped).toEqual([]);
    expect(staged.paths.map((path) => path.slice(staged.folder.length + 1))).toEqual([
      ...names,
      'manifest.json',
    ]);
    expect(staged.read('worktree.patch').toString()).toBe('+pass ***\n');
    expect(staged.read('worktree.json').toString()).toBe('{"version":1}\n');
  });

  test.runIf(posix)('a link in place of the patch is not followed', async () => {
    await using volume = await tempVolume({ 'run/events.jsonl': '{}\n', target: 'secret' });
    symlinkSync(volume.path('target'), volume.path('run/worktree.patch'));
    const staged = await stage(volume);
    expect(staged.skipped).toEqual([{ path: 'worktree.patch', reason: 'not_regular' }]);
    expect(staged.files).toHaveLength(1);
  });

  test('journal, captures of any depth and extra files; nothing else; removed at the end', async () => {
    await using volume = await tempVolume({
      'run/events.jsonl': '{"a":1}\n',
      'run/nodes/a.out': 'out',
      'run/nodes/a.err': '',
      'run/nodes/each/0/b.out': Buffer.from([0, 1, 0xff, 0xfe, 0x80]),
      'run/scripts/a': 'script',
      'run/commands/a.output': 'x=y',
      'pipe.md': '# pipe',
    });
    const staged = await stage(volume, [], {
      extra: [
        { name: 'report/summary.md', text: '# report' },
        { name: 'pipe.md', path: volume.path('pipe.md') },
      ],
    });
    expect(staged.files).toEqual([
      { path: 'events.jsonl', bytes: 8, isCut: false },
      { path: 'nodes/a.err', bytes: 0, isCut: false },
      { path: 'nodes/a.out', bytes: 3, isCut: false },
      { path: 'nodes/each/0/b.out', bytes: 5, isCut: false },
      { path: 'report/summary.md', bytes: 8, isCut: false },
      { path: 'pipe.md', bytes: 6, isCut: false },
    ]);
    expect(staged.skipped).toEqual([]);
    expect([...staged.read('nodes/each/0/b.out')]).toEqual([0, 1, 0xff, 0xfe, 0x80]);
    expect(staged.read('report/summary.md').toString()).toBe('# report');
    expect(staged.paths).toHaveLength(7);
    for (const path of staged.paths) {
      expect(statSync(path).isFile()).toBe(true);
      if (posix) expect(statSync(path).mode & 0o777).toBe(0o600);
    }
    await staged.remove();
    expect(statSync(staged.folder, { throwIfNoEntry: false })).toBeUndefined();
    await staged.remove();
  });

  test('what nodes within nodes left, as deep as they go, every visit and attempt of it', async () => {
    const deep = `nodes/${'steps/each/0/'.repeat(20)}poll`;
    const paths = [
      `${deep}.attempt-1.out`,
      `${deep}.out`,
      `${deep}@2.gate.out`,
      `${deep}@2.out`,
      'nodes/drain/10/poll.out',
      'nodes/drain.until.out',
    ];
    await using volume = await tempVolume(
      Object.fromEntries(paths.map((path) => [`run/${path}`, `of ${path}, open-sesame`])),
    );
    const staged = await stage(volume, ['open-sesame']);
    expect(staged.files.map(({ path }) => path).toSorted()).toEqual(paths.toSorted());
    expect(staged.skipped).toEqual([]);
    for (const path of paths) expect(staged.read(path).toString()).toBe(`of ${path}, ***`);
    expect((await stage(volume, ['poll@2'])).skipped).toEqual([
      { path: `${deep.slice(0, -4)}***.gate.out`, reason: 'name_holds_secret' },
      { path: `${deep.slice(0, -4)}***.out`, reason: 'name_holds_secret' },
    ]);
  });

  test('a run that never began: only the manifest', async () => {
    await using volume = await tempVolume({ 'run/.keep': '' });
    expect((await stage(volume)).manifest).toEqual({ files: [], skipped: [] });
  });

  test.runIf(posix)(
    'links, hard links, FIFOs and names no artifact may have stay behind, by reason',
    async () => {
      await using volume = await tempVolume({
        'run/events.jsonl': '{}\n',
        'run/nodes/good.out': 'good',
        'run/nodes/colon:name.out': 'x',
        'run/nodes/a-s3cr3t-name.out': 'x',
        'outside/passwd': 'root',
        'outside/folder/f': 'inside',
        'outside/hard': 'hard',
      });
      symlinkSync(volume.path('outside/passwd'), volume.path('run/nodes/link.out'));
      symlinkSync(volume.path('outside/folder'), volume.path('run/nodes/linked-folder'));
      symlinkSync('/proc/self/environ', volume.path('run/nodes/environ.out'));
      symlinkSync('/nowhere', volume.path('run/nodes/dangling.out'));
      linkSync(volume.path('outside/hard'), volume.path('run/nodes/hard.out'));
      execFileSync('mkfifo', [volume.path('run/nodes/fifo.out')]);
      execFileSync('sh', ['-c', 'printf x > "$(printf "bad-\\377.out")"'], { cwd: volume.path('run/nodes') });
      const staged = await stage(volume, ['s3cr3t']);
      expect(staged.files.map((file) => file.path)).toEqual(['events.jsonl', 'nodes/good.out']);
      expect(staged.skipped).toEqual([
        { path: 'nodes/a-***-name.out', reason: 'name_holds_secret' },
        { path: 'nodes/bad-\ufffd.out', reason: 'unreadable' },
        { path: 'nodes/colon:name.out', reason: 'name_not_portable' },
        { path: 'nodes/dangling.out', reason: 'not_regular' },
        { path: 'nodes/environ.out', reason: 'not_regular' },
        { path: 'nodes/fifo.out', reason: 'not_regular' },
        { path: 'nodes/hard.out', reason: 'linked' },
        { path: 'nodes/link.out', reason: 'not_regular' },
        { path: 'nodes/linked-folder', reason: 'not_regular' },
      ]);
      expect(staged.manifest).toMatchObject({ skipped: staged.skipped });
    },
  );

  test.runIf(posix)('nodes/ itself swapped for a link is not followed', async () => {
    await using volume = await tempVolume({ 'run/events.jsonl': '{}\n', 'outside/f': 'x' });
    symlinkSync(volume.path('outside'), volume.path('run/nodes'));
    const staged = await stage(volume);
    expect(staged.files).toHaveLength(1);
    expect(staged.skipped).toEqual([{ path: 'nodes', reason: 'not_regular' }]);
  });

  test('secrets go, at any place of a chunk’s edge and in any script; every other byte stays', async () => {
    const secret = 'pässwörd-0123456789';
    await using volume = await tempVolume({ 'run/events.jsonl': `{"m":"${secret}"}\n` });
    const edge = 128 * 1024;
    const parts: Buffer[] = [];
    const bytes = Buffer.from(secret);
    for (let offset = -bytes.length - 1; offset <= 1; offset++) {
      const body = Buffer.alloc(edge * 2, 0xe4);
      bytes.copy(body, edge + offset);
      parts.push(body);
    }
    await volume.write('run/nodes/a.out', Buffer.concat(parts));
    const staged = await stage(volume, [secret, 'another-secret']);
    expect(staged.read('events.jsonl').toString()).toBe('{"m":"***"}\n');
    const clean = staged.read('nodes/a.out');
    const expected = Buffer.concat(
      parts.map((body, i) => {
        const at = edge - bytes.length - 1 + i;
        return Buffer.concat([body.subarray(0, at), Buffer.from('***'), body.subarray(at + bytes.length)]);
      }),
    ); // prettier-ignore
    expect(clean.equals(expected)).toBe(true);
  });

  test('a file of 200 MB: its first and last 32 MiB and a line that says so; no secret at the cuts', async () => {
    await using volume = await tempVolume({ 'run/events.jsonl': '{}\n', 'run/nodes/big.out': '' });
    const path = volume.path('run/nodes/big.out');
    const size = 200_000_000;
    truncateSync(path, size);
    const fd = openSync(path, 'r+');
    const secret = 'S3CR3T-abcdefgh-9';
    for (const at of [0, 32 * mib - 5, size - 32 * mib - 12, size - secret.length]) writeSync(fd, secret, at);
    writeSync(fd, 'near', 32 * mib - 20);
    writeSync(fd, 'tail', size - 32 * mib + 50);
    const staged = await stage(volume, [secret]);
    expect(staged.files[1]).toEqual({ path: 'nodes/big.out', bytes: size, isCut: true });
    expect(staged.manifest).toMatchObject({ files: [{}, { bytes: size, cut: true }] });
    const text = staged.read('nodes/big.out');
    const note = `\n=== omne: ${size - 64 * mib} of ${size} bytes left out here ===\n`;
    const at = text.indexOf(note);
    expect(text.subarray(0, 3).toString()).toBe('***');
    expect(text.subarray(at - 15, at - 11).toString()).toBe('near');
    expect(text.subarray(at + note.length, at + note.length + 3).toString()).toBe('***');
    expect(text.subarray(-3).toString()).toBe('***');
    for (const part of [secret, secret.slice(0, 5), secret.slice(-5)])
      expect(text.includes(part)).toBe(false);
    expect(Math.abs(text.length - 64 * mib)).toBeLessThan(200);
  });

  test('without a secret a long file’s halves are byte-exact', async () => {
    await using volume = await tempVolume({ 'run/events.jsonl': '', 'run/nodes/big.out': '' });
    execFileSync('sh', ['-c', 'head -c 70000000 /dev/urandom > nodes/big.out'], { cwd: volume.path('run') });
    const staged = await stage(volume);
    const from = readFileSync(volume.path('run/nodes/big.out'));
    const to = staged.read('nodes/big.out');
    const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect(sha(to.subarray(0, 32 * mib))).toBe(sha(from.subarray(0, 32 * mib)));
    expect(sha(to.subarray(-32 * mib))).toBe(sha(from.subarray(-32 * mib)));
  });

  test.runIf(process.platform === 'linux').each([
    ['without secrets', []],
    ['with secrets', ['ghp_abcdefghijklmnop', 'another-secret']],
  ])('memory stays flat: 1 GiB in one capture needs little more than 1 MiB, %s', async (_, secrets) => {
    await using volume = await tempVolume({
      'run/events.jsonl': '',
      'run/nodes/big.out': '',
      'tmp/.keep': '',
    });
    const request = { runDir: volume.path('run'), tempDir: volume.path('tmp'), secrets };
    // The peak counts from when all is loaded: stripping the types alone would hide a whole capture.
    await volume.write(
      'probe.mjs',
      `import { readFileSync, writeFileSync } from 'node:fs';
       import { stageRun } from ${JSON.stringify(new URL('../../src/effects/staging.ts', import.meta.url).href)};
       gc();
       writeFileSync('/proc/self/clear_refs', '5');
       const peak = () => Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
       const before = peak();
       await stageRun(${JSON.stringify(request)});
       console.log(peak() - before);`,
    );
    const peak = (size: number) => {
      truncateSync(volume.path('run/nodes/big.out'), size);
      const args = ['--expose-gc', '--no-warnings', '--experimental-strip-types', volume.path('probe.mjs')];
      const probe = spawnSync('node_modules/node/bin/node', args, { encoding: 'utf8' });
      expect(probe.stderr).toBe('');
      return Number(probe.stdout);
    };
    const more = peak(1024 * mib) - peak(mib);
    console.log(`staging 1 GiB: ${more.toFixed(1)} MiB more than 1 MiB`);
    expect(more).toBeLessThan(24);
  });
});
