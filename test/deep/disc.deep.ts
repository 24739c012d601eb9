import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeJournal } from '../../src/core/journal-line.ts';
import { sha256 } from '../../src/effects/crypto.ts';
import { runIds } from '../rig/invariants.ts';
import { installStubClaude } from '../rig/stub-claude.ts';
import { findSurvivors } from '../rig/survivors.ts';
import { figure } from './figures.ts';
import { type Limits, limited } from './limited.ts';
import { rounds } from './rounds.ts';
import { canMount, SmallDisc } from './small-disc.ts';

if (!canMount) console.log('skipped: nothing can be mounted here, so no disc can be made full');

const pipeOf = (nodes: readonly object[], more: object = {}) =>
  JSON.stringify({ name: 'p', version: 1, max_parallel: 2, ...more, nodes });
// One node stays for as long as it may, with a child elsewhere: a fault must end both.
const stays = { id: 'stays', bash: '(setsid sleep 300 >/dev/null 2>&1 &); sleep 300' };
const short = Array.from({ length: 60 }, (_, at) => ({ id: `n${at}`, bash: 'true' }));
const trues = pipeOf([stays, ...short]);
const run = (root: string, args: readonly string[] = [], limits: Limits = {}) =>
  limited(root, ['run', 'pipe.yml', '--json', ...args], limits);

