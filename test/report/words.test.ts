import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/core/event.ts';
import { finalBlock } from '../../src/report/final-block.ts';
import { ASCII, byteSize, clip, cost, duration, eventLine, firstLine } from '../../src/report/words.ts';
import {
  completed,
  failed,
  HOSTILE,
  MIXED,
  NESTED,
  planOf,
  RUN_ID,
  stamped,
  started,
  stateOf,
} from './events.ts';

const places = { journal: '.omne/var/runs/r/events.jsonl', captures: '.omne/var/runs/r/nodes' };

describe('units', () => {
  it.each([
    [0, '0.0s'],
    [300, '0.3s'],
    [1234, '1.2s'],
    [59_940, '59.9s'],
    [59_960, '1m 0s'],
    [372_000, '6m 12s'],
    [3_720_000, '1h 2m'],
    [undefined, ''],
  ])('a duration of %s ms is %s', (ms, words) => expect(duration(ms)).toBe(words));

  it.each([
    [undefined, ''],
    [0, '$0.00'],
    [0.0042, '$0.0042'],
    [0.4212, '$0.42'],
    [12, '$12.00'],
  ])('a cost of %s is %s', (usd, words) => expect(cost(usd)).toBe(words));

  it('sizes', () => {
    expect([1, 812, 4096, 200 * 1024 * 1024].map(byteSize)).toEqual([
      '1 byte',
      '812 bytes',
      '4.0 KiB',
      '200.0 MiB',
    ]);
  });

  it('cuts never through a character', () => {
    expect(clip('ab😀cd', 4)).toBe('ab…');
    expect(clip('abcd', 4)).toBe('abcd');
  });

  it('a first line is free of control sequences', () => {
    expect(firstLine('\n\n  \x1b[31mred\x1b[0m \x1b]0;title\x07x\ry')).toBe('red x');
  });
});

