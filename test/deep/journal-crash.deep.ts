import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyJournal } from '../../src/core/verify.ts';
import { sha256 } from '../../src/effects/crypto.ts';
import { readJournal } from '../../src/effects/journal.ts';
import { recoverRun } from '../../src/effects/recover.ts';
import { programOf, runCommand } from '../rig/sources.ts';
import { figure } from './figures.ts';
import { lineCount, quickFolder } from './journals.ts';
import { inTurns, rounds } from './rounds.ts';

const runId = 'p-01jd0000000000000000000000';
const hasStrace = spawnSync('strace', ['-V'], { stdio: 'ignore' }).status === 0;
/** `OMNE_DEEP_CRASHES`: only every n-th point; 1 for all. */
const step = rounds('CRASHES', 1);
const NODES = 24;

let root = '';
beforeAll(() => {
  root = realpathSync(quickFolder());
});
afterAll(() => rmSync(root, { recursive: true }));

interface Strike {
  readonly call: string;
  readonly nth: number;
  /** `signal=SIGKILL` or `error=EIO`. */
  readonly how: string;
  /** Only calls on these files; empty: all calls of the program. */
  readonly paths: readonly string[];
}

/** The command under strace: the n-th such call is struck; or all are only counted into `log`. */
function traced(command: readonly string[], { call, nth, how, paths }: Strike, log = '/dev/null') {
  const only = paths.flatMap((path) => ['-P', path]);
  const inject = nth > 0 ? ['-e', `inject=${call}:${how}:when=${nth}`] : [];
  return ['strace', '-f', '-qq', '-o', log, ...only, '-e', `trace=${call}`, ...inject, ...command];
}

/** How often a program makes a call. */
async function countOf(command: readonly string[], call: string, paths: readonly string[]): Promise<number> {
  const log = join(root, 'counted');
  const { code, stderr } = await runCommand(traced(command, { call, nth: 0, how: '', paths }, log));
  expect(code, stderr).toBe(0);
  const calls = readFileSync(log, 'utf8').split('\n');
  return calls.filter((line) => line.includes(`${call}(`)).length;
}

const everyStep = (count: number) =>
  Array.from({ length: count }, (_, at) => at + 1).filter((nth) => (nth - 1) % step === 0);

const RECOVERY_CALLS = [
  ...['write', 'ftruncate', 'fsync', 'fdatasync', 'openat', 'statx', 'read', 'close'],
  ...['linkat', 'link', 'unlink'],
];

const flawsOf = (path: string) => verifyJournal(readFileSync(path, 'utf8'), sha256).flaws;

const writer = (runDir: string, how: readonly string[] = []) =>
  programOf('journal-writer', [runDir, runId, String(NODES), ...how]);

/** Strikes the writer at each of its calls on the journal. */
async function strikeWriter(call: string, how: string, fsync: readonly string[] = []) {
  const pathIn = (runDir: string) => join(runDir, 'events.jsonl');
  const counted = join(root, `count-${call}`);
  const count = await countOf(writer(counted, fsync), call, [pathIn(counted)]);
  rmSync(counted, { recursive: true });
  const name = how.replace('=', '-');
  return await inTurns(everyStep(count).length, 2, async (at) => {
    const nth = everyStep(count)[at]!;
    const runDir = join(root, `${call}-${name}-${nth}`);
    const path = pathIn(runDir);
    const ended = await runCommand(traced(writer(runDir, fsync), { call, nth, how, paths: [path] }));
    const acknowledged = lineCount(Buffer.from(ended.stdout));
    const left = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    const { kind } = await recoverRun(runDir, runId, { isSwept: true });
    const lost = Math.max(0, acknowledged - lineCount(left));
    if (existsSync(path) && readFileSync(path).length > 0)
      expect(flawsOf(path), `${call} ${nth}`).toEqual([]);
    else expect(acknowledged, `${call} ${nth}`).toBe(0);
    rmSync(runDir, { recursive: true });
    return {
      code: ended.code,
      stderr: ended.stderr,
      lost,
      isTorn: left.length > 0 && left.at(-1) !== 10,
      kind,
    };
  });
}

