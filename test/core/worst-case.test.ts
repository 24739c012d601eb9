import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/core/plan.ts';
import { worstCase } from '../../src/core/worst-case.ts';
import { planOf } from './plan-of.ts';
import { including, planYaml, soundPlan } from './planned.ts';
import { dependenciesOf, randomPlan } from './random-plan.ts';

const HALF_HOUR = 1800;
const GATE = 60;
const gates = { hooks: new Map([['ok', { kind: 'found', path: '.omne/hooks/ok.sh' } as const]]) };

/** In seconds; `undefined` where nothing bounds it. */
const secondsOf = (of: Plan) => {
  const { ms } = worstCase(of);
  return ms === undefined ? undefined : ms / 1000;
};

describe('one node', () => {
  test.each<[string, number | undefined]>([
    ['bash: x', HALF_HOUR],
    ['timeout: 5, bash: x', 5],
    ['prompt: x', HALF_HOUR],
    ['timeout: 7, loop: { max_iterations: 9, until: D, prompt: x }', 7],
    ['timeout: 7, loop: { max_iterations: 9, until_bash: x, prompt: x }', 7],
    ['timeout: 5, gate: ok, bash: x', 5 + GATE],
    ['timeout: 5, on_error: retry=3, bash: x', 4 * 5],
    ['timeout: 5, gate: ok, on_error: retry=1, bash: x', 2 * (5 + GATE)],
    ['timeout: 5, on_error: { retry: { max: 2, delay: 10 } }, bash: x', 3 * 5 + 20],
    ['timeout: 5, on_error: { retry: { max: 3, delay: 10, backoff: 2, jitter: 1 } }, bash: x', 4 * 5 + 70],
    // No wait is longer than a day.
    ['timeout: 5, on_error: { retry: { max: 2, delay: 20h, backoff: 10 } }, bash: x', 15 + 44 * 3600],
    ['timeout: 5, on_error: continue, bash: x', 5],
    ['steps: [{ id: b, timeout: 5, bash: x }, { id: c, timeout: 3, bash: x }]', 8],
    ['timeout: 6, steps: [{ id: b, timeout: 5, bash: x }, { id: c, timeout: 3, bash: x }]', 6],
    ['steps: [{ id: s, set: { x: "1" } }, { id: c, timeout: 3, bash: x }, { id: k, skip: true }]', 3],
    ['steps: [{ id: s, skip: true }]', 0],
    ['steps: [{ id: b, timeout: 5, bash: x }, { id: c, jump: b }]', 50],
    [
      'steps: [{ id: b, timeout: 5, bash: x }, { id: c, timeout: 3, max_visits: 2, on_error: jump=b, bash: x }]',
      56,
    ],
    ['steps: [{ id: b, jump: d }, { id: c, timeout: 5, bash: x }, { id: d, timeout: 3, bash: x }]', 8],
    ['parallel: [{ id: b, timeout: 5, bash: x }, { id: c, timeout: 3, bash: x }]', 5],
    [
      'parallel: { max_parallel: 1, branches: [{ id: b, timeout: 5, bash: x }, { id: c, timeout: 3, bash: x }] }',
      10,
    ],
    ['each: { in: [], timeout: 5, bash: x }', 0],
    ['each: { in: [1, 2, 3], timeout: 5, bash: x }', 5],
    ['each: { in: [1, 2, 3, 4, 5, 6, 7, 8, 9], timeout: 5, bash: x }', 15],
    ['each: { in: [1, 2, 3], max_parallel: 2, timeout: 5, bash: x }', 10],
    ['each: { in: inputs.list, timeout: 5, bash: x }', undefined],
    ['timeout: 20, each: { in: inputs.list, timeout: 5, bash: x }', 20],
    ['each: { in: inputs.list, steps: [{ id: s, skip: true }] }', 0],
    ['loop: { max_iterations: 4, until: D, timeout: 5, bash: x }', 20],
    ['loop: { max_iterations: 2, until_bash: y, timeout: 5, bash: x }', 2 * (5 + HALF_HOUR)],
    [
      'loop: { max_iterations: 4, while: run.id, each: { in: [1, 2], max_parallel: 1, timeout: 5, bash: x } }',
      40,
    ],
    ['on_error: retry=1, steps: [{ id: b, timeout: 5, on_error: retry=1, bash: x }]', 20],
    ['on_error: retry=1, each: { in: inputs.list, timeout: 5, bash: x }', undefined],
  ])('%s takes %j', (body, seconds) => {
    const of = soundPlan(`  - { id: a, ${body} }\n`, 'inputs: { list: { type: string } }\n', gates);
    expect(secondsOf(of)).toBe(seconds);
  });

  test('a join takes no time', () => {
    const of = soundPlan('  - { id: a, timeout: 5, bash: x }\n  - { id: j, join: [a] }\n');
    expect(worstCase(of)).toEqual({ ms: 5000, path: ['a'] });
  });

  test.each([
    ['', '', 9],
    ['', ', timeout: 5', 5],
    ['timeout: 4\n', '', 4],
  ])('another pipe takes as long as its longest path, less by a deadline %j %j', (top, header, seconds) => {
    const inner = '  - { id: x, timeout: 6, bash: x }\n  - { id: y, depends_on: [x], timeout: 3, bash: x }\n';
    const catalog = including('one', planYaml(inner, top));
    expect(secondsOf(soundPlan(`  - { id: a, pipe: one${header} }\n`, '', catalog))).toBe(seconds);
  });

  test('items of an included pipe stand in line for the places of the run', () => {
    const list = '  - { id: x, each: { in: [1, 2, 3, 4], timeout: 5, bash: x } }\n';
    const catalog = including('one', planYaml(list));
    expect(secondsOf(soundPlan('  - { id: a, pipe: one }\n', 'max_parallel: 2\n', catalog))).toBe(10);
    expect(secondsOf(soundPlan('  - { id: a, pipe: one }\n', 'max_parallel: 9\n', catalog))).toBe(5);
  });
});

