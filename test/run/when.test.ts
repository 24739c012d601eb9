import { describe, expect, test } from 'vitest';
import type { Template } from '../../src/core/template.ts';
import { broken, expr, onError, planOf, steps, text } from '../core/plan-of.ts';
import { lasts, prints } from '../rig/fake-ports.ts';
import { begin, play, tell } from './begin.ts';

describe('when', () => {
  test('true: the node runs', async () => {
    expect(await tell(planOf({ a: { when: expr('1 == 1') } }))).toEqual([
      '0 node.started a kind=bash',
      '0 node.completed a',
      '0 pipe.completed',
    ]);
  });

  test('false: it is skipped with what it saw, and so is what needs it', async () => {
    const plan = planOf({
      a: { outputs: { from: 'text', as: 'json' } },
      b: { needs: ['a'], when: expr("nodes.a.outputs.x == 'y' && nodes.a.status == 'completed'") },
      c: ['b'],
    });
    expect(await tell(plan, { shell: { a: prints('{"x":"z"}') } })).toEqual([
      '0 node.started a kind=bash',
      '0 node.completed a outputs={"x":"z"}',
      '0 node.skipped b reason=when when=nodes.a.outputs.x == \'y\' && nodes.a.status == \'completed\' saw={"nodes.a.outputs.x":"z","nodes.a.status":"completed"}',
      '0 node.skipped c reason=upstream_skipped cause=b',
      '0 pipe.completed',
    ]);
  });

  test('an error fails the node before it ran, and asks no policy', async () => {
    const fake = await play(planOf({ a: { when: broken('no JSON'), onError: onError('continue') } }));
    expect([fake.story, fake.calls('shell')]).toEqual([
      [
        '0 node.started a kind=bash',
        '0 node.failed a error=kind:crash message=expression failed: when: no JSON',
        '0 pipe.aborted reason=node_failed cause=a message=expression failed: when: no JSON',
      ],
      [],
    ]);
  });

  test("reads the node's own env", async () => {
    const env = new Map<string, Template>([['MODE', text(`m-\${{ inputs.who }}`)]]);
    const node = { env, when: expr("env.MODE == 'm-Ada'") };
    expect(await tell(planOf({ a: node }), {}, { inputs: new Map([['who', 'Ada']]) })).toEqual([
      '0 node.started a kind=bash',
      '0 node.completed a',
      '0 pipe.completed',
    ]);
    expect(await tell(planOf({ a: node }), {}, { inputs: new Map([['who', 'Bob']]) })).toEqual([
      '0 node.skipped a reason=when when=env.MODE == \'m-Ada\' saw={"env.MODE":"m-Bob"}',
      '0 pipe.completed',
    ]);
    const bad = { env: new Map<string, Template>([['MODE', broken('no JSON')]]), when: expr('env.MODE') };
    expect(await tell(planOf({ a: bad }))).toEqual([
      '0 node.started a kind=bash',
      '0 node.failed a error=kind:crash message=expression failed: env MODE: no JSON',
      '0 pipe.aborted reason=node_failed cause=a message=expression failed: env MODE: no JSON',
    ]);
  });

  test('is asked when the dependencies have ended, not when there is a place', async () => {
    const plan = planOf(
      { a: [], b: { when: expr('false') }, c: { needs: ['a'], when: expr('false') } },
      { maxParallel: 1 },
    );
    expect(await tell(plan, { shell: { a: lasts(50) } })).toEqual([
      '0 node.skipped b reason=when when=false saw={}',
      '0 node.started a kind=bash',
      '50 node.completed a',
      '50 node.skipped c reason=when when=false saw={}',
      '50 pipe.completed',
    ]);
  });

  test('of a step does not end the steps', async () => {
    const plan = planOf({
      s: steps({ a: { when: expr('false') }, b: { when: expr("steps.a.status == 'skipped'") } }),
    });
    expect(await tell(plan)).toEqual([
      '0 node.started s kind=steps',
      '0 node.skipped s/a reason=when when=false saw={}',
      '0 node.started s/b kind=bash',
      '0 node.completed s/b',
      '0 node.completed s',
      '0 pipe.completed',
    ]);
  });

  test('of all nodes: the run chose to do nothing, which is completed', async () => {
    expect(await tell(planOf({ a: { when: expr('false') } }))).toEqual([
      '0 node.skipped a reason=when when=false saw={}',
      '0 pipe.completed',
    ]);
  });

  test('reads what the run is about', async () => {
    const { fake, finished } = begin(
      planOf({ a: { when: expr("run.pipe == 'p'") } }),
      {},
      { about: new Map([['pipe', 'p']]) },
    );
    await fake.until(finished);
    expect(fake.calls('shell')).toHaveLength(1);
  });
});
