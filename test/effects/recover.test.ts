import { spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Fact } from '../../src/core/event.ts';
import { CHAIN_START, encodeLine } from '../../src/core/journal-line.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { fold } from '../../src/core/state.ts';
import { verifyJournal } from '../../src/core/verify.ts';
import { sha256 } from '../../src/effects/crypto.ts';
import { Journal, readJournal } from '../../src/effects/journal.ts';
import { holderOf, takeLock } from '../../src/effects/lock.ts';
import { hasProcessTable } from '../../src/effects/process-table.ts';
import { recoverRun } from '../../src/effects/recover.ts';
import { programOf, runCommand } from '../rig/sources.ts';

const runId = 'p-01jd0000000000000000000000';

const STARTED: Fact = {
  type: 'pipe.started',
  pipe: 'p',
  inputs: [],
  pipe_path: 'p.md',
  pipe_digest: '',
  plan_digest: '',
  engine: 'omne/run test',
};

// A container whose second child, an agent's loop beside it, and a retried node run; one node has failed.
const KILLED: readonly Fact[] = [
  STARTED,
  { type: 'node.started', node_id: 'all', kind: 'parallel' },
  { type: 'node.started', node_id: 'all/a', kind: 'bash', parent: 'all' },
  { type: 'node.completed', node_id: 'all/a', duration_ms: 1, attempt: 1, usage: { cost_usd: 0.25 } },
  { type: 'node.started', node_id: 'all/b', kind: 'prompt', parent: 'all', model: 'm' },
  { type: 'node.started', node_id: 'l', kind: 'loop' },
  { type: 'iteration.started', node_id: 'l', iteration: 1, byte_offset: 26 },
  { type: 'node.started', node_id: 'r', kind: 'bash' },
  {
    type: 'node.attempt_failed',
    node_id: 'r',
    attempt: 1,
    error: { kind: 'crash', exit_code: 1 },
    will: 'retry',
    usage: { cost_usd: 0.5 },
  },
  { type: 'node.retrying', node_id: 'r', retry: 1, of: 2, delay_ms: 0 },
];

/** A lock whose holder is gone. */
const deadLock = () => {
  const dir = mkdtempSync(join(tmpdir(), 'omne-recover-lock-'));
  takeLock(dir);
  const ours: object = JSON.parse(readFileSync(join(dir, 'lock'), 'utf8')) as object;
  return JSON.stringify({ ...ours, pid: 2 ** 22 - 1, start: 1 });
};

interface Left {
  readonly runDir: string;
  readonly path: string;
  readonly text: () => string;
}

/** A run directory whose engine was killed after these facts. */
function killed(facts: readonly Fact[] = KILLED, tail = ''): Left {
  const runDir = join(mkdtempSync(join(tmpdir(), 'omne-recover-')), '.omne', 'var', 'runs', runId);
  mkdirSync(join(runDir, 'nodes', 'all'), { recursive: true });
  for (const name of ['all/a.out', 'all/b.out', 'l.out']) writeFileSync(join(runDir, 'nodes', name), 'x');
  const path = join(runDir, 'events.jsonl');
  const journal = new Journal(path, runId, createRedactor([]));
  for (const fact of facts) journal.append(fact);
  journal.close();
  if (tail !== '') appendFileSync(path, tail);
  writeFileSync(join(runDir, 'lock'), deadLock());
  return { runDir, path, text: () => readFileSync(path, 'utf8') };
}

const flawsOf = (text: string) => verifyJournal(text, sha256).flaws;

/** Events without what a clock or chance decides. */
const told = (path: string) =>
  readJournal(path).events.map(({ id: _id, ts: _ts, h: _h, mono_ms: _ms, run_id: _run, ...fact }) => fact);

