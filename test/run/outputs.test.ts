import { describe, expect, test } from 'vitest';
import type { NodeCompleted } from '../../src/core/event.ts';
import type { OutputSpec } from '../../src/core/pipe.ts';
import { agent, computed, expr, join, loop, planOf, repeat, steps, text } from '../core/plan-of.ts';
import { type Part, prints } from '../rig/fake-ports.ts';
import { play, tell } from './begin.ts';

const as = (kind: 'text' | 'lines' | 'json'): OutputSpec => ({ from: 'text', as: kind });

async function outputsOf(outputs: OutputSpec, part: Part<object>, unreadable: Record<string, string> = {}) {
  const fake = await play(planOf({ a: { outputs } }), { shell: { a: part }, unreadable });
  const end = fake.events[2] as NodeCompleted;
  return end.type === 'node.completed' ? end.outputs : fake.story[1];
}

describe('what a node printed', () => {
  test('a text that is too large as JSON', async () => {
    expect(await outputsOf(as('text'), prints('\u0001'.repeat(200_000)))).toBe(
      '0 node.failed a error=kind:outputs_invalid message=the outputs have 1200002 characters as JSON; at most 1048576 can be published',
    );
  });

  test.each([
    { kind: 'text', printed: 'a\nb', outputs: 'a\nb' },
    { kind: 'text', printed: '', outputs: '' },
    { kind: 'lines', printed: 'a\r\n\nb', outputs: ['a', '', 'b'] },
    { kind: 'lines', printed: '', outputs: [] },
    { kind: 'json', printed: ' {"a": [1, null]}', outputs: { a: [1, null] } },
    { kind: 'json', printed: 'false', outputs: false },
  ] as const)('as $kind: $printed', async ({ kind, printed, outputs }) => {
    expect(await outputsOf(as(kind), prints(printed))).toEqual(outputs);
  });

  test('is no JSON', async () => {
    expect(await outputsOf(as('json'), prints('{'))).toBe(
      '0 node.failed a error=kind:outputs_invalid message=what it printed is no JSON',
    );
  });

  test('cannot be read', async () => {
    expect(await outputsOf(as('text'), {}, { a: 'has 3 MiB' })).toBe(
      '0 node.failed a error=kind:outputs_invalid message=what it printed has 3 MiB',
    );
  });

  test('is too much to be published', async () => {
    expect(await outputsOf(as('json'), prints(JSON.stringify(['x'.repeat(1024 * 1024)])))).toBe(
      '0 node.failed a error=kind:outputs_invalid message=the outputs have 1048580 characters as JSON; at most 1048576 can be published',
    );
  });

  test('of a loop, in its last iteration', async () => {
    const plan = planOf({ l: { body: loop(), outputs: as('text') } });
    const parts = [{ prints: 'first' }, { prints: 'second', reply: { sentinel: 'until' as const } }];
    expect(await tell(plan, { agent: { l: parts } })).toEqual([
      '0 node.started l kind=loop',
      '0 iteration.started l iteration=1 byte_offset=26 session_id=session-1',
      '0 iteration.started l iteration=2 byte_offset=126 session_id=session-1',
      '0 node.completed l outputs="second" session_id=session-1',
      '0 pipe.completed',
    ]);
  });
});

describe('what a node wrote to its file', () => {
  const names: OutputSpec = { from: 'file', names: ['a', 'b'] };

  test('the names and values', async () => {
    expect(await outputsOf(names, { writes: 'a=1\nb<<E\nx\ny\nE\n' })).toEqual({ a: '1', b: 'x\ny' });
    expect(await outputsOf(names, {})).toEqual({});
  });

  test('is ill-formed', async () => {
    expect(await outputsOf(names, { writes: 'nonsense' })).toBe(
      '0 node.failed a error=kind:outputs_invalid message=$OMNE_OUTPUT: line 1: `nonsense` is neither `name=value` nor `name<<DELIMITER`',
    );
  });

  test('cannot be read', async () => {
    expect(await outputsOf(names, {}, { a: 'has 3 MiB' })).toBe(
      '0 node.failed a error=kind:outputs_invalid message=$OMNE_OUTPUT has 3 MiB',
    );
  });

  test('is asked for, and only then', async () => {
    const fake = await play(planOf({ a: { outputs: names }, b: [] }));
    expect(fake.calls('shell').map(({ request }) => request.publishes)).toEqual([true, undefined]);
  });
});

