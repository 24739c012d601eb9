import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Event, Fact } from '../../src/core/event.ts';
import { CHAIN_START, decodeJournal, encodeLine, lineOf } from '../../src/core/journal-line.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const decode = (text: string) => decodeJournal(text, sha256);

const stampOf = (seq: number) => ({
  id: `01kp000000000000000000000${seq}`,
  ts: '2026-04-18T08:00:00Z',
  run_id: 'demo-01kp',
  seq,
  mono_ms: seq * 10,
});

/** A journal as the writer makes it: the text, and the events it holds. */
function write(facts: readonly Fact[]): { text: string; events: Event[] } {
  let previous = CHAIN_START;
  let text = '';
  const events = facts.map((fact, seq) => {
    const { line, event } = encodeLine(fact, stampOf(seq), previous, sha256);
    previous = event.h;
    text += `${line}\n`;
    return event;
  });
  return { text, events };
}

const FACTS: readonly Fact[] = [
  {
    type: 'pipe.started',
    pipe: 'demo',
    inputs: [{ key: 'who', value: 'Grüße 🎉\n"x"' }],
    pipe_path: 'demo.md',
    pipe_digest: 'sha256:00',
    plan_digest: 'sha256:11',
    engine: 'test',
  },
  { type: 'node.started', node_id: 'a', kind: 'bash' },
  {
    type: 'node.failed',
    node_id: 'a',
    error: { kind: 'crash', exit_code: 3 },
    message: 'naïve\ud800',
    output_path: 'nodes/a.out',
    duration_ms: 5,
    attempt: 1,
  },
  { type: 'pipe.aborted', reason: 'node_failed', cause: 'a', duration_ms: 20 },
];

describe('a line', () => {
  test('has the type first, the stamp before and after the fields, and the hash last', () => {
    const fact: Fact = { type: 'node.started', node_id: 'a', kind: 'bash' };
    const body =
      '{"type":"node.started","id":"01kp0000000000000000000000","ts":"2026-04-18T08:00:00Z",' +
      '"run_id":"demo-01kp","node_id":"a","kind":"bash","seq":0,"mono_ms":0}';
    const h = sha256(`0000000000000000${body}`).slice(0, 16);
    expect(encodeLine(fact, stampOf(0), CHAIN_START, sha256)).toEqual({
      line: `${body.slice(0, -1)},"h":"${h}"}`,
      event: { ...fact, ...stampOf(0), h },
    });
  });

  test('covers the line before it', () => {
    const fact: Fact = { type: 'node.started', node_id: 'a', kind: 'bash' };
    const one = encodeLine(fact, stampOf(1), CHAIN_START, sha256);
    const other = encodeLine(fact, stampOf(1), '00000000000000aa', sha256);
    expect(one.event.h).not.toBe(other.event.h);
  });

  test('never holds a line feed of its own, whatever the fields hold', () => {
    const { text } = write([{ ...FACTS[0]!, pipe: 'a\nb\r\u2028c' } as Fact]);
    expect(text.split('\n')).toHaveLength(2);
  });

  test("never holds `##[`, a command to GitHub's runner anywhere in a line, and reads back as it was", () => {
    const message = 'x ##[add-mask]a ###[#[';
    const { line, event } = encodeLine(
      { type: 'pipe.aborted', reason: 'fault', message, duration_ms: 0 },
      stampOf(0),
      CHAIN_START,
      sha256,
    );
    expect(line).not.toContain('##[');
    expect(decodeJournal(`${line}\n`, sha256)).toEqual({ events: [event], torn: '' });
    expect(lineOf(event)).toBe(line);
  });
});

