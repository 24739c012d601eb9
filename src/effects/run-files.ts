import { join, relative, sep } from 'node:path';

/** Where the captures of a run lie. */
export interface CaptureFiles {
  readonly runDir: string;
  /** A child's id has slashes: its files lie in folders that are made when they are first needed. */
  readonly capture: (nodeId: string, stream: CaptureStream) => string;
  /** The capture of an attempt that failed and was followed by another one. */
  readonly attemptCapture: (nodeId: string, attempt: number, stream: CaptureStream) => string;
}

/** Where everything of one run lies. The only place that builds these paths; all of them absolute. */
export interface RunFiles extends CaptureFiles {
  /** The volume root: where `.omne/` lives. */
  readonly root: string;
  /** Where nodes run. */
  readonly worktree: string;
  readonly events: string;
  /** The node's script; its `until_bash`'s; the folder its gate's hooks are written to. */
  readonly script: (nodeId: string, part?: 'until' | 'gate') => string;
  /** A node's private stand-in for one of the runner's command files. */
  readonly commandFile: (nodeId: string, name: CommandFileName) => string;
  /** The value of a variable that is too long for an environment. */
  readonly longValue: (nodeId: string, variable: string) => string;
  /** The path relative to the volume root, with forward slashes: how the journal names files. */
  readonly wirePath: (path: string) => string;
}

/** All captures a node can have. */
export const CAPTURE_STREAMS = [
  'out',
  'err',
  'stream.jsonl',
  'gate.out',
  'gate.err',
  'until.out',
  'until.err',
] as const;

export type CaptureStream = (typeof CAPTURE_STREAMS)[number];

export type CommandFileName = 'output' | 'summary' | 'env' | 'path' | 'state';

/** The captures in a run directory, or in the folder of an artifact. */
export function captureFiles(runDir: string): CaptureFiles {
  const nodes = `${runDir}${sep}nodes${sep}`;
  return {
    runDir,
    capture: (nodeId, stream) => `${nodes}${local(nodeId)}.${stream}`,
    attemptCapture: (nodeId, attempt, stream) => `${nodes}${local(nodeId)}.attempt-${attempt}.${stream}`,
  };
}

/** The paths of a run below `root`; nothing is created. Joined by hand: they are asked for many times per node. */
export function runFiles(root: string, worktree: string, runId: string): RunFiles {
  const runDir = join(root, '.omne', 'var', 'runs', runId);
  const scripts = `${runDir}${sep}scripts${sep}`;
  const commands = `${runDir}${sep}commands${sep}`;
  const below = root.endsWith(sep) ? root : root + sep;
  return {
    root,
    worktree,
    ...captureFiles(runDir),
    events: join(runDir, 'events.jsonl'),
    script: (nodeId, part) => scripts + local(nodeId) + (part === undefined ? '' : `.${part}`),
    commandFile: (nodeId, name) => `${commands}${local(nodeId)}.${name}`,
    longValue: (nodeId, variable) => `${commands}${local(nodeId)}.env.${variable}`,
    wirePath: (path) => {
      const inside = path.startsWith(below) ? path.slice(below.length) : relative(root, path);
      return sep === '/' ? inside : inside.replaceAll(sep, '/');
    },
  };
}

const local = (nodeId: string) => (sep === '/' ? nodeId : nodeId.replaceAll('/', sep));
