import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { verifyJournal } from '../../src/core/verify.ts';
import { sha256 } from '../../src/effects/crypto.ts';
import { recoverRun } from '../../src/effects/recover.ts';
import { figure } from './figures.ts';
import { lineCount, quickFolder, type RealJournal, realJournals } from './journals.ts';

let journals: readonly RealJournal[] = [];
beforeAll(async () => {
  journals = await realJournals();
});

const flawsOf = (bytes: Buffer) => verifyJournal(bytes.toString('utf8'), sha256).flaws;

test('cut after any byte and recovered: verified, every whole event kept, the rest put aside', async () => {
  const root = quickFolder();
  let cuts = 0;
  let closed = 0;
  for (const { runId, bytes } of journals) {
    const runDir = join(root, runId);
    const path = join(runDir, 'events.jsonl');
    // Each cut reads all that stands before it: of long journals only some.
    const step = bytes.length > 12_000 ? 7 : 1;
    for (let at = 0; at <= bytes.length; at += step) {
      mkdirSync(runDir);
      const cut = bytes.subarray(0, at);
      const whole = cut.subarray(0, cut.lastIndexOf(10) + 1);
      writeFileSync(path, cut);
      const { kind } = await recoverRun(runDir, runId, { insist: true, isSwept: true });
      const after = readFileSync(path);
      expect(after.subarray(0, whole.length).equals(whole), `cut at ${at}`).toBe(true);
      if (whole.length === 0) expect([kind, after.length]).toEqual(['empty', 0]);
      else {
        expect([kind, flawsOf(after)]).toEqual([whole.length === bytes.length ? 'ended' : 'recovered', []]);
        closed++;
      }
      const torn = whole.length === at ? [] : ['events.torn'];
      expect(readdirSync(runDir)).toEqual(['events.jsonl', ...torn]);
      if (torn.length > 0)
        expect(readFileSync(join(runDir, 'events.torn'))).toEqual(cut.subarray(whole.length));
      rmSync(runDir, { recursive: true });
      cuts++;
    }
  }
  rmSync(root, { recursive: true });
  figure('truncations of real journals recovered', cuts, { least: 20_000 });
  figure('of them with a first event: closed and verified', closed, { least: 19_000 });
});

test('any byte changed: found, or a torn tail where the last line feed is hit', () => {
  let flips = 0;
  let missed = 0;
  for (const { bytes } of journals) {
    for (let at = 0; at < bytes.length; at++) {
      const was = bytes[at]!;
      for (const change of [was ^ 1, was ^ 0x20, was ^ 0x80]) {
        bytes[at] = change;
        const flaws = flawsOf(bytes);
        if (flaws.length === 0) missed++;
        flips++;
      }
      bytes[at] = was;
    }
    expect(flawsOf(bytes)).toEqual([]);
  }
  figure('bytes of real journals changed', flips, { least: 60_000 });
  figure('of them not found', missed, { exactly: 0 });
});

test('lines left out, doubled, swapped or added: found', () => {
  let edits = 0;
  for (const { bytes } of journals) {
    const lines = bytes.toString('utf8').split('\n').slice(0, -1);
    const found = (edited: readonly string[], what: string) => {
      const { flaws } = verifyJournal(`${edited.join('\n')}\n`, sha256);
      expect(flaws.length, what).toBeGreaterThan(0);
      edits++;
    };
    for (let at = 0; at < lines.length; at++) {
      found(lines.toSpliced(at, 1), `without line ${at}`);
      found(lines.toSpliced(at, 0, lines[at]!), `line ${at} twice`);
      found(lines.toSpliced(at, 0, lines[0]!), `the first line again at ${at + 1}`);
      if (at > 0) found(lines.toSpliced(at - 1, 2, lines[at]!, lines[at - 1]!), `line ${at} before`);
    }
    expect(lines).toHaveLength(lineCount(bytes));
  }
  figure('lines of real journals left out, doubled, swapped, added', edits, { least: 500 });
});
