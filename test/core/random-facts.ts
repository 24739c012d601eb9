import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Event, Fact, Kind } from '../../src/core/event.ts';
import { CHAIN_START, encodeLine } from '../../src/core/journal-line.ts';
import type { Json } from '../../src/core/json.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A journal as the writer makes it: its text, and the events in it. */
export function written(facts: readonly Fact[]): {
  readonly text: string;
  readonly events: readonly Event[];
} {
  let previous = CHAIN_START;
  let text = '';
  const events = facts.map((fact, seq) => {
    const id = `01kp${String(seq).padStart(22, '0')}`;
    const stamp = { id, ts: '2026-04-18T08:00:00Z', run_id: 'demo-01kp', seq, mono_ms: seq };
    const { line, event } = encodeLine(fact, stamp, previous, sha256);
    previous = event.h;
    text += `${line}\n`;
    return event;
  });
  return { text, events };
}

const NASTY = [
  ...['', '##[', '##[group]x', '###[#[', '\u2028\u2029', '\ud800', '\udfff\ud83d', '\ufffd', '\ufeff', '\0'],
  ...['\n', 'a\r\nb', '\u001b[31m', '"', '\\', '\\u0023[', ',"h":"0000000000000000"}', '}\n{"type":"x"}'],
  ...['__proto__', 'constructor', 'toString', '🎉', 'e\u0301', '\u202e', '::add-mask::x'],
] as const;

/** Any text, with what texts are broken by more often than chance has it. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...NASTY), { maxLength: 5 }).map((all) => all.join('')) },
  { weight: 1, arbitrary: fc.nat(40_000).map((length) => '\u2028x'.repeat(length / 2)) },
);

// What JSON itself makes of it: there is no -0 in it, and `__proto__` is a key like any other. No key has a backslash:
// after one, the V8 of Node.js 24 takes other keys that are written with an escape for it (nodejs/node#63785).
const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value).replaceAll('\\\\', '/')) as Json;

const nested = (depth: number, inner: Json): Json => {
  let value = inner;
  for (let at = 0; at < depth; at++) value = at % 2 === 0 ? [value] : { k: value };
  return value;
};

/** Any JSON value. */
export const anyJson: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 }).map(asJson) },
  { weight: 2, arbitrary: anyText },
  { weight: 1, arbitrary: fc.tuple(fc.nat(200), anyText).map(([depth, text]) => nested(depth, text)) },
  { weight: 1, arbitrary: fc.constant(JSON.parse('{"__proto__":{"a":1},"constructor":null,"":[]}') as Json) },
);

const anyMap = fc
  .dictionary(anyText, anyJson, { maxKeys: 4 })
  .map((map) => asJson(map) as Record<string, Json>);

/** A record with some of the optional fields, none of them `undefined`. */
function some<R extends object, O extends object>(
  required: { readonly [K in keyof R]: fc.Arbitrary<R[K]> },
  optional: { readonly [K in keyof O]: fc.Arbitrary<O[K]> },
): fc.Arbitrary<R & Partial<O>> {
  const requiredKeys = Object.keys(required);
  const all = { ...required, ...optional } as Record<string, fc.Arbitrary<unknown>>;
  return fc.record(all, { requiredKeys, noNullPrototype: true }) as fc.Arbitrary<unknown> as fc.Arbitrary<
    R & Partial<O>
  >;
}

const PLAIN = { noNullPrototype: true } as const;

const KINDS = [
  'bash',
  'prompt',
  'command',
  'loop',
  'join',
  'steps',
  'parallel',
  'each',
  'pipe',
  'set',
] as const;
const kind = fc.constantFrom<Kind>(...KINDS);
const count = fc.nat(10_000);
const usage = some({}, { cost_usd: fc.nat(900).map((n) => n / 100), turns: count, input_tokens: count });
const error = some(
  { kind: fc.constantFrom('crash' as const, 'timeout' as const, 'blocked' as const, 'cancelled' as const) },
  { exit_code: fc.nat(255), signal: fc.constantFrom('SIGTERM', 'SIGKILL') },
);
const digest = some({ body: anyText }, { env: anyText, gate: anyText, policy: anyText });
const is = <T extends Fact['type']>(type: T) => fc.constant(type);
const conclusion = fc.constantFrom('failure_ignored' as const, 'exhausted' as const);
const bill = { output_path: anyText, usage, session_id: anyText };
const ran = { duration_ms: count, attempt: count };

/** The beginning of a run. */
export const runStarts = some(
  {
    type: is('pipe.started'),
    pipe: anyText,
    inputs: fc.array(fc.record({ key: anyText, value: anyText }, { noNullPrototype: true }), {
      maxLength: 3,
    }),
    pipe_path: anyText,
    pipe_digest: anyText,
    plan_digest: anyText,
    engine: anyText,
  },
  {
    distro_version: anyText,
    head: anyText,
    worktree: anyText,
    secrets_digest: anyText,
    resumed_from: anyText,
  },
) satisfies fc.Arbitrary<Fact>;

