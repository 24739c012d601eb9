import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fact } from '../../src/core/event.ts';
import { CHAIN_START, encodeLine } from '../../src/core/journal-line.ts';
import { verifyJournal } from '../../src/core/verify.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const verify = (text: string) => verifyJournal(text, sha256);

/** A journal as the writer makes it. */
function written(facts: readonly Fact[]): string {
  let previous = CHAIN_START;
  return facts
    .map((fact, seq) => {
      const id = `01kp${String(seq).padStart(22, '0')}`;
      const stamp = { id, ts: '2026-04-18T08:00:00Z', run_id: 'demo-01kp', seq, mono_ms: seq };
      const { line, event } = encodeLine(fact, stamp, previous, sha256);
      previous = event.h;
      return `${line}\n`;
    })
    .join('');
}

const begin: Fact = {
  type: 'pipe.started',
  pipe: 'demo',
  inputs: [{ key: 'who', value: 'Grüße 🎉' }],
  pipe_path: 'demo.md',
  pipe_digest: 'sha256:00',
  plan_digest: 'sha256:11',
  engine: 'test',
};
const start = (node_id: string): Fact => ({ type: 'node.started', node_id, kind: 'bash' });
const done = (node_id: string): Fact => ({ type: 'node.completed', node_id, duration_ms: 1, attempt: 1 });
const skipped = (node_id: string): Fact => ({ type: 'node.skipped', node_id, reason: 'when' });
const over: Fact = { type: 'pipe.completed', duration_ms: 5 };
const whole = [begin, start('a'), skipped('b'), done('a'), over];

test('a whole journal has no flaw', () => {
  const { events, hasEnded, flaws } = verify(written(whole));
  expect([events.length, hasEnded, flaws]).toEqual([5, true, []]);
});

describe('a journal that is not whole', () => {
  const { length } = written(whole);
  test.each([
    ['nothing', '', [[1, 'there is no event']]],
    ['no end', written([begin, start('a')]), [[3, 'the run has no last event']]],
    [
      'a torn line',
      written(whole).slice(0, length - 3),
      [[5, '81 characters without a line feed: a write that was cut short']],
    ],
    ['no JSON', `${written([begin])}nonsense\n`, [[2, 'not an event']]],
    ['ends twice', written([begin, over, over]), [[2, 'the run goes on after its last event']]],
    ['starts late', written([start('a'), begin, done('a'), over]), 2],
    [
      'a node begins twice',
      written([begin, skipped('a'), start('a'), done('a'), over]),
      [[3, 'node a begins twice']],
    ],
    [
      'ends without a start',
      written([begin, done('a'), over]),
      [[2, 'node.completed of node a, which does not run']],
    ],
    ['never ends', written([begin, start('a'), over]), [[2, 'node a never ends']]],
  ] as const)('%s', (_, text, flaws) => {
    const found = verify(text).flaws.map(({ line, reason }) => [line, reason]);
    if (typeof flaws === 'number') expect(found).toHaveLength(flaws);
    else if (flaws[0]?.[1].includes('without a line feed')) {
      expect(found).toEqual([[5, expect.stringMatching(/^\d+ characters without a line feed/)]]);
    } else expect(found).toEqual(flaws);
  });
});

test('cut after any character, it is not whole', () => {
  const text = written(whole);
  for (let at = 0; at < text.length; at++)
    expect(verify(text.slice(0, at)).flaws, `cut at ${at}`).not.toEqual([]);
});

test('a line changed, left out, doubled or moved is found', () => {
  const lines = written(whole).split(/(?<=\n)/);
  const edited = fc.oneof(
    fc.nat(lines.length - 1).map((at) => lines.toSpliced(at, 1)),
    fc.nat(lines.length - 1).map((at) => lines.toSpliced(at, 0, lines[at]!)),
    fc.tuple(fc.nat(lines.length - 2)).map(([at]) => lines.toSpliced(at, 2, lines[at + 1]!, lines[at]!)),
    fc
      .tuple(fc.nat(lines.length - 1), fc.nat(10_000), fc.integer({ min: 32, max: 126 }))
      .map(([at, place, code]) => {
        const line = lines[at]!;
        const from = place % (line.length - 1);
        return lines.with(at, line.slice(0, from) + String.fromCharCode(code) + line.slice(from + 1));
      }),
  );
  fc.assert(
    fc.property(edited, (changed) => {
      fc.pre(changed.join('') !== lines.join(''));
      expect(verify(changed.join('')).flaws).not.toEqual([]);
    }),
    { numRuns: 2000 },
  );
});
