import { describe, expect, test } from 'vitest';
import { agent, each, onError, parallel, planOf, repeat, set, steps, subPipe } from '../core/plan-of.ts';
import { lasts, type PortCall } from '../rig/fake-ports.ts';
import { begin, playCancelled, tell } from './begin.ts';

const BODIES = {
  steps: steps({ a: [], b: [] }),
  parallel: parallel({ a: [], b: steps({ x: [], y: [] }) }),
  each: each([1, 2], [], { maxParallel: 1 }),
  repeat: repeat([], { untilBash: 'x' }),
  pipe: subPipe(planOf({ a: [], b: ['a'] })),
} as const;
const slow = { others: () => lasts(100) };

/** What is told of each body whose time passes after 50 ms; its policy goes on. */
const TIMED_OUT: Readonly<Record<string, readonly string[]>> = {
  steps: [
    '0 node.started n kind=steps',
    '0 node.started n/a kind=bash',
    '50 node.failed n/a error=kind:cancelled message=cancelled',
    '50 node.skipped n/b reason=cancelled',
    '50 node.attempt_failed n error=kind:timeout message=node n exceeded timeout of 0.05s will=continue',
    '50 node.completed n conclusion=failure_ignored error=kind:timeout',
    '50 node.started next kind=bash',
    '51 node.completed next',
    '51 pipe.completed',
  ],
  parallel: [
    '0 node.started n kind=parallel',
    '0 node.started n/b kind=steps',
    '0 node.started n/a kind=bash',
    '0 node.started n/b/x kind=bash',
    '50 node.failed n/b/x error=kind:cancelled message=cancelled',
    '50 node.skipped n/b/y reason=cancelled',
    '50 node.failed n/b error=kind:cancelled message=cancelled',
    '50 node.failed n/a error=kind:cancelled message=cancelled',
    '50 node.attempt_failed n error=kind:timeout message=node n exceeded timeout of 0.05s will=continue',
    '50 node.completed n conclusion=failure_ignored error=kind:timeout',
    '50 node.started next kind=bash',
    '51 node.completed next',
    '51 pipe.completed',
  ],
  each: [
    '0 node.started n kind=each',
    '0 node.expanded n count=2',
    '0 node.started n/0 kind=bash',
    '50 node.failed n/0 error=kind:cancelled message=cancelled',
    '50 node.attempt_failed n error=kind:timeout message=node n exceeded timeout of 0.05s will=continue',
    '50 node.completed n conclusion=failure_ignored error=kind:timeout',
    '50 node.started next kind=bash',
    '51 node.completed next',
    '51 pipe.completed',
  ],
  repeat: [
    '0 node.started n kind=loop',
    '0 iteration.started n iteration=1',
    '0 node.started n/1 kind=bash',
    '50 node.failed n/1 error=kind:cancelled message=cancelled',
    '50 node.attempt_failed n error=kind:timeout message=node n exceeded timeout of 0.05s will=continue',
    '50 node.completed n conclusion=failure_ignored error=kind:timeout',
    '50 node.started next kind=bash',
    '51 node.completed next',
    '51 pipe.completed',
  ],
  pipe: [
    '0 node.started n kind=pipe',
    '0 node.started n/a kind=bash',
    '50 node.skipped n/b reason=cancelled',
    '50 node.failed n/a error=kind:cancelled message=cancelled',
    '50 node.attempt_failed n error=kind:timeout message=node n exceeded timeout of 0.05s will=continue',
    '50 node.completed n conclusion=failure_ignored error=kind:timeout',
    '50 node.started next kind=bash',
    '51 node.completed next',
    '51 pipe.completed',
  ],
};

