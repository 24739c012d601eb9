// Recovers a run: `recoverer <run dir> <run id> [insist]`; what became of it on stdout.
import { writeSync } from 'node:fs';
import { recoverRun } from '../../src/effects/recover.ts';
import { describeFault } from '../../src/shell/fault.ts';

const [runDir = '', runId = '', insist] = process.argv.slice(2);
try {
  const recovered = await recoverRun(runDir, runId, { insist: insist === 'insist' });
  writeSync(1, `${recovered.kind === 'held' ? recovered.holder : recovered.kind}\n`);
} catch (error) {
  writeSync(2, `${describeFault(error)}\n`);
  process.exitCode = 70;
}
