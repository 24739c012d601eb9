import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach } from 'vitest';
import { snapshotEnvironment } from '../../src/effects/env.ts';
import type { SavedWorktree } from '../../src/effects/saved-worktree.ts';
import { compareWorktree, type SaveRequest, saveWorktree } from '../../src/effects/worktree-state.ts';
import { withEnvironment } from './processes.ts';

const roots: string[] = [];

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

/** A folder that is gone after the test. */
export function newFolder(name = ''): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), `omne-git-test-${name}`)));
  roots.push(root);
  return root;
}

/** The user's git: nothing of this machine's configuration. */
export function gitIn(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', [...who, ...args], { cwd, encoding: 'utf8', stdio: 'pipe', env: gitEnv });
}

const gitEnv = { PATH: process.env['PATH'], HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' };
const who = [
  'user.name=t',
  'user.email=t@localhost',
  'commit.gpgsign=false',
  'protocol.file.allow=always',
].flatMap((setting) => ['-c', setting]);

export const hostWith = (env: Record<string, string> = {}) =>
  withEnvironment({ HOME: '/nonexistent', ...env }, snapshotEnvironment);

export interface Repository {
  readonly root: string;
  /** The checkout. */
  readonly top: string;
  readonly runDir: string;
  /** When the run began: everything written before `begin` is older. */
  readonly since: number;
  readonly git: (...args: readonly string[]) => string;
  readonly path: (name: string) => string;
  readonly write: (name: string, content: string | Uint8Array) => void;
  readonly save: (more?: Partial<SaveRequest>) => ReturnType<typeof saveWorktree>;
  /** The same, and it must succeed. */
  readonly saved: (more?: Partial<SaveRequest>) => Promise<SavedWorktree>;
  readonly compare: (saved: SavedWorktree) => ReturnType<typeof compareWorktree>;
  readonly patch: () => string;
  /** A second checkout of the same commit, made now. */
  readonly fresh: (...args: readonly string[]) => Repository;
}

export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface RepositoryOptions {
  /** Runs after the commit and before the run begins. */
  readonly before?: (repository: Repository) => void;
  readonly init?: readonly string[];
  readonly name?: string;
}

/** A repository with one commit of these files, in which a run begins now. */
export async function repository(files: Files, options: RepositoryOptions = {}): Promise<Repository> {
  const root = newFolder(options.name);
  const top = join(root, 'checkout');
  const early = at(root, top, 0);
  mkdirSync(top);
  early.git('init', '-q', '-b', 'main', ...(options.init ?? []));
  for (const [name, content] of Object.entries(files)) early.write(name, content);
  early.git('add', '-A');
  early.git('commit', '-q', '--allow-empty', '-m', 'start');
  options.before?.(early);
  return begin(early);
}

/** The same repository, in which a run begins now. */
export async function begin({ root, top }: Repository): Promise<Repository> {
  await sleep(30);
  const since = Date.now();
  // The clock that stamps files is behind by a tick at most.
  await sleep(5);
  return at(root, top, since);
}

/** A checkout that is there already. */
export function at(root: string, top: string, since: number): Repository {
  const runDir = join(root, 'run');
  mkdirSync(runDir, { recursive: true });
  const git = (...args: readonly string[]) => gitIn(top, ...args);
  const path = (name: string) => join(top, name);
  const save: Repository['save'] = (more) =>
    saveWorktree({ folder: top, runDir, since, host: hostWith(), ...more });
  return {
    root,
    top,
    runDir,
    since,
    git,
    path,
    write: (name, content) => {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), content);
    },
    save,
    saved: async (more) => {
      const result = await save(more);
      if (!result.ok) throw new Error(result.error);
      if (result.value === undefined) throw new Error('nothing was saved');
      return result.value;
    },
    compare: (saved) => compareWorktree(top, saved, hostWith()),
    patch: () => readFileSync(join(runDir, 'worktree.patch'), 'utf8'),
    fresh: (...args) => {
      const folder = join(newFolder(), 'fresh');
      gitIn(root, 'clone', '-q', '--no-checkout', ...args, `file://${top}`, folder);
      gitIn(folder, 'checkout', '-q', '--detach', git('rev-parse', 'HEAD').trim());
      return at(dirname(folder), folder, since);
    },
  };
}

/** What lies in a folder: path → kind, mode and content; without `.git`. */
export function contents(top: string, isWanted: (path: string) => boolean = () => true) {
  const found: Record<string, string> = {};
  const visit = (folder: Buffer, name: string) => {
    for (const entry of readdirSync(folder, { encoding: 'buffer' })) {
      const path = name + entry.toString('latin1');
      if (path === '.git' || path.endsWith('/.git') || !isWanted(path)) continue;
      const full = Buffer.concat([folder, Buffer.from('/'), entry]);
      const stat = lstatSync(full);
      if (stat.isDirectory()) visit(full, `${path}/`);
      else if (stat.isSymbolicLink()) found[path] = `link ${readlinkSync(full, 'latin1')}`;
      else found[path] = `${stat.mode & 0o100 ? 'program' : 'file'} ${readFileSync(full, 'latin1')}`;
    }
  };
  visit(Buffer.from(top), '');
  return found;
}

/** Everything in a folder with its sizes and times: whether it was touched. Git touches a shared index it reads. */
export function fingerprint(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const stat = lstatSync(path);
    found[path] =
      `${stat.mode} ${stat.isFile() && !entry.name.startsWith('sharedindex.') ? stat.mtimeMs : ''} ${stat.size}`;
  }
  return found;
}
