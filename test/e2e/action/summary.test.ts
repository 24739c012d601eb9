import { expect, test } from 'vitest';
import { flawsOf, readMarkdown } from '../../report/markdown-reader.ts';
import { expectOnlyOurs, isNote, killMain, pipeOf, startJob } from './act.ts';

const MAX_BYTES = 900 * 1024;

test('three megabytes of output, closing fences among it: a sound summary of at most 900 KiB', async () => {
  const noisy =
    'for i in $(seq 30000); do printf "%s\\n" "</details> \\`\\`\\` | <b> @octocat ![x](http://e/x.png) $i" >&2; done';
  const nodes = [
    { id: 'lines', bash: `${noisy}; exit 1` },
    { id: 'one', bash: `head -c 3000000 /dev/zero | tr '\\0' '\\140'; exit 2` },
    { id: 'bytes', bash: 'head -c 1000000 /dev/urandom; exit 3' },
  ];
  await using job = await startJob({ 'p.yml': pipeOf(nodes) });
  const main = await job.runner.main({ pipe: 'p.yml', log: 'quiet' });
  expect(main.code).toBe(1);
  expect(Buffer.byteLength(main.summary)).toBeLessThanOrEqual(MAX_BYTES);
  expect(flawsOf(main.summary)).toEqual([]);
  const { fences } = readMarkdown(main.summary);
  const tail = fences.find(({ text }) => text.includes('@octocat'))!.text.split('\n');
  expect(tail).toHaveLength(30);
  expect(tail.at(-1)).toMatch(/^<\/details> ``` \| <b> @octocat !\[x\]\(http:\/\/e\/x\.png\) 30000$/);
});

test('thirty failing nodes: ten annotations, the last one is the verdict and counts the others', async () => {
  const nodes = Array.from({ length: 30 }, (_, n) => ({ id: `n${n}`, bash: 'echo broken >&2; exit 5' }));
  await using job = await startJob({ 'p.yml': pipeOf(nodes) });
  const main = await job.runner.main({ pipe: 'p.yml' });
  expect(main.errors).toHaveLength(10);
  expect(main.errors.at(-1)).toMatch(/^p aborted: n\d+ crash \(exit 5\) \(and 21 more failed nodes\)$/);
  expect(main.commands.filter(isNote)).toHaveLength(9);
  expectOnlyOurs(main, { errors: [/and 21 more/] });
  expect(main.summary.match(/<summary>✗/g)).toHaveLength(30);
  expect((await job.runner.post()).errors).toEqual([]);
});

test('what a node put into the real summary file is gone: together it might be too much', async () => {
  const find =
    'for f in "$RUNNER_TEMP"/_runner_file_commands/*/github_step_summary; do head -c 600000 /dev/zero >> "$f"; done';
  await using job = await startJob({ 'p.yml': pipeOf([{ id: 'a', bash: `${find}; echo done` }]) });
  const main = await job.runner.main({ pipe: 'p.yml' });
  expect(main.code).toBe(0);
  expect(main.summary.startsWith('### ✓ <code>p</code> completed')).toBe(true);
});

test.skipIf(process.platform !== 'linux')(
  'a killed main: post says what had failed, on its line where the pipe still is the one that ran',
  async () => {
    const nodes = [
      { id: 'bad', bash: 'echo broken >&2; exit 5' },
      {
        id: 'long',
        depends_on: ['bad'],
        trigger_rule: 'all_done',
        bash: 'echo begun; echo $PPID > main.pid; sleep 60',
      },
    ];
    const pipe = pipeOf(nodes);
    await using job = await startJob({ 'p.yml': pipe });
    await job.runner.main({ pipe: 'p.yml' }, { cancelWhen: killMain(job, 'SIGKILL') });
    const post = await job.runner.post();
    const [note, ...others] = post.commands.filter(isNote);
    expect(others).toEqual([]);
    expect(note).toMatchObject({
      name: 'error',
      properties: { title: 'omne: bad failed: crash (exit 5)', file: 'p.yml' },
      message: 'crash (exit 5)\nbroken',
    });
    expect(pipe.split('\n')[Number(note!.properties['line']) - 1]).toContain('"bad"');
    expect(flawsOf(post.summary)).toEqual([]);
    const { headings } = readMarkdown(post.summary);
    expect(headings.slice(1)).toEqual([
      'Failures',
      'Interrupted',
      'Graph',
      'Timeline',
      'Nodes',
      'Look further',
    ]);
    expect(post.summary).toContain('```text\nbroken\n```');
    expect(post.summary).toContain('```text\nbegun\n```');
  },
);
