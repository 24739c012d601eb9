import { describe, expect, test } from 'vitest';
import type { RecordedError } from '../../src/core/event.ts';
import { describeFailure, type Failure, hostMissing, recordedError } from '../../src/core/failure.ts';

const code = (exit: number) => ({ code: exit });

interface Row {
  readonly failure: Failure;
  readonly error: RecordedError;
  readonly message: string | undefined;
}

const spells = ({ failure, error, message }: Row) => {
  expect({ error: recordedError(failure), message: describeFailure(failure) }).toEqual({ error, message });
};

describe('as omne-cli spells it (omne-pipes.md §3.3)', () => {
  test.each<Row>([
    {
      failure: { kind: 'blocked', cause: 'agent' },
      error: { kind: 'blocked' },
      message: 'assistant emitted BLOCKED',
    },
    {
      failure: { kind: 'blocked', cause: 'loop', nodeId: 'fix-loop', iteration: 1 },
      error: { kind: 'blocked' },
      message: 'loop fix-loop assistant emitted BLOCKED on iteration 1',
    },
    {
      failure: { kind: 'timeout', cause: 'agent', nodeId: 'plan', seconds: 1800 },
      error: { kind: 'timeout' },
      message: 'node plan exceeded timeout of 1800s',
    },
    {
      failure: { kind: 'timeout', cause: 'loop', nodeId: 'fix-loop', seconds: 90 },
      error: { kind: 'timeout' },
      message: 'loop fix-loop exceeded timeout of 90s',
    },
    {
      failure: { kind: 'timeout', cause: 'script', stderrTail: '  not trimmed\n' },
      error: { kind: 'timeout' },
      message: 'subprocess killed after exceeding wall-clock budget; stderr:   not trimmed\n',
    },
    {
      failure: { kind: 'timeout', cause: 'script', stderrTail: '' },
      error: { kind: 'timeout' },
      message: 'subprocess killed after exceeding wall-clock budget; stderr: ',
    },
    {
      failure: { kind: 'host_missing', program: 'claude' },
      error: { kind: 'host_missing' },
      message: 'claude binary not found on PATH',
    },
    {
      failure: { kind: 'crash', cause: 'exit', exit: code(2), stderrTail: '\n oh no: 2 \n' },
      error: { kind: 'crash', exit_code: 2 },
      message: 'oh no: 2',
    },
    {
      failure: { kind: 'crash', cause: 'exit', exit: { signal: 'SIGKILL' }, stderrTail: ' \n' },
      error: { kind: 'crash', signal: 'SIGKILL' },
      message: undefined,
    },
    {
      failure: { kind: 'crash', cause: 'stream', error: 'EIO', stderrTail: ' tail ' },
      error: { kind: 'crash' },
      message: 'stream error: EIO\nstderr:  tail ',
    },
    {
      failure: { kind: 'crash', cause: 'spawn', error: 'spawn bash ENOENT' },
      error: { kind: 'crash' },
      message: 'dispatch error in node body: failed to spawn subprocess: spawn bash ENOENT',
    },
    {
      failure: { kind: 'max_iterations_exceeded', nodeId: 'fix-loop', iterations: 5, until: 'ALL_DONE' },
      error: { kind: 'max_iterations_exceeded' },
      message: 'loop fix-loop exhausted 5 iterations without matching `ALL_DONE`',
    },
    {
      failure: { kind: 'gate_failed', cause: 'exit', exit: code(1), stderrTail: ' not yet\n' },
      error: { kind: 'gate_failed', exit_code: 1 },
      message: 'not yet',
    },
    {
      failure: { kind: 'gate_failed', cause: 'exit', exit: code(1), stderrTail: '' },
      error: { kind: 'gate_failed', exit_code: 1 },
      message: undefined,
    },
    {
      failure: { kind: 'gate_failed', cause: 'spawn', error: 'EAGAIN' },
      error: { kind: 'gate_failed' },
      message: 'dispatch error in gate: failed to spawn subprocess: EAGAIN',
    },
    {
      failure: { kind: 'gate_timeout', gate: 'human-approval', seconds: 60 },
      error: { kind: 'gate_timeout' },
      message: 'gate human-approval exceeded 60s budget',
    },
  ])('$failure.kind: $message', spells);

  test('a missing agent has the same words at load', () => {
    expect(hostMissing('claude')).toBe('claude binary not found on PATH');
  });
});

describe('ours', () => {
  test.each<Row>([
    {
      failure: { kind: 'timeout', cause: 'run', seconds: 600 },
      error: { kind: 'timeout' },
      message: 'the run exceeded its timeout of 600s',
    },
    { failure: { kind: 'cancelled' }, error: { kind: 'cancelled' }, message: 'cancelled' },
    {
      failure: { kind: 'crash', cause: 'expression', error: 'env A: no JSON' },
      error: { kind: 'crash' },
      message: 'expression failed: env A: no JSON',
    },
    {
      failure: { kind: 'agent_error', cause: 'reported', detail: 'Credit balance is too low', exit: code(1) },
      error: { kind: 'agent_error', exit_code: 1 },
      message: 'Credit balance is too low',
    },
    {
      failure: { kind: 'agent_error', cause: 'reported', detail: '', exit: {} },
      error: { kind: 'agent_error' },
      message: undefined,
    },
    {
      failure: { kind: 'agent_error', cause: 'no_result', stderrTail: ' warn\n' },
      error: { kind: 'agent_error' },
      message: 'the agent ended without a result line\nwarn',
    },
    {
      failure: { kind: 'agent_error', cause: 'no_result', stderrTail: ' \n' },
      error: { kind: 'agent_error' },
      message: 'the agent ended without a result line',
    },
    {
      failure: { kind: 'no_output' },
      error: { kind: 'no_output' },
      message: 'the agent ended without saying anything',
    },
    {
      failure: { kind: 'permission_denied', tools: ['Bash', 'Write'] },
      error: { kind: 'permission_denied' },
      message: "permission denied: Bash, Write; allow it in allowed_tools or in the agent's settings",
    },
    {
      failure: { kind: 'capture_failed', path: 'nodes/a.out', error: 'ENOSPC' },
      error: { kind: 'capture_failed' },
      message: 'capture nodes/a.out cannot be written: ENOSPC',
    },
  ])('$failure.kind: $message', spells);
});
