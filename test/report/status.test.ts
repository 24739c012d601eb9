import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/core/event.ts';
import { fold } from '../../src/core/state.ts';
import { ago, statusList, statusOf } from '../../src/report/status.ts';
import { ASCII } from '../../src/report/words.ts';
import { completed, failed, HOSTILE, MIXED, NESTED, RUN_ID, stamped, started, stateOf } from './events.ts';

const ENDED: Fact = { type: 'pipe.completed', duration_ms: 9000 };

const unended = [started(), ...completed('a'), { type: 'node.started', node_id: 'b', kind: 'loop' } as const];

describe('statusList', () => {
  it('one line per run, newest first', () => {
    const entries = [
      { runId: RUN_ID, state: stateOf(MIXED) },
      { runId: 'audit-01kpfz0000000000000000000a', state: stateOf(unended) },
      { runId: 'audit-01kpfz0000000000000000000b', state: stateOf(unended), isLive: true },
      { runId: 'audit-01kpfa0000000000000000000a', state: stateOf(unended), isLive: false },
      { runId: 'broken-01kpfb000000000000000000a', problem: 'line 3 is not an event' },
    ];
    expect(statusList(entries)).toMatchInlineSnapshot(`
      "audit-01kpfz0000000000000000000b    running                       ✓1 ●1
      audit-01kpfz0000000000000000000a    running?                      ✓1 ●1
      feature-01kpfntqeej7vhn935kc0tm9vn  aborted: lint crash (exit 2)  ✓2 ✗1 ⊘1  6m 14s  $0.42
      audit-01kpfa0000000000000000000a    interrupted                   ✓1 ●1
      broken-01kpfb000000000000000000a    unreadable: line 3 is not an event
      "
    `);
    expect(statusList(entries, ASCII)).toMatch(/^[\0-\x7f]*$/);
  });

  it('with their age, and what they resume', () => {
    const now = Date.parse('2026-04-18T08:00:00Z');
    const resumed = [{ ...started(), resumed_from: RUN_ID } as Fact, ...completed('a'), ENDED];
    const entries = [
      { runId: RUN_ID, state: stateOf(MIXED) },
      { runId: 'feature-01kpfz0000000000000000000b', state: stateOf(resumed) },
      { runId: 'broken-01kpfb000000000000000000a', problem: 'no readable journal' },
    ];
    expect(statusList(entries, undefined, now + 4 * 60_000)).toMatchInlineSnapshot(`
      "feature-01kpfz0000000000000000000b  4m ago  completed                     ✓1        9.0s           resumes feature-01kpfntqeej7vhn935kc0tm9vn
      feature-01kpfntqeej7vhn935kc0tm9vn  4m ago  aborted: lint crash (exit 2)  ✓2 ✗1 ⊘1  6m 14s  $0.42
      broken-01kpfb000000000000000000a    unreadable: no readable journal
      "
    `);
    expect([0, 59_999, 60_000, 3_600_000, 172_799_999, 172_800_000, -5, Number.NaN].map(ago)).toEqual([
      '0s ago',
      '59s ago',
      '1m ago',
      '1h ago',
      '47h ago',
      '2d ago',
      '0s ago',
      '',
    ]);
  });

  it('no runs', () => expect(statusList([])).toBe('no runs\n'));
});

describe('statusOf', () => {
  it('a run per node', () => {
    expect(statusOf({ runId: RUN_ID, state: stateOf(MIXED) })).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: lint crash (exit 2) · 6m 14s · $0.42
      pipe .omne/pipes/feature.md, started 2026-04-18T08:00:00Z
      inputs name=add-hello
      ✓ plan    command  completed  6m 12s  12 turns  $0.42
      ✓ build   bash     completed  1.2s
      ✗ lint    bash     failed     0.3s                     crash (exit 2): lint: 3 errors
      ⊘ deploy           skipped                             upstream_failed (lint)
      "
    `);
  });

  it('children below what they belong to', () => {
    expect(statusOf({ runId: RUN_ID, state: stateOf(NESTED) })).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: items crash (exit 2) · 2.0s
      pipe .omne/pipes/feature.md, started 2026-04-18T08:00:00Z
      inputs name=add-hello
      ✓ fix             loop   completed  0.5s  iterations exhausted
        ✓ fix/1         steps  completed  0.3s
          ✓ fix/1/poll  bash   completed  0.2s  failure ignored: crash (exit 7): still not there
          ⊘ fix/1/use          skipped          jumped
          ✓ fix/1/over  set    completed  0.0s
        ✓ fix/2         steps  completed  0.1s
      ✗ items           each   failed     0.9s  crash (exit 2): items/1: lint: 3 errors
        ✓ items/0       bash   completed  1.2s
        ✗ items/1       bash   failed     0.3s  crash (exit 2): lint: 3 errors
      ⊘ deploy                 skipped          when nodes.fix.outputs.x == 'y' (nodes.fix.outputs.x is "n", nodes.fix.status is null)
      ✓ all             join   completed  0.0s
      "
    `);
  });

  it('many children folded, those shown of which there is something to say', () => {
    const items = Array.from({ length: 200 }, (_, at) => {
      const facts = at === 150 ? failed(`items/${at}`) : completed(`items/${at}`);
      return facts.map((fact) => ({ ...fact, parent: 'items' }) as Fact);
    }).flat();
    const facts = [started(), { type: 'node.started', node_id: 'items', kind: 'each' } as const, ...items];
    const lines = statusOf({ runId: RUN_ID, state: stateOf(facts) })
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(3 + 1 + 20 + 1);
    expect(lines.slice(-3)).toMatchInlineSnapshot(`
      [
        "  ✓ items/18   bash  completed  1.2s",
        "  ✗ items/150  bash  failed     0.3s  crash (exit 2): lint: 3 errors",
        "  … and 180 more: 180 completed",
      ]
    `);
  });

  it('a run that may still run', () => {
    expect(statusOf({ runId: RUN_ID, state: stateOf(unended) })).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · running?
      pipe .omne/pipes/feature.md, started 2026-04-18T08:00:00Z
      inputs name=add-hello
      ✓ a  bash  completed  1.2s
      ● b  loop  running?
      "
    `);
    expect(statusOf({ runId: RUN_ID, state: stateOf(unended), isLive: false })).toContain('interrupted');
  });

  it("an omne-cli journal, which has no durations, and a stranger's control sequences", () => {
    const facts = [
      started(HOSTILE),
      ...completed('a', { duration_ms: null, usage: null }),
      { type: 'pipe.completed' } as never,
    ];
    const text = statusOf({ runId: `x\x1b[2J`, state: fold(stamped(facts, 'x\x1b[2J')) });
    expect(text).toMatchInlineSnapshot(`
      "x · completed
      pipe .omne/pipes/feature.md, started 2026-04-18T08:00:00Z
      inputs name=add-hello
      ✓ a  bash  completed
      "
    `);
  });

  it('an unreadable one', () => {
    expect(statusOf({ runId: 'x', problem: 'gone' })).toBe('x  unreadable: gone\n');
  });
});
