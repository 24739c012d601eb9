import { describe, expect, test } from 'vitest';
import type { Included } from '../../src/core/catalog.ts';
import { marked, planYaml, problemLines, shown, soundPlan } from './planned.ts';

const opening = '$' + '{{';
/** Nodes with `$(…)` for an expression, so that the tests stay readable. */
const yaml = (text: string) => text.replaceAll(/\$\(([^$]*)\)\$/g, `${opening} $1 }}`);
const words = (nodes: string, top = '') =>
  problemLines(planYaml(yaml(nodes), yaml(top))).map((line) => line.replace(/^\S+ /, ''));

// What `b` asks, where it depends on `a` and `a` on `base`.
const asking = (expression: string, header = '') =>
  words(`
  - { id: build, outputs: [version], bash: x }
  - { id: a, depends_on: [build], outputs: json, bash: x }
  - { id: other, outputs: json, bash: x }
  - { id: b, depends_on: [a], ${header} when: "${expression}", bash: x }
`);

test('a problem of each kind, whole', () => {
  const planned = planYaml(
    yaml(`
  - { id: build, outputs: [version], bash: x }
  - id: b
    when: nodes.build.outputs.version == '1'
    prompt: |
      Read $(nodes.biuld.text)$ and $(inputs.who)$,
      then $(nodes[inputs.who].text)$.
  - id: c
    depends_on: [build]
    env: { A: "x $(run.id)$ $(nodes.build.outputs.versoin)$", B: "$(env.A)$$(env.BB)$" }
    bash: x
`),
    'inputs: { who: { type: string } }\n',
  );
  expect(shown(planned)).toMatchInlineSnapshot(`
    "p.yml:8:11: error: node \`b\` reads node \`build\`, which need not have ended by then; add it to \`depends_on\`
      7 |   - id: b
    > 8 |     when: nodes.build.outputs.version == '1'
        |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      9 |     prompt: |
    p.yml:10:12: error: there is no node \`nodes.biuld\`; did you mean \`build\`?
       9 |     prompt: |
    > 10 |       Read \${{ nodes.biuld.text }} and \${{ inputs.who }},
         |            ^^^^^^^^^^^^^^^^^^^^^^^
      11 |       then \${{ nodes[inputs.who].text }}.
    p.yml:11:12: error: \`nodes\` must be followed by a name that is written out; write \`nodes.<id>\`
      10 |       Read \${{ nodes.biuld.text }} and \${{ inputs.who }},
    > 11 |       then \${{ nodes[inputs.who].text }}.
         |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      12 |   - id: c
    p.yml:14:32: error: \`build\` has no output \`versoin\`; did you mean \`version\`?
      13 |     depends_on: [build]
    > 14 |     env: { A: "x \${{ run.id }} \${{ nodes.build.outputs.versoin }}", B: "\${{ env.A }}\${{ env.BB }}" }
         |                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      15 |     bash: x
    p.yml:14:85: error: there is no environment variable \`env.BB\`; give it a value in \`env\`
      13 | …
    > 14 | ….id }} \${{ nodes.build.outputs.versoin }}", B: "\${{ env.A }}\${{ env.BB }}" }
         |                                                              ^^^^^^^^^^^^^
      15 | …
    "
  `);
});

