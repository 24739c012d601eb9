import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { figure } from './figures.ts';
import { resumeRound, type Subject, uninterrupted } from './resuming.ts';
import { chosenSeed, inTurns, rounds, seeded } from './rounds.ts';

const repository = resolve(import.meta.dirname, '../..');
const parts = [
  'examples/everything.md',
  'examples/parts/greet.yml',
  '.omne/hooks/report-complete.sh',
  '.omne/dist/cmds/plan.md',
];
const everything: Subject = {
  pipe: 'examples/everything.md',
  files: Object.fromEntries(parts.map((name) => [name, readFileSync(join(repository, name), 'utf8')])),
};

// Each body brings a file into a state, whatever it was before: it may run a second time.
const writes: Subject = {
  pipe: 'pipe.yml',
  files: {
    'kept.txt': 'kept\n',
    'changed.txt': 'one\n',
    'removed.txt': 'removed\n',
    'src/old.txt': 'moved\n',
    'pipe.yml': `
name: writes
version: 1
max_parallel: 2
nodes:
  - { id: change, bash: "echo two > changed.txt" }
  - { id: remove, bash: "rm -f removed.txt", depends_on: [change] }
  - { id: move, bash: "if [ -f src/old.txt ]; then mkdir -p lib && mv src/old.txt lib/new.txt; fi" }
  - { id: binary, bash: "head -c 3000 /dev/zero > zeros.bin; ln -sfn changed.txt link", depends_on: [move] }
  - id: lines
    depends_on: [change]
    loop:
      until_bash: test "$(wc -l < lines.txt)" -ge 3
      max_iterations: 5
      bash: seq "$OMNE_ITERATION" > lines.txt
  - id: script
    depends_on: [remove, binary, lines]
    bash: printf '#!/bin/sh\\n' > tool.sh; chmod 755 tool.sh; cat changed.txt lines.txt
    outputs: text
outputs:
  seen: \${{ nodes.script.outputs }}
`,
  },
};

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
    const again = done.reduce((sum, round) => sum + round.again, 0);
    figure(`${name}: complete scripts and agents that ran again`, again, { exactly: 0 });
    const reused = done.reduce((sum, round) => sum + round.reused, 0);
    const ran = done.reduce((sum, round) => sum + round.ran, 0);
    figure(`${name}: nodes taken over`, reused, { least: 1 });
    figure(`${name}: nodes run again or for the first time, with their containers`, ran, { least: 1 });
  });
}