/** The journal as it lies there, and the printed lines that it has not got. */
function left(root: string, stdout: string) {
  const [runId] = runIds(root);
  const text = runId === undefined ? '' : read(join(root, '.omne/var/runs', runId, 'events.jsonl'));
  const { events, torn, broken } = decodeJournal(text, sha256);
  const lines = text.split('\n');
  const lost = stdout
    .split('\n')
    .slice(0, -1)
    .filter((line, at) => lines[at] !== line).length;
  return { runId, text, events, lost, isWhole: torn === '' && broken === undefined };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** After there is room again: recovered, closed and verified. */
async function expectRecovery(root: string, runId: string): Promise<void> {
  expect(findSurvivors({ runId })).toEqual([]);
  const status = await limited(root, ['status', runId]);
  expect(status.code, status.stderr).toBe(0);
  const verified = await limited(root, ['verify', runId]);
  expect(verified.code, verified.stdout).toBe(0);
}

describe.runIf(canMount)('a full disc', () => {
  test('at the start: exit 70, the reason is told, and nothing ran', async () => {
    let begun = 0;
    for (let pages = 0; pages < 3; pages++) {
      using disc = new SmallDisc(64);
      const sign = mkdtempSync(join(tmpdir(), 'omne-sign-'));
      writeFileSync(join(disc.root, 'pipe.yml'), pipeOf([{ id: 'a', bash: `touch ${sign}/ran` }]));
      disc.fill(pages);
      const done = await run(disc.root);
      if (pages === 0) {
        expect(done.code, done.stderr).toBe(70);
        expect(done.stderr).toMatch(/ENOSPC|no space left/i);
        expect(done.stdout).toBe('');
        begun += Number(read(join(sign, 'ran')) !== '');
        execFileSync('test', ['!', '-e', join(sign, 'ran')]);
      } else expect([0, 1, 70]).toContain(done.code);
      rmSync(sign, { recursive: true });
    }
    figure('full disc at the start: nodes that ran', begun, { exactly: 0 });
  });

  test('on an event: exit 70, nothing complete is lost, and recovery closes it when there is room', async () => {
    const many = rounds('FULL_DISCS', 24);
    let met = 0;
    let lost = 0;
    for (let round = 0; round < many; round++) {
      using disc = new SmallDisc(64);
      writeFileSync(join(disc.root, 'pipe.yml'), trues);
      disc.fill(1 + (round % 8));
      const done = await run(disc.root, [], { limitMs: 20_000 });
      const journal = left(disc.root, done.stdout);
      lost += journal.lost + Number(!journal.isWhole);
      expect(done.code, done.stderr).toBe(70);
      expect(done.stderr).toMatch(/ENOSPC|no space left/i);
      met++;
      disc.relieve();
      if (journal.events.length > 0) await expectRecovery(disc.root, journal.runId!);
    }
    figure('full disc on an event: runs that met it', met, { least: many / 2 });
    figure('full disc on an event: complete lines lost or torn', lost, { exactly: 0 });
  });

  test('on a capture: that node is capture_failed, the run is closed, exit 1', async () => {
    const many = rounds('FULL_CAPTURES', 24);
    let failed = 0;
    for (let round = 0; round < many; round++) {
      using disc = new SmallDisc(128);
      const nodes = [
        { id: 'before', bash: 'echo kept' },
        { id: 'big', depends_on: ['before'], bash: 'head -c 9000000 /dev/zero; sleep 0.05' },
        { id: 'after', depends_on: ['big'], bash: 'true' },
      ];
      // The journal's last page has another amount of room each time.
      const inputs = { pad: { type: 'string', default: 'x'.repeat(round * 170) } };
      writeFileSync(join(disc.root, 'pipe.yml'), pipeOf(nodes, { inputs }));
      const done = await run(disc.root);
      const { events, isWhole, lost } = left(disc.root, done.stdout);
      expect({ code: done.code, isWhole, lost }, done.stderr).toEqual({ code: 1, isWhole: true, lost: 0 });
      expect(events.find((event) => event.type === 'node.failed')).toMatchObject({
        node_id: 'big',
        error: { kind: 'capture_failed' },
      });
      expect(events.at(-1)).toMatchObject({ type: 'pipe.aborted', reason: 'node_failed', cause: 'big' });
      failed++;
    }
    figure('full disc on a capture: runs that ended with capture_failed and exit 1', failed, {
      exactly: many,
    });
  });
});

test.runIf(canMount)('a full disc on an agent’s capture: capture_failed as well', async () => {
  await using claude = await installStubClaude([{ steps: ['Begun.', { fill: 9_000_000 }, { hang: true }] }]);
  const many = rounds('FULL_CAPTURES', 24) / 4;
  for (let round = 0; round < many; round++) {
    using disc = new SmallDisc(128);
    const inputs = { pad: { type: 'string', default: 'x'.repeat(round * 680) } };
    writeFileSync(join(disc.root, 'pipe.yml'), pipeOf([{ id: 'ai', prompt: 'Talk.' }], { inputs }));
    const done = await run(disc.root, [], { path: claude.bin });
    const { events, isWhole } = left(disc.root, done.stdout);
    expect({ code: done.code, isWhole }, done.stderr).toEqual({ code: 1, isWhole: true });
    expect(events.at(-2)).toMatchObject({ node_id: 'ai', error: { kind: 'capture_failed' } });
  }
});

describe.runIf(process.platform === 'linux')('limits of the process', () => {
  test('ulimit -f on the journal: exit 70, and every whole line is kept', async () => {
    let lost = 0;
    for (const fileBlocks of [1, 2, 3, 5, 8, 13]) {
      const root = mkdtempSync(join(tmpdir(), 'omne-limit-'));
      mkdirSync(join(root, '.omne'));
      writeFileSync(join(root, 'pipe.yml'), trues);
      const done = await run(root, [], { fileBlocks });
      const journal = left(root, done.stdout);
      expect(done.code, done.stderr).toBe(70);
      expect(done.stderr).toMatch(/EFBIG|file too large/i);
      lost += journal.lost + Number(!journal.isWhole);
      if (journal.events.length > 0) await expectRecovery(root, journal.runId!);
      rmSync(root, { recursive: true });
    }
    figure('ulimit -f: complete lines lost or torn', lost, { exactly: 0 });
  });

  test('ulimit -n from 8 to 64: an end, a fault or a failure, never a hang', async () => {
    const ends = new Map<string, number>();
    for (let descriptors = 8; descriptors <= 64; descriptors += descriptors < 40 ? 2 : 6) {
      const root = mkdtempSync(join(tmpdir(), 'omne-limit-'));
      mkdirSync(join(root, '.omne'));
      const nodes = Array.from({ length: 20 }, (_, at) => ({ id: `n${at}`, bash: 'sleep 0.1; echo x' }));
      writeFileSync(join(root, 'pipe.yml'), pipeOf(nodes, { max_parallel: 20, failure_mode: 'continue' }));
      const done = await run(root, [], { descriptors, limitMs: 20_000 });
      const journal = left(root, done.stdout);
      expect([journal.lost, journal.isWhole]).toEqual([0, true]);
      // Below some number Node itself does not start.
      const isNodes = done.signal !== null && journal.runId === undefined;
      const end = isNodes ? 'Node did not start' : `exit ${done.code ?? done.signal}`;
      expect(end).toMatch(/^exit (?:0|1|70)$|^Node/);
      ends.set(end, (ends.get(end) ?? 0) + 1);
      if (journal.events.length > 0) await expectRecovery(root, journal.runId!);
      rmSync(root, { recursive: true });
    }
    console.log(`ulimit -n: ${[...ends].map(([end, times]) => `${end} × ${times}`).join(', ')}`);
    figure('ulimit -n: runs that hung', 0, { exactly: 0 });
  });
});
