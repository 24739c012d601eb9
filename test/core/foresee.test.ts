import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compiler } from '../../src/core/expression.ts';
import { foresee, type Warning } from '../../src/core/foresee.ts';
import { parsePipe } from '../../src/core/parse.ts';
import type { Pipe, PipeNode } from '../../src/core/pipe.ts';
import type { Plan, PlanNode } from '../../src/core/plan.ts';
import { plan } from '../../src/core/plan-pipe.ts';
import { warningLine } from '../../src/report/plan-text.ts';
import { agent, expr, onError, text } from './plan-of.ts';
import { planYaml } from './planned.ts';
import { randomPlan } from './random-plan.ts';
import { allOutcomes, type End, endsOf, simulate } from './simulated.ts';

const warningsOf = (nodes: string, top = '') => {
  const { pipe, plan: sound, place } = planYaml(nodes, top);
  if (sound === undefined) throw new Error('the test’s pipe has problems');
  return foresee(pipe, sound, place).map((warning) =>
    warningLine(warning, 'p.yml').replace(/^.*?: warning: /, ''),
  );
};

const never = (node: string, rule: string) =>
  `node \`${node}\` can never start: no way its dependencies can end meets \`${rule}\``;

describe('nodes that can never start', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'one needs what succeeded and what its failure starts',
      `
  - { id: a, bash: x }
  - { id: ok, depends_on: [a], bash: x }
  - { id: bad, depends_on: [a], trigger_rule: one_failed, bash: x }
  - { id: c, depends_on: [ok, bad], bash: x }
  - { id: d, depends_on: [c], bash: x }
`,
      [never('c', 'all_success'), never('d', 'all_success')],
    ],
    [
      'the same, but any of the two is enough',
      `
  - { id: a, bash: x }
  - { id: ok, depends_on: [a], bash: x }
  - { id: bad, depends_on: [a], trigger_rule: one_failed, bash: x }
  - { id: c, depends_on: [ok, bad], trigger_rule: one_success, bash: x }
  - { id: d, depends_on: [ok, bad], trigger_rule: all_done, bash: x }
`,
      [],
    ],
    [
      'it waits for the failure of what cannot fail',
      `
  - { id: a, on_error: continue, bash: x }
  - { id: b, depends_on: [a], trigger_rule: one_failed, bash: x }
  - { id: c, depends_on: [b], trigger_rule: none_failed, bash: x }
`,
      [never('b', 'one_failed')],
    ],
    [
      'an agent may say BLOCKED, whatever its policy',
      `
  - { id: a, on_error: continue, prompt: x }
  - { id: b, depends_on: [a], trigger_rule: one_failed, bash: x }
`,
      [],
    ],
    [
      'a condition that is always false, and what needs it',
      `
  - { id: a, when: false, bash: x }
  - { id: b, when: "1 == 2", bash: x }
  - { id: c, depends_on: [a], bash: x }
  - { id: d, depends_on: [a], trigger_rule: none_failed, bash: x }
  - { id: e, when: true, bash: x }
  - { id: f, when: inputs.x, bash: x }
`,
      [
        'node `a` never runs: its `when` is always false',
        'node `b` never runs: its `when` is always false',
        never('c', 'all_success'),
      ],
    ],
  ])('%s', (_, nodes, expected) => {
    expect(warningsOf(nodes, 'inputs: { x: { type: boolean, default: false } }\n')).toEqual(expected);
  });

  test.each(['no_new', 'kill'])('after a failure %s starts nothing', (mode) => {
    const nodes = `
  - { id: a, bash: x }
  - { id: b, depends_on: [a], trigger_rule: one_failed, bash: x }
  - { id: c, depends_on: [a], trigger_rule: all_done, bash: x }
`;
    expect(warningsOf(nodes)).toEqual([]);
    expect(warningsOf(nodes, `failure_mode: ${mode}\n`)).toEqual([
      `node \`b\` can never start: \`one_failed\` asks for a failure, and \`failure_mode: ${mode}\` starts nothing after one`,
    ]);
  });

  test('a warning has the place of the id, and that of the condition', () => {
    const {
      pipe,
      plan: sound,
      place,
    } = planYaml(`
  - { id: a, when: false, bash: x }
  - { id: b, depends_on: [a], bash: x }
`);
    expect(foresee(pipe, sound!, place)).toEqual([
      { kind: 'never_when', node: 'a', place: { line: 5, column: 20, length: 5 } },
      { kind: 'dead_node', node: 'b', rule: 'all_success', place: { line: 6, column: 11, length: 1 } },
    ]);
  });
});

const opening = '$' + '{{';
const missing = (read: string, of: string, what = 'completed') =>
  `node \`b\` reads \`${read}\`, but \`${of}\` need not have ${what} by then; ask with \`exists(…)\`, or let it depend on \`${of}\``;

