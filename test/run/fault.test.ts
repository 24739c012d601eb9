import { describe, expect, test } from 'vitest';
import { agent, loop, planOf } from '../core/plan-of.ts';
import type { PortCall, Script } from '../rig/fake-ports.ts';
import { begin } from './begin.ts';

const disc = new Error('the disc is full');

/** Throws, or rejects, at every call this picks. */
const faultAt = (isIt: (call: PortCall) => boolean, how: 'throw' | 'reject' = 'throw') => {
  return (call: PortCall) => (isIt(call) ? { error: disc, how } : undefined);
};

const nodeOf = (call: PortCall): string | undefined => {
  if (call.port === 'sweep') return undefined;
  if (call.port === 'record') return 'node_id' in call.fact ? call.fact.node_id : undefined;
  return 'request' in call ? call.request.nodeId : call.nodeId;
};

// `f` meets the fault while `other` runs beside it; `next` waits for `other`, `last` for a place.
const plan = planOf({ f: { gate: 'approve' }, other: [], next: ['other'], last: [] }, { maxParallel: 2 });
const talking = planOf({ f: { body: agent() }, other: [], next: ['other'] });
const looping = planOf({ f: { body: loop() }, other: [], next: ['other'] });

/** How the journal tells the end of a node that could not tell it itself. */
const interrupted = (id: string, atMs: number, forMs = atMs) =>
  `${atMs} node.failed ${id} error=kind:crash reason=interrupted message=interrupted: the run ended while it ran duration_ms=${forMs}`;

const CASES: readonly { name: string; of: typeof plan; script: Script; journal: readonly string[] }[] = [
  ...(['throw', 'reject'] as const).map((how) => ({
    name: `the shell ${how}s`,
    of: plan,
    script: { fault: faultAt((call) => call.port === 'shell' && call.request.nodeId === 'f', how) },
    journal: ['0 node.started other kind=bash', '0 node.started f kind=bash'],
  })),
  ...(['throw', 'reject'] as const).map((how) => ({
    name: `the gate ${how}s`,
    of: plan,
    script: { shell: { f: { afterMs: 10 } }, fault: faultAt((call) => call.port === 'gate', how) },
    journal: ['0 node.started other kind=bash', '0 node.started f kind=bash'],
  })),
  ...(['throw', 'reject'] as const).map((how) => ({
    name: `the agent ${how}s`,
    of: talking,
    script: { fault: faultAt((call) => call.port === 'agent', how) },
    journal: ['0 node.started other kind=bash', '0 node.started f kind=prompt'],
  })),
  {
    name: 'a marker throws',
    of: looping,
    script: { fault: faultAt((call) => call.port === 'mark') },
    journal: ['0 node.started other kind=bash', '0 node.started f kind=loop'],
  },
  {
    name: 'the name of a capture throws',
    of: plan,
    script: { fault: faultAt((call) => call.port === 'outputPath' && call.nodeId === 'f') },
    journal: ['0 node.started other kind=bash', '0 node.started f kind=bash', '0 gate.passed f gate=approve'],
  },
  {
    name: 'the start of a node cannot be recorded',
    of: plan,
    script: {
      fault: faultAt(
        (call) => call.port === 'record' && call.fact.type === 'node.started' && nodeOf(call) === 'f',
      ),
    },
    journal: ['0 node.started other kind=bash'],
  },
  {
    name: 'a gate that passed cannot be recorded',
    of: plan,
    script: { fault: faultAt((call) => call.port === 'record' && call.fact.type === 'gate.passed') },
    journal: ['0 node.started other kind=bash', '0 node.started f kind=bash'],
  },
  {
    name: 'the end of a node cannot be recorded',
    of: plan,
    script: { fault: faultAt((call) => call.port === 'record' && call.fact.type === 'node.completed') },
    journal: ['0 node.started other kind=bash', '0 node.started f kind=bash', '0 gate.passed f gate=approve'],
  },
];

describe.each(CASES)('$name', ({ of, script, journal }) => {
  test('every child is ended, nothing starts, the run is closed as a fault and rejects with it', async () => {
    const { fake, finished } = begin(of, {
      ...script,
      shell: { other: { afterMs: 100_000 }, ...script.shell },
    });
    await expect(fake.until(finished)).rejects.toBe(disc);
    const at = fake.nowMs;
    const ended = `${at} node.failed other error=kind:cancelled message=cancelled duration_ms=${at}`;
    const hasBegun = journal.some((line) => line.includes('node.started f '));
    expect(fake.journal).toEqual([
      '0 pipe.started',
      ...journal,
      ended,
      ...(hasBegun ? [interrupted('f', at)] : []),
      `${at} pipe.aborted reason=fault message=Error: the disc is full duration_ms=${at}`,
    ]);
    expect(at).toBeLessThan(1000);
    expect([[...fake.live], fake.pendingTimers]).toEqual([[], 0]);
  });
});

test('the very first event cannot be recorded: nothing was started', async () => {
  const { fake, finished } = begin(plan, { fault: faultAt((call) => call.port === 'record') });
  await expect(fake.until(finished)).rejects.toBe(disc);
  expect([fake.journal, fake.calls('shell')]).toEqual([[], []]);
});

test('a journal that is gone for good: children are ended, and the first error is the one that is told', async () => {
  let count = 0;
  const { fake, finished } = begin(planOf({ a: [], b: [], c: ['a'] }), {
    shell: { a: { afterMs: 10 }, b: { afterMs: 100_000, onAbortMs: 50 } },
    fault: (call) => {
      if (call.port !== 'record' || call.fact.type === 'pipe.started' || call.fact.type === 'node.started')
        return;
      return { error: new Error(`write ${++count}`) };
    },
  });
  await expect(fake.until(finished)).rejects.toThrow('write 1');
  expect(fake.journal).toEqual([
    '0 pipe.started',
    '0 node.started a kind=bash',
    '0 node.started b kind=bash',
  ]);
  expect([fake.nowMs, [...fake.live], fake.pendingTimers]).toEqual([60, [], 0]);
  expect(fake.calls('sweep')).toHaveLength(1);
});