/** And of each that is cancelled then. */
const CANCELLED: Readonly<Record<string, readonly string[]>> = {
  steps: [
    '0 node.started n kind=steps',
    '0 node.started n/a kind=bash',
    '50 node.skipped next reason=cancelled',
    '50 node.failed n/a error=kind:cancelled message=cancelled',
    '50 node.skipped n/b reason=cancelled',
    '50 node.failed n error=kind:cancelled message=cancelled',
    '50 pipe.aborted reason=cancelled',
  ],
  parallel: [
    '0 node.started n kind=parallel',
    '0 node.started n/b kind=steps',
    '0 node.started n/a kind=bash',
    '0 node.started n/b/x kind=bash',
    '50 node.skipped next reason=cancelled',
    '50 node.failed n/b/x error=kind:cancelled message=cancelled',
    '50 node.skipped n/b/y reason=cancelled',
    '50 node.failed n/b error=kind:cancelled message=cancelled',
    '50 node.failed n/a error=kind:cancelled message=cancelled',
    '50 node.failed n error=kind:cancelled message=cancelled',
    '50 pipe.aborted reason=cancelled',
  ],
  each: [
    '0 node.started n kind=each',
    '0 node.expanded n count=2',
    '0 node.started n/0 kind=bash',
    '50 node.skipped next reason=cancelled',
    '50 node.failed n/0 error=kind:cancelled message=cancelled',
    '50 node.failed n error=kind:cancelled message=cancelled',
    '50 pipe.aborted reason=cancelled',
  ],
  repeat: [
    '0 node.started n kind=loop',
    '0 iteration.started n iteration=1',
    '0 node.started n/1 kind=bash',
    '50 node.skipped next reason=cancelled',
    '50 node.failed n/1 error=kind:cancelled message=cancelled',
    '50 node.failed n error=kind:cancelled message=cancelled',
    '50 pipe.aborted reason=cancelled',
  ],
  pipe: [
    '0 node.started n kind=pipe',
    '0 node.started n/a kind=bash',
    '50 node.skipped next reason=cancelled',
    '50 node.skipped n/b reason=cancelled',
    '50 node.failed n/a error=kind:cancelled message=cancelled',
    '50 node.failed n error=kind:cancelled message=cancelled',
    '50 pipe.aborted reason=cancelled',
  ],
};

describe('the deadline of a body', () => {
  test.each(Object.entries(BODIES))(
    '%s: it is a timeout, and its children are cancelled',
    async (name, body) => {
      const plan = planOf({ n: { body, timeoutMs: 50, onError: onError('continue') }, next: ['n'] });
      expect(await tell(plan, { others: (child) => lasts(child.name === 'next' ? 1 : 100) })).toEqual(
        TIMED_OUT[name],
      );
    },
  );

  test('a gate of a body has a place and a minute of its own', async () => {
    const plan = planOf(
      { s: { body: steps({ a: [] }), gate: 'g', timeoutMs: 50 }, other: [] },
      { maxParallel: 1 },
    );
    const script = { shell: { 's/a': lasts(40), other: lasts(30) }, gate: { s: lasts(70) } };
    expect(await tell(plan, script)).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/a kind=bash',
      '40 node.completed s/a',
      '40 node.started other kind=bash',
      '70 node.completed other',
      '140 gate.passed s gate=g',
      '140 node.completed s',
      '140 pipe.completed',
    ]);
  });

  test('a gate of a body that waits for its place is called off with the run', async () => {
    const plan = planOf(
      { s: { body: steps({ a: [] }), gate: 'g' }, other: [] },
      { maxParallel: 1, timeoutMs: 60 },
    );
    expect(await tell(plan, { shell: { 's/a': lasts(40), other: lasts(90) } })).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/a kind=bash',
      '40 node.completed s/a',
      '40 node.started other kind=bash',
      '60 node.failed s error=kind:timeout message=the run exceeded its timeout of 0.06s',
      '60 node.failed other error=kind:timeout message=the run exceeded its timeout of 0.06s',
      '60 pipe.aborted reason=timeout',
    ]);
  });

  test('of a body inside another: the inner one first, a policy may go on', async () => {
    const inner = { body: steps({ a: [] }), timeoutMs: 50, onError: onError('continue') };
    const plan = planOf({ s: { body: steps({ inner, b: [] }), timeoutMs: 200 } });
    expect(await tell(plan, { shell: { 's/inner/a': lasts(100), 's/b': lasts(100) } })).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/inner kind=steps',
      '0 node.started s/inner/a kind=bash',
      '50 node.failed s/inner/a error=kind:cancelled message=cancelled',
      '50 node.attempt_failed s/inner error=kind:timeout message=node s/inner exceeded timeout of 0.05s will=continue',
      '50 node.completed s/inner conclusion=failure_ignored error=kind:timeout',
      '50 node.started s/b kind=bash',
      '150 node.completed s/b',
      '150 node.completed s',
      '150 pipe.completed',
    ]);
  });

  test('BLOCKED that came before it is told', async () => {
    const body = parallel({ a: agent(), b: [] }, { failFast: false });
    const plan = planOf({ p: { body, timeoutMs: 50, onError: onError('continue', 1) } });
    const script = {
      agent: { 'p/a': { reply: { sentinel: 'blocked' as const } } },
      shell: { 'p/b': { afterMs: 90, onAbortMs: 'never' as const } },
    };
    expect((await tell(plan, script)).slice(-3)).toEqual([
      '90 node.attempt_failed p error=kind:blocked message=p/a: assistant emitted BLOCKED will=fail',
      '90 node.failed p error=kind:blocked message=p/a: assistant emitted BLOCKED cause=p/a',
      '90 pipe.aborted reason=node_failed cause=p message=p/a: assistant emitted BLOCKED',
    ]);
  });
});

