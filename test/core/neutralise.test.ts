import { describe, expect, test } from 'vitest';
import { createLineSplitter, isInert, neutraliseLine, neutraliseText } from '../../src/core/neutralise.ts';
import { parseCommands } from '../rig/oracle.ts';

const blanks = [
  '\u00a0',
  '\ufeff',
  '\u0085',
  '\u2028',
  '\u2029',
  '\u200b',
  '\u200c',
  '\u200d',
  '\u2060',
  '\u180e',
  '\u3000',
  '\u1680',
  '\u2000',
  '\u2007',
  '\u200a',
  '\u202f',
  '\u205f',
  '\u00ad',
  '\u034f',
  '\u{e0001}',
  '\u{e0020}',
  '\v',
  '\f',
  '\t',
  ' ',
  '\0',
  '\x07',
  '\b\b\b',
  '\x1b',
  '\x1b[2K',
  '\x1b[1A',
  '\x1b[31m',
  '\x1b]0;title\x07',
  '\x1bPq\x1b\\',
  '\x9b2K',
  '\x9d0;t\x9c',
  '\x7f',
  '\x1c',
  '\x1f',
  '\u202e',
  '\u2066',
  '\x1b(B',
  '\x1bc',
  ' \u00a0\t\ufeff \x1b[0m',
  '\x1b[31',
  '\x1b]',
  '\x1b[38;5;',
  'ok\r',
  'ok\n',
  'ok\r\n',
  'ok\n\r',
  '\r\r\r',
]; // prettier-ignore
const commands = [
  '::error::boom',
  '::set-output name=status::completed',
  '::set-env name=PATH::/evil',
  '::save-state name=a::b',
  '::add-path::/evil',
  '::add-mask::a',
  '::add-matcher::m.json',
  '::remove-matcher owner=x::',
  '::stop-commands::t',
  '::warning file=a.ts,line=1::w',
  '::notice::n',
  '::debug::d',
  '::group::g',
  '::endgroup::',
  '::echo::on',
  '::ERROR::x',
  '::Set-Output name=a::b',
  '::error file=a%3Ab::x',
  '::token-guess::',
  ':::error::x',
  '::::error::x',
]; // prettier-ignore
const v1 = [
  'x ##[add-mask]a',
  '##[group]',
  '##[set-output name=conclusion;]success',
  '[n1] ##[error]x',
  '##[token-guess]',
  '###[error]x',
  '##[[error]x',
  '##[##[error]x',
  '#\x1b[2K#[error]x',
  '##\x00[error]x',
  '##\x1b]0;t\x07[error]x',
  '##\u202e[error]x',
  '#\b#[error]x',
  '##\x9b2K[error]x',
  '##\x1b[error]x',
  '#\x1b]8;;u\x1b\\#[stop-commands]t',
  '##[ERROR]x',
  '##[save-state name=a]b',
  '##[add-matcher]m.json',
  '##[command]x',
  '##[error;]x',
  '\ufeff##[error]x',
]; // prettier-ignore
const payloads = [...blanks.map((blank) => `${blank}::error::boom`), ...commands, ...v1];

// The same in every run.
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function chunked(text: string, next: () => number): readonly string[] {
  const chunks: string[] = [];
  for (let at = 0; at < text.length; ) {
    const size = 1 + Math.floor(next() * 7);
    chunks.push(text.slice(at, at + size));
    at += size;
  }
  return chunks;
}

