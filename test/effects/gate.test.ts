import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { describeFailure } from '../../src/core/failure.ts';
import { createGate } from '../../src/effects/gate.ts';
import { readHook, type SealedHook } from '../../src/effects/hooks.ts';
import type { RunContext } from '../../src/effects/run-context.ts';
import { eventually, fixture, linux, never, newContext, newTag, read, tagged } from './processes.ts';

function writeHook(root: string, path: string, text: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const hookPath = '.omne/dist/hooks/check.sh';
const request = { nodeId: 'n', attempt: 1, env: {}, passEnv: [], gate: 'check' };

function gateOf(context: RunContext, text: string) {
  const bytes = Buffer.from(text);
  const hooks = new Map<string, SealedHook>([['check', { name: 'check', bytes, path: hookPath }]]);
  return createGate(context, hooks);
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
    writeFileSync(`${context.files.script('n')}.gate.sh`, 'echo forged; exit 1');
    expect(await gate(request, never())).toEqual({ stdout: 'sealed' });
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
});
