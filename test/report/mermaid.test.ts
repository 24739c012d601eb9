import { expect, it } from 'vitest';
import type { Control } from '../../src/core/pipe.ts';
import type { PlanBody } from '../../src/core/plan.ts';
import { mermaid } from '../../src/report/mermaid.ts';
import { child, completed, expression, failed, HOSTILE, planOf, started, stateOf } from './events.ts';

const plan = planOf([
  { id: 'end', kind: 'command' },
  { id: 'build', needs: ['end'], gate: 'tests-ok' },
  { id: 'ask', kind: 'prompt', needs: ['end'] },
  { id: 'fix', kind: 'loop', needs: ['build', 'ask'], triggerRule: 'one_success' },
]);

it('shows kinds by shape, gates, and trigger rules other than the default', () => {
  expect(mermaid(plan)).toMatchInlineSnapshot(`
    "flowchart LR
      n0(["end"])
      n1["build<br/>gate: tests-ok"]
      n2("ask")
      n3{{"fix"}}
      n0 --> n1
      n0 --> n2
      n1 -->|"one_success"| n3
      n2 -->|"one_success"| n3
    "
  `);
});

it('colours by status; what did not start is pending', () => {
  expect(mermaid(plan, stateOf([started(), ...failed('end')]))).toMatchInlineSnapshot(`
    "flowchart LR
      n0(["end"]):::failed
      n1["build<br/>gate: tests-ok"]:::pending
      n2("ask"):::pending
      n3{{"fix"}}:::pending
      n0 --> n1
      n0 --> n2
      n1 -->|"one_success"| n3
      n2 -->|"one_success"| n3
      classDef completed fill:#dafbe1,stroke:#1a7f37,color:#1f2328
      classDef reused fill:#f0fff4,stroke:#1a7f37,color:#1f2328,stroke-dasharray:4
      classDef failed fill:#ffebe9,stroke:#cf222e,color:#1f2328
      classDef skipped fill:#f6f8fa,stroke:#8c959f,color:#59636e,stroke-dasharray:4
      classDef running fill:#ddf4ff,stroke:#0969da,color:#1f2328
      classDef pending fill:#ffffff,stroke:#8c959f,color:#59636e
    "
  `);
});

it('a hostile gate cannot leave its label', () => {
  const [, line, ...rest] = mermaid(planOf([{ id: 'a', gate: `"] --> x; click n0 "${HOSTILE}` }])).split(
    '\n',
  );
  expect(rest).toEqual(['']);
  expect(line).toMatch(/^ {2}n0\["a<br\/>gate: [A-Za-z0-9 _./@#;-]*"\]$/);
});

const control = (value: Control): { kind: Control['kind']; body: PlanBody } => ({
  kind: value.kind,
  body: { kind: 'control', control: value },
});

const nested = planOf([
  {
    id: 'fix',
    kind: 'loop',
    body: {
      kind: 'repeat',
      maxIterations: 3,
      child: child('', {
        kind: 'steps',
        body: {
          kind: 'steps',
          steps: [
            child('poll'),
            child('note', control({ kind: 'set', values: new Map([['seen', '1']]) }), 1),
            child(
              'over',
              {
                ...control({ kind: 'stop' }),
                when: expression("nodes.a.outputs.x == 'y' && vars.seen == 'no'"),
              },
              2,
            ),
            child('back', control({ kind: 'jump', to: 'poll' }), 3),
            // biome-ignore lint/suspicious/noThenProperty: the policy's own word
            child('try', { onError: { then: { jump: 'note' } } }, 4),
            child('out', control({ kind: 'break' }), 5),
          ],
        },
      }),
    },
  },
  {
    id: 'items',
    kind: 'each',
    needs: ['fix'],
    body: { kind: 'each', in: [1, 2], onItemError: 'fail', child: child('', { kind: 'prompt' }) },
  },
  {
    id: 'both',
    kind: 'parallel',
    needs: ['fix'],
    triggerRule: 'all_done',
    body: {
      kind: 'parallel',
      failFast: true,
      ignoreErrors: false,
      branches: [child('x'), child('y', { gate: 'ok' }, 1)],
    },
  },
  {
    id: 'audit',
    kind: 'pipe',
    needs: ['items'],
    body: {
      kind: 'pipe',
      plan: planOf([{ id: 'a' }, { id: 'b', needs: ['a'] }]),
      inputs: [],
      with: new Map(),
    },
  },
  { id: 'end', kind: 'join', needs: ['both', 'audit'], body: { kind: 'join', of: ['both', 'audit'] } },
]);

it('draws a box around what runs in a node', () => {
  expect(mermaid(nested)).toMatchInlineSnapshot(`
    "flowchart LR
      subgraph n0["fix"]
        subgraph n0_0["again"]
          n0_0_0["poll"]
          n0_0_1[/"note<br/>set seen"/]
          n0_0_2((("over<br/>stop<br/>when: nodes.a.outputs.x #61;#61; #39;y#39; #38;#38; vars.seen #61;#8230;")))
          n0_0_3>"back<br/>jump to poll"]
          n0_0_4["try"]
          n0_0_5>"out<br/>break"]
          n0_0_0 --> n0_0_1
          n0_0_1 --> n0_0_2
          n0_0_2 --> n0_0_3
          n0_0_3 --> n0_0_4
          n0_0_4 --> n0_0_5
          n0_0_3 -.->|"jump"| n0_0_0
          n0_0_4 -.->|"on_error"| n0_0_1
        end
      end
      subgraph n1["items"]
        n1_0("for each item")
      end
      subgraph n2["both"]
        n2_0["x"]
        n2_1["y<br/>gate: ok"]
      end
      subgraph n3["audit<br/>pipe: feature"]
        n3_0["a"]
        n3_1["b"]
        n3_0 --> n3_1
      end
      n4[\\"end"/]
      n0 --> n1
      n0 -->|"all_done"| n2
      n1 --> n3
      n2 --> n4
      n3 --> n4
    "
  `);
});

it('colours children: the last run of a step, the worst of the items', () => {
  const state = stateOf([
    started(),
    { type: 'node.started', node_id: 'fix', kind: 'loop' },
    { type: 'node.started', node_id: 'fix/1', kind: 'steps', parent: 'fix' },
    ...failed('fix/1/poll', { conclusion: 'failure_ignored' }),
    ...completed('fix/1/poll@2'),
    ...completed('fix/1'),
    { type: 'node.started', node_id: 'fix/2', kind: 'steps', parent: 'fix' },
    { type: 'node.skipped', node_id: 'fix/2/over', reason: 'when', parent: 'fix/2' },
    { type: 'node.started', node_id: 'items', kind: 'each' },
    ...completed('items/0'),
    ...failed('items/1'),
    ...completed('items/2'),
    ...failed('items'),
    { type: 'node.started', node_id: 'audit', kind: 'pipe' },
    ...completed('audit/a@2'),
    ...completed('nobody/knows'),
  ]);
  const coloured = mermaid(nested, state)
    .split('\n')
    .filter((line) => /:::|class n/.test(line) && !line.includes('pending'));
  expect(coloured.map((line) => line.trim())).toMatchInlineSnapshot(`
    [
      "n0_0_0["poll"]:::completed",
      "n0_0_2((("over<br/>stop<br/>when: nodes.a.outputs.x #61;#61; #39;y#39; #38;#38; vars.seen #61;#8230;"))):::skipped",
      "class n0_0 running",
      "class n0 running",
      "n1_0("for each item"):::failed",
      "class n1 failed",
      "n3_0["a"]:::completed",
      "class n3 running",
    ]
  `);
});
