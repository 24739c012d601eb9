import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import { decodeJournal, lineOf } from '../../src/core/journal-line.ts';
import { pastOf } from '../../src/core/past.ts';
import { emptyState, fold, reduce } from '../../src/core/state.ts';
import { verifyJournal } from '../../src/core/verify.ts';
import { anyBytes } from './any-bytes.ts';
import { anyEdit, cutAfterLine, cutAt } from './journal-edits.ts';
import { anyFact, sha256, wholeRun, written } from './random-facts.ts';

/** More of them for a deep look: `OMNE_TEST_RUNS=20000`. */
const numRuns = Number(process.env['OMNE_TEST_RUNS'] ?? 200);

// Key by key in their order, and whatever the keys are called.
const asText = (values: readonly object[]) => JSON.stringify(values);
const verify = (text: string) => verifyJournal(text, sha256);

describe('writing and reading', () => {
  test('any facts come back as they were, line by line', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 5 }), (facts) => {
        const { text, events } = written(facts);
        const { events: read, ...rest } = decodeJournal(text, sha256);
        expect([asText(read), rest]).toEqual([asText(events), { torn: '' }]);
        expect(events.map((event) => `${lineOf(event)}\n`).join('')).toBe(text);
        for (const [at, fact] of facts.entries()) {
          const { id: _, ts: __, run_id: ___, seq: ____, mono_ms: _____, h: ______, ...stripped } = read[at]!;
          expect(asText([stripped])).toBe(asText([fact]));
        }
      }),
      { numRuns },
    );
  });

  test('a journal is UTF-8 with a line per event, and no command of a log in it', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 5 }), (facts) => {
        const { text } = written(facts);
        expect(Buffer.from(text).toString()).toBe(text);
        expect(text.split('\n')).toHaveLength(facts.length + 1);
        expect(text).not.toMatch(/##\[|\r|\ufffd/);
      }),
      { numRuns },
    );
  });

  test('whatever a whole run tells, its journal has no flaw', () => {
    fc.assert(
      fc.property(wholeRun, (facts) => {
        const { text, events } = written(facts);
        const { events: read, ...rest } = verify(text);
        expect([asText(read), rest]).toEqual([asText(events), { hasEnded: true, flaws: [] }]);
      }),
      { numRuns },
    );
  });
});

describe('a journal that is not what was written', () => {
  test('any single edit is found', () => {
    fc.assert(
      fc.property(wholeRun, anyEdit, (facts, edit) => {
        const before = Buffer.from(written(facts).text);
        const after = edit.apply(before);
        fc.pre(!after.equals(before));
        expect(verify(after.toString()).flaws, edit.name).not.toEqual([]);
      }),
      { numRuns },
    );
  });

  test('bytes that are no UTF-8 are found even where they read the same', () => {
    const { text } = written([
      { type: 'pipe.aborted', reason: 'fault', message: 'a\ufffdb', duration_ms: 0 },
    ]);
    expect(text).toContain('a\\ufffdb');
    expect(decodeJournal(text, sha256).events[0]).toMatchObject({ message: 'a\ufffdb' });
    const other = Buffer.from(text.replace('a\\ufffdb', 'a\ufffdb'));
    const at = other.indexOf(0xef);
    other[at] = 0xf0;
    expect(other.toString()).toContain('a\ufffdb');
    expect(decodeJournal(other.toString(), sha256).broken?.line).toBe(1);
  });

  test('an end cut off is found, and all whole lines before it are read', () => {
    fc.assert(
      fc.property(wholeRun, cutAt, (facts, cut) => {
        const { text, events } = written(facts);
        const rest = cut(Buffer.from(text));
        const { events: read, hasEnded, flaws } = verify(rest.toString());
        expect(asText(read)).toBe(asText(events.slice(0, rest.filter((byte) => byte === 0x0a).length)));
        expect([hasEnded, flaws.length]).toEqual([false, 1]);
      }),
      { numRuns },
    );
  });

  test('after a whole line it is a shorter journal of a run that goes on', () => {
    fc.assert(
      fc.property(wholeRun, cutAfterLine, (facts, cut) => {
        const { text, events } = written(facts);
        const { events: read, flaws } = verify(cut(Buffer.from(text)).toString());
        const reason = read.length === 0 ? 'there is no event' : 'the run has no last event';
        expect(flaws).toEqual([{ line: read.length + 1, reason }]);
        expect(asText(read)).toBe(asText(events.slice(0, read.length)));
      }),
      { numRuns },
    );
  });
});

describe('reading what anybody may have written', () => {
  test('never throws, and what it reads can be folded', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const text = bytes.toString();
        const { events } = decodeJournal(text, sha256);
        expect(asText(verify(text).events)).toBe(asText(events));
        fold(events);
        pastOf(events);
      }),
      { numRuns: numRuns * 2 },
    );
  });

  test('any events of known types can be folded, all at once or one after the other', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 12 }), (facts) => {
        const { events } = written(facts);
        const state = emptyState();
        for (const event of events) reduce(state, event);
        expect(state).toEqual(fold(events));
        const ids = events.flatMap((event: Event) => ('node_id' in event ? [event.node_id] : []));
        expect([...state.nodes.keys()].sort()).toEqual(
          [...new Set(ids.filter((id) => state.nodes.has(id)))].sort(),
        );
        pastOf(events);
      }),
      { numRuns },
    );
  });
});
