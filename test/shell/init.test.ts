import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { pipeSchema } from '../../scripts/schema/pipe.ts';
import { findFrontmatter } from '../../src/core/frontmatter.ts';
import { readInit } from '../../src/shell/flags-init.ts';
import { FIX_LOOP } from '../../src/shell/init/fix-loop.ts';
import { GATE } from '../../src/shell/init/gate.ts';
import { WORKFLOW_PATH } from '../../src/shell/init/template.ts';
import { acceptedBy } from '../docs/schema-verdicts.ts';
import { runCli } from '../rig/cli.ts';
import { installStubClaude } from '../rig/stub-claude.ts';
import { tempVolume } from '../rig/volume.ts';
import { lintWorkflow } from '../rig/workflow-lint.ts';

const root = resolve(import.meta.dirname, '../..');
const program = join(root, 'src/cli.ts');
const cli = (cwd: string, ...args: string[]) => runCli(args, { cwd, program });

const TEMPLATES = { gate: GATE, 'fix-loop': FIX_LOOP } as const;
const textOf = (name: keyof typeof TEMPLATES, path: string) =>
  TEMPLATES[name].files.find((file) => file.path === path)!.text;

const isWindows = process.platform === 'win32';

describe('omne init', () => {
  test('writes a pipe, a hook and a workflow, and says what comes next', async () => {
    await using volume = await tempVolume({}, { git: true });
    const done = await cli(volume.root, 'init');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout).toBe(
      [
        'written  .omne/pipes/gate.md',
        'written  .omne/hooks/no-secrets.sh',
        'written  .omne/hooks/no-secrets.ps1',
        'written  .github/workflows/omne.yml',
        '',
        'Next:',
        ...GATE.next.map((line) => `  ${line}`),
        '',
      ].join('\n'),
    );
    for (const { path, text } of GATE.files) expect(await volume.read(path)).toBe(text);
    if (!isWindows) expect(statSync(volume.path('.omne/hooks/no-secrets.sh')).mode & 0o111).toBe(0o111);
  });

  test('leaves alone what is there, and names it', async () => {
    await using volume = await tempVolume(
      { [WORKFLOW_PATH]: 'mine', '.omne/pipes/gate.md': '' },
      { git: true },
    );
    const first = await cli(volume.root, 'init', '--template', 'gate');
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('kept     .omne/pipes/gate.md\nwritten  .omne/hooks/no-secrets.sh\n');
    expect(first.stdout).toContain('the workflow that was there may run another pipe');
    expect(await volume.read(WORKFLOW_PATH)).toBe('mine');
    expect(await volume.read('.omne/pipes/gate.md')).toBe('');
    const second = await cli(volume.root, 'init');
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('nothing written: all files were there');
  });

  test('takes a folder, which need not be there', async () => {
    await using volume = await tempVolume({ keep: '' });
    const done = await cli(volume.root, 'init', 'new/one');
    expect(done.code).toBe(0);
    expect(done.stdout).toContain('not the top of a git repository');
    expect(done.stdout).toContain('Next:\n  cd new/one\n');
    expect(existsSync(volume.path('new/one/.omne/pipes/gate.md'))).toBe(true);
  });

  test.skipIf(isWindows)('writes through no link', async () => {
    await using volume = await tempVolume({ '.omne/pipes/x': '' });
    symlinkSync(volume.path('elsewhere'), volume.path('.omne/pipes/gate.md'));
    expect((await cli(volume.root, 'init')).stdout).toContain('kept     .omne/pipes/gate.md');
    expect(existsSync(volume.path('elsewhere'))).toBe(false);
  });

  test('says what it cannot write', async () => {
    await using volume = await tempVolume({ '.omne': 'a file' });
    const done = await cli(volume.root, 'init');
    expect(done.code).toBe(2);
    expect(done.stderr).toContain('omne: .omne/pipes/gate.md cannot be written: ');
    expect(done.stdout).toBe('written  .github/workflows/omne.yml\n');
    expect(await volume.read('.omne')).toBe('a file');
  });

  test.each<[string[], unknown]>([
    [[], { ok: true, value: { kind: 'init', template: 'gate', folder: '.' } }],
    [['--template=fix-loop', 'a'], { ok: true, value: { kind: 'init', template: 'fix-loop', folder: 'a' } }],
    [
      ['--template', 'fixloop'],
      { ok: false, error: '--template fixloop: gate or fix-loop; did you mean fix-loop?' },
    ],
    [['a', 'b'], { ok: false, error: 'init takes one folder' }],
    [['--force'], { ok: false, error: expect.stringContaining("Unknown option '--force'") }],
  ])('%j', (rest, expected) => {
    expect(readInit(rest)).toEqual(expected);
  });
});