describe('a killed run', () => {
  test('is closed: nodes end before what they belong to, then the run, and what was there stays', async () => {
    const { runDir, path, text } = killed();
    const before = text();
    const { mono_ms: upTo } = readJournal(path).events.at(-1)!;
    const started = new Map(
      readJournal(path).events.flatMap((e) => (e.type === 'node.started' ? [[e.node_id, e.mono_ms]] : [])),
    );
    expect(await recoverRun(runDir, runId)).toMatchObject({ kind: 'recovered' });
    expect(text().startsWith(before)).toBe(true);
    const ended = (node_id: string, more: object = {}) => ({
      type: 'node.failed',
      node_id,
      error: { kind: 'crash' },
      reason: 'interrupted',
      message: 'interrupted: the run ended while it ran',
      duration_ms: upTo - started.get(node_id)!,
      attempt: 1,
      ...more,
    });
    const capture = (id: string) => ({ output_path: `.omne/var/runs/${runId}/nodes/${id}.out` });
    expect(told(path).slice(KILLED.length)).toEqual([
      // Its capture was never made.
      { ...ended('r', { attempt: 2 }), seq: 10 },
      { ...ended('l', capture('l')), seq: 11 },
      { ...ended('all/b', capture('all/b')), seq: 12 },
      { ...ended('all'), seq: 13 },
      { type: 'pipe.aborted', reason: 'interrupted', duration_ms: upTo, usage: { cost_usd: 0.75 }, seq: 14 },
    ]);
    expect(flawsOf(text())).toEqual([]);
    const { events } = readJournal(path);
    expect(events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).toSorted());
    expect(events.map((e) => e.mono_ms)).toEqual(events.map((e) => e.mono_ms).toSorted((a, b) => a - b));
    expect([holderOf(runDir), readdirSync(runDir).toSorted()]).toEqual(['none', ['events.jsonl', 'nodes']]);
  });

  test('tells the state that the journal tells', async () => {
    const { runDir, path } = killed();
    const recovered = await recoverRun(runDir, runId);
    expect(recovered).toEqual({ kind: 'recovered', state: fold(readJournal(path).events) });
  });

  test('is recovered once: the second time there is nothing to do', async () => {
    const { runDir, text } = killed();
    await recoverRun(runDir, runId);
    const once = text();
    expect(await recoverRun(runDir, runId)).toEqual({ kind: 'held', holder: 'none' });
    expect(await recoverRun(runDir, runId, { insist: true })).toMatchObject({ kind: 'ended' });
    expect(text()).toBe(once);
    expect(readdirSync(runDir).toSorted()).toEqual(['events.jsonl', 'nodes']);
  });

  test('by a clock that went back since: ids go on increasing', async () => {
    const { runDir, path, text } = killed();
    let previous = CHAIN_START;
    const lines = KILLED.map((fact, seq) => {
      const id = `02${'0'.repeat(23)}${seq}`;
      const stamp = { id, ts: '9999-01-01T00:00:00Z', run_id: runId, seq, mono_ms: 1000 * seq };
      const { line, event } = encodeLine(fact, stamp, previous, sha256);
      previous = event.h;
      return `${line}\n`;
    });
    writeFileSync(path, lines.join(''));
    await recoverRun(runDir, runId);
    const { events } = readJournal(path);
    expect(flawsOf(text())).toEqual([]);
    expect(events).toHaveLength(KILLED.length + 5);
    expect(events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).toSorted());
    expect(events.at(-1)!.mono_ms).toBeGreaterThanOrEqual(9000);
  });

  test('that was killed while it was recovered is recovered: after any number of its last events', async () => {
    const whole = killed();
    await recoverRun(whole.runDir, runId);
    const lines = whole.text().split('\n').slice(0, -1);
    for (let kept = KILLED.length; kept <= lines.length; kept++) {
      const { runDir, path, text } = killed([STARTED]);
      const half = lines
        .slice(0, kept)
        .map((line) => `${line}\n`)
        .join('');
      writeFileSync(path, `${half}{"type":"node.fa`);
      expect(await recoverRun(runDir, runId)).toMatchObject({
        kind: kept === lines.length ? 'ended' : 'recovered',
      });
      expect([flawsOf(text()), text().startsWith(half)]).toEqual([[], true]);
      expect(readFileSync(join(runDir, 'events.torn'), 'utf8')).toBe('{"type":"node.fa');
    }
  });
});

