import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { describeFailure } from '../../src/core/failure.ts';
import { createGate } from '../../src/effects/gate.ts';
import { type HookFolders, readHook } from '../../src/effects/hooks.ts';
import type { RunContext } from '../../src/effects/run-context.ts';
import { eventually, fixture, linux, never, newContext, newTag, read, tagged } from './processes.ts';

function writeHook(root: string, path: string, text: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const hookPath = '.omne/dist/hooks/check.sh';
const request = { nodeId: 'n', attempt: 1, env: {}, passEnv: [], variables: {}, gate: 'check' };

function gateOf(context: RunContext, text: string) {
  const bytes = Buffer.from(text);
  const files = new Map([['check.sh', { bytes, executable: false }]]);
  return createGate(context, new Map([['check', { name: 'check', bytes, path: hookPath, files }]]));
}

async function run(text: string) {
  const context = newContext();
  const verdict = await gateOf(context, text)(request, never());
  return { context, verdict, words: verdict.failure && describeFailure(verdict.failure) };
}

describe.skipIf(process.platform === 'win32')('the gate', () => {
  it('passes with exit 0, and carries the tail of its stdout', async () => {
    const { context, verdict } = await run('echo; pwd; echo "$OMNE_GATE_NAME $OMNE_NODE_ID"; echo noise >&2');
    expect(verdict).toEqual({ stdout: `${context.files.root}\ncheck n` });
    expect(read(context.files.capture('n', 'gate.err'))).toBe('noise\n');
    expect((await run('true')).verdict).toEqual({});
    const long = (await run('seq 100000')).verdict;
    expect(long.stdout).toMatch(/100000$/);
    expect(long.stdout!.length).toBeLessThanOrEqual(1024);
  });

  it('fails with its stderr', async () => {
    const { verdict, words } = await run('echo half; echo "  not good  " >&2; exit 3');
    expect(verdict).toMatchObject({ stdout: 'half', failure: { kind: 'gate_failed', exit: { code: 3 } } });
    expect(words).toBe('not good');
    expect((await run('kill -KILL $$')).verdict.failure).toMatchObject({ exit: { signal: 'SIGKILL' } });
  });

  it.each([
    ['#!/bin/sh\n[ -z "$BASH_VERSION" ] || [ -n "$POSIXLY_CORRECT" ]'],
    ['#!/usr/bin/env bash\n[[ -n $BASH_VERSION ]]'],
    ['#!/usr/local/nowhere/bash\n[[ -n $BASH_VERSION ]]'],
    ['[[ -n $BASH_VERSION ]]'],
    ['#!/usr/bin/env -S node --no-warnings\nprocess.exitCode = process.argv.length === 2 ? 0 : 1;'],
  ])('runs with the interpreter its first line names: %j', async (text) => {
    expect((await run(text)).verdict.failure).toBeUndefined();
  });

  it('honours the options of its first line', async () => {
    expect((await run('#!/bin/bash -e\nfalse; exit 0')).verdict.failure).toMatchObject({ exit: { code: 1 } });
  });

  it('names the interpreter that is not there', async () => {
    expect((await run('#!/usr/bin/env omne-lisp\n')).words).toBe(
      "dispatch error in gate: failed to spawn subprocess: the hook's interpreter omne-lisp was not found",
    );
  });

  it('says so when its hook was never read', async () => {
    const { failure } = await createGate(newContext(), new Map())(request, never());
    expect(describeFailure(failure!)).toContain('gate hook check missing at dispatch time');
  });

  it('runs the sealed bytes, whatever became of the file', async () => {
    const context = newContext();
    const file = writeHook(context.files.root, hookPath, 'echo sealed');
    const { sealed } = readHook(context.files.root, 'check');
    writeFileSync(file, 'echo replaced; exit 1');
    const gate = createGate(context, new Map([['check', sealed!]]));
    expect(await gate(request, never())).toEqual({ stdout: 'sealed' });
    writeFileSync(join(`${context.files.script('n')}.gate`, 'check.sh'), 'echo forged; exit 1');
    expect(await gate(request, never())).toEqual({ stdout: 'sealed' });
  });

  it('runs with its folder as it was sealed, whatever became of that', async () => {
    const context = newContext();
    const { root } = context.files;
    const folder = join(root, dirname(hookPath));
    writeHook(root, hookPath, '. "$(dirname "$0")/lib.sh"; "$(dirname "$0")/tools/say"; pwd');
    writeHook(root, `${dirname(hookPath)}/lib.sh`, 'echo lib');
    chmodSync(writeHook(root, `${dirname(hookPath)}/tools/say`, '#!/bin/sh\necho said'), 0o755);
    const gate = createGate(context, new Map([['check', readHook(root, 'check').sealed!]]));
    const passes = { stdout: `lib\nsaid\n${root}` };
    expect(await gate(request, never())).toEqual(passes);
    writeHook(root, hookPath, 'echo replaced; exit 1');
    writeHook(root, `${dirname(hookPath)}/lib.sh`, 'echo replaced; exit 1');
    expect(await gate(request, never())).toEqual(passes);
    rmSync(folder, { recursive: true });
    expect(await gate(request, never())).toEqual(passes);
  });

  it('writes its folder for itself alone, over whatever stood there', async () => {
    const context = newContext();
    const { root } = context.files;
    const written = `${context.files.script('n')}.gate`;
    writeHook(root, hookPath, 'ls "$(dirname "$0")"');
    chmodSync(writeHook(root, '.omne/dist/hooks/tool', '#!/bin/sh'), 0o755);
    const gate = createGate(context, new Map([['check', readHook(root, 'check').sealed!]]));
    const passes = { stdout: 'check.sh\ntool' };
    expect(await gate(request, never())).toEqual(passes);
    const modes = ['', 'check.sh', 'tool'].map((name) => statSync(join(written, name)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600, 0o700]);
    writeFileSync(join(written, 'planted'), '');
    expect(await gate(request, never())).toEqual(passes);
    rmSync(written, { recursive: true });
    mkdirSync(join(root, 'decoy'));
    writeFileSync(join(root, 'decoy', 'kept'), '');
    symlinkSync(join(root, 'decoy'), written);
    expect(await gate(request, never())).toEqual(passes);
    expect(readdirSync(join(root, 'decoy'))).toEqual(['kept']);
  });

  it('fails when the folder of scripts was swapped for a link', async () => {
    const context = newContext();
    const scripts = dirname(context.files.script('n'));
    mkdirSync(context.files.runDir, { recursive: true });
    mkdirSync(join(context.files.root, 'decoy'));
    symlinkSync(join(context.files.root, 'decoy'), scripts);
    const { failure } = await gateOf(context, 'true')(request, never());
    expect(describeFailure(failure!)).toContain('cannot be written: its folder is not a folder of ours');
    expect(readdirSync(join(context.files.root, 'decoy'))).toEqual([]);
  });

  it.skipIf(!linux)('is ended with what it started when its time is over', async () => {
    const context = newContext();
    const tag = newTag();
    const abort = new AbortController();
    const done = gateOf(context, `exec sh '${fixture('setsid-fork.sh')}' ${tag}`)(request, abort.signal);
    expect(await eventually(() => tagged(tag).length === 2)).toBe(true);
    abort.abort();
    await sleep(100);
    context.grace.skip();
    expect((await done).failure?.kind).toBe('gate_failed');
    expect(tagged(tag)).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('readHook', () => {
  const root = () => newContext().files.root;

  it('prefers the distribution’s hook', () => {
    const at = root();
    writeHook(at, '.omne/hooks/check.sh', 'own');
    expect(readHook(at, 'check').hook).toEqual({ kind: 'found', path: '.omne/hooks/check.sh' });
    writeHook(at, hookPath, 'dist');
    const { hook, sealed } = readHook(at, 'check');
    expect(hook).toEqual({ kind: 'found', path: hookPath });
    expect(Buffer.from(sealed!.bytes).toString()).toBe('dist');
  });

  it('says where it looked', () => {
    expect(readHook(root(), 'check')).toEqual({ hook: { kind: 'missing', path: hookPath } });
  });

  it('refuses a way out of the hooks folder', () => {
    const at = root();
    writeHook(at, 'elsewhere.sh', 'true');
    mkdirSync(join(at, dirname(hookPath)), { recursive: true });
    symlinkSync(join(at, 'elsewhere.sh'), join(at, hookPath));
    expect(readHook(at, 'check').hook).toEqual({
      kind: 'outside',
      directory: '.omne/dist/hooks',
      path: 'elsewhere.sh',
    });
    expect(readHook(at, '../elsewhere').hook.kind).toBe('unusable');
  });

  it('follows a link that stays inside', () => {
    const at = root();
    writeHook(at, '.omne/dist/hooks/real.sh', 'true');
    symlinkSync('real.sh', join(at, hookPath));
    expect(readHook(at, 'check').hook.kind).toBe('found');
  });

  it.each([
    ['', 'it is empty'],
    ['#!/bin/sh\r\ntrue\r\n', 'it has Windows line ends (CRLF); save it with LF'],
    ['#'.repeat(1024 * 1024 + 1), 'it is larger than 1 MiB'],
  ])('names what is wrong with a hook %#', (text, reason) => {
    const at = root();
    writeHook(at, hookPath, text);
    expect(readHook(at, 'check')).toEqual({ hook: { kind: 'unusable', path: hookPath, reason } });
  });

  it('a folder is no hook; an unreadable file is unusable', () => {
    const at = root();
    mkdirSync(join(at, hookPath), { recursive: true });
    expect(readHook(at, 'check').hook).toMatchObject({
      kind: 'unusable',
      reason: 'it is not a regular file',
    });
    rmSync(join(at, hookPath), { recursive: true });
    chmodSync(writeHook(at, hookPath, 'true'), 0o000);
    if (process.getuid?.() === 0) return;
    expect(readHook(at, 'check').hook).toMatchObject({ kind: 'unusable', reason: 'it cannot be read' });
  });

  it('is unusable, never missing, when a file beside it cannot be read', () => {
    const at = root();
    writeHook(at, '.omne/hooks/check.sh', 'true');
    writeHook(at, hookPath, 'true');
    chmodSync(writeHook(at, '.omne/dist/hooks/lib.sh', 'true'), 0o000);
    if (process.getuid?.() === 0) return;
    const reason = expect.stringMatching(/^its folder cannot be read: EACCES.*lib\.sh/);
    expect(readHook(at, 'check').hook).toEqual({ kind: 'unusable', path: hookPath, reason });
  });

  it('seals every file below its folder, none outside, and what links mean', () => {
    const at = root();
    const folder = join(at, dirname(hookPath));
    writeHook(at, hookPath, 'true');
    chmodSync(writeHook(at, '.omne/dist/hooks/lib/deep/tool', 'tool'), 0o700);
    writeHook(at, 'secret.sh', 'secret');
    symlinkSync('lib/deep/tool', join(folder, 'alias'));
    symlinkSync('deep', join(folder, 'lib/same'));
    symlinkSync('..', join(folder, 'lib/deep/up'));
    symlinkSync(join(at, 'secret.sh'), join(folder, 'out.sh'));
    symlinkSync(at, join(folder, 'volume'));
    symlinkSync('nowhere', join(folder, 'dangling'));
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    const { files } = readHook(at, 'check').sealed!;
    const sealed = [...files].map(([name, file]) => [name, `${file.bytes}`, file.executable]);
    expect(sealed.sort()).toEqual([
      ['alias', 'tool', true],
      ['check.sh', 'true', false],
      ['lib/deep/tool', 'tool', true],
      ['lib/same/tool', 'tool', true],
    ]);
  });

  it('reads a folder once for all hooks of a load', () => {
    const at = root();
    const load: HookFolders = new Map();
    writeHook(at, hookPath, 'true');
    writeHook(at, '.omne/dist/hooks/other.sh', 'true');
    writeHook(at, '.omne/dist/hooks/lib.sh', 'first');
    const first = readHook(at, 'check', load).sealed!.files.get('lib.sh');
    writeHook(at, '.omne/dist/hooks/lib.sh', 'second');
    expect(readHook(at, 'other', load).sealed!.files.get('lib.sh')).toBe(first);
    expect(`${readHook(at, 'other').sealed!.files.get('lib.sh')!.bytes}`).toBe('second');
  });

  it('bounds its folder, and takes no other folder’s hook instead', () => {
    const at = root();
    const mib = 1024 * 1024;
    const unusable = (reason: string) => ({ kind: 'unusable', path: hookPath, reason });
    writeHook(at, '.omne/hooks/check.sh', 'true');
    writeHook(at, hookPath, 'true');
    writeHook(at, '.omne/dist/hooks/data/a', 'a'.repeat(16 * mib - 4));
    expect(readHook(at, 'check').hook).toEqual({ kind: 'found', path: hookPath });
    writeHook(at, '.omne/dist/hooks/data/b', 'b');
    expect(readHook(at, 'check').hook).toEqual(unusable('its folder holds more than 16 MiB'));
    rmSync(join(at, '.omne/dist/hooks/data'), { recursive: true });
    for (let file = 1; file < 1000; file++) writeHook(at, `.omne/dist/hooks/${file % 9}/${file}`, '');
    expect(readHook(at, 'check').sealed!.files.size).toBe(1000);
    writeHook(at, '.omne/dist/hooks/one-more', '');
    expect(readHook(at, 'check').hook).toEqual(unusable('its folder holds more than 1,000 files'));
  });

  it('comes to an end where folders link to each other', () => {
    const at = root();
    const names = [...'abcdefgh'];
    writeHook(at, hookPath, 'true');
    for (const name of names) mkdirSync(join(at, '.omne/dist/hooks', name));
    for (const from of names) {
      for (const to of names) symlinkSync(`../${to}`, join(at, '.omne/dist/hooks', from, to));
    }
    expect(readHook(at, 'check').hook).toMatchObject({ reason: 'its folder holds more than 1,000 folders' });
  });
});
