import type { Gate, GateRequest, GateVerdict } from '../run/ports.ts';
import { writeFresh } from './capture.ts';
import { type CapturedEnd, type CapturedRequest, runCaptured } from './captured-run.ts';
import { childEnvironment } from './env.ts';
import type { SealedHook } from './hooks.ts';
import { hookInterpreter } from './interpreter.ts';
import type { RunContext } from './run-context.ts';

/**
 * The gates of one run. The bytes sealed at load are written fresh for each gate and run from the volume root, so no
 * earlier node can change what judges it.
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
  const path = `${files.script(request.nodeId)}.gate${hook.path.slice(hook.path.lastIndexOf('.'))}`;
  try {
    writeFresh(path, hook.bytes);
  } catch (error) {
    return `the gate's script ${path} cannot be written: ${(error as Error).message}`;
  }
  return {
    file: interpreter.value.file,
    args: [...interpreter.value.args, path],
    cwd: files.root,
    env: childEnvironment(context, request, 'gate', { OMNE_GATE_NAME: request.gate }),
    stdout: files.capture(request.nodeId, 'gate.out'),
    stderr: files.capture(request.nodeId, 'gate.err'),
    marker: { runId, nodeId: request.nodeId },
    grace,
    tails: 'always',
  };
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
