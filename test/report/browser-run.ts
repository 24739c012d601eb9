import { MIXED, planOf } from './events.ts';
import type { PageSource } from './report-page.ts';

const COLOURS = Array.from({ length: 16 }, (_, n) => {
  const base = n < 8 ? 30 + n : 82 + n;
  return `\x1b[${base}mcolour ${n}\x1b[0m \x1b[${base + 10}mon ${n}\x1b[0m`;
});

/** A run with one of everything, every colour among it. */
export const BROWSER_RUN: PageSource = {
  facts: MIXED,
  plan: planOf([
    { id: 'plan', kind: 'command' },
    { id: 'build', needs: ['plan'] },
    { id: 'lint', needs: ['plan'], line: 12 },
    { id: 'deploy', needs: ['build', 'lint'] },
    { id: 'later', needs: ['deploy'] },
  ]),
  captures: {
    'nodes/lint.err': `${COLOURS.join('\n')}\n\x1b[2mdim\x1b[0m \x1b[7minverse\x1b[0m\nlint: 3 errors\n`,
    'nodes/build.out': 'compiled the Haystack\n',
    'nodes/plan.stream.jsonl': [
      {
        type: 'assistant',
        message: {
          content: [
            { type: 'text', text: 'I plan.' },
            { type: 'tool_use', id: 't', name: 'Read', input: { file_path: 'a.ts' } },
          ],
        },
      },
      {
        type: 'user',
        message: {
          content: [{ type: 'tool_result', tool_use_id: 't', is_error: true, content: 'no such file' }],
        },
      },
      { type: 'result', is_error: true, subtype: 'error_max_turns', num_turns: 12, total_cost_usd: 0.42 },
    ]
      .map((line) => JSON.stringify(line))
      .join('\n'),
  },
};
