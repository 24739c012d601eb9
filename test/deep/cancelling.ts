import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { checkRun, runIds } from '../rig/invariants.ts';
import { findSurvivors } from '../rig/survivors.ts';
import { tempVolume } from '../rig/volume.ts';

const cli = resolve(import.meta.dirname, '../../dist/cli.js');

/** `count` nodes that ignore what can be ignored, with a child elsewhere each, and some that wait for them. */
function stubbornPipe(count: number): string {
  const bash = `trap '' INT TERM HUP; setsid sleep 300 & touch "ready/$OMNE_NODE_ID"; while :; do sleep 300; done`;
  const ids = Array.from({ length: count }, (_, at) => `n${at}`);
  const waiting = [
    { id: 'after', depends_on: ['n0'], bash: 'touch never' },
    { id: 'always', depends_on: ids, trigger_rule: 'always', bash: 'touch never' },
    { id: 'late', bash: 'touch never' },
  ];
  const nodes = [...ids.map((id) => ({ id, bash })), ...waiting];
  return JSON.stringify({ name: 'stubborn', version: 1, max_parallel: count, nodes });
}

/** A signal, and when: once all nodes are ready, or so many milliseconds after the start. */
export interface CancelPlan {
  readonly nodes: number;
  readonly when: 'ready' | number;
  readonly signals: readonly { readonly atMs: number; readonly name: NodeJS.Signals }[];
  readonly args?: readonly string[];
}

/** What came of one cancel. */
export interface CancelRound {
  /** From the first signal to the end of the program, and so to a closed journal. */
  readonly tookMs: number;
  readonly started: number;
  /** Events that a node began, after the signal was told. */
  readonly startedAfter: number;
  readonly survivors: number;
  /** Of the run's last event. */
  readonly endedMs: number;
}

const EXIT: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** Runs the pipe, cancels it as planned, and checks every invariant of what is left. */
export async function cancelRound(plan: CancelPlan): Promise<CancelRound> {
  await using volume = await tempVolume({
    '.omne/keep': '',
    'ready/.keep': '',
    'pipe.yml': stubbornPipe(plan.nodes),
  });
  // Both streams into one file: what was said when can be told by the order of its lines.
  const said = volume.path('said.txt');
  const fd = openSync(said, 'a');
  const child = spawn(process.execPath, [cli, 'run', 'pipe.yml', '--json', ...(plan.args ?? [])], {
    cwd: volume.root,
    env: { PATH: process.env['PATH'] ?? '', HOME: volume.root, LANG: 'C.UTF-8' },
    stdio: ['ignore', fd, fd],
  });
  closeSync(fd);
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  const isReady = () => readdirSync(volume.path('ready')).length > plan.nodes;
  if (plan.when === 'ready') while (!isOver && !isReady()) await sleep(10);
  else await sleep(plan.when);
  const from = performance.now();
  for (const { atMs, name } of plan.signals) {
    await sleep(Math.max(0, atMs - (performance.now() - from)));
    if (!isOver) child.kill(name);
  }
  const code = await ended;
  const tookMs = performance.now() - from;
  const [runId] = runIds(volume.root);
  if (runId === undefined) return { tookMs, started: 0, startedAfter: 0, survivors: 0, endedMs: 0 };
  const survivors = findSurvivors({ runId }).length;
  const { events } = await checkRun({ code }, volume.root, runId);
  const first = plan.signals[0]?.name;
  const last = events.at(-1)!;
  const reason = first === undefined ? 'timeout' : 'cancelled';
  expect(last).toMatchObject({ type: 'pipe.aborted', reason });
  const lines = readFileSync(said, 'utf8').split('\n');
  const told = lines.findIndex((line) => /^SIG[A-Z]+: ending what runs/.test(line));
  if (first !== undefined) expect([code, told >= 0]).toEqual([EXIT[first], true]);
  const isStart = (line: string) => line.startsWith('{"type":"node.started"');
  expect(readdirSync(volume.root)).not.toContain('never');
  return {
    tookMs,
    started: lines.filter(isStart).length,
    startedAfter: told < 0 ? 0 : lines.slice(told).filter(isStart).length,
    survivors,
    endedMs: last.mono_ms,
  };
}
