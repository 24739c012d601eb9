import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { startArtifactService } from './artifact-service.ts';
import { runCli } from './cli.ts';
import { parseCommands, parseEnvFile, parseLine, splitLines } from './oracle.ts';
import { startRunner } from './runner.ts';
import { findSurvivors, survivorsAfter } from './survivors.ts';
import { tempVolume } from './volume.ts';

test('tests run on the Node that the Action runs on, where npm starts them', () => {
  const isNpm = process.env['npm_lifecycle_event'] !== undefined;
  expect(process.version).toMatch(isNpm ? /^v24\./ : /^v(?:20|22|24)\./);
});

describe('the oracle', () => {
  test.each([
    ['::error::boom', 'v2', 'error', 'boom'],
    ['  ::add-mask::e', 'v2', 'add-mask', 'e'],
    ['\u00a0\ufeff::add-mask::e', 'v2', 'add-mask', 'e'],
    ['::GROUP::x', 'v2', 'group', 'x'],
    ['::set-output name=a,b=c::v%0Aw%25', 'v2', 'set-output', 'v\nw%'],
    ['foo ##[add-mask]a', 'v1', 'add-mask', 'a'],
    ['foo ##[set-output name=x;]y%5D', 'v1', 'set-output', 'y]'],
    ['[n1] ##[error]x', 'v1', 'error', 'x'],
  ])('%j is a command', (line, form, name, message) => {
    expect(parseLine(line)).toMatchObject({ form, name, message });
  });

  test.each([
    'text ::error::x',
    '[n1] ::error::x',
    '\u200b::error::x',
    '##\\[error]x',
    '::nothing::x',
    '::error',
    '',
  ])('%j is none', (line) => expect(parseLine(line)).toBeUndefined());

  test('lines end at LF, CRLF and CR; stopped commands count for nothing until the token', () => {
    expect(splitLines('a\r\nb\rc\n\nd')).toEqual(['a', 'b', 'c', '', 'd']);
    const log = 'x\r::error::1\n::stop-commands::tok\n::error::2\nx ##[tok]\n::error::3\n';
    expect(parseCommands(log).map((c) => c.message)).toEqual(['1', 'tok', '3']);
    expect(parseLine('::error file=a%3Ab,line=1::x')?.properties).toEqual({ file: 'a:b', line: '1' });
  });

  test('an env file: pairs and heredocs, and what the runner refuses', () => {
    expect(parseEnvFile('a=1\n\nb<<E\nx\n\ny=2\nE\nc=<<\n')).toEqual([
      ['a', '1'],
      ['b', 'x\n\ny=2'],
      ['c', '<<'],
    ]);
    expect(parseEnvFile('r<<EOF\nfine\nEOF\nok=true\nfoo<<EOF\nx\nEOF\n')).toHaveLength(3);
    expect(() => parseEnvFile('a<<E\nx\n')).toThrow('Matching delimiter not found');
    expect(() => parseEnvFile('nonsense\n')).toThrow('Invalid format');
  });
});

const fakeAction = `
const { appendFileSync } = require('node:fs');
const env = process.env;
if (env.STATE_started) {
  appendFileSync(env.GITHUB_OUTPUT, 'post=' + env.STATE_started + '\\n');
  console.log('post ' + env.INPUT_PIPE);
} else {
  appendFileSync(env.GITHUB_STATE, 'started=yes\\n');
  appendFileSync(env.GITHUB_OUTPUT, 'multi<<E\\n1\\n2\\nE\\nsecret-seen=' + (env.CANARY ?? 'no') + '\\n');
  appendFileSync(env.GITHUB_STEP_SUMMARY, '# hello\\n');
  appendFileSync(env.GITHUB_ENV, 'A=b\\n');
  appendFileSync(env.GITHUB_PATH, '/bin/x\\n');
  console.log('::add-mask::s3cr3t');
  console.log('cwd ' + process.cwd() + ' ' + env.INPUT_PIPE + ' ' + env['INPUT_WITH-DEFAULT'] + ' ' + env.EXTRA);
  console.error('::error title=t::on stderr');
  process.exitCode = Number(env.INPUT_CODE);
}
`;
const metadata = `
inputs:
  pipe: { required: true }
  with-default: { default: 7 }
  code: { default: '0' }
`;

