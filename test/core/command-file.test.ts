import { expect, test } from 'vitest';
import { parseCommandFile } from '../../src/core/command-file.ts';
import { describeProblem } from '../../src/core/problem.ts';

const read = (text: string) => {
  const result = parseCommandFile(text, 'cmds/x.md');
  if (result.ok) return result.value;
  const { place } = result.error;
  return `${place === undefined ? '' : `${place.line}:${place.column}: `}${describeProblem(result.error)}`;
};

test.each([
  ['Do it.\n', { body: 'Do it.' }],
  ['\ufeff# Do\n\n---\nmore', { body: '# Do\n\n---\nmore' }],
  [
    '---\nmodel: opus\nallowed-tools: Read, Bash(git add:*, git log:*),Edit\n---\nDo\n',
    {
      body: 'Do',
      model: 'opus',
      allowedTools: ['Read', 'Bash(git add:*, git log:*)', 'Edit'],
    },
  ],
  [
    '---\nallowed_tools:\n- Read\n- Edit\ndescription: a: b\n---\nDo',
    { body: 'Do', allowedTools: ['Read', 'Edit'] },
  ],
  ['---\nargument-hint: [a] [b]\nname: *x\nmodel:\n---\nDo', { body: 'Do' }],
  ['---\ndescription: |\n  model: no\nmodel: haiku\n---\nDo', { body: 'Do', model: 'haiku' }],
])('%j', (text, fields) => {
  expect(read(text)).toEqual({ path: 'cmds/x.md', ...fields });
});

test.each([
  ['', 'command file `cmds/x.md` cannot be read: it has no text'],
  ['---\nmodel: x\n---\n\n', 'command file `cmds/x.md` cannot be read: it has no text'],
  ['a\0b', 'command file `cmds/x.md` cannot be read: it holds a NUL character'],
  ['---\nname: x\nmodel: "open\n---\nDo', '4:1: not valid YAML: Missing closing "quote'],
])('%j is refused', (text, words) => {
  expect(read(text)).toBe(words);
});
