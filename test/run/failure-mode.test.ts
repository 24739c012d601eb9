import { describe, expect, test } from 'vitest';
import { onError, planOf, steps, subPipe } from '../core/plan-of.ts';
import { failsAfter, lasts } from '../rig/fake-ports.ts';
import { tell } from './begin.ts';

const nodes = {
  bad: [],
  slow: steps({ a: [], b: [] }),
  other: [],
  last: [],
  next: ['other'],
  clean: { needs: ['bad'], rule: 'always' },
} as const;
const script = { shell: { bad: failsAfter(10, 7), 'slow/a': lasts(20), other: lasts(15), last: lasts(5) } };

describe('failure_mode', () => {
  test('continue: independent branches go on', async () => {
    expect(await tell(planOf(nodes, { maxParallel: 3 }), script)).toEqual([
      '0 node.started slow kind=steps',
      '0 node.started bad kind=bash',
      '0 node.started other kind=bash',
      '0 node.started slow/a kind=bash',
      '10 node.failed bad error=kind:crash,exit_code:7',
      '10 node.started last kind=bash',
      '15 node.completed other',
      '15 node.started next kind=bash',
      '15 node.completed last',
      '15 node.started clean kind=bash',
      '15 node.completed next',
      '15 node.completed clean',
      '20 node.completed slow/a',
      '20 node.started slow/b kind=bash',
      '20 node.completed slow/b',
      '20 node.completed slow',
      '20 pipe.aborted reason=node_failed cause=bad',
    ]);
  });

  test('no_new: what runs goes on, steps of it too; nothing else starts', async () => {
    expect(await tell(planOf(nodes, { maxParallel: 3, failureMode: 'no_new' }), script)).toEqual([
      '0 node.started slow kind=steps',
      '0 node.started bad kind=bash',
      '0 node.started other kind=bash',
      '0 node.started slow/a kind=bash',
      '10 node.failed bad error=kind:crash,exit_code:7',
      '10 node.skipped next reason=stopped cause=bad',
      '10 node.skipped clean reason=stopped cause=bad',
      '10 node.skipped last reason=stopped cause=bad',
      '15 node.completed other',
      '20 node.completed slow/a',
      '20 node.started slow/b kind=bash',
      '20 node.completed slow/b',
      '20 node.completed slow',
      '20 pipe.aborted reason=node_failed cause=bad',
    ]);
  });

  test('kill: what runs is ended as well', async () => {
    expect(await tell(planOf(nodes, { maxParallel: 3, failureMode: 'kill' }), script)).toEqual([
      '0 node.started slow kind=steps',
      '0 node.started bad kind=bash',
      '0 node.started other kind=bash',
      '0 node.started slow/a kind=bash',
      '10 node.failed bad error=kind:crash,exit_code:7',
      '10 node.skipped next reason=stopped cause=bad',
      '10 node.skipped clean reason=stopped cause=bad',
      '10 node.skipped last reason=stopped cause=bad',
      '10 node.failed slow/a error=kind:cancelled message=cancelled',
      '10 node.skipped slow/b reason=stopped cause=bad',
      '10 node.failed slow error=kind:cancelled message=cancelled',
      '10 node.failed other error=kind:cancelled message=cancelled',
      '10 pipe.aborted reason=node_failed cause=bad',
    ]);
  });

  test('an ignored failure is none', async () => {
    const plan = planOf({ bad: { onError: onError('continue') }, slow: [] }, { failureMode: 'kill' });
    expect((await tell(plan, { shell: { bad: failsAfter(10), slow: lasts(20) } })).at(-1)).toBe(
      '20 pipe.completed',
    );
  });

  test('a retry of a running node is nothing new; after the last attempt it is a failure', async () => {
    const plan = planOf(
      { bad: [], r: { onError: onError('fail', { delayMs: 20 }) } },
      { failureMode: 'no_new' },
    );
    expect(await tell(plan, { shell: { bad: failsAfter(10), r: [failsAfter(5), lasts(5)] } })).toEqual([
      '0 node.started bad kind=bash',
      '0 node.started r kind=bash',
      '5 node.attempt_failed r error=kind:crash,exit_code:1 will=retry',
      '5 node.retrying r retry=1 of=1 delay_ms=20',
      '10 node.failed bad error=kind:crash,exit_code:1',
      '30 node.completed r attempt=2',
      '30 pipe.aborted reason=node_failed cause=bad',
    ]);
  });

  test('of an included pipe is its own', async () => {
    const inner = planOf({ bad: [], slow: [] }, { failureMode: 'kill' });
    const plan = planOf({ p: subPipe(inner), other: [] });
    expect(
      await tell(plan, { shell: { 'p/bad': failsAfter(10), 'p/slow': lasts(90), other: lasts(30) } }),
    ).toEqual([
      '0 node.started p kind=pipe',
      '0 node.started p/bad kind=bash',
      '0 node.started p/slow kind=bash',
      '0 node.started other kind=bash',
      '10 node.failed p/bad error=kind:crash,exit_code:1',
      '10 node.failed p/slow error=kind:cancelled message=cancelled',
      '10 node.failed p error=kind:crash,exit_code:1 message=p/bad: crash (exit 1) cause=p/bad',
      '30 node.completed other',
      '30 pipe.aborted reason=node_failed cause=p message=p/bad: crash (exit 1)',
    ]);
  });
});
