import { describe, expect, test } from 'vitest';
import { unstubbedReads } from '../../src/core/assumed.ts';
import { foresee } from '../../src/core/foresee.ts';
import { resolveInputs } from '../../src/core/inputs.ts';
import type { RunState } from '../../src/core/state.ts';
import { parseStubs } from '../../src/core/stubs.ts';
import { worstCase } from '../../src/core/worst-case.ts';
import { planText } from '../../src/report/plan-text.ts';
import { rehearse } from '../../src/shell/rehearse.ts';
import { including, type Planned, planYaml } from '../core/planned.ts';

const opening = '$' + '{{';
const yaml = (text: string) => text.replaceAll(/\$\(([^$]*)\)\$/g, `${opening} $1 }}`);

const stubsOf = (text: string) => {
  const stubs = parseStubs(`nodes:\n${text}`, 's.yml');
  if (!stubs.ok) throw new Error(JSON.stringify(stubs.error));
  return text === '' ? new Map() : stubs.value;
};

interface Rehearsed {
  readonly state: RunState;
  readonly assumed: readonly string[];
  readonly text: string;
}

async function rehearsal(planned: Planned, stubText = ''): Promise<Rehearsed> {
  const { pipe, plan, place, problems } = planned;
  if (plan === undefined) throw new Error(JSON.stringify(problems));
  const stubs = stubText === '' ? new Map() : stubsOf(stubText);
  const inputs = resolveInputs(pipe.inputs, new Map());
  if (!inputs.ok) throw new Error(JSON.stringify(inputs.error));
  const state = await rehearse(plan, inputs.value, stubs);
  const assumed = unstubbedReads(pipe, stubs);
  const warnings = foresee(pipe, plan, place);
  const outlook = {
    plan,
    state,
    assumed,
    warnings,
    worst: worstCase(plan),
    jobMs: 21_600_000,
    file: 'p.yml',
  };
  return { state, assumed, text: planText(outlook) };
}

/** `id status outputs`, and why where it did not complete. */
const endsOf = ({ state }: Rehearsed) =>
  [...state.nodes.values()].map(({ id, status, outputs, skip, error, conclusion }) =>
    [
      id,
      conclusion ?? status,
      outputs === undefined ? '' : JSON.stringify(outputs),
      skip?.reason ?? '',
      error?.kind ?? '',
    ]
      .filter((part) => part !== '')
      .join(' '),
  );

const ends = async (nodes: string, stubs = '', top = '') =>
  endsOf(await rehearsal(planYaml(yaml(nodes), yaml(top)), stubs));

