import { describe, expect, test } from 'vitest';
import type { Catalog, CommandFile } from '../../src/core/catalog.ts';
import type { Body, Path, Pipe, PipeNode } from '../../src/core/pipe.ts';
import type { Place } from '../../src/core/place.ts';
import type { Plan } from '../../src/core/plan.ts';
import { commandPaths } from '../../src/core/plan-node.ts';
import { plan } from '../../src/core/plan-pipe.ts';
import type { Problem } from '../../src/core/problem.ts';
import type { Template } from '../../src/core/template.ts';

const bash: Body = { kind: 'bash', script: 'true' };
const prompt = (text: Template = 'do it'): Body => ({ kind: 'prompt', prompt: text });
const command = (name: string): Body => ({ kind: 'command', command: name });
const loopOf = (turn: { prompt: Template } | { command: string }): Body => ({
  ...{ kind: 'loop', turn, until: 'DONE', maxIterations: 5, onExhausted: 'fail', freshContext: true },
});

const node = (id: string, rest: Partial<PipeNode> = {}): PipeNode => ({
  ...{ id, path: [], dependsOn: [], triggerRule: 'all_success', env: new Map(), passEnv: [] },
  ...{ allowedTools: [], recovers: false, body: bash },
  ...rest,
});

const pipe = (nodes: readonly PipeNode[], rest: Partial<Pipe> = {}): Pipe => ({
  ...{ name: 'demo', inputs: [], env: new Map(), passEnv: [], pools: new Map(), outputs: new Map() },
  nodes: nodes.map((one, index) => placed(one, ['nodes', index])),
  ...rest,
});

// As the parser tells each node where it stands.
function placed(one: PipeNode, path: Path): PipeNode {
  const { body } = one;
  const all = (nodes: readonly PipeNode[], ...keys: Path) =>
    nodes.map((child, index) => placed(child, [...path, ...keys, index]));
  switch (body?.kind) {
    case 'steps':
      return { ...one, path, body: { ...body, steps: all(body.steps, 'steps') } };
    case 'parallel':
      return { ...one, path, body: { ...body, branches: all(body.branches, 'parallel') } };
    case 'each':
      return { ...one, path, body: { ...body, node: placed(body.node, [...path, 'each']) } };
    case 'loop':
      if (!('node' in body.turn)) return { ...one, path };
      return { ...one, path, body: { ...body, turn: { node: placed(body.turn.node, [...path, 'loop']) } } };
    default:
      return { ...one, path };
  }
}

const catalog = (rest: Partial<Catalog> = {}): Catalog => ({
  commands: new Map(),
  hooks: new Map(),
  ...rest,
});
const commands = (files: Record<string, Partial<CommandFile>>) =>
  new Map(
    Object.entries(files).map(([name, file]) => [
      name,
      { path: `${name}.md`, body: `body of ${name}`, ...file },
    ]),
  );

// A node's place is its index in the column, and what of it is named in the line, so that a place is readable.
const LINES = ['', 'id', 'depends_on', 'trigger_rule', 'gate', 'bash', 'prompt', 'command', 'loop', 'join'];
const place = (path: Path): Place | undefined => {
  const [top, index = 0, key = '', ...rest] = path;
  if (top !== 'nodes') return undefined;
  return { line: 100 + LINES.indexOf(String(key)), column: Number(index), length: rest.length };
};
const nowhere = () => undefined;
const at = (index: number, key: string, deep = 0): Place => ({
  ...{ line: 100 + LINES.indexOf(key), column: index, length: deep },
});

