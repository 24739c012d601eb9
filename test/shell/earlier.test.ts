import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { artifactFolder, findRun, rootOfRun } from '../../src/shell/earlier.ts';
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
