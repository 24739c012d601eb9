import { describe, expect, test } from 'vitest';
import type { Included } from '../../src/core/catalog.ts';
import { plannedChildren, usesAgent } from '../../src/core/pipe-tree.ts';
import type { Plan, PlanNode } from '../../src/core/plan.ts';
import type { Problem } from '../../src/core/problem.ts';
import { err } from '../../src/core/result.ts';
import { type Planned, planYaml, problemLines, soundPlan } from './planned.ts';

const EVERY_BODY = `
  - id: both
    steps:
      - { id: first, bash: a }
      - id: fan
        parallel: [{ id: left, bash: b }, { id: right, prompt: c }]
      - { id: note, set: { x: "1" } }
      - { id: done, skip: true }
  - id: list
    each: { in: [1], steps: [{ id: one, bash: d }] }
  - id: drain
    loop: { max_iterations: 2, until_bash: "true", bash: e }
  - id: talk
    loop: { max_iterations: 2, until: DONE, prompt: f }
  - { id: last, join: [both, list] }
`;

function* everyNode(nodes: readonly PlanNode[]): Generator<PlanNode> {
  for (const node of nodes) {
    yield node;
    yield* everyNode(plannedChildren(node.body));
  }
}

const tell = (plan: Plan, what: (node: PlanNode) => unknown) =>
  [...everyNode(plan.nodes)].map((node) => `${node.id || '·'} ${what(node)}`);

describe('bodies in bodies', () => {
  test('the kinds, indexes and lines of all nodes', () => {
    const plan = soundPlan(EVERY_BODY);
    expect(tell(plan, ({ kind, body, index, line }) => `${kind} ${body.kind} ${index} ${line}`)).toEqual([
      'both steps steps 0 5',
      'first bash script 0 7',
      'fan parallel parallel 1 8',
      'left bash script 0 9',
      'right prompt agent 1 9',
      'note set control 2 10',
      'done skip control 3 11',
      'list each each 1 12',
      '· steps steps 0 13',
      'one bash script 0 13',
      'drain loop repeat 2 14',
      '· bash script 0 15',
      'talk loop loop 3 16',
      'last join join 4 18',
    ]);
  });

  test('a leaf has half an hour, a container as long as its children take', () => {
    const plan = soundPlan(EVERY_BODY);
    const timed = tell(plan, ({ timeoutMs = 'none' }) => timeoutMs);
    expect(timed.filter((line) => line.endsWith('none'))).toEqual([
      ...[
        'both none',
        'fan none',
        'note none',
        'done none',
        'list none',
        '· none',
        'drain none',
        'last none',
      ],
    ]);
    expect(timed.filter((line) => line.endsWith(' 1800000'))).toHaveLength(timed.length - 8);
    const own = soundPlan(
      '  - { id: a, timeout: 5, steps: [{ id: b, timeout: 3, bash: x }, { id: c, bash: x }] }\n',
    );
    expect(tell(own, ({ timeoutMs }) => timeoutMs)).toEqual(['a 5000', 'b 3000', 'c 1800000']);
  });

  test('pass_env goes down; each env stays where it is written, to be laid over those around when it runs', () => {
    const plan = soundPlan(
      `
  - id: a
    env: { B: a, C: a }
    pass_env: [PA]
    steps:
      - id: b
        env: { C: b, D: b }
        parallel: [{ id: c, env: { D: c }, pass_env: [PC], bash: x }, { id: d, bash: x }]
      - id: e
        each: { in: [1], env: { A: f }, bash: x }
      - id: g
        loop: { max_iterations: 1, while: "true", env: { A: h }, bash: x }
  - { id: z, bash: x }
`,
      'env: { A: p, B: p }\npass_env: [PP]\n',
    );
    const told = tell(plan, ({ env, passEnv }) => `${[...env].flat().join('')} ${passEnv.join()}`);
    expect(told).toEqual([
      'a BaCa PP,PA',
      'b CbDb PP,PA',
      'c Dc PP,PA,PC',
      'd  PP,PA',
      'e  PP,PA',
      '· Af PP,PA',
      'g  PP,PA',
      '· Ah PP,PA',
      'z  PP',
    ]);
    expect([...(plan.env ?? [])]).toEqual([
      ['A', 'p'],
      ['B', 'p'],
    ]);
  });

  test('the nodes of a pool share one object, and nobody else has one', () => {
    const plan = soundPlan(
      `
  - { id: a, pool: llm, bash: x }
  - { id: b, steps: [{ id: c, pool: llm, bash: x }, { id: d, pool: disc, bash: x }, { id: e, bash: x }] }
`,
      'pools: { llm: 3, disc: 1 }\n',
    );
    const pools = new Map([...everyNode(plan.nodes)].map(({ id, pool }) => [id, pool]));
    expect(pools.get('a')).toEqual({ name: 'llm', size: 3 });
    expect(pools.get('c')).toBe(pools.get('a'));
    expect(pools.get('d')).toEqual({ name: 'disc', size: 1 });
    expect([pools.get('b'), pools.get('e')]).toEqual([undefined, undefined]);
  });

  test('every part of every body is as written', () => {
    const [fan, list, drain, top] = soundPlan(`
  - id: fan
    parallel: { branches: [{ id: x, bash: x }], max_parallel: 2, fail_fast: false, ignore_errors: true }
  - id: list
    each: { in: [1, [2]], as: it, max_parallel: 3, on_item_error: continue, bash: x }
  - id: drain
    loop: { max_iterations: 4, until: OK, until_bash: u, while: "iteration < 3", on_exhausted: complete, bash: x }
  - id: top
    depends_on: [fan]
    trigger_rule: one_failed
    recovers: true
    when: nodes.fan.status == 'failed'
    on_error: retry=2
    outputs: lines
    bash: x
`).nodes;
    expect(fan!.body).toMatchObject({
      kind: 'parallel',
      maxParallel: 2,
      failFast: false,
      ignoreErrors: true,
    });
    expect(list!.body).toMatchObject({
      ...{ kind: 'each', in: [1, [2]], as: 'it', maxParallel: 3, onItemError: 'continue' },
    });
    expect(list!.body).not.toHaveProperty('node');
    expect(drain!.body).toMatchObject({
      ...{ kind: 'repeat', maxIterations: 4, until: 'OK', untilBash: 'u', onExhausted: 'complete' },
      while: { source: 'iteration < 3' },
    });
    expect(top).toMatchObject({
      ...{ triggerRule: 'one_failed', recovers: true, outputs: { from: 'text', as: 'lines' } },
      when: { source: "nodes.fan.status == 'failed'" },
      onError: { retry: { max: 2 } },
    });
    expect(fan).not.toHaveProperty('recovers');
  });

  test.each([
    ['  - { id: a, steps: [{ id: b, prompt: x }] }\n', true],
    ['  - { id: a, each: { in: [1], loop: { max_iterations: 1, until: D, prompt: x } } }\n', true],
    ['  - { id: a, steps: [{ id: b, bash: x }] }\n', false],
  ])('whether %s calls an agent', (nodes, uses) => {
    expect(usesAgent(soundPlan(nodes))).toBe(uses);
  });
});

