import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkRun } from '../../rig/invariants.ts';
import { installStubClaude } from '../../rig/stub-claude.ts';
import { findSurvivors, survivorsAfter } from '../../rig/survivors.ts';
import { linux, type PipeRun, pipeVolume, runPipe } from './omne.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures/processes');
const cli = resolve(import.meta.dirname, '../../../dist/cli.js');
const tags: string[] = [];

/** A word on nobody else's command line; what still carries it after the test is ended by its id. */
function newTag(): string {
  const tag = `omne-e2e-${randomBytes(8).toString('hex')}`;
  tags.push(tag);
  return tag;
}

afterEach(() => {
  for (const tag of tags.splice(0)) {
    for (const { pid } of findSurvivors({ argv: tag })) process.kill(pid, 'SIGKILL');
  }
});

const durationOf = (run: PipeRun, id: string) => {
  const ended = run.ended(id);
  return ended.type === 'node.skipped' ? Number.NaN : ended.duration_ms;
};

describe.runIf(linux)('a body that ends well while others hold its stdout', () => {
  test.each([
    ['a child in its group', 'pipe-holder'],
    ['a child in a session of its own', 'pipe-holder-setsid'],
  ])('%s: settles at once, and nothing of it is left after the run', async (_, name) => {
    const tag = newTag();
    await using volume = await pipeVolume(`
name: holder
version: 1
nodes:
  - { id: leaver, bash: "sh ${fixtures}/${name}.sh ${tag}" }
  - { id: next, bash: "sleep 1; cat $OMNE_RUN_DIR/nodes/leaver.out", depends_on: [leaver] }
`);
    const run = await runPipe(volume);
    expect(run.outcomes).toEqual({ leaver: 'completed', next: 'completed' });
    expect(durationOf(run, 'leaver')).toBeLessThan(3000);
    expect(run.done.durationMs).toBeLessThan(10_000);
    expect(run.capture('leaver.out').toString()).toContain('from the parent\n');
    expect(await survivorsAfter({ argv: tag }, 1000)).toEqual([]);
  });

  test('an agent whose answer is complete: its pipe is given up after the drain', async () => {
    const tag = newTag();
    await using claude = await installStubClaude([
      { steps: [{ spawn: `sh ${fixtures}/forever.sh ${tag}`, setsid: true }, 'All done.'] },
    ]);
    await using volume = await pipeVolume('name: holder\nversion: 1\nnodes: [{ id: ai, prompt: p }]\n');
    const run = await runPipe(volume, { path: [claude.bin] });
    expect(run.outcomes).toEqual({ ai: 'completed' });
    expect(run.done.durationMs).toBeLessThan(10_000);
    expect(await survivorsAfter({ argv: tag }, 1000)).toEqual([]);
  });
});

// Everything a node can start to outlive itself, each ignoring TERM, and then it hangs and ignores TERM as well.
const stubborn = (tag: string) => `
      trap '' TERM INT HUP
      sh ${fixtures}/ignore-sigterm.sh ${tag} &
      setsid sh ${fixtures}/ignore-sigterm.sh ${tag} &
      (setsid sh ${fixtures}/ignore-sigterm.sh ${tag} &)
      sh ${fixtures}/double-fork.sh ${tag} &
      nohup sh ${fixtures}/ignore-sigterm.sh ${tag} &
      while :; do sleep 0.2; done`;

test.runIf(linux)(
  'a deadline ends a node that ignores TERM with all its offspring, and touches no sibling',
  async () => {
    const tag = newTag();
    const kept = newTag();
    await using volume = await pipeVolume(`
name: deadline
version: 1
nodes:
  - id: stubborn
    timeout: 2
    bash: |${stubborn(tag)}
  - id: sibling
    bash: |
      sh ${fixtures}/forever.sh ${kept} & child=$!
      (setsid sh ${fixtures}/forever.sh ${kept} &)
      until grep -q '"type":"node.failed".*"node_id":"stubborn"' "$OMNE_RUN_DIR/events.jsonl"; do sleep 0.1; done
      sleep 0.5
      kill -0 $child
      pgrep -f ${kept} | grep -vx $$ | wc -l
  - { id: other, bash: "sleep 4; echo alive" }
  - { id: deployed, bash: "true", depends_on: [sibling, other] }
`);
    const run = await runPipe(volume);
    expect(run.outcomes).toEqual({
      stubborn: 'failed:timeout',
      sibling: 'completed',
      other: 'completed',
      deployed: 'completed',
    });
    expect(durationOf(run, 'stubborn')).toBeGreaterThanOrEqual(2000);
    expect(durationOf(run, 'stubborn')).toBeLessThan(2000 + 5000);
    expect(Number(run.capture('sibling.out').toString())).toBeGreaterThanOrEqual(2);
    expect(run.capture('other.out').toString()).toBe('alive\n');
    for (const argv of [tag, kept]) expect(await survivorsAfter({ argv }, 1000)).toEqual([]);
  },
);