describe('what a rehearsal comes to', () => {
  test('stubs give outputs, whatever declares them', async () => {
    const nodes = `
  - { id: a, outputs: [v], bash: x }
  - { id: b, outputs: lines, bash: x }
  - { id: c, outputs: json, prompt: x }
  - { id: d, output_schema: { type: object }, prompt: x }
  - { id: e, outputs: text, loop: { max_iterations: 2, until: D, prompt: x } }
  - { id: z, depends_on: [a, b, c, d, e], steps: [{ id: r, return: { v: "$(nodes.a.outputs.v)$", n: "$(nodes.c.outputs.n)$" } }] }
`;
    const stubs = `
  a: { outputs: { v: "1" } }
  b: { text: "one\\ntwo" }
  c: { text: '{"n": 3}' }
  d: { outputs: { ok: true } }
  e: { text: said }
`;
    expect(await ends(nodes, stubs)).toEqual(
      expect.arrayContaining([
        'a completed {"v":"1"}',
        'b completed ["one","two"]',
        'c completed {"n":3}',
        'd completed {"ok":true}',
        'e completed "said"',
        'z completed {"v":"1","n":3}',
      ]),
    );
  });

  test('without a stub outputs are nothing, and what reads them goes on', async () => {
    const planned = planYaml(
      yaml(`
  - { id: a, outputs: [v], bash: x }
  - { id: b, depends_on: [a], when: nodes.a.outputs.v == 'go', bash: x }
  - { id: c, depends_on: [a], env: { V: "$(nodes.a.outputs.v)$" }, bash: x }
`),
    );
    const rehearsed = await rehearsal(planned);
    expect(endsOf(rehearsed)).toEqual(['a completed', 'b skipped when', 'c completed']);
    expect(rehearsed.assumed).toEqual(['nodes.a.outputs.v']);
  });

  test('a list nobody knows has one item', async () => {
    const nodes = `
  - { id: a, outputs: json, bash: x }
  - { id: b, depends_on: [a], each: { in: nodes.a.outputs, steps: [{ id: s, bash: x }] } }
`;
    expect(await ends(nodes)).toEqual([
      'a completed',
      'b completed [null]',
      'b/0 completed',
      'b/0/s completed',
    ]);
    expect(await ends(nodes, '  a: { outputs: [1, 2] }\n  b/1/s: failed\n')).toEqual([
      ...['a completed [1,2]', 'b failed crash', 'b/0 completed', 'b/1 failed crash'],
      ...['b/0/s completed', 'b/1/s failed crash'],
    ]);
  });

  test('failures take the way they would: policies, jumps, retries with their waits', async () => {
    const nodes = `
  - { id: a, on_error: continue, bash: x }
  - { id: b, on_error: { retry: { max: 2, delay: 1h } }, bash: x }
  - id: c
    steps:
      - { id: one, on_error: jump=three, bash: x }
      - { id: two, bash: x }
      - { id: three, bash: x }
  - { id: d, depends_on: [b], trigger_rule: one_failed, bash: x }
`;
    const stubs = '  a: failed\n  b: { kind: timeout }\n  c/one: { exit_code: 4 }\n';
    expect(await ends(nodes, stubs)).toEqual(
      expect.arrayContaining([
        ...['a failure_ignored crash', 'b failed timeout', 'c completed', 'c/one failure_ignored crash'],
        ...['c/two skipped jumped', 'c/three completed', 'd completed'],
      ]),
    );
  });

  test('a body with a stub of its own is not looked into', async () => {
    const nodes = `
  - { id: a, outputs: { x: "$(steps.s.status)$" }, steps: [{ id: s, bash: x }] }
  - { id: b, parallel: [{ id: s, bash: x }] }
  - { id: c, steps: [{ id: s, bash: x }] }
`;
    expect(await ends(nodes, '  a: { outputs: { x: told } }\n  b: failed\n  c: completed\n')).toEqual(
      expect.arrayContaining(['a completed {"x":"told"}', 'b failed crash', 'c completed', 'c/s completed']),
    );
  });

  test('loops end as soon as they can; one that waits for a line has it', async () => {
    const nodes = `
  - { id: a, loop: { max_iterations: 3, until: DONE, bash: x } }
  - { id: b, loop: { max_iterations: 3, until_bash: y, steps: [{ id: s, bash: x }] } }
  - { id: c, loop: { max_iterations: 3, while: iteration < 2, bash: x } }
  - { id: d, loop: { max_iterations: 3, until: DONE, prompt: x } }
  - { id: e, loop: { max_iterations: 2, until: DONE, bash: x } }
`;
    const found = await ends(nodes, '  e/*: { text: not yet }\n');
    expect(found).toEqual(
      expect.arrayContaining([
        ...['a completed', 'a/1 completed', 'b completed', 'b/1 completed', 'b/1/s completed'],
        ...['c completed', 'c/1 completed', 'c/2 completed', 'd completed'],
        ...['e failed max_iterations_exceeded', 'e/1 completed', 'e/2 completed'],
      ]),
    );
    expect(found).toHaveLength(12);
  });

  test('gates pass, deadlines never do, and another pipe is rehearsed with what it is given', async () => {
    const hooks = new Map([['ok', { kind: 'found', path: '.omne/hooks/ok.sh' } as const]]);
    const inner = planYaml(
      yaml("  - { id: x, when: inputs.who == 'me', bash: y }\n"),
      yaml('inputs: { who: { type: string, required: true } }\noutputs: { told: "$(inputs.who)$" }\n'),
    );
    const nodes =
      '  - { id: a, gate: ok, pipe: one, with: { who: me } }\n  - { id: b, pipe: one, with: { who: you } }\n';
    const planned = planYaml(nodes, 'timeout: 1s\n', { ...including('one', inner), hooks });
    expect(endsOf(await rehearsal(planned)).sort()).toEqual([
      ...['a completed {"told":"me"}', 'a/x completed', 'b completed {"told":"you"}', 'b/x skipped when'],
    ]);
  });
});

