import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Event, Fact } from '../../src/core/event.ts';
import { CHAIN_START, encodeLine } from '../../src/core/journal-line.ts';
import { fold } from '../../src/core/state.ts';
import { sha256 } from '../../src/effects/crypto.ts';
import { type EarlierRun, sourceOf } from '../../src/shell/earlier.ts';
import { tempVolume, type Volume } from '../rig/volume.ts';

const started = (from?: string): Fact => ({
  type: 'pipe.started',
  pipe: 'p',
  inputs: [],
  pipe_path: 'p.yml',
  pipe_digest: 'sha256:0',
  plan_digest: 'sha256:0',
  engine: 'omne/run 0',
  ...(from !== undefined && { resumed_from: from }),
});
const script: Fact = { type: 'node.started', node_id: 'a', kind: 'bash' };
const container: Fact = { type: 'node.started', node_id: 'l', kind: 'loop' };
const killed: Fact = { type: 'pipe.aborted', reason: 'interrupted', duration_ms: 1 };
const completed: Fact = { type: 'pipe.completed', duration_ms: 1 };
const iteration: Fact = { type: 'iteration.started', node_id: 'l', iteration: 1 };

async function runOf(volume: Volume, runId: string, facts: readonly Fact[]): Promise<EarlierRun> {
  const events: Event[] = [];
  const lines: string[] = [];
  for (const [seq, fact] of facts.entries()) {
    const stamp = { id: `0${seq}`, ts: '2026-01-01T00:00:00Z', run_id: runId, seq, mono_ms: seq };
    const { line, event } = encodeLine(fact, stamp, events.at(-1)?.h ?? CHAIN_START, sha256);
    events.push(event);
    lines.push(`${line}\n`);
  }
  await volume.write(`runs/${runId}/events.jsonl`, lines.join(''));
  const first = events[0] as EarlierRun['started'];
  return { runDir: join(volume.root, 'runs', runId), runId, started: first, events, state: fold(events) };
}

const sourceAfter = async (facts: readonly Fact[]) => {
  await using volume = await tempVolume();
  await runOf(volume, 'p-1', [started(), script, killed]);
  return sourceOf(await runOf(volume, 'p-2', [started('p-1'), ...facts])).runId;
};

test.each([
  ['died before anything of its own began', [container, iteration, killed], 'p-1'],
  ['began a script', [script, killed], 'p-2'],
  ['began an iteration of an agent', [container, { ...iteration, byte_offset: 9 }, killed], 'p-2'],
  ['is complete, and took all over', [completed], 'p-2'],
] as const)('a resumed run that %s', async (_, facts, source) => {
  expect(await sourceAfter(facts)).toBe(source);
});

test('several that came to nothing, one whose folder is gone, a path for an id, a ring', async () => {
  await using volume = await tempVolume();
  await runOf(volume, 'p-1', [started(), script, killed]);
  await runOf(volume, 'p-2', [started('p-1'), killed]);
  expect(sourceOf(await runOf(volume, 'p-3', [started('p-2'), killed])).runId).toBe('p-1');
  expect(sourceOf(await runOf(volume, 'p-4', [started('p-0'), killed])).runId).toBe('p-4');
  expect(sourceOf(await runOf(volume, 'p-5', [started('../runs/p-1'), killed])).runId).toBe('p-5');
  expect(sourceOf(await runOf(volume, 'p-6', [started('p-6'), killed])).runId).toBe('p-6');
});
