import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchors, links, markdownFiles, read, root } from './markdown.ts';

const files = markdownFiles();

function brokenLinks(file: string): string[] {
  return links(read(file)).filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : posix.join(posix.dirname(file), path);
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && !anchors(read(target)).includes(anchor);
  });
}

describe('links', () => {
  test('the pages are found', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'README.md',
        'docs/pipes.md',
        'docs/adr/0001-journal-is-the-state.md',
        'examples/quickstart.md',
      ]),
    );
  });

  test.each(files)('%s leads somewhere', (file) => {
    expect(brokenLinks(file)).toEqual([]);
  });

  test('a broken file, a broken anchor and a good link are told apart', () => {
    expect(links('[a](x.md) `c` [b](y.md#z)\n```\n[no](n.md)\n```\n')).toEqual(['x.md', 'y.md#z']);
    expect(anchors('# What is `stripped`?\n## A-b c\n## A-b c\n')).toEqual([
      'what-is-stripped',
      'a-b-c',
      'a-b-c-1',
    ]);
  });

  test('every page in docs is linked from the README or another page', () => {
    const linked = new Set(
      files.flatMap((file) =>
        links(read(file)).map((link) => posix.join(posix.dirname(file), link.split('#')[0]!)),
      ),
    );
    const pages = files.filter((file) => file.startsWith('docs/'));
    expect(pages.filter((page) => !linked.has(page))).toEqual([]);
  });
});
