import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Fact } from '../../src/core/event.ts';
import { decodeJournal } from '../../src/core/journal-line.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { sha256 } from '../../src/effects/crypto.ts';
import { Journal } from '../../src/effects/journal.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'omne-journal-'));
const open = (path: string, secrets: readonly string[] = []) =>
  new Journal(path, 'p-01', createRedactor(secrets));

const ended = { node_id: 'n', duration_ms: 1, attempt: 1 } as const;

describe('the journal', () => {
  test('appends whole, chained lines with increasing ids, private to the owner', () => {
    const path = join(folder(), 'events.jsonl');
    const journal = open(path, ['open-sesame']);
    for (let at = 0; at < 50; at++) journal.append({ type: 'node.started', node_id: `n${at}`, kind: 'bash' });
    journal.append({ type: 'pipe.aborted', reason: 'fault', message: 'it was open-sesame', duration_ms: 1 });
    journal.close();
    const { events, torn, broken } = decodeJournal(readFileSync(path, 'utf8'), sha256);
    expect({ torn, broken, count: events.length }).toEqual({ torn: '', broken: undefined, count: 51 });
    expect(events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).toSorted());
    expect(new Set(events.map(({ id }) => id)).size).toBe(51);
    expect(events.at(-1)).toMatchObject({ message: 'it was ***' });
  });

  test.each<[Fact, object]>([
    [
      { ...ended, type: 'node.completed', outputs: { list: ['x open-sesame'], 'open-sesame': [{ n: 1 }] } },
      { outputs: { list: ['x ***'], '***': [{ n: 1 }] } },
    ],
    [{ ...ended, type: 'node.completed', outputs: 'open-sesame' }, { outputs: '***' }],
    [{ ...ended, type: 'node.completed', outputs: null }, { outputs: null }],
    [{ ...ended, type: 'node.failed', error: { kind: 'crash' }, message: 'open-sesame' }, { message: '***' }],
    [
      {
        ...ended,
        type: 'node.attempt_failed',
        error: { kind: 'crash' },
        message: 'open-sesame',
        will: 'retry',
      },
      { message: '***' },
    ],
    [
      {
        type: 'node.skipped',
        node_id: 'n',
        reason: 'when',
        when: "env.KEY != 'open-sesame'",
        saw: { 'env.KEY': 'open-sesame', 'nodes.a.outputs': ['open-sesame'] },
      },
      { when: "env.KEY != '***'", saw: { 'env.KEY': '***', 'nodes.a.outputs': ['***'] } },
    ],
    [{ type: 'pipe.completed', duration_ms: 1, outputs: { a: 'open-sesame' } }, { outputs: { a: '***' } }],
    [
      {
        type: 'pipe.aborted',
        reason: 'outputs_invalid',
        message: 'open-sesame',
        outputs: { a: ['open-sesame'] },
        duration_ms: 1,
      },
      { message: '***', outputs: { a: ['***'] } },
    ],
  ])('holds no secret: %j', (fact, clean) => {
    const path = join(folder(), 'events.jsonl');
    const journal = open(path, ['open-sesame']);
    expect(journal.append(fact)).toMatchObject({ ...fact, ...clean });
    journal.close();
    expect(readFileSync(path, 'utf8')).not.toContain('open-sesame');
  });

  test('adds nothing to a fact that has none of it', () => {
    const journal = open(join(folder(), 'events.jsonl'), ['open-sesame']);
    for (const type of [
      'node.completed',
      'node.attempt_failed',
      'node.skipped',
      'pipe.completed',
      'pipe.aborted',
    ]) {
      const event = journal.append({ type } as Fact);
      expect(Object.keys(event).filter((key) => /^(outputs|message|when|saw)$/.test(key))).toEqual([]);
    }
    journal.close();
  });

  test('is never an existing file, nor what a link leads to', () => {
    const path = join(folder(), 'events.jsonl');
    writeFileSync(path, 'mine');
    expect(() => open(path)).toThrow(/cannot be created/);
    const link = join(folder(), 'events.jsonl');
    symlinkSync(path, link);
    expect(() => open(link)).toThrow(/cannot be created/);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});

// In a process of its own: what waits for a FIFO's writer waits for ever, and no timer of a test ends it.
test.runIf(process.platform !== 'win32')('a FIFO in its place is no journal, and nobody waits for it', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'omne-')), 'events.jsonl');
  execFileSync('mkfifo', [path]);
  const module = new URL('../../src/effects/journal.ts', import.meta.url).href;
  const read = `import(${JSON.stringify(module)}).then((m) => m.readJournal(${JSON.stringify(path)})).catch((e) => console.log(e.message))`;
  const said = execFileSync(process.execPath, ['--no-warnings', '-e', read], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(said).toBe(`the journal ${path} is not a regular file\n`);
});
