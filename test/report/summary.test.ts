import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/core/event.ts';
import { completed, failed, MIXED, planOf, started } from './events.ts';
import { further, shown, summaryOf, tail } from './summary-of.ts';

const MIXED_PLAN = planOf([
  { id: 'plan', kind: 'command', gate: 'plan-ok', line: 9 },
  { id: 'build', needs: ['plan'], line: 14 },
  { id: 'lint', needs: ['plan'], line: 17 },
  { id: 'deploy', needs: ['build', 'lint'], line: 20 },
]);

describe('the whole summary of', () => {
  it('a green run', () => {
    const facts: Fact[] = [
      started(),
      ...completed('build'),
      ...completed('test', { usage: { turns: 3, cost_usd: 0.1 } }),
      { type: 'pipe.completed', duration_ms: 2000, usage: { turns: 3, cost_usd: 0.1 } },
    ];
    const plan = planOf([{ id: 'build' }, { id: 'test', needs: ['build'] }]);
    expect(shown(summaryOf(facts, { plan, further }))).toMatchInlineSnapshot(`
      "### ✓ <code>feature</code> completed · 2.0s · 2 completed · 3 turns · $0.10

      #### Graph

      \`\`\`mermaid
      flowchart LR
        n0["✓ build"]:::completed
        n1["✓ test"]:::completed
        n0 --> n1
      \`\`\`

      #### Timeline

      \`\`\`mermaid
      gantt
        dateFormat YYYY-MM-DD HH:mm:ss.SSS
        axisFormat %S.%Ls
        todayMarker off
        ✓ build 1.2s :done, t0, 2000-01-01 00:00:00.100, 2000-01-01 00:00:01.334
        ✓ test 1.2s :done, t1, 2000-01-01 00:00:00.300, 2000-01-01 00:00:01.534
      \`\`\`

      #### Nodes

      | Node | Kind | Status | Attempts | Duration | Turns | Cost | Gate | Capture |
      | --- | --- | --- | ---: | ---: | ---: | ---: | --- | --- |
      | <code>build</code> | bash | ✓ completed | 1 | 1.2s |  |  |  | <code>nodes&#47;build&#46;out</code> |
      | <code>test</code> | bash | ✓ completed | 1 | 1.2s | 3 | $0.10 |  | <code>nodes&#47;test&#46;out</code> |

      #### Look further

      The journal, all captures and <code>report.html</code> are in the artifact:

      \`\`\`sh
      gh run download 1234567 -R octo/repo -n omne-feature-job-1-kc0tm9vn
      \`\`\`
      "
    `);
  });

  it('a failed run', () => {
    const tails = new Map([
      [
        'lint',
        [tail('stderr', ['first', 'lint: 3 errors', 'at line 7'], true), tail('stdout', ['```', 'a `b`'])],
      ],
    ]);
    expect(shown(summaryOf(MIXED, { plan: MIXED_PLAN, tails, further }))).toMatchInlineSnapshot(`
      "### ✗ <code>feature</code> aborted&#58; lint crash &#40;exit 2&#41; · 6m 14s · 2 completed, 1 failed, 1 skipped · 1 gate passed · 12 turns · $0.42

      #### Failures

      <details open>
      <summary>✗ <code>lint</code> crash &#40;exit 2&#41; · 0.3s · <code>&#46;omne&#47;pipes&#47;feature&#46;md&#58;17</code></summary>

      stderr, the last 3 lines:

      \`\`\`text
      first
      lint: 3 errors
      at line 7
      \`\`\`

      stdout:

      \`\`\`\`text
      \`\`\`
      a \`b\`
      \`\`\`\`

      </details>

      #### Graph

      \`\`\`mermaid
      flowchart LR
        n0(["✓ plan<br/>gate: plan-ok"]):::completed
        n1["✓ build"]:::completed
        n2["✗ lint"]:::failed
        n3["⊘ deploy"]:::skipped
        n0 --> n1
        n0 --> n2
        n1 --> n3
        n2 --> n3
      \`\`\`

      #### Timeline

      \`\`\`mermaid
      gantt
        dateFormat YYYY-MM-DD HH:mm:ss.SSS
        axisFormat %M:%S
        todayMarker off
        ✓ plan 6m 12s :done, t0, 2000-01-01 00:00:00.100, 2000-01-01 00:06:12.100
        ✓ build 1.2s :done, t1, 2000-01-01 00:00:00.400, 2000-01-01 00:00:02.267
        ✗ lint 0.3s :crit, t2, 2000-01-01 00:00:00.600, 2000-01-01 00:00:02.467
      \`\`\`

      #### Nodes

      | Node | Kind | Status | Attempts | Duration | Turns | Cost | Gate | Capture |
      | --- | --- | --- | ---: | ---: | ---: | ---: | --- | --- |
      | <code>plan</code> | command | ✓ completed | 1 | 6m 12s | 12 | $0.42 | ✓ <code>plan-ok</code> | <code>nodes&#47;plan&#46;out</code> |
      | <code>build</code> | bash | ✓ completed | 1 | 1.2s |  |  |  | <code>nodes&#47;build&#46;out</code> |
      | <code>lint</code> | bash | ✗ failed | 1 | 0.3s |  |  |  | <code>nodes&#47;lint&#46;out</code> |
      | <code>deploy</code> |  | ⊘ skipped |  |  |  |  |  |  |

      #### Skipped

      | Node | Why | Because of |
      | --- | --- | --- |
      | <code>deploy</code> | what it needs failed | ✗ <code>lint</code> |

      #### Look further

      The journal, all captures and <code>report.html</code> are in the artifact:

      \`\`\`sh
      gh run download 1234567 -R octo/repo -n omne-feature-job-1-kc0tm9vn
      \`\`\`

      To go on from here, give the step <code>resume-from</code> with <code>1234567&#47;omne-feature-job-1-kc0tm9vn</code>, or with <code>last-attempt</code> and re-run the failed jobs; both need a <code>token</code> with actions&#58; read.
      "
    `);
  });

  it('a cancelled run', () => {
    const facts: Fact[] = [
      started(),
      ...failed('a', { error: { kind: 'cancelled' }, message: 'cancelled' }),
      { type: 'node.skipped', node_id: 'b', reason: 'cancelled' },
      { type: 'pipe.aborted', reason: 'cancelled', duration_ms: 900 },
    ];
    const plan = planOf([
      { id: 'a', line: 4 },
      { id: 'b', needs: ['a'] },
    ]);
    const tails = new Map([['a', [tail('stdout', ['begun'])]]]);
    expect(shown(summaryOf(facts, { plan, tails, further: { runDir: '/r' } }))).toMatchInlineSnapshot(`
      "### ✗ <code>feature</code> cancelled · 0.9s · 1 failed, 1 skipped

      #### Cancelled

      <details>
      <summary>✗ <code>a</code> cancelled · 0.3s · <code>&#46;omne&#47;pipes&#47;feature&#46;md&#58;4</code></summary>

      stdout:

      \`\`\`text
      begun
      \`\`\`

      </details>

      #### Graph

      \`\`\`mermaid
      flowchart LR
        n0["✗ a"]:::failed
        n1["⊘ b"]:::skipped
        n0 --> n1
      \`\`\`

      #### Nodes

      | Node | Kind | Status | Attempts | Duration | Turns | Cost | Gate | Capture |
      | --- | --- | --- | ---: | ---: | ---: | ---: | --- | --- |
      | <code>a</code> | bash | ✗ failed | 1 | 0.3s |  |  |  | <code>nodes&#47;a&#46;out</code> |
      | <code>b</code> |  | ⊘ skipped |  |  |  |  |  |  |

      #### Skipped

      | Node | Why | Because of |
      | --- | --- | --- |
      | <code>b</code> | the run was cancelled |  |

      #### Look further

      The journal and the captures are in <code>&#47;r</code> on the runner.
      To go on from here, give the step <code>resume-from</code> with that folder.
      "
    `);
  });
});