describe('event lines', () => {
  it('one line per event worth a line', () => {
    expect(stamped(MIXED).map((event) => eventLine(event) ?? '-')).toMatchInlineSnapshot(`
      [
        "-",
        "● plan started",
        "✓ plan gate plan-ok passed",
        "✓ plan 6m 12s · 12 turns · $0.42",
        "● build started",
        "✓ build 1.2s",
        "● lint started",
        "✗ lint 0.3s  crash (exit 2): lint: 3 errors",
        "⊘ deploy skipped: upstream_failed (lint)",
        "-",
      ]
    `);
  });

  it('of bodies, attempts and jumps', () => {
    const lines = stamped(NESTED).map((event) => eventLine(event));
    expect(lines.filter((line) => line !== undefined)).toMatchInlineSnapshot(`
      [
        "● fix started",
        "● fix iteration 1",
        "● fix/1 started",
        "● fix/1/poll started",
        "✗ fix/1/poll attempt 1 failed  crash (exit 7): not there; retrying",
        "● fix/1/poll retry 1 of 2 in 10s",
        "✗ fix/1/poll attempt 2 failed  crash (exit 7): still not there; jumping",
        "● fix/1/poll jumps to over",
        "✓ fix/1/poll 0.2s  failure ignored: crash (exit 7)",
        "⊘ fix/1/use skipped: jumped",
        "✓ fix/1/over 0.0s",
        "✓ fix/1 0.3s",
        "● fix until_bash: not yet (exit 1)",
        "● fix iteration 2",
        "● fix/2 started",
        "✓ fix/2 0.1s",
        "✓ fix until_bash: passed",
        "✓ fix 0.5s  iterations exhausted",
        "● items started",
        "● items 2 items",
        "● items/0 started",
        "✓ items/0 1.2s",
        "● items/1 started",
        "✗ items/1 0.3s  crash (exit 2): lint: 3 errors",
        "✗ items 0.9s  crash (exit 2): items/1: lint: 3 errors",
        "⊘ deploy skipped: when nodes.fix.outputs.x == 'y' (nodes.fix.outputs.x is "n", nodes.fix.status is null)",
        "✓ all 0.0s",
      ]
    `);
  });

  const lineOf = (fact: Fact) => eventLine(stamped([fact])[0]!);

  it('of a retry only where there is a wait, and of the last attempt of a failed node none', () => {
    const retrying = { type: 'node.retrying', node_id: 'a', retry: 1, of: 2 } as const;
    expect(lineOf({ ...retrying, delay_ms: 0 })).toBeUndefined();
    expect(lineOf({ ...retrying, delay_ms: 2500 })).toBe('● a retry 1 of 2 in 2.5s');
    const attempt = {
      type: 'node.attempt_failed',
      node_id: 'a',
      attempt: 3,
      error: { kind: 'timeout' },
    } as const;
    expect(lineOf({ ...attempt, will: 'fail' })).toBeUndefined();
    expect(lineOf({ ...attempt, will: 'continue' })).toBe('✗ a attempt 3 failed  timeout; continuing');
  });

  it.each([
    [{ reason: 'branch_not_taken' }, 'branch_not_taken'],
    [{ reason: 'stopped', cause: 'lint' }, 'stopped (lint)'],
    [{ reason: 'when', when: 'false', saw: {} }, 'when false'],
    [{ reason: 'when', when: null, saw: null, cause: null }, 'when'],
    [
      { reason: 'when', when: `a\n${'b'.repeat(200)}`, saw: { x: HOSTILE, y: ['\x1b[2J', 1] } },
      `when a ${'b'.repeat(117)}… (x is ${JSON.stringify(HOSTILE).slice(0, 59)}…, `,
    ],
  ] as const)('a skip: %j', (over, words) => {
    const line = lineOf({ type: 'node.skipped', node_id: 'a', ...over } as never)!;
    expect(line.startsWith(`⊘ a skipped: ${words}`)).toBe(true);
    expect(line.length).toBeLessThan(220);
    expect(line).not.toMatch(/[\x1b\n]/);
  });

  it('of a node that ended without a failure, but not simply', () => {
    const [, done] = completed('a', { conclusion: 'exhausted' });
    expect(lineOf(done!)).toBe('✓ a 1.2s  iterations exhausted');
  });

  it('in ASCII', () => {
    const lines = stamped([...MIXED, ...NESTED]).map((event) => eventLine(event, ASCII) ?? '');
    expect(lines.join('\n')).toMatch(/^[\0-\x7f]*$/);
  });
});