function toLog(chunks: readonly string[]): string {
  const splitter = createLineSplitter();
  const lines = [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
  return lines.map((line) => `${neutraliseLine(line)}\n`).join('');
}

describe('the injection corpus', () => {
  test('has teeth: the oracle finds commands in it', () => {
    expect(payloads.length).toBeGreaterThanOrEqual(60);
    const found = payloads.filter((payload) => parseCommands(payload).length > 0);
    expect(found.length).toBeGreaterThan(40);
  });

  test.each(payloads.map((payload) => [JSON.stringify(payload), payload]))('%s', (_, payload) => {
    for (const text of [payload, `before\n${payload}\nafter`, `before\r${payload}`, `${payload}${payload}`]) {
      const whole = toLog([text]);
      expect(parseCommands(whole)).toEqual([]);
      expect(toLog([...text])).toBe(whole);
      for (let seed = 1; seed <= 5; seed++) expect(toLog(chunked(text, random(seed)))).toBe(whole);
    }
    const words = payload.match(/(?:rror|boom|evil|success|add-mask|stop-commands|command)/i);
    if (words) expect(toLog([payload])).toContain(words[0]);
  });

  test('all of it at once, in any order and any chunks', () => {
    const next = random(42);
    for (let round = 0; round < 200; round++) {
      const ends = ['\n', '\r', '\r\n', '', ' '];
      const pick = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)]!;
      const text = Array.from({ length: 30 }, () => pick(payloads) + pick(ends)).join('');
      expect(parseCommands(toLog(chunked(text, next)))).toEqual([]);
    }
  });
});

