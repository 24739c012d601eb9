import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProgram, scriptRunner, shebang } from '../../src/effects/interpreter.ts';
import { newContext } from './processes.ts';

describe.skipIf(process.platform === 'win32')('findProgram', () => {
  it('finds what can be executed, first folder first', () => {
    const { root } = newContext().files;
    const [a, b] = [join(root, 'a'), join(root, 'b')];
    for (const folder of [a, b]) mkdirSync(folder);
    mkdirSync(join(a, 'tool'));
    writeFileSync(join(a, 'plain'), '');
    for (const name of ['tool', 'plain']) {
      writeFileSync(join(b, name), '');
      chmodSync(join(b, name), 0o755);
    }
    symlinkSync('nowhere', join(a, 'dangling'));
    const env = { PATH: ['', '/omne/no/such', a, b].join(delimiter) };
    expect(findProgram('tool', env)).toBe(join(b, 'tool'));
    expect(findProgram('plain', env)).toBe(join(b, 'plain'));
    expect(findProgram('dangling', env)).toBeUndefined();
    expect(findProgram('', env)).toBeUndefined();
    expect(findProgram('tool', {})).toBeUndefined();
    expect(findProgram(join(b, 'tool'), {})).toBe(join(b, 'tool'));
    expect(findProgram(join(a, 'tool'), {})).toBeUndefined();
  });
});

describe.skipIf(process.platform === 'win32')('scriptRunner', () => {
  const only = (...names: readonly string[]) => {
    const { root } = newContext().files;
    for (const name of names) {
      writeFileSync(join(root, name), '');
      chmodSync(join(root, name), 0o755);
    }
    return { root, env: { PATH: root } };
  };

  it.each([
    [undefined, 'bash', ['--noprofile', '--norc', '-eo', 'pipefail', '/s']],
    ['bash', 'bash', ['--noprofile', '--norc', '-eo', 'pipefail', '/s']],
    ['sh', 'sh', ['-e', '/s']],
    ['pwsh', 'pwsh', ['-NoLogo', '-NonInteractive', '-File', '/s']],
    ['cmd', 'cmd', ['/D', '/E:ON', '/V:OFF', '/S', '/C', '"CALL "/s""']],
  ])('%s', (shell, program, args) => {
    const { root, env } = only('bash', 'sh', 'pwsh', 'cmd');
    const runner = scriptRunner(shell, env);
    expect(runner.ok && runner.value.command('/s')).toMatchObject({ file: join(root, program), args });
  });

  it('falls back to sh, and says so where there is none', () => {
    const { root, env } = only('sh');
    const runner = scriptRunner(undefined, env);
    expect(runner.ok && runner.value.command('/s')).toEqual({ file: join(root, 'sh'), args: ['-e', '/s'] });
    expect(scriptRunner(undefined, {})).toEqual({
      ok: false,
      error: 'neither bash nor sh was found on PATH',
    });
    expect(scriptRunner('bash', env)).toEqual({ ok: false, error: 'shell bash was not found on PATH' });
    expect(scriptRunner('fish', env)).toEqual({
      ok: false,
      error: 'shell fish is not one of bash, sh, pwsh, cmd',
    });
  });

  it('ends a pwsh script as GitHub does, and gives cmd its line ends', () => {
    const { env } = only('pwsh', 'cmd');
    const pwsh = scriptRunner('pwsh', env);
    expect(pwsh.ok && [pwsh.value.extension, pwsh.value.wrap('a')]).toEqual([
      '.ps1',
      "$ErrorActionPreference = 'stop'\na\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }\n",
    ]);
    const cmd = scriptRunner('cmd', env);
    expect(cmd.ok && [cmd.value.extension, cmd.value.wrap('a\nb\r\n')]).toEqual([
      '.cmd',
      '@echo off\r\na\r\nb\r\n',
    ]);
  });
});

describe('shebang', () => {
  it.each([
    ['#!/bin/sh\n', { file: '/bin/sh', args: [] }],
    ['#! /bin/bash -eu\n', { file: '/bin/bash', args: ['-eu'] }],
    ['#!/usr/bin/env python3\n', { file: 'python3', args: [] }],
    ['#!/usr/bin/env -S A=b node --test\n', { file: 'node', args: ['--test'] }],
    ['#!/usr/bin/env\n', undefined],
    ['#!\n', undefined],
    ['echo\n#!/bin/sh\n', undefined],
    ['', undefined],
  ])('%j', (text, expected) => {
    expect(shebang(Buffer.from(text))).toEqual(expected);
  });
});
