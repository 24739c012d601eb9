import { expect, it } from 'vitest';
import { decisionsText } from '../../src/report/decisions-text.ts';
import { RUN_ID } from './events.ts';

it('is a table of all top-level nodes, then how many are reused', () => {
  const lines = decisionsText({
    runId: RUN_ID,
    from: 'artifact omne-ci-test-1-abcdefgh of workflow run 42',
    worktree: 'worktree: restored from worktree.patch',
    decisions: [
      { id: 'plan', verdict: 'reuse' },
      { id: 'fix', verdict: 'part', why: 'goes on at iteration 3' },
      { id: 'test-all', verdict: 'run', why: 'its script changed' },
      { id: 'deploy', verdict: 'skip', why: 'when: inputs.x\r\n== 1' },
    ],
  });
  expect(`${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "resuming feature-01kpfntqeej7vhn935kc0tm9vn (artifact omne-ci-test-1-abcdefgh of workflow run 42)
      reuse  plan
      part   fix       goes on at iteration 3
      run    test-all  its script changed
      skip   deploy    when: inputs.x == 1
    worktree: restored from worktree.patch
    1 of 4 nodes reused
    "
  `);
});

it('of one node', () => {
  expect(decisionsText({ runId: RUN_ID, decisions: [{ id: 'a', verdict: 'reuse' }] })).toEqual([
    `resuming ${RUN_ID}`,
    '  reuse  a',
    '1 of 1 node reused',
  ]);
});
