import { describe, expect, it } from 'vitest';
import type { Fact, Kind } from '../../src/core/event.ts';
import { explain } from '../../src/report/explain.ts';
import { ASCII } from '../../src/report/words.ts';
import { completed, failed, HOSTILE, MIXED, NESTED, RUN_ID, stamped, started } from './events.ts';

const why = (facts: readonly Fact[], id: string, options = {}): string => {
  const text = explain(stamped(facts), id, options);
  return text.ok ? text.value : `error: ${text.error}`;
};

const begin = (id: string, over: object = {}): Fact => ({
  type: 'node.started',
  node_id: id,
  kind: 'bash',
  ...over,
});
const inside = (parent: string, facts: readonly Fact[]): Fact[] => facts.map((fact) => ({ ...fact, parent }));
const skipped = (id: string, over: object): Fact => ({ type: 'node.skipped', node_id: id, ...over }) as Fact;
const body = (id: string, kind: Kind): Fact => ({ type: 'node.started', node_id: id, kind });
const aborted = (over: object): Fact =>
  ({ type: 'pipe.aborted', reason: 'node_failed', duration_ms: 2000, ...over }) as Fact;
const cancelled = (id: string, over: object = {}): Fact[] =>
  failed(id, { error: { kind: 'cancelled' }, message: 'cancelled', ...over });

describe('what ran', () => {
  it('a completed agent with a gate', () => {
    expect(why(MIXED, 'plan')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: lint crash (exit 2) · 6m 14s
      ✓ plan completed · command · 6m 12s · 12 turns · $0.42
        began 0.1s into the run, before anything beside it had ended
        gate plan-ok passed
      "
    `);
  });

  it('a node after another one', () => {
    expect(why(MIXED, 'build')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: lint crash (exit 2) · 6m 14s
      ✓ build completed · bash · 1.2s
        began 0.4s into the run, when plan had ended
      "
    `);
  });

  it('a loop: its iterations and what until_bash said', () => {
    expect(why(NESTED, 'fix')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: items crash (exit 2) · 2.0s
      ✓ fix completed: iterations exhausted · loop · 0.5s
        began 0.1s into the run, before anything beside it had ended
        2 iterations; until_bash: 1 not yet (exit 1), 2 passed
      "
    `);
  });

  it('a step that a jump led to', () => {
    expect(why(NESTED, 'fix/1/over')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: items crash (exit 2) · 2.0s
      ✓ fix/1/over completed · set · 0.0s
        a step of fix/1
        began 1.1s into the run: fix/1/poll jumped to it
      "
    `);
  });

  it('attempts, the last of which was ignored, and the jump that followed', () => {
    expect(why(NESTED, 'fix/1/poll')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: items crash (exit 2) · 2.0s
      ✓ fix/1/poll completed: failure ignored · bash · 0.2s
        a step of fix/1
        began 0.4s into the run, before anything beside it had ended
        attempt 1 failed after 0.1s: crash (exit 7): not there; tried again after 10.0s
        attempt 2 failed after 0.0s: crash (exit 7): still not there; jumped (on_error)
        then jumped to over
        output: .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/fix/1/poll.out and .err
      "
    `);
  });

  it('a retry that helped', () => {
    const facts: Fact[] = [
      started(),
      begin('a'),
      {
        type: 'node.attempt_failed',
        node_id: 'a',
        attempt: 1,
        error: { kind: 'timeout' },
        will: 'retry',
      },
      { type: 'node.retrying', node_id: 'a', retry: 1, of: 2, delay_ms: 0 },
      completed('a', { attempt: 2 })[1]!,
    ];
    expect(why(facts, 'a')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · running?
      ✓ a completed · bash · 1.2s
        began 0.1s into the run, before anything beside it had ended
        attempt 1 failed after 0.1s: timeout; tried again
        attempt 2 completed
      "
    `);
  });

  it('the second visit of a step, a branch, a node of an included pipe, an iteration', () => {
    const facts = [
      started(),
      body('s', 'steps'),
      ...inside('s', completed('s/poll')),
      ...inside('s', completed('s/poll@2')),
      body('p', 'parallel'),
      ...inside('p', completed('p/left')),
      body('i', 'pipe'),
      ...inside('i', completed('i/lint')),
      body('l', 'loop'),
      { type: 'iteration.started', node_id: 'l', iteration: 1 } as const,
      ...inside('l', completed('l/1')),
    ];
    const places = ['s/poll@2', 'p/left', 'i/lint', 'l/1'].map((id) => why(facts, id).split('\n')[2]);
    expect(places).toMatchInlineSnapshot(`
      [
        "  a step of s, visit 2",
        "  a branch of p",
        "  a node of the pipe that i includes",
        "  iteration 1 of 1 of l",
      ]
    `);
  });

  it.each([
    [undefined, 'running?', 'runs'],
    [true, 'running', 'runs'],
    [false, 'interrupted', 'was running when the run died'],
  ])('one that runs, known to live: %s', (isLive, verdict, fate) => {
    const [run, head] = why([started(), begin('a')], 'a', isLive === undefined ? {} : { isLive }).split('\n');
    expect([run, head]).toEqual([`${RUN_ID} · ${verdict}`, `● a ${fate} · bash`]);
  });
});

