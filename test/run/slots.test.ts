import { describe, expect, test } from 'vitest';
import { createAborts } from '../../src/run/aborts.ts';
import { type Cap, createSlots, type Rank, type Release } from '../../src/run/slots.ts';
import { each, parallel, planOf, steps, subPipe } from '../core/plan-of.ts';
import { FakePorts, lasts } from '../rig/fake-ports.ts';
import { begin, play } from './begin.ts';

const clock = new FakePorts().ports.clock;
const cap = (limit: number): Cap => ({ limit, used: 0 });
const rank = (distance: number, index: number): Rank => ({ distance, index });
const settle = () => new Promise((resolve) => setImmediate(resolve));

function desk() {
  const slots = createSlots();
  const granted: string[] = [];
  const held = new Map<string, Release>();
  const ask = (name: string, caps: readonly Cap[], at: Rank = rank(1, 0), aborts = createAborts(clock)) =>
    slots.take({ caps, rank: at, aborts }).then((release) => {
      granted.push(release === undefined ? `${name} called off` : name);
      if (release !== undefined) held.set(name, release);
    });
  const free = async (name: string) => {
    held.get(name)!();
    await settle();
  };
  return { ask, free, granted };
}

describe('places', () => {
  test('the longest remaining path goes first, then the order of the file, then who came first', async () => {
    const { ask, free, granted } = desk();
    const caps = [cap(1)];
    void ask('late', caps, rank(1, 2));
    void ask('short', caps, rank(1, 1));
    void ask('long', caps, rank(3, 9));
    void ask('again', caps, rank(1, 1));
    await settle();
    for (const name of ['long', 'short', 'again']) await free(name);
    expect(granted).toEqual(['long', 'short', 'again', 'late']);
  });

  test('a cap is never exceeded, and a place given back twice is one', async () => {
    const { ask, free, granted } = desk();
    const caps = [cap(2)];
    for (const name of ['a', 'b', 'c', 'd', 'e']) void ask(name, caps);
    await settle();
    expect(granted).toEqual(['a', 'b']);
    await free('a');
    await free('a');
    expect([granted, caps[0]!.used]).toEqual([['a', 'b', 'c'], 2]);
  });

  test('all caps of a want must have room; one that waits does not keep others from theirs', async () => {
    const { ask, free, granted } = desk();
    const [all, pool] = [cap(2), cap(1)];
    const pooled = [all, pool];
    const plain = [all];
    void ask('p1', pooled, rank(9, 0));
    void ask('p2', pooled, rank(9, 1));
    void ask('n1', plain, rank(1, 2));
    void ask('n2', plain, rank(1, 3));
    await settle();
    expect(granted).toEqual(['p1', 'n1']);
    await free('n1');
    expect(granted).toEqual(['p1', 'n1', 'n2']);
    await free('p1');
    expect(granted).toEqual(['p1', 'n1', 'n2', 'p2']);
    expect([all.used, pool.used]).toEqual([2, 1]);
  });

  test('a wait that is called off ends, takes nothing and is passed over', async () => {
    const { ask, free, granted } = desk();
    const caps = [cap(1)];
    const aborts = createAborts(clock);
    void ask('a', caps);
    await settle();
    void ask('b', caps, rank(9, 0), aborts);
    void ask('c', caps);
    await settle();
    aborts.abort({ kind: 'cancelled' });
    await settle();
    expect(granted).toEqual(['a', 'b called off']);
    await free('a');
    void ask('d', caps, rank(9, 0), aborts);
    await settle();
    expect([granted, caps[0]!.used]).toEqual([['a', 'b called off', 'c', 'd called off'], 1]);
  });
});

describe('places of a run', () => {
  test('the longest remaining path first, for what is nested that of its top-level node', async () => {
    const long = parallel({ a: [], b: [], c: steps({ x: [] }) });
    const plan = planOf({ leaf: [], short: [], long, n1: ['long'] }, { maxParallel: 1 });
    const fake = await play(plan, { others: () => lasts(10) });
    const ids = fake.calls('shell').map(({ request }) => request.nodeId);
    expect(ids.slice(0, 4)).toEqual(['long/a', 'long/b', 'long/c/x', 'leaf']);
  });

  test('a pool holds leaves of any depth together, others go past', async () => {
    const pool = { name: 'llm', size: 1 };
    const plan = planOf(
      { a: { pool }, e: each([1, 2], { pool }), s: steps({ x: { pool } }), free: [] },
      { maxParallel: 9 },
    );
    const seen: string[] = [];
    const fake = await play(plan, {
      others: () => lasts(10),
      notify: (event) => {
        if (event.type === 'node.started' && event.kind === 'bash')
          seen.push(`${event.mono_ms} ${event.node_id}`);
      },
    });
    expect([seen, fake.nowMs]).toEqual([['0 a', '0 free', '10 e/0', '20 e/1', '30 s/x'], 40]);
  });

  test('nested caps hold together, and a container holds nothing', async () => {
    const inner = planOf({ a: [], b: [], c: [] }, { maxParallel: 1 });
    const plan = planOf(
      { p: subPipe(planOf({ q: subPipe(inner), x: [], y: [] }, { maxParallel: 2 })) },
      { maxParallel: 4 },
    );
    const most = { all: 0, inner: 0 };
    const count = (live: ReadonlySet<string>) => {
      most.all = Math.max(most.all, live.size);
      most.inner = Math.max(most.inner, [...live].filter((name) => name.startsWith('p/q/')).length);
    };
    const { fake, finished } = begin(plan, { others: () => lasts(10) });
    fake.onLive = count;
    await fake.until(finished);
    expect([most, fake.nowMs]).toEqual([{ all: 2, inner: 1 }, 30]);
    const deep = planOf({ s: steps({ t: steps({ u: steps({ a: [] }) }) }) }, { maxParallel: 1 });
    expect((await play(deep)).story.at(-1)).toBe('0 pipe.completed');
  });
});
