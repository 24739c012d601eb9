import type { Failure } from '../core/failure.ts';
import type { Result } from '../core/result.ts';
import type { BodyOutcome, Shell } from '../run/ports.ts';
import { writeFresh } from './capture.ts';
import { type CapturedEnd, runCaptured } from './captured-run.ts';
import { childEnvironment } from './env.ts';
import { type ScriptRunner, scriptRunner } from './interpreter.ts';
import type { RunContext } from './run-context.ts';
import type { RunFiles } from './run-files.ts';

/** The shell of one run: a script in a file of its own, its output straight into the node's captures. */
export function createShell(context: RunContext): Shell {
  const { files, host, grace, runId } = context;
  const runners = new Map<string | undefined, Result<ScriptRunner, string>>();
  const runnerFor = (shell: string | undefined) => {
    let runner = runners.get(shell);
    if (!runner) {
      runner = scriptRunner(shell, host.all);
      runners.set(shell, runner);
    }
    return runner;
  };
  return async (request, signal) => {
    const runner = runnerFor(request.shell);
    if (!runner.ok) return notStarted(runner.error);
    const { extension, wrap, command } = runner.value;
    const { nodeId, isUntil = false } = request;
    const path = files.script(nodeId, isUntil ? 'until' : undefined) + extension;
    try {
      writeFresh(path, wrap(request.script), files.runDir);
    } catch (error) {
      return notStarted(`the script ${path} cannot be written: ${(error as Error).message}`);
    }
    const lost = request.publishes === true ? emptyOutput(files, nodeId) : undefined;
    if (lost) return { failure: lost };
    const end = await runCaptured(
      {
        ...command(path),
        cwd: files.worktree,
        env: childEnvironment(context, request, 'bash'),
        stdout: files.capture(nodeId, isUntil ? 'until.out' : 'out'),
        stderr: files.capture(nodeId, isUntil ? 'until.err' : 'err'),
        within: files.runDir,
        marker: { runId, nodeId },
        grace,
        tails: 'on-failure',
      },
      signal,
    );
    return outcome(end);
  };
}

// What an earlier attempt wrote is not this one's.
function emptyOutput(files: RunFiles, nodeId: string): Failure | undefined {
  const path = files.commandFile(nodeId, 'output');
  try {
    writeFresh(path, '', files.runDir);
    return undefined;
  } catch (error) {
    return { kind: 'capture_failed', path, error: (error as Error).message };
  }
}

function outcome(end: CapturedEnd): BodyOutcome {
  switch (end.kind) {
    case 'exit':
      if (end.exit.code === 0) return {};
      return { failure: { kind: 'crash', cause: 'exit', exit: end.exit, stderrTail: end.stderrTail } };
    case 'not-started':
      return notStarted(end.error);
    case 'capture':
      return { failure: end.failure };
  }
}

const notStarted = (error: string): BodyOutcome => ({ failure: { kind: 'crash', cause: 'spawn', error } });