describe('nodes', () => {
  test.each([
    ['nodes.a.outputs.x', []],
    ['nodes.build.outputs.version', []],
    ['nodes.build.status', []],
    ['nodes.a.text', []],
    ['nodes.a.exit_code == 1 && nodes.a.duration_ms > 3', []],
    ["NODES.Build['OUTPUTS'].Version", []],
    ["nodes['build'].status", []],
    ['nodes.biuld.status', ['there is no node `nodes.biuld`; did you mean `build`?']],
    ['nodes.Zzz.status', ['there is no node `nodes.Zzz`']],
    [
      'nodes.other.status',
      ['node `b` reads node `other`, which need not have ended by then; add it to `depends_on`'],
    ],
    [
      'nodes.b.status',
      ['node `b` reads itself, and has not ended by then; what its own steps did is in `steps`'],
    ],
    ['nodes.a.staus', ['there is no property `nodes.a.staus`; did you mean `status`?']],
    [
      'nodes.a.colour',
      [
        'there is no property `nodes.a.colour`; there are `status`, `outputs`, `text`, `exit_code` and `duration_ms`',
      ],
    ],
    ['toJSON(nodes)', ['`nodes` must be followed by a name that is written out; write `nodes.<id>`']],
    ['nodes[run.id].status', ['`nodes` must be followed by a name that is written out; write `nodes.<id>`']],
    ['nodes.*.status', ['`nodes` must be followed by a name that is written out; write `nodes.<id>`']],
    ['nodes.a', []],
    ['nodes.a.outputs[run.id]', []],
    ['nodes.build.outputs[run.id]', []],
    ['nodes.build.outputs.sha', ['`build` has no output `sha`; declare it in its `outputs`']],
    ['nodes.zz.status && nodes.yy.status', ['there is no node `nodes.zz`', 'there is no node `nodes.yy`']],
  ])('%s', (expression, expected) => {
    expect(asking(expression)).toEqual(expected);
  });

  test('upstream is whoever is behind a dependency, however far; and nobody else', () => {
    const chain = ['a', 'b', 'c', 'd'].map((id, at, all) => {
      const needs = at === 0 ? '' : `depends_on: [${all[at - 1]}, x${at}], `;
      const reads = [...all.slice(0, at).map((one) => `nodes.${one}.status`), `nodes.x${at}.status`];
      return `  - { id: ${id}, ${needs}when: "${at === 0 ? 'true' : reads.join(' && ')}", bash: x }\n  - { id: x${at}, bash: x }\n`;
    });
    expect(words(chain.join(''))).toEqual([]);
    expect(words(chain.join('').replace('nodes.x3.', 'nodes.x0.'))).toEqual([
      'node `d` reads node `x0`, which need not have ended by then; add it to `depends_on`',
    ]);
  });

  test('who is joined is upstream', () => {
    expect(
      words(`
  - { id: a, bash: x }
  - { id: j, when: nodes.a.status == 'completed', join: [a] }
  - { id: b, depends_on: [j], when: 'nodes.j.outputs[0] && nodes.a.status', bash: x }
`),
    ).toEqual([]);
  });

  test('in a cycle nobody looks', () => {
    expect(words('  - { id: a, depends_on: [a], when: nodes.zz.status, bash: x }\n')).toEqual([
      'nodes depend on each other in a circle: a → a; break it',
    ]);
  });

  test('a body reads what its top-level node depends on, and the pipe’s outputs read every node', () => {
    const nodes = (id: string) => `
  - { id: a, bash: x }
  - { id: c, bash: x }
  - { id: b, depends_on: [a], each: { in: [1], steps: [{ id: s, when: nodes.${id}.status, bash: x }] } }
`;
    expect(words(nodes('a'), 'outputs: { x: "$(nodes.c.status)$", y: "$(nodes.b.status)$" }\n')).toEqual([]);
    expect(words(nodes('c'))).toEqual([
      'node `b` reads node `c`, which need not have ended by then; add it to `depends_on`',
    ]);
    expect(words(nodes('s'))).toEqual(['there is no node `nodes.s`']);
    expect(words(nodes('a'), 'outputs: { x: "$(nodes.zz.status)$" }\n')).toEqual([
      'there is no node `nodes.zz`',
    ]);
  });
});