describe.runIf(hasStrace)('at a call of the system (skipped where strace is not installed)', () => {
  test('the writer is killed: what was acknowledged is there, and recovery closes it', async () => {
    let points = 0;
    let lost = 0;
    for (const call of ['write', 'statx', 'fdatasync']) {
      const struck = await strikeWriter(call, 'signal=SIGKILL');
      points += struck.length;
      for (const strike of struck) lost += strike.lost;
    }
    const always = await strikeWriter('fdatasync', 'signal=SIGKILL', ['always']);
    points += always.length;
    for (const strike of always) lost += strike.lost;
    figure('points at which the writer was killed', points, { least: Math.floor(200 / step) });
    figure('acknowledged events lost by a killed writer', lost, { exactly: 0 });
  });

  test.each(['EIO', 'ENOSPC', 'EDQUOT'])(
    'a call of the writer fails with %s: a fault, whole lines',
    async (error) => {
      let points = 0;
      for (const call of ['write', 'fdatasync']) {
        for (const { code, stderr, lost, isTorn } of await strikeWriter(call, `error=${error}`)) {
          expect({ code, lost, isTorn }).toEqual({ code: 70, lost: 0, isTorn: false });
          // Node has no word for a quota.
          const word = error === 'EDQUOT' ? '(UNKNOWN|Unknown system error)' : error;
          expect(stderr).toMatch(new RegExp(`^the journal cannot be written: ${word}`));
          points++;
        }
      }
      figure(`calls of the writer that failed with ${error}`, points, { least: Math.floor(60 / step) });
    },
  );

  test('recovery is killed at any of its calls, and the next one closes the run', async () => {
    const left = join(root, 'left');
    const dead = await runCommand(
      traced(writer(left), {
        call: 'write',
        nth: 40,
        how: 'signal=SIGKILL',
        paths: [join(left, 'events.jsonl')],
      }),
    );
    expect(dead.code).not.toBe(0);
    const path = join(left, 'events.jsonl');
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"type":"node.st`);
    const whole = lineCount(readFileSync(path));
    let points = 0;
    const copyTo = (name: string) => {
      const runDir = join(root, name);
      cpSync(left, runDir, { recursive: true });
      return runDir;
    };
    const recoverer = (runDir: string) => programOf('recoverer', [runDir, runId]);
    const filesOf = (runDir: string) => ['events.jsonl', 'events.torn'].map((name) => join(runDir, name));
    for (const call of RECOVERY_CALLS) {
      // Of locks the names are not known before.
      const paths = call.includes('link') ? () => [] : filesOf;
      const counted = copyTo(`count-recovery-${call}`);
      const count = await countOf(recoverer(counted), call, paths(counted));
      points += everyStep(count).length;
      await inTurns(everyStep(count).length, 2, async (at) => {
        const nth = everyStep(count)[at]!;
        const runDir = copyTo(`recovery-${call}-${nth}`);
        const strike = { call, nth, how: 'signal=SIGKILL', paths: paths(runDir) };
        await runCommand(traced(recoverer(runDir), strike));
        const isDone = !existsSync(join(runDir, 'lock'));
        const again = await recoverRun(runDir, runId, { isSwept: true });
        const journal = join(runDir, 'events.jsonl');
        expect([flawsOf(journal), isDone || again.kind !== 'held'], `${call} ${nth}`).toEqual([[], true]);
        expect(readJournal(journal).events.length).toBeGreaterThan(whole);
        // Killed while it saved the torn tail: the next one saved it beside that.
        const torn = readdirSync(runDir).filter((name) => name.startsWith('events.torn'));
        const saved = torn.map((name) => readFileSync(join(runDir, name), 'utf8'));
        expect(saved, `${call} ${nth}`).toContain('{"type":"node.st');
        rmSync(runDir, { recursive: true });
      });
      rmSync(counted, { recursive: true });
    }
    figure('points at which recovery was killed', points, { least: Math.floor(30 / step) });
  });
});
