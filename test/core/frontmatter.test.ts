import { expect, test } from 'vitest';
import { findFrontmatter } from '../../src/core/frontmatter.ts';

const yamlOf = (text: string) => {
  const found = findFrontmatter(text);
  if (!found.ok) return found.error.mistake.kind;
  return [text.slice(found.value.from, found.value.to), text.slice(found.value.bodyFrom)];
};

test.each([
  ['---\na: b\n---\nbody\n', ['a: b\n', 'body\n']],
  ['\ufeff---\r\na: b\r\n---\r\nbody', ['a: b\r\n', 'body']],
  ['\n \n--- \na\n---', ['a\n', '']],
  ['---\n---\n', ['', '']],
  ['---\na: |\n  ---\n---\n', ['a: |\n  ---\n', '']],
  ['', 'frontmatter_missing'],
  ['# only text\n', 'frontmatter_missing'],
  ['a\n---\nb\n', 'frontmatter_missing'],
  ['# text\n---\na: b\n---\n', 'frontmatter_late'],
  ['---\na: b\n', 'frontmatter_unterminated'],
  ['----\na\n----\n', 'frontmatter_missing'],
])('%j', (text, expected) => {
  expect(yamlOf(text)).toEqual(expected);
});
