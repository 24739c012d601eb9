import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/core/redact.ts';
import { UNICODE } from '../../src/report/words.ts';
import { createCaptureText, type Dialect, safeLine } from '../../src/shell/capture-text.ts';

const parts = [
  'plain text\n',
  'y\n',
  '\n',
  '\n\n\n',
  'größe 😀\n',
  'std::vector\n',
  'no end',
  'crlf\r\n',
  '\r',
  '::error::x\n',
  ':',
  '  ::add-mask::x\n',
  '\u00a0',
  '##[group]x\n',
  '#',
  '##',
  '[error]x\n',
  '\x1b[31mred\n',
  '\x1b[',
  '\x07',
  'x'.repeat(5000),
  'secret-value\n',
  '$& $1 $$\n',
];

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function shown(chunks: readonly Uint8Array[], dialect: Dialect, prefix: string): string {
  let out = '';
  const text = createCaptureText({
    write: (lines) => {
      expect(lines.endsWith('\n')).toBe(true);
      out += lines;
    },
    redactor: createRedactor(['secret-value']),
    safe: safeLine(dialect, false),
    prefix,
    path: 'a.out',
    glyphs: UNICODE,
  });
  for (const chunk of chunks) text.chunk(chunk);
  text.end();
  return out;
}

const single = (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte));

describe.each(['actions', 'plain'] as const)('createCaptureText, %s', (dialect) => {
  it.each(['', '[n1] ', '[ä$&] '])('says the same in any chunks, behind %j', (prefix) => {
    const next = random(3);
    for (let round = 0; round < 150; round++) {
      const length = Math.floor(next() * 12);
      const picked = Array.from({ length }, () => parts[Math.floor(next() * parts.length)]!);
      const bytes = Buffer.from(picked.join(''));
      const whole = shown([bytes], dialect, prefix);
      // A single byte never takes the way of many lines at once.
      expect(shown(single(bytes), dialect, prefix)).toBe(whole);
      const cut = Math.floor(next() * bytes.length);
      expect(shown([bytes.subarray(0, cut), bytes.subarray(cut)], dialect, prefix)).toBe(whole);
    }
  });

  it('writes many short lines in few strings', () => {
    const bytes = Buffer.from('y\n'.repeat(8192));
    expect(shown([bytes, bytes], dialect, '[n1] ')).toBe('[n1] y\n'.repeat(16_384));
  });
});
