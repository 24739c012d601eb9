import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/core/event.ts';
import { finalBlock } from '../../src/report/final-block.ts';
import { mermaid } from '../../src/report/mermaid.ts';
import { outputsOf } from '../../src/report/outputs.ts';
import { statusOf } from '../../src/report/status.ts';
import { summary } from '../../src/report/summary.ts';
import { eventLine } from '../../src/report/words.ts';
import { completed, planOf, RUN_ID, stamped, started, stateOf } from './events.ts';

const reused = (id: string, over: object = {}): Fact => ({
  type: 'node.reused',
  node_id: id,
  kind: 'bash',
  status: 'completed',
  digest: { body: '0123456789abcdef' },
  output_path: `.omne/var/runs/${RUN_ID}/nodes/${id}.out`,
  duration_ms: 61_000,
  attempt: 1,
  ...over,
});

const FACTS: readonly Fact[] = [
  { ...started(), resumed_from: 'feature-01kpfntqeej7vhn935kc0tm9vm' } as Fact,
  reused('plan', { kind: 'command', attempt: 2, gates: ['plan-ok'], outputs: { n: 3 } }),
  reused('lint', { status: 'failed', error: { kind: 'crash', exit_code: 2 }, message: 'lint: 3 errors' }),
  { type: 'node.started', node_id: 'all', kind: 'parallel' },
  reused('all/a', { parent: 'all' }),
  { type: 'node.completed', node_id: 'all', duration_ms: 1, attempt: 1 },
  { type: 'node.started', node_id: 'build', kind: 'bash', because: 'its script changed' },
  completed('build')[1]!,
  { type: 'pipe.completed', duration_ms: 1300 },
];

describe('a resumed run', () => {
  it('ends with how much was taken over', () => {
    expect(finalBlock(stateOf(FACTS), { places: { journal: 'j', captures: 'c' } })).toMatchInlineSnapshot(`
      "✓ feature completed · 1.3s · 3 completed, 1 failed (absorbed) · 3 reused
        ✗ lint  crash (exit 2): lint: 3 errors (absorbed)
        journal   j
        captures  c
      "
    `);
  });

  it('has a summary that names the earlier run, what was taken over, and why the rest ran', () => {
    expect(summary(stateOf(FACTS))).toMatchInlineSnapshot(`
      "### ✓ <code>feature</code> completed · 1.3s · 3 completed, 1 failed · 3 reused · 1 gate passed

      Resumes <code>feature-01kpfntqeej7vhn935kc0tm9vm</code>.

      #### Failures

      <details>
      <summary>✗ <code>lint</code> crash &#40;exit 2&#41; · absorbed · 1m 1s</summary>

      \`\`\`text
      lint: 3 errors
      \`\`\`

      </details>

      #### Timeline

      \`\`\`mermaid
      gantt
        dateFormat YYYY-MM-DD HH:mm:ss.SSS
        axisFormat %S.%Ls
        todayMarker off
        ✓ all 0.0s :done, t0, 2000-01-01 00:00:00.300, 2000-01-01 00:00:00.309
        ✓ build 1.2s :done, t1, 2000-01-01 00:00:00.600, 2000-01-01 00:00:01.834
      \`\`\`

      #### Nodes

      | Node | Kind | Status | Attempts | Duration | Turns | Cost | Gate | Capture |
      | --- | --- | --- | ---: | ---: | ---: | ---: | --- | --- |
      | <code>plan</code> | command | ✓ completed, reused | 2 | 1m 1s |  |  | ✓ <code>plan-ok</code> | <code>nodes&#47;plan&#46;out</code> |
      | <code>lint</code> | bash | ✗ failed, reused, absorbed | 1 | 1m 1s |  |  |  | <code>nodes&#47;lint&#46;out</code> |
      | <code>all</code> | parallel | ✓ completed | 1 | 0.0s |  |  |  |  |
      | &nbsp;&nbsp;↳ <code>all&#47;a</code> | bash | ✓ completed, reused | 1 | 1m 1s |  |  |  | <code>nodes&#47;all&#47;a&#46;out</code> |
      | <code>build</code> | bash | ✓ completed | 1 | 1.2s |  |  |  | <code>nodes&#47;build&#46;out</code> |

      #### Resumed

      Taken over: <code>plan</code> <code>lint</code> <code>all&#47;a</code>

      | Ran again | Why |
      | --- | --- |
      | <code>build</code> | its script changed |

      "
    `);
  });

  it('has a status that says the same', () => {
    expect(statusOf({ runId: RUN_ID, state: stateOf(FACTS) })).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · completed · 1.3s
      pipe .omne/pipes/feature.md, started 2026-04-18T08:00:00Z
      resumes feature-01kpfntqeej7vhn935kc0tm9vm
      inputs name=add-hello
      ✓ plan     command   completed, reused  1m 1s
      ✗ lint     bash      failed, reused     1m 1s  crash (exit 2): lint: 3 errors
      ✓ all      parallel  completed          0.0s
        ✓ all/a  bash      completed, reused  1m 1s
      ✓ build    bash      completed          1.2s   resumed: its script changed
      "
    `);
  });

  it('says in the log what is taken over, and why something runs', () => {
    expect(stamped(FACTS).flatMap((event) => eventLine(event) ?? [])).toMatchInlineSnapshot(`
      [
        "✓ plan reused",
        "✗ lint reused  crash (exit 2): lint: 3 errors",
        "● all started",
        "✓ all/a reused",
        "✓ all 0.0s",
        "● build started  resumed: its script changed",
        "✓ build 1.2s",
      ]
    `);
  });

  it('marks in the outputs what was taken over; the status stays what it was', () => {
    const nodes = JSON.parse(outputsOf(stateOf(FACTS))['nodes'] ?? '') as Record<string, object>;
    expect(nodes['plan']).toEqual({
      status: 'completed',
      reused: true,
      kind: 'command',
      duration_ms: 61_000,
      attempt: 2,
      output_path: `.omne/var/runs/${RUN_ID}/nodes/plan.out`,
      outputs: { n: 3 },
    });
    expect(nodes['lint']).toMatchObject({
      status: 'failed',
      reused: true,
      error_kind: 'crash',
      exit_code: 2,
    });
    expect(nodes['build']).not.toHaveProperty('reused');
  });

  it('is drawn with what was taken over in a class of its own, failures as failures', () => {
    const plan = planOf([{ id: 'plan' }, { id: 'lint' }, { id: 'build' }]);
    const lines = mermaid(plan, stateOf(FACTS)).split('\n');
    expect(lines.slice(1, 4)).toEqual([
      '  n0["plan"]:::reused',
      '  n1["lint"]:::failed',
      '  n2["build"]:::completed',
    ]);
  });
});
