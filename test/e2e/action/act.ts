import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { parse } from 'yaml';
import {
  type ArtifactService,
  type Mishaps,
  runtimeToken,
  startArtifactService,
} from '../../rig/artifact-service.ts';
import { type Runner, type RunnerOptions, type Step, startRunner } from '../../rig/runner.ts';
import { findSurvivors } from '../../rig/survivors.ts';
import { tempVolume, type Volume } from '../../rig/volume.ts';

/** A checkout, a runner and an artifact service, gone with the test. */
export interface Job extends AsyncDisposable {
  readonly volume: Volume;
  readonly runner: Runner;
  /** The runner for another step of the job: the action's state is a step's own. */
  readonly another: () => Promise<Runner>;
  readonly service: ArtifactService;
}

export interface JobOptions extends Partial<Omit<RunnerOptions, 'workspace'>> {
  readonly mishaps?: Mishaps;
  /** Put first on PATH. */
  readonly path?: readonly string[];
}

/** A job whose checkout holds these files. */
export async function startJob(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: JobOptions = {},
): Promise<Job> {
  const { mishaps, path = [], env, ...more } = options;
  const volume = await tempVolume(files);
  const service = options.service ?? (await startArtifactService(mishaps));
  // While one works on a build of one's own, the tests may be pointed at it.
  const action = process.env['OMNE_TEST_ACTION'];
  const runners: Runner[] = [];
  const another = async () => {
    const runner = await startRunner({
      workspace: volume,
      service,
      ...(action !== undefined && { action }),
      ...more,
      env: { PATH: [...path, process.env['PATH'] ?? ''].join(':'), ...env },
    });
    runners.push(runner);
    return runner;
  };
  return {
    volume,
    runner: await another(),
    another,
    service,
    [Symbol.asyncDispose]: async () => {
      endStrays(volume.root);
      for (const runner of runners) await runner[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
      await volume[Symbol.asyncDispose]();
    },
  };
}

// What a failed test or a killed main left would run for ever.
function endStrays(workspace: string): void {
  if (process.platform !== 'linux') return;
  for (let round = 0; round < 20; round++) {
    const strays = findSurvivors({ env: 'GITHUB_WORKSPACE', value: workspace });
    if (strays.length === 0) return;
    for (const { pid } of strays) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Gone meanwhile.
      }
    }
  }
}

/** A pipe of these nodes, as YAML (JSON is YAML). */
export function pipeOf(nodes: readonly object[], more: object = {}): string {
  return JSON.stringify({ name: 'p', version: 1, ...more, nodes }, undefined, 1);
}

const repository = resolve(import.meta.dirname, '../../..');

/** The outputs that `action.yml` declares. */
export const declaredOutputs: readonly string[] = Object.keys(
  (parse(readFileSync(join(repository, 'action.yml'), 'utf8')) as { outputs: object }).outputs,
).sort();

/** What a step may say to the runner besides its groups: each a whole message, or a part of it by expression. */
export interface Said {
  readonly errors?: readonly (string | RegExp)[];
  readonly warnings?: readonly (string | RegExp)[];
  readonly masks?: readonly string[];
}

/**
 * I8 and I10: of all commands in both streams every single one is ours and expected here, groups are those of nodes and
 * closed, and no command file but our own outputs and state has changed.
 */
export function expectOnlyOurs(step: Step, said: Said = {}): void {
  const notes = step.commands.filter(isNote);
  // GitHub shows ten of a step, the verdict included.
  expect(notes.length + (said.errors?.length ?? 0)).toBeLessThanOrEqual(10);
  const spoken = (name: string) =>
    step.commands
      .filter((command) => command.name === name && !isNote(command))
      .map((command) => command.message);
  const names = new Set(step.commands.filter((command) => !isNote(command)).map((command) => command.name));
  for (const name of ['group', 'endgroup', 'error', 'warning', 'add-mask', 'debug']) names.delete(name);
  expect([...names], 'commands nobody of us gives').toEqual([]);
  expectAll(spoken('error'), said.errors ?? []);
  expectAll(spoken('warning'), said.warnings ?? []);
  const masks = new Set(spoken('add-mask').filter((value) => !isClients(value)));
  expect(masks).toEqual(new Set(said.masks ?? []));
  for (const title of spoken('group'))
    expect(title).toMatch(
      /^(?:✓ [a-z0-9_/@-]+ \(\d+\.\ds(?:, \d+ turns?)?(?:, \$\d+\.\d+)?\)(?: {2}tools: [\w, ]+)?|Upload the artifact)$/,
    );
  const groups = step.commands.map((c) => c.name).filter((name) => name.endsWith('group'));
  for (const [at, name] of groups.entries()) expect(name).toBe(at % 2 === 0 ? 'group' : 'endgroup');
  expect(groups.length % 2).toBe(0);
  expect(step.exported).toEqual({});
  expect(step.addedPath).toEqual([]);
  for (const name of Object.keys(step.outputs)) expect(name).toMatch(/^(?:node-[a-z0-9_-]+|[a-z-]+)$/);
}

