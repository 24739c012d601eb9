import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src/core/event.ts';
import { fold, type RunState } from '../../../src/core/state.ts';
import { runCli } from '../../rig/cli.ts';
import { checkRun } from '../../rig/invariants.ts';
import type { Launched } from '../../rig/launch.ts';
import { installStubClaude } from '../../rig/stub-claude.ts';
import { findSurvivors } from '../../rig/survivors.ts';
import { tempVolume, type Volume } from '../../rig/volume.ts';
import { linux } from './omne.ts';

/** A checkout, and a file outside of it in which every script writes down that it ran. */
interface Checkout extends AsyncDisposable {
  readonly volume: Volume;
  readonly side: Volume;
  readonly omne: (args: readonly string[], path?: readonly string[]) => Promise<Launched>;
  /** Which nodes ran since it was last asked. */
  readonly ran: () => readonly string[];
  /** Ids of all runs, the newest last. */
  readonly runs: () => readonly string[];
  readonly stateOf: (runId: string) => RunState;
  readonly git: (...args: string[]) => string;
}

async function checkout(pipe: string, files: Readonly<Record<string, string>> = {}): Promise<Checkout> {
  const volume = await tempVolume({ '.omne/keep': '', 'pipe.yml': pipe, ...files }, { git: true });
  const side = await tempVolume({ ran: '' });
  const runs = () => {
    const folder = volume.path('.omne/var/runs');
    return existsSync(folder) ? readdirSync(folder).sort() : [];
  };
  let seen = 0;
  return {
    volume,
    side,
    omne: (args, path = []) => runCli(args, { cwd: volume.root, env: { SIDE: side.root }, path }),
    ran: () => {
      const lines = readFileSync(side.path('ran'), 'utf8').split('\n').slice(0, -1);
      const news = lines.slice(seen);
      seen = lines.length;
      return news.sort();
    },
    runs,
    stateOf: (runId) => {
      const text = readFileSync(volume.path('.omne/var/runs', runId, 'events.jsonl'), 'utf8');
      return fold(
        text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as Event),
      );
    },
    git: (...args) =>
      execFileSync(
        'git',
        ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'commit.gpgsign=false', ...args],
        { cwd: volume.root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
      ),
    [Symbol.asyncDispose]: async () => {
      await volume[Symbol.asyncDispose]();
      await side[Symbol.asyncDispose]();
    },
  };
}

const told = 'echo "$OMNE_NODE_ID" >> "$SIDE/ran";';

// `last` fails until somebody says `go`; `other` depends on nothing.
const PIPE = `
name: p
version: 1
inputs:
  word: { type: string, default: hello }
  key: { type: string, secret: true, default: open-sesame }
nodes:
  - { id: first, bash: '${told} echo one > made.txt; echo changed > kept.txt' }
  - { id: gated, bash: '${told} cat made.txt', depends_on: [first], gate: ok }
  - { id: last, bash: '${told} test -e "$SIDE/go"', depends_on: [gated] }
  - { id: other, bash: '${told} echo other' }
`;
const FILES = { 'kept.txt': 'as it was\n', '.omne/hooks/ok.sh': '#!/bin/sh\nexit 0\n' };

/** A checkout after a run whose last node failed. */
async function failedRun(pipe = PIPE, files: Readonly<Record<string, string>> = FILES): Promise<Checkout> {
  const checked = await checkout(pipe, files);
  const done = await checked.omne(['run', 'pipe.yml']);
  expect(done.code, done.stderr).toBe(1);
  checked.ran();
  await checked.side.write('go', '');
  return checked;
}

const rowsOf = ({ stdout }: Launched) =>
  stdout.split('\n').filter((line) => /^ {2}(?:reuse|part|run|skip) /.test(line));

