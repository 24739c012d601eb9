import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeJournal } from '../../src/core/journal-line.ts';
import { pastOf } from '../../src/core/past.ts';
import { fold } from '../../src/core/state.ts';
import { verifyJournal } from '../../src/core/verify.ts';
import { anyBytes } from '../core/any-bytes.ts';
import { anyEdit, cutAfterLine, cutAt } from '../core/journal-edits.ts';
import { anyFact, sha256, wholeRun, written } from '../core/random-facts.ts';
import { figure } from './figures.ts';

const JOURNALS = 3_000;
const EDITS_EACH = 20;
const READ = 50_000;
const ROUND_TRIPS = 20_000;

// Key by key in their order, and whatever the keys are called.
const asText = (values: readonly object[]) => JSON.stringify(values);
const verify = (text: string) => verifyJournal(text, sha256);

test('every single edit of a journal is found', () => {
  let edits = 0;
  fc.assert(
    fc.property(
      wholeRun,
      fc.array(anyEdit, { minLength: EDITS_EACH, maxLength: EDITS_EACH }),
      (facts, all) => {
        const before = Buffer.from(written(facts).text);
        for (const edit of all) {
          const after = edit.apply(before);
          if (after.equals(before)) continue;
          expect(verify(after.toString()).flaws, edit.name).not.toEqual([]);
          edits++;
        }
      },
    ),
    { numRuns: JOURNALS },
  );
  figure('journal edits', edits, { least: 50_000 });
});

test('an end cut off is found, and what stands before it is read', () => {
  let cuts = 0;
  fc.assert(
    fc.property(wholeRun, fc.array(fc.oneof(cutAt, cutAfterLine), { minLength: 10 }), (facts, all) => {
      const { text, events } = written(facts);
      for (const cut of all) {
        const rest = cut(Buffer.from(text));
        const { events: read, hasEnded, flaws } = verify(rest.toString());
        expect(asText(read)).toBe(asText(events.slice(0, rest.filter((byte) => byte === 0x0a).length)));
        expect([hasEnded, flaws.length]).toEqual([false, 1]);
        cuts++;
      }
    }),
    { numRuns: JOURNALS / 3 },
  );
  figure('journals cut off', cuts, { least: 10_000 });
});

test('whatever stands in a journal can be read and folded', () => {
  let read = 0;
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const text = bytes.toString();
      const { events } = decodeJournal(text, sha256);
      verify(text);
      fold(events);
      pastOf(events);
      read++;
    }),
    { numRuns: READ },
  );
  figure('journals of anything read', read, { least: 50_000 });
});

test('any facts come back as they were', () => {
  let facts = 0;
  fc.assert(
    fc.property(fc.array(anyFact, { maxLength: 5 }), (all) => {
      const { text, events } = written(all);
      const { events: read, ...rest } = decodeJournal(text, sha256);
      expect([asText(read), rest]).toEqual([asText(events), { torn: '' }]);
      facts += all.length;
    }),
    { numRuns: ROUND_TRIPS },
  );
  figure('facts written and read back', facts, { least: ROUND_TRIPS });
});