test('pipes that include each other many times are looked at once each', () => {
  let inner = planYaml('  - { id: x, timeout: 1, bash: x }\n');
  for (let depth = 0; depth < 8; depth++) {
    const catalog = including('one', inner);
    const ids = Array.from({ length: 20 }, (_, at) => `  - { id: n${at}, pipe: one }\n`);
    inner = planYaml(ids.join(''), '', catalog);
  }
  expect(worstCase(inner.plan!)).toEqual({ ms: 1000, path: ['n0'] });
});

test('the path, and nothing that could be beside it', () => {
  const of = soundPlan(`
  - { id: a, timeout: 5, bash: x }
  - { id: b, timeout: 9, bash: x }
  - { id: c, depends_on: [a, b], timeout: 2, bash: x }
  - { id: d, depends_on: [a], timeout: 3, bash: x }
`);
  expect(worstCase(of)).toEqual({ ms: 11_000, path: ['b', 'c'] });
});

test('along what nothing bounds, no time but the path', () => {
  const of = soundPlan(
    `
  - { id: a, timeout: 5, bash: x }
  - { id: b, depends_on: [a], each: { in: inputs.list, bash: x } }
  - { id: c, depends_on: [b], bash: x }
`,
    'inputs: { list: { type: string } }\n',
  );
  expect(worstCase(of)).toEqual({ path: expect.arrayContaining(['a', 'b']) });
});

test('no nodes take no time', () => {
  expect(worstCase(planOf({}))).toEqual({ ms: 0, path: [] });
});

test('of random plans it is the longest of all paths', () => {
  const timed = fc
    .tuple(randomPlan(8), fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 8, maxLength: 8 }))
    .map(
      ([of, times]): Plan => ({
        ...of,
        nodes: of.nodes.map((node, at) => ({ ...node, timeoutMs: times[at]! })),
      }),
    );
  fc.assert(
    fc.property(timed, (of) => {
      const byId = new Map(of.nodes.map((node) => [node.id, node]));
      const paths = (id: string): string[][] => {
        const { index } = byId.get(id)!;
        return [
          [id],
          ...dependenciesOf(of, index).flatMap((before) => paths(before).map((path) => [...path, id])),
        ];
      };
      const lengthOf = (path: readonly string[]) =>
        path.reduce((sum, id) => sum + byId.get(id)!.timeoutMs!, 0);
      const longest = Math.max(...of.nodes.flatMap(({ id }) => paths(id).map(lengthOf)));
      const { ms, path } = worstCase(of);
      expect(ms).toBe(longest);
      expect(lengthOf(path)).toBe(longest);
      for (const [at, id] of path.entries()) {
        if (at > 0) expect(dependenciesOf(of, byId.get(id)!.index)).toContain(path[at - 1]);
      }
    }),
  );
});
