import { describe, expect, test } from 'vitest';
import { MAX_SPANS, outputHtml } from '../../src/report/html/ansi.ts';
import { html, markupOf, safe } from '../../src/report/html/escape.ts';
import { completed, started } from './events.ts';
import { HOSTILE_RUN, HOSTILE_TEXTS } from './hostile-run.ts';
import { ownPart, pageOf } from './report-page.ts';

// What our own templates write, and no more.
const TAGS = new Set(
  'a article b body button code dd details div dl dt fieldset footer form g h1 h2 h3 h4 h5 head header html input kbd label legend li line link main marker meta nav ol output p path pre rect script section span style summary svg symbol table tbody td text th thead time title tr ul use defs circle'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set(
  'aria-describedby aria-expanded aria-hidden aria-label aria-labelledby autocomplete charset checked class content cx cy d data-i data-look data-p data-zoom datetime for height hidden href http-equiv id lang markerHeight markerWidth name open orient placeholder points r refX refY rel role rx scope spellcheck stroke-dasharray tabindex text-anchor transform type value viewBox width x x1 x2 y y1 y2'.split(
    ' ',
  ),
);

/** Every tag of a page, as a browser would cut it, with its attributes. */
function tagsOf(page: string) {
  const tags = [...page.matchAll(/<\/?([a-zA-Z!][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/g)];
  return tags.map(([, name, rest]) => ({
    name: name!,
    attributes: [...rest!.matchAll(/([^\s=/]+)(?:="([^"]*)")?/g)].map(
      (one) => [one[1]!, one[2] ?? ''] as const,
    ),
  }));
}

describe('hostile text anywhere in a run', () => {
  const page = ownPart(pageOf(HOSTILE_RUN));

  test('adds no tag and no attribute to those of our templates', () => {
    const tags = tagsOf(page);
    expect(tags.length).toBeGreaterThan(1000);
    expect([...new Set(tags.map(({ name }) => name))].filter((name) => !TAGS.has(name))).toEqual([
      '!doctype',
    ]);
    const names = tags.flatMap(({ attributes }) => attributes.map(([name]) => name));
    expect([...new Set(names)].filter((name) => !ATTRIBUTES.has(name))).toEqual(['html']);
    expect(tags.filter(({ name }) => name === 'script')).toHaveLength(2);
  });

  test('leads nowhere but into the page and to files beside it', () => {
    const addresses = tagsOf(page).flatMap(({ attributes }) =>
      attributes.filter(([name]) => name === 'href'),
    );
    const strange = addresses
      .map(([, value]) => value)
      .filter((value) => !/^(?:#[\w-]+|nodes\/[^:]+|events\.jsonl|data:image\/svg\+xml,.+)$/.test(value));
    expect(strange).toEqual([]);
  });

  test('leaves no control character, no sequence and no override of the writing direction', () => {
    expect(page.match(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g)).toBeNull();
    expect(/\u{e0041}/u.test(page)).toBe(false);
    expect(markupOf(outputHtml('a\x1b]8;;http://e/\x1b\\b\x1b]8;;\x1b\\'))).toBe('ab');
  });

  test('opens as many elements as it closes', () => {
    const open = new Map<string, number>();
    for (const [, slash, name] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)/g))
      open.set(name!, (open.get(name!) ?? 0) + (slash === '' ? 1 : -1));
    const unbalanced = [...open].filter(
      ([name, count]) =>
        count !== 0 && !'meta link input path rect circle line use'.split(' ').includes(name),
    );
    expect(unbalanced).toEqual([]);
  });

  test('is still there to be read', () => {
    expect(page).toContain('&lt;script&gt;window.pwned=1&lt;/script&gt;');
    expect(page).toContain('<span class="f1">red</span>');
    expect(page).toContain('gnp.exe');
  });
});

test('an object of a journal is no markup', () => {
  const forged = { html: '<script>', toString: () => '<b>' } as unknown as string;
  expect(markupOf(html`${forged}${safe('<i>')}${['<', html`<p>`]}`)).toBe('&lt;b&gt;<i>&lt;<p>');
  expect(markupOf(html`${JSON.parse('{"html":"<script>"}') as string}`)).toBe('[object Object]');
});

describe('colours', () => {
  const shown = (text: string) => markupOf(outputHtml(text));

  test.each([
    ['\x1b[31mred\x1b[0m plain', '<span class="f1">red</span> plain'],
    [
      '\x1b[1;32mbold\x1b[22m not\x1b[39m plain',
      '<span class="f2 B">bold</span><span class="f2"> not</span> plain',
    ],
    ['\x1b[41;97mbadge\x1b[49m text', '<span class="b1">badge</span><span class="f15"> text</span>'],
    [
      '\x1b[38;5;196ma\x1b[38;5;21mb\x1b[38;5;240mc',
      '<span class="f1">a</span><span class="f4">b</span><span class="f8">c</span>',
    ],
    ['\x1b[38;2;0;170;0ma\x1b[48:2::250:80:80mb', '<span class="f2">a</span><span class="b9">b</span>'],
    ['\x1b[2;3;4;7;9mx', '<span class="D I U V S">x</span>'],
    ['\x1b[31ma\nb', '<span class="f1">a</span>\nb'],
    ['a\r\nb\rc', 'a\nb\nc'],
    ['\x1b[?25l\x1b[2K\x1b[3Agone', 'gone'],
  ])('%j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test('a flood of them becomes plain text', () => {
    const page = shown('\x1b[31mx\x1b[0m'.repeat(MAX_SPANS + 500));
    expect(page.match(/<span/g)).toHaveLength(MAX_SPANS);
    expect(page.endsWith('x'.repeat(499))).toBe(true);
  });
});

test('a megabyte on one line, and a megabyte of sequences, take no time', () => {
  const texts = [
    'x'.repeat(1 << 20),
    '\x1b['.repeat(1 << 19),
    '\x1b[31m'.repeat(200_000),
    '<'.repeat(1 << 20),
    '\x1b]8;;'.repeat(200_000),
  ];
  const begin = performance.now();
  for (const text of texts) outputHtml(text);
  pageOf({ facts: [started(), ...completed('a', { outputs: Object.fromEntries(HOSTILE_TEXTS.entries()) })] });
  expect(performance.now() - begin).toBeLessThan(3000);
});
