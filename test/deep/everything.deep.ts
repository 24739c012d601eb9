import { expect, test } from 'vitest';
import { figure } from './figures.ts';
import { resumeRound, uninterrupted } from './resuming.ts';
import { chosenSeed, inTurns, rounds, seeded } from './rounds.ts';
import { everything, writes } from './subjects.ts';

/** `OMNE_DEEP_RESUMES`: only every n-th event; 1 for all. */
const step = rounds('RESUMES', 1);
const linux = process.platform === 'linux';

for (const [name, subject] of Object.entries({
  'examples/everything.md': everything,
  'a pipe that writes files': writes,
})) {
  test.runIf(linux)(`${name}: killed at every event and resumed, it ends as if it had not been`, async () => {
    const random = seeded(chosenSeed());
    const { final, events } = await uninterrupted(subject);
    expect(final.code).toBe(0);
    const points = Array.from({ length: events }, (_, at) => at + 1).filter((at) => at % step === 0);
    // Every fourth resumed run is killed as well, somewhere, and resumed in its turn.
    const plans = points.map((at, round) =>
      round % 4 === 0 ? [at, 1 + Math.floor(random() * events)] : [at],
    );
    const done = await inTurns(plans.length, 3, (at) => resumeRound(subject, final, plans[at]!));
    figure(`${name}: kills, one after each event`, done.length, { least: Math.floor(events / step) });
    figure(`${name}: ends that differ from the uninterrupted run`, 0, { exactly: 0 });
    const againOf = (isTwice: boolean) =>
      done.reduce((sum, round, at) => sum + (plans[at]!.length > 1 === isTwice ? round.again : 0), 0);
    figure(`${name}: complete scripts and agents that ran again`, againOf(false), { exactly: 0 });
    figure(`${name}: … after the resumed run was killed as well`, againOf(true), { exactly: 0 });
    const reused = done.reduce((sum, round) => sum + round.reused, 0);
    const ran = done.reduce((sum, round) => sum + round.ran, 0);
    figure(`${name}: nodes taken over`, reused, { least: 1 });
    figure(`${name}: nodes run again or for the first time, with their containers`, ran, { least: 1 });
  });
}