describe('the runner', () => {
  test('main and post: inputs, files, commands of both streams, state', async () => {
    process.env['CANARY'] = 'leaked';
    await using volume = await tempVolume({ 'action/index.cjs': fakeAction, 'action/action.yml': metadata });
    await using runner = await startRunner({
      workspace: volume,
      action: volume.path('action/index.cjs'),
      metadata: volume.path('action/action.yml'),
      env: { EXTRA: 'extra' },
    });
    const main = await runner.main({ pipe: 'p.md', code: '1' });
    expect(main).toMatchObject({
      code: 1,
      isSuccess: false,
      outputs: { multi: '1\n2', 'secret-seen': 'no' },
      summary: '# hello\n',
      exported: { A: 'b' },
      addedPath: ['/bin/x'],
      masks: ['s3cr3t'],
      errors: ['on stderr'],
    });
    expect(main.stdout).toContain(`cwd ${volume.root} p.md 7 extra`);
    expect(runner.state).toEqual({ started: 'yes' });
    const post = await runner.post();
    expect(post).toMatchObject({ code: 0, isSuccess: true, outputs: { post: 'yes' } });
    expect(post.stdout).toBe('post p.md\n');
    delete process.env['CANARY'];
  });

  test('a cancel: SIGINT, then SIGTERM, then SIGKILL on the runner’s clock, then post', async () => {
    const stubborn = `
      if (process.env.STATE_a) process.exit(0);
      require('node:fs').appendFileSync(process.env.GITHUB_STATE, 'a=b\\n');
      const t = Date.now();
      for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => console.log(s));
      setInterval(() => {}, 1000);
      console.log('ready');`;
    await using volume = await tempVolume({ 'a.cjs': stubborn });
    await using runner = await startRunner({
      workspace: volume,
      action: volume.path('a.cjs'),
      metadata: null,
    });
    const main = await runner.main(
      { pipe: 'x' },
      { cancelWhen: 'ready', clock: { termMs: 300, killMs: 600 } },
    );
    expect(main).toMatchObject({ code: null, signal: 'SIGKILL', isSuccess: false });
    expect(main.stdout).toBe('ready\nSIGINT\nSIGTERM\n');
    expect(main.cancelMs).toBeGreaterThan(550);
    expect((await runner.post()).isSuccess).toBe(true);
  });

  test('a program that does not end is a failed test, not a hang', async () => {
    await using volume = await tempVolume({ 'a.cjs': 'console.log("here"); setInterval(() => {}, 1000)' });
    await expect(
      runCli([], { cwd: volume.root, program: volume.path('a.cjs'), limitMs: 500 }),
    ).rejects.toThrow(/not done after 500 ms\nstdout: here/);
  });
});

describe('the cli', () => {
  test('arguments, streams, exit, a clean environment, one SIGINT', async () => {
    const program = `
      console.log(JSON.stringify({ args: process.argv.slice(2), names: Object.keys(process.env).sort() }));
      console.error('err');
      process.on('SIGINT', () => { process.exitCode = 130; clearInterval(t); });
      const t = setInterval(() => {}, 1000);
      setTimeout(() => process.argv[2] === 'wait' || clearInterval(t), 1);
      process.exitCode = 3;`;
    await using volume = await tempVolume({ 'c.cjs': program });
    const options = { cwd: volume.root, program: volume.path('c.cjs') };
    const plain = await runCli(['run', 'a b'], { ...options, env: { X: '1' } });
    expect(plain).toMatchObject({ code: 3, signal: null, stderr: 'err\n' });
    expect(JSON.parse(plain.stdout)).toEqual({ args: ['run', 'a b'], names: ['HOME', 'LANG', 'PATH', 'X'] });
    const cancelled = await runCli(['wait'], { ...options, cancel: { when: 'err' } });
    expect(cancelled).toMatchObject({ code: 130 });
    expect(cancelled.cancelMs).toBeLessThan(2000);
  });
});

