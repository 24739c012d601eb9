import { RETRIED_KINDS } from '../../src/core/schema.ts';
import { isMap, type Json, KEYS, ODD, put, type Site, sitesOf } from './schema-pipes.ts';

// Every kind of node in every place, and what one slip in it makes: each key of any place put into each of its maps,
// each value replaced by odd ones, each key left out.

type Map = { [key: string]: Json };

const STEP: Map = { id: 's', bash: 'x' };

/** A node of each kind, with what it can have. */
const NODES: readonly Map[] = [
  {
    bash: 'x',
    env: { A: 'x' },
    pass_env: ['A'],
    shell: 'sh',
    timeout: 1,
    gate: 'g',
    when: 'true',
    on_error: { retry: { max: 1, delay: 0, backoff: 1, jitter: 0, on: [...RETRIED_KINDS] }, then: 'fail' },
    outputs: ['a'],
    pool: 'llm',
  },
  { bash: 'x', on_error: 'fail', outputs: 'text' },
  { prompt: 'x', model: 'm', allowed_tools: ['a'], output_schema: { type: 'object', x: ['y'] } },
  { command: 'x', outputs: 'text' },
  {
    loop: { prompt: 'x', until: 'D', max_iterations: 1, on_exhausted: 'fail', fresh_context: true },
    pool: 'llm',
  },
  { loop: { command: 'x', until_bash: 'x', max_iterations: 1 }, shell: 'sh', outputs: 'text' },
  { loop: { bash: 'x', until: 'D', while: 'true', max_iterations: 1 }, outputs: { a: 1 } },
  { loop: { steps: [STEP], while: 'true', max_iterations: 1 } },
  { loop: { pipe: 'x', with: { a: 1 }, until_bash: 'x', max_iterations: 1 } },
  { steps: [STEP], outputs: { a: 'x' } },
  { steps: [STEP, { id: 't', bash: 'x', on_error: { then: { jump: 's' } }, max_visits: 2 }] },
  { steps: [STEP, { id: 't', bash: 'x', on_error: 'jump=s' }] },
  {
    steps: [
      { id: 's', set: { a: 1 } },
      { id: 't', return: { a: 1 } },
    ],
  },
  { steps: [STEP, { id: 't', jump: 's' }, { id: 'u', skip: true }, { id: 'v', stop: true }] },
  { parallel: [STEP], outputs: { a: 1 } },
  { parallel: { branches: [STEP], max_parallel: 1, fail_fast: true, ignore_errors: true } },
  { each: { in: [1, { a: 'x' }], as: 'a', max_parallel: 1, on_item_error: 'fail', bash: 'x' } },
  {
    each: {
      in: 'x',
      steps: [
        { id: 's', break: true },
        { id: 't', continue: true },
      ],
    },
  },
  { pipe: 'x', with: { a: 'x' } },
];

/** Nodes of the top level alone. */
const TOPS: readonly Map[] = [
  { join: ['a'], depends_on: ['b'], trigger_rule: 'always' },
  { bash: 'x', depends_on: ['b'], trigger_rule: 'one_failed', recovers: true, description: 'x' },
];

const END = { until_bash: 'x', max_iterations: 1 };

/** A node further in, and the one of the top level around it. */
const PLACES: Readonly<Record<string, (node: Map) => Json>> = {
  step: (node) => ({ id: 'a', steps: [{ id: 's', ...node }] }),
  branch: (node) => ({ id: 'a', parallel: [{ id: 's', ...node }] }),
  each: (node) => ({ id: 'a', each: { in: [1], ...node } }),
  loop: (node) => ({ id: 'a', loop: { ...END, ...node } }),
  'step in loop': (node) => ({ id: 'a', loop: { ...END, steps: [{ id: 's', ...node }] } }),
  'branch in loop': (node) => ({ id: 'a', each: { in: [1], parallel: [{ id: 's', ...node }] } }),
};

const pipeOf = (node: Json): Map => ({ name: 'a', version: 1, pools: { llm: 1 }, nodes: [node] });

