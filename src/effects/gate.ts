import { closeSync, constants, fchmodSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Gate, GateRequest, GateVerdict } from '../run/ports.ts';
import { writeFresh } from './capture.ts';
import { type CapturedEnd, type CapturedRequest, runCaptured } from './captured-run.ts';
import { childEnvironment } from './env.ts';
import type { SealedHook } from './hooks.ts';
import { hookInterpreter } from './interpreter.ts';
import type { RunContext } from './run-context.ts';
import { needFolders } from './run-folders.ts';

/**
 * The gates of one run. The hooks folder sealed at load is written fresh for each gate and run from the volume root,
 * so no earlier node can change what judges it.
 */
export function createGate(context: RunContext, hooks: ReadonlyMap<string, SealedHook>): Gate {
  return async (request, signal) => {
    const hook = hooks.get(request.gate);
    if (!hook) return failed(`gate hook ${request.gate} missing at dispatch time`);
    const prepared = prepare(context, hook, request);
    if (typeof prepared === 'string') return failed(prepared);
    return verdict(await runCaptured(prepared, signal));
  };
}

function prepare(context: RunContext, hook: SealedHook, request: GateRequest): CapturedRequest | string {
  const { files, host, grace, runId } = context;
  const interpreter = hookInterpreter(hook.bytes, host.all);
  if (!interpreter.ok) return interpreter.error;
  const folder = files.script(request.nodeId, 'gate');
  try {
    writeHooks(folder, hook, files.runDir);
  } catch (error) {
    return `the gate's scripts ${folder} cannot be written: ${(error as Error).message}`;
  }
  return {
    file: interpreter.value.file,
    args: [...interpreter.value.args, join(folder, fileName(hook))],
    cwd: files.root,
    env: childEnvironment(context, request, 'gate', { OMNE_GATE_NAME: request.gate }),
    stdout: files.capture(request.nodeId, 'gate.out'),
    stderr: files.capture(request.nodeId, 'gate.err'),
    within: files.runDir,
    marker: { runId, nodeId: request.nodeId },
    grace,
    tails: 'always',
  };
}

const fileName = (hook: SealedHook) => hook.path.slice(hook.path.lastIndexOf('/') + 1);

// Nothing that stood there before stays: the hook may source every file it finds beside it.
function writeHooks(folder: string, hook: SealedHook, within: string): void {
  needFolders(folder, within);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  const parent = dirname(folder);
  for (const [name, { bytes, executable }] of hook.files) {
    const path = join(folder, name);
    writeFresh(path, bytes, parent);
    if (executable) makeExecutable(path);
  }
}

function makeExecutable(path: string): void {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    fchmodSync(fd, 0o700);
  } finally {
    closeSync(fd);
  }
}

function verdict(end: CapturedEnd): GateVerdict {
  switch (end.kind) {
    case 'exit': {
      const stdout = end.stdoutTail.trim();
      return {
        ...(stdout !== '' && { stdout }),
        ...(end.exit.code !== 0 && {
          failure: { kind: 'gate_failed', cause: 'exit', exit: end.exit, stderrTail: end.stderrTail },
        }),
      };
    }
    case 'not-started':
      return failed(end.error);
    case 'capture':
      return { failure: end.failure };
  }
}

const failed = (error: string): GateVerdict => ({ failure: { kind: 'gate_failed', cause: 'spawn', error } });