describe('what may be missing', () => {
  // `a` as given, then `b`, which reads it.
  const reading = (header: string, read: string, a = '') => `
  - { id: a, ${a} outputs: [x], bash: x }
  - { id: other, bash: x }
  - { id: b, ${header}, env: { X: "${opening} ${read} }}" }, bash: x }
`;
  const X = 'nodes.a.outputs.x';
  test.each<[string, string, string, string, readonly string[]]>([
    ['a dependency that must have completed', 'depends_on: [a]', X, '', []],
    ['with others', 'depends_on: [a, other]', X, '', []],
    ['one that may have failed', 'depends_on: [a], trigger_rule: all_done', X, '', [missing(X, 'a')]],
    ['one that did fail', 'depends_on: [a], trigger_rule: one_failed', X, '', [missing(X, 'a')]],
    ['the only one of which one must have', 'depends_on: [a], trigger_rule: one_success', X, '', []],
    ['one of two', 'depends_on: [a, other], trigger_rule: one_success', X, '', [missing(X, 'a')]],
    ['the first of two', 'depends_on: [a, other], trigger_rule: first_success', X, '', [missing(X, 'a')]],
    ['one whose failure is ignored', 'depends_on: [a]', X, 'on_error: continue,', [missing(X, 'a')]],
    ['one that chooses to run', 'depends_on: [a]', X, 'when: run.id,', []],
    [
      'that, where a skip is fine',
      'depends_on: [a], trigger_rule: none_failed',
      X,
      'when: run.id,',
      [missing(X, 'a')],
    ],
    ['asked with exists', 'depends_on: [a], trigger_rule: all_done', `exists(${X}) && ${X}`, '', []],
    [
      'asked by its status',
      'depends_on: [a], trigger_rule: all_done',
      `nodes.a.status == 'completed' && ${X}`,
      '',
      [],
    ],
    ['asked before', `depends_on: [a], trigger_rule: all_done, when: "exists(${X})"`, X, '', []],
    [
      'asked of another',
      'depends_on: [a, other], trigger_rule: all_done',
      `nodes.other.status && ${X}`,
      '',
      [missing(X, 'a')],
    ],
    ['only its status', 'depends_on: [a], trigger_rule: all_done', 'nodes.a.status', '', []],
    ['only how long it took', 'depends_on: [a], trigger_rule: all_done', 'nodes.a.duration_ms', '', []],
    ['what one that failed said', 'depends_on: [a], trigger_rule: one_failed', 'nodes.a.text', '', []],
    [
      'how one ended that always runs',
      'depends_on: [a], trigger_rule: all_done',
      'nodes.a.exit_code',
      '',
      [],
    ],
    [
      'how one ended whose failure is ignored',
      'depends_on: [a]',
      'nodes.a.exit_code',
      'on_error: continue,',
      [],
    ],
    [
      'how one ended that chooses to run',
      'depends_on: [a], trigger_rule: all_done',
      'nodes.a.exit_code',
      'when: run.id,',
      [missing('nodes.a.exit_code', 'a', 'run')],
    ],
    [
      'how the other of two ended',
      'depends_on: [a, other], trigger_rule: first_success',
      'nodes.a.text',
      '',
      [missing('nodes.a.text', 'a', 'run')],
    ],
  ])('%s', (_, ...[header, read, a, expected]) => {
    expect(warningsOf(reading(header, read, a))).toEqual(expected);
  });

  test('behind others: fine along what all must have completed, else not', () => {
    const chain = (rule: string, policy = '') => `
  - { id: a, outputs: [x], bash: x }
  - { id: m, depends_on: [a], ${rule} ${policy} bash: x }
  - { id: b, depends_on: [m], steps: [{ id: s, when: ${X}, bash: x }] }
`;
    expect(warningsOf(chain(''))).toEqual([]);
    expect(warningsOf(chain('', 'on_error: continue,'))).toEqual([]);
    expect(warningsOf(chain('trigger_rule: all_done,'))).toEqual([missing(X, 'a')]);
  });

  test('in a body, what the condition of the node around asked is known', () => {
    const nodes = (when: string) => `
  - { id: a, outputs: [x], bash: x }
  - { id: b, depends_on: [a], trigger_rule: all_done, ${when} steps: [{ id: s, env: { X: "${opening} ${X} }}" }, bash: x }] }
`;
    expect(warningsOf(nodes(''))).toEqual([missing(X, 'a')]);
    expect(warningsOf(nodes("when: nodes.a.status == 'completed',"))).toEqual([]);
  });
});

