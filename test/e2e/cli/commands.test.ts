import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../../rig/cli.ts';
import { checkRun, runIds } from '../../rig/invariants.ts';
import { linux, pipeVolume, refused, runPipe } from './omne.ts';

const repository = resolve(import.meta.dirname, '../../..');
const cli = resolve(repository, 'dist/cli.js');
const { version } = JSON.parse(readFileSync(resolve(repository, 'package.json'), 'utf8')) as {
  version: string;
};

const small = (name: string) => `name: ${name}\nversion: 1\nnodes: [{ id: a, bash: echo ${name} }]\n`;
const graphed = `
name: graphed
version: 1
nodes:
  - { id: end, bash: "true" }
  - { id: b, prompt: p, depends_on: [end] }
  - { id: c, loop: { prompt: p, until: DONE, max_iterations: 2 }, depends_on: [end, b], trigger_rule: one_success, gate: g }
`;

describe('run', () => {
  test('--json prints the lines of the journal and nothing else, as they come', async () => {
    await using volume = await pipeVolume(
      'name: p\nversion: 1\nnodes:\n- { id: bad, bash: "echo no >&2; exit 3" }\n- { id: b, bash: "true", gate: g }\n' +
        '- { id: c, bash: "true", depends_on: [bad] }\n',
      { '.omne/hooks/g.sh': 'echo "é \\"quoted\\""\n' },
    );
    const run = await runPipe(volume, { args: ['--json'] });
    expect(run.done.stdout).toBe(run.lines.map((line) => `${line}\n`).join(''));
    expect(run.done.stderr).toBe('');
  });

  test.runIf(linux)('events come while the run goes on', async () => {
    await using volume = await pipeVolume(
      'name: p\nversion: 1\nnodes: [{ id: a, bash: "until test -e go; do sleep 0.1; done" }]\n',
    );
    // The reader lets the node go on only once it has seen its start.
    const script =
      'set -o pipefail; "$0" "$1" run pipe.yml --json --timeout 20 | while read -r line; do if [[ $line = *node.started* ]]; then touch go; fi; done';
    const done = spawnSync('bash', ['-c', script, process.execPath, cli], {
      cwd: volume.root,
      timeout: 30_000,
    });
    expect(done.status).toBe(0);
  });

  test.runIf(linux)('a reader that goes away early changes nothing', async () => {
    const nodes = Array.from({ length: 5 }, (_, at) => `- { id: n${at}, bash: "sleep 0.2; seq 2000" }\n`);
    const pipe = `name: p\nversion: 1\nmax_parallel: 1\nnodes:\n${nodes.join('')}- { id: bad, bash: exit 1, depends_on: [n4] }\n`;
    for (const args of [['--log', 'grouped'], ['--log', 'stream'], ['--json']]) {
      await using volume = await pipeVolume(pipe);
      const script = '"$0" "$@" | head -n 1; echo "exit $PIPESTATUS"';
      const done = spawnSync('bash', ['-c', script, process.execPath, cli, 'run', 'pipe.yml', ...args], {
        cwd: volume.root,
        encoding: 'utf8',
        timeout: 30_000,
      });
      const [first, second] = done.stdout.split('\n');
      expect(first).toMatch(args[0] === '--json' ? /^\{"type":"pipe.started"/ : /^run_id=p-/);
      expect(second).toBe('exit 1');
      expect(done.stderr).toBe('');
      const run = await checkRun({ code: 1 }, volume.root);
      expect(run.outcomes).toMatchObject({ n4: 'completed', bad: 'failed:crash' });
    }
  });

  test.runIf(linux)('without stdin, stdout and stderr', async () => {
    await using volume = await pipeVolume('name: p\nversion: 1\nnodes: [{ id: a, bash: "cat; echo end" }]\n');
    const script = '"$0" "$1" run pipe.yml <&- >&- 2>&-';
    const done = spawnSync('bash', ['-c', script, process.execPath, cli], {
      cwd: volume.root,
      timeout: 30_000,
    });
    expect(done.status).toBe(0);
    const run = await checkRun({ code: 0 }, volume.root);
    expect(run.capture('a.out').toString()).toBe('end\n');
  });

  test('what stands on stdin is nobody’s', async () => {
    await using volume = await pipeVolume('name: p\nversion: 1\nnodes: [{ id: a, bash: "cat; echo end" }]\n');
    const run = await runPipe(volume, { stdin: 'not for a node\n' });
    expect(run.capture('a.out').toString()).toBe('end\n');
  });

  test('from a subfolder: the root is found, nodes run where the user is', async () => {
    await using volume = await pipeVolume('', {
      'deep/er/pipe.yml':
        'name: p\nversion: 1\nnodes: [{ id: a, bash: \'pwd; echo "$OMNE_VOLUME_ROOT"\', gate: g }]\n',
      '.omne/hooks/g.sh': '[ "$PWD" = "$OMNE_VOLUME_ROOT" ]\n',
    });
    const run = await runPipe(volume, { cwd: volume.path('deep/er') });
    expect(run.outcomes).toEqual({ a: 'completed' });
    expect(run.capture('a.out').toString()).toBe(`${volume.path('deep/er')}\n${volume.root}\n`);
    expect(run.ended('a')).toMatchObject({ output_path: `.omne/var/runs/${run.runId}/nodes/a.out` });
    expect(run.events[0]).toMatchObject({ pipe_path: 'deep/er/pipe.yml' });
    expect(existsSync(volume.path('deep/er/.omne'))).toBe(false);
  });

  test('without .omne the top of the work tree is the root, and the run stays out of commits', async () => {
    await using volume = await pipeVolume(small('p'), { 'sub/x': '' }, { git: true });
    rmSync(volume.path('.omne'), { recursive: true });
    const run = await runPipe(volume, { cwd: volume.path('sub'), pipe: '../pipe.yml' });
    expect(run.dir.startsWith(volume.path('.omne'))).toBe(true);
    execFileSync('git', ['add', '-A'], { cwd: volume.root });
    expect(execFileSync('git', ['status', '--porcelain'], { cwd: volume.root, encoding: 'utf8' })).toBe(
      'D  .omne/keep\n',
    );
  });

  test('names are looked up in .omne/dist/pipes, .omne/pipes and .github/pipes', async () => {
    await using volume = await pipeVolume('', {
      '.omne/dist/pipes/first.yaml': small('from-dist'),
      '.omne/pipes/first.md': small('never'),
      '.omne/pipes/second.md': `---\n${small('from-omne')}---\n`,
      '.github/pipes/third.yml': small('from-github'),
    });
    for (const [name, pipe] of [
      ['first', 'from-dist'],
      ['second', 'from-omne'],
      ['third', 'from-github'],
    ] as const) {
      const done = await runCli(['run', name], { cwd: volume.root });
      expect(done.code).toBe(0);
      expect(done.stdout).toMatch(new RegExp(`^run_id=${pipe}-`));
    }
    expect(runIds(volume.root)).toHaveLength(3);
  });

  test.runIf(linux)('where nothing can be written: exit 70 and a clear text', async () => {
    await using volume = await pipeVolume(small('p'));
    // Read-only for root, too.
    symlinkSync('/sys/kernel', volume.path('.omne/var'));
    const done = await runCli(['run', 'pipe.yml'], { cwd: volume.root });
    expect(done.code).toBe(70);
    expect(done.stderr).toMatch(
      /^omne: fault: the run directory .*\/\.omne\/var\/runs\/p-\w+ cannot be made: E/,
    );
    expect(done.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test.runIf(linux && process.getuid?.() !== 0)(
    'in a folder without write permission: the same',
    async () => {
      await using volume = await pipeVolume(small('p'));
      chmodSync(volume.path('.omne'), 0o555);
      const done = await runCli(['run', 'pipe.yml'], { cwd: volume.root });
      chmodSync(volume.path('.omne'), 0o755);
      expect(done.code).toBe(70);
      expect(done.stderr).toContain('cannot be made: E');
    },
  );

  test.runIf(linux)(
    'a node that ruins the captures of the run harms the nodes after it, not the run',
    async () => {
      await using volume = await pipeVolume(
        'name: p\nversion: 1\nnodes:\n- { id: a, bash: "rm -r $OMNE_RUN_DIR/nodes; touch $OMNE_RUN_DIR/nodes" }\n' +
          '- { id: b, bash: "true", depends_on: [a] }\n',
      );
      const run = await runPipe(volume);
      expect(run.outcomes).toEqual({ a: 'completed', b: 'failed:capture_failed' });
    },
  );
});

describe('--worktree', () => {
  test('nodes run in a detached worktree of HEAD; the checkout stays as it is', async () => {
    await using volume = await pipeVolume(
      'name: p\nversion: 1\nnodes: [{ id: a, bash: "pwd; git rev-parse --abbrev-ref HEAD; cat kept; echo new > made" }]\n',
      { kept: 'committed\n' },
      { git: true },
    );
    await volume.write('kept', 'changed since\n');
    const run = await runPipe(volume, { args: ['--worktree'] });
    const worktree = volume.path(`.omne/wt/${run.runId}`);
    expect(run.capture('a.out').toString()).toBe(`${worktree}\nHEAD\ncommitted\n`);
    expect(readFileSync(`${worktree}/made`, 'utf8')).toBe('new\n');
    expect(existsSync(volume.path('made'))).toBe(false);
    expect(await volume.read('kept')).toBe('changed since\n');
    // Neither the run nor its worktree can be committed by accident.
    const status = execFileSync('git', ['status', '--porcelain'], { cwd: volume.root, encoding: 'utf8' });
    expect(status).toBe(' M kept\n');
  });

  test('outside a repository: a problem with the words of git, and no run', async () => {
    await using volume = await pipeVolume(small('p'));
    const words = await refused(volume, { args: ['--worktree'], env: { GIT_CEILING_DIRECTORIES: '/' } });
    expect(words).toMatch(/^omne: git worktree add failed: .*not a git repository/);
  });
});

describe('validate, graph, status', () => {
  test('validate takes several; one bad pipe makes it 2, and all are looked at', async () => {
    await using volume = await pipeVolume(small('p'), {
      'bad.yml': 'name: p\nversion: 1\nnodes: [{ id: a, bsah: "true" }]\n',
      'graphed.yml': graphed.replace(', gate: g', ''),
    });
    const bad = await runCli(['validate', 'pipe.yml', 'bad.yml', 'graphed.yml'], { cwd: volume.root });
    expect(bad.code).toBe(2);
    expect(bad.stdout).toBe('pipe.yml: valid, 1 node\ngraphed.yml: valid, 3 nodes\n');
    expect(bad.stderr).toContain('bad.yml:3:18: error: unknown key `bsah` in node `a`; did you mean `bash`?');
    const good = await runCli(['validate', 'pipe.yml', 'graphed.yml'], { cwd: volume.root });
    expect({ code: good.code, stderr: good.stderr }).toEqual({ code: 0, stderr: '' });
    expect(existsSync(volume.path('.omne/var'))).toBe(false);
  });

  test('graph prints Mermaid, and no agent is needed for it', async () => {
    await using volume = await pipeVolume(graphed, { '.omne/hooks/g.sh': 'exit 0\n' });
    const done = await runCli(['graph', 'pipe.yml'], { cwd: volume.root });
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout).toBe(
      [
        'flowchart LR',
        '  n0["end"]',
        '  n1("b")',
        '  n2{{"c<br/>gate: g"}}',
        '  n0 --> n1',
        '  n0 -->|"one_success"| n2',
        '  n1 -->|"one_success"| n2',
        '',
      ].join('\n'),
    );
    await volume.write('pipe.yml', graphed.replace('depends_on: [end]', 'depends_on: [c]'));
    const bad = await runCli(['graph', 'pipe.yml'], { cwd: volume.root });
    expect(bad).toMatchObject({ code: 2, stdout: '' });
    expect(bad.stderr).toContain('in a circle');
  });

  test('graph of a pipe with any problem is refused like a run of it', async () => {
    await using volume = await pipeVolume(
      'name: p\nversion: 1\nnodes: [{ id: a, bash: "true", retries: 2 }]\n',
    );
    const bad = await runCli(['graph', 'pipe.yml'], { cwd: volume.root });
    expect(bad).toMatchObject({ code: 2, stdout: '' });
  });

  test('status lists the runs, newest first, and shows one', async () => {
    await using volume = await pipeVolume(small('good'), {
      'bad.yml':
        'name: bad\nversion: 1\nnodes:\n- { id: a, bash: "echo oh >&2; exit 7" }\n- { id: b, bash: "true", depends_on: [a] }\n',
      'sub/x': '',
    });
    const none = await runCli(['status'], { cwd: volume.root });
    expect(none).toMatchObject({ code: 0, stdout: expect.stringMatching(/^no runs in /) });
    await runCli(['run', 'pipe.yml'], { cwd: volume.root });
    await runCli(['run', 'bad.yml'], { cwd: volume.root });
    const [badId, goodId] = runIds(volume.root);
    const list = await runCli(['status'], { cwd: volume.path('sub') });
    const rows = list.stdout.trimEnd().split('\n');
    expect(rows[0]).toMatch(new RegExp(`^${badId}  +\\d+s ago  +aborted: a crash \\(exit 7\\) `));
    expect(rows[1]).toMatch(new RegExp(`^${goodId}  +\\d+s ago  +completed `));
    const one = await runCli(['status', badId!], { cwd: volume.root });
    expect(one.code).toBe(0);
    expect(one.stdout).toMatch(/^✗ a +bash +failed .*crash \(exit 7\): oh$/m);
    expect(one.stdout).toMatch(/^⊘ b +skipped +upstream_failed \(a\)$/m);
    for (const unknown of ['nope', '../../x', '.']) {
      const missing = await runCli(['status', unknown], { cwd: volume.root });
      expect(missing).toMatchObject({ code: 2, stdout: '' });
      expect(missing.stderr).toContain(`no run \`${unknown}\``);
    }
  });

  test('explain says why, of the newest run or of another one', async () => {
    await using volume = await pipeVolume(small('good'), {
      'bad.yml':
        'name: bad\nversion: 1\nnodes:\n- { id: a, bash: "echo oh >&2; exit 7" }\n- { id: b, bash: "true", depends_on: [a] }\n',
    });
    const ask = (...args: string[]) => runCli(['explain', ...args], { cwd: volume.root });
    expect(await ask('a')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('no runs in'),
    });
    await runCli(['run', 'pipe.yml'], { cwd: volume.root });
    const bad = await runCli(['run', 'bad.yml'], { cwd: volume.root });
    const [badId, goodId] = runIds(volume.root);
    expect(bad.stdout).toContain(`\n  explain   omne explain ${badId} a\n  report    omne report ${badId}\n`);
    const newest = await ask('b');
    expect(newest).toMatchObject({ code: 0, stderr: '' });
    expect(newest.stdout.replaceAll(/\d\.\ds/g, 'T')).toBe(
      `${badId} · aborted: a crash (exit 7) · T
⊘ b was skipped: a node it depends on failed
  because ✗ a failed: crash (exit 7) · bash · T
    | oh
    output: .omne/var/runs/${badId}/nodes/a.out and .err
`,
    );
    expect((await ask(goodId!, 'a')).stdout).toMatch(/^good-.*\n✓ a completed · bash/);
    const typo = await ask('good', 'aa');
    expect(typo).toMatchObject({ code: 2, stdout: '' });
    expect(typo.stderr).toBe(
      `omne: there is no node \`aa\` in the journal of ${goodId}; did you mean \`a\`?\n`,
    );
    expect((await ask(goodId!)).stderr).toContain(`omne explain ${goodId} <node>`);
    expect((await ask('nope', 'a')).stderr).toContain('there is no run `nope`');
  });

  test('status tells of a journal that is damaged or torn', async () => {
    await using volume = await pipeVolume(small('p'));
    const { dir, runId, lines } = await runPipe(volume);
    const journal = `${dir.slice(volume.root.length + 1)}/events.jsonl`;
    await volume.write(journal, `${lines.join('\n').replace('"kind":"bash"', '"kind":"loop"')}\n`);
    const damaged = await runCli(['status', runId], { cwd: volume.root });
    expect(damaged.stderr).toMatch(/^warning: journal line 2: the hash does not match/);
    await volume.write(journal, `${lines.slice(0, 2).join('\n')}\n{"type":"node.comp`);
    const torn = await runCli(['status', runId], { cwd: volume.root });
    expect(torn.stderr).toMatch(/^warning: the last 18 characters of the journal are a torn line/);
    expect(torn.stdout).toMatch(/ running\?$/m);
    mkdirSync(volume.path('.omne/var/runs/p-empty'));
    expect((await runCli(['status'], { cwd: volume.root })).stdout).toMatch(/^p-empty +unreadable/m);
  });
});

describe('help, version and what the command line refuses', () => {
  test.each([['--version'], ['-V'], ['version']])('%s', async (flag) => {
    const done = await runCli([flag], { cwd: repository });
    expect(done).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test.each([[[]], [['help']], [['--help']], [['-h']], [['run', '--help']], [['help', 'run']]])(
    '%j is help',
    async (args) => {
      const done = await runCli(args, { cwd: repository });
      expect(done).toMatchObject({ code: 0, stderr: '' });
      for (const word of [
        'omne run <pipe>',
        '--max-parallel',
        'omne validate',
        'omne graph',
        'omne status',
        'omne explain',
        '70',
      ])
        expect(done.stdout).toContain(word);
    },
  );

  test.each([
    [['run'], 'run needs one pipe'],
    [['run', 'pipe.yml', 'other.yml'], 'run needs one pipe'],
    [['run', 'pipe.yml', '--paralel', '3'], "Unknown option '--paralel'"],
    [['run', 'pipe.yml', '-x'], "Unknown option '-x'"],
    [['run', 'pipe.yml', '--json=yes'], "'--json'"],
    [['run', 'pipe.yml', '--max-parallel', '0'], '--max-parallel 0: a whole number from 1 to 1000'],
    [['run', 'pipe.yml', '--timeout', 'soon'], '--timeout soon: 1 s to 24 h'],
    [['run', 'pipe.yml', '--log', 'loud'], '--log loud: grouped, stream or quiet'],
    [['run', 'pipe.yml', '--input', 'who'], '--input who: write it as key=value'],
    [['run', 'pipe.yml', '-i', 'who=a', '-i', 'who=b'], '--input who is given twice'],
    [['validate'], 'validate needs at least one pipe'],
    [['validate', 'pipe.yml', '--all'], 'unknown option `--all`'],
    [['graph'], 'graph needs one pipe'],
    [['graph', '--dot'], 'unknown option `--dot`'],
    [['status', 'a', 'b'], 'status takes one run'],
    [['explain'], 'explain needs one node'],
    [['explain', 'r', 'a', 'b'], 'explain needs one node'],
    [['explain', '--all'], 'unknown option `--all`'],
    [['rnu', 'pipe.yml'], 'unknown command `rnu`; did you mean `run`?'],
    [['--verbose'], 'unknown'],
  ])('%j: exit 2', async (args, words) => {
    await using volume = await pipeVolume(small('p'));
    const done = await runCli(args, { cwd: volume.root });
    expect(done).toMatchObject({ code: 2, stdout: '' });
    expect(done.stderr).toContain(words);
    expect(done.stderr).toContain('omne help says more');
    expect(existsSync(volume.path('.omne/var'))).toBe(false);
  });
});