describe('a torn tail', () => {
  test('is put aside as it was, bytes that are no text included', async () => {
    const { runDir, path, text } = killed();
    const whole = text();
    const torn = Buffer.from([0x7b, 0x22, 0xc3, 0x00, 0xff, 0x0d]);
    appendFileSync(path, torn);
    await recoverRun(runDir, runId);
    expect(readFileSync(join(runDir, 'events.torn'))).toEqual(torn);
    expect([flawsOf(text()), text().startsWith(whole)]).toEqual([[], true]);
  });

  test('is saved once by whoever saved it and died, and beside another one', async () => {
    const { runDir } = killed(KILLED, '{"torn');
    writeFileSync(join(runDir, 'events.torn'), '{"torn');
    await recoverRun(runDir, runId);
    expect(readdirSync(runDir).toSorted()).toEqual(['events.jsonl', 'events.torn', 'nodes']);
    const other = killed(KILLED, '{"torn');
    writeFileSync(join(other.runDir, 'events.torn'), '{"an earlier one');
    await recoverRun(other.runDir, runId);
    expect(readFileSync(join(other.runDir, 'events.torn.1'), 'utf8')).toBe('{"torn');
  });

  test('goes nowhere through a link', async () => {
    const { runDir, text } = killed(KILLED, '{"torn');
    const victim = join(dirname(runDir), 'victim');
    writeFileSync(victim, 'mine');
    symlinkSync(victim, join(runDir, 'events.torn'));
    await recoverRun(runDir, runId);
    expect([readFileSync(victim, 'utf8'), flawsOf(text())]).toEqual(['mine', []]);
    expect(readFileSync(join(runDir, 'events.torn.1'), 'utf8')).toBe('{"torn');
  });

  test('of a run that had ended is cut off, too', async () => {
    const { runDir, text } = killed([STARTED, { type: 'pipe.completed', duration_ms: 1 }]);
    const whole = text();
    appendFileSync(join(runDir, 'events.jsonl'), 'x');
    expect(await recoverRun(runDir, runId)).toMatchObject({ kind: 'ended', state: { status: 'completed' } });
    expect(text()).toBe(whole);
  });
});

