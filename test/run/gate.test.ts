import { describe, expect, test } from 'vitest';
import type { Template } from '../../src/core/template.ts';
import type { GateVerdict } from '../../src/run/ports.ts';
import { agent, planOf } from '../core/plan-of.ts';
import { fails, type Part } from '../rig/fake-ports.ts';
import { begin, play } from './begin.ts';

const gated = planOf({ a: { gate: 'approve', timeoutMs: 120_000 } });

const journalOf = async (part: Part<GateVerdict>, bodyMs = 100) => {
  const fake = await play(gated, { shell: { a: { afterMs: bodyMs } }, gate: { a: part } });
  return fake.journal.slice(2, -1);
};

describe('a gate', () => {
  test('runs after its body; the node completes once it passed, and both count into its duration', async () => {
    expect(await journalOf({ afterMs: 50 })).toEqual([
      '150 gate.passed a gate=approve',
      '150 node.completed a duration_ms=150',
    ]);
  });

  test('what it said is told', async () => {
    expect(await journalOf({ reply: { stdout: 'looks good' } })).toEqual([
      '100 gate.passed a gate=approve stdout=looks good',
      '100 node.completed a duration_ms=100',
    ]);
  });

  test.each<{ verdict: GateVerdict; failed: string }>([
    {
      verdict: {
        failure: { kind: 'gate_failed', cause: 'exit', exit: { code: 1 }, stderrTail: 'not yet\n' },
      },
      failed: 'error=kind:gate_failed,exit_code:1 message=not yet',
    },
    {
      verdict: { failure: { kind: 'gate_failed', cause: 'spawn', error: 'EAGAIN' } },
      failed: 'error=kind:gate_failed message=dispatch error in gate: failed to spawn subprocess: EAGAIN',
    },
  ])('that fails fails the node, and only that is told: $failed', async ({ verdict, failed }) => {
    expect(await journalOf({ afterMs: 20, reply: verdict })).toEqual([
      `120 node.failed a ${failed} duration_ms=120`,
    ]);
  });

  test('is not asked when the body failed', async () => {
    const fake = await play(gated, { shell: { a: { reply: fails(2, 'no') } } });
    expect([fake.calls('gate'), fake.journal[2]]).toEqual([
      [],
      '0 node.failed a error=kind:crash,exit_code:2 message=no duration_ms=0',
    ]);
  });

  test('has 60 s of its own, whatever the body left of the node’s', async () => {
    expect(await journalOf({ afterMs: 59_999 }, 119_999)).toEqual([
      '179998 gate.passed a gate=approve',
      '179998 node.completed a duration_ms=179998',
    ]);
    expect(await journalOf({ afterMs: 60_001 })).toEqual([
      '60100 node.failed a error=kind:gate_timeout message=gate approve exceeded 60s budget duration_ms=60100',
    ]);
  });

  test('that passes only after its time did not pass', async () => {
    expect(await journalOf({ afterMs: 70_000, onAbortMs: 'never', reply: {} })).toEqual([
      '70100 node.failed a error=kind:gate_timeout message=gate approve exceeded 60s budget duration_ms=70100',
    ]);
  });

  test('a failed gate skips what depends on the node', async () => {
    const plan = planOf({ a: { gate: 'approve' }, deploy: ['a'] });
    const fake = await play(plan, { gate: { a: { reply: fails() as GateVerdict } } });
    expect(fake.journal.slice(3)).toEqual([
      '0 node.skipped deploy reason=upstream_failed cause=a',
      '0 pipe.aborted reason=node_failed cause=a duration_ms=0',
    ]);
  });

  test('the node keeps its place under max_parallel until its gate is through', async () => {
    const plan = planOf({ a: { gate: 'approve' }, b: [] }, { maxParallel: 1 });
    const fake = await play(plan, { shell: { a: { afterMs: 10 } }, gate: { a: { afterMs: 30 } } });
    expect(fake.journal.slice(2, 5)).toEqual([
      '40 gate.passed a gate=approve',
      '40 node.completed a duration_ms=40',
      '40 node.started b kind=bash',
    ]);
  });

  test('is given what its body was given, with its name', async () => {
    const env = new Map<string, Template>([['A', 'x']]);
    const fake = await play(planOf({ a: { gate: 'approve', env, passEnv: ['TOKEN'] } }));
    expect(fake.calls('gate').map(({ request }) => request)).toEqual([
      { nodeId: 'a', attempt: 1, env: { A: 'x' }, passEnv: ['TOKEN'], variables: {}, gate: 'approve' },
    ]);
  });

  test('the usage and the conversation of the body outlive a failed gate', async () => {
    const plan = planOf({ a: { gate: 'approve', body: agent() } });
    const fake = await play(plan, {
      agent: { a: [{ reply: { usage: { turns: 3 }, sessionId: 's' } }] },
      gate: {
        a: { reply: { failure: { kind: 'gate_failed', cause: 'exit', exit: { code: 1 }, stderrTail: '' } } },
      },
    });
    expect(fake.journal[2]).toBe(
      '0 node.failed a error=kind:gate_failed,exit_code:1 duration_ms=0 usage=turns:3 session_id=s',
    );
  });
});

describe('a gate of a run that is called off', () => {
  test('cancelled', async () => {
    const { fake, cancel, finished } = begin(gated, { gate: { a: { afterMs: 1000 } } });
    await fake.tick(500);
    cancel.abort();
    await fake.until(finished);
    expect(fake.journal.slice(2)).toEqual([
      '500 node.failed a error=kind:cancelled message=cancelled duration_ms=500',
      '500 pipe.aborted reason=cancelled duration_ms=500',
    ]);
  });

  test('out of time', async () => {
    const plan = planOf({ a: { gate: 'approve' } }, { timeoutMs: 500 });
    const fake = await play(plan, { gate: { a: { afterMs: 1000 } } });
    expect(fake.journal.slice(2)).toEqual([
      '500 node.failed a error=kind:timeout message=the run exceeded its timeout of 0.5s duration_ms=500',
      '500 pipe.aborted reason=timeout duration_ms=500',
    ]);
  });
});