describe('what is computed when a body completed', () => {
  test('keeps its type, and sees variables and steps', async () => {
    const body = steps({ one: { outputs: as('json') }, two: [] });
    const outputs = computed({
      all: text(`\${{ steps.one.outputs }}`),
      said: text(`<\${{ steps.two.text }}>`),
      plain: 'x',
    });
    const plan = planOf({ s: { body, outputs } });
    expect(await tell(plan, { shell: { 's/one': prints('[1]'), 's/two': prints('hey') } })).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/one kind=bash',
      '0 node.completed s/one outputs=[1]',
      '0 node.started s/two kind=bash',
      '0 node.completed s/two',
      '0 node.completed s outputs={"all":[1],"said":"<hey>","plain":"x"}',
      '0 pipe.completed',
    ]);
  });

  test('fails the node when it cannot be', async () => {
    const plan = planOf({
      s: { body: steps({ a: [] }), outputs: computed({ v: text(`\${{ fromJSON('{') }}`) }) },
    });
    expect(await tell(plan)).toEqual([
      '0 node.started s kind=steps',
      '0 node.started s/a kind=bash',
      '0 node.completed s/a',
      '0 node.failed s error=kind:crash message=expression failed: v: fromJSON: the text is no JSON',
      '0 pipe.aborted reason=node_failed cause=s message=expression failed: v: fromJSON: the text is no JSON',
    ]);
  });

  test('of a loop over a body, after the last iteration', async () => {
    const body = repeat(steps({ a: { outputs: as('json') } }), { while: expr('steps.a.outputs < 2') });
    const plan = planOf({ r: { body, outputs: computed({ last: text(`\${{ steps.a.outputs }}`) }) } });
    const all = await tell(plan, { shell: { 'r/1/a': prints('1'), 'r/2/a': prints('2') } });
    expect(all.at(-2)).toBe('0 node.completed r outputs={"last":2}');
  });
});

test('a join has the outputs of those it names, in that order', async () => {
  const plan = planOf({
    b: { outputs: as('json') },
    a: { outputs: as('text') },
    none: [],
    j: join('a', 'none', 'b'),
  });
  const fake = await play(plan, { shell: { a: prints('A', 20), b: prints('{"b":1}', 5) } });
  expect(fake.story).toEqual([
    '0 node.started b kind=bash',
    '0 node.started a kind=bash',
    '0 node.started none kind=bash',
    '0 node.completed none',
    '5 node.completed b outputs={"b":1}',
    '20 node.completed a outputs="A"',
    '20 node.started j kind=join',
    '20 node.completed j outputs=["A",null,{"b":1}]',
    '20 pipe.completed',
  ]);
});

test('outputs of the pipe stand in its end, failed or not', async () => {
  const outputs = new Map([
    ['v', text(`\${{ nodes.a.outputs }}`)],
    ['w', text(`\${{ nodes.b.status }}`)],
  ]);
  const plan = planOf({ a: { outputs: as('json') }, b: [] }, { outputs });
  const script = { shell: { a: prints('[1]') } };
  expect((await tell(plan, script)).at(-1)).toBe('0 pipe.completed outputs={"v":[1],"w":"completed"}');
  const failing = { shell: { ...script.shell, b: { reply: { failure: { kind: 'no_output' as const } } } } };
  expect((await tell(plan, failing)).at(-1)).toBe(
    '0 pipe.aborted reason=node_failed cause=b message=the agent ended without saying anything outputs={"v":[1],"w":"failed"}',
  );
});

test('outputs of the pipe that cannot be evaluated fail a run that went well', async () => {
  const plan = planOf({ a: [] }, { outputs: new Map([['v', text(`\${{ fromJSON('{') }}`)]]) });
  expect((await tell(plan)).at(-1)).toBe(
    '0 pipe.aborted reason=outputs_invalid message=v: fromJSON: the text is no JSON',
  );
});

test('an agent with a schema is asked once more when its answer does not fit', async () => {
  const schema = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] };
  // Loaded by the node itself, in real time; here before the fake one begins.
  await import('../../src/core/output-schema.ts');
  const plan = planOf({ a: { body: agent({ schema }) } });
  const parts = [{ prints: '{"n":"x"}' }, { prints: '{"n":1}' }];
  const fake = await play(plan, { agent: { a: parts } });
  expect(fake.story).toEqual([
    '0 node.started a kind=prompt',
    '0 node.completed a outputs={"n":1}',
    '0 pipe.completed',
  ]);
  expect(fake.calls('agent').map(({ request }) => [request.session.kind, request.capture])).toEqual([
    ['start', 'replace'],
    ['resume', 'replace'],
  ]);
  // The answer that counts is alone in its capture; the other one stays beside it.
  expect(fake.calls('keepAttempt')).toEqual([{ port: 'keepAttempt', nodeId: 'a', attempt: 1 }]);
  expect(await tell(plan, { agent: { a: [{ prints: '{}' }] } })).toEqual([
    '0 node.started a kind=prompt',
    '0 node.failed a error=kind:schema_invalid message=the answer does not fit output_schema: `n` is missing',
    '0 pipe.aborted reason=node_failed cause=a message=the answer does not fit output_schema: `n` is missing',
  ]);
});

test("a pipe's own outputs have the same bound", async () => {
  const plan = {
    ...planOf({ a: { outputs: as('text') } }),
    outputs: new Map([['both', text(`\${{ nodes.a.outputs }}\${{ nodes.a.outputs }}`)]]),
  };
  const fake = await play(plan, { shell: { a: prints('x'.repeat(600_000)) } });
  expect(fake.events.at(-1)).toMatchObject({
    type: 'pipe.aborted',
    reason: 'outputs_invalid',
    message: 'the outputs have 1200011 characters as JSON; at most 1048576 can be published',
  });
});
