import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderProblems } from '../../src/core/code-frame.ts';
import { compiler } from '../../src/core/expression.ts';
import { parsePipe } from '../../src/core/parse.ts';
import { load } from '../../src/shell/load.ts';
import { read, root } from './markdown.ts';

// The folders hold what other pipes include.
const examples = readdirSync(join(root, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => entry.name);
const parts = readdirSync(join(root, 'examples', 'parts'));

describe('examples', () => {
  test('there are some, in both forms', () => {
    expect(examples).toEqual(expect.arrayContaining(['quickstart.md', 'everything.md', 'pr-gate.yml']));
  });

  test.each(examples)('%s validates', async (name) => {
    const loaded = await load(`examples/${name}`, root);
    expect(renderProblems(loaded.problems, loaded.sources)).toBe('');
    expect(loaded.plan?.nodes.length).toBeGreaterThan(1);
  });

  test.each([...examples, ...parts.map((name) => `parts/${name}`)])(
    '%s is named by its file',
    async (path) => {
      expect((await load(`examples/${path}`, root)).pipe?.name).toBe(basename(path).replace(/\..*$/, ''));
    },
  );

  test('every hook exists for every system', () => {
    const hooks = readdirSync(join(root, '.omne', 'hooks'));
    const names = new Set(hooks.map((hook) => hook.replace(/\..*$/, '')));
    expect(
      [...names].filter((name) => !hooks.includes(`${name}.sh`) || !hooks.includes(`${name}.ps1`)),
    ).toEqual([]);
  });
});

// Every YAML block that is a whole pipe.
const blocks = ['README.md', 'docs/pipes.md'].flatMap((file) =>
  [...read(file).matchAll(/^```yaml\n([\s\S]*?)^```/gm)]
    .map((match, at) => ({ file, at, text: match[1]! }))
    .filter(({ text }) => /^version: 1$/m.test(text)),
);

describe('pipes in the documentation', () => {
  test('are found', () => {
    expect(blocks.map(({ file }) => file)).toEqual(['README.md', 'docs/pipes.md']);
  });

  test.each(blocks)('block $at of $file parses', ({ text }) => {
    const name = text.startsWith('---') ? 'pipe.md' : 'pipe.yml';
    expect(parsePipe(text, name, compiler).problems).toEqual([]);
  });
});