test('no other node is started once the journal failed, even for a moment', async () => {
  let isFirst = true;
  const { fake, finished } = begin(planOf({ a: [], b: [], c: [] }), {
    fault: (call) => {
      if (call.port !== 'record' || call.fact.type !== 'node.started' || !isFirst) return undefined;
      isFirst = false;
      return { error: disc };
    },
  });
  await expect(fake.until(finished)).rejects.toBe(disc);
  expect([fake.journal, fake.calls('shell')]).toEqual([
    ['0 pipe.started', '0 pipe.aborted reason=fault message=Error: the disc is full duration_ms=0'],
    [],
  ]);
});

test('two faults: the first one is told', async () => {
  const { fake, finished } = begin(planOf({ a: [], b: [] }), {
    fault: (call) =>
      call.port === 'shell' ? { error: new Error(call.request.nodeId), how: 'reject' } : undefined,
  });
  await expect(fake.until(finished)).rejects.toThrow(/^a$/);
  expect(fake.journal.slice(3)).toEqual([
    interrupted('b', 0),
    interrupted('a', 0),
    '0 pipe.aborted reason=fault message=Error: a duration_ms=0',
  ]);
});

test('a fault waits for a child that ends late', async () => {
  const { fake, finished } = begin(planOf({ a: [], b: [] }), {
    shell: { b: { afterMs: 100_000, onAbortMs: 3000 } },
    fault: faultAt((call) => nodeOf(call) === 'a' && call.port === 'shell', 'reject'),
  });
  await expect(fake.until(finished)).rejects.toBe(disc);
  expect(fake.journal.slice(3)).toEqual([
    '3000 node.failed b error=kind:cancelled message=cancelled duration_ms=3000',
    interrupted('a', 3000),
    '3000 pipe.aborted reason=fault message=Error: the disc is full duration_ms=3000',
  ]);
});

test.each(['throw', 'reject'] as const)(
  'a sweep that %ss is a fault of a run that went well',
  async (how) => {
    const { fake, finished } = begin(planOf({ a: [] }), {
      fault: faultAt((call) => call.port === 'sweep', how),
    });
    await expect(fake.until(finished)).rejects.toBe(disc);
    expect(fake.journal.slice(2)).toEqual([
      '0 node.completed a duration_ms=0',
      '0 pipe.aborted reason=fault message=Error: the disc is full duration_ms=0',
    ]);
  },
);

test('a sweep that fails does not hide the fault before it', async () => {
  const { fake, finished } = begin(planOf({ a: [] }), {
    fault: (call) => {
      if (call.port === 'shell') return { error: disc };
      return call.port === 'sweep' ? { error: new Error('sweep') } : undefined;
    },
  });
  await expect(fake.until(finished)).rejects.toBe(disc);
  expect(fake.journal.at(-1)).toBe(
    '0 pipe.aborted reason=fault message=Error: the disc is full duration_ms=0',
  );
});

test('the end of the run cannot be recorded', async () => {
  const isEnd = (call: PortCall) => call.port === 'record' && call.fact.type.startsWith('pipe.c');
  const { fake, finished } = begin(planOf({ a: [] }), { fault: faultAt(isEnd) });
  await expect(fake.until(finished)).rejects.toBe(disc);
});

test('the end of the run cannot be recorded once: the run is closed as a fault', async () => {
  let isFirst = true;
  const { fake, finished } = begin(planOf({ a: [] }), {
    fault: (call) => {
      if (call.port !== 'record' || call.fact.type !== 'pipe.completed' || !isFirst) return undefined;
      isFirst = false;
      return { error: disc };
    },
  });
  await expect(fake.until(finished)).rejects.toBe(disc);
  expect(fake.journal.slice(2)).toEqual([
    '0 node.completed a duration_ms=0',
    '0 pipe.aborted reason=fault message=Error: the disc is full duration_ms=0',
  ]);
});

test('the end of a node that can never be recorded: the journal stays open, for recovery to close', async () => {
  const { fake, finished } = begin(planOf({ a: [], b: [] }), {
    fault: faultAt(
      (call) => call.port === 'record' && nodeOf(call) === 'a' && call.fact.type !== 'node.started',
    ),
  });
  await expect(fake.until(finished)).rejects.toBe(disc);
  expect(fake.journal.slice(3)).toEqual([expect.stringMatching(/^0 node\.(failed|completed) b /)]);
});

test('cancel and a fault: the run is closed as a fault', async () => {
  const { fake, cancel, finished } = begin(planOf({ a: [], b: [] }), {
    shell: { a: { afterMs: 1000 }, b: { afterMs: 1000, onAbortMs: 100 } },
    fault: faultAt(
      (call) =>
        call.port === 'record' &&
        call.fact.type === 'node.failed' &&
        call.fact.reason === undefined &&
        nodeOf(call) === 'a',
    ),
  });
  await fake.tick(10);
  cancel.abort();
  await expect(fake.until(finished)).rejects.toBe(disc);
  expect(fake.journal.slice(3)).toEqual([
    '110 node.failed b error=kind:cancelled message=cancelled duration_ms=110',
    interrupted('a', 110),
    '110 pipe.aborted reason=fault message=Error: the disc is full duration_ms=110',
  ]);
});
