import fc from 'fast-check';
import { KEYWORDS } from '../../src/core/parse-outputs.ts';
import { FAILURE_MODES, TRIGGER_RULES } from '../../src/core/pipe.ts';
import { SHELLS } from '../../src/core/schema.ts';

// Random pipes for the property of schema/pipe.json: right ones, and what one or two slips make of them.

/** As JSON, and not yet frozen. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Made = fc.Arbitrary<Json>;

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const map = (keys: Readonly<Record<string, fc.Arbitrary<Json | undefined>>>): Made =>
  fc
    .record(keys)
    .map((made) =>
      Object.fromEntries(
        Object.entries(made).filter((entry): entry is [string, Json] => entry[1] !== undefined),
      ),
    );

const id = fc.constantFrom('a', 'b-1', 'c_d', 'x9', 'com10', '0');
const name = fc.constantFrom('a', 'B', '_x1', 'who', 'constructors');
const text = fc.constantFrom('x', 'two words', ' ', '', 'a $ b {{ c }}', 'node-1');
const words = fc.constantFrom('x', 'two words', 'a\nb', 'no', '1');
const template = fc.constantFrom(
  'x',
  '',
  '${{ inputs.a }}',
  "a ${{ 'x }} y' }} b",
  '${{ 1 }}${{ 2 }}',
  'a } $ {',
);
const value: Made = fc.oneof(template, fc.constantFrom(0, 1.5, -3, true, false));
const condition: Made = fc.constantFrom(
  'inputs.a',
  '${{ true }}',
  ' item ',
  true,
  false,
  0,
  "'${{' == item",
  '!x',
);
const duration: Made = fc.constantFrom(
  '90s',
  '10m',
  '1h',
  ' 5 ',
  1,
  86400,
  1.0005,
  '0.5m',
  '00024h',
  '1.999s',
);
const whole: Made = fc.constantFrom(1, 2, 100, 1000, 3.0);
const env: Made = fc.dictionary(fc.constantFrom('A', 'b_1', 'PATH', '_', 'OMN', 'GITHUB_ENVS'), value, {
  maxKeys: 2,
});
const passed: Made = fc.array(fc.constantFrom('A', 'INPUT_WORKING-DIRECTORY', 'X.Y(Z)', 'ACTIONS_RUNTIME'), {
  maxLength: 2,
});
const names = (key: fc.Arbitrary<string>): Made => fc.dictionary(key, value, { minKeys: 1, maxKeys: 2 });
const outputName = fc.constantFrom('a', 'B-c', '_x', 'status2', 'nodes2');
const data: Made = fc.jsonValue({ maxDepth: 2 }).map((made) => made as Json);
const tools: Made = fc.array(fc.constantFrom('Read', 'Bash(git *)'), { maxLength: 2 });

const retry: Made = fc.oneof(
  fc.constantFrom(1, 7, 100),
  map({
    max: fc.constantFrom(1, 100),
    delay: maybe(fc.constantFrom(0, '0', '00m', '10s', 1.5, 86400)),
    backoff: maybe(fc.constantFrom(1, 1.5, 10)),
    jitter: maybe(fc.constantFrom(0, 0.5, 1)),
    on: maybe(
      fc.array(fc.constantFrom<Json>('timeout', 'crash', 0, 255, 75), { minLength: 1, maxLength: 3 }),
    ),
  }),
);
const then: Made = fc.constantFrom('fail', 'continue');
const policyWords = fc.constantFrom('fail', ' Continue ', 'retry=3', 'RETRY = 007', 'retry=100');
const stepWords = fc.constantFrom('jump=a', "Jump = 'a b'", 'jump="x"');

const policy = (canJump: boolean): Made =>
  fc.oneof(
    canJump ? fc.oneof(policyWords, stepWords) : policyWords,
    map({ retry }),
    map({ retry: maybe(retry), then: canJump ? fc.oneof(then, fc.constant({ jump: 'a' })) : then }),
  );

const textOutputs: Made = fc.constantFrom('text', 'lines', 'json');
const schema: Made = fc.constantFrom<Json>(
  { type: 'object' },
  { enum: ['a', 1] },
  { $ref: '#', x: [null] },
  { anyOf: {} },
);

const common = (position: string) => ({
  ...(position !== 'body' && { id, description: maybe(fc.constantFrom<Json>('x', null, '')) }),
  ...(position === 'top' && {
    depends_on: maybe(fc.array(words, { maxLength: 2 })),
    trigger_rule: maybe(fc.constantFrom('all_success', 'one_failed', 'always')),
  }),
  ...(position === 'step' && { max_visits: maybe(whole) }),
  when: maybe(condition),
  on_error: maybe(policy(position === 'step')),
  timeout: maybe(fc.oneof(duration, fc.constant(null))),
  gate: maybe(fc.constantFrom<Json>('tests-pass', 'a.b', null, 'coma')),
  env: maybe(env),
  pass_env: maybe(passed),
});

const nothing = fc.constant(null);
const unused = (...keys: string[]) => Object.fromEntries(keys.map((key) => [key, maybe(nothing)]));
const agent = {
  model: maybe(fc.constantFrom<Json>('opus', null)),
  allowed_tools: maybe(tools),
  pool: maybe(fc.constant('llm')),
};
const answer = fc.oneof(map({ outputs: maybe(textOutputs) }), map({ output_schema: schema }));
const merged = (...parts: Made[]): Made =>
  fc.tuple(...parts).map((made) => Object.assign({}, ...made) as Json);

const ends = fc
  .record({
    until: maybe(fc.constantFrom('DONE', ' BLOCKED by', 'a b ', 'BLOCKED.')),
    until_bash: maybe(fc.constant('true')),
    while: maybe(condition),
  })
  .filter((made) => Object.values(made).some((end) => end !== undefined));

interface Where {
  readonly position: 'top' | 'step' | 'branch' | 'body';
  readonly isInLoop: boolean;
  readonly depth: number;
}

const listOf = (where: Where): Made => fc.array(node(where), { minLength: 1, maxLength: 2 });

const ownEnds = (hasLine: boolean): Made =>
  ends
    .filter((made) => hasLine || made.until_bash !== undefined || made.while !== undefined)
    .chain(({ until, until_bash, while: condition }) =>
      map({
        ...(until !== undefined && hasLine && { until: fc.constant(until) }),
        ...(until_bash !== undefined && { until_bash: fc.constant(until_bash) }),
        ...(condition !== undefined && { while: fc.constant(condition) }),
        max_iterations: whole,
        on_exhausted: maybe(fc.constantFrom('fail', 'complete')),
      }),
    );

const agentLoop = merged(
  ownEnds(true),
  map({ fresh_context: maybe(fc.boolean()), ...unused('bash', 'loop') }),
  fc.oneof(map({ prompt: words, command: maybe(nothing) }), map({ command: fc.constantFrom('fix', 'a.b') })),
);

const parallelOf = (where: Where): Made =>
  fc.oneof(
    listOf(where),
    map({
      branches: listOf(where),
      max_parallel: maybe(whole),
      fail_fast: maybe(fc.boolean()),
      ignore_errors: maybe(fc.boolean()),
    }),
  );

function containers(where: Where): Made[] {
  const { position, isInLoop } = where;
  const depth = where.depth - 1;
  if (depth < 0) return [];
  const head = map(common(position));
  const more = map({ outputs: maybe(names(outputName)), ...unused('model', 'bash', 'prompt') });
  const body = { position: 'body', isInLoop: true, depth } as const;
  return [
    merged(map({ steps: listOf({ position: 'step', isInLoop, depth }) }), head, more),
    merged(map({ parallel: parallelOf({ position: 'branch', isInLoop, depth }) }), head, more),
    merged(
      map({
        each: merged(
          node(body),
          map({
            in: fc.oneof(fc.constantFrom('inputs.a', '${{ x }}'), fc.array(data, { maxLength: 2 })),
            as: maybe(fc.constantFrom('file', 'yes', 'items')),
            max_parallel: maybe(whole),
            on_item_error: maybe(then),
          }),
        ),
      }),
      head,
      more,
    ),
    merged(map({ loop: merged(script(body), ownEnds(true)) }), head, more),
    ...(depth === 0
      ? []
      : [merged(map({ loop: merged(fc.oneof(...containers(body)), ownEnds(false)) }), head, more)]),
  ];
}

const script = ({ position }: Where): Made =>
  merged(
    map(common(position)),
    map({
      bash: words,
      shell: maybe(fc.constantFrom<Json>('sh', 'pwsh', null)),
      pool: maybe(fc.constant('llm')),
      outputs: maybe(fc.oneof(textOutputs, fc.uniqueArray(outputName, { minLength: 1, maxLength: 2 }))),
      ...unused('model', 'prompt', 'command', 'loop'),
    }),
  );

function leaves(where: Where): Made[] {
  const head = map(common(where.position));
  return [
    script(where),
    merged(
      head,
      map({ prompt: fc.constantFrom('x', 'a ${{ x }}'), ...agent, ...unused('shell', 'bash') }),
      answer,
    ),
    merged(head, map({ command: fc.constantFrom('plan', 'a.b'), ...agent }), answer),
    merged(head, map({ loop: agentLoop, ...agent, outputs: maybe(textOutputs) })),
    merged(
      head,
      map({
        pipe: fc.constantFrom('a.yml', 'b'),
        with: maybe(names(name)),
        outputs: maybe(names(outputName)),
      }),
    ),
  ];
}

const controls = (isInLoop: boolean): Made =>
  merged(
    map({ id, when: maybe(condition), description: maybe(text), ...unused('gate', 'shell', 'bash') }),
    fc.oneof(
      map({ set: names(name) }),
      map({ return: names(outputName) }),
      map({ jump: words }),
      map({ skip: fc.constant(true) }),
      map({ stop: fc.constant(true) }),
      ...(isInLoop ? [map({ break: fc.constant(true) }), map({ continue: fc.constant(true) })] : []),
    ),
  );

const top = fc.oneof(
  merged(
    map({ id, when: maybe(condition), on_error: maybe(policy(false)) }),
    map({
      join: fc.array(words, { minLength: 1, maxLength: 2 }),
      trigger_rule: maybe(fc.constant('none_failed')),
    }),
  ),
  merged(
    script({ position: 'top', isInLoop: false, depth: 0 }),
    map({ trigger_rule: fc.constantFrom('one_failed', 'all_failed'), recovers: fc.boolean() }),
  ),
);

function node(where: Where): Made {
  const { position, isInLoop, depth } = where;
  return fc.oneof(
    ...leaves(where),
    ...(depth > 0 ? containers(where) : []),
    ...(position === 'step' ? [controls(isInLoop)] : []),
    ...(position === 'top' ? [top] : []),
  );
}

const described = { description: maybe(fc.constantFrom<Json>('x', null)), required: maybe(fc.boolean()) };
const input = fc.oneof(
  map({ type: fc.constant('string'), default: maybe(text), secret: maybe(fc.boolean()), ...described }),
  map({ type: fc.constant('number'), default: maybe(fc.constantFrom<Json>(1, -2.5, null)), ...described }),
  map({ type: fc.constant('boolean'), default: maybe(fc.boolean()), ...described }),
  map({
    type: fc.constant('choice'),
    options: fc.constant(['a', 'b']),
    default: maybe(fc.constant('a')),
    ...described,
  }),
);

/** A pipe of the right shape. */
export const rightPipe: Made = map({
  name: id,
  version: fc.constant(1),
  description: maybe(fc.constantFrom<Json>('x', null)),
  default_model: maybe(fc.constantFrom<Json>('opus', null)),
  max_parallel: maybe(fc.oneof(whole, nothing)),
  timeout: maybe(fc.oneof(duration, nothing)),
  failure_mode: maybe(fc.constantFrom('continue', 'no_new', 'kill')),
  pass_env: maybe(passed),
  env: maybe(env),
  inputs: maybe(fc.dictionary(name, input, { maxKeys: 2 })),
  outputs: maybe(names(outputName)),
  pools: fc.constant({ llm: 3 }),
  nodes: fc.array(node({ position: 'top', isInLoop: false, depth: 2 }), { minLength: 1, maxLength: 2 }),
});

