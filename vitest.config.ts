import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      { extends: true, test: { name: 'flows', include: ['test/flows/**/*.test.ts', 'test/browser/**/*.test.ts'], testTimeout: 240_000, fileParallelism: false } },
      { extends: true, test: { name: 'data', include: ['test/data/**/*.test.ts'], testTimeout: 1_500_000, fileParallelism: false } },
      { extends: true, test: { name: 'faults', include: ['test/faults/**/*.test.ts'], testTimeout: 1_500_000, fileParallelism: false } },
    ],
  },
});
