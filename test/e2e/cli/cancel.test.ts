import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { installStubClaude } from '../../rig/stub-claude.ts';
import { linux, pipeVolume, runPipe } from './omne.ts';

const ids = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8'];

// Half of them ignore the signals, half answer them and stay; all have children that sleep, one of them far away.
const body = (at: number) => `
      trap '${at % 2 === 0 ? '' : 'echo heard >&2'}' INT TERM
      sleep 300 &
      (setsid sleep 300 &)
      touch ready-$OMNE_NODE_ID
      while :; do sleep 300; done`;

const eight = `
name: eight
version: 1
max_parallel: 8
nodes:
${ids.map((id, at) => `  - id: ${id}\n    bash: |${body(at)}`).join('\n')}
  - { id: waits, bash: "touch never", depends_on: [n1] }
  - { id: cleans, bash: "touch never", depends_on: [n1], trigger_rule: always }
`;

describe.runIf(linux)('a signal while eight nodes that trap INT and TERM run', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s: all gone, the journal closed within six seconds, exit %i', async (name, code) => {
    await using volume = await pipeVolume(eight);
    const run = await runPipe(volume, {
      cancel: {
        when: () => ids.every((id) => existsSync(volume.path(`ready-${id}`))),
        signals: [{ atMs: 0, name }],
      },
    });
    expect(run.done.code).toBe(code);
    expect(run.done.cancelMs).toBeLessThan(6000);
    expect(run.outcomes).toEqual({
      ...Object.fromEntries(ids.map((id) => [id, 'failed:cancelled'])),
      waits: 'skipped:cancelled',
      cleans: 'skipped:cancelled',
    });
    expect(run.events.filter((event) => event.type === 'node.started')).toHaveLength(8);
    expect(run.events.at(-1)).toMatchObject({ type: 'pipe.aborted', reason: 'cancelled' });
    expect(existsSync(volume.path('never'))).toBe(false);
    expect(run.done.stdout).toContain('cancelled');
  });

  test('a second signal kills at once', async () => {
    await using volume = await pipeVolume(eight);
    const run = await runPipe(volume, {
      cancel: {
        when: () => ids.every((id) => existsSync(volume.path(`ready-${id}`))),
        signals: [
          { atMs: 0, name: 'SIGINT' },
          { atMs: 200, name: 'SIGINT' },
        ],
      },
    });
    // The first signal's exit code; the ladder alone would have waited three seconds for TERM.
    expect(run.done.code).toBe(130);
    expect(run.done.cancelMs).toBeLessThan(2900);
    expect(run.ended('n1')).toMatchObject({ error: { kind: 'cancelled' }, message: 'cancelled' });
    expect(run.done.stdout).toMatch(/SIGINT: ending what runs.*\n(?:.*\n)*?SIGINT: killing/);
  });
});

test.runIf(linux)(
  'without a signal of its own the first to come decides; with --json the words go to stderr',
  async () => {
    await using volume = await pipeVolume(
      'name: one\nversion: 1\nnodes: [{ id: a, bash: "touch ready; exec sleep 300" }]\n',
    );
    const run = await runPipe(volume, {
      args: ['--json'],
      cancel: {
        when: () => existsSync(volume.path('ready')),
        signals: [
          { atMs: 0, name: 'SIGTERM' },
          { atMs: 0, name: 'SIGINT' },
        ],
      },
    });
    expect([130, 143]).toContain(run.done.code);
    expect(run.done.stderr).toMatch(/^SIG(?:TERM|INT): ending what runs/);
    expect(run.done.stdout).toBe(run.lines.map((line) => `${line}\n`).join(''));
  },
);

test.runIf(linux)('an agent is interrupted first, so that what it cost is in the journal', async () => {
  await using claude = await installStubClaude([
    { steps: ['Working.', { run: 'touch ready' }, { hang: true }] },
  ]);
  await using volume = await pipeVolume('name: ai\nversion: 1\nnodes: [{ id: ai, prompt: p }]\n');
  const run = await runPipe(volume, {
    path: [claude.bin],
    cancel: { when: () => existsSync(volume.path('ready')) },
  });
  expect(run.done.code).toBe(130);
  expect(run.ended('ai')).toMatchObject({ error: { kind: 'cancelled' }, usage: { cost_usd: 0.01 } });
  expect(run.events.at(-1)).toMatchObject({ reason: 'cancelled', usage: { cost_usd: 0.01 } });
  expect(run.capture('ai.out').toString()).toBe('Working.');
});

test.runIf(linux)('a signal while a gate runs cancels its node', async () => {
  await using volume = await pipeVolume(
    'name: gated\nversion: 1\nnodes: [{ id: a, bash: "true", gate: slow }, { id: b, bash: "true", depends_on: [a] }]\n',
    { '.omne/hooks/slow.sh': 'trap "" TERM\ntouch ready\nwhile :; do sleep 0.2; done\n' },
  );
  const run = await runPipe(volume, { cancel: { when: () => existsSync(volume.path('ready')) } });
  expect(run.done.code).toBe(130);
  expect(run.outcomes).toEqual({ a: 'failed:cancelled', b: 'skipped:cancelled' });
});
