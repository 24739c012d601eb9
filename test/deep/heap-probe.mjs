// Preloaded into the runner, which was started with --expose-gc: tells on SIGUSR2 what memory it really holds.
import { writeFileSync } from 'node:fs';

process.on('SIGUSR2', () => {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  writeFileSync(process.env.OMNE_TEST_HEAP, String(heapUsed + external));
});
