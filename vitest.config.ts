import { defineConfig } from 'vitest/config';

/**
 * Worlds of tests: `unit` is pure or a store on a DynamoDB Local; `stories` are long ones on tables, or a browser before a fixture; `flows` run the synthesized stack, each file its own;
 * two files run at once. `data` and `faults` are the long runs, one after another.
 */
export default defineConfig({
  test: {
    environment: 'node',
    maxWorkers: 2,
    reporters: ['default', ['json', { outputFile: 'test-results/vitest.json' }]],
    // A busy machine draws a page in more than the second that is usual.
    expect: { poll: { timeout: 20_000 } },
    setupFiles: ['test/support/quiet.ts'],
    env: { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true', AWS_REGION: 'ap-northeast-2' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          globalSetup: ['test/support/one-emulator.ts'],
          // Nothing in them outlives its file, and loading the same modules two hundred times takes a minute.
          isolate: false,
          testTimeout: 300_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'stories',
          include: ['test/{tables,browser}/**/*.test.{ts,tsx}'],
          globalSetup: ['test/support/one-emulator.ts'],
          testTimeout: 300_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'flows',
          include: ['test/flows/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 180_000,
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