describe('nothing is added', () => {
  test('to a journal that is damaged before its end; the place is said, and said again', async () => {
    const { runDir, path, text } = killed();
    const lines = text().split('\n');
    lines[4] = lines[4]!.replace('prompt', 'promp_');
    writeFileSync(path, lines.join('\n'));
    const broken = {
      kind: 'broken',
      line: 5,
      reason: 'the hash does not match: the line, or one before it, was changed',
    };
    const before = text();
    expect(await recoverRun(runDir, runId)).toEqual(broken);
    expect(await recoverRun(runDir, runId)).toEqual(broken);
    expect([text(), holderOf(runDir)]).toEqual([before, 'gone']);
  });

  test('to one that is empty, or has half a first event', async () => {
    const { runDir, path, text } = killed([]);
    expect(await recoverRun(runDir, runId)).toEqual({ kind: 'empty' });
    writeFileSync(path, '{"type":"pipe.sta');
    expect(await recoverRun(runDir, runId)).toEqual({ kind: 'empty' });
    expect([text(), readFileSync(join(runDir, 'events.torn'), 'utf8')]).toEqual(['', '{"type":"pipe.sta']);
  });

  test("to omne-cli's, whose lines have no chain", async () => {
    const { runDir, path, text } = killed([]);
    const foreign = '{"type":"pipe.started","id":"01","ts":"","run_id":"p-01","pipe":"p","inputs":[]}\n';
    writeFileSync(path, foreign);
    expect(await recoverRun(runDir, runId)).toMatchObject({
      kind: 'broken',
      reason: 'another program wrote it',
    });
    expect(text()).toBe(foreign);
  });

  test('where there is no journal, or something else in its place', async () => {
    const { runDir, path } = killed();
    const elsewhere = `${path}.old`;
    renameSync(path, elsewhere);
    expect(await recoverRun(runDir, runId)).toEqual({ kind: 'missing' });
    symlinkSync(elsewhere, path);
    const before = readFileSync(elsewhere, 'utf8');
    expect(await recoverRun(runDir, runId)).toEqual({ kind: 'missing' });
    expect(readFileSync(elsewhere, 'utf8')).toBe(before);
    rmSync(path);
    mkdirSync(path);
    expect(await recoverRun(runDir, runId)).toEqual({ kind: 'missing' });
  });

  test('while its engine lives, or nobody can tell; who insists is heard only where nobody can tell', async () => {
    const alive = killed();
    rmSync(join(alive.runDir, 'lock'));
    takeLock(alive.runDir);
    const before = alive.text();
    expect(await recoverRun(alive.runDir, runId)).toEqual({ kind: 'held', holder: 'alive' });
    if (hasProcessTable) {
      expect(await recoverRun(alive.runDir, runId, { insist: true })).toEqual({
        kind: 'held',
        holder: 'alive',
      });
    }
    expect(alive.text()).toBe(before);
    const foreign = killed();
    const lock = JSON.parse(deadLock()) as object;
    writeFileSync(
      join(foreign.runDir, 'lock'),
      JSON.stringify({ ...lock, host: `not-${hostname()}`, boot: 'x' }),
    );
    expect(await recoverRun(foreign.runDir, runId)).toEqual({ kind: 'held', holder: 'unknown' });
    expect(await recoverRun(foreign.runDir, runId, { insist: true })).toMatchObject({ kind: 'recovered' });
    const unlocked = killed();
    rmSync(join(unlocked.runDir, 'lock'));
    expect(await recoverRun(unlocked.runDir, runId)).toEqual({ kind: 'held', holder: 'none' });
    expect(await recoverRun(unlocked.runDir, runId, { insist: true })).toMatchObject({ kind: 'recovered' });
  });

  test.runIf(process.getuid?.() !== 0)('where nothing can be written: a fault', async () => {
    const { runDir, text } = killed();
    const before = text();
    chmodSync(runDir, 0o500);
    await expect(recoverRun(runDir, runId)).rejects.toThrow(/^the lock .* cannot be written$/);
    chmodSync(runDir, 0o700);
    expect(text()).toBe(before);
  });
});

test.runIf(hasProcessTable)('its processes are ended first', async () => {
  const { runDir } = killed();
  const child = spawn('sleep', ['60'], { env: { ...process.env, OMNE_RUN_ID: runId }, detached: true });
  const gone = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  await sleep(100);
  expect(await recoverRun(runDir, runId)).toMatchObject({ kind: 'recovered' });
  expect(await gone).toBe('SIGKILL');
});

test('two that recover at once, as processes of their own: the journal is closed once', async () => {
  for (let round = 0; round < 6; round++) {
    const { runDir, path, text } = killed(KILLED, '{"torn');
    const both = await Promise.all([1, 2, 3].map(() => runCommand(programOf('recoverer', [runDir, runId]))));
    const said = both.map(({ stdout, stderr }) => (stdout + stderr).trim());
    expect(said.filter((word) => word === 'recovered')).toHaveLength(1);
    for (const word of said) expect(['recovered', 'alive', 'none', 'ended']).toContain(word);
    expect([flawsOf(text()), told(path)]).toMatchObject([[], { length: KILLED.length + 5 }]);
    expect(existsSync(join(runDir, 'lock'))).toBe(false);
  }
});