/** Its end. */
export const runEnds: fc.Arbitrary<Fact> = fc.oneof(
  some({ type: is('pipe.completed'), duration_ms: count }, { usage, reason: anyText, outputs: anyMap }),
  some(
    {
      type: is('pipe.aborted'),
      reason: fc.constantFrom('fault' as const, 'node_failed' as const, 'interrupted' as const),
      duration_ms: count,
    },
    { cause: anyText, message: anyText, outputs: anyMap, usage },
  ),
);

/** What a node begins with and what it is over with at once, for nodes called so. */
export const nodeStarts = (id: fc.Arbitrary<string>): fc.Arbitrary<Fact> =>
  some(
    { type: is('node.started'), node_id: id, kind },
    { model: anyText, parent: anyText, digest, because: anyText },
  );

export const nodePasses = (id: fc.Arbitrary<string>): fc.Arbitrary<Fact> =>
  fc.oneof(
    some(
      {
        type: is('node.skipped'),
        node_id: id,
        reason: fc.constantFrom('when' as const, 'upstream_failed' as const, 'cancelled' as const),
      },
      { cause: anyText, parent: anyText, when: anyText, saw: anyMap },
    ),
    some(
      {
        type: is('node.reused'),
        node_id: id,
        kind,
        status: fc.constantFrom('completed' as const, 'failed' as const),
        digest,
        ...ran,
      },
      {
        ...{ parent: anyText, model: anyText, iterations: count, text_from: count, outputs: anyJson },
        ...{
          conclusion,
          error,
          message: anyText,
          jumped_to: anyText,
          gates: fc.array(anyText, { maxLength: 3 }),
        },
        ...{ output_path: anyText, session_id: anyText },
      },
    ),
  );

/** What happens while a node runs. */
export const nodeActs = (id: fc.Arbitrary<string>): fc.Arbitrary<Fact> =>
  fc.oneof<fc.Arbitrary<Fact>[]>(
    some(
      { type: is('iteration.started'), node_id: id, iteration: count },
      { byte_offset: count, session_id: anyText },
    ),
    some(
      { type: is('until.checked'), node_id: id, iteration: count, passed: fc.boolean() },
      { exit_code: count },
    ),
    some({ type: is('node.expanded'), node_id: id, count }, { items_digest: anyText }),
    some(
      {
        type: is('node.attempt_failed'),
        node_id: id,
        attempt: count,
        error,
        will: fc.constantFrom('retry' as const, 'continue' as const, 'jump' as const, 'fail' as const),
      },
      { message: anyText, output_path: anyText, usage },
    ),
    fc.record({ type: is('node.retrying'), node_id: id, retry: count, of: count, delay_ms: count }, PLAIN),
    fc.record({ type: is('node.jumped'), node_id: id, to: anyText }, PLAIN),
    some(
      { type: is('gate.passed'), node_id: id, gate: anyText, method: fc.constant('hook' as const) },
      { stdout: anyText },
    ),
  );

/** How a node that started ends. */
export const nodeEnds = (id: fc.Arbitrary<string>): fc.Arbitrary<Fact> =>
  fc.oneof(
    some(
      { type: is('node.completed'), node_id: id, ...ran },
      { ...bill, outputs: anyJson, conclusion, error },
    ),
    some(
      { type: is('node.failed'), node_id: id, error, ...ran },
      { ...bill, message: anyText, cause: anyText, reason: fc.constant('interrupted' as const) },
    ),
  );

const someId = fc.oneof(fc.constantFrom('a', 'b', 'a/0', 'a/0@2'), anyText);

/** Any fact there is, about anything. */
export const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  runStarts,
  runEnds,
  nodeStarts(someId),
  nodePasses(someId),
  nodeActs(someId),
  nodeEnds(someId),
);

/** The facts of a whole run, in an order that a run can have. */
export const wholeRun: fc.Arbitrary<readonly Fact[]> = fc
  .uniqueArray(anyText, { maxLength: 4 })
  .chain((ids) => {
    const lives = ids.map((id) => {
      const own = fc.constant(id);
      const life = fc.tuple(nodeStarts(own), fc.array(nodeActs(own), { maxLength: 3 }), nodeEnds(own));
      return fc.oneof(
        { weight: 3, arbitrary: life.map(([start, acts, end]) => [start, ...acts, end]) },
        { weight: 1, arbitrary: nodePasses(own).map((fact) => [fact]) },
      );
    });
    const all = fc.tuple(...lives);
    return fc.tuple(runStarts, all, fc.array(fc.nat(99), { maxLength: 40 }), runEnds);
  })
  .map(([start, lives, picks, end]) => [start, ...interleaved(lives, picks), end]);

// As nodes that run side by side tell of themselves.
function interleaved(lives: readonly (readonly Fact[])[], picks: readonly number[]): readonly Fact[] {
  const rest = lives.map((life) => [...life]);
  const facts: Fact[] = [];
  for (let at = 0; rest.some((life) => life.length > 0); at++) {
    const open = rest.filter((life) => life.length > 0);
    facts.push(open[(picks[at] ?? 0) % open.length]!.shift()!);
  }
  return facts;
}