test('a volume: files, folders, executables, git', async () => {
  await using volume = await tempVolume(
    { 'a/b.txt': 'x', 'h.sh': '#!/bin/sh\n' },
    { git: true, name: 'with space' },
  );
  expect(await volume.read('a/b.txt')).toBe('x');
  expect(await volume.read('.git/HEAD')).toBe('ref: refs/heads/main\n');
  expect(volume.root).toContain('with space');
});

test.runIf(process.platform === 'linux')(
  'survivors: found by marker and by argument, then gone',
  async () => {
    const tag = `rig-tag-${process.pid}`;
    const child = spawn('sleep', ['30'], {
      env: { OMNE_RUN_ID: tag, OMNE_NODE_ID: 'n' },
      argv0: `sleep-${tag}`,
    });
    await new Promise((resolve) => child.once('spawn', resolve));
    expect(await survivorsAfter({ runId: tag }, 200)).toMatchObject([{ pid: child.pid, nodeId: 'n' }]);
    expect(findSurvivors({ argv: `sleep-${tag}` })).toHaveLength(1);
    expect(findSurvivors({ env: 'OMNE_NODE_ID', value: `${tag}-other` })).toEqual([]);
    child.kill('SIGKILL');
    expect(await survivorsAfter({ runId: tag }, 2000)).toEqual([]);
  },
);

describe('the artifact service', () => {
  const call = (url: string, method: string, body: object) =>
    fetch(`${url}/twirp/github.actions.results.api.v1.ArtifactService/${method}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });

  test('create, blocks in the list’s order, finalize, list, signed url', async () => {
    await using service = await startArtifactService();
    const created = await (await call(service.url, 'CreateArtifact', { name: 'n' })).json();
    const { signed_upload_url: url } = created as { signed_upload_url: string };
    expect(new URL(url).searchParams.get('sig')).toBe(service.signature);
    const put = (query: string, body: string) => fetch(`${url}&${query}`, { method: 'PUT', body });
    await put('comp=block&blockid=B', 'second');
    await put('comp=block&blockid=A', 'first ');
    const list = await put('comp=blocklist', '<BlockList><Latest>A</Latest><Latest>B</Latest></BlockList>');
    expect(list.status).toBe(201);
    const hash = `sha256:${createHash('sha256').update('first second').digest('hex')}`;
    expect((await call(service.url, 'FinalizeArtifact', { name: 'n', hash: 'sha256:0' })).status).toBe(400);
    expect(await (await call(service.url, 'FinalizeArtifact', { name: 'n', hash })).json()).toMatchObject({
      ok: true,
    });
    expect(service.artifacts.get('n')?.zip.toString()).toBe('first second');
    expect((await call(service.url, 'CreateArtifact', { name: 'n' })).status).toBe(409);
    const listed = (await (await call(service.url, 'ListArtifacts', {})).json()) as { artifacts: unknown[] };
    expect(listed.artifacts).toHaveLength(1);
    const signed = (await (await call(service.url, 'GetSignedArtifactURL', { name: 'n' })).json()) as {
      signed_url: string;
    };
    expect(await (await fetch(signed.signed_url)).text()).toBe('first second');
  });

  test('mishaps: a status, or no answer at all', async () => {
    await using service = await startArtifactService({ create: 500 });
    expect((await call(service.url, 'CreateArtifact', { name: 'n' })).status).toBe(500);
    service.mishaps.create = 'hang';
    const signal = AbortSignal.timeout(100);
    await expect(fetch(`${service.url}/blob/1`, { signal })).resolves.toMatchObject({ status: 403 });
    await expect(
      fetch(`${service.url}/twirp/github.actions.results.api.v1.ArtifactService/CreateArtifact`, {
        method: 'POST',
        body: '{}',
        signal,
      }),
    ).rejects.toThrow();
  });
});
