import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import { fold } from '../../src/core/state.ts';
import { checkRun, runIds } from '../rig/invariants.ts';
import { type Launched, launch } from '../rig/launch.ts';
import { findSurvivors } from '../rig/survivors.ts';
import { tempVolume, type Volume } from '../rig/volume.ts';

const cli = resolve(import.meta.dirname, '../../dist/cli.js');
const killer = pathToFileURL(resolve(import.meta.dirname, 'kill-at.mjs')).href;
const agent = resolve(import.meta.dirname, 'scripted-claude.mjs');

/** A pipe and what it needs, at its places below the root. */
export interface Subject {
  readonly pipe: string;
  readonly files: Readonly<Record<string, string>>;
}

/** How a run ended, in words that two runs of the same thing share. */
export interface Final {
  readonly code: number | null;
  readonly run: unknown;
  readonly nodes: Readonly<Record<string, unknown>>;
  readonly worktree: Readonly<Record<string, string>>;
  readonly gitStatus: string;
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A checkout of the subject with an agent that always answers the same. */
export async function checkout({ files }: Subject): Promise<Volume> {
  const volume = await tempVolume(
    { '.gitignore': '.omne/var/\n.home/\n', '.omne/keep': '', ...files },
    { git: true },
  );
  await volume.write(
    '.home/bin/claude',
    `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(agent)} "$@"\n`,
  );
  await volume.write('.home/claude/.keep', '');
  return volume;
}

/** `omne …args` in the checkout; killed right after event `killAt` where that is given. */
export function omne(volume: Volume, args: readonly string[], killAt?: number): Promise<Launched> {
  return launch({
    args: [...(killAt === undefined ? [] : ['--import', killer]), cli, ...args],
    cwd: volume.root,
    env: {
      PATH: `${volume.path('.home/bin')}:${process.env['PATH']}`,
      HOME: volume.path('.home'),
      CLAUDE_CONFIG_DIR: volume.path('.home/claude'),
      LANG: 'C.UTF-8',
      ...(killAt !== undefined && { OMNE_TEST_KILL_AT: String(killAt) }),
    },
    limitMs: 120_000,
  });
}

/** The end of the run, all invariants checked. */
export async function finalOf(volume: Volume, done: Launched, runId: string): Promise<Final> {
  const { events } = await checkRun(done, volume.root, runId);
  const git = ['status', '--porcelain=v1', '--untracked-files=all'];
  return {
    code: done.code,
    ...sameWords(events, runId),
    worktree: contents(volume.root),
    gitStatus: execFileSync('git', git, { cwd: volume.root, encoding: 'utf8' }),
  };
}

function sameWords(events: readonly Event[], runId: string): Pick<Final, 'run' | 'nodes'> {
  const { status, reason, cause, outputs, stopped, nodes } = fold(events);
  const plain = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value ?? null).replaceAll(runId, '<run>'));
  return {
    run: plain({ status, reason, cause, outputs, stopped }),
    nodes: Object.fromEntries(
      [...nodes.values()].map(({ id, ...node }) => {
        const { status, kind, attempt, iterations, gates, outputs, conclusion, error, skip } = node;
        return [id, plain({ status, kind, attempt, iterations, gates, outputs, conclusion, error, skip })];
      }),
    ),
  };
}

// Everything but git's own, the runs and the agent's home.
function contents(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const name = relative(root, path);
      if (['.git', '.home', '.omne/var'].includes(name)) continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isSymbolicLink()) found[name] = `-> ${readlinkSync(path)}`;
      else found[name] = createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);
    }
  };
  walk(root);
  return found;
}

/** The uninterrupted run, and how many events it printed. */
export async function uninterrupted(
  subject: Subject,
): Promise<{ readonly final: Final; readonly events: number }> {
  await using volume = await checkout(subject);
  const done = await omne(volume, ['run', subject.pipe, '--json']);
  const [runId] = runIds(volume.root);
  const final = await finalOf(volume, done, runId!);
  return { final, events: done.stdout.split('\n').length - 1 };
}

/** What a round did. */
export interface ResumeRound {
  readonly reused: number;
  readonly ran: number;
  /** Scripts and agents at the top level that were complete before the kill and ran again. */
  readonly again: number;
}

/**
 * Kills the runner right after event `killAt`, resumes it (killing the resumed run too, after event `again`, and
 * resuming that one), and expects the end of the uninterrupted run.
 */
export async function resumeRound(
  subject: Subject,
  wanted: Final,
  [killAt, ...again]: readonly number[],
): Promise<ResumeRound> {
  await using volume = await checkout(subject);
  let done = await omne(volume, ['run', subject.pipe, '--json'], killAt);
  expect(done.signal, done.stderr).toBe('SIGKILL');
  const complete = completeLeaves(done.stdout);
  let [runId] = runIds(volume.root);
  for (const at of again) {
    done = await omne(volume, ['resume', runId!, '--json'], at);
    runId = newest(volume, runId!);
    if (done.signal !== 'SIGKILL') break;
  }
  if (done.signal === 'SIGKILL') {
    done = await omne(volume, ['resume', runId!, '--json']);
    runId = newest(volume, runId!);
  }
  expect(await finalOf(volume, done, runId!), done.stderr).toEqual(wanted);
  for (const id of runIds(volume.root)) expect(findSurvivors({ runId: id })).toEqual([]);
  const types = done.stdout.split('\n').map((line) => /^\{"type":"([a-z.]+)"/.exec(line)?.[1]);
  const count = (type: string) => types.filter((one) => one === type).length;
  const isAgain = (id: string) => done.stdout.split('\n').some((line) => begins(line, 'node.started', id));
  return {
    reused: count('node.reused'),
    ran: count('node.started'),
    again: complete.filter(isAgain).length,
  };
}

/** Complete leaves at the top level: what they depend on was complete as well, or they would not have started. */
function completeLeaves(stdout: string): readonly string[] {
  const lines = stdout.split('\n').slice(0, -1);
  const isLeaf = (id: string) =>
    lines.some((line) => begins(line, 'node.started', id) && /"kind":"(?:bash|prompt|command)"/.test(line));
  return lines
    .filter((line) => line.startsWith('{"type":"node.completed"'))
    .map((line) => (JSON.parse(line) as { readonly node_id: string }).node_id)
    .filter((id) => !id.includes('/') && isLeaf(id));
}

const begins = (line: string, type: string, id: string) =>
  line.startsWith(`{"type":"${type}"`) && line.includes(`"node_id":"${id}"`);

// Ids of the same pipe sort by their time.
function newest(volume: Volume, before: string): string {
  const found = runIds(volume.root).at(-1)!;
  expect(found, 'no new run').not.toBe(before);
  return found;
}