describe('steps', () => {
  const inSteps = (step: string, header = '') =>
    words(`
  - id: top
    steps:
      - { id: poll, outputs: [state], bash: x }
      - { id: plain, bash: x }
      - id: deep
        steps:
          - { id: inner, outputs: text, bash: x }
          - { id: last, ${step} }
    ${header}
`);

  test('those of the nearest `steps`, before and after it, and nobody else’s', () => {
    expect(
      inSteps('when: "steps.inner.outputs && steps.last.status && STEPS.Inner.status", bash: x'),
    ).toEqual([]);
    expect(inSteps('when: steps.poll.status, bash: x')).toEqual(['there is no step `steps.poll`']);
    expect(inSteps('when: steps.iner.status, bash: x')).toEqual([
      'there is no step `steps.iner`; did you mean `inner`?',
    ]);
    expect(inSteps('when: steps.inner.outputs.x, bash: x')).toEqual([
      '`inner` has no output `x`; declare it in its `outputs`',
    ]);
    expect(inSteps('when: steps.last.outputs.x, bash: x')).toEqual([
      '`last` publishes no outputs; give it `outputs`',
    ]);
    expect(inSteps('when: toJSON(steps), bash: x')).toEqual([
      '`steps` must be followed by a name that is written out; write `steps.<id>`',
    ]);
    expect(inSteps('when: steps.inner.colour, bash: x')).toEqual([
      'there is no property `steps.inner.colour`; there are `status`, `outputs`, `text`, `exit_code` and `duration_ms`',
    ]);
  });

  test('what is in a body of a step sees the steps beside that step', () => {
    expect(
      inSteps(
        'parallel: [{ id: left, when: steps.inner.status, bash: x }], env: { A: "$(steps.inner.outputs)$" }',
      ),
    ).toEqual([]);
    expect(inSteps('each: { in: [1], when: steps.poll.status, bash: x }')).toEqual([
      'there is no step `steps.poll`',
    ]);
  });

  test('the outputs of a node see its own steps; its `when` does not', () => {
    expect(inSteps('bash: x', 'outputs: { a: "$(steps.poll.outputs.state)$" }')).toEqual([]);
    expect(inSteps('bash: x', 'outputs: { a: "$(steps.inner.outputs)$" }')).toEqual([
      'there is no step `steps.inner`',
    ]);
  });

  test('`while` and `outputs` of a loop see the steps of its body, however deep the loops', () => {
    const loop = (id: string) => `
  - id: drain
    outputs: { last: "$(steps.${id}.outputs)$" }
    loop:
      max_iterations: 3
      while: steps.${id}.outputs == 'more'
      steps: [{ id: poll, outputs: text, bash: x }]
`;
    expect(words(loop('poll'))).toEqual([]);
    expect(words(loop('pol'))).toEqual([
      'there is no step `steps.pol`; did you mean `poll`?',
      'there is no step `steps.pol`; did you mean `poll`?',
    ]);
  });
});

describe('vars', () => {
  const node = (read: string) => `
  - id: a
    outputs: { x: "$(vars.${read})$" }
    steps:
      - { id: one, set: { count: "1" } }
      - id: two
        parallel: [{ id: p, steps: [{ id: three, set: { Deep: "1" } }, { id: r, when: vars.${read}, bash: x }] }]
  - { id: b, steps: [{ id: four, set: { elsewhere: "1" } }] }
`;
  test.each(['count', 'Deep', 'COUNT'])('%s is set somewhere in the node', (name) => {
    expect(words(node(name))).toEqual([]);
  });
  test('what nobody sets there', () => {
    expect(words(node('elsewhere'))).toEqual([
      'there is no variable `vars.elsewhere`; `set` it in a step of the same node',
      'there is no variable `vars.elsewhere`; `set` it in a step of the same node',
    ]);
    expect(words(node('cuont'))).toEqual([
      'there is no variable `vars.cuont`; did you mean `count`?',
      'there is no variable `vars.cuont`; did you mean `count`?',
    ]);
  });
});

