import { spawn } from 'node:child_process';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { artifactFolder, endedRun, findRun, rootOfRun } from '../../src/shell/earlier.ts';
import { tempVolume } from '../rig/volume.ts';

const RUNS = '.omne/var/runs';
const A = 'ci-01m89pp2ny8zmffhg15v2tmfga';
const B = 'ci-01m89pp2ny8zmffhg15v2tmfgb';
const OTHER = 'other-01m89pp2ny8zmffhg15v2tmfgc';
const volume = () =>
  tempVolume({
    [`${RUNS}/${A}/events.jsonl`]: '',
    [`${RUNS}/${B}/events.jsonl`]: '',
    [`${RUNS}/${OTHER}/events.jsonl`]: '',
    'ci/note.txt': 'a folder of the same name as the beginning of an id',
    'got/events.jsonl': '',
  });

describe('findRun', () => {
  test.each([
    ['an id', A, `${RUNS}/${A}`],
    ['the beginning of one', 'other', `${RUNS}/${OTHER}`],
    ['a longer beginning', OTHER.slice(0, -1), `${RUNS}/${OTHER}`],
    ['a folder', `${RUNS}/${A}`, `${RUNS}/${A}`],
    ['a journal', `${RUNS}/${A}/events.jsonl`, `${RUNS}/${A}`],
    ['a folder elsewhere', 'got', 'got'],
  ])('by %s', async (_, asked, found) => {
    await using there = await volume();
    expect(findRun(there.root, there.root, asked)).toEqual({ ok: true, value: there.path(found) });
  });

  test('several that begin so are named, the newest first; none is said', async () => {
    await using there = await volume();
    const runs = there.path(RUNS);
    expect(findRun(there.root, there.root, 'ci')).toEqual({
      ok: false,
      error: `2 runs begin with \`ci\`: ${B}, ${A}`,
    });
    expect(findRun(there.root, there.root, 'nope')).toEqual({
      ok: false,
      error: `there is no run \`nope\` in ${runs}, and no folder of that name with a journal`,
    });
  });
});

test('the volume of a run directory; an artifact’s folder has none', () => {
  const root = join(sep, 'home', 'w');
  expect(rootOfRun(join(root, RUNS, A))).toBe(root);
  expect(rootOfRun(join(root, 'earlier'))).toBeUndefined();
  expect(rootOfRun(join(root, 'var', 'runs', A))).toBeUndefined();
});

describe('artifactFolder', () => {
  test('the folder itself, or the only one in it that is a run', async () => {
    await using there = await tempVolume({
      'one/events.jsonl': '',
      'nested/omne-ci/events.jsonl': '',
      'nested/coverage/x.txt': '',
      'two/a/events.jsonl': '',
      'two/b/events.jsonl': '',
      'none/x.txt': '',
    });
    const of = (name: string) => artifactFolder(there.path(name));
    expect(of('one')).toEqual({ ok: true, value: there.path('one') });
    expect(of('nested')).toEqual({ ok: true, value: there.path('nested/omne-ci') });
    expect(of('two')).toEqual({ ok: false, error: 'several runs are in it: a, b; name one of them' });
    expect(of('none')).toEqual({ ok: false, error: 'there is no events.jsonl in it' });
    expect(of('gone')).toEqual({ ok: false, error: 'there is no such folder' });
  });
});

describe('endedRun', () => {
  const all = { PATH: process.env['PATH'] ?? '' };
  const host = { all, stripped: all, guarded: all };
  const started = {
    type: 'pipe.started',
    run_id: A,
    pipe: 'ci',
    pipe_path: 'ci.yml',
    inputs: [],
    worktree: '.',
  };
  const ended = { type: 'pipe.aborted', reason: 'interrupted' };
  const text = (...events: object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');

  test('of an artifact ends no process of this machine that carries the id in it', async () => {
    await using there = await tempVolume({ 'got/events.jsonl': text(started) });
    const child = spawn('sleep', ['60'], { env: { ...process.env, OMNE_RUN_ID: A }, detached: true });
    try {
      await endedRun(there.path('got'), host);
      expect([child.exitCode, child.signalCode]).toEqual([null, null]);
      expect(() => process.kill(child.pid!, 0)).not.toThrow();
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('says once that what is known of the worktree was found late', async () => {
    const name = `${RUNS}/${A}/events.jsonl`;
    await using there = await tempVolume(
      { 'a.txt': 'a', '.gitignore': '.omne', [name]: text(started, ended) },
      { git: true },
    );
    const late = () => endedRun(there.path(`${RUNS}/${A}`), host);
    expect(await late()).toMatchObject({ ok: true, value: { runId: A, isSavedLate: true } });
    expect(await late()).not.toHaveProperty('value.isSavedLate');
  });

  test.each([
    ['inputs', null],
    ['inputs', [null]],
    ['inputs', [{ key: 'a', value: 7 }]],
    ['pipe_path', 7],
    ['pipe', undefined],
    ['worktree', {}],
    ['run_id', 3],
  ])('refuses a first event whose %s is %j', async (key, value) => {
    await using there = await tempVolume({ 'got/events.jsonl': text({ ...started, [key]: value }, ended) });
    expect(await endedRun(there.path('got'), host)).toEqual({
      ok: false,
      error: 'has a journal whose first event is not as it should be',
    });
  });
});
