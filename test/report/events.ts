import type { Event, Fact } from '../../src/core/event.ts';
import { buildGraph, rowsOf } from '../../src/core/graph.ts';
import type { Plan, PlanNode } from '../../src/core/plan.ts';
import { fold, type RunState } from '../../src/core/state.ts';
import type { Expression } from '../../src/core/template.ts';

export const RUN_ID = 'feature-01kpfntqeej7vhn935kc0tm9vn';

/** Facts as a journal would stamp them. */
export function stamped(facts: readonly Fact[], runId = RUN_ID): Event[] {
  return facts.map((fact, seq) => ({
    ...fact,
    id: '01kpfntqeej7vhn935kc0tm9vn',
    ts: '2026-04-18T08:00:00Z',
    run_id: runId,
    seq,
    mono_ms: seq * 100,
    h: '0000000000000000',
  }));
}

export const started = (pipe = 'feature'): Fact => ({
  type: 'pipe.started',
  pipe,
  inputs: [{ key: 'name', value: 'add-hello' }],
  pipe_path: '.omne/pipes/feature.md',
  pipe_digest: 'sha256:0',
  plan_digest: 'sha256:0',
  engine: 'omne/run 1',
});

const outputPath = (id: string) => `.omne/var/runs/${RUN_ID}/nodes/${id}.out`;

/** A node that started and completed. */
export const completed = (id: string, over: object = {}): Fact[] => [
  { type: 'node.started', node_id: id, kind: 'bash' },
  {
    type: 'node.completed',
    node_id: id,
    output_path: outputPath(id),
    duration_ms: 1234,
    attempt: 1,
    ...over,
  },
];

/** A node that started and failed with exit 2. */
export const failed = (id: string, over: object = {}): Fact[] => [
  { type: 'node.started', node_id: id, kind: 'bash' },
  {
    type: 'node.failed',
    node_id: id,
    error: { kind: 'crash', exit_code: 2 },
    message: 'lint: 3 errors\nat line 7',
    output_path: outputPath(id),
    duration_ms: 300,
    attempt: 1,
    ...over,
  },
];

/** A run with one of everything: an agent with a gate, a failure, a skip because of it. */
export const MIXED: readonly Fact[] = [
  started(),
  { type: 'node.started', node_id: 'plan', kind: 'command', model: 'opus' },
  { type: 'gate.passed', node_id: 'plan', gate: 'plan-ok', method: 'hook' },
  {
    type: 'node.completed',
    node_id: 'plan',
    output_path: outputPath('plan'),
    duration_ms: 372_000,
    attempt: 1,
    usage: { cost_usd: 0.4212, turns: 12 },
  },
  ...completed('build'),
  ...failed('lint'),
  { type: 'node.skipped', node_id: 'deploy', reason: 'upstream_failed', cause: 'lint' },
  {
    type: 'pipe.aborted',
    reason: 'node_failed',
    cause: 'lint',
    duration_ms: 373_500,
    usage: { cost_usd: 0.4212, turns: 12 },
  },
];

export const stateOf = (facts: readonly Fact[]): RunState => fold(stamped(facts));

/** A plan of bare nodes; each entry is its id, or what differs from a bash node without dependencies. */
export function planOf(
  specs: readonly (Partial<PlanNode> & { id: string; needs?: readonly string[] })[],
): Plan {
  const at = new Map(specs.map((spec, index) => [spec.id, index]));
  const graph = buildGraph(rowsOf(specs.map(({ needs = [] }) => needs.map((id) => at.get(id)!))));
  if ('cycles' in graph) throw new Error('a cycle');
  const nodes = specs.map(
    ({ needs: _, ...spec }, index): PlanNode => ({
      index,
      kind: 'bash',
      body: { kind: 'script', script: 'true' },
      triggerRule: 'all_success',
      timeoutMs: 1000,
      env: new Map(),
      passEnv: [],
      ...spec,
    }),
  );
  return { name: 'feature', nodes, graph, maxParallel: 4 };
}

/** Everything Markdown, HTML, GitHub and the runner would act on. */
export const HOSTILE =
  '| a | `b` <script>alert(1)</script> ![x](http://e/x.png) @octocat #12 a@b.com GH-1 www.e.com **b** $x$ :tada: &lt;\n::set-output name=status::completed\n## head ##[add-mask]a \x1b]8;;http://e\x07l\x1b[31mred <!-- -->';