describe('omne resume', () => {
  test('takes over what is complete, runs the rest, and says so first', async () => {
    await using checked = await failedRun();
    const [earlier] = checked.runs();
    const done = await checked.omne(['resume', earlier!]);
    expect(done.code, done.stdout + done.stderr).toBe(0);
    const [, runId] = checked.runs();
    const head = done.stdout.split('\n').slice(0, 7);
    expect(head).toEqual([
      `run_id=${runId}`,
      `resuming ${earlier}`,
      '  reuse  first',
      '  reuse  gated',
      '  run    last   it failed',
      '  reuse  other',
      '3 of 4 nodes reused',
    ]);
    expect(checked.ran()).toEqual(['last']);
    const state = checked.stateOf(runId!);
    expect(state).toMatchObject({ status: 'completed', resumedFrom: earlier });
    expect(
      [...state.nodes.values()]
        .filter(({ reused }) => reused)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['first', 'gated', 'other']);
    expect(state.nodes.get('gated')?.gates).toEqual(['ok']);
    expect(state.nodes.get('last')?.because).toBe('it failed');
    await checkRun(done, checked.volume.root, runId);
    expect(readFileSync(checked.volume.path('.omne/var/runs', runId!, 'nodes/gated.out'), 'utf8')).toBe(
      'one\n',
    );
  });

  test('a dry run shows the same table and leaves nothing behind', async () => {
    await using checked = await failedRun();
    const [earlier] = checked.runs();
    const before = checked.git('status', '--porcelain');
    const trial = await checked.omne(['resume', earlier!, '--dry-run']);
    expect(trial.code, trial.stderr).toBe(0);
    expect(checked.runs()).toEqual([earlier]);
    expect(checked.ran()).toEqual([]);
    expect(checked.git('status', '--porcelain')).toBe(before);
    const done = await checked.omne(['resume', earlier!]);
    expect(rowsOf(done)).toEqual(rowsOf(trial));
    expect(rowsOf(trial)).toHaveLength(4);
  });

  test('a run that reuses everything is completed, and so is one that resumes that one', async () => {
    await using checked = await failedRun();
    for (let round = 0; round < 3; round++) {
      const earlier = checked.runs().at(-1)!;
      const done = await checked.omne(['resume', earlier]);
      expect(done.code, done.stdout + done.stderr).toBe(0);
      expect(checked.ran()).toEqual(round === 0 ? ['last'] : []);
      expect(done.stdout).toContain(`${round === 0 ? 3 : 4} of 4 nodes reused`);
      expect(checked.stateOf(checked.runs().at(-1)!).resumedFrom).toBe(earlier);
    }
  });

  test('with --json: events on stdout, the table on stderr', async () => {
    await using checked = await failedRun();
    const done = await checked.omne(['resume', checked.runs()[0]!, '--json', '--fsync', 'always']);
    const events = done.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Event);
    expect(events[0]?.type).toBe('pipe.started');
    expect(events.filter(({ type }) => type === 'node.reused')).toHaveLength(3);
    expect(done.stderr).toContain('  reuse  first');
  });
});

