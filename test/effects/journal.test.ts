import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeJournal } from '../../src/core/journal-line.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { sha256 } from '../../src/effects/crypto.ts';
import { Journal } from '../../src/effects/journal.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'omne-journal-'));
const open = (path: string, secrets: readonly string[] = []) =>
  new Journal(path, 'p-01', createRedactor(secrets));

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

  test('is never an existing file, nor what a link leads to', () => {
    const path = join(folder(), 'events.jsonl');
    writeFileSync(path, 'mine');
    expect(() => open(path)).toThrow(/cannot be created/);
    const link = join(folder(), 'events.jsonl');
    symlinkSync(path, link);
    expect(() => open(link)).toThrow(/cannot be created/);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  test('a run whose journal was removed does not end well: the next durable event is a fault, and every one after it', () => {
    const path = join(folder(), 'events.jsonl');
    const journal = open(path);
    journal.append({ type: 'node.started', node_id: 'a', kind: 'bash' });
    rmSync(path);
    expect(() => journal.append({ type: 'pipe.completed', duration_ms: 1 })).toThrow(
      expect.objectContaining({
        message: 'the journal cannot be written',
        cause: expect.objectContaining({ message: 'the file was removed while the run went on' }),
      }),
    );
    expect(() => journal.append({ type: 'node.started', node_id: 'b', kind: 'bash' })).toThrow(
      /cannot be written/,
    );
  });
});
