import { expect, test } from 'vitest';
import { parseFlags } from '../../src/shell/flags.ts';

test('resume: a run, and the options of run that go with it', () => {
  expect(parseFlags(['resume', 'ci-01', '-i', 'a=b=c', '-j', '2', '--dry-run', '--fsync', 'always'])).toEqual(
    {
      ok: true,
      value: {
        kind: 'resume',
        run: 'ci-01',
        given: new Map([['a', 'b=c']]),
        maxParallel: 2,
        log: 'grouped',
        json: false,
        fsync: 'always',
        dryRun: true,
        trustWorktree: false,
      },
    },
  );
  expect(parseFlags(['resume', 'x', '--trust-worktree', '--json', '--timeout', '5m'])).toMatchObject({
    ok: true,
    value: { trustWorktree: true, dryRun: false, json: true, timeoutMs: 300_000, fsync: 'auto' },
  });
});

test.each([
  [['resume'], 'resume needs one run: its id or its folder'],
  [['resume', 'a', 'b'], 'resume needs one run: its id or its folder'],
  [['resume', 'a', '--worktree'], "Unknown option '--worktree'"],
  [['run', 'a', '--dry-run'], "Unknown option '--dry-run'"],
  [['run', 'a', '--fsync', 'never'], '--fsync never: auto or always'],
  [['resum', 'a'], 'unknown command `resum`; did you mean `resume`?'],
])('%j is refused', (argv, words) => {
  const parsed = parseFlags(argv);
  expect(parsed.ok ? '' : parsed.error).toContain(words);
});

test('explain: a node of the newest run, or a run and one of its nodes', () => {
  expect(parseFlags(['explain', 'a/1'])).toEqual({ ok: true, value: { kind: 'explain', node: 'a/1' } });
  expect(parseFlags(['explain', 'r', 'a'])).toEqual({
    ok: true,
    value: { kind: 'explain', run: 'r', node: 'a' },
  });
  for (const [rest, words] of [
    [[], 'explain needs one node, of the newest run, or a run and one of its nodes'],
    [['a', 'b', 'c'], 'explain needs one node, of the newest run, or a run and one of its nodes'],
    [['-a'], 'unknown option `-a`'],
  ] as const)
    expect(parseFlags(['explain', ...rest])).toEqual({ ok: false, error: words });
});
