import { describe, expect, test } from 'vitest';
import type { Warning } from '../../src/core/foresee.ts';
import { emptyState, type NodeState, type RunState } from '../../src/core/state.ts';
import type { WorstCase } from '../../src/core/worst-case.ts';
import { type Outlook, planText, warningLine } from '../../src/report/plan-text.ts';
import { planOf } from '../core/plan-of.ts';

const HOUR = 3_600_000;
const completed: RunState = { ...emptyState(), status: 'completed' };

const outlook = (rest: Partial<Outlook> = {}): Outlook => ({
  ...{ plan: planOf({ a: [] }), state: completed, assumed: [], warnings: [] },
  ...{ worst: { ms: 5000, path: ['a'] }, jobMs: 6 * HOUR, file: 'p.yml' },
  ...rest,
});

/** All after the nodes. */
const tail = (rest: Partial<Outlook>) => planText(outlook(rest)).split('\n').slice(2, -1);

const stateOf = (node: Partial<NodeState> & Pick<NodeState, 'id' | 'status'>): NodeState => ({
  ...{ startedMs: 0, durationMs: 0, attempt: 1, iterations: 0, gates: [] },
  ...node,
});
const ignored = { conclusion: 'failure_ignored', error: { kind: 'timeout' } } as const;
const [when, saw] = ["nodes.a.outputs.x == 'y'", { 'nodes.a.outputs.x': null }];

describe('nodes', () => {
  const state = (): RunState => ({
    ...emptyState(),
    ...{ status: 'aborted', reason: 'node_failed', cause: 'deploy' },
    nodes: new Map(
      [
        stateOf({ id: 'a', status: 'completed', kind: 'bash' }),
        stateOf({ id: 'a-longer', status: 'completed', kind: 'each' }),
        stateOf({ id: 'a-longer/0', status: 'completed', kind: 'steps', parent: 'a-longer' }),
        stateOf({ id: 'a-longer/0/s', status: 'skipped', parent: 'a-longer/0', skip: { reason: 'jumped' } }),
        stateOf({ id: 'deploy', status: 'failed', kind: 'bash', error: { kind: 'crash', exit_code: 2 } }),
        stateOf({ ...{ id: 'lint', status: 'completed', kind: 'bash' }, ...ignored }),
        stateOf({ id: 'note', status: 'skipped', skip: { reason: 'upstream_failed', cause: 'deploy' } }),
        stateOf({ id: 'when\u001b[31m', status: 'skipped', skip: { reason: 'when', when, saw } }),
      ].map((node) => [node.id, node]),
    ),
  });
  test('each with its kind, what it does and why', () => {
    const plan = planOf({
      a: [],
      'a-longer': { needs: ['a'], rule: 'all_done' },
      deploy: ['a', 'a-longer'],
      lint: [],
      note: ['deploy'],
      when: [],
    });
    expect(planText(outlook({ plan, state: state() }))).toBe(`\
✓ a                 bash   runs
✓ a-longer          bash   runs            after a (all_done)
  ✓ a-longer/0      steps  runs
    ⊘ a-longer/0/s         skipped         jumped
✗ deploy            bash   fails           crash (exit 2)
✓ lint              bash   fails, ignored  failure ignored: timeout
⊘ note              bash   skipped         upstream_failed (deploy)
⊘ when                     skipped         when nodes.a.outputs.x == 'y' (nodes.a.outputs.x is null)

the run would be aborted: deploy crash (exit 2)
worst case: 5.0s, if every node takes as long as its deadline allows
`);
  });
});

test('what is taken for nothing, then the warnings', () => {
  const warnings: readonly Warning[] = [
    { kind: 'never_when', node: 'a', place: { line: 3, column: 9, length: 5 } },
    { kind: 'dead_node', node: 'b', rule: 'all_failed' },
  ];
  expect(tail({ assumed: ['nodes.a.outputs.x', 'steps.s.text'], warnings })).toEqual([
    'taken for nothing: nodes.a.outputs.x; --stub gives it a value',
    'taken for nothing: steps.s.text; --stub gives it a value',
    'p.yml:3:9: warning: node `a` never runs: its `when` is always false',
    'p.yml: warning: node `b` can never start: no way its dependencies can end meets `all_failed`',
    'worst case: 5.0s, if every node takes as long as its deadline allows',
  ]);
});

