import { defineConfig } from 'vitest/config';

// Long tests that measure: not a part of `npm test`. One after the other, since they measure processes and memory.
export default defineConfig({
  test: {
    include: ['test/deep/**/*.deep.ts'],
    globalSetup: ['test/deep/collect.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
    fileParallelism: false,
  },
});