test.each(['feature.md', 'fix-until-green.md', 'pr-gate.yml', 'quickstart.md'])(
  'no word about %s',
  (file) => {
    const source = readFileSync(join(import.meta.dirname, '../../examples', file), 'utf8');
    const { pipe, place } = parsePipe(source, file, compiler);
    const found = { path: 'x', body: 'x' };
    const every = { get: () => found } as unknown as ReadonlyMap<string, typeof found>;
    const planned = plan(pipe!, { commands: every, hooks: new Map() }, place);
    expect(planned.ok && foresee(pipe!, planned.value, place)).toEqual([]);
  },
);

// A random plan whose nodes end in all the ways there are.
const flavours = ['script', 'script', 'agent', 'ignored', 'blocked', 'maybe', 'never', 'both'] as const;
type Flavour = (typeof flavours)[number];

function flavoured(node: PlanNode, flavour: Flavour): PlanNode {
  const ignored = { onError: onError('continue') };
  switch (flavour) {
    case 'script':
      return node;
    case 'agent':
      return { ...node, body: agent() };
    case 'ignored':
      return { ...node, ...ignored };
    case 'blocked':
      return { ...node, body: agent(), ...ignored };
    case 'maybe':
      return { ...node, when: expr('run.id') };
    case 'never':
      return { ...node, when: expr('false') };
    case 'both':
      return { ...node, ...ignored, when: expr('inputs.who') };
  }
}

const drawn = (maxNodes: number) =>
  fc
    .tuple(
      randomPlan(maxNodes),
      fc.array(fc.constantFrom(...flavours), { minLength: maxNodes, maxLength: maxNodes }),
      fc.constantFrom('continue', 'continue', 'no_new', 'kill'),
    )
    .map(([bare, kinds, failureMode]): Plan => {
      const nodes = bare.nodes.map((node, at) => flavoured(node, kinds[at]!));
      return { ...bare, nodes, ...(failureMode !== 'continue' && { failureMode: failureMode as 'kill' }) };
    });

const pipeOf = ({ nodes }: Plan, more: (id: string) => Partial<PipeNode> = () => ({})): Pipe => ({
  ...{ name: 'p', inputs: [], env: new Map(), passEnv: [], pools: new Map(), outputs: new Map() },
  nodes: nodes.map(({ id, index, when }) => ({
    ...{ id, path: ['nodes', index], dependsOn: [], triggerRule: 'all_done', env: new Map(), passEnv: [] },
    ...{ allowedTools: [], recovers: false, ...(when !== undefined && { when }) },
    ...more(id),
  })),
});

const foreseen = (of: Plan, more?: (id: string) => Partial<PipeNode>): readonly Warning[] =>
  foresee(pipeOf(of, more), of, () => undefined);

const deadIn = (of: Plan) =>
  new Set(foreseen(of).flatMap((warning) => (warning.kind === 'may_be_missing' ? [] : [warning.node])));

describe('against the schedule itself', () => {
  test('of few nodes exactly those are dead that start in no combination of ends', () => {
    fc.assert(
      fc.property(drawn(6), (of) => {
        const started = new Set<string>();
        for (const ends of allOutcomes(of)) for (const { id } of simulate(of, ends).started) started.add(id);
        const silent = of.nodes.filter(({ id }) => !started.has(id)).map(({ id }) => id);
        expect([...deadIn(of)].sort()).toEqual(silent.sort());
      }),
      { numRuns: 150 },
    );
  });

  test('of many nodes none is called dead that starts', () => {
    fc.assert(
      fc.property(drawn(16), fc.array(fc.nat(1000), { minLength: 320, maxLength: 320 }), (of, draws) => {
        const dead = deadIn(of);
        for (let round = 0; round < 20; round++) {
          const ends = of.nodes.map((node, at): End => {
            const possible = endsOf(node);
            return possible[draws[round * 16 + at]! % possible.length]!;
          });
          for (const { id } of simulate(of, ends).started) expect(dead).not.toContain(id);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('what is read without a warning is there whenever it is read, in whatever order nodes end', () => {
    const property = fc.constantFrom('outputs', 'text');
    fc.assert(
      fc.property(drawn(5), property, fc.nat(4), fc.nat(1000), (of, read, target, seed) => {
        const { id } = of.nodes[target % of.nodes.length]!;
        const env = new Map([['X', text(`${opening} nodes.${id}.${read}.x }}`)]]);
        const warnings = foreseen(of, () => ({ env }));
        const warned = new Set(
          warnings.flatMap((warning) => (warning.kind === 'may_be_missing' ? [warning.node] : [])),
        );
        for (const ends of allOutcomes(of)) {
          for (const pick of [() => 0, (count: number) => count - 1, (count: number) => seed % count]) {
            for (const { id: reader, before } of simulate(of, ends, pick).started) {
              const isThere =
                read === 'outputs'
                  ? before.get(id) === 'completed'
                  : (before.get(id) ?? 'skipped') !== 'skipped';
              if (!isThere) expect(warned).toContain(reader);
            }
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