const WHOLE: Map = {
  name: 'a',
  version: 1,
  description: 'x',
  default_model: 'm',
  max_parallel: 1,
  timeout: 1,
  failure_mode: 'kill',
  pass_env: ['A'],
  env: { A: 'x' },
  pools: { llm: 1 },
  outputs: { a: 'x' },
  inputs: {
    a: { type: 'string', default: 'x', required: true, secret: true, description: 'x' },
    b: { type: 'choice', options: ['a', 'b'], default: 'a' },
    c: { type: 'number', default: 1 },
    d: { type: 'boolean', default: true },
  },
  nodes: [{ id: 'a', bash: 'x' }],
};

/** A few odd values: what is told apart by more than these is told apart at the top level too. */
const FEW: readonly Json[] = [null, 1, 'x', '${{ x }}', [], ['a'], {}, true];

/** What may stand after a key in its own place. */
const RIGHT: Map = {
  bash: 'x',
  prompt: 'x',
  command: 'x',
  join: ['a'],
  pipe: 'x',
  steps: [STEP],
  parallel: [STEP],
  each: { in: [1], bash: 'x' },
  loop: { ...END, bash: 'x' },
  set: { a: 1 },
  return: { a: 1 },
  jump: 's',
  break: true,
  continue: true,
  skip: true,
  stop: true,
  with: { a: 1 },
  env: { A: 'x' },
  when: 'true',
  while: 'true',
  on_error: 'fail',
  outputs: 'text',
  output_schema: { type: 'object' },
  depends_on: ['a'],
  trigger_rule: 'always',
  recovers: true,
  shell: 'sh',
  model: 'm',
  allowed_tools: ['a'],
  pool: 'llm',
  max_visits: 1,
  until: 'D',
  until_bash: 'x',
  fresh_context: true,
  on_exhausted: 'fail',
  as: 'b',
  in: [1],
  on_item_error: 'fail',
  id: 'c',
  gate: 'g',
  timeout: 1,
  max_parallel: 1,
  fail_fast: true,
  ignore_errors: true,
  branches: [STEP],
  pass_env: ['A'],
  description: 'x',
  options: ['a'],
};

/** A pipe, made when it is asked for: who looks at a part of them does not pay for all. */
type Make = () => Json;

function* slipsOf(pipe: Json, odd: readonly Json[], from = 0): Generator<Make> {
  const sites = sitesOf(pipe);
  const slip = (at: number, change: (site: Site) => void) => () => {
    const copy = structuredClone(pipe);
    change(sitesOf(copy)[at]!);
    return copy;
  };
  yield () => pipe;
  for (let at = from; at < sites.length; at++) {
    for (const value of odd) yield slip(at, (site) => put(site, value));
    yield slip(at, ({ holder, key }) => {
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key as string];
    });
    const map = valueAt(sites[at]!);
    if (!isMap(map)) continue;
    for (const key of KEYS.filter((name) => !(name in map))) {
      for (const value of key in RIGHT ? [null, RIGHT[key]!] : ['x']) {
        yield slip(at, (site) => put({ holder: valueAt(site) as Map, key }, value));
      }
    }
  }
}

const valueAt = ({ holder, key }: Site): Json => (holder as Map)[key as string]!;

/** Where the nodes of a pipe begin among its values. */
const IN_NODES = sitesOf(pipeOf({})).length - 2;

/** All of them: some forty thousand at the top level, and more than twice that with the other places. */
export function* table({ isWhole }: { readonly isWhole: boolean }): Generator<Make> {
  for (const odd of ODD) yield () => odd;
  for (const key of KEYS) if (!(key in WHOLE)) yield () => ({ ...WHOLE, [key]: RIGHT[key] ?? 'x' });
  yield* slipsOf(WHOLE, ODD);
  for (const node of [...NODES, ...TOPS]) yield* slipsOf(pipeOf({ id: 'a', ...node }), ODD, IN_NODES);
  if (!isWhole) return;
  for (const around of Object.values(PLACES)) {
    for (const node of NODES) yield* slipsOf(pipeOf(around(node)), FEW, IN_NODES);
  }
}