describe('what changed runs again, and what depends on it', () => {
  const change = async (
    act: (checked: Checkout) => Promise<unknown> | unknown,
    args: readonly string[] = [],
  ): Promise<{ readonly ran: readonly string[]; readonly out: string }> => {
    await using checked = await failedRun();
    const [earlier] = checked.runs();
    await act(checked);
    const done = await checked.omne(['resume', earlier!, ...args]);
    expect(done.code, done.stdout + done.stderr).toBe(0);
    return { ran: checked.ran(), out: done.stdout };
  };
  const ALL = ['first', 'gated', 'last', 'other'];

  test('nothing: only what failed', async () => {
    expect((await change(() => undefined)).ran).toEqual(['last']);
  });

  test('an input', async () => {
    const { ran, out } = await change(() => undefined, ['--input', 'word=bye']);
    expect(ran).toEqual(ALL);
    expect(out).toContain('  run    first  the input `word` changed\n');
    expect((await change(() => undefined, ['--input', 'word=hello'])).ran).toEqual(['last']);
  });

  test('a secret input', async () => {
    const { ran, out } = await change(() => undefined, ['--input', 'key=another-secret']);
    expect(ran).toEqual(ALL);
    expect(out).toContain('  run    first  a secret input changed\n');
    expect((await change(() => undefined, ['--input', 'key=open-sesame'])).ran).toEqual(['last']);
  });

  test('the key of the secret inputs is gone', async () => {
    const { ran, out } = await change(({ volume, runs }) =>
      rmSync(volume.path('.omne/var/runs', runs()[0]!, 'secret.key')),
    );
    expect(ran).toEqual(ALL);
    expect(out).toContain('secret inputs cannot be compared');
  });

  test('a hook', async () => {
    const { ran, out } = await change(({ volume }) =>
      volume.write('.omne/hooks/ok.sh', '#!/bin/sh\nexit 0 # still\n'),
    );
    expect(ran).toEqual(['gated', 'last']);
    expect(out).toContain('  run    gated  its gate changed\n');
    expect(out).toContain('  run    last   after');
  });

  test('a script', async () => {
    const { ran, out } = await change(({ volume }) =>
      volume.write('pipe.yml', PIPE.replace('cat made.txt', 'cat made.txt made.txt')),
    );
    expect(ran).toEqual(['gated', 'last']);
    expect(out).toContain('  run    gated  its script changed\n');
  });

  test('a timeout, a description and the place in the file: nothing', async () => {
    const { ran } = await change(({ volume }) =>
      volume.write(
        'pipe.yml',
        `# moved\n${PIPE.replace('id: gated,', 'id: gated, timeout: 1h, description: d,')}`,
      ),
    );
    expect(ran).toEqual(['last']);
  });

  test('the commit', async () => {
    const { ran, out } = await change(({ git }) => git('commit', '-q', '--allow-empty', '-m', 'next'));
    expect(ran).toEqual(ALL);
    expect(out).toMatch(/ {2}run {4}first {2}HEAD is [0-9a-f]{9}, it was [0-9a-f]{9}\n/);
  });

  test('the worktree, unless it is to be trusted', async () => {
    const spoil = ({ volume }: Checkout) => volume.write('kept.txt', 'mine\n');
    const { ran, out } = await change(spoil);
    expect(ran).toEqual(ALL);
    expect(out).toContain('the worktree is not as the run left it');
    expect(out).toContain('--trust-worktree takes the worktree as it is\n');
    expect((await change(spoil, ['--trust-worktree'])).ran).toEqual(['last']);
  });

  test('a clean checkout is brought to what the run left', async () => {
    await using checked = await failedRun();
    const { volume, git, omne, runs } = checked;
    git('checkout', '-q', '--', '.');
    rmSync(volume.path('made.txt'));
    const trial = await omne(['resume', runs()[0]!, '--dry-run']);
    expect(trial.stdout).toContain('worktree: would be restored from worktree.patch\n3 of 4 nodes reused\n');
    expect(existsSync(volume.path('made.txt'))).toBe(false);
    const done = await omne(['resume', runs()[0]!]);
    expect(done.stdout).toContain('worktree: restored from worktree.patch\n');
    expect(checked.ran()).toEqual(['last']);
    expect(await volume.read('made.txt')).toBe('one\n');
    expect(await volume.read('kept.txt')).toBe('changed\n');
    // What was brought back belongs to the new run as well.
    git('checkout', '-q', '--', '.');
    rmSync(volume.path('made.txt'));
    const again = await omne(['resume', runs()[1]!]);
    expect(again.stdout).toContain('4 of 4 nodes reused\n');
    expect(await volume.read('made.txt')).toBe('one\n');
  });

  test('what a run left travels with the runs that went on in the same worktree', async () => {
    await using checked = await failedRun();
    const { volume, git, omne, runs } = checked;
    await omne(['resume', runs()[0]!]);
    git('checkout', '-q', '--', '.');
    rmSync(volume.path('made.txt'));
    checked.ran();
    const done = await omne(['resume', runs()[1]!]);
    expect(done.stdout).toContain('worktree: restored from worktree.patch\n4 of 4 nodes reused\n');
    expect(await volume.read('made.txt')).toBe('one\n');
  });

  test('a commit the run made itself: nothing, where it ran', async () => {
    const identity = '-c user.name=t -c user.email=t@localhost -c commit.gpgsign=false';
    const commits = PIPE.replace(
      'echo one > made.txt;',
      `echo one > made.txt; git add made.txt; git ${identity} commit -qm made;`,
    );
    await using checked = await failedRun(commits);
    const [earlier] = checked.runs();
    const done = await checked.omne(['resume', earlier!]);
    expect(done.stdout).toContain('3 of 4 nodes reused\n');
    expect(checked.ran()).toEqual(['last']);
    checked.git('reset', '-q', '--hard', 'HEAD~1');
    const back = await checked.omne(['resume', earlier!]);
    expect(back.stdout).toMatch(/ {2}run {4}first {2}HEAD is [0-9a-f]{9}, it was [0-9a-f]{9}\n/);
  });

  test('a patch that somebody changed is not applied', async () => {
    await using checked = await failedRun();
    const { volume, git, omne, runs } = checked;
    await appendFile(volume.path('.omne/var/runs', runs()[0]!, 'worktree.patch'), '\n');
    git('checkout', '-q', '--', '.');
    rmSync(volume.path('made.txt'));
    const done = await omne(['resume', runs()[0]!]);
    expect(done.stdout).toContain(
      'the worktree cannot be restored: worktree.patch is not what the run wrote',
    );
    expect(checked.ran()).toEqual(ALL);
  });

  test('a command file', async () => {
    await using claude = await installStubClaude([{ steps: ['Done.'] }]);
    const pipe = `
name: p
version: 1
nodes:
  - { id: ask, command: review }
  - { id: use, bash: '${told} true', depends_on: [ask] }
  - { id: other, bash: '${told} true' }
  - { id: last, bash: '${told} test -e "$SIDE/go"' }
`;
    await using checked = await checkout(pipe, { '.omne/dist/cmds/review.md': 'Review it.\n' });
    await checked.omne(['run', 'pipe.yml'], [claude.bin]);
    checked.ran();
    await checked.side.write('go', '');
    const [earlier] = checked.runs();
    const same = await checked.omne(['resume', earlier!], [claude.bin]);
    expect(same.stdout).toContain('3 of 4 nodes reused\n');
    expect(await claude.calls()).toHaveLength(1);
    expect(checked.ran()).toEqual(['last']);
    await checked.volume.write('.omne/dist/cmds/review.md', 'Review it well.\n');
    const changed = await checked.omne(['resume', earlier!], [claude.bin]);
    expect(changed.stdout).toContain('  run    ask    its prompt, model or tools changed\n');
    expect(await claude.calls()).toHaveLength(2);
    expect(checked.ran()).toEqual(['last', 'use']);
  });
});

