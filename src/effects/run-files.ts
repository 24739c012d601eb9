import { join, relative, sep } from 'node:path';

/** Where everything of one run lies. The only place that builds these paths; all of them absolute. */
export interface RunFiles {
  /** The volume root: where `.omne/` lives. */
  readonly root: string;
  /** Where nodes run. */
  readonly worktree: string;
  readonly runDir: string;
  readonly events: string;
  readonly capture: (nodeId: string, stream: CaptureStream) => string;
  readonly script: (nodeId: string) => string;
  /** A node's private stand-in for one of the runner's command files. */
  readonly commandFile: (nodeId: string, name: CommandFileName) => string;
  /** The path relative to the volume root, with forward slashes: how the journal names files. */
  readonly wirePath: (path: string) => string;
}

export type CaptureStream = 'out' | 'err' | 'stream.jsonl' | 'gate.out' | 'gate.err';

export type CommandFileName = 'output' | 'summary' | 'env' | 'path' | 'state';

/** The paths of a run below `root`; nothing is created. Joined by hand: they are asked for many times per node. */
export function runFiles(root: string, worktree: string, runId: string): RunFiles {
  const runDir = join(root, '.omne', 'var', 'runs', runId);
  const nodes = `${runDir}${sep}nodes${sep}`;
  const scripts = `${runDir}${sep}scripts${sep}`;
  const commands = `${runDir}${sep}commands${sep}`;
  const below = root.endsWith(sep) ? root : root + sep;
  return {
    root,
    worktree,
    runDir,
    events: join(runDir, 'events.jsonl'),
    capture: (nodeId, stream) => `${nodes}${nodeId}.${stream}`,
    script: (nodeId) => scripts + nodeId,
    commandFile: (nodeId, name) => `${commands}${nodeId}.${name}`,
    wirePath: (path) => {
      const inside = path.startsWith(below) ? path.slice(below.length) : relative(root, path);
      return sep === '/' ? inside : inside.replaceAll(sep, '/');
    },
  };
}