test.each(['bash: e', 'prompt: e'])('the interpreter of a loop over %s is that of its until_bash', (body) => {
  const plan = soundPlan(`
  - id: drain
    shell: sh
    loop: { max_iterations: 2, until_bash: check, ${body} }
`);
  expect(plan.nodes[0]?.body).toMatchObject({ untilBash: 'check', untilShell: 'sh' });
});

test('hooks, commands and the agent that nested nodes miss, each at its place', () => {
  const hooks = new Map([['gone', { kind: 'missing', path: '.omne/hooks/gone.sh' } as const]]);
  const planned = planYaml(
    `
  - id: a
    gate: gone
    steps:
      - { id: b, gate: gone, command: x }
      - id: c
        each: { in: [1], gate: gone, command: x }
  - id: d
    loop:
      max_iterations: 1
      while: "true"
      parallel:
        - { id: e, loop: { max_iterations: 1, until: D, command: x } }
        - { id: f, prompt: y }
`,
    '',
    { hooks, agentFound: false },
  );
  expect(problemLines(planned).map((line) => line.split('; looked')[0])).toEqual([
    '6:11+4 node `a`: gate hook .omne/hooks/gone.sh missing at dispatch time; create it',
    '8:24+4 node `a/b`: gate hook .omne/hooks/gone.sh missing at dispatch time; create it',
    '8:39+1 claude binary not found on PATH; node `a/b` needs it',
    '8:39+1 node `a/b` runs command `x`, which has no file',
    '10:32+4 node `a/c`: gate hook .omne/hooks/gone.sh missing at dispatch time; create it',
    '10:47+1 claude binary not found on PATH; node `a/c` needs it',
    '10:47+1 node `a/c` runs command `x`, which has no file',
    '16:20+4 claude binary not found on PATH; node `d/e` needs it',
    '16:66+1 node `d/e` runs command `x`, which has no file',
    '17:28+1 claude binary not found on PATH; node `d/f` needs it',
  ]);
});

