import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Subject } from './resuming.ts';

const repository = resolve(import.meta.dirname, '../..');
const parts = [
  'examples/everything.md',
  'examples/parts/greet.yml',
  '.omne/hooks/report-complete.sh',
  '.omne/dist/cmds/plan.md',
];
/** The example with every key of a pipe, and what it needs. */
export const everything: Subject = {
  pipe: 'examples/everything.md',
  files: Object.fromEntries(parts.map((name) => [name, readFileSync(join(repository, name), 'utf8')])),
};

/** Each body brings a file into a state, whatever it was before: it may run a second time. */
export const writes: Subject = {
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