test.each<[Warning, string]>([
  [
    { kind: 'dead_node', node: 'a', rule: 'one_failed' },
    'node `a` can never start: no way its dependencies can end meets `one_failed`',
  ],
  [
    { kind: 'dead_node', node: 'a', rule: 'one_failed', failureMode: 'kill' },
    'node `a` can never start: `one_failed` asks for a failure, and `failure_mode: kill` starts nothing after one',
  ],
  [{ kind: 'never_when', node: 'a' }, 'node `a` never runs: its `when` is always false'],
  [
    { kind: 'may_be_missing', node: 'a', read: 'nodes.b.outputs.x', of: 'b', isRunEnough: false },
    'node `a` reads `nodes.b.outputs.x`, but `b` need not have completed by then; ask with `exists(…)`, or let it depend on `b`',
  ],
  [
    { kind: 'may_be_missing', node: 'a', read: 'nodes.b.text', of: 'b', isRunEnough: true },
    'node `a` reads `nodes.b.text`, but `b` need not have run by then; ask with `exists(…)`, or let it depend on `b`',
  ],
])('%j', (warning, words) => {
  expect(warningLine(warning, 'p.yml')).toBe(`p.yml: warning: ${words}`);
});

describe('how long it may take', () => {
  const all = 'if every node takes as long as its deadline allows';
  const times = (worst: WorstCase, timeoutMs?: number, jobMs = 6 * HOUR) =>
    tail({ plan: planOf({ a: [] }, timeoutMs === undefined ? {} : { timeoutMs }), worst, jobMs });
  const path = ['a', 'b'];
  const beyondRun = (limit: string) => `warning: that is more than the run's own timeout of ${limit}`;
  const beyondJob = (limit: string) => `warning: that is more than the job's limit of ${limit}`;
  test.each<[string, readonly string[], readonly string[]]>([
    ['short', times({ ms: 90_000, path }), [`worst case: 1m 30s along a → b, ${all}`]],
    ['as long as the job', times({ ms: 6 * HOUR, path }), [`worst case: 6h 0m along a → b, ${all}`]],
    [
      'longer than the job',
      times({ ms: 7 * HOUR, path: ['a'] }),
      [`worst case: 7h 0m, ${all}`, beyondJob('6h 0m')],
    ],
    [
      'longer than the run, which ends before the job does',
      times({ ms: 7 * HOUR, path: ['a'] }, HOUR),
      [`worst case: 7h 0m, ${all}`, beyondRun('1h 0m')],
    ],
    [
      'longer than both',
      times({ ms: 7 * HOUR, path: ['a'] }, 2 * HOUR, HOUR),
      [`worst case: 7h 0m, ${all}`, beyondRun('2h 0m'), beyondJob('1h 0m')],
    ],
    [
      'along many',
      times({ ms: 5000, path: Array.from({ length: 30 }, (_, at) => `n${at}`) }),
      [
        `worst case: 5.0s along n0 → n1 → n2 → n3 → n4 → n5 → n6 → n7 → n8 → n9 → … → n20 → n21 → n22 → n23 → n24 → n25 → n26 → n27 → n28 → n29, ${all}`,
      ],
    ],
    [
      'without bound',
      times({ path }),
      ['worst case: nothing bounds it along a → b; give the nodes on it a `timeout`'],
    ],
    [
      'bounded by the run alone',
      times({ path }, HOUR),
      ["worst case: 1h 0m, the run's own timeout; nothing else bounds it along a → b"],
    ],
    [
      'bounded by the run alone, for longer than the job',
      times({ path: ['a'] }, 7 * HOUR),
      ["worst case: 7h 0m, the run's own timeout; nothing else bounds it", beyondJob('6h 0m')],
    ],
  ])('%s', (_, found, expected) => {
    expect(found.slice(-expected.length)).toEqual(expected);
    expect(found.filter((line) => /^(worst|warning)/.test(line))).toHaveLength(expected.length);
  });
});