test.runIf(linux)(
  'what a node left is gone when its node.failed is written, while the run goes on',
  async () => {
    const tag = newTag();
    await using volume = await pipeVolume(`
name: deadline
version: 1
nodes:
  - id: stubborn
    timeout: 1
    bash: |${stubborn(tag)}
  - id: look
    depends_on: [stubborn]
    trigger_rule: all_done
    bash: |
      for file in /proc/[0-9]*/cmdline; do
        if tr '\\0' '\\n' < "$file" 2>/dev/null | grep -qx ${tag}; then echo "left: $file"; fi
      done
      echo looked
`);
    const run = await runPipe(volume);
    expect(run.outcomes).toEqual({ stubborn: 'failed:timeout', look: 'completed' });
    expect(run.capture('look.out').toString()).toBe('looked\n');
  },
);

test.runIf(linux)(
  'an agent that ignores everything is gone within its timeout and five seconds',
  async () => {
    const tag = newTag();
    await using claude = await installStubClaude([
      {
        steps: [{ spawn: `sh ${fixtures}/double-fork.sh ${tag}`, setsid: true }, { hang: true }],
        ignore: ['SIGINT', 'SIGTERM'],
      },
    ]);
    await using volume = await pipeVolume(
      'name: deaf\nversion: 1\nnodes: [{ id: ai, prompt: p, timeout: 2 }]\n',
    );
    const run = await runPipe(volume, { path: [claude.bin] });
    expect(run.outcomes).toEqual({ ai: 'failed:timeout' });
    expect(durationOf(run, 'ai')).toBeLessThan(2000 + 5000);
    expect(await survivorsAfter({ argv: tag }, 1000)).toEqual([]);
  },
);

test.runIf(linux)(
  "the run's own timeout: exit 1, running nodes timeout, waiting ones skipped with the reason",
  async () => {
    await using volume = await pipeVolume(`
name: budget
version: 1
max_parallel: 1
nodes:
  - { id: runs, bash: "exec sleep 60" }
  - { id: waits, bash: "true" }
  - { id: after, bash: "true", depends_on: [runs] }
`);
    const run = await runPipe(volume, { args: ['--timeout', '2'] });
    expect(run.done.code).toBe(1);
    expect(run.outcomes).toEqual({
      runs: 'failed:timeout',
      waits: 'skipped:timeout',
      after: 'skipped:timeout',
    });
    expect(run.ended('runs')).toMatchObject({ message: 'the run exceeded its timeout of 2s' });
    expect(run.events.at(-1)).toMatchObject({ type: 'pipe.aborted', reason: 'timeout' });
  },
);

test.runIf(linux)(
  'out of descriptors: each node that could not start says so, the others and the run go on',
  async () => {
    const nodes = Array.from({ length: 100 }, (_, at) => `- { id: n${at}, bash: "sleep 1; echo ok" }\n`);
    await using volume = await pipeVolume(
      `name: p\nversion: 1\nmax_parallel: 100\nnodes:\n${nodes.join('')}`,
    );
    const script = 'ulimit -n 80; exec "$0" "$1" run pipe.yml --log quiet';
    const done = spawnSync('bash', ['-c', script, process.execPath, cli], {
      cwd: volume.root,
      timeout: 40_000,
      encoding: 'utf8',
    });
    expect({ code: done.status, stderr: done.stderr }).toEqual({ code: 1, stderr: '' });
    const run = await checkRun({ code: done.status }, volume.root);
    const ended = nodes.map((_, at) => run.ended(`n${at}`));
    const failed = ended.filter((event) => event.type === 'node.failed');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThan(100);
    for (const event of failed) {
      expect(event.error.kind).toMatch(/^(?:crash|capture_failed)$/);
      expect(event.message).toContain('EMFILE');
    }
  },
);