describe('cancelled in the middle', () => {
  test.each(Object.entries(BODIES))('of %s: no policy is asked, children first', async (name, body) => {
    const plan = planOf({
      n: { body, onError: onError('continue', 2) },
      next: { needs: ['n'], rule: 'always' },
    });
    expect((await playCancelled(plan, 50, slow)).story).toEqual(CANCELLED[name]);
  });
});

/** How the journal tells the end of a node that could not tell it itself. */
const interrupted = (id: string, atMs: number) =>
  `${atMs} node.failed ${id} error=kind:crash reason=interrupted message=interrupted: the run ended while it ran`;

describe('a fault in a nested node', () => {
  const disc = new Error('the disc is full');
  const isAt = (call: PortCall, id: string) => call.port === 'shell' && call.request.nodeId === id;
  const isRecord = (call: PortCall, type: string, id: string) =>
    call.port === 'record' && call.fact.type === type && 'node_id' in call.fact && call.fact.node_id === id;
  const body = parallel(
    { a: steps({ x: [], y: [] }), b: each([1], []), c: subPipe(planOf({ z: [], w: ['z'] })) },
    { ignoreErrors: true },
  );
  const plan = planOf({
    p: { body, onError: onError('continue', 2) },
    next: { needs: ['p'], rule: 'always' },
  });

  test.each<{ name: string; isIt: (call: PortCall) => boolean; how?: 'reject'; journal: readonly string[] }>([
    {
      name: 'a shell throws',
      isIt: (call) => isAt(call, 'p/a/x'),
      journal: [
        '0 node.started p kind=parallel',
        '0 node.started p/a kind=steps',
        '0 node.started p/b kind=each',
        '0 node.expanded p/b count=1',
        '0 node.started p/c kind=pipe',
        '0 node.started p/a/x kind=bash',
        '0 node.started p/b/0 kind=bash',
        '0 node.started p/c/z kind=bash',
        '5 node.failed p/b/0 error=kind:cancelled message=cancelled',
        '5 node.failed p/b error=kind:cancelled message=cancelled',
        '5 node.failed p/c/z error=kind:cancelled message=cancelled',
        '5 node.failed p/c error=kind:cancelled message=cancelled',
        interrupted('p/a/x', 5),
        interrupted('p/a', 5),
        interrupted('p', 5),
        '5 pipe.aborted reason=fault message=Error: the disc is full',
      ],
    },
    {
      name: 'a shell rejects',
      isIt: (call) => isAt(call, 'p/c/z'),
      how: 'reject',
      journal: [
        '0 node.started p kind=parallel',
        '0 node.started p/a kind=steps',
        '0 node.started p/b kind=each',
        '0 node.expanded p/b count=1',
        '0 node.started p/c kind=pipe',
        '0 node.started p/a/x kind=bash',
        '0 node.started p/b/0 kind=bash',
        '0 node.started p/c/z kind=bash',
        '0 node.failed p/a/x error=kind:cancelled message=cancelled',
        '0 node.failed p/a error=kind:cancelled message=cancelled',
        '5 node.failed p/b/0 error=kind:cancelled message=cancelled',
        '5 node.failed p/b error=kind:cancelled message=cancelled',
        interrupted('p/c/z', 5),
        interrupted('p/c', 5),
        interrupted('p', 5),
        '5 pipe.aborted reason=fault message=Error: the disc is full',
      ],
    },
    {
      name: 'a start cannot be recorded',
      isIt: (call) => isRecord(call, 'node.started', 'p/b/0'),
      journal: [
        '0 node.started p kind=parallel',
        '0 node.started p/a kind=steps',
        '0 node.started p/b kind=each',
        '0 node.expanded p/b count=1',
        '0 node.started p/c kind=pipe',
        '0 node.started p/a/x kind=bash',
        '0 node.failed p/c error=kind:cancelled message=cancelled',
        '0 node.failed p/a/x error=kind:cancelled message=cancelled',
        '0 node.failed p/a error=kind:cancelled message=cancelled',
        interrupted('p/b', 0),
        interrupted('p', 0),
        '0 pipe.aborted reason=fault message=Error: the disc is full',
      ],
    },
    {
      name: 'an end cannot be recorded',
      isIt: (call) => isRecord(call, 'node.completed', 'p/a/x'),
      journal: [
        '0 node.started p kind=parallel',
        '0 node.started p/a kind=steps',
        '0 node.started p/b kind=each',
        '0 node.expanded p/b count=1',
        '0 node.started p/c kind=pipe',
        '0 node.started p/a/x kind=bash',
        '0 node.started p/b/0 kind=bash',
        '0 node.started p/c/z kind=bash',
        '15 node.failed p/b/0 error=kind:cancelled message=cancelled',
        '15 node.failed p/b error=kind:cancelled message=cancelled',
        '15 node.failed p/c/z error=kind:cancelled message=cancelled',
        '15 node.failed p/c error=kind:cancelled message=cancelled',
        interrupted('p/a/x', 15),
        interrupted('p/a', 15),
        interrupted('p', 15),
        '15 pipe.aborted reason=fault message=Error: the disc is full',
      ],
    },
    {
      name: 'a list cannot be recorded',
      isIt: (call) => isRecord(call, 'node.expanded', 'p/b'),
      journal: [
        '0 node.started p kind=parallel',
        '0 node.started p/a kind=steps',
        '0 node.started p/b kind=each',
        '0 node.failed p/a error=kind:cancelled message=cancelled',
        interrupted('p/b', 0),
        interrupted('p', 0),
        '0 pipe.aborted reason=fault message=Error: the disc is full',
      ],
    },
  ])(
    '$name: children are ended, nothing starts, one fault, the journal is closed',
    async ({ isIt, how = 'throw' as const, journal }) => {
      const { fake, finished } = begin(plan, {
        others: ({ name }) => (name === 'p/a/x' ? lasts(10) : { afterMs: 100, onAbortMs: 5 }),
        fault: (call) => (isIt(call) ? { error: disc, how } : undefined),
      });
      await expect(fake.until(finished)).rejects.toBe(disc);
      expect([[...fake.live], fake.pendingTimers, fake.calls('sweep').length]).toEqual([[], 0, 1]);
      expect(fake.story).toEqual(journal);
    },
  );

  test('a result that cannot be read by a fault of the machine', async () => {
    const printing = planOf({
      s: steps({ a: { outputs: { from: 'text', as: 'text' } }, b: set({ v: 'x' }) }),
    });
    const { fake, finished } = begin(printing, {
      fault: (call) => (call.port === 'text' ? { error: disc } : undefined),
    });
    await expect(fake.until(finished)).rejects.toBe(disc);
    expect(fake.story).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/a kind=bash',
      interrupted('s/a', 0),
      interrupted('s', 0),
      '0 pipe.aborted reason=fault message=Error: the disc is full',
    ]);
  });
});