describe.runIf(linux)('a run that was killed', () => {
  // Its parent is the runner.
  const KILLS = `
name: p
version: 1
max_parallel: 1
nodes:
  - { id: first, bash: '${told} echo one > made.txt' }
  - { id: killer, bash: '${told} test -e "$SIDE/go" || { kill -9 $PPID; sleep 60; }', depends_on: [first] }
  - { id: last, bash: '${told} cat made.txt', depends_on: [killer] }
`;

  test('is closed, and resumed from where it was', async () => {
    await using checked = await checkout(KILLS);
    const killed = await checked.omne(['run', 'pipe.yml']);
    expect(killed.signal).toBe('SIGKILL');
    expect(checked.ran()).toEqual(['first', 'killer']);
    const [earlier] = checked.runs();
    await checked.side.write('go', '');
    const trial = await checked.omne(['resume', earlier!, '--dry-run']);
    expect(rowsOf(trial), trial.stderr).toEqual([
      '  reuse  first',
      '  run    killer  it was running when the run ended',
      expect.stringMatching(/^ {2}(?:run|skip) {3,4}last /),
    ]);
    expect(findSurvivors({ runId: earlier! })).toEqual([]);
    const done = await checked.omne(['resume', earlier!]);
    expect(done.code, done.stdout + done.stderr).toBe(0);
    expect(checked.ran()).toEqual(['killer', 'last']);
    expect(checked.stateOf(earlier!)).toMatchObject({ status: 'aborted', reason: 'interrupted' });
    // Its worktree was saved when it was closed.
    const again = await checked.omne(['resume', checked.runs()[1]!]);
    expect(again.stdout).toContain('3 of 3 nodes reused\n');
  });

  test('and that omne status closed: what was changed since is seen', async () => {
    await using checked = await checkout(KILLS, FILES);
    await checked.omne(['run', 'pipe.yml']);
    const [earlier] = checked.runs();
    const status = await checked.omne(['status', earlier!]);
    expect(status.stdout).toContain('interrupted');
    await checked.side.write('go', '');
    checked.ran();
    await checked.volume.write('kept.txt', 'mine\n');
    const done = await checked.omne(['resume', earlier!]);
    expect(done.stdout).toContain(
      '  run    first   the worktree is not as the run left it; changed: `kept.txt`',
    );
    expect(checked.ran()).toEqual(['first', 'killer', 'last']);
  });

  test('a run that goes on is refused', async () => {
    await using checked = await checkout(`
name: p
version: 1
nodes:
  - { id: slow, bash: '${told} until test -e "$SIDE/go"; do sleep 0.05; done' }
`);
    const running = checked.omne(['run', 'pipe.yml']);
    while (checked.ran().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const [runId] = checked.runs();
    const refused = await checked.omne(['resume', runId!]);
    await checked.side.write('go', '');
    expect((await running).code).toBe(0);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(`omne: cannot resume ${runId}: it still runs`);
    expect(checked.runs()).toEqual([runId]);
  });
});

describe('what cannot be resumed', () => {
  const refusal = async (checked: Checkout, args: readonly string[]): Promise<string> => {
    const before = checked.runs();
    const done = await checked.omne(['resume', ...args]);
    expect([done.code, done.stdout], done.stderr).toEqual([2, '']);
    expect(checked.runs()).toEqual(before);
    return done.stderr.replaceAll(checked.volume.root, '<root>');
  };

  test('is said why', async () => {
    await using checked = await failedRun();
    const [runId] = checked.runs();
    expect(await refusal(checked, ['nobody'])).toBe(
      'omne: cannot resume nobody: there is no run `nobody` in <root>/.omne/var/runs, and no folder of that name with a journal\n',
    );
    const journal = checked.volume.path('.omne/var/runs', runId!, 'events.jsonl');
    const text = readFileSync(journal, 'utf8');
    await writeFile(journal, text.replace('"attempt":1', '"attempt":2'));
    expect(await refusal(checked, [runId!])).toMatch(
      /^omne: cannot resume .+: it has a journal that breaks at line \d+: the hash does not match/,
    );
    await writeFile(journal, '');
    expect(await refusal(checked, [runId!])).toContain('empty journal');
    await writeFile(journal, text);
    rmSync(checked.volume.path('pipe.yml'));
    expect(await refusal(checked, [runId!])).toContain('pipe.yml');
  });

  test('a secret without a default must be given again', async () => {
    const pipe = PIPE.replace(', default: open-sesame', ', required: true');
    await using checked = await checkout(pipe, FILES);
    await checked.omne(['run', 'pipe.yml', '--input', 'key=open-sesame']);
    const [runId] = checked.runs();
    expect(await refusal(checked, [runId!])).toBe(
      `omne: cannot resume ${runId}: input \`key\` is secret, so its value was not recorded; give it again: --input key=…\n`,
    );
    await checked.side.write('go', '');
    checked.ran();
    const done = await checked.omne(['resume', runId!, '--input', 'key=open-sesame']);
    expect(done.code, done.stderr).toBe(0);
    expect(checked.ran()).toEqual(['last']);
  });

  test('the beginning of an id that several runs have names them; that of one is enough', async () => {
    await using checked = await failedRun();
    const [first] = checked.runs();
    const done = await checked.omne(['resume', 'p-', '--dry-run']);
    expect(done.code).toBe(0);
    await checked.omne(['run', 'pipe.yml']);
    const [, second] = checked.runs();
    expect(await refusal(checked, ['p-'])).toBe(
      `omne: cannot resume p-: 2 runs begin with \`p-\`: ${second}, ${first}\n`,
    );
    for (const name of [`.omne/var/runs/${first}`, `.omne/var/runs/${first}/events.jsonl`]) {
      expect((await checked.omne(['resume', name, '--dry-run'])).stdout).toContain(`resuming ${first}\n`);
    }
  });
});

test('a run with --worktree goes on in its own, also after that was removed', async () => {
  await using checked = await checkout(PIPE, FILES);
  await checked.omne(['run', 'pipe.yml', '--worktree']);
  await checked.side.write('go', '');
  checked.ran();
  const [first] = checked.runs();
  const own = checked.volume.path('.omne/wt', first!);
  const there = await checked.omne(['resume', first!]);
  expect(there.code, there.stderr).toBe(0);
  expect(checked.ran()).toEqual(['last']);
  expect(existsSync(checked.volume.path('made.txt'))).toBe(false);
  rmSync(own, { recursive: true });
  const trial = await checked.omne(['resume', first!, '--dry-run']);
  expect(trial.stdout, trial.stderr).toContain('3 of 4 nodes reused\n');
  expect(existsSync(own)).toBe(false);
  const anew = await checked.omne(['resume', first!]);
  expect(anew.code, anew.stdout + anew.stderr).toBe(0);
  expect(checked.ran()).toEqual(['last']);
  expect(readFileSync(join(own, 'made.txt'), 'utf8')).toBe('one\n');
});
