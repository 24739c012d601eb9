import { mkdir, symlink } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { installStubClaude } from '../../rig/stub-claude.ts';
import { linux, pathWithoutClaude, pipeVolume, refused, runPipe } from './omne.ts';

const text = (length: number) => 'é'.repeat(length);

const pipe = `
name: failures
version: 1
max_parallel: 20
nodes:
  - { id: says-blocked, prompt: p }
  - { id: loop-blocked, loop: { prompt: p, until: DONE, max_iterations: 4 } }
  - { id: slow-agent, prompt: p, timeout: 2 }
  - { id: slow-iteration, timeout: 2, loop: { prompt: p, until: DONE, max_iterations: 4 } }
  - { id: no-time-left, timeout: 4, loop: { prompt: p, until: DONE, max_iterations: 4 } }
  - { id: agent-exits, prompt: p }
  - { id: agent-exits-long, prompt: p }
  - { id: agent-killed, prompt: p }
  - { id: agent-reports, prompt: p }
  - { id: agent-without-result, prompt: p }
  - { id: agent-silent, prompt: p }
  - { id: agent-denied, prompt: p }
  - { id: exhausted, loop: { prompt: p, until: "ALL  DONE", max_iterations: 2 } }
  - { id: script-slow, timeout: 2, bash: "printf ' tail \\\\n' >&2; exec sleep 60" }
  - { id: script-exits, bash: "echo not this; printf '  oh no \\\\n\\\\n' >&2; exit 9" }
  - { id: script-long, bash: "printf '%sx' '${text(600)}' >&2; false" }
  - { id: script-silent, bash: "echo only stdout; exit 3" }
  - { id: script-killed, bash: "kill -KILL $$" }
  - { id: pipefail, bash: "false | true" }
  - { id: gate-says-no, bash: "echo fine", gate: no }
  - { id: gate-silent, bash: "echo fine", gate: silent }
  - { id: gate-vanishes, gate: gone, bash: "rm .omne/hooks/gone.sh" }
`;

const rules = [
  { node: 'says-blocked', steps: ['I am stuck.\n', '  BLOCKED  \n'] },
  { node: 'loop-blocked', call: 3, steps: ['DONE it is not\nBLOCKED\nDONE'] },
  { node: 'slow-agent', steps: [{ hang: true }] as const },
  { node: 'slow-iteration', call: 2, steps: [{ hang: true }] as const },
  // Deaf to the ladder's first steps, it comes to a good end of its own after the budget is gone.
  { node: 'no-time-left', steps: [{ wait: 4200 }, 'Still at it.'], ignore: ['SIGINT', 'SIGTERM'] as const },
  { node: 'agent-exits', steps: [], result: false as const, stderr: '\n  no credit \n', exit: 5 },
  { node: 'agent-exits-long', steps: [], result: false as const, stderr: `${text(600)}x`, exit: 1 },
  { node: 'agent-killed', steps: [{ run: 'kill -KILL $PPID' }] },
  { node: 'agent-reports', replay: 'e403', exit: 1 },
  { node: 'agent-without-result', steps: ['Hm.'], result: false as const, stderr: 'odd' },
  { node: 'agent-silent', steps: [], result: { result: '' } },
  { node: 'agent-denied', steps: [{ tool: 'Bash', denied: true }, 'I could not.'] },
];

/** Each node's error and whole message: the rows of omne-cli's table that happen while a run goes on, then ours. */
const table: Readonly<Record<string, readonly [error: object, message: string | undefined]>> = {
  'says-blocked': [{ kind: 'blocked' }, 'assistant emitted BLOCKED'],
  'loop-blocked': [{ kind: 'blocked' }, 'loop loop-blocked assistant emitted BLOCKED on iteration 3'],
  'slow-agent': [{ kind: 'timeout' }, 'node slow-agent exceeded timeout of 2s'],
  'slow-iteration': [{ kind: 'timeout' }, 'node slow-iteration exceeded timeout of 2s'],
  'no-time-left': [{ kind: 'timeout' }, 'loop no-time-left exceeded timeout of 4s'],
  'script-slow': [
    { kind: 'timeout' },
    'subprocess killed after exceeding wall-clock budget; stderr:  tail \n',
  ],
  'agent-exits': [{ kind: 'crash', exit_code: 5 }, 'no credit'],
  'agent-exits-long': [{ kind: 'crash', exit_code: 1 }, `${text(511)}x`],
  'script-exits': [{ kind: 'crash', exit_code: 9 }, 'oh no'],
  'script-long': [{ kind: 'crash', exit_code: 1 }, `${text(511)}x`],
  'script-silent': [{ kind: 'crash', exit_code: 3 }, undefined],
  exhausted: [
    { kind: 'max_iterations_exceeded' },
    'loop exhausted exhausted 2 iterations without matching `ALL  DONE`',
  ],
  'gate-says-no': [{ kind: 'gate_failed', exit_code: 6 }, 'not like this'],
  'gate-silent': [{ kind: 'gate_failed', exit_code: 1 }, undefined],
  // Ours.
  'agent-killed': [{ kind: 'crash', signal: 'SIGKILL' }, undefined],
  'script-killed': [{ kind: 'crash', signal: 'SIGKILL' }, undefined],
  pipefail: [{ kind: 'crash', exit_code: 1 }, undefined],
  'agent-reports': [{ kind: 'agent_error', exit_code: 1 }, expect.stringContaining('403') as string],
  'agent-without-result': [{ kind: 'agent_error' }, 'the agent ended without a result line\nodd'],
  'agent-silent': [{ kind: 'no_output' }, 'the agent ended without saying anything'],
  'agent-denied': [
    { kind: 'permission_denied' },
    "permission denied: Bash; allow it in allowed_tools or in the agent's settings",
  ],
};

