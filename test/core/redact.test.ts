import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, latin1Of } from '../../src/core/redact.ts';

/** What every redactor must do, said in the slowest way: every character of every occurrence is covered. */
function reference(secrets: readonly string[], text: string): string {
  const covered: number[] = Array.from({ length: text.length }, () => 0);
  const joined: boolean[] = Array.from({ length: text.length + 1 }, () => false);
  for (const secret of secrets) {
    if (secret === '') continue;
    for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
      for (let i = at; i < at + secret.length; i++) {
        covered[i] = 1;
        if (i > at) joined[i] = true;
      }
    }
  }
  let out = '';
  for (let i = 0; i < text.length; i++) {
    if (covered[i] === 0) out += text[i];
    else if (!joined[i]) out += '***';
  }
  return out;
}

function streamed(secrets: readonly string[], chunks: readonly string[]): string {
  const stream = createRedactor(secrets).stream();
  return chunks.map((chunk) => stream.push(chunk)).join('') + stream.end();
}

describe('createRedactor', () => {
  test.each([
    [['s3cr3t'], 'a s3cr3t b s3cr3t', 'a *** b ***'],
    [['abcdef', 'abcdefghi'], 'abcdefghi abcdef', '*** ***'],
    [['abcdefghi', 'cdefgh'], 'abcdefgh!', 'ab***!'],
    [['abcdef', 'defghi'], 'xabcdefghiy', 'x***y'],
    [['abcdef'], 'abcdefabcdef', '******'],
    [['aaaaaa'], 'aaaaaaaaa', '***'],
    [['$1.*[x]'], 'a $1.*[x] b', 'a *** b'],
    [['líne\none'], 'x líne\none y', 'x *** y'],
    [['s3cr3t'], 's3cr3', 's3cr3'],
    [[''], 'text', 'text'],
    [['s3cr3t'], '', ''],
  ])('%j in %j', (secrets, text, expected) => {
    expect(createRedactor(secrets).text(text)).toBe(expected);
    expect(reference(secrets, text)).toBe(expected);
  });

  test('a secret cut at every offset, alone and beside another', () => {
    const secrets = ['ghp_0123456789abcdef', 'multi\nline-secret', '0123456789abcdef-long'];
    const text = `a ${secrets[0]} b ${secrets[1]}${secrets[2]} ghp_0123456789abcdef-long ghp_01`;
    const whole = createRedactor(secrets).text(text);
    for (const secret of secrets) expect(whole).not.toContain(secret);
    for (let cut = 0; cut <= text.length; cut++) {
      expect(streamed(secrets, [text.slice(0, cut), text.slice(cut)])).toBe(whole);
    }
    expect(streamed(secrets, [...text])).toBe(whole);
  });

  test('any secrets, any text, any chunks: the same as the reference', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 40 });
    const secret = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 6 });
    const cases = fc.tuple(
      fc.array(secret, { minLength: 1, maxLength: 5 }),
      fc.array(letters, { maxLength: 6 }),
    );
    fc.assert(
      fc.property(cases, ([secrets, chunks]) => {
        const text = chunks.join('');
        const expected = reference(secrets, text);
        expect(createRedactor(secrets).text(text)).toBe(expected);
        expect(streamed(secrets, chunks)).toBe(expected);
        expect(streamed(secrets, [...text])).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });

  test('a stream holds back at most the longest secret less one, and a new stream starts afresh', () => {
    const secret = 'abcabcabd';
    const redactor = createRedactor([secret]);
    const stream = redactor.stream();
    let given = 0;
    for (let i = 0; i < 300; i++) {
      given += stream.push('abc').length;
      expect((i + 1) * 3 - given).toBeLessThan(secret.length);
    }
    expect(redactor.stream().push('abd')).not.toContain('*');
    expect(stream.end().length + given).toBe(900);
    expect(stream.push('plain')).toBe('plain');
  });

  test('without secrets: the very same text, nothing held back', () => {
    const redactor = createRedactor([]);
    expect(redactor.text('x')).toBe('x');
    expect(redactor.stream().push('ab')).toBe('ab');
    expect(redactor.stream().end()).toBe('');
  });

  test('linear where a naive search is not: a long secret of one letter in a text of that letter', () => {
    const redactor = createRedactor([`${'a'.repeat(100_000)}b`, `${'a'.repeat(50_000)}c`]);
    const started = performance.now();
    expect(redactor.text('a'.repeat(2_000_000))).toHaveLength(2_000_000);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

test('latin1Of: a secret of any script as it looks in a byte stream', () => {
  const secret = 'pässwörd-€-🔑';
  const bytes = Buffer.from(`before ${secret} after`).toString('latin1');
  expect(latin1Of(secret)).toBe(Buffer.from(secret).toString('latin1'));
  const clean = createRedactor([latin1Of(secret)]).text(bytes);
  expect(Buffer.from(clean, 'latin1').toString()).toBe('before *** after');
});
