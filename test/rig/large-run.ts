import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Event, Fact } from '../../src/core/event.ts';
import { CHAIN_START, encodeLine } from '../../src/core/journal-line.ts';
import type { CaptureFile } from '../../src/report/html/captures.ts';

/** Writes a journal as the engine would: whole lines, the chain, a tenth of a second between events. */
export function writeJournal(path: string, facts: readonly Fact[], runId: string): readonly Event[] {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  let previous = CHAIN_START;
  const lines: string[] = [];
  const events = facts.map((fact, seq) => {
    const stamp = {
      id: '01kpfntqeej7vhn935kc0tm9vn',
      ts: '2026-04-18T08:00:00Z',
      run_id: runId,
      seq,
      mono_ms: seq * 100,
    };
    const { line, event } = encodeLine(fact, stamp, previous, sha256);
    previous = event.h;
    lines.push(line);
    return event;
  });
  writeFileSync(path, `${lines.join('\n')}\n`);
  return events;
}

/** A run directory of `nodes` bash nodes whose captures are `bytes` in all; every fiftieth failed. Its files, as staging would list them. */
export function writeLargeRun(
  folder: string,
  nodes: number,
  bytes: number,
): { readonly files: readonly CaptureFile[]; readonly facts: readonly Fact[] } {
  const facts: Fact[] = [
    {
      type: 'pipe.started',
      pipe: 'large',
      inputs: [],
      pipe_path: 'large.yml',
      pipe_digest: 'sha256:0',
      plan_digest: 'sha256:0',
      engine: 'omne/run',
    },
  ];
  const files: CaptureFile[] = [];
  mkdirSync(join(folder, 'nodes'), { recursive: true });
  const line = '\x1b[32mPASS\x1b[0m test/core/plan.test.ts <plan & schedule> (31 tests) 412 ms\n';
  const text = line.repeat(Math.ceil(bytes / nodes / line.length));
  for (let at = 0; at < nodes; at++) {
    const node_id = `node-${at}`;
    const isFailed = at % 50 === 49;
    const path = `nodes/${node_id}.out`;
    const content = at === 499 ? `${text}the needle in it\n` : text;
    writeFileSync(join(folder, path), content);
    files.push({ path, bytes: content.length });
    facts.push({ type: 'node.started', node_id, kind: 'bash' });
    const end = { node_id, output_path: path, duration_ms: 90 + (at % 7) * 300, attempt: 1 };
    facts.push(
      isFailed
        ? { type: 'node.failed', ...end, error: { kind: 'crash', exit_code: 1 }, message: 'it broke' }
        : { type: 'node.completed', ...end },
    );
  }
  facts.push({ type: 'pipe.aborted', reason: 'node_failed', cause: 'node-49', duration_ms: nodes * 200 });
  writeJournal(join(folder, 'events.jsonl'), facts, 'large-01kpfntqeej7vhn935kc0tm9vn');
  return { files, facts };
}
