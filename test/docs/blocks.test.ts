import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { compiler } from '../../src/core/expression.ts';
import { parsePipe } from '../../src/core/parse.ts';
import { lintWorkflow } from '../rig/workflow-lint.ts';
import { markdownFiles, read } from './markdown.ts';
import { stepsOfOmne } from './workflows.ts';

interface Block {
  readonly page: string;
  readonly at: number;
  readonly text: string;
}

/** Every block of YAML in every page. */
const blocks: readonly Block[] = markdownFiles().flatMap((page) =>
  [...read(page).matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((match, at) => ({ page, at, text: match[1]! })),
);

const pipes = blocks.filter(({ text }) => /^version: 1$/m.test(text));
const nodes = blocks.filter(({ text }) => /^ {2}- id: /.test(text));
// Some show the jobs alone, and some the steps alone: the rest is what nobody needs to read twice.
const workflows = blocks.flatMap((block) => {
  if (/^jobs:$/m.test(block.text)) {
    return [{ ...block, text: /^on:/m.test(block.text) ? block.text : `on: push\n${block.text}` }];
  }
  if (!/^\s*- (?:uses|run|if|env):/.test(block.text)) return [];
  const steps = block.text.replace(/^(?=.)/gm, /^-/.test(block.text) ? '      ' : '');
  const before =
    /steps\.omne\./.test(steps) && !/id: omne/.test(steps) ? '      - { id: omne, uses: omne/run@v1 }\n' : '';
  return [
    { ...block, text: `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${before}${steps}` },
  ];
});

const action = parse(read('action.yml')) as { readonly inputs: Readonly<Record<string, unknown>> };

describe('blocks of YAML in the documentation', () => {
  test('are found in all their forms', () => {
    expect(pipes.length).toBeGreaterThan(25);
    expect(nodes.length).toBeGreaterThan(3);
    expect(workflows.length).toBeGreaterThan(12);
  });

  test.each(blocks)('$page, block $at: YAML', ({ text }) => {
    // A pipe in Markdown shows its frontmatter and a line of the text.
    const yaml = text.startsWith('---') ? text.split(/^---$/m)[1]! : text;
    expect(() => parse(yaml)).not.toThrow();
  });

  test.each(pipes)('$page, block $at: a pipe that parses', ({ text }) => {
    const name = text.startsWith('---') ? 'pipe.md' : 'pipe.yml';
    expect(parsePipe(text, name, compiler).problems).toEqual([]);
  });

  test.each(nodes)('$page, block $at: nodes that parse', ({ text }) => {
    const inputs = [...new Set([...text.matchAll(/inputs\.(\w+)/g)].map((match) => match[1]))];
    const declared = inputs.map((name) => `  ${name}: { type: string }\n`).join('');
    const head = `name: x\nversion: 1\n${declared === '' ? '' : `inputs:\n${declared}`}nodes:\n`;
    expect(parsePipe(head + text, 'pipe.yml', compiler).problems).toEqual([]);
  });

  test.each(workflows)(
    '$page, block $at: a workflow that lints, and gives what the Action takes',
    async ({ text }) => {
      expect(await lintWorkflow(text)).toEqual([]);
      for (const step of stepsOfOmne(text)) {
        expect(Object.keys(step.with).filter((name) => !(name in action.inputs))).toEqual([]);
      }
    },
  );
});
