import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createGrace, endProcess, sweepRun } from '../../src/effects/kill.ts';
import { type RunningProcess, startProcess } from '../../src/effects/process.ts';
import { createShell } from '../../src/effects/shell.ts';
import { endTree } from '../../src/effects/tree-kill.ts';
import { bash, eventually, fixture, linux, newContext, newTag, tagged } from './processes.ts';

const nodeMajor = Number(process.versions.node.split('.')[0]);
const base = { PATH: process.env['PATH']! };

async function start(
  name: string,
  tag: string,
  marker = { runId: 'r', nodeId: 'n' },
): Promise<RunningProcess> {
  const started = await startProcess({
    file: 'sh',
    args: [fixture(name), tag],
    cwd: '/',
    env: { ...base, OMNE_RUN_ID: marker.runId, OMNE_NODE_ID: marker.nodeId },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  if (!started.ok) throw new Error(started.error);
  return started.process;
}

const text = async (child: RunningProcess) => {
  let all = '';
  for await (const chunk of child.stdout!) all += String(chunk);
  return all;
};

describe.skipIf(!linux)('the escapee table', () => {
  // Of the tagged processes at least this many run before the ladder begins.
  const rows: readonly (readonly [string, number])[] = [
    ['forever.sh', 1],
    ['ignore-sigterm.sh', 1],
    ['grandchild.sh', 2],
    ['nohup.sh', 2],
    ['ignore-sigterm-parent-dies.sh', 2],
    ['setsid.sh', 2],
    ['setsid-fork.sh', 2],
    ['orphan-same-group.sh', 2],
    ['orphan-setsid.sh', 2],
    ['double-fork.sh', 2],
    ['marker-unset.sh', 2],
    ['env-i-child.sh', 2],
    ['stopped.sh', 2],
    ['fork-on-term.sh', 2],
  ];
  it.each(rows)('%s leaves nobody', async (name, count) => {
    const context = newContext();
    const tag = newTag();
    const abort = new AbortController();
    const done = createShell(context)(bash('work', `exec sh '${fixture(name)}' ${tag}`), abort.signal);
    expect(await eventually(() => tagged(tag).length >= count)).toBe(true);
    abort.abort();
    await sleep(300);
    context.grace.skip();
    const outcome = await done;
    expect(tagged(tag)).toEqual([]);
    expect(outcome.failure?.kind ?? 'exit 0').toBe(name === 'fork-on-term.sh' ? 'exit 0' : 'crash');
  });
});

describe.skipIf(!linux)('endProcess', () => {
  it('asks an agent by INT, so that it can report, and does not ask twice', async () => {
    const child = await start('reports-on-int.sh', newTag());
    const said = text(child);
    await sleep(200);
    await endProcess(child, { gentle: true, marker: { runId: 'r', nodeId: 'n' }, grace: createGrace() });
    expect(await child.exited).toEqual({ code: 0 });
    expect(await said).toBe('interrupted\n');
  });

  it('asks everybody else by TERM', async () => {
    const child = await start('reports-on-int.sh', newTag());
    const said = text(child);
    await sleep(200);
    await endProcess(child, { gentle: false, marker: { runId: 'r', nodeId: 'n' }, grace: createGrace() });
    expect(await child.exited).toEqual({ code: 1 });
    expect(await said).toBe('terminated\n');
  });

  it('lets the group clean up although its leader is gone', async () => {
    const child = await start('cleans-up.sh', newTag());
    const said = text(child);
    await sleep(300);
    await endProcess(child, { gentle: false, marker: { runId: 'r', nodeId: 'n' }, grace: createGrace() });
    expect(await said).toBe('cleaned\n');
  });

  it('gives TERM three seconds, unless somebody asks a second time', async () => {
    const patient = await start('ignore-sigterm.sh', newTag());
    const hurried = await start('ignore-sigterm.sh', newTag());
    await sleep(200);
    const times: Record<string, number> = {};
    const begin = performance.now();
    const end = async (name: string, child: RunningProcess, grace = createGrace()) => {
      const ended = endProcess(child, { gentle: true, marker: { runId: 'none', nodeId: 'n' }, grace });
      if (name === 'hurried') setTimeout(grace.skip, 200);
      await ended;
      times[name] = performance.now() - begin;
    };
    await Promise.all([end('patient', patient), end('hurried', hurried)]);
    expect(await patient.exited).toEqual({ signal: 'SIGKILL' });
    expect(await hurried.exited).toEqual({ signal: 'SIGKILL' });
    expect(times['patient']).toBeGreaterThan(3900);
    expect(times['hurried']).toBeLessThan(3000);
  });

  it('does not touch siblings, nor a node whose id only begins the same', async () => {
    const [mine, child, sibling, namesake, otherRun] = [newTag(), newTag(), newTag(), newTag(), newTag()];
    const [visit, otherVisit] = [newTag(), newTag()];
    const victim = await start('setsid-fork.sh', mine, { runId: 'r1', nodeId: 'a' });
    const below = await start('forever.sh', child, { runId: 'r1', nodeId: 'a/0' });
    const again = await start('forever.sh', visit, { runId: 'r1', nodeId: 'a/poll@2' });
    const others = [
      await start('setsid-fork.sh', sibling, { runId: 'r1', nodeId: 'b' }),
      await start('forever.sh', namesake, { runId: 'r1', nodeId: 'ab' }),
      await start('forever.sh', otherVisit, { runId: 'r1', nodeId: 'a@2' }),
      await start('forever.sh', otherRun, { runId: 'r12', nodeId: 'a' }),
    ];
    expect(await eventually(() => tagged(mine).length === 2 && tagged(sibling).length === 2)).toBe(true);
    await endProcess(victim, { gentle: false, marker: { runId: 'r1', nodeId: 'a' }, grace: createGrace() });
    await Promise.all([below.exited, again.exited]);
    expect([mine, child, visit].map((tag) => tagged(tag).length)).toEqual([0, 0, 0]);
    const strangers = [sibling, namesake, otherVisit, otherRun];
    expect(strangers.map((tag) => tagged(tag).length)).toEqual([2, 1, 1, 1]);
    expect(await sweepRun('r1')).toBeGreaterThanOrEqual(3);
    await Promise.all(others.slice(0, 3).map((other) => other.exited));
    expect(strangers.map((tag) => tagged(tag).length)).toEqual([0, 0, 0, 1]);
  });

  it('ends many at once within the time of one', async () => {
    const context = newContext();
    const tag = newTag();
    const abort = new AbortController();
    const shell = createShell(context);
    const runs = Array.from({ length: 24 }, (_, at) =>
      shell(bash(`n${at}`, `exec sh '${fixture('ignore-sigterm.sh')}' ${tag}`), abort.signal),
    );
    expect(await eventually(() => tagged(tag).length === 24, 20_000)).toBe(true);
    const begin = performance.now();
    abort.abort();
    await Promise.all(runs);
    expect(tagged(tag)).toEqual([]);
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

  it('settles for a process that is gone already', async () => {
    const child = await start('no-newline.sh', newTag());
    await child.exited;
    await endProcess(child, { gentle: true, marker: { runId: 'r', nodeId: 'n' }, grace: createGrace() });
  });
});

describe('createGrace', () => {
  it('ends a wait early for its promise, and every wait after skip', async () => {
    const grace = createGrace();
    const begin = performance.now();
    await grace.wait(60_000, Promise.reject(new Error('settled is settled')));
    const waiting = grace.wait(60_000);
    grace.skip();
    await waiting;
    await grace.wait(60_000);
    expect(performance.now() - begin).toBeLessThan(30_000);
  });
});

describe.skipIf(!linux)('endTree', () => {
  it('ends a process and its children', async () => {
    const tag = newTag();
    const child = await start('grandchild.sh', tag);
    expect(await eventually(() => tagged(tag).length === 2)).toBe(true);
    await endTree(child.pid, 'SIGKILL');
    // Its children go first, so it may end by itself.
    await child.exited;
    expect(await eventually(() => tagged(tag).length === 0)).toBe(true);
  });

  // A process of its own, as the error it must not raise ends one; Node 20 reads no TypeScript.
  it.skipIf(nodeMajor < 22)('is harmless where there is no ps', async () => {
    const module = new URL('../../src/effects/tree-kill.ts', import.meta.url).href;
    const program = `const { endTree } = await import('${module}');
      await endTree(999999, 'SIGKILL'); await new Promise((r) => setTimeout(r, 100)); console.log('alive');`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--no-warnings', '--input-type=module', '-e', program],
      { env: { PATH: '/nonexistent' } },
    );
    expect(stdout).toBe('alive\n');
  });
});