describe('the final block', () => {
  it('of an aborted run names the failure that decided', () => {
    expect(finalBlock(stateOf(MIXED), { places })).toMatchInlineSnapshot(`
      "✗ feature aborted: lint crash (exit 2) · 6m 14s · 2 completed, 1 failed, 1 skipped · $0.42
        ✗ lint  crash (exit 2): lint: 3 errors
        journal   .omne/var/runs/r/events.jsonl
        captures  .omne/var/runs/r/nodes
      "
    `);
  });

  it('of a completed run says that its failures were absorbed', () => {
    const facts = [
      started(),
      ...completed('build'),
      ...failed('lint'),
      { type: 'pipe.completed', duration_ms: 1300 } as const,
    ];
    expect(finalBlock(stateOf(facts), { places })).toMatchInlineSnapshot(`
      "✓ feature completed · 1.3s · 1 completed, 1 failed (absorbed)
        ✗ lint  crash (exit 2): lint: 3 errors (absorbed)
        journal   .omne/var/runs/r/events.jsonl
        captures  .omne/var/runs/r/nodes
      "
    `);
  });

  it('of an aborted run tells absorbed failures from the others by the plan', () => {
    const plan = planOf([
      { id: 'a' },
      { id: 'b' },
      { id: 'join', needs: ['a', 'b'], triggerRule: 'one_success' },
      { id: 'c' },
    ]);
    const facts = [
      started(),
      ...failed('a'),
      ...completed('b'),
      ...completed('join'),
      ...failed('c', { error: { kind: 'timeout' }, message: undefined }),
      { type: 'pipe.aborted', reason: 'node_failed', cause: 'c', duration_ms: 1300 } as const,
    ];
    expect(finalBlock(stateOf(facts), { places, plan })).toMatchInlineSnapshot(`
      "✗ feature aborted: c timeout · 1.3s · 2 completed, 2 failed (1 absorbed)
        ✗ c  timeout
        ✗ a  crash (exit 2): lint: 3 errors (absorbed)
        journal   .omne/var/runs/r/events.jsonl
        captures  .omne/var/runs/r/nodes
      "
    `);
  });

  it('counts and names what stands in the pipe itself, and shows the outputs', () => {
    expect(finalBlock(stateOf(NESTED), { places })).toMatchInlineSnapshot(`
      "✗ feature aborted: items crash (exit 2) · 2.0s · 2 completed, 1 failed, 1 skipped
        ✗ items  crash (exit 2): items/1: lint: 3 errors
        output    version = 1.2.3
        output    built = ["a","b"]
        output    nothing =
        output    count = 3
        journal   .omne/var/runs/r/events.jsonl
        captures  .omne/var/runs/r/nodes
      "
    `);
  });

  it('of outputs shows ten, each on one short line', () => {
    const outputs = Object.fromEntries(
      Array.from({ length: 14 }, (_, at) => [`o${at}`, `${HOSTILE}\n`.repeat(at + 1)]),
    );
    const facts = [started(), { type: 'pipe.completed', duration_ms: 1, outputs } as const];
    const lines = finalBlock(stateOf(facts), { places }).trimEnd().split('\n');
    expect(lines).toHaveLength(14);
    expect(lines[11]).toBe('  and 4 more outputs');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(225);
    expect(lines.join('')).not.toMatch(/\x1b|\x07/);
  });

  it('of an aborted run knows that an ignored failure is no success', () => {
    const plan = planOf([
      { id: 'bad' },
      { id: 'ignored' },
      { id: 'both', needs: ['bad', 'ignored'], triggerRule: 'none_failed_min_one_success' },
      { id: 'rescue', needs: ['both', 'other'], triggerRule: 'one_success' },
      { id: 'other' },
      { id: 'worse' },
    ]);
    const facts: Fact[] = [
      started(),
      ...failed('bad'),
      ...completed('ignored', { conclusion: 'failure_ignored' }),
      { type: 'node.skipped', node_id: 'both', reason: 'upstream_failed', cause: 'bad' },
      ...completed('other'),
      ...completed('rescue'),
      ...failed('worse'),
      { type: 'pipe.aborted', reason: 'node_failed', cause: 'worse', duration_ms: 1 },
    ];
    expect(finalBlock(stateOf(facts), { places, plan })).toContain('2 failed (1 absorbed)');
  });

  it('of a run that a step ended, and of one whose outputs could not be made', () => {
    const stopped = stateOf([started(), { type: 'pipe.completed', reason: 'stopped', duration_ms: 1000 }]);
    const invalid = stateOf([
      started(),
      { type: 'pipe.aborted', reason: 'outputs_invalid', message: 'x: no JSON', duration_ms: 1000 },
    ]);
    const lines = [stopped, invalid].map((state) => finalBlock(state, { places }).split('\n')[0]);
    expect(lines).toMatchInlineSnapshot(`
      [
        "✓ feature completed: stopped by a step · 1.0s · no nodes",
        "✗ feature aborted: the pipe's outputs: x: no JSON · 1.0s · no nodes",
      ]
    `);
  });

  it('of a cancelled, timed out, empty, faulty and killed run', () => {
    const verdicts = (['cancelled', 'timeout', 'nothing_ran', 'fault', 'interrupted'] as const).map(
      (reason) =>
        stateOf([started(), { type: 'pipe.aborted', reason, duration_ms: 5000, message: 'ENOSPC' }]),
    );
    const killed = stateOf([started(), { type: 'node.started', node_id: 'a', kind: 'bash' }]);
    const lines = [...verdicts, killed].map((state) => finalBlock(state, { places }).split('\n')[0]);
    expect(lines).toMatchInlineSnapshot(`
      [
        "✗ feature cancelled · 5.0s · no nodes",
        "✗ feature aborted: the run's timeout passed · 5.0s · no nodes",
        "✗ feature aborted: nothing ran · 5.0s · no nodes",
        "✗ feature fault: ENOSPC · 5.0s · no nodes",
        "✗ feature aborted: interrupted · 5.0s · no nodes",
        "✗ feature interrupted · 1 interrupted",
      ]
    `);
  });

  const commandsOf = (facts: readonly Fact[]) =>
    finalBlock(stateOf(facts), { places, hasCommands: true }).split('captures  ')[1]?.split('\n').slice(1);

  it('ends with the commands that say more, where the reader can call them', () => {
    expect(finalBlock(stateOf(MIXED), { places, hasCommands: true })).toMatchInlineSnapshot(`
      "✗ feature aborted: lint crash (exit 2) · 6m 14s · 2 completed, 1 failed, 1 skipped · $0.42
        ✗ lint  crash (exit 2): lint: 3 errors
        journal   .omne/var/runs/r/events.jsonl
        captures  .omne/var/runs/r/nodes
        explain   omne explain feature-01kpfntqeej7vhn935kc0tm9vn lint
        report    omne report feature-01kpfntqeej7vhn935kc0tm9vn
        resume    omne resume feature-01kpfntqeej7vhn935kc0tm9vn
      "
    `);
    const done: Fact = { type: 'pipe.completed', duration_ms: 1 };
    expect(commandsOf([started(), ...completed('a'), done])).toEqual(['']);
    expect(commandsOf([started(), ...failed('a'), done])).toEqual([
      `  explain   omne explain ${RUN_ID} a`,
      '',
    ]);
    const over = [`  report    omne report ${RUN_ID}`, `  resume    omne resume ${RUN_ID}`, ''];
    const skip: Fact = { type: 'node.skipped', node_id: 'b', reason: 'when', when: 'false' };
    const off = failed('z', { error: { kind: 'cancelled' }, message: 'cancelled' });
    const ended = (reason: 'cancelled' | 'nothing_ran'): Fact => ({
      type: 'pipe.aborted',
      reason,
      duration_ms: 1,
    });
    expect(commandsOf([started(), skip, ...off, ended('cancelled')])).toEqual(over);
    const both = [started(), ...off, ...failed('a'), ended('cancelled')];
    const decided = { type: 'pipe.aborted', reason: 'node_failed', cause: 'c', duration_ms: 1 } as const;
    expect(commandsOf([started(), ...failed('a'), ...failed('c'), decided])?.[0]).toContain(' c');
    expect(commandsOf(both)?.[0]).toBe(`  explain   omne explain ${RUN_ID} a`);
    expect(finalBlock(stateOf(both), { places }).split('\n').slice(1, 3)).toEqual([
      '  ✗ a  crash (exit 2): lint: 3 errors',
      '  ✗ z  cancelled',
    ]);
    expect(commandsOf([started(), skip, ended('nothing_ran')])).toEqual([
      `  explain   omne explain ${RUN_ID} b`,
      ...over,
    ]);
  });

  it('stays short and inert whatever failed', () => {
    const facts = Array.from({ length: 500 }, (_, at) => failed(`n${at}`, { message: HOSTILE })).flat();
    const text = finalBlock(stateOf([started(), ...facts]), { places });
    expect(text.split('\n')).toHaveLength(25);
    expect(text).toContain('and 480 more failed');
    expect(text).not.toMatch(/\x1b|\x07/);
  });
});