describe.each(['gate', 'fix-loop'] as const)('the template %s', (name) => {
  const pipe = `.omne/pipes/${name}.md`;

  test('validates, in an editor too', async () => {
    await using volume = await tempVolume({}, { git: true });
    await cli(volume.root, 'init', '--template', name);
    const checked = await cli(volume.root, 'validate', name);
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    const text = textOf(name, pipe);
    const matter = findFrontmatter(text);
    const yaml = matter.ok ? text.slice(matter.value.from, matter.value.to) : '';
    expect(acceptedBy(pipeSchema())(parse(yaml))).toBe(true);
    expect(yaml).toMatch(/^# yaml-language-server: \$schema=https:\S+\/schema\/pipe\.json\nname: /);
  });

  test('has a workflow that actionlint finds nothing in, with the least permissions', async () => {
    const text = textOf(name, WORKFLOW_PATH);
    expect(await lintWorkflow(text, WORKFLOW_PATH)).toEqual([]);
    const workflow = parse(text) as {
      permissions: object;
      jobs: Record<string, { permissions: object; steps: { uses?: string; with?: object; id?: string }[] }>;
    };
    expect(workflow.permissions).toEqual({});
    const [job] = Object.values(workflow.jobs);
    expect(job!.permissions).toEqual({ contents: 'read' });
    expect(job!.steps.find(({ uses }) => uses?.startsWith('omne/run@'))).toMatchObject({
      id: 'omne',
      with: { pipe: name },
    });
    const checkout = /uses: (actions\/checkout@\S+ # \S+)/;
    expect(checkout.exec(text)?.[1]).toBe(
      checkout.exec(readFileSync(join(root, '.github/workflows/ci.yml'), 'utf8'))?.[1],
    );
    expect(job!.steps[0]!.with).toMatchObject({ 'persist-credentials': false });
  });

  test('a workflow with a slip is found out', async () => {
    const text = textOf(name, WORKFLOW_PATH);
    expect(await lintWorkflow(text.replace('runs-on', 'run-on'))).not.toEqual([]);
    expect(await lintWorkflow(text.replace('contents: read', 'contents: reed'))).not.toEqual([]);
  });
});

describe.skipIf(isWindows)('the gate', () => {
  test.each<[change: string, added: string, code: number, words: string]>([
    ['nothing', '', 0, '✓ gate completed'],
    ['a line', 'one more line\n', 0, '✓ report gate no-secrets passed'],
    ['a trailing blank', 'blank \n', 1, 'trailing whitespace'],
    ['too much', 'x\n'.repeat(2000), 1, '2000 lines added, 1500 allowed'],
    ['a key', `${'AKIA'}${'A1'.repeat(8)}\n`, 1, '1 added lines look like secrets'],
  ])('of a change that adds %s', async (_, added, code, words) => {
    await using volume = await tempVolume({ 'a.txt': 'first\n' }, { git: true });
    await cli(volume.root, 'init');
    await volume.write('a.txt', `first\n${added}`);
    const done = await cli(volume.root, 'run', 'gate');
    expect(done.stdout + done.stderr).toContain(words);
    expect(done.code).toBe(code);
  });

  test('in a repository without a commit, and in none', async () => {
    await using volume = await tempVolume({ 'a.txt': 'x\n' });
    await cli(volume.root, 'init');
    const none = await cli(volume.root, 'run', 'gate');
    expect(none.code).toBe(1);
    expect(none.stdout + none.stderr).toContain('not a git repository');
    await using fresh = await tempVolume({ 'a.txt': 'x\n' }, { git: true });
    await fresh.write('.git/HEAD', 'ref: refs/heads/unborn\n');
    await cli(fresh.root, 'init');
    expect((await cli(fresh.root, 'run', 'gate')).code).toBe(0);
  });

  test('with the base that the workflow gives', async () => {
    await using volume = await tempVolume({ 'a.txt': 'x\n' }, { git: true });
    await cli(volume.root, 'init');
    expect((await cli(volume.root, 'run', 'gate', '-i', 'base=main')).code).toBe(0);
    const wrong = await cli(volume.root, 'run', 'gate', '-i', 'base=nowhere');
    expect(wrong.code).toBe(1);
    expect(wrong.stdout + wrong.stderr).toContain('nowhere');
  });
});

describe.skipIf(isWindows)('the fix-loop', () => {
  test('lets the agent work until the tests pass, and asks them once more', async () => {
    await using volume = await tempVolume({}, { git: true });
    await using claude = await installStubClaude([
      { call: 1, steps: ['Looking.'] },
      { call: 2, steps: [{ run: 'touch fixed' }, 'Mended.'] },
    ]);
    await cli(volume.root, 'init', '--template', 'fix-loop');
    const run = (test: string) =>
      runCli(['run', 'fix-loop', '-i', `test=${test}`], { cwd: volume.root, program, path: [claude.bin] });
    const done = await run('test -f fixed');
    expect(done.stdout).toContain('fix gate tests-pass passed');
    expect(done.code).toBe(0);
    expect(await claude.calls()).toHaveLength(2);
    const again = await run('test -f fixed');
    expect(again.code).toBe(0);
    expect(await claude.calls()).toHaveLength(2);
  });
});
