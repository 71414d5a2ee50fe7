import { defineConfig } from 'vitest/config';

/** The tests that a mutant has to survive: those of rules and scores that need no database. */
export default defineConfig({
  test: {
    environment: 'node',
    setupFiles: ['test/support/quiet.ts'],
    // Each mutant runs them anew, so few pairs have to do.
    env: { AGREEMENT_PAIRS: '2000' },
    include: [
      'test/unit/segments/{rule,evaluate,agreement,trace,figures}.test.ts',
      'test/unit/scoring/{rfm,churn,model,purchases}.test.ts',
      'test/unit/profiles/customer-kind.test.ts',
    ],
    testTimeout: 60_000,
  },
});
