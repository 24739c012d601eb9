import { describe, expect, test } from 'vitest';
import { renderProblems } from '../../src/core/code-frame.ts';
import { parseStubs, stubFor } from '../../src/core/stubs.ts';

const read = (text: string) => {
  const stubs = parseStubs(text, 's.yml');
  return stubs.ok ? Object.fromEntries(stubs.value) : renderProblems(stubs.error, new Map([['s.yml', text]]));
};
const words = (text: string) =>
  String(read(text))
    .split('\n')
    .filter((line) => line.includes(': error: '))
    .map((line) => line.replace('s.yml:', ''));

describe('a stub file', () => {
  test('every form', () => {
    expect(
      read(`nodes:
  a: completed
  b: failed
  c: { status: failed, kind: timeout }
  d: { exit_code: 3 }
  e: { outputs: { version: 2.0.0, list: [1, two, null], deep: { yes: true } } }
  f: { outputs: [], text: 12 }
  each-item/*/lint: { kind: blocked }
  drain/2/poll@2: { exit_code: 0 }
`),
    ).toEqual({
      a: { status: 'completed' },
      b: { status: 'failed' },
      c: { status: 'failed', kind: 'timeout' },
      d: { status: 'failed', exitCode: 3 },
      e: {
        status: 'completed',
        outputs: { version: '2.0.0', list: [1, 'two', null], deep: { yes: true } },
      },
      f: { status: 'completed', outputs: [], text: '12' },
      'each-item/*/lint': { status: 'failed', kind: 'blocked' },
      'drain/2/poll@2': { status: 'completed', exitCode: 0 },
    });
  });

  test('everything that is wrong, at once and with its place', () => {
    expect(
      words(`nodes:
  a: fine
  b: [1]
  c: { state: failed }
  d: { status: done }
  e: { kind: crsh }
  f: { exit_code: 256 }
  g: { exit_code: "3" }
  h: { text: [a] }
  i:
  j: { kind: cancelled }
`),
    ).toEqual([
      '2:6: error: `a` is `fine`; write `completed`, `failed`, or a map of `status`, `kind`, `exit_code`, `outputs`, `text`',
      '3:6: error: `b` is a list; write `completed`, `failed`, or a map of `status`, `kind`, `exit_code`, `outputs`, `text`',
      '4:6: error: `c` is a map; write `completed`, `failed`, or a map of `status`, `kind`, `exit_code`, `outputs`, `text`',
      '5:16: error: `d.status` is `done`; write `completed` or `failed`',
      expect.stringMatching(
        /^6:14: error: `e\.kind` is `crsh`; write one of `crash`, `timeout`, .*, `blocked`$/,
      ),
      '7:19: error: `f.exit_code` is the number `256`; write a whole number from 0 to 255',
      '8:19: error: `g.exit_code` is the text `3`; write a whole number from 0 to 255',
      '9:14: error: `h.text` is a list; write what the node prints, as one text',
      expect.stringMatching(/^10:\d+: error: `i` is /),
      expect.stringMatching(/^11:14: error: `j\.kind` is `cancelled`; write one of /),
    ]);
  });

  test.each([
    ['', 'error: the pipe is empty; write a map `nodes:` from ids to stubs'],
    ['a: completed\n', 'error: the pipe is a map; write a map `nodes:` from ids to stubs'],
    ['nodes: [a]\n', 'error: the pipe is a list; write a map `nodes:` from ids to stubs'],
    ['nodes: {}\n', undefined],
  ])('no map of nodes: %j', (text, words) => {
    const found = read(text);
    if (words === undefined) expect(found).toEqual({});
    else expect(found).toContain(words.replace('the pipe', 'the stub file'));
  });

  test('YAML that is none', () => {
    expect(words('nodes: { a: [ }\n')[0]).toMatch(/^1:\d+: error: not valid YAML: /);
    expect(words('nodes: { a: completed, a: failed }\n')).toEqual([
      '1:24: error: key `a` is given twice, first in line 1; keep one',
    ]);
  });
});

test('the stub for a node: its own, any visit’s, any index’s', () => {
  const stubs = new Map(
    ['a', 'a/0/b', 'a/*/b', 'a/*', 'steps/poll', 'steps/poll@2', 'x/*/y/*'].map((id) => [
      id,
      { status: 'completed', text: id } as const,
    ]),
  );
  const found = (id: string) => stubFor(stubs, id)?.text;
  expect(found('a')).toBe('a');
  expect(found('a/0/b')).toBe('a/0/b');
  expect(found('a/1/b')).toBe('a/*/b');
  expect(found('a/12/b@3')).toBe('a/*/b');
  expect(found('a/7')).toBe('a/*');
  expect(found('steps/poll')).toBe('steps/poll');
  expect(found('steps/poll@2')).toBe('steps/poll@2');
  expect(found('steps/poll@3')).toBe('steps/poll');
  expect(found('x/3/y/11')).toBe('x/*/y/*');
  expect(found('b')).toBeUndefined();
  expect(found('a/b')).toBeUndefined();
  expect(stubFor(new Map(), 'a')).toBeUndefined();
});
