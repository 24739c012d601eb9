// Writes a journal until it is done or killed: `journal-writer <run dir> <run id> <nodes> [always]`. On stdout, a line
// for each event that was acknowledged: its `seq`.
import { mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Fact } from '../../src/core/event.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { Journal } from '../../src/effects/journal.ts';
import { takeLock } from '../../src/effects/lock.ts';
import { describeFault } from '../../src/shell/fault.ts';

const [runDir = '', runId = '', nodes = '10', fsync] = process.argv.slice(2);

function* facts(count: number): Generator<Fact> {
  yield {
    type: 'pipe.started',
    pipe: 'p',
    inputs: [{ key: 'name', value: 'wörld 🌍' }],
    pipe_path: 'p.md',
    pipe_digest: 'sha256:0',
    plan_digest: 'sha256:0',
    engine: 'omne/run test',
  };
  yield { type: 'node.started', node_id: 'all', kind: 'parallel' };
  for (let at = 0; at < count; at++) {
    const node_id = `all/n${at}`;
    yield { type: 'node.started', node_id, kind: 'bash', parent: 'all' };
    if (at % 5 === 0) yield { type: 'gate.passed', node_id, gate: 'ok', method: 'hook', stdout: 'fine' };
    if (at % 7 === 3) continue;
    yield {
      type: 'node.completed',
      node_id,
      output_path: `nodes/${node_id}.out`,
      duration_ms: 3,
      attempt: 1,
    };
  }
  for (let at = 3; at < count; at += 7) {
    const error = { kind: 'crash', exit_code: 1 } as const;
    yield {
      type: 'node.failed',
      node_id: `all/n${at}`,
      error,
      message: 'no: "x"\n',
      duration_ms: 5,
      attempt: 1,
    };
  }
  yield { type: 'node.completed', node_id: 'all', duration_ms: 9, attempt: 1 };
  yield { type: 'pipe.completed', duration_ms: 9 };
}

try {
  mkdirSync(runDir, { recursive: true });
  const lock = takeLock(runDir);
  const journal = new Journal(join(runDir, 'events.jsonl'), runId, createRedactor([]), {
    fsync: fsync === 'always' ? 'always' : 'auto',
  });
  for (const fact of facts(Number(nodes))) writeSync(1, `${journal.append(fact).seq}\n`);
  journal.close();
  lock.release();
} catch (error) {
  writeSync(2, `${describeFault(error)}\n`);
  process.exitCode = 70;
}