describe('another pipe', () => {
  interface Counted {
    readonly included: Included;
    readonly planned: () => number;
  }
  const included = (one: Planned): Counted => {
    let count = 0;
    const { pipe, plan, problems } = one;
    const answer = plan === undefined ? err(problems) : ({ ok: true, value: plan } as const);
    const planIt = () => {
      count++;
      return answer;
    };
    return { included: { kind: 'found', pipe, plan: planIt }, planned: () => count };
  };
  const includes = (found: Record<string, Included>) => ({ includes: new Map(Object.entries(found)) });
  const INPUTS = 'inputs: { title: { type: string, required: true }, n: { type: number, default: 1 } }\n';

  test('its plan, inputs and what is given; no cap of its own but the one it names', () => {
    const one = included(planYaml('  - { id: x, bash: x }\n', INPUTS));
    const capped = included(planYaml('  - { id: x, bash: x }\n', 'max_parallel: 2\n'));
    const plan = soundPlan(
      '  - { id: a, pipe: one.yml, with: { title: t } }\n  - { id: b, pipe: capped }\n',
      '',
      includes({ 'one.yml': one.included, capped: capped.included }),
    );
    const [a, b] = plan.nodes;
    expect([a!.kind, a!.body.kind]).toEqual(['pipe', 'pipe']);
    expect(a!.body).toMatchObject({
      ...{ with: new Map([['title', 't']]), inputs: [{ key: 'title' }, { key: 'n' }] },
      plan: { maxParallel: Number.POSITIVE_INFINITY, nodes: [{ id: 'x' }] },
    });
    expect(b!.body).toMatchObject({ plan: { maxParallel: 2 } });
    expect(usesAgent(plan)).toBe(false);
  });

  test.each([
    ['', '', undefined],
    ['timeout: 9s\n', '', 9000],
    ['', ', timeout: 7', 7000],
    ['timeout: 9s\n', ', timeout: 7', 7000],
    ['timeout: 5s\n', ', timeout: 7', 5000],
  ])('its deadline is the least of its own %j and the node’s %j', (top, header, timeoutMs) => {
    const { included: one } = included(planYaml('  - { id: x, bash: x }\n', top));
    const plan = soundPlan(`  - { id: a, pipe: one${header} }\n`, '', includes({ one }));
    expect(plan.nodes[0]!.timeoutMs).toBe(timeoutMs);
  });

  test('what `with` gives of the wrong type, where that is known', () => {
    const inputs =
      'inputs: { n: { type: number }, b: { type: boolean }, c: { type: choice, options: [x, y] } }\n';
    const { included: one } = included(planYaml('  - { id: x, bash: x }\n', inputs));
    const planned = planYaml(
      `  - { id: a, pipe: one, with: { n: abc, b: "yes", c: z } }
  - { id: b, pipe: one, with: { n: 1.5, b: true, c: y } }
  - { id: c, pipe: one, with: { n: "\${{ inputs.free }}" } }
`,
      'inputs: { free: { type: string } }\n',
      includes({ one }),
    );
    expect(problemLines(planned).map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'input `n` is `abc`; give it a number',
      'input `b` is `yes`; give it `true` or `false`',
      'input `c` is `z`; give it one of `x`, `y`',
    ]);
  });

  test('what `with` gives that nobody asks, and misses', () => {
    const { included: one } = included(planYaml('  - { id: x, bash: x }\n', INPUTS));
    const planned = planYaml(
      `  - { id: a, pipe: one, with: { titel: t, zzz: 1 } }
  - { id: b, steps: [{ id: c, pipe: one }] }
`,
      '',
      includes({ one }),
    );
    expect(problemLines(planned)).toEqual([
      '4:40+1 pipe `demo` has no input `titel`; did you mean `title`?',
      '4:48+1 pipe `demo` has no input `zzz`; leave it out',
      '4:20+3 pipe `demo` needs input `title`; give it in `with`',
      '5:37+3 pipe `demo` needs input `title`; give it in `with`',
    ]);
  });

  test.each<[string, Included, string]>([
    [
      'no such file',
      {
        kind: 'unusable',
        mistake: { kind: 'pipe_not_found', asked: 'one.yml', searched: ['one.yml'] },
      },
      '4:20+7 pipe `one.yml` not found; looked for\n  one.yml',
    ],
    [
      'a circle',
      { kind: 'unusable', mistake: { kind: 'include_cycle', files: ['p.yml', 'one.yml', 'p.yml'] } },
      '4:20+7 pipes include each other in a circle: p.yml → one.yml → p.yml; break it',
    ],
    [
      'too deep',
      { kind: 'unusable', mistake: { kind: 'include_too_deep', max: 8 } },
      '4:20+7 pipes include each other more than 8 deep; flatten them',
    ],
    [
      'outside',
      { kind: 'unusable', mistake: { kind: 'include_outside', path: 'one.yml' } },
      '4:20+7 pipe `one.yml` lies outside the volume; include one that lies inside',
    ],
  ])('%s', (_, found, words) => {
    const planned = planYaml('  - { id: a, pipe: one.yml }\n', '', includes({ 'one.yml': found }));
    expect(problemLines(planned)).toEqual([words]);
  });

  test('one whose problems are told elsewhere adds none, and yields no plan', () => {
    const planned = planYaml('  - { id: a, pipe: one.yml }\n', '', includes({}));
    expect(planned).toMatchObject({ problems: [{}].slice(1) });
    expect(planned.plan?.nodes).toEqual([]);
  });

  test('its own problems keep their file, and are told once however often it is included', () => {
    const bad = planYaml('  - { id: x, depends_on: [zzz], bash: x }\n');
    const problems: readonly Problem[] = bad.problems.map((problem) => ({ ...problem, file: 'one.yml' }));
    const one = included({ ...bad, problems });
    const planned = planYaml(
      '  - { id: a, pipe: one }\n  - { id: b, steps: [{ id: c, pipe: one }] }\n',
      '',
      includes({ one: one.included }),
    );
    expect(planned.problems).toEqual(problems);
    expect(planned.problems[0]).toMatchObject({ file: 'one.yml', place: { line: 4 } });
  });
});