describe('what failed', () => {
  it('with its words, and what followed from it', () => {
    expect(why(MIXED, 'lint')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: lint crash (exit 2) · 6m 14s
      ✗ lint failed: crash (exit 2) · bash · 0.3s
        began 0.6s into the run, when build had ended
        | lint: 3 errors
        | at line 7
        output: .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/lint.out and .err
        because of it skipped: deploy
        the run was aborted because of it
      "
    `);
  });

  it('because of a child, and that of another, with the others that failed', () => {
    const facts = [
      started(),
      body('all', 'parallel'),
      ...inside('all', [body('all/items', 'each')]),
      { type: 'node.expanded', node_id: 'all/items', count: 3 } as const,
      ...inside('all/items', failed('all/items/0')),
      ...inside('all/items', failed('all/items/2')),
      failed('all/items', {
        cause: 'all/items/0',
        message: 'all/items/0: lint: 3 errors\nalso failed: all/items/2',
        output_path: undefined,
      })[1]!,
      failed('all', { cause: 'all/items', message: 'all/items/0: lint', output_path: undefined })[1]!,
      skipped('deploy', { reason: 'upstream_failed', cause: 'all' }),
      aborted({ cause: 'all' }),
    ];
    expect(why(facts, 'all')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: all crash (exit 2) · 2.0s
      ✗ all failed: crash (exit 2) · parallel · 0.3s
        began 0.1s into the run, before anything beside it had ended
        because ✗ all/items failed: crash (exit 2) · each · 0.3s
          3 items
          also failed: all/items/2
          because ✗ all/items/0 failed: crash (exit 2) · bash · 0.3s
            | lint: 3 errors
            | at line 7
            output: .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/all/items/0.out and .err
        because of it skipped: deploy
        the run was aborted because of it
      "
    `);
    expect(why(facts, 'all/items/0')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: all crash (exit 2) · 2.0s
      ✗ all/items/0 failed: crash (exit 2) · bash · 0.3s
        item 0 (from 0) of the 3 items of all/items
        began 0.4s into the run, before anything beside it had ended
        | lint: 3 errors
        | at line 7
        output: .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/all/items/0.out and .err
        because of it failed: all/items
      "
    `);
    expect(why(facts, 'deploy')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: all crash (exit 2) · 2.0s
      ⊘ deploy was skipped: a node it depends on failed
        because ✗ all failed: crash (exit 2) · parallel · 0.3s
          because ✗ all/items failed: crash (exit 2) · each · 0.3s
            3 items
            also failed: all/items/2
            because ✗ all/items/0 failed: crash (exit 2) · bash · 0.3s
              | lint: 3 errors
              | at line 7
              output: .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/all/items/0.out and .err
      "
    `);
  });

  it('although it was tried again', () => {
    const attempt = (nth: number, will: 'retry' | 'fail'): Fact => ({
      type: 'node.attempt_failed',
      node_id: 'a',
      attempt: nth,
      error: { kind: 'crash', exit_code: 7 },
      message: `try ${nth}`,
      will,
    });
    const facts: Fact[] = [
      started(),
      begin('a'),
      attempt(1, 'retry'),
      { type: 'node.retrying', node_id: 'a', retry: 1, of: 1, delay_ms: 1500 },
      attempt(2, 'fail'),
      failed('a', { attempt: 2, message: 'try 2', error: { kind: 'crash', exit_code: 7 } })[1]!,
      aborted({ cause: 'a' }),
    ];
    expect(why(facts, 'a')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: a crash (exit 7) · 2.0s
      ✗ a failed: crash (exit 7) · bash · 0.3s
        began 0.1s into the run, before anything beside it had ended
        attempt 1 failed after 0.1s: crash (exit 7): try 1; tried again after 1.5s
        attempt 2 failed after 0.0s: crash (exit 7): try 2; not tried again
        output: .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/a.out and .err
        the run was aborted because of it
      "
    `);
  });

  it('because its gate refused it', () => {
    const over = { error: { kind: 'gate_failed', exit_code: 1 }, message: 'no tests' };
    expect(why([started(), ...failed('a', over), aborted({ cause: 'a' })], 'a')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: a gate_failed (exit 1) · 2.0s
      ✗ a failed: gate_failed (exit 1) · bash · 0.3s
        began 0.1s into the run, before anything beside it had ended
        its gate refused it
        | no tests
        output: .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/a.out and .err
        the run was aborted because of it
      "
    `);
  });

  it('and was absorbed, or stood beside the one that ended the run', () => {
    const end = (fact: Fact) =>
      why([started(), ...failed('a'), ...completed('b'), fact], 'a')
        .split('\n')
        .at(-2);
    expect(end({ type: 'pipe.completed', duration_ms: 1 })).toBe(
      '  absorbed: the run completed all the same',
    );
    expect(end(aborted({ cause: 'z' }))).toBe('  the run was aborted because of z');
    expect(end(aborted({ reason: 'timeout' }))).toMatch(/^ {2}output: /);
  });

  it('because the run was cancelled, or ended while it ran', () => {
    const facts = [started(), ...cancelled('a'), skipped('b', { reason: 'cancelled' })];
    expect(why([...facts, aborted({ reason: 'cancelled' })], 'a')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · cancelled · 2.0s
      ✗ a was cancelled · bash · 0.3s
        began 0.1s into the run, before anything beside it had ended
        the run was cancelled
      "
    `);
    expect(why([...facts, aborted({ reason: 'cancelled' })], 'b')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · cancelled · 2.0s
      ⊘ b was skipped: all around it was called off before it began
        the run was cancelled
      "
    `);
    const killed = [...failed('a', { reason: 'interrupted' }), aborted({ reason: 'interrupted' })];
    expect(why([started(), ...killed], 'a').split('\n')[1]).toBe(
      '✗ a was interrupted: the run ended while it ran · bash · 0.3s',
    );
  });

  it('because a sibling failed, or the time of all around it was over', () => {
    const facts = [
      started(),
      body('p', 'parallel'),
      ...inside('p', [begin('p/a'), begin('p/b'), failed('p/b')[1]!, cancelled('p/a')[1]!]),
      skipped('p/c', { reason: 'cancelled', parent: 'p' }),
      failed('p', { cause: 'p/b', output_path: undefined })[1]!,
      aborted({ cause: 'p' }),
    ];
    expect(why(facts, 'p/a')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: p crash (exit 2) · 2.0s
      ✗ p/a was cancelled · bash · 0.3s
        a branch of p
        began 0.2s into the run, before anything beside it had ended
        because ✗ p/b failed: crash (exit 2) · bash · 0.3s
          | lint: 3 errors
          | at line 7
          output: .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/p/b.out and .err
      "
    `);
    expect(why(facts, 'p/c')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: p crash (exit 2) · 2.0s
      ⊘ p/c was skipped: all around it was called off before it began
        a branch of p
        because ✗ p/b failed: crash (exit 2) · bash · 0.3s
          | lint: 3 errors
          | at line 7
          output: .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/p/b.out and .err
      "
    `);
    const late = [
      started(),
      body('p', 'steps'),
      ...inside('p', cancelled('p/a')),
      failed('p', { error: { kind: 'timeout' }, message: 'node p exceeded timeout of 5s' })[1]!,
      aborted({ cause: 'p' }),
    ];
    expect(why(late, 'p/a')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: p timeout · 2.0s
      ✗ p/a was cancelled · bash · 0.3s
        a step of p
        began 0.2s into the run, before anything beside it had ended
        because ✗ p failed: timeout · steps · 0.3s
          | node p exceeded timeout of 5s
          output: .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/p.out
      "
    `);
  });
});

describe('what was skipped', () => {
  it('along a chain, to the failure at its end', () => {
    const facts = [
      ...MIXED.slice(0, -1),
      skipped('notify', { reason: 'upstream_skipped', cause: 'deploy' }),
      MIXED.at(-1)!,
    ];
    expect(why(facts, 'notify')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: lint crash (exit 2) · 6m 14s
      ⊘ notify was skipped: a node it depends on was skipped
        because ⊘ deploy was skipped: a node it depends on failed
          because ✗ lint failed: crash (exit 2) · bash · 0.3s
            | lint: 3 errors
            | at line 7
            output: .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/lint.out and .err
      "
    `);
  });

  it('by its condition, with what that saw and how it came to be', () => {
    expect(why(NESTED, 'deploy')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: items crash (exit 2) · 2.0s
      ⊘ deploy was skipped: its condition did not hold: nodes.fix.outputs.x == 'y'
        it saw: nodes.fix.outputs.x is "n"
        it saw: nodes.fix.status is null
        because ✓ fix completed: iterations exhausted · loop · 0.5s
          2 iterations; until_bash: 1 not yet (exit 1), 2 passed
      "
    `);
    const facts = [
      started(),
      skipped('a', { reason: 'not_triggered' }),
      skipped('b', {
        reason: 'when',
        when: 'x',
        saw: { 'nodes.a.status': 'skipped', "nodes['a'].outputs": null },
      }),
    ];
    expect(why(facts, 'b')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · running?
      ⊘ b was skipped: its condition did not hold: x
        it saw: nodes.a.status is "skipped"
        it saw: nodes['a'].outputs is null
        because ⊘ a was skipped: it waits for failures that did not come
      "
    `);
  });

  it('by a jump, by a step that left, by a stop, by the time of the run', () => {
    expect(why(NESTED, 'fix/1/use')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: items crash (exit 2) · 2.0s
      ⊘ fix/1/use was skipped: a jump passed over it
        a step of fix/1
        because ✓ fix/1/poll completed: failure ignored · bash · 0.2s
          attempt 1 failed after 0.1s: crash (exit 7): not there; tried again after 10.0s
          attempt 2 failed after 0.0s: crash (exit 7): still not there; jumped (on_error)
          then jumped to over
          output: .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/fix/1/poll.out and .err
      "
    `);
    const left = [
      started(),
      body('s', 'steps'),
      ...inside('s', [begin('s/out', { kind: 'skip' }), completed('s/out')[1]!]),
      skipped('s/rest', { reason: 'branch_not_taken', parent: 's' }),
    ];
    expect(why(left, 's/rest')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · running?
      ⊘ s/rest was skipped: a step before it left the body
        a step of s
        because ✓ s/out completed · skip · 1.2s
      "
    `);
    const stopped = [
      started(),
      begin('enough', { kind: 'stop' }),
      completed('enough', { output_path: undefined })[1]!,
      skipped('rest', { reason: 'stopped' }),
      { type: 'pipe.completed', reason: 'stopped', duration_ms: 100 } as const,
    ];
    expect(why(stopped, 'rest')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · completed: stopped by a step · 0.1s
      ⊘ rest was skipped: the run was stopped
        because ✓ enough completed · stop · 1.2s
      "
    `);
    const late = [started(), skipped('a', { reason: 'timeout' }), aborted({ reason: 'timeout' })];
    expect(why(late, 'a')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: the run's timeout passed · 2.0s
      ⊘ a was skipped: time ran out before it began
        the run's timeout passed
      "
    `);
  });

  it('by a failure that ended everything', () => {
    const facts = [
      started(),
      ...failed('a'),
      skipped('b', { reason: 'stopped', cause: 'a' }),
      aborted({ cause: 'a' }),
    ];
    expect(why(facts, 'b')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · aborted: a crash (exit 2) · 2.0s
      ⊘ b was skipped: the run was stopped
        because ✗ a failed: crash (exit 2) · bash · 0.3s
          | lint: 3 errors
          | at line 7
          output: .omne/var/runs/feature-01kpfntqeej7vhn935kc0tm9vn/nodes/a.out and .err
      "
    `);
  });
});

describe('in a resumed run', () => {
  const resumed: readonly Fact[] = [
    { ...started(), resumed_from: 'feature-01kpfntqeej7vhn935kc0tm9vm' } as Fact,
    {
      type: 'node.reused',
      node_id: 'plan',
      kind: 'command',
      status: 'completed',
      digest: { body: '0123456789abcdef' },
      duration_ms: 61_000,
      attempt: 1,
    },
    begin('build', { because: 'its script changed' }),
    completed('build')[1]!,
    begin('test', { because: 'after `build`, which ran again' }),
    completed('test')[1]!,
    begin('ship', { because: 'after `test`, which ran again' }),
    completed('ship')[1]!,
    { type: 'pipe.completed', duration_ms: 1300 },
  ];

  it('what was reused', () =>
    expect(why(resumed, 'plan')).toMatchInlineSnapshot(`
    "feature-01kpfntqeej7vhn935kc0tm9vn · completed · 1.3s
    ✓ plan was reused: completed · command
      taken over from feature-01kpfntqeej7vhn935kc0tm9vm: there it took 1m 1s, and nothing it depends on has changed
      why it came to that: omne explain feature-01kpfntqeej7vhn935kc0tm9vm plan
    "
  `));

  it('a loop that went on', () => {
    const facts = [started(), begin('fix', { kind: 'loop', because: 'goes on at iteration 3' })];
    expect(why(facts, 'fix').split('\n')[2]).toBe(
      '  in part taken over from an earlier run: goes on at iteration 3',
    );
  });

  it('a child that ran because all around it did', () => {
    const facts = [
      started(),
      begin('all', { kind: 'parallel', because: 'its definition changed' }),
      ...inside('all', [body('all/s', 'steps')]),
      ...inside('all/s', completed('all/s/a')),
    ];
    expect(why(facts, 'all/s/a')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · running?
      ✓ all/s/a completed · bash · 1.2s
        a step of all/s
        began 0.3s into the run, before anything beside it had ended
        because ● all runs · parallel
          not taken over from an earlier run: its definition changed
      "
    `);
  });

  it('what ran again, to the change at the end of the chain', () => {
    expect(why(resumed, 'ship')).toMatchInlineSnapshot(`
      "feature-01kpfntqeej7vhn935kc0tm9vn · completed · 1.3s
      ✓ ship completed · bash · 1.2s
        not taken over from feature-01kpfntqeej7vhn935kc0tm9vm: after \`test\`, which ran again
        because ✓ test completed · bash · 1.2s
          not taken over from feature-01kpfntqeej7vhn935kc0tm9vm: after \`build\`, which ran again
          because ✓ build completed · bash · 1.2s
            not taken over from feature-01kpfntqeej7vhn935kc0tm9vm: its script changed
      "
    `);
  });
});