/** A failed node's note on the pipe file; its message is the node's. */
export const isNote = ({ name, properties }: Step['commands'][number]): boolean =>
  (name === 'error' || name === 'notice') &&
  /^omne: (?:[a-z0-9_/@-]+ failed: [a-z_]+(?: \((?:exit \d+|SIG[A-Z]+)\))?(?: \(absorbed\))?|more failed nodes)$/.test(
    properties['title'] ?? '',
  );

/** The errors of a step that are not a node's. */
export const otherErrors = (step: Step): readonly string[] =>
  step.commands.filter((one) => one.name === 'error' && !isNote(one)).map((one) => one.message);

// The job's token looks secret to us as well; the artifact client hides its signed URLs' signatures.
const isClients = (value: string) =>
  value === runtimeToken() || /^(?:kV7\/Qx\+)+c2ln=$/.test(decodeURIComponent(value));

function expectAll(found: readonly string[], wanted: readonly (string | RegExp)[]): void {
  const patterns = wanted.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one)));
  expect(found).toEqual(patterns);
}

/** The outputs are all declared ones and one for each of these nodes. */
export function expectOutputs(step: Step, nodes: readonly string[]): void {
  const names = [...declaredOutputs, ...nodes.map((id) => `node-${id}`)].sort();
  expect(Object.keys(step.outputs).sort()).toEqual(names);
}

/** A journal's line. */
export type Line = Readonly<Record<string, unknown>> & { readonly type: string; readonly mono_ms: number };

/** The journal of the only run below the volume's root, every line of it a whole one. */
export function journalOf(root: string): readonly Line[] {
  const text = readFileSync(join(runDirOf(root), 'events.jsonl'), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

/** The only run's folder. */
export function runDirOf(root: string): string {
  const runs = runsOf(root);
  expect(runs).toHaveLength(1);
  return join(root, '.omne/var/runs', runs[0]!);
}

/** The names of all run folders. */
export function runsOf(root: string): readonly string[] {
  try {
    return readdirSync(join(root, '.omne/var/runs'));
  } catch {
    return [];
  }
}

/** A capture's bytes. */
export const captureOf = (root: string, name: string): Buffer =>
  readFileSync(join(runDirOf(root), 'nodes', name));

/** Every started node has exactly one end, and the last line is the pipe's. */
export function expectClosed(journal: readonly Line[]): void {
  const of = (...types: string[]) =>
    journal
      .filter((line) => types.includes(line.type))
      .map((line) => String(line['node_id']))
      .sort();
  expect(of('node.completed', 'node.failed')).toEqual(of('node.started'));
  expect(journal.at(-1)?.type).toMatch(/^pipe\.(completed|aborted)$/);
  expect(journal.filter((line) => line.type.startsWith('pipe.'))).toHaveLength(2);
}

/** The only artifact's files. */
export function artifactFiles(service: ArtifactService): ReadonlyMap<string, Buffer> {
  expect([...service.artifacts.keys()]).toHaveLength(1);
  return service.files([...service.artifacts.keys()][0]!);
}

/** The action's process, which nodes find as their parent and write to `main.pid`. */
export function mainPid(job: Job): number | undefined {
  try {
    const text = readFileSync(job.volume.path('main.pid'), 'utf8');
    return text.endsWith('\n') ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}

/** A moment that never comes: once the nodes know main's process, it gets this signal, once. */
export function killMain(job: Job, signal: NodeJS.Signals): () => boolean {
  let done = false;
  return () => {
    const pid = mainPid(job);
    if (pid !== undefined && !done) {
      done = true;
      process.kill(pid, signal);
    }
    return false;
  };
}