test.runIf(linux)(
  'every failure while a run goes on: its kind and its whole message',
  { timeout: 120_000 },
  async () => {
    await using claude = await installStubClaude(rules);
    await using volume = await pipeVolume(pipe, {
      '.omne/hooks/no.sh': 'echo out; printf " not like this\\n" >&2; exit 6\n',
      '.omne/hooks/silent.sh': 'exit 1\n',
      '.omne/hooks/gone.sh': 'echo still here\n',
    });
    const run = await runPipe(volume, { path: [claude.bin], limitMs: 100_000 });
    expect(run.done.code).toBe(1);
    const found = Object.keys(table).map((id) => {
      const event = run.ended(id);
      return event.type === 'node.failed' ? [id, event.error, event.message] : [id, event.type];
    });
    expect(found).toEqual(Object.entries(table).map(([id, [error, message]]) => [id, error, message]));
    // The bytes of a hook were read at load: one that vanishes afterwards still judges.
    expect(run.ended('gate-vanishes')).toMatchObject({ type: 'node.completed' });
    expect(run.events).toContainEqual(expect.objectContaining({ type: 'gate.passed', stdout: 'still here' }));
    // What came before a gate's verdict is kept.
    expect(run.capture('gate-says-no.gate.out').toString()).toBe('out\n');
    expect(run.capture('gate-says-no.out').toString()).toBe('fine\n');
    // A first failure with nobody to absorb it is the pipe's.
    expect(run.events.at(-1)).toMatchObject({ reason: 'node_failed', cause: 'says-blocked' });
  },
);

test('an agent that vanishes while the run goes on is host_missing in its node', async () => {
  await using claude = await installStubClaude();
  await using volume = await pipeVolume(`
name: vanishing
version: 1
nodes:
  - { id: there, prompt: p }
  - { id: remove, bash: "rm ${claude.bin}/claude", depends_on: [there] }
  - { id: gone, prompt: p, depends_on: [remove] }
  - { id: loop-gone, loop: { prompt: p, until: DONE, max_iterations: 3 }, depends_on: [remove] }
`);
  const run = await runPipe(volume, { env: { PATH: `${claude.bin}:${pathWithoutClaude()}` } });
  expect(run.outcomes).toMatchObject({ there: 'completed', remove: 'completed' });
  for (const id of ['gone', 'loop-gone']) {
    expect(run.ended(id)).toMatchObject({
      error: { kind: 'host_missing' },
      message: 'claude binary not found on PATH',
    });
  }
});

describe('what is checked before anything runs has the same words', () => {
  test('no agent on PATH, for each node that needs one', async () => {
    await using volume = await pipeVolume(
      'name: p\nversion: 1\nnodes:\n- { id: first, bash: "touch ran" }\n- { id: ai, prompt: hello }\n' +
        '- { id: again, loop: { prompt: p, until: DONE, max_iterations: 3 } }\n',
    );
    const words = await refused(volume, { env: { PATH: pathWithoutClaude() } });
    expect(words).toContain('pipe.yml:5:21: error: claude binary not found on PATH; node `ai` needs it\n');
    expect(words).toContain('claude binary not found on PATH; node `again` needs it\n');
    await expect(volume.read('ran')).rejects.toThrow('ENOENT');
  });

  test('a bash pipe needs no agent', async () => {
    await using volume = await pipeVolume('name: p\nversion: 1\nnodes: [{ id: a, bash: "true" }]\n');
    expect((await runPipe(volume, { env: { PATH: pathWithoutClaude() } })).done.code).toBe(0);
  });

  test('a missing hook', async () => {
    await using volume = await pipeVolume(
      'name: p\nversion: 1\nnodes:\n- { id: a, bash: "true", gate: nowhere }\n',
    );
    expect(await refused(volume)).toContain(
      'pipe.yml:4:32: error: node `a`: gate hook .omne/dist/hooks/nowhere.sh missing at dispatch time; create it\n',
    );
  });

  test.runIf(linux)('a hook that a link puts outside its folder', async () => {
    await using volume = await pipeVolume(
      'name: p\nversion: 1\nnodes:\n- { id: a, bash: "true", gate: sly }\n',
      { 'elsewhere.sh': 'exit 0\n' },
    );
    await mkdir(volume.path('.omne/dist/hooks'), { recursive: true });
    await symlink(volume.path('elsewhere.sh'), volume.path('.omne/dist/hooks/sly.sh'));
    expect(await refused(volume)).toContain(
      'error: node `a`: gate `sly` resolves outside .omne/dist/hooks: elsewhere.sh; put the hook itself there\n',
    );
  });

  test('a command without a file says where it was looked for', async () => {
    await using claude = await installStubClaude();
    await using volume = await pipeVolume('name: p\nversion: 1\nnodes:\n- { id: a, command: nope }\n');
    const words = await refused(volume, { path: [claude.bin] });
    expect(words).toContain(
      'node `a` runs command `nope`, which has no file; looked for\n  .omne/dist/cmds/nope.md\n',
    );
    expect(words).toContain('\n  .claude/commands/nope.md\n');
    expect(await claude.calls()).toEqual([]);
  });
});
