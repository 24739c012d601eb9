import { expect, it } from 'vitest';
import { mermaid } from '../../src/report/mermaid.ts';
import { failed, HOSTILE, planOf, started, stateOf } from './events.ts';

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