describe('an id that the journal does not have', () => {
  it.each([
    ['biuld', 'there is no node `biuld` in the journal of RUN; did you mean `build`?', MIXED],
    [
      'poll',
      'there is no node `poll` in the journal of RUN; a child is asked for by its whole id: fix/1/poll',
      NESTED,
    ],
    [
      'something',
      'there is no node `something` in the journal of RUN, which has plan, build, lint, deploy',
      MIXED,
    ],
    ['a', 'there is no node `a` in the journal of RUN: no node began', [started()]],
    ['\x1b[2Jx', 'there is no node `x` in the journal of RUN: no node began', [started()]],
  ] as const)('%j', (id, words, facts) => {
    expect(why(facts, id)).toBe(`error: ${words.replace('RUN', RUN_ID)}`);
  });
});

describe('whatever a journal holds', () => {
  it('is inert, short, and ASCII where it must be', () => {
    const message = `${HOSTILE}\n`.repeat(500);
    const facts = [
      started(),
      ...failed('a', { message }),
      skipped('b', { reason: 'upstream_failed', cause: 'a', when: HOSTILE, saw: { [HOSTILE]: HOSTILE } }),
    ];
    const text = why(facts, 'b');
    expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f]/);
    expect(text.split('\n').length).toBeLessThan(35);
    expect(why(MIXED, 'deploy', { glyphs: ASCII })).toMatch(/^[\0-\x7f]*$/);
  });

  it('ends, also where causes go in a circle or deep', () => {
    const ring = [
      started(),
      skipped('a', { reason: 'upstream_skipped', cause: 'b' }),
      skipped('b', { reason: 'upstream_skipped', cause: 'a' }),
    ];
    expect(why(ring, 'a').split('\n')).toHaveLength(5);
    const inItself = cancelled('a').map((fact) => ({ ...fact, parent: 'a' }) as Fact);
    expect(why([started(), ...inItself], 'a').split('\n')).toHaveLength(5);
    const deep = Array.from({ length: 100 }, (_, at) =>
      skipped(`n${at}`, { reason: 'upstream_skipped', cause: `n${at - 1}` }),
    );
    expect(
      why([started(), ...deep], 'n99')
        .split('\n')
        .at(-2),
    ).toMatch(/because …$/);
  });

  it('an omne-cli journal, which has null for what is absent', () => {
    const facts = [
      started(),
      failed('a', { message: null, usage: null, output_path: null, duration_ms: null })[1]!,
      skipped('b', { reason: 'upstream_failed', cause: null, when: null, saw: null }),
    ].map((fact) => ({ ...fact, parent: null }) as never as Fact);
    expect(why(facts, 'a').split('\n')[1]).toBe('✗ a failed: crash (exit 2)');
    expect(why(facts, 'b').split('\n')[1]).toBe('⊘ b was skipped: a node it depends on failed');
  });
});
