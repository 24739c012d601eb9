import { describe, expect, test } from 'vitest';
import { planFully, simulate, tangledPipe } from '../../bench/schedule.ts';
import { unabsorbedFailures } from '../../src/core/conclude.ts';
import { STATUS } from '../../src/core/schedule.ts';

const NODES = 20_000;
const EDGES = 200_000;
// Far above what it takes (a tenth of a second): only something quadratic or worse gets there.
const AT_MOST_MS = 20_000;

const count = (status: Uint8Array, wanted: number) => status.filter((one) => one === wanted).length;

describe(`${NODES} nodes in one long chain with ${EDGES} edges`, () => {
  const startedMs = performance.now();
  const planned = planFully(tangledPipe(NODES, EDGES));

  test('is planned: every node after all it needs, the first at the head of the longest path', () => {
    expect(planned.graph.dependencies.targets.length).toBeGreaterThan(EDGES * 0.99);
    expect([planned.graph.size, planned.graph.order[0], planned.graph.distance[0]]).toEqual([
      NODES,
      0,
      NODES,
    ]);
  });

  test('runs to its end', () => {
    const schedule = simulate(planned);
    expect(count(schedule.status, STATUS.completed)).toBe(NODES);
    expect(unabsorbedFailures(schedule)).toEqual([]);
  });

  test('is skipped to its end when the first node fails', () => {
    const schedule = simulate(planned, (id) => id === 'node-0');
    expect([count(schedule.status, STATUS.failed), count(schedule.status, STATUS.skipped)]).toEqual([
      1,
      NODES - 1,
    ]);
    expect(unabsorbedFailures(schedule)).toEqual(['node-0']);
  });

  test('in no time', () => {
    expect(performance.now() - startedMs).toBeLessThan(AT_MOST_MS);
  });
});

test('a fan-out of 20,000 and a join over all of them', () => {
  const pipe = tangledPipe(NODES, 0);
  const nodes = pipe.nodes.map((node, at) => ({
    ...node,
    dependsOn: at === 0 || at === NODES - 1 ? [] : ['node-0'],
  }));
  const all = nodes.slice(0, -1).map(({ id }) => id);
  const planned = planFully({
    ...pipe,
    nodes: [...nodes.slice(0, -1), { ...nodes.at(-1)!, dependsOn: all }],
  });
  expect(count(simulate(planned).status, STATUS.completed)).toBe(NODES);
});
