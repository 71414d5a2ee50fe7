import { defineConfig } from 'vitest/config';

/** Stories that need tables and no stack, so that two can run at once. */
const ON_TABLES =
  'test/flows/{killed-night,merged-night,nightly,people,project,project-person,project-units,rebuild,seals}.test.ts';

/** Worlds of tests: `unit` is pure or one DynamoDB Local; `flows` run the synthesized stack; `data` and `faults` are the long runs. */
export default defineConfig({
  test: {
    environment: 'node',
    maxWorkers: 2,
    reporters: ['default', ['json', { outputFile: 'test-results/vitest.json' }]],
    setupFiles: ['test/support/quiet.ts'],
    env: { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true', AWS_REGION: 'ap-northeast-2' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}', ON_TABLES],
          testTimeout: 300_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'flows',
          include: ['test/flows/**/*.test.ts', 'test/browser/**/*.test.ts'],
          exclude: [ON_TABLES],
          testTimeout: 300_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'data',
          include: ['test/data/**/*.test.ts'],
          testTimeout: 1_700_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          testTimeout: 1_700_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