/** Values of every sort, most of them wrong in most places. */
export const ODD: readonly Json[] = [
  ...TRIGGER_RULES,
  ...FAILURE_MODES,
  ...SHELLS,
  ...KEYWORDS.map((key) => ({ [key]: 'x' })),
  null,
  true,
  false,
  0,
  1,
  -1,
  0.5,
  1.5,
  11,
  100,
  101,
  255,
  256,
  1000,
  1001,
  86_400,
  86_401,
  1e21,
  '',
  ' ',
  'x',
  'a b',
  'A',
  'no',
  '1',
  '1.10',
  '90s',
  '0s',
  '0',
  '25h',
  '1441m',
  '0.016m',
  '0.0001h',
  '100000000',
  '1 h',
  'con',
  'COM1',
  'com1.x',
  '-a',
  'a'.repeat(64),
  'a'.repeat(65),
  'a'.repeat(128),
  'a'.repeat(129),
  'x\ny',
  ' DONE\n',
  'BLOCKED',
  ' BLOCKED ',
  '${{ x }}',
  '${{ x',
  'a ${{ b',
  "${{ '}} ",
  '$ {{',
  '../x',
  'a..b',
  '.a',
  '__proto__',
  'constructor',
  'toString',
  'item',
  'NULL',
  'inputs',
  'status',
  'Node-x',
  'node',
  'OMNE_X',
  'omne_x',
  'GITHUB_ENV',
  'github_output',
  'ACTIONS_RUNTIME_X',
  'actions_cache_url',
  'ACTIONS_CACHE_URLS',
  'fail',
  'continue',
  'Fail',
  'retry=0',
  'retry=101',
  'retry=1x',
  'jump=a',
  'jump=',
  'jump="a',
  'text',
  'json',
  'string',
  'choice',
  'timeout',
  'blocked',
  'bash',
  'cmd',
  'kill',
  'always',
  'one_failed',
  [],
  [''],
  ['a'],
  ['a', 'a'],
  [1],
  ['OMNE_X'],
  ['${{ x }}'],
  [['a']],
  {},
  { a: 1 },
  { a: null },
  { 'a b': 'x' },
  { in: [1] },
  { jump: 'a' },
  { jump: ' ' },
  { jump: 'a', x: 1 },
  { max: 3 },
  { max: 0 },
  { max: 3, on: [] },
  { max: 3, on: ['x'] },
  { max: 3, delay: 'x' },
  { retry: 3 },
  { then: 'x' },
  { type: 'object' },
  { type: 'string', x: '${{ y }}' },
  { x: 1 },
  { type: 'string' },
  { type: 'choice' },
  { type: 'choice', options: [] },
  { type: 'text' },
  { type: 'number', default: 'x' },
  { OMNE_X: 'a' },
  { status: 'x' },
  { constructor: 1 },
  { A: '${{ x' },
  { bash: 'x' },
  { prompt: 'x' },
  { prompt: 'x', until: 'D', max_iterations: 2 },
  { bash: 'x', until: 'D', max_iterations: 2 },
  { bash: 'x', while: 'true', max_iterations: 2, fresh_context: true },
  { branches: [] },
  { id: 'a' },
  { id: 'a', bash: 'x' },
  [{ id: 'a', bash: 'x' }],
  [{ id: 'a', break: true }],
  [{ bash: 'x' }],
  [{ id: 'a', join: ['b'] }],
  [{ id: 'a', bash: 'x', max_visits: 2 }],
];

