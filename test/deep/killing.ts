import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { checkRun, runIds } from '../rig/invariants.ts';
import { survivorsAfter } from '../rig/survivors.ts';
import { tempVolume, type Volume } from '../rig/volume.ts';

const cli = resolve(import.meta.dirname, '../../dist/cli.js');

/** All kinds of bodies, with children in groups and sessions of their own; about half a second without a kill. */
const everyKind = `
name: mix
version: 1
max_parallel: 6
failure_mode: continue
nodes:
  - id: first
    bash: echo begun
  - id: stays
    bash: |
      trap '' TERM INT HUP
      (setsid sleep 300 >/dev/null 2>&1 &)
      nohup sleep 300 >/dev/null 2>&1 &
      sleep 0.3
  - id: twice
    bash: |
      (bash -c 'sleep 300 & disown; sleep 0.05' >/dev/null 2>&1 &)
      echo '{"n": 1}'
    outputs: json
  - id: again
    on_error: retry=3
    bash: test "$OMNE_ATTEMPT" -ge 3
  - id: items
    depends_on: [first]
    each:
      in: fromJSON('[1, 2, 3, 4]')
      max_parallel: 2
      bash: echo "$OMNE_ITEM"; sleep 0.0$OMNE_ITEM
      outputs: text
  - id: sides
    depends_on: [first]
    parallel:
      - { id: left, bash: "sleep 0.05" }
      - { id: right, bash: "head -c 200000 /dev/zero | tr '\\\\0' x" }
  - id: rounds
    loop:
      until_bash: test "$OMNE_ITERATION" -ge 4
      max_iterations: 9
      bash: echo "$OMNE_ITERATION"
  - id: guarded
    depends_on: [twice]
    gate: fine
    env: { N: "\${{ nodes.twice.outputs.n }}" }
    bash: echo "$N"
  - id: walk
    steps:
      - { id: one, bash: "true" }
      - { id: two, bash: "exit 3", on_error: continue }
      - { id: three, bash: "sleep 0.02" }
  - id: fails
    on_error: continue
    bash: echo no >&2; exit 4
  - id: last
    depends_on: [items, sides, rounds, guarded, walk, fails]
    trigger_rule: always
    bash: echo done
`;

/** What a volume needs to run that pipe. */
export const everyKindFiles = {
  '.omne/keep': '',
  'pipe.yml': everyKind,
  '.omne/hooks/fine.sh': 'sleep 0.02\necho "fine"\n',
};

/** What a program that may be killed printed and how it ended. */
interface Killed {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** When to kill: so many milliseconds after the start, or after the first event was printed. */
export interface KillMoment {
  readonly after: 'start' | 'first event';
  readonly ms: number;
}

/** Runs the CLI and kills it at that moment, if it still runs. */
function killable(volume: Volume, args: readonly string[], moment?: KillMoment): Promise<Killed> {
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: volume.root,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: volume.root,
        LANG: 'C.UTF-8',
        TMPDIR: volume.path('tmp'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    child.stdout.on('data', (chunk: Buffer) => said.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.stderr.push(chunk));
    child.once('error', reject);
    const kill = (ms: number) => void sleep(ms).then(() => child.kill('SIGKILL'));
    if (moment?.after === 'start') kill(moment.ms);
    if (moment?.after === 'first event') child.stdout.once('data', () => kill(moment.ms));
    child.once('close', (code, signal) =>
      done({
        code,
        signal,
        stdout: Buffer.concat(said.stdout).toString(),
        stderr: Buffer.concat(said.stderr).toString(),
      }),
    );
  });
}

/** What came of one round. */
export interface KillRound {
  readonly wasKilled: boolean;
  /** The killed runner had begun its journal. */
  readonly hadJournal: boolean;
  readonly acknowledged: number;
  readonly lost: number;
  readonly unpaired: number;
  readonly orphans: number;
  /** Living processes of the run right after the kill. */
  readonly leftBehind: number;
  readonly recoveryKills: number;
}

const nothing = { acknowledged: 0, lost: 0, unpaired: 0, orphans: 0, leftBehind: 0, recoveryKills: 0 };

/**
 * Runs the pipe, kills the runner at this moment, recovers with `omne status`, itself killed after each of
 * `recoveryKills` first, and by three at once where `isCrowded`. Then: every printed event is in the journal byte for byte, every start has its end, `verify`
 * agrees, no process of the run lives after a second, and a further recovery changes nothing.
 */