describe('reads that no stub gives', () => {
  const assumed = async (nodes: string, stubs = '', top = '') =>
    (await rehearsal(planYaml(yaml(nodes), yaml(top)), stubs)).assumed;
  const nodes = `
  - { id: a, outputs: json, bash: x }
  - { id: b, depends_on: [a], when: "nodes.a.outputs.x || NODES.A.outputs.x || nodes.a.status", env: { T: "$(nodes.a.text)$" }, bash: x }
`;
  test('each once, by its place in the outputs', async () => {
    expect(await assumed(nodes)).toEqual(['nodes.a.outputs.x', 'nodes.a.text']);
    expect(await assumed(nodes, '  a: { outputs: { x: 1 } }\n')).toEqual(['nodes.a.text']);
    expect(await assumed(nodes, '  a: { text: "{}" }\n')).toEqual([]);
    expect(await assumed(nodes, '  a: completed\n')).toEqual(['nodes.a.outputs.x', 'nodes.a.text']);
    expect(await assumed(nodes, '  a: failed\n')).toEqual([]);
  });

  test('those of steps, by the whole ids of the steps', async () => {
    const inBodies = `
  - id: a
    outputs: { x: "$(steps.s.outputs)$" }
    steps: [{ id: s, outputs: text, bash: x }]
  - id: b
    loop:
      max_iterations: 2
      while: steps.p.outputs == 'more'
      steps: [{ id: p, outputs: text, bash: x }, { id: q, parallel: [{ id: r, when: steps.p.outputs, bash: x }] }]
  - { id: c, depends_on: [a], each: { in: [1], when: nodes.a.outputs.x, bash: x } }
`;
    expect(await assumed(inBodies)).toEqual(['steps.s.outputs', 'steps.p.outputs']);
    expect(await assumed(inBodies, '  a/s: { outputs: t }\n')).toEqual(['steps.p.outputs']);
    expect(await assumed(inBodies, '  a/s: { outputs: t }\n  b/*/p: { outputs: no }\n')).toEqual([]);
  });

  test('those that the pipe publishes', async () => {
    const top = 'outputs: { v: "$(nodes.a.outputs.v)$", s: "$(nodes.a.status)$" }\n';
    expect(await assumed('  - { id: a, outputs: [v], bash: x }\n', '', top)).toEqual(['nodes.a.outputs.v']);
  });
});

test('a whole text', async () => {
  const planned = planYaml(
    yaml(`
  - { id: a, outputs: [v], bash: x }
  - { id: b, depends_on: [a], when: nodes.a.outputs.v == '2', bash: x }
  - { id: c, depends_on: [b], bash: x }
  - { id: d, depends_on: [a], on_error: continue, bash: x }
  - { id: e, depends_on: [d, b], trigger_rule: one_failed, bash: x }
  - id: f
    depends_on: [d]
    trigger_rule: all_done
    env: { V: "$(nodes.a.outputs.v)$" }
    steps: [{ id: one, bash: x }, { id: two, stop: true }, { id: three, bash: x }]
  - { id: g, depends_on: [f], each: { in: inputs.list, bash: x } }
`),
    'inputs: { list: { type: string } }\n',
  );
  const { text } = await rehearsal(planned, '  a: { outputs: { v: "1" } }\n  d: { exit_code: 3 }\n');
  expect(text).toMatchInlineSnapshot(`
    "✓ a          bash   runs
    ⊘ b          bash   skipped         when nodes.a.outputs.v == '2' (nodes.a.outputs.v is "1")
    ⊘ c          bash   skipped         upstream_skipped (b)
    ✓ d          bash   fails, ignored  failure ignored: crash (exit 3)
    ⊘ e          bash   skipped         not_triggered
    ✓ f          steps  runs            after d (all_done)
      ✓ f/one    bash   runs
      ✓ f/two    stop   runs
      ⊘ f/three         skipped         stopped
    ⊘ g          each   skipped         stopped

    the run would be completed: stopped by a step
    p.yml:14:16: warning: node \`f\` reads \`nodes.a.outputs.v\`, but \`a\` need not have completed by then; ask with \`exists(…)\`, or let it depend on \`a\`
    worst case: nothing bounds it along a → d → f → g; give the nodes on it a \`timeout\`
    "
  `);
});
