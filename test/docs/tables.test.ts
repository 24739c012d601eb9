import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderTables } from '../../scripts/docs.ts';
import { read } from './markdown.ts';

const actionYml = read('action.yml');

describe('tables', () => {
  test.each(['README.md', 'docs/action.md'])('%s has the inputs and outputs of action.yml', (file) => {
    const text = read(file);
    expect(text).toBe(renderTables(text, actionYml));
  });

  test('a change of action.yml changes the tables', () => {
    const { inputs, outputs } = parse(actionYml) as { inputs: object; outputs: object };
    const text = read('README.md');
    for (const name of [...Object.keys(inputs), ...Object.keys(outputs)]) {
      expect(text).toContain(`| \`${name}\` |`);
      const renamed = actionYml.replace(new RegExp(`^  ${name}:`, 'm'), '  another-name:');
      expect(renamed).not.toBe(actionYml);
      expect(renderTables(text, renamed)).not.toBe(text);
    }
  });

  test('a text without markers is refused', () => {
    expect(() => renderTables('# nothing', actionYml)).toThrow('the markers of the inputs table are missing');
  });
});