describe('reading', () => {
  test('an empty journal', () => {
    expect(decode('')).toEqual({ events: [], torn: '' });
  });

  test('what was written, as it was written', () => {
    const { text, events } = write(FACTS);
    expect(decode(text)).toEqual({ events, torn: '' });
  });

  test('every prefix: its whole lines, and the rest as torn', () => {
    const { text, events } = write(FACTS);
    for (let length = 0; length <= text.length; length++) {
      const prefix = text.slice(0, length);
      const whole = prefix.split('\n').length - 1;
      const torn = prefix.slice(prefix.lastIndexOf('\n') + 1);
      expect(decode(prefix)).toEqual({ events: events.slice(0, whole), torn });
    }
  });

  test('any byte changed anywhere is found, and what stands before it is read', () => {
    const { text, events } = write(FACTS);
    const bytes = Buffer.from(text);
    const starts = [0, ...[...bytes].flatMap((byte, at) => (byte === 0x0a ? [at + 1] : []))];
    for (let at = 0; at < bytes.length; at++) {
      const line = starts.filter((start) => start <= at).length - 1;
      for (const mask of [0x01, 0x20, 0x80, 0xff]) {
        const changed = Buffer.from(bytes);
        changed[at] = bytes[at]! ^ mask;
        const { events: read, torn, broken } = decode(changed.toString());
        const where = { at, mask, line: broken?.line ?? (torn === '' ? 'nowhere' : read.length + 1) };
        expect(where).toEqual({ at, mask, line: line + 1 });
        expect(read).toEqual(events.slice(0, line));
      }
    }
  });

  test.each<{
    name: string;
    damage: (lines: string[]) => string[];
    broken: { line: number; reason: string };
  }>([
    {
      name: 'a value changed',
      damage: ([a, b, c, d]) => [a!, b!.replace('"bash"', '"loop"'), c!, d!],
      broken: { line: 2, reason: 'the hash does not match: the line, or one before it, was changed' },
    },
    {
      name: 'a line taken out',
      damage: ([a, , c, d]) => [a!, c!, d!],
      broken: { line: 2, reason: 'seq 2 where 1 was due' },
    },
    {
      name: 'two lines swapped',
      damage: ([a, b, c, d]) => [a!, c!, b!, d!],
      broken: { line: 2, reason: 'seq 2 where 1 was due' },
    },
    {
      name: 'the first line taken out',
      damage: ([, b, c, d]) => [b!, c!, d!],
      broken: { line: 1, reason: 'seq 1 where 0 was due' },
    },
    {
      name: 'a blank line',
      damage: ([a, b, c, d]) => [a!, '', b!, c!, d!],
      broken: { line: 2, reason: 'not an event' },
    },
    { name: 'no JSON', damage: ([a]) => [a!, '{"type":"node'], broken: { line: 2, reason: 'not an event' } },
    { name: 'no object', damage: ([a]) => [a!, 'null', '7'], broken: { line: 2, reason: 'not an event' } },
    { name: 'no type', damage: () => ['{"seq":0}'], broken: { line: 1, reason: 'not an event' } },
    {
      name: 'a type that is no text',
      damage: () => ['{"type":1}'],
      broken: { line: 1, reason: 'not an event' },
    },
    {
      name: 'the hash taken off the last line',
      damage: ([a, b, c, d]) => [a!, b!, c!, d!.replace(/,"h":"[^"]*"/, '')],
      broken: { line: 4, reason: 'the hash is missing' },
    },
    {
      name: 'the hash taken off the only line',
      damage: ([a]) => [a!.replace(/,"h":"[^"]*"/, '')],
      broken: { line: 1, reason: 'the hash is missing' },
    },
    {
      name: "omne-cli's line after one of ours",
      damage: ([a]) => [a!, '{"type":"pipe.completed","id":"x","ts":"y","run_id":"z"}'],
      broken: { line: 2, reason: 'the hash is missing' },
    },
    {
      name: 'a field behind the hash',
      damage: ([a]) => [a!.replace(/\}$/, ',"z":1}')],
      broken: { line: 1, reason: 'the hash is not the last field' },
    },
  ])('$name', ({ damage, broken }) => {
    const { text, events } = write(FACTS);
    const damaged = `${damage(text.trimEnd().split('\n')).join('\n')}\n`;
    expect(decode(damaged)).toEqual({ events: events.slice(0, broken.line - 1), torn: '', broken });
  });

  test("omne-cli's journals: no hash, no number, null for what is absent", () => {
    const lines = [
      '{"type":"pipe.started","id":"01kp1","ts":"2026-04-18T08:00:00Z","run_id":"r","pipe":"p","inputs":[],"distro_version":"2.0.1"}',
      '{"type":"node.started","id":"01kp2","ts":"2026-04-18T08:00:00Z","run_id":"r","node_id":"a","kind":"bash","name":null,"model":null}',
      '{"type":"node.failed","id":"01kp3","ts":"2026-04-18T08:00:00Z","run_id":"r","node_id":"a","error":{"kind":"crash"},"message":null}',
    ];
    const events = lines.map((line) => JSON.parse(line));
    expect(decode(`${lines.join('\n')}\n{"type":"pipe.ab`)).toEqual({ events, torn: '{"type":"pipe.ab' });
  });

  test('a type of a newer engine passes through', () => {
    const fact = { type: 'node.expanded', node_id: 'a', count: 3 } as unknown as Fact;
    const { text, events } = write([FACTS[0]!, fact]);
    expect(decode(text)).toEqual({ events, torn: '' });
  });

  test('any messages at all come back, or what JSON makes of them', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), (messages) => {
        const facts = messages.map(
          (message): Fact => ({ type: 'pipe.aborted', reason: 'fault', message, duration_ms: 0 }),
        );
        const { text, events } = write(facts);
        expect(decode(text)).toEqual({ events, torn: '' });
      }),
    );
  });
});
