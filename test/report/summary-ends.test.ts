import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/core/event.ts';
import { refusalSummary } from '../../src/report/refusal.ts';
import { completed, failed, NESTED, planOf, started } from './events.ts';
import { further, shown, summaryOf, tail } from './summary-of.ts';

describe('the whole summary of', () => {
  it('a killed run, whose plan nobody knows any more', () => {
    const facts: Fact[] = [
      started(),
      ...completed('a'),
      ...failed('b', { error: { kind: 'crash' }, message: 'interrupted', reason: 'interrupted' }),
      { type: 'node.started', node_id: 'c', kind: 'loop' },
    ];
    const tails = new Map([['b', [tail('stdout', ['begun'])]]]);
    expect(shown(summaryOf(facts, { tails, further }))).toMatchInlineSnapshot(`
      "### ✗ <code>feature</code> interrupted · 1 completed, 2 interrupted

      #### Interrupted

      <details open>
      <summary>● <code>b</code> 0.3s</summary>

      stdout:

      \`\`\`text
      begun
      \`\`\`

      </details>

      ● <code>c</code>

      #### Timeline

      \`\`\`mermaid
      gantt
        dateFormat YYYY-MM-DD HH:mm:ss.SSS
        axisFormat %S.%Ls
        todayMarker off
        ✓ a 1.2s :done, t0, 2000-01-01 00:00:00.100, 2000-01-01 00:00:01.334
        ● b 0.3s :active, t1, 2000-01-01 00:00:00.300, 2000-01-01 00:00:00.600
        ● c :active, t2, 2000-01-01 00:00:00.500, 2000-01-01 00:00:01.334
      \`\`\`

      #### Nodes

      | Node | Kind | Status | Attempts | Duration | Turns | Cost | Gate | Capture |
      | --- | --- | --- | ---: | ---: | ---: | ---: | --- | --- |
      | <code>a</code> | bash | ✓ completed | 1 | 1.2s |  |  |  | <code>nodes&#47;a&#46;out</code> |
      | <code>b</code> | bash | ✗ interrupted | 1 | 0.3s |  |  |  | <code>nodes&#47;b&#46;out</code> |
      | <code>c</code> | loop | ● interrupted |  |  |  |  |  |  |

      #### Look further

      The journal, all captures and <code>report.html</code> are in the artifact:

      \`\`\`sh
      gh run download 1234567 -R octo/repo -n omne-feature-job-1-kc0tm9vn
      \`\`\`

      To go on from here, give the step <code>resume-from</code> with <code>1234567&#47;omne-feature-job-1-kc0tm9vn</code>, or with <code>last-attempt</code> and re-run the failed jobs; both need a <code>token</code> with actions&#58; read.
      "
    `);
  });

  it('a run with skips and absorption', () => {
    const plan = planOf([
      { id: 'a', gate: 'ok', line: 4 },
      { id: 'b', line: 7 },
      { id: 'c', needs: ['a', 'b'], triggerRule: 'one_success', line: 9 },
      { id: 'd', needs: ['a'], line: 12 },
    ]);
    const facts: Fact[] = [
      started(),
      ...failed('a', { error: { kind: 'gate_failed', exit_code: 1 }, message: 'no' }),
      { type: 'node.skipped', node_id: 'd', reason: 'upstream_failed', cause: 'a' },
      ...completed('b'),
      ...completed('c'),
      { type: 'pipe.completed', duration_ms: 2000 },
    ];
    const tails = new Map([['a', [tail('gate stderr', ['no'])]]]);
    expect(shown(summaryOf(facts, { plan, tails }))).toMatchInlineSnapshot(`
      "### ✓ <code>feature</code> completed · 2.0s · 2 completed, 1 failed, 1 skipped · 1 gate refused

      #### Failures

      <details>
      <summary>✗ <code>a</code> gate&#95;failed &#40;exit 1&#41; · absorbed · 0.3s · <code>&#46;omne&#47;pipes&#47;feature&#46;md&#58;4</code></summary>

      gate stderr:

      \`\`\`text
      no
      \`\`\`

      </details>

      #### Graph

      \`\`\`mermaid
      flowchart LR
        n0["✗ a<br/>gate: ok"]:::failed
        n1["✓ b"]:::completed
        n2["✓ c"]:::completed
        n3["⊘ d"]:::skipped
        n0 -->|"one_success"| n2
        n1 -->|"one_success"| n2
        n0 --> n3
      \`\`\`

      #### Timeline

      \`\`\`mermaid
      gantt
        dateFormat YYYY-MM-DD HH:mm:ss.SSS
        axisFormat %S.%Ls
        todayMarker off
        ✗ a 0.3s :crit, t0, 2000-01-01 00:00:00.100, 2000-01-01 00:00:00.400
        ✓ b 1.2s :done, t1, 2000-01-01 00:00:00.400, 2000-01-01 00:00:01.634
        ✓ c 1.2s :done, t2, 2000-01-01 00:00:00.600, 2000-01-01 00:00:01.834
      \`\`\`

      #### Nodes

      | Node | Kind | Status | Attempts | Duration | Turns | Cost | Gate | Capture |
      | --- | --- | --- | ---: | ---: | ---: | ---: | --- | --- |
      | <code>a</code> | bash | ✗ failed, absorbed | 1 | 0.3s |  |  | ✗ <code>ok</code> | <code>nodes&#47;a&#46;out</code> |
      | <code>d</code> |  | ⊘ skipped |  |  |  |  |  |  |
      | <code>b</code> | bash | ✓ completed | 1 | 1.2s |  |  |  | <code>nodes&#47;b&#46;out</code> |
      | <code>c</code> | bash | ✓ completed | 1 | 1.2s |  |  |  | <code>nodes&#47;c&#46;out</code> |

      #### Skipped

      | Node | Why | Because of |
      | --- | --- | --- |
      | <code>d</code> | what it needs failed | ✗ <code>a</code> |

      "
    `);
  });

  it('an invalid pipe', () => {
    const rendered = 'error: unknown key `gaet`\n --> p.yml:6:5\n  |\n6 |     gaet: ```` <b>\n';
    expect(shown(refusalSummary('p.yml', 1, rendered))).toMatchInlineSnapshot(`
      "### ✗ <code>p&#46;yml</code> invalid · 1 problem; nothing ran

      \`\`\`\`\`text
      error: unknown key \`gaet\`
       --> p.yml:6:5
        |
      6 |     gaet: \`\`\`\` <b>
      \`\`\`\`\`
      "
    `);
  });

  it('a run with nesting', () => {
    expect(shown(summaryOf(NESTED))).toMatchInlineSnapshot(`
      "### ✗ <code>feature</code> aborted&#58; items crash &#40;exit 2&#41; · 2.0s · 2 completed, 1 failed, 1 skipped

      #### Failures

      <details open>
      <summary>✗ <code>items&#47;1</code> crash &#40;exit 2&#41; · 0.3s</summary>

      \`\`\`text
      lint: 3 errors
      at line 7
      \`\`\`

      </details>

      <details>
      <summary>✗ <code>fix&#47;1&#47;poll</code> crash &#40;exit 7&#41; · failure ignored · attempt 2 · 0.2s</summary>

      \`\`\`text
      still not there
      \`\`\`

      </details>

      #### Timeline

      \`\`\`mermaid
      gantt
        dateFormat YYYY-MM-DD HH:mm:ss.SSS
        axisFormat %S.%Ls
        todayMarker off
        ✓ fix 0.5s :done, t0, 2000-01-01 00:00:00.100, 2000-01-01 00:00:00.600
        ✓ fix/1 0.3s :done, t1, 2000-01-01 00:00:00.300, 2000-01-01 00:00:00.600
        ✓ fix/1/poll 0.2s :done, t2, 2000-01-01 00:00:00.400, 2000-01-01 00:00:00.600
        ✓ fix/2 0.1s :done, t3, 2000-01-01 00:00:01.600, 2000-01-01 00:00:01.700
        ✗ items 0.9s :crit, t4, 2000-01-01 00:00:02.000, 2000-01-01 00:00:02.900
        ✓ items/0 1.2s :done, t5, 2000-01-01 00:00:02.200, 2000-01-01 00:00:03.434
        ✗ items/1 0.3s :crit, t6, 2000-01-01 00:00:02.400, 2000-01-01 00:00:02.700
      \`\`\`

      #### Nodes

      | Node | Kind | Status | Attempts | Duration | Turns | Cost | Gate | Capture |
      | --- | --- | --- | ---: | ---: | ---: | ---: | --- | --- |
      | <code>fix</code> | loop | ✓ completed, iterations exhausted | 1 | 0.5s |  |  |  |  |
      | &nbsp;&nbsp;↳ <code>fix&#47;1</code> | steps | ✓ completed | 1 | 0.3s |  |  |  |  |
      | &nbsp;&nbsp;&nbsp;&nbsp;↳ <code>fix&#47;1&#47;poll</code> | bash | ✓ completed, failure ignored | 2 | 0.2s |  |  |  | <code>nodes&#47;fix&#47;1&#47;poll&#46;out</code> |
      | &nbsp;&nbsp;&nbsp;&nbsp;↳ <code>fix&#47;1&#47;use</code> |  | ⊘ skipped |  |  |  |  |  |  |
      | &nbsp;&nbsp;&nbsp;&nbsp;↳ <code>fix&#47;1&#47;over</code> | set | ✓ completed | 1 | 0.0s |  |  |  |  |
      | &nbsp;&nbsp;↳ <code>fix&#47;2</code> | steps | ✓ completed | 1 | 0.1s |  |  |  |  |
      | <code>items</code> | each | ✗ failed | 1 | 0.9s |  |  |  |  |
      | &nbsp;&nbsp;↳ <code>items&#47;0</code> | bash | ✓ completed | 1 | 1.2s |  |  |  | <code>nodes&#47;items&#47;0&#46;out</code> |
      | &nbsp;&nbsp;↳ <code>items&#47;1</code> | bash | ✗ failed | 1 | 0.3s |  |  |  | <code>nodes&#47;items&#47;1&#46;out</code> |
      | <code>deploy</code> |  | ⊘ skipped |  |  |  |  |  |  |
      | <code>all</code> | join | ✓ completed | 1 | 0.0s |  |  |  |  |

      #### Skipped

      | Node | Why | Because of |
      | --- | --- | --- |
      | <code>fix&#47;1&#47;use</code> | a jump passed over it |  |
      | <code>deploy</code> | when <code>nodes&#46;fix&#46;outputs&#46;x &#61;&#61; &#39;y&#39;</code><br><code>nodes&#46;fix&#46;outputs&#46;x is &#34;n&#34;</code><br><code>nodes&#46;fix&#46;status is null</code> |  |

      "
    `);
  });
});
