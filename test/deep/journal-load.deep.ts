import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Fact } from '../../src/core/event.ts';
import { CHAIN_START, encodeLine } from '../../src/core/journal-line.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { fold } from '../../src/core/state.ts';
import { sha256 } from '../../src/effects/crypto.ts';
import { Journal, readJournal } from '../../src/effects/journal.ts';
import { figure } from './figures.ts';
import { quickFolder } from './journals.ts';

const runId = 'p-01jd0000000000000000000000';

/** A journal of that many events, two for each node. */
function writeLarge(path: string, count: number): void {
  const fd = openSync(path, 'w');
  let [h, seq, text] = [CHAIN_START, 0, ''];
  const put = (fact: Fact) => {
    const id = `01jd${String(seq).padStart(22, '0')}`;
    const stamp = { id, ts: '2026-01-01T00:00:00Z', run_id: runId, seq, mono_ms: seq };
    const { line, event } = encodeLine(fact, stamp, h, sha256);
    h = event.h;
    seq++;
    text += `${line}\n`;
    if (text.length > 1_000_000) {
      writeSync(fd, text);
      text = '';
    }
  };
  const digests = { pipe_digest: 'sha256:0', plan_digest: 'sha256:0' };
  put({ type: 'pipe.started', pipe: 'p', inputs: [], pipe_path: 'p.md', engine: 'test', ...digests });
  put({ type: 'node.started', node_id: 'all', kind: 'each' });
  for (let at = 0; at < (count - 4) / 2; at++) {
    const node_id = `all/${at}`;
    const output_path = `.omne/var/runs/${runId}/nodes/${node_id}.out`;
    put({ type: 'node.started', node_id, kind: 'bash', parent: 'all' });
    put({ type: 'node.completed', node_id, output_path, duration_ms: 3, attempt: 1 });
  }
  put({ type: 'node.completed', node_id: 'all', duration_ms: 9, attempt: 1 });
  put({ type: 'pipe.completed', duration_ms: 9 });
  writeSync(fd, text);
  closeSync(fd);
}

/** Seconds of this process, which a busy machine does not make longer as it does those on the wall. */
function timed(act: () => void): { readonly cpu: number; readonly wall: number } {
  const [before, start] = [process.cpuUsage(), performance.now()];
  act();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1e6, wall: (performance.now() - start) / 1000 };
}

const rounded = (value: number) => Math.round(value * 100) / 100;

test('a journal of 1,000,000 events is read and folded', () => {
  const folder = quickFolder();
  const path = join(folder, 'events.jsonl');
  const read = (count: number) => {
    writeLarge(path, count);
    return timed(() => {
      const { events, broken, torn } = readJournal(path);
      expect([events.length, broken, torn]).toEqual([count, undefined, '']);
      expect(fold(events).nodes.size).toBe((count - 4) / 2 + 1);
    });
  };
  const quarter = read(250_000);
  const whole = read(1_000_000);
  rmSync(folder, { recursive: true });
  console.log(`on the wall: ${rounded(whole.wall)} s`);
  figure('1,000,000 events read and folded', rounded(whole.cpu), { most: 5 }, 's of processor');
  figure('four times the events, times the time', rounded(whole.cpu / quarter.cpu), { most: 8 });
});

test('appending: time for an event, the checks for tampering and the second copy included', () => {
  const folder = quickFolder();
  const count = 20_000;
  const rounds = Array.from({ length: 5 }, (_, round) => {
    const journal = new Journal(join(folder, `${round}.jsonl`), runId, createRedactor([]));
    const { cpu } = timed(() => {
      for (let at = 0; at < count; at++)
        journal.append({ type: 'node.started', node_id: `n${at}`, kind: 'bash' });
    });
    journal.close();
    return (cpu / count) * 1e6;
  });
  rmSync(folder, { recursive: true });
  figure('an event appended', rounded(Math.min(...rounds)), { most: 60 }, 'µs of processor');
});