describe('env', () => {
  test('a value reads those before it, and those around', () => {
    expect(
      words(
        `
  - id: a
    env: { C: "$(env.A)$$(env.B)$", D: "$(env.C)$" }
    when: env.D
    steps: [{ id: b, env: { E: "$(env.D)$" }, when: env.E && env.a, bash: x }]
`,
        'env: { A: "1", B: "$(env.A)$" }\n',
      ),
    ).toEqual([]);
  });

  test('none after it, none of other nodes, none of the system', () => {
    expect(
      words(
        `
  - { id: a, env: { C: "$(env.D)$", D: "$(env.D)$" }, when: env.E, steps: [{ id: b, env: { E: "1" }, bash: x }] }
  - { id: b, when: "env.C && env.PATH && env['HOME']", bash: x }
`,
        'env: { A: "$(env.B)$", B: "$(env.A)$" }\noutputs: { x: "$(env.A)$$(env.C)$" }\n',
      ),
    ).toEqual([
      'there is no environment variable `env.B`; give it a value in `env`',
      'there is no environment variable `env.C`; give it a value in `env`',
      'there is no environment variable `env.D`; give it a value in `env`',
      'there is no environment variable `env.D`; give it a value in `env`',
      'there is no environment variable `env.E`; give it a value in `env`',
      'there is no environment variable `env.C`; give it a value in `env`',
      'there is no environment variable `env.PATH`; give it a value in `env`',
      'there is no environment variable `env.HOME`; give it a value in `env`',
    ]);
  });
});

test('run has three properties', () => {
  expect(asking('run.id && run.pipe && run.dir && RUN.ID && toJSON(run)')).toEqual([]);
  expect(asking('run.idd')).toEqual(['there is no run property `run.idd`; did you mean `id`?']);
  expect(asking('run.attempt')).toEqual([
    'there is no run property `run.attempt`; there are `id`, `pipe` and `dir`',
  ]);
});

describe('outputs by the shape of what publishes them', () => {
  const NONE = '`a` publishes no outputs; give it `outputs`';
  const undeclared = (name: string) => `\`a\` has no output \`${name}\`; declare it in its \`outputs\``;
  const included = planYaml(
    '  - { id: x, outputs: text, bash: x }\n',
    yaml('outputs: { told: "$(nodes.x.outputs)$" }\n'),
  );
  const includes = new Map<string, Included>([
    ['one', { kind: 'found', pipe: included.pipe, plan: () => ({ ok: true, value: included.plan! }) }],
  ]);
  const SCHEMA = 'output_schema: { type: object, properties: { ok: { type: boolean } }';
  const steps = (step: string) => `steps: [{ id: s, bash: x }, ${step}]`;
  test.each<[string, string, readonly string[]]>([
    ['bash: x', 'outputs', [NONE]],
    ['prompt: x', 'outputs.x', [NONE]],
    ['outputs: text, bash: x', 'outputs', []],
    ['outputs: text, bash: x', 'outputs.x', [undeclared('x')]],
    ['outputs: text, bash: x', 'outputs[0]', [undeclared('0')]],
    ['outputs: lines, bash: x', 'outputs[0]', []],
    ['outputs: [v], bash: x', 'outputs[0]', [undeclared('0')]],
    ['outputs: lines, bash: x', 'outputs.x', [undeclared('x')]],
    ['outputs: json, prompt: x', 'outputs.x.y[3]', []],
    ['outputs: [v], bash: x', 'outputs.V', []],
    ['outputs: [v], bash: x', 'outputs.w', [undeclared('w')]],
    [`${SCHEMA} }, prompt: x`, 'outputs.OK', []],
    [`${SCHEMA} }, prompt: x`, 'outputs.other', [undeclared('other')]],
    [`${SCHEMA}, additionalProperties: { type: string } }, prompt: x`, 'outputs.other', []],
    [`${SCHEMA}, anyOf: [{ required: [ok] }] }, prompt: x`, 'outputs.other', []],
    [`${SCHEMA}, additionalProperties: false }, prompt: x`, 'outputs.ok', []],
    [`${SCHEMA}, additionalProperties: false }, prompt: x`, 'outputs.other', [undeclared('other')]],
    ['output_schema: { type: array }, prompt: x', 'outputs[0].x', []],
    ['loop: { max_iterations: 1, until: D, prompt: x }', 'outputs', [NONE]],
    ['outputs: text, loop: { max_iterations: 1, until: D, prompt: x }', 'outputs', []],
    ['loop: { max_iterations: 1, until: D, outputs: [v], bash: x }', 'outputs.v', []],
    ['loop: { max_iterations: 1, until: D, outputs: [v], bash: x }', 'outputs.other', [undeclared('other')]],
    ['loop: { max_iterations: 1, until: D, bash: x }', 'outputs', [NONE]],
    [steps('{ id: r, return: { v: "1" } }'), 'outputs.v', []],
    [steps('{ id: r, return: { v: "1" } }'), 'outputs.other', [undeclared('other')]],
    [steps('{ id: r, steps: [{ id: q, return: { v: "1" } }] }'), 'outputs.v', [NONE]],
    [`outputs: { w: "1" }, ${steps('{ id: r, return: { v: "1" } }')}`, 'outputs.w', []],
    [`outputs: { www: "1" }, ${steps('{ id: r, return: { v: "1" } }')}`, 'outputs.v', [undeclared('v')]],
    ['parallel: [{ id: left, bash: x }]', 'outputs.left.status', []],
    ['parallel: [{ id: left, bash: x }]', 'outputs.lft', ['`a` has no output `lft`; did you mean `left`?']],
    ['each: { in: [1], bash: x }', 'outputs[0]', []],
    ['each: { in: [1], bash: x }', "outputs['7']", []],
    ['each: { in: [1], bash: x }', 'outputs.first', [undeclared('first')]],
    ['join: [base]', 'outputs[0].x', []],
    ['join: [base]', 'outputs.base', [undeclared('base')]],
    ['pipe: one', 'outputs.told', []],
    ['pipe: one', 'outputs.tld', ['`a` has no output `tld`; did you mean `told`?']],
    ['pipe: unread', 'outputs.whatever', []],
  ])('%s: %s', (body, read, expected) => {
    const nodes = `
  - { id: base, bash: x }
  - { id: a, ${body} }
  - { id: b, depends_on: [a], when: "nodes.a.${read}", bash: x }
`;
    const planned = planYaml(nodes, '', { includes });
    expect(problemLines(planned).map((line) => line.replace(/^\S+ /, ''))).toEqual(expected);
  });
});