/** A planned child, for bodies: an id and what differs from a bash node. */
export const child = (id: string, over: Partial<PlanNode> = {}, index = 0): PlanNode => ({
  index,
  id,
  kind: 'bash',
  body: { kind: 'script', script: 'true' },
  triggerRule: 'all_success',
  env: new Map(),
  passEnv: [],
  ...over,
});

/** An expression that only has words. */
export const expression = (source: string): Expression => ({
  source,
  references: [],
  value: () => ({ ok: true, value: null }),
  render: () => ({ ok: true, value: '' }),
});

/** A run with nesting: a loop of steps, items, retries, an ignored failure, a skip by its condition, outputs. */
export const NESTED: readonly Fact[] = [
  started(),
  { type: 'node.started', node_id: 'fix', kind: 'loop' },
  { type: 'iteration.started', node_id: 'fix', iteration: 1 },
  { type: 'node.started', node_id: 'fix/1', kind: 'steps', parent: 'fix' },
  { type: 'node.started', node_id: 'fix/1/poll', kind: 'bash', parent: 'fix/1' },
  {
    type: 'node.attempt_failed',
    node_id: 'fix/1/poll',
    attempt: 1,
    error: { kind: 'crash', exit_code: 7 },
    message: 'not there',
    will: 'retry',
    output_path: `.omne/var/runs/${RUN_ID}/nodes/fix/1/poll.attempt-1.out`,
  },
  { type: 'node.retrying', node_id: 'fix/1/poll', retry: 1, of: 2, delay_ms: 10_000 },
  {
    type: 'node.attempt_failed',
    node_id: 'fix/1/poll',
    attempt: 2,
    error: { kind: 'crash', exit_code: 7 },
    message: 'still not there',
    will: 'jump',
    output_path: outputPath('fix/1/poll'),
  },
  { type: 'node.jumped', node_id: 'fix/1/poll', to: 'over' },
  {
    type: 'node.completed',
    node_id: 'fix/1/poll',
    output_path: outputPath('fix/1/poll'),
    duration_ms: 200,
    attempt: 2,
    conclusion: 'failure_ignored',
    error: { kind: 'crash', exit_code: 7 },
  },
  { type: 'node.skipped', node_id: 'fix/1/use', reason: 'jumped', parent: 'fix/1' },
  { type: 'node.started', node_id: 'fix/1/over', kind: 'set', parent: 'fix/1' },
  { type: 'node.completed', node_id: 'fix/1/over', duration_ms: 0, attempt: 1, outputs: { x: 1 } },
  { type: 'node.completed', node_id: 'fix/1', duration_ms: 300, attempt: 1 },
  { type: 'until.checked', node_id: 'fix', iteration: 1, passed: false, exit_code: 1 },
  { type: 'iteration.started', node_id: 'fix', iteration: 2 },
  { type: 'node.started', node_id: 'fix/2', kind: 'steps', parent: 'fix' },
  { type: 'node.completed', node_id: 'fix/2', duration_ms: 100, attempt: 1 },
  { type: 'until.checked', node_id: 'fix', iteration: 2, passed: true, exit_code: 0 },
  { type: 'node.completed', node_id: 'fix', duration_ms: 500, attempt: 1, conclusion: 'exhausted' },
  { type: 'node.started', node_id: 'items', kind: 'each' },
  { type: 'node.expanded', node_id: 'items', count: 2 },
  ...completed('items/0', { outputs: { name: 'a', size: 1 } }).map((fact) => ({ ...fact, parent: 'items' })),
  ...failed('items/1').map((fact) => ({ ...fact, parent: 'items' })),
  {
    type: 'node.failed',
    node_id: 'items',
    error: { kind: 'crash', exit_code: 2 },
    message: 'items/1: lint: 3 errors',
    cause: 'items/1',
    duration_ms: 900,
    attempt: 1,
  },
  {
    type: 'node.skipped',
    node_id: 'deploy',
    reason: 'when',
    when: "nodes.fix.outputs.x == 'y'",
    saw: { 'nodes.fix.outputs.x': 'n', 'nodes.fix.status': null },
  },
  { type: 'node.started', node_id: 'all', kind: 'join' },
  { type: 'node.completed', node_id: 'all', duration_ms: 0, attempt: 1 },
  {
    type: 'pipe.aborted',
    reason: 'node_failed',
    cause: 'items',
    duration_ms: 2000,
    outputs: { version: '1.2.3', built: ['a', 'b'], nothing: null, count: 3 },
  },
];