/** Keys of every place, and some of none. */
export const KEYS = (
  'name version description default_model max_parallel timeout failure_mode pass_env inputs env outputs pools nodes type options ' +
  'required secret default id depends_on trigger_rule gate shell model allowed_tools recovers pool max_visits bash prompt command join ' +
  'pipe with when on_error output_schema loop steps parallel each until until_bash while max_iterations on_exhausted fresh_context ' +
  'branches fail_fast ignore_errors in as on_item_error jump break continue skip stop set return retry then max delay backoff jitter on ' +
  'budget isolation tournament if run needs Name OMNE_Y a'
).split(' ');

type Slip = (pipe: Json) => Json;
export type Site = { readonly holder: Json[] | { [key: string]: Json }; readonly key: string | number };

export function sitesOf(value: Json, sites: Site[] = []): Site[] {
  if (typeof value !== 'object' || value === null) return sites;
  const holder = value;
  const keys: (string | number)[] = Array.isArray(holder) ? [...holder.keys()] : Object.keys(holder);
  for (const key of keys) {
    sites.push({ holder, key });
    sitesOf((holder as { [key: string]: Json })[key]!, sites);
  }
  return sites;
}

const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % Math.max(from.length, 1)];

export function put({ holder, key }: Site, value: Json): void {
  Object.defineProperty(holder, key, {
    value: structuredClone(value),
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

const at = fc.nat();

/** Another value, a key more, a key less, or another's value. */
const slip: fc.Arbitrary<Slip> = fc.oneof(
  fc.tuple(at, fc.constantFrom(...ODD)).map(
    ([where, odd]): Slip =>
      (pipe) => {
        const site = pick(sitesOf(pipe), where);
        if (site !== undefined) put(site, odd);
        return pipe;
      },
  ),
  fc.tuple(at, fc.constantFrom(...KEYS), fc.constantFrom(...ODD)).map(
    ([where, key, odd]): Slip =>
      (pipe) => {
        const holder = pick([pipe, ...valuesOf(pipe)].filter(isMap), where);
        if (holder !== undefined) put({ holder, key }, odd);
        return pipe;
      },
  ),
  fc.tuple(at, at, fc.constantFrom(...KEYS)).map(
    ([where, from, key]): Slip =>
      (pipe) => {
        const holder = pick([pipe, ...valuesOf(pipe)].filter(isMap), where);
        const value = pick(valuesOf(pipe), from);
        if (holder !== undefined && value !== undefined) put({ holder, key }, structuredClone(value));
        return pipe;
      },
  ),
  at.map(
    (where): Slip =>
      (pipe) => {
        const site = pick(sitesOf(pipe), where);
        if (site !== undefined && !Array.isArray(site.holder)) delete site.holder[site.key as string];
        return pipe;
      },
  ),
  fc.tuple(at, fc.constantFrom(...ODD)).map(
    ([where, odd]): Slip =>
      (pipe) => {
        const holder = pick([pipe, ...valuesOf(pipe)].filter(isMap), where);
        const key = holder === undefined ? undefined : pick(Object.keys(holder), where);
        if (holder === undefined || key === undefined || typeof odd !== 'string') return pipe;
        const value = holder[key]!;
        delete holder[key];
        put({ holder, key: odd }, value);
        return pipe;
      },
  ),
);

export const valuesOf = (value: Json): Json[] =>
  sitesOf(value).map(({ holder, key }) => (holder as { [key: string]: Json })[key]!);
export const isMap = (value: Json): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A pipe of the right shape with none to three slips. */
export const anyPipe: Made = fc
  .tuple(rightPipe, fc.array(slip, { maxLength: 3 }))
  .map(([pipe, slips]) => slips.reduce((made, one) => one(made), structuredClone(pipe)));