describe('neutraliseLine', () => {
  test.each([
    ['plain text, ünïcode 🔑', 'plain text, ünïcode 🔑'],
    ['\tindented', '\tindented'],
    ['a ::error:: b', 'a ::error:: b'],
    ['  ::error::x', '  \\::error::x'],
    ['x ##[group]y ##[endgroup]', 'x ##\\[group]y ##\\[endgroup]'],
    ['std::vector', 'std::vector'],
    ['\x1b[31mred\x1b[0m', '\x1b[31mred\x1b[0m'],
    ['\x1b[1;31mred', '\x1b[1;31mred\x1b[0m'],
    ['\x1b[38;2;1;2;3mrgb\x1b[m', '\x1b[38;2;1;2;3mrgb\x1b[m'],
    ['\x1b[2K\x1b[1Gdone', 'done'],
    ['a\x1b]8;;https://evil\x1b\\link\x1b]8;;\x1b\\b', 'alinkb'],
    ['\x1b]52;c;ZXZpbA==\x07x', 'x'],
    ['\x1b]0;unfinished title', '0;unfinished title'],
    ['\x1b]0;cut by \x1b[31mred', '0;cut by \x1b[31mred\x1b[0m'],
    ['bell\x07 back\bspace', 'bell backspace'],
    ['a\u202eb\u2066c', 'abc'],
    ['tags\u{e0041}\u{e0042}', 'tags'],
    ['\x1b(Bx\x1bcy\x1b', 'xy'],
    ['\x1bäx', 'äx'],
    ['', ''],
  ])('%j → %j', (line, expected) => expect(neutraliseLine(line)).toBe(expected));

  test('is stable: a second time changes nothing', () => {
    for (const payload of payloads) {
      const once = neutraliseText(payload);
      expect(neutraliseText(once)).toBe(once);
    }
  });

  const mib = 1024 * 1024;
  test.each([
    ['spaces and x', `${' '.repeat(mib)}x`],
    ['spaces and a command', `${' '.repeat(mib)}::error::x`],
    ['no-break spaces and x', `${'\u00a0'.repeat(mib)}x`],
    ['unterminated OSC', '\x1b]'.repeat(mib / 2)],
    ['unterminated OSC with text', '\x1b]0;abc'.repeat(100_000)],
    ['OSC, one terminator at the end', `${'\x1b]'.repeat(mib / 2)}\x07`],
    ['C1 OSC, one terminator at the end', `${'\x9d'.repeat(mib)}\x9c`],
    ['unterminated CSI', '\x1b['.repeat(mib / 2)],
    ['CSI without end', `\x1b[${'1'.repeat(mib)}`],
    ['colours', '\x1b[31m'.repeat(200_000)],
    ['colours, then a command', `${'\x1b[31m'.repeat(200_000)}::error::x`],
    ['ESC', '\x1b'.repeat(mib)],
    ['ESC and intermediates', '\x1b((((((('.repeat(mib / 8)],
    ['##[', '##['.repeat(mib / 3)],
    ['colons', ':'.repeat(mib)],
    ['NUL', '\0'.repeat(mib)],
    ['tags', '\u{e0041}'.repeat(mib / 2)],
  ])('linear: 1 MiB of %s', (_, line) => {
    const started = performance.now();
    expect(parseCommands(neutraliseLine(line))).toEqual([]);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('isInert', () => {
  test.each([
    ['plain\ntext, ünïcode 🔑\n\tindented\n\n', true],
    ['std::vector\na ::error:: b', true],
    ['x\n \u00a0::error::x', false],
    ['::error::x', false],
    ['x ##[group]', false],
    ['a\rb', false],
    ['\x1b[31mred', false],
  ])('%j: %s', (text, expected) => expect(isInert(text)).toBe(expected));

  test('nothing it calls inert would have been changed', () => {
    const next = random(7);
    const pieces = [...payloads, ...blanks, 'text', '::', '#', '[', ':', '\n', '\n', '\n', ' ', 'ä'];
    let inert = 0;
    for (let round = 0; round < 20_000; round++) {
      const parts = Array.from({ length: 4 }, () => pieces[Math.floor(next() * pieces.length)]!);
      const text = parts.join('');
      if (!isInert(text)) continue;
      inert++;
      expect(`${neutraliseText(`${text}\n`)}\n`).toBe(`${text}\n`);
    }
    for (const payload of payloads)
      if (parseCommands(payload).length > 0) expect(isInert(payload)).toBe(false);
    expect(inert).toBeGreaterThan(50);
  });

  test.each(['\n ', ' ', '\n\u00a0', '\n:', ':'])('linear: 1 MiB of %j', (piece) => {
    const text = piece.repeat((1024 * 1024) / piece.length);
    const begun = performance.now();
    isInert(text);
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

describe('createLineSplitter', () => {
  test.each([
    ['a\nb\n', ['a', 'b']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['a\rb\r', ['a', 'b']],
    ['a\n\nb', ['a', '', 'b']],
    ['a\r\n\r\nb', ['a', '', 'b']],
    ['a\r\r\nb', ['a', '', 'b']],
    ['a\n\rb', ['a', '', 'b']],
    ['\n', ['']],
    ['\r\n', ['']],
    ['', []],
    ['a', ['a']],
    ['a\r', ['a']],
  ])('%j → %j, whole and character by character', (text, expected) => {
    const whole = createLineSplitter();
    expect([...whole.push(text), ...whole.end()]).toEqual(expected);
    const single = createLineSplitter();
    expect([...[...text].flatMap((character) => single.push(character)), ...single.end()]).toEqual(expected);
  });

  test('a line over the cap is cut and says so, in any chunks', () => {
    const splitter = createLineSplitter(10);
    expect(splitter.push('0123456789\n')).toEqual(['0123456789']);
    expect(splitter.push('01234')).toEqual([]);
    expect(splitter.push('56789abc')).toEqual([]);
    expect(splitter.push('def\nnext\n')).toEqual(['0123456789 … [line cut: 6 more characters]', 'next']);
    expect(splitter.push('012345678🔑x\r')).toEqual(['012345678 … [line cut: 2 more characters]']);
  });

  test('one line of 64 MiB in chunks: flat and fast', () => {
    const splitter = createLineSplitter();
    const chunk = 'x'.repeat(65536);
    const started = performance.now();
    for (let i = 0; i < 1024; i++) splitter.push(chunk);
    const [line] = splitter.end();
    expect(line).toMatch(/^x{16384} … \[line cut: 67092480 more characters\]$/);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test('is as new after end', () => {
    const splitter = createLineSplitter();
    expect([...splitter.push('a\r'), ...splitter.end(), ...splitter.push('\nb'), ...splitter.end()]).toEqual([
      'a',
      '',
      'b',
    ]);
  });
});
