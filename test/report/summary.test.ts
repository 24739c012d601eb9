import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/core/event.ts';
import type { Plan } from '../../src/core/plan.ts';
import { outlineOf } from '../../src/report/html/outline.ts';
import { refusalSummary } from '../../src/report/refusal.ts';
import type { Tail } from '../../src/report/summary/failures.ts';
import { inert } from '../../src/report/summary/markdown.ts';
import { MAX_SUMMARY_BYTES, type SummaryOptions, summary } from '../../src/report/summary.ts';
import { child, completed, failed, HOSTILE, MIXED, NESTED, planOf, started, stateOf } from './events.ts';
import { HOSTILE_RUN, HOSTILE_TEXTS } from './hostile-run.ts';
import { flawsOf, readMarkdown } from './markdown-reader.ts';

const further = {
  runDir: '/home/runner/work/repo/.omne/var/runs/r',
  artifact: { name: 'omne-feature-job-1-kc0tm9vn', workflowRun: '1234567', repository: 'octo/repo' },
};

interface Run extends SummaryOptions {
  readonly plan?: Plan;
}

function summaryOf(facts: readonly Fact[], { plan, ...options }: Run = {}): string {
  const state = stateOf(facts);
  return summary(state, { ...(plan && { outline: outlineOf(plan, state) }), ...options });
}

/** Sound, within its bound, and without the colours, which are the same in each. */
function shown(text: string): string {
  expect(flawsOf(text)).toEqual([]);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_SUMMARY_BYTES);
  return text.replaceAll(/\n {2}classDef .*/g, '');
}

const tail = (name: string, lines: readonly string[], isCut = false): Tail => ({ name, lines, isCut });
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

describe('hostile text', () => {
  it('is inert wherever a journal, a plan or a capture may hold it', () => {
    const tails = new Map(
      HOSTILE_TEXTS.map((text, at) => [
        `n${at}`,
        [tail('stderr', [...HOSTILE_TEXTS, HOSTILE, text, '`'.repeat(at)])],
      ]),
    );
    const { facts, plan } = HOSTILE_RUN;
    const text = summaryOf(facts, { ...(plan && { plan }), tails, further });
    expect(flawsOf(text)).toEqual([]);
    const { headings } = readMarkdown(text);
    expect(headings.slice(1)).toEqual(['Failures', 'Graph', 'Timeline', 'Resumed', 'Look further']);
  });

  it('stays as it is in a fence that it cannot close', () => {
    const lines = ['```', '~~~', '`````', '</details>', '<b>x</b>', '# head', '![x](http://e/x.png)'];
    const text = summaryOf([started(), ...failed('a', { message: 'm' })], {
      tails: new Map([['a', [tail('stdout', lines)]]]),
    });
    expect(flawsOf(text)).toEqual([]);
    expect(readMarkdown(text).fences.at(-1)).toEqual({ lang: 'text', text: lines.join('\n') });
  });

  it('of a condition, what it was and saw', () => {
    const skipped: Fact = {
      type: 'node.skipped',
      node_id: 'a',
      reason: 'when',
      when: HOSTILE,
      saw: { [HOSTILE]: HOSTILE, list: [HOSTILE] },
    };
    expect(flawsOf(summaryOf([started(HOSTILE), skipped]))).toEqual([]);
    expect(inert('@a #1')).toBe('&#64;&#8203;a &#35;&#8203;1');
  });

  it('of a pipe with problems', () => {
    const text = refusalSummary(HOSTILE, 2, [HOSTILE, ...HOSTILE_TEXTS].join('\n'));
    expect(flawsOf(text)).toEqual([]);
    const many = refusalSummary('p', 9, `${'é'.repeat(299)}\n`.repeat(5000));
    expect(Buffer.byteLength(many)).toBeLessThanOrEqual(MAX_SUMMARY_BYTES);
    expect(flawsOf(many)).toEqual([]);
  });
});