export async function killRound(
  moment: KillMoment,
  recoveryKills: readonly number[],
  isCrowded = false,
): Promise<KillRound> {
  await using volume = await tempVolume({ ...everyKindFiles, 'tmp/.keep': '' });
  const run = await killable(volume, ['run', 'pipe.yml', '--json'], moment);
  const wasKilled = run.signal === 'SIGKILL';
  if (!wasKilled) expect(run.code, run.stderr).toBe(0);
  const [runId] = runIds(volume.root);
  const journal = volume.path('.omne/var/runs', runId ?? '-', 'events.jsonl');
  const printed = run.stdout.slice(0, run.stdout.lastIndexOf('\n') + 1);
  const acknowledged = linesOf(printed).length;
  if (runId === undefined || !existsSync(journal) || readFileSync(journal).length === 0) {
    // Nothing was begun, so nothing may have been told.
    return { ...nothing, wasKilled, hadJournal: false, lost: acknowledged };
  }
  const leftBehind = wasKilled ? (await survivorsAfter({ runId }, 0)).length : 0;
  for (const ms of recoveryKills) await killable(volume, ['status', runId], { after: 'start', ms });
  const statuses = await Promise.all(
    Array.from({ length: isCrowded ? 3 : 1 }, () => killable(volume, ['status', runId])),
  );
  for (const { code, stderr } of statuses) expect(code, stderr).toBe(0);
  // Of several at the same time one recovers; what the others say depends on when they looked.
  const status = isCrowded ? await killable(volume, ['status', runId]) : statuses[0]!;
  const text = readFileSync(journal, 'utf8');
  const base = { wasKilled, hadJournal: true, acknowledged, leftBehind, recoveryKills: recoveryKills.length };
  const orphans = (await survivorsAfter({ runId }, 1000)).length;
  const checked = { ...base, lost: lostOf(printed, text), unpaired: unpairedOf(text), orphans };
  await expectRecovered(volume, runId, { status, text, wasKilled });
  return checked;
}

interface After {
  readonly status: Killed;
  readonly text: string;
  readonly wasKilled: boolean;
}

async function expectRecovered(volume: Volume, runId: string, after: After): Promise<void> {
  const { status, text } = after;
  expect(status.code, status.stderr).toBe(0);
  const ends = linesOf(text).filter((line) => /^\{"type":"pipe\.(?:completed|aborted)"/.test(line));
  // A runner that was killed after its last event has nothing to recover.
  const isDone = ends.length === 1 && ends[0]!.startsWith('{"type":"pipe.completed"');
  if (!isDone) {
    expect(status.stdout).toContain('interrupted');
    expect(JSON.parse(ends[0] ?? '{}')).toMatchObject({ type: 'pipe.aborted', reason: 'interrupted' });
  }
  expect(isDone || after.wasKilled).toBe(true);
  const verified = await killable(volume, ['verify', runId]);
  expect(verified.code, verified.stdout + verified.stderr).toBe(0);
  const second = await killable(volume, ['status', runId]);
  expect(second.stdout).toBe(status.stdout);
  expect(readFileSync(volume.path('.omne/var/runs', runId, 'events.jsonl'), 'utf8')).toBe(text);
  await checkRun({ code: isDone ? 0 : 1 }, volume.root, runId);
}

const linesOf = (text: string): readonly string[] => text.split('\n').slice(0, -1);

/** Printed lines that are not in the journal at their place. */
function lostOf(printed: string, text: string): number {
  const kept = linesOf(text);
  return linesOf(printed).filter((line, at) => kept[at] !== line).length;
}

/** Starts without exactly one end. */
function unpairedOf(text: string): number {
  const ends = new Map<string, number>();
  const starts: string[] = [];
  for (const line of linesOf(text)) {
    const { type, node_id: id } = JSON.parse(line) as { readonly type: string; readonly node_id?: string };
    if (id === undefined) continue;
    if (type === 'node.started') starts.push(id);
    if (type === 'node.completed' || type === 'node.failed') ends.set(id, (ends.get(id) ?? 0) + 1);
  }
  return starts.filter((id) => ends.get(id) !== 1).length;
}

/** How long a run that nobody kills takes from its first event on, in ms; and that it is a whole one. */
export async function usualMs(): Promise<number> {
  await using volume = await tempVolume({ ...everyKindFiles, 'tmp/.keep': '' });
  const run = await killable(volume, ['run', 'pipe.yml', '--json']);
  expect(run.code, run.stderr).toBe(0);
  const { events } = await checkRun(run, volume.root);
  return events.at(-1)!.mono_ms;
}