test('every place is looked at, and marked from its opening on', () => {
  const planned = planYaml(
    yaml(`
  - id: a
    env: { X: "ok $(run.id)$ $(run.n1)$" }
    when: run.n2
    prompt: |
      first $(run.id)$
      $(run.n3)$ and $(run.n4)$
  - id: b
    loop: { max_iterations: 1, until: D, while: run.n5, prompt: "$(run.n6)$" }
  - id: c
    outputs: { o: "$(run.n7)$" }
    each: { in: "$(run.n8)$", env: { Y: "$(run.n9)$" }, bash: x }
  - id: d
    pipe: one
    with: { w: "$(run.m0)$" }
  - id: e
    steps:
      - { id: f, set: { v: "$(run.m1)$" } }
      - { id: g, when: "$(run.m2)$", return: { r: "a $(run.m3)$" } }
  - id: h
    loop:
      max_iterations: 1
      while: run.m4
      env: { Z: "$(run.m5)$" }
      bash: x
`),
    yaml('env: { P: "$(run.m6)$" }\noutputs: { q: "$(run.m7)$" }\n'),
    { includes: new Map() },
  );
  const found = problemLines(planned).map((line) => /run\.(\w+)/.exec(line)![1]);
  expect([...found].sort()).toEqual(
    [
      'm0',
      'm1',
      'm2',
      'm3',
      'm4',
      'm5',
      'm6',
      'm7',
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `n${n}`),
    ].sort(),
  );
  for (const [at, mark] of marked(planned).entries()) {
    expect(mark.replace(/^\$\{\{ | \}\}$/g, '')).toBe(`run.${found[at]}`);
  }
});

test('three thousand nodes in a chain that all read the first are planned in no time', () => {
  const nodes = Array.from({ length: 3000 }, (_, at) =>
    at === 0
      ? '  - { id: n0, bash: x }\n'
      : `  - { id: n${at}, depends_on: [n${at - 1}], when: nodes.n0.status, bash: x }\n`,
  );
  const startedMs = performance.now();
  expect(soundPlan(nodes.join('')).nodes).toHaveLength(3000);
  expect(performance.now() - startedMs).toBeLessThan(5000);
});