const planned = (of: Pipe, from: Catalog = catalog()): Plan => {
  const result = plan(of, from, nowhere);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const problemsOf = (of: Pipe, from: Catalog = catalog()): readonly Problem[] => {
  const result = plan(of, from, place);
  return result.ok ? [] : result.error;
};

const joinOf = (...of: string[]): Body => ({ kind: 'join', of });

describe('a plan', () => {
  test('every default filled in', () => {
    const { graph, ...rest } = planned(pipe([node('a'), node('b', { dependsOn: ['a'] })]));
    const common = {
      ...{ kind: 'bash', body: { kind: 'script', script: 'true' }, triggerRule: 'all_success' },
      ...{ timeoutMs: 1_800_000, env: new Map(), passEnv: [] },
    };
    expect(rest).toEqual({
      ...{ name: 'demo', maxParallel: 4 },
      nodes: [
        { index: 0, id: 'a', ...common },
        { index: 1, id: 'b', ...common },
      ],
    });
    expect({ ...graph, order: [...graph.order], distance: [...graph.distance] }).toMatchObject({
      ...{ size: 2, order: [0, 1], distance: [2, 1] },
    });
  });

  test('everything as written', () => {
    const nodes = [
      node('base'),
      node('a', {
        ...{ dependsOn: ['base'], triggerRule: 'one_failed', timeoutMs: 5000, gate: 'ok', shell: 'pwsh' },
        ...{ env: new Map([['A', 'n']]), passEnv: ['N'] },
      }),
    ];
    const of = pipe(nodes, { maxParallel: 9, timeoutMs: 60_000, env: new Map([['P', 'p']]), passEnv: ['P'] });
    const hooks = new Map([['ok', { kind: 'found', path: '.omne/hooks/ok.sh' } as const]]);
    const { graph: _, nodes: all, ...rest } = planned(of, catalog({ hooks }));
    const env = new Map([['P', 'p']]);
    expect(rest).toEqual({ name: 'demo', maxParallel: 9, timeoutMs: 60_000, env });
    expect(all[1]).toEqual({
      ...{ index: 1, id: 'a', kind: 'bash', triggerRule: 'one_failed', timeoutMs: 5000, gate: 'ok' },
      body: { kind: 'script', script: 'true', shell: 'pwsh' },
      env: new Map([['A', 'n']]),
      passEnv: ['P', 'N'],
    });
  });

  test("the line of each node's id", () => {
    const result = plan(pipe([node('a'), node('b')]), catalog(), ([, index]) => ({
      line: 10 + Number(index),
      column: 1,
      length: 1,
    }));
    expect(result.ok && result.value.nodes.map(({ line }) => line)).toEqual([10, 11]);
  });

  test('edges as written, in their order', () => {
    const { graph } = planned(
      pipe([node('c', { dependsOn: ['b', 'a'] }), node('a'), node('b', { dependsOn: ['a'] })]),
    );
    const { start, targets } = graph.dependencies;
    expect({ start: [...start], targets: [...targets] }).toEqual({ start: [0, 2, 2, 3], targets: [2, 1, 1] });
  });

  test('what a join joins comes first, what it depends on besides after it, each once', () => {
    const nodes = [
      node('j', { body: joinOf('b', 'a'), dependsOn: ['c', 'a'] }),
      ...['a', 'b', 'c'].map((id) => node(id)),
    ];
    const { graph, nodes: all } = planned(pipe(nodes));
    expect([...graph.dependencies.targets]).toEqual([2, 1, 3]);
    expect(all[0]!.body).toEqual({ kind: 'join', of: ['b', 'a'] });
  });
});

describe('what an agent is given', () => {
  const files = commands({ plain: {}, full: { model: 'file', allowedTools: ['Read'] } });
  const own = { model: 'node', allowedTools: ['Bash'] };

  test.each<{ name: string; body: Body; node?: Partial<PipeNode>; pipes?: Partial<Pipe>; agent: object }>([
    { name: 'a prompt', body: prompt('hi'), agent: { prompt: 'hi', allowedTools: [] } },
    {
      name: 'the pipe’s model',
      body: prompt('hi'),
      pipes: { defaultModel: 'pipe' },
      agent: { prompt: 'hi', model: 'pipe', allowedTools: [] },
    },
    {
      name: 'the node’s model over it',
      ...{ body: prompt('hi'), node: own, pipes: { defaultModel: 'pipe' } },
      agent: { prompt: 'hi', model: 'node', allowedTools: ['Bash'] },
    },
    {
      name: 'a command’s body',
      body: command('plain'),
      agent: { prompt: 'body of plain', allowedTools: [] },
    },
    {
      name: 'its model and tools over the pipe’s',
      ...{ body: command('full'), pipes: { defaultModel: 'pipe' } },
      agent: { prompt: 'body of full', model: 'file', allowedTools: ['Read'] },
    },
    {
      name: 'the pipe’s model where the file has none',
      ...{ body: command('plain'), pipes: { defaultModel: 'pipe' } },
      agent: { prompt: 'body of plain', model: 'pipe', allowedTools: [] },
    },
    {
      name: 'the node’s model and tools over the file’s',
      ...{ body: command('full'), node: own, pipes: { defaultModel: 'pipe' } },
      agent: { prompt: 'body of full', model: 'node', allowedTools: ['Bash'] },
    },
    {
      name: 'each by itself: the node’s model, the file’s tools',
      ...{ body: command('full'), node: { model: 'node' } },
      agent: { prompt: 'body of full', model: 'node', allowedTools: ['Read'] },
    },
  ])('$name', ({ body, node: rest = {}, pipes = {}, agent }) => {
    const [single] = planned(pipe([node('a', { ...rest, body })], pipes), catalog({ commands: files })).nodes;
    expect([single!.kind, single!.body]).toEqual([body.kind, { kind: 'agent', ...agent }]);
    const turn = body as Extract<Body, { kind: 'prompt' | 'command' }>;
    const [again] = planned(
      pipe([node('a', { ...rest, body: loopOf(turn) })], pipes),
      catalog({ commands: files }),
    ).nodes;
    expect([again!.kind, again!.body]).toEqual([
      'loop',
      {
        kind: 'loop',
        turn: { kind: 'agent', ...agent },
        until: 'DONE',
        maxIterations: 5,
        freshContext: true,
      },
    ]);
  });

  test('a bash node gets no model', () => {
    expect(planned(pipe([node('a')], { defaultModel: 'pipe' })).nodes[0]!.body).toEqual({
      kind: 'script',
      script: 'true',
    });
  });
});

describe('problems, with their data and place', () => {
  const searched = [
    ...['.omne/dist/cmds/x.md', '.omne/dist/skills/x.md', '.omne/dist/skills/x/SKILL.md'],
    ...['.omne/core/cmds/x.md', '.omne/core/skills/x.md', '.omne/core/skills/x/SKILL.md'],
    '.claude/commands/x.md',
  ];
  const hooks = new Map([
    ['gone', { kind: 'missing', path: '.omne/hooks/gone.sh' } as const],
    ['out', { kind: 'outside', directory: '.omne/hooks', path: '/etc/passwd' } as const],
    ['bad', { kind: 'unusable', path: '.omne/hooks/bad.sh', reason: 'no shebang we know' } as const],
    ['fine', { kind: 'found', path: '.omne/hooks/fine.sh' } as const],
  ]);

  test.each<{ name: string; of: Pipe; from?: Partial<Catalog>; problems: readonly Problem[] }>([
    { name: 'no nodes', of: pipe([]), problems: [{ kind: 'empty_nodes', place: at(0, '') }] },
    {
      name: 'an id twice',
      of: pipe([node('a'), node('b'), node('a')]),
      problems: [
        { kind: 'duplicate_id', id: 'a', first: 'a', firstLine: at(0, 'id').line, place: at(2, 'id') },
      ],
    },
    {
      name: 'an id twice but for its case, three times',
      of: pipe([node('a'), node('A'), node('a')]),
      problems: [
        { kind: 'duplicate_id', id: 'A', first: 'a', firstLine: at(0, 'id').line, place: at(1, 'id') },
        { kind: 'duplicate_id', id: 'a', first: 'a', firstLine: at(0, 'id').line, place: at(2, 'id') },
      ],
    },
    {
      name: 'a dependency nobody has, with what was meant',
      of: pipe([node('build'), node('a', { dependsOn: ['build', 'biuld'] })]),
      problems: [
        {
          kind: 'unknown_dependency',
          node: 'a',
          missing: 'biuld',
          suggestion: 'build',
          place: at(1, 'depends_on', 1),
        },
      ],
    },
    {
      name: 'a dependency nobody has, with nothing like it',
      of: pipe([node('a', { dependsOn: ['something-else'] })]),
      problems: [
        { kind: 'unknown_dependency', node: 'a', missing: 'something-else', place: at(0, 'depends_on', 1) },
      ],
    },
    {
      name: 'a dependency nobody has, in two nodes and twice in one',
      of: pipe([node('a', { dependsOn: ['zzz'] }), node('b', { dependsOn: ['zzz', 'zzz'] })]),
      problems: [
        { kind: 'unknown_dependency', node: 'a', missing: 'zzz', place: at(0, 'depends_on', 1) },
        { kind: 'unknown_dependency', node: 'b', missing: 'zzz', place: at(1, 'depends_on', 1) },
        { kind: 'duplicate_dependency', node: 'b', dependency: 'zzz', place: at(1, 'depends_on', 1) },
      ],
    },
    {
      name: 'a dependency twice',
      of: pipe([node('a'), node('b', { dependsOn: ['a', 'a'] })]),
      problems: [{ kind: 'duplicate_dependency', node: 'b', dependency: 'a', place: at(1, 'depends_on', 1) }],
    },
    {
      name: 'what a join joins twice, and joins or needs though nobody has it',
      of: pipe([
        node('a'),
        node('j', { body: joinOf('a', 'a', 'aa', 'zzz'), dependsOn: ['a', 'yyy', 'yyy'] }),
      ]),
      problems: [
        { kind: 'duplicate_dependency', node: 'j', dependency: 'a', place: at(1, 'join', 1) },
        {
          kind: 'unknown_dependency',
          node: 'j',
          missing: 'aa',
          suggestion: 'a',
          place: at(1, 'join', 1),
        },
        { kind: 'unknown_dependency', node: 'j', missing: 'zzz', place: at(1, 'join', 1) },
        { kind: 'unknown_dependency', node: 'j', missing: 'yyy', place: at(1, 'depends_on', 1) },
        { kind: 'duplicate_dependency', node: 'j', dependency: 'yyy', place: at(1, 'depends_on', 1) },
      ],
    },
    {
      name: 'a join that joins itself',
      of: pipe([node('j', { body: joinOf('j') })]),
      problems: [{ kind: 'cycle', path: ['j', 'j'], place: at(0, 'depends_on') }],
    },
    {
      name: 'a node that needs itself',
      of: pipe([node('a', { dependsOn: ['a'] })]),
      problems: [{ kind: 'cycle', path: ['a', 'a'], place: at(0, 'depends_on') }],
    },
    {
      name: 'a cycle, closed by its path',
      of: pipe([
        node('a'),
        node('b', { dependsOn: ['a', 'd'] }),
        node('c', { dependsOn: ['b'] }),
        node('d', { dependsOn: ['c'] }),
      ]),
      problems: [{ kind: 'cycle', path: ['b', 'd', 'c', 'b'], place: at(1, 'depends_on') }],
    },
    ...(
      [
        'one_success',
        'first_success',
        'none_failed',
        'none_failed_min_one_success',
        'one_failed',
        'all_failed',
      ] as const
    ).map((rule) => ({
      name: `${rule} without dependencies`,
      of: pipe([node('a', { triggerRule: rule })]),
      problems: [
        { kind: 'trigger_without_dependencies', node: 'a', rule, place: at(0, 'trigger_rule') } as const,
      ],
    })),
    ...(['all_success', 'all_done', 'always'] as const).map((rule) => ({
      name: `${rule} without dependencies is none`,
      of: pipe([node('a', { triggerRule: rule })]),
      problems: [],
    })),
    {
      name: 'a command nobody has',
      of: pipe([node('a', { body: command('x') }), node('b', { body: loopOf({ command: 'x' }) })]),
      problems: [
        { kind: 'unknown_command', node: 'a', name: 'x', searched, place: at(0, 'command') },
        { kind: 'unknown_command', node: 'b', name: 'x', searched, place: at(1, 'loop', 1) },
      ],
    },
    {
      name: 'gates that cannot run',
      of: pipe(['gone', 'out', 'bad', 'fine', 'nobody-looked'].map((gate) => node(`n-${gate}`, { gate }))),
      from: { hooks },
      problems: [
        { kind: 'hook_missing', node: 'n-gone', path: '.omne/hooks/gone.sh', place: at(0, 'gate') },
        {
          kind: 'hook_outside',
          node: 'n-out',
          gate: 'out',
          directory: '.omne/hooks',
          path: '/etc/passwd',
          place: at(1, 'gate'),
        },
        {
          kind: 'hook_unusable',
          node: 'n-bad',
          path: '.omne/hooks/bad.sh',
          reason: 'no shebang we know',
          place: at(2, 'gate'),
        },
      ],
    },
    {
      name: 'no agent for the nodes that need one',
      of: pipe([
        node('a'),
        node('b', { body: prompt() }),
        node('c', { body: command('x') }),
        node('d', { body: loopOf({ prompt: 'p' }) }),
      ]),
      from: { agentFound: false, commands: commands({ x: {} }) },
      problems: [
        { kind: 'host_missing', program: 'claude', node: 'b', place: at(1, 'prompt') },
        { kind: 'host_missing', program: 'claude', node: 'c', place: at(2, 'command') },
        { kind: 'host_missing', program: 'claude', node: 'd', place: at(3, 'loop') },
      ],
    },
    {
      name: 'an agent that is there is none',
      of: pipe([node('a', { body: prompt() })]),
      from: { agentFound: true },
      problems: [],
    },
    { name: 'an agent nobody looked for is none', of: pipe([node('a', { body: prompt() })]), problems: [] },
  ])('$name', ({ of, from = {}, problems }) => {
    expect(problemsOf(of, catalog(from))).toEqual(problems);
  });

  test('all of them at once, those of one node too', () => {
    const of = pipe([
      node('a', { dependsOn: ['b'], triggerRule: 'one_success' }),
      node('b', { dependsOn: ['a', 'a', 'zzz'], gate: 'gone' }),
      node('b', { body: command('x'), gate: 'gone', triggerRule: 'all_failed' }),
    ]);
    expect(
      problemsOf(of, catalog({ hooks, agentFound: false })).map(
        ({ kind, place: { column = 0 } = {} }) => `${column} ${kind}`,
      ),
    ).toEqual([
      '2 duplicate_id',
      '1 duplicate_dependency',
      '1 unknown_dependency',
      '0 cycle',
      '1 hook_missing',
      '2 trigger_without_dependencies',
      '2 hook_missing',
      '2 host_missing',
      '2 unknown_command',
    ]);
  });

  test('a place nobody knows is absent', () => {
    const result = plan(pipe([]), catalog(), nowhere);
    expect(result).toEqual({ ok: false, error: [{ kind: 'empty_nodes' }] });
  });
});

test('command files are looked for in this order', () => {
  expect(commandPaths('x')).toEqual([
    '.omne/dist/cmds/x.md',
    '.omne/dist/skills/x.md',
    '.omne/dist/skills/x/SKILL.md',
    '.omne/core/cmds/x.md',
    '.omne/core/skills/x.md',
    '.omne/core/skills/x/SKILL.md',
    '.claude/commands/x.md',
  ]);
});

test('a thousand misspelt dependencies: the first hundred problems with some suggestions, the rest counted, in no time', () => {
  const nodes = Array.from({ length: 1000 }, (_, at) =>
    node(`node-number-${at}`, { dependsOn: [`node-numbr-${at}`] }),
  );
  const startedMs = performance.now();
  const planned = plan(pipe(nodes), catalog(), () => undefined);
  expect(performance.now() - startedMs).toBeLessThan(5000);
  const problems = planned.ok ? [] : planned.error;
  expect(problems).toHaveLength(101);
  expect(problems[0]).toEqual({
    kind: 'unknown_dependency',
    node: 'node-number-0',
    missing: 'node-numbr-0',
    suggestion: 'node-number-0',
  });
  expect(problems[99]).toEqual({
    kind: 'unknown_dependency',
    node: 'node-number-99',
    missing: 'node-numbr-99',
  });
  expect(problems[100]).toEqual({ kind: 'more_problems', count: 900 });
});