describe('the bound', () => {
  const sizes = (text: string) => Buffer.byteLength(text);

  it('holds for three megabytes of failing output, whole sections left out', () => {
    const lines = Array.from({ length: 30 }, () => '漢'.repeat(5000));
    const ids = Array.from({ length: 50 }, (_, at) => `n${at}`);
    const tails = new Map(ids.map((id) => [id, [tail('stderr', lines, true), tail('stdout', lines, true)]]));
    const text = summaryOf([started(), ...ids.flatMap((id) => failed(id))], { tails, further });
    expect(sizes(text)).toBeLessThanOrEqual(MAX_SUMMARY_BYTES);
    expect(flawsOf(text)).toEqual([]);
    expect(readMarkdown(text).headings).toEqual([
      expect.anything(),
      'Failures',
      'Timeline',
      'Nodes',
      'Look further',
    ]);
    expect(readMarkdown(text).fences.length).toBeGreaterThan(5);
  });

  it.each([2000, 20_000, 100_000, 400_000])(
    'of %i bytes is kept, what is left out is counted',
    (maxBytes) => {
      const noise = Array.from({ length: 3000 }, (_, at) => completed(`node-${at}`)).flat();
      const skips = Array.from(
        { length: 3000 },
        (_, at): Fact => ({ type: 'node.skipped', node_id: `s${at}`, reason: 'jumped' }),
      );
      const bad = Array.from({ length: 60 }, (_, at) =>
        failed(`bad-${at}`, { message: 'é'.repeat(2000) }),
      ).flat();
      const text = summaryOf([started(), ...noise, ...skips, ...bad], { maxBytes, further });
      expect(sizes(text)).toBeLessThanOrEqual(maxBytes);
      expect(flawsOf(text)).toEqual([]);
      expect(text.includes('more nodes')).toBe(true);
      expect(text.includes('gh run download')).toBe(true);
    },
  );

  it('keeps failures first and the top level before children in the table', () => {
    const nodes = Array.from({ length: 300 }, (_, at) => [
      ...completed(`n${at}`),
      ...failed(`n${at}/bad`, { message: 'x'.repeat(200) }),
    ]).flat();
    const text = summaryOf([started(), ...nodes], { maxBytes: 90_000 });
    const table = text.slice(text.indexOf('Nodes: 600'));
    for (let at = 0; at < 300; at++) expect(table.includes(`| <code>n${at}</code>`)).toBe(true);
    const children = table.split('\n').filter((line) => line.startsWith('| &nbsp;')).length;
    expect(children).toBeGreaterThan(0);
    expect(table.includes(`and ${300 - children} more nodes; the journal has them all.`)).toBe(true);
  });

  it('shows at most 200 children of a node, failures first, and counts the others with theirs', () => {
    const items = Array.from({ length: 2000 }, (_, at) => [
      ...completed(`items/${at}`),
      ...(at === 1900 ? failed(`items/${at}/bad`) : completed(`items/${at}/good`)),
    ]).flat();
    const facts = [...failed('items'), ...failed('items/last'), ...items, ...completed('after')];
    const text = summaryOf([started(), ...facts]);
    const table = text.slice(text.indexOf('Nodes: '));
    expect(table.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(2 + 1 + 200 + 199 + 1 + 1);
    expect(table.includes('items&#47;last')).toBe(true);
    expect(table.includes(`and ${4000 - 2 * 199} more |`)).toBe(true);
  });
});

describe('a run of 500 nodes', () => {
  const ids = Array.from({ length: 500 }, (_, at) => `node-${at}`);
  const plan = planOf(ids.map((id, at) => ({ id, needs: ids.slice(Math.max(0, at - 12), at) })));

  it('has tables instead of pictures', () => {
    const text = summaryOf([started(), ...ids.flatMap((id) => completed(id))], { plan });
    expect(flawsOf(text)).toEqual([]);
    const { fences, tables } = readMarkdown(text);
    expect(fences).toEqual([]);
    expect(tables).toEqual([
      { columns: 4, rows: 500 },
      { columns: 4, rows: 500 },
      { columns: 9, rows: 500 },
    ]);
    expect(text.includes('and 4 more | ')).toBe(true);
    expect(text.match(/<code>[░█]{40}<\/code>/g)).toHaveLength(500);
  });

  it('of 60 it has pictures, of 61 none', () => {
    for (const [count, pictures] of [
      [60, 2],
      [61, 0],
    ] as const) {
      const some = ids.slice(0, count);
      const text = summaryOf([started(), ...some.flatMap((id) => completed(id))], {
        plan: planOf(some.map((id) => ({ id }))),
      });
      expect(readMarkdown(text).fences.filter(({ lang }) => lang === 'mermaid')).toHaveLength(pictures);
    }
  });
});

it('a child fails: its own failure is explained, with its gate, at its line', () => {
  const body = {
    kind: 'each',
    in: [1],
    onItemError: 'fail',
    child: child('', {
      kind: 'steps',
      body: { kind: 'steps', steps: [child('test', { gate: 'ok', line: 12 })] },
    }),
  } as const;
  const error = { kind: 'gate_failed', exit_code: 1 };
  const facts = [
    ...failed('items', { error, cause: 'items/0' }),
    ...failed('items/0', { error, cause: 'items/0/test@2' }),
    ...failed('items/0/test@2', { error }),
  ];
  const text = summaryOf([started(), ...facts], {
    plan: planOf([{ id: 'items', kind: 'each', body, line: 4 }]),
  });
  expect(text.match(/✗ <code>ok<\/code>/g)).toHaveLength(1);
  expect(text.match(/<summary>/g)).toHaveLength(1);
  expect(text).toContain('feature&#46;md&#58;12</code></summary>');
  expect(text).toContain('1 gate refused');
});
