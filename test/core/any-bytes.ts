import fc from 'fast-check';
import type { Fact } from '../../src/core/event.ts';
import { anyEdit } from './journal-edits.ts';
import { anyFact, anyJson, anyText, wholeRun, written } from './random-facts.ts';

/** Values of the wrong kind, one that cannot even be made a text among them. */
const anyValue = fc.oneof(
  anyJson,
  fc.constantFrom(null, true, 0, -1, 1e300, '', [], {}),
  fc.constant({ toString: 1, valueOf: 1 }),
  fc.constant({ length: 3 }),
);

/** Lines that anybody could have written. */
const anyLine = fc.oneof(
  anyText,
  anyJson.map((value) => JSON.stringify(value)),
  fc
    .tuple(
      anyFact,
      fc.dictionary(fc.constantFrom(...['type', 'node_id', 'seq', 'h', 'usage', 'gates', 'error']), anyValue),
      fc.boolean(),
    )
    .map(([fact, changes]) => JSON.stringify({ ...fact, ...changes })),
  fc.tuple(anyFact, fc.string(), anyValue).map(([fact, key, value]) => {
    const keys = Object.keys(fact);
    return JSON.stringify({ ...fact, [keys[key.length % keys.length]!]: value });
  }),
);

/** Bytes of any kind: noise, journals with several edits, lines that only look like some. */
export const anyBytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(wholeRun, fc.array(anyEdit, { minLength: 1, maxLength: 4 }))
    .map(([facts, edits]) =>
      edits.reduce<Buffer>((bytes, edit) => edit.apply(bytes), Buffer.from(written(facts).text)),
    ),
  fc.array(anyLine, { maxLength: 5 }).map((all) => Buffer.from(all.map((line) => `${line}\n`).join(''))),
  fc.array(fc.tuple(anyFact, anyValue), { maxLength: 4 }).map((all) => {
    // Sealed by somebody who knows how.
    const facts = all.map(([fact, node_id]) => ({ ...fact, node_id }) as unknown as Fact);
    return Buffer.from(written(facts).text);
  }),
);
