import { expect, test } from 'vitest';
import { killRound } from '../../deep/killing.ts';
import { resumeRound, uninterrupted } from '../../deep/resuming.ts';
import { inTurns } from '../../deep/rounds.ts';
import { writes } from '../../deep/subjects.ts';
import { linux } from './omne.ts';

// A few of what test/deep/kill.deep.ts does hundreds of times.
test.runIf(linux)(
  'SIGKILL of the runner, and of its recovery: nothing lost, nothing open, nobody left',
  async () => {
    const moments = [0, 5, 20, 60, 120, 200, 300];
    const done = await inTurns(moments.length, 2, (at) =>
      killRound({ after: 'first event', ms: moments[at]! }, at % 3 === 0 ? [60, 120] : [], at === 4),
    );
    for (const { lost, unpaired, orphans } of done)
      expect({ lost, unpaired, orphans }).toEqual({ lost: 0, unpaired: 0, orphans: 0 });
    expect(done.filter((round) => round.wasKilled && round.hadJournal).length).toBeGreaterThan(2);
  },
);

// A few of what test/deep/everything.deep.ts does at every event.
test.runIf(linux)(
  'killed at an event and resumed, a pipe that writes files ends as if it had not been',
  async () => {
    const { final, events } = await uninterrupted(writes);
    const plans = [[1], [Math.floor(events / 2), 5], [events - 1]];
    const done = await inTurns(plans.length, 2, (at) => resumeRound(writes, final, plans[at]!));
    expect(done.map((round) => round.again)).toEqual([0, 0, 0]);
    expect(done.at(-1)!.reused).toBeGreaterThan(5);
  },
);
