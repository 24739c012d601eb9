import { describe, expect, test } from 'vitest';
import { type CancelRound, cancelRound } from './cancelling.ts';
import { figure } from './figures.ts';
import { chosenSeed, inTurns, quantile, rounds, seeded } from './rounds.ts';

const cancels = rounds('CANCELS', 100);
const few = Math.max(1, Math.round(cancels / 10));
const nodes = 64;
const sum = (done: readonly CancelRound[], of: (round: CancelRound) => number) =>
  done.reduce((total, round) => total + of(round), 0);
const took = (done: readonly CancelRound[]) => done.map((round) => round.tookMs);
const once = (name: NodeJS.Signals) => [{ atMs: 0, name }];

describe.runIf(process.platform === 'linux')(`a cancel of ${nodes} nodes that ignore TERM`, () => {
  test(`SIGINT, ${cancels} times`, async () => {
    const plan = { nodes, when: 'ready', signals: once('SIGINT') } as const;
    const done = await inTurns(cancels, 1, () => cancelRound(plan));
    for (const round of done) expect(round.started).toBe(nodes);
    figure('cancels with SIGINT', done.length, { least: cancels });
    figure('cancel to closed journal, p50', Math.round(quantile(took(done), 0.5)), { most: 5000 }, 'ms');
    figure('cancel to closed journal, p99', Math.round(quantile(took(done), 0.99)), { most: 5000 }, 'ms');
    figure(
      'nodes started after a cancel',
      sum(done, (round) => round.startedAfter),
      { exactly: 0 },
    );
    figure(
      'processes alive when the runner ended',
      sum(done, (round) => round.survivors),
      { exactly: 0 },
    );
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)(`%s, ${few} times`, async (name) => {
    const done = await inTurns(few, 1, () => cancelRound({ nodes, when: 'ready', signals: once(name) }));
    figure(`cancel with ${name}, worst`, Math.round(Math.max(...took(done))), { most: 5000 }, 'ms');
    expect(sum(done, (round) => round.startedAfter + round.survivors)).toBe(0);
  });

  test(`a second SIGINT after 200 ms, ${few} times`, async () => {
    const signals = [...once('SIGINT'), { atMs: 200, name: 'SIGINT' as const }];
    const done = await inTurns(few, 1, () => cancelRound({ nodes, when: 'ready', signals }));
    figure('second SIGINT after 200 ms, worst', Math.round(Math.max(...took(done))), { most: 2500 }, 'ms');
    expect(sum(done, (round) => round.startedAfter + round.survivors)).toBe(0);
  });

  test(`the run's own timeout, ${Math.ceil(few / 2)} times`, async () => {
    const plan = { nodes, when: 'ready', signals: [], args: ['--timeout', '3s'] } as const;
    const done = await inTurns(Math.ceil(few / 2), 1, () => cancelRound(plan));
    const over = done.map((round) => round.endedMs - 3000);
    figure('timeout of the run to closed journal, worst', Math.max(...over), { most: 5000 }, 'ms');
    expect(sum(done, (round) => round.survivors)).toBe(0);
  });

  test(`SIGINT at a random moment of the start, ${few * 2} times`, async () => {
    const random = seeded(chosenSeed());
    const done = await inTurns(few * 2, 1, () =>
      cancelRound({ nodes, when: Math.floor(70 + random() * 150), signals: once('SIGINT') }),
    );
    const met = done.filter((round) => round.started > 0 && round.started < nodes);
    console.log(`${met.length} of ${done.length} met a run that was still starting nodes`);
    figure('cancel while nodes start, worst', Math.round(Math.max(...took(done))), { most: 5000 }, 'ms');
    figure(
      'nodes started after such a cancel',
      sum(done, (round) => round.startedAfter),
      { exactly: 0 },
    );
    expect(sum(done, (round) => round.survivors)).toBe(0);
  });
});
