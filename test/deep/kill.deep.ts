import { expect, test } from 'vitest';
import { figure } from './figures.ts';
import { type KillMoment, type KillRound, killRound, usualMs } from './killing.ts';
import { chosenSeed, inTurns, rounds, seeded } from './rounds.ts';

const kills = rounds('KILLS', 600);

test.runIf(process.platform === 'linux')(
  `SIGKILL of the whole runner at ${kills} random moments, and of its recovery`,
  async () => {
    const random = seeded(chosenSeed());
    const most = await usualMs();
    // Some die before they begin; of the others most in the storm of the first events.
    const momentOf = (): KillMoment => {
      const kind = random();
      if (kind < 0.12) return { after: 'start', ms: 1 + random() * 250 };
      return { after: 'first event', ms: random() * (kind < 0.6 ? most / 3 : most) };
    };
    const plans = Array.from({ length: kills }, () => ({
      moment: momentOf(),
      recovery:
        random() < 0.3 ? Array.from({ length: 1 + Math.floor(random() * 3) }, () => 1 + random() * 150) : [],
      isCrowded: random() < 0.15,
    }));
    const done = await inTurns(kills, 2, async (at) => {
      const { moment, recovery, isCrowded } = plans[at]!;
      return await killRound(moment, recovery, isCrowded);
    });
    const sum = (of: (round: KillRound) => number) => done.reduce((total, round) => total + of(round), 0);
    figure(
      'random SIGKILLs of the runner',
      sum((round) => Number(round.wasKilled)),
      { least: kills * 0.85 },
    );
    figure(
      '… while it had a journal',
      sum((round) => Number(round.wasKilled && round.hadJournal)),
      {
        least: kills * 0.75,
      },
    );
    figure(
      'SIGKILLs of a recovery',
      sum((round) => round.recoveryKills),
      { least: kills * 0.2 },
    );
    figure(
      'events acknowledged before the kills',
      sum((round) => round.acknowledged),
      { least: kills },
    );
    figure(
      'processes left behind by the kills',
      sum((round) => round.leftBehind),
      { least: kills / 2 },
    );
    figure(
      'acknowledged events lost',
      sum((round) => round.lost),
      { exactly: 0 },
    );
    figure(
      'starts without an end after recovery',
      sum((round) => round.unpaired),
      { exactly: 0 },
    );
    figure(
      'orphan processes 1 s after recovery',
      sum((round) => round.orphans),
      { exactly: 0 },
    );
    expect(done).toHaveLength(kills);
  },
);
